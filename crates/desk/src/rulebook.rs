//! The charter and house rules in force at a centre, compiled once and kept.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};

use charter::{DecisionTable, Document, HouseRules, Problem};
use kernel::{AccountId, CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::Permit;

/// The document as Herald carries it.
pub const BUILTIN_DOCUMENT: &str = include_str!("../../../charters/HR-F019.yaml");
/// The house rules a centre starts with.
pub const BUILTIN_HOUSE: &str = include_str!("../../../charters/house.yaml");

/// A position document with the house rules, compiled into one decision table.
#[derive(Debug)]
pub struct Rulebook {
    pub document: Document,
    pub house: HouseRules,
    pub table: DecisionTable,
    pub document_text: String,
    pub house_text: String,
}

impl Rulebook {
    /// Reads and compiles both files.
    ///
    /// # Errors
    /// Every problem found, with its line.
    pub fn compile(document_text: &str, house_text: &str) -> Result<Self, Vec<Problem>> {
        let document = Document::parse(document_text)?;
        let house = HouseRules::parse(house_text, &document)?;
        let table = DecisionTable::compile(&document, &house);
        Ok(Self {
            document,
            house,
            table,
            document_text: document_text.into(),
            house_text: house_text.into(),
        })
    }

    /// What Herald carries.
    #[must_use]
    pub fn builtin() -> Self {
        Self::compile(BUILTIN_DOCUMENT, BUILTIN_HOUSE)
            .expect("the carried charter and house rules are tested")
    }
}

/// Keeps the compiled rulebook of each centre until a newer version is loaded.
#[derive(Debug)]
pub(crate) struct Shelf {
    builtin: Arc<Rulebook>,
    kept: RwLock<HashMap<CentreId, (Uuid, Arc<Rulebook>)>>,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self {
            builtin: Arc::new(Rulebook::builtin()),
            kept: RwLock::new(HashMap::new()),
        }
    }

    pub(crate) async fn of(&self, conn: &Conn, centre: CentreId) -> Result<Arc<Rulebook>, DbError> {
        let row = conn
            .first(
                "select id from rulebook where centre_id = $1 order by at desc, id desc limit 1",
                args![centre],
            )
            .await?;
        let Some(row) = row else {
            return Ok(self.builtin.clone());
        };
        let id: Uuid = row.get("id")?;
        if let Some((_, book)) = self
            .kept
            .read()
            .ok()
            .and_then(|k| k.get(&centre).filter(|(v, _)| *v == id).cloned())
        {
            return Ok(book);
        }
        let row = conn
            .one(
                "select document, house from rulebook where centre_id = $1 and id = $2",
                args![centre, id],
            )
            .await?;
        let (document, house): (String, String) = (row.get("document")?, row.get("house")?);
        let book = Rulebook::compile(&document, &house).map_err(|problems| {
            DbError::Shape(format!(
                "the stored house rules have {} problems",
                problems.len()
            ))
        })?;
        let book = Arc::new(book);
        if let Ok(mut kept) = self.kept.write() {
            kept.insert(centre, (id, book.clone()));
        }
        Ok(book)
    }
}

/// Puts a new version in force.
///
/// # Errors
/// What the engine answers.
pub async fn load(
    tx: &Conn,
    permit: &Permit,
    document: &str,
    house: &str,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into rulebook (centre_id, id, document, house, at, leaf_id) values ($1, $2, $3, $4, $5, $6)",
        args![permit.centre(), Uuid::now_v7(), document, house, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// A version that was put in force.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub id: Uuid,
    pub document: String,
    pub house: String,
    pub at: Moment,
    /// Who brought it.
    pub account: Option<AccountId>,
}

/// Versions put in force at a centre, the newest first. What Herald carries is not among
/// them: it holds until the first one.
///
/// # Errors
/// What the engine answers.
pub async fn versions(conn: &Conn, centre: CentreId, limit: i64) -> Result<Vec<Loaded>, DbError> {
    let rows = conn
        .all(
            "select r.id as id, r.document as document, r.house as house, r.at as at, l.account_id as account_id
             from rulebook r left join ledger_leaf l on l.centre_id = r.centre_id and l.id = r.leaf_id
             where r.centre_id = $1 order by r.at desc, r.id desc limit $2",
            args![centre, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Loaded {
                id: row.get("id")?,
                document: row.get("document")?,
                house: row.get("house")?,
                at: row.get("at")?,
                account: row.get("account_id")?,
            })
        })
        .collect()
}

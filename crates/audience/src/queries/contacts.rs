//! Contacts, their consents, and the addresses nobody writes to.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{CentreId, Conn, DbError, Keys, Moment, Row, args};
use sea_query::{Cond, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use uuid::Uuid;

use crate::model::{ConsentRow, Contact, ContactId, Purpose, Rule, Wording, WordingRow};

/// What the list of contacts is narrowed by.
#[derive(Clone, Debug, Default)]
pub struct ContactFilter {
    /// Part of a name, an address, a number, a city.
    pub search: String,
    pub rule: Option<Rule>,
    /// Only those who can be mailed, or with another of the four reasons.
    pub reach: Option<i64>,
}

/// A page of contacts, the newest first.
#[derive(Clone, Debug)]
pub struct ContactPage {
    pub contacts: Vec<Contact>,
    /// Where the next page begins.
    pub next: Option<ContactId>,
}

/// Contacts of one page.
const PAGE: u64 = 50;

const COLUMNS: [&str; 17] = [
    "id",
    "name",
    "email",
    "email_key",
    "phone",
    "city",
    "lang",
    "lifecycle",
    "source",
    "birthday",
    "notes",
    "consent_email",
    "suppressed",
    "imported_by",
    "created_at",
    "changed_at",
    "revision",
];

fn with_tags(centre: CentreId) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(COLUMNS.map(|c| ("c", c)))
        .expr_as(Expr::col(("t", "tags")), "tags")
        .from_as("contact", "c")
        .join_as(
            JoinType::LeftJoin,
            "tag_set",
            "t",
            Cond::all()
                .add(Expr::col(("t", "centre_id")).equals(("c", "centre_id")))
                .add(Expr::col(("t", "id")).equals(("c", "tag_set"))),
        )
        .and_where(Expr::col(("c", "centre_id")).eq(Expr::value(kernel::Value::from(centre))));
    select
}

/// One contact.
///
/// # Errors
/// What the engine answers.
pub async fn contact(
    conn: &Conn,
    centre: CentreId,
    id: ContactId,
) -> Result<Option<Contact>, DbError> {
    Ok(contacts_by_id(conn, centre, &[id]).await?.pop())
}

/// Several contacts, in no particular order.
///
/// # Errors
/// What the engine answers.
pub async fn contacts_by_id(
    conn: &Conn,
    centre: CentreId,
    ids: &[ContactId],
) -> Result<Vec<Contact>, DbError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = with_tags(centre);
    let ids = ids.iter().map(|id| Expr::value(kernel::Value::from(*id)));
    select.and_where(Expr::col(("c", "id")).is_in(ids));
    conn.select(&select)
        .await?
        .iter()
        .map(Contact::read)
        .collect()
}

/// The contact with a normalised address.
///
/// # Errors
/// What the engine answers.
pub async fn contact_by_address(
    conn: &Conn,
    centre: CentreId,
    address: &str,
) -> Result<Option<Contact>, DbError> {
    let mut select = with_tags(centre);
    select.and_where(Expr::col(("c", "email_key")).eq(address));
    conn.select(&select)
        .await?
        .first()
        .map(Contact::read)
        .transpose()
}

/// Everybody with one of these addresses or numbers: whom the rows of a list may mean.
///
/// # Errors
/// What the engine answers.
pub async fn same_people(
    conn: &Conn,
    centre: CentreId,
    addresses: &[String],
    phones: &[String],
) -> Result<Vec<Contact>, DbError> {
    let mut found: BTreeMap<ContactId, Contact> = BTreeMap::new();
    for (column, values) in [("email_key", addresses), ("phone", phones)] {
        if values.is_empty() {
            continue;
        }
        let mut select = with_tags(centre);
        select.and_where(Expr::col(("c", column)).is_in(values.iter().map(String::as_str)));
        for row in conn.select(&select).await? {
            let contact = Contact::read(&row)?;
            found.insert(contact.id, contact);
        }
    }
    Ok(found.into_values().collect())
}

/// More letters of a search are not looked at; the engines refuse endless patterns.
const SEARCH_MOST: usize = 100;

/// A pattern that finds `part` anywhere, escaped by `!`.
pub(super) fn like(part: &str) -> String {
    let mut pattern = String::from("%");
    for c in text::fold(part).chars().take(SEARCH_MOST) {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Words a search may have; more are not looked at.
const WORDS_MOST: usize = 8;

/// What a search looks for: each of its words, or the digits of a number as it is kept, however
/// people part them (`0912-345`, `(04) 2345`).
fn parts_of(search: &str) -> Vec<String> {
    let folded = text::fold(search);
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let is_number = folded
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '.' | '#'));
    if is_number && digits.len() >= 3 {
        return vec![digits];
    }
    folded
        .split_whitespace()
        .take(WORDS_MOST)
        .map(str::to_owned)
        .collect()
}

/// The contacts a filter leaves, 50 a page, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn contacts(
    conn: &Conn,
    centre: CentreId,
    filter: &ContactFilter,
    after: Option<ContactId>,
    now: Moment,
) -> Result<ContactPage, DbError> {
    let mut select = with_tags(centre);
    if let Some(rule) = &filter.rule {
        let mut ids = super::compile::matching(centre, rule, now);
        ids.column(("c", "id"));
        select.and_where(Expr::col(("c", "id")).in_subquery(ids));
    }
    for part in parts_of(&filter.search) {
        let pattern = sea_query::LikeExpr::new(like(&part)).escape('!');
        select.and_where(Expr::col(("c", "folded")).like(pattern));
    }
    if let Some(reach) = filter.reach {
        select.and_where(Expr::col(("c", "reach")).eq(reach));
    }
    if let Some(after) = after {
        select.and_where(Expr::col(("c", "id")).lt(Expr::value(kernel::Value::from(after))));
    }
    select.order_by(("c", "id"), Order::Desc).limit(PAGE + 1);
    let rows = conn.select(&select).await?;
    let mut contacts: Vec<Contact> = rows.iter().map(Contact::read).collect::<Result<_, _>>()?;
    let more = contacts.len() as u64 > PAGE;
    contacts.truncate(PAGE as usize);
    let next = if more {
        contacts.last().map(|c| c.id)
    } else {
        None
    };
    Ok(ContactPage { contacts, next })
}

/// How many contacts there are, and how many of them can be mailed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    pub all: i64,
    pub reachable: i64,
}

/// How many contacts a centre has.
///
/// # Errors
/// What the engine answers.
pub async fn totals(conn: &Conn, centre: CentreId) -> Result<Totals, DbError> {
    let row = conn
        .one(
            "select cast(count(*) as bigint) as n,
               (select cast(count(*) as bigint) from contact r where r.centre_id = $1 and r.reach = 0) as reachable
             from contact c where c.centre_id = $1",
            args![centre],
        )
        .await?;
    Ok(Totals {
        all: row.get("n")?,
        reachable: row.get("reachable")?,
    })
}

/// Every tag somebody has.
///
/// # Errors
/// What the engine answers.
pub async fn tags_in_use(conn: &Conn, centre: CentreId) -> Result<Vec<String>, DbError> {
    let sql = "select distinct tag from tag_set_tag t where centre_id = $1
        and exists (select 1 from contact c where c.centre_id = t.centre_id and c.reach in (0, 1, 2, 3) and c.tag_set = t.set_id)
        order by tag limit 500";
    words(conn, sql, centre, "tag").await
}

/// The cities contacts live in. Each step asks the index for the next one, so that a million
/// contacts of ten cities cost ten look-ups for each reach and no reading of all of them.
///
/// # Errors
/// What the engine answers.
pub async fn cities_in_use(conn: &Conn, centre: CentreId) -> Result<Vec<String>, DbError> {
    let sql = "with recursive r(reach) as (
          select cast(0 as bigint) union all select reach + 1 from r where reach < 3),
        w(reach, city) as (
          select r.reach, (select min(c.city) from contact c where c.centre_id = $1 and c.reach = r.reach and c.city > '') from r
          union all
          select w.reach, (select min(c.city) from contact c where c.centre_id = $1 and c.reach = w.reach and c.city > w.city)
            from w where w.city is not null)
        select distinct city from w where city is not null order by city limit 200";
    words(conn, sql, centre, "city").await
}

/// Where contacts came from, by the same steps.
///
/// # Errors
/// What the engine answers.
pub async fn contact_sources(conn: &Conn, centre: CentreId) -> Result<Vec<String>, DbError> {
    let sql = "with recursive w(source) as (
          select min(c.source) from contact c where c.centre_id = $1 and c.source > ''
          union all
          select (select min(c.source) from contact c where c.centre_id = $1 and c.source > w.source)
            from w where w.source is not null)
        select source from w where source is not null order by source limit 200";
    words(conn, sql, centre, "source").await
}

async fn words(
    conn: &Conn,
    sql: &str,
    centre: CentreId,
    column: &str,
) -> Result<Vec<String>, DbError> {
    conn.all(sql, args![centre])
        .await?
        .iter()
        .map(|row| row.get(column))
        .collect()
}

/// What a contact agreed to and took back, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn consents_of(
    conn: &Conn,
    centre: CentreId,
    contact: ContactId,
) -> Result<Vec<ConsentRow>, DbError> {
    let rows = conn
        .all(
            "select k.purpose, 1 as given, w.version, w.wording, k.channel, k.evidence, k.at
               from consent k join consent_wording w on w.centre_id = k.centre_id and w.id = k.wording_id
               where k.centre_id = $1 and k.contact_id = $2
             union all
             select x.purpose, 0, '', '', x.channel, x.reason, x.at from consent_withdrawal x
               where x.centre_id = $1 and x.contact_id = $2
             order by at desc",
            args![centre, contact],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ConsentRow {
                purpose: row.get("purpose")?,
                given: row.get::<i32>("given")? == 1,
                version: row.get("version")?,
                wording: row.get("wording")?,
                channel: row.get("channel")?,
                evidence: row.get("evidence")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

/// Whether a consent is in force: given, and not taken back since.
///
/// # Errors
/// What the engine answers.
pub async fn consent_in_force(
    conn: &Conn,
    centre: CentreId,
    contact: ContactId,
    purpose: Purpose,
) -> Result<bool, DbError> {
    let row = conn
        .first(
            "select 1 as one from consent k where k.centre_id = $1 and k.contact_id = $2 and k.purpose = $3
             and not exists (select 1 from consent_withdrawal w where w.centre_id = k.centre_id
               and w.contact_id = k.contact_id and w.purpose = k.purpose and w.at >= k.at) limit 1",
            args![centre, contact, purpose.key()],
        )
        .await?;
    Ok(row.is_some())
}

/// When each of these contacts last took their consent to marketing mail back.
///
/// # Errors
/// What the engine answers.
pub async fn last_withdrawals(
    conn: &Conn,
    centre: CentreId,
    contacts: &[ContactId],
) -> Result<BTreeMap<ContactId, Moment>, DbError> {
    if contacts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids = contacts
        .iter()
        .map(|id| Expr::value(kernel::Value::from(*id)));
    let select = Query::select()
        .column("contact_id")
        .expr_as(Expr::col("at").max(), "at")
        .from("consent_withdrawal")
        .and_where(Expr::col("centre_id").eq(Expr::value(kernel::Value::from(centre))))
        .and_where(Expr::col("purpose").eq(Purpose::MarketingEmail.key()))
        .and_where(Expr::col("contact_id").is_in(ids))
        .group_by_col("contact_id")
        .to_owned();
    let rows = conn.select(&select).await?;
    rows.iter()
        .map(|row| Ok((row.get("contact_id")?, row.get("at")?)))
        .collect()
}

/// The form in which an address is kept once nobody may write to it: a keyed hash, which
/// says nothing to somebody without the key of this installation.
#[must_use]
pub fn address_hash(keys: &Keys, centre: CentreId, address: &str) -> String {
    keys.seal("suppression", &[centre.0.as_bytes(), address.as_bytes()])
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Which of these hashes are suppressed.
///
/// # Errors
/// What the engine answers.
pub async fn suppressed_hashes(
    conn: &Conn,
    centre: CentreId,
    hashes: &[String],
) -> Result<BTreeSet<String>, DbError> {
    if hashes.is_empty() {
        return Ok(BTreeSet::new());
    }
    let select = Query::select()
        .column("address_hash")
        .from("suppression")
        .and_where(Expr::col("centre_id").eq(Expr::value(kernel::Value::from(centre))))
        .and_where(Expr::col("address_hash").is_in(hashes.iter().map(String::as_str)))
        .to_owned();
    conn.select(&select)
        .await?
        .iter()
        .map(|row| row.get("address_hash"))
        .collect()
}

/// Why an address is silent, as a word of [`crate::model::SuppressionReason`].
///
/// # Errors
/// What the engine answers.
pub async fn suppression_reason(
    conn: &Conn,
    centre: CentreId,
    hash: &str,
) -> Result<Option<String>, DbError> {
    let row = conn
        .first(
            "select reason from suppression where centre_id = $1 and address_hash = $2",
            args![centre, hash],
        )
        .await?;
    row.map(|row| row.get("reason")).transpose()
}

/// An address nobody writes to.
#[derive(Clone, Debug)]
pub struct Suppression {
    pub hash: String,
    pub reason: String,
    pub at: Moment,
}

/// The latest suppressions.
///
/// # Errors
/// What the engine answers.
pub async fn suppressions(
    conn: &Conn,
    centre: CentreId,
    before: Option<Moment>,
) -> Result<Vec<Suppression>, DbError> {
    let rows = conn
        .all(
            "select address_hash, reason, at from suppression where centre_id = $1 and at < $2
             order by at desc, address_hash limit 51",
            args![centre, before.unwrap_or(Moment(i64::MAX))],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Suppression {
                hash: row.get("address_hash")?,
                reason: row.get("reason")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

/// The wordings people agreed to, the latest first.
///
/// # Errors
/// What the engine answers.
pub async fn wordings(conn: &Conn, centre: CentreId) -> Result<Vec<WordingRow>, DbError> {
    let rows = conn
        .all(
            "select w.id, w.purpose, w.version, w.wording, w.at,
               (select cast(count(*) as bigint) from consent k where k.centre_id = w.centre_id and k.wording_id = w.id) as given
             from consent_wording w where w.centre_id = $1 order by w.at desc, w.id limit 200",
            args![centre],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(WordingRow {
                id: row.get("id")?,
                purpose: row.get("purpose")?,
                wording: Wording {
                    version: row.get("version")?,
                    wording: row.get("wording")?,
                },
                at: row.get("at")?,
                given: row.get("given")?,
            })
        })
        .collect()
}

/// Something that happened with a contact.
#[derive(Clone, Debug)]
pub struct TimelineRow {
    pub id: Uuid,
    pub at: Moment,
    pub kind: String,
    pub machine: bool,
    pub data: String,
}

/// What happened with a contact, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn timeline(
    conn: &Conn,
    centre: CentreId,
    contact: ContactId,
    limit: i64,
) -> Result<Vec<TimelineRow>, DbError> {
    let rows = conn
        .all(
            "select id, at, kind, machine, data from activity where centre_id = $1 and contact_id = $2
             order by at desc, id desc limit $3",
            args![centre, contact, limit],
        )
        .await?;
    rows.iter().map(timeline_row).collect()
}

fn timeline_row(row: &Row) -> Result<TimelineRow, DbError> {
    Ok(TimelineRow {
        id: row.get("id")?,
        at: row.get("at")?,
        kind: row.get("kind")?,
        machine: row.get("machine")?,
        data: row.get("data")?,
    })
}

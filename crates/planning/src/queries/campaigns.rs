//! Which campaigns there are.

use charter::Actor;
use desk::{Desk, Query, QueryError, Reads};
use kernel::{CentreId, Conn, DbError, Moment, Row, args};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::inside;
use crate::model::{Campaign, CampaignEnd, CampaignId, CampaignKind, NextTime, Signed};

const SELECT: &str = "select c.id as id, c.name as name, c.slug as slug, c.objective as objective, c.kind as kind, c.from_at as from_at, c.until_at as until_at,
    c.owner_id as owner_id, c.kpi as kpi, c.target as target, c.revision as revision, c.created_by as created_by, c.created_at as created_at,
    a.proposed_by as proposed_by, a.at as approved_at, l.asked_by as asked_by, l.at as launched_at,
    e.results as results, e.lessons as lessons, e.decision as decision, e.account_id as closed_by, e.at as closed_at
    from campaign c
    left join campaign_approval a on a.centre_id = c.centre_id and a.campaign_id = c.id
    left join campaign_launch l on l.centre_id = c.centre_id and l.campaign_id = c.id
    left join campaign_end e on e.centre_id = c.centre_id and e.campaign_id = c.id";

/// The state as [`crate::CampaignState`] has it.
const STATE: &str = "case when e.at is not null then 'closed' when l.at is not null then 'live' when a.at is not null then 'approved' else 'idea' end";

/// What a list of campaigns shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Part of name, slug or objective; empty for all.
    pub q: String,
    /// A state's key; empty for all.
    pub state: String,
    /// The last campaign of the page before: start of its window and its id.
    pub after: Option<(Moment, CampaignId)>,
}

/// Every campaign, the latest window first.
///
/// # Errors
/// What the engine answers.
pub async fn campaigns(conn: &Conn, centre: CentreId) -> Result<Vec<Campaign>, DbError> {
    let sql = format!("{SELECT} where c.centre_id = $1 order by c.from_at desc, c.id desc");
    conn.all(&sql, args![centre])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// One page of campaigns, the latest window first.
///
/// # Errors
/// What the engine answers.
pub async fn campaigns_page(
    conn: &Conn,
    centre: CentreId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Campaign>, DbError> {
    let (from, id) = filter
        .after
        .unwrap_or((Moment(i64::MAX), CampaignId(Uuid::max())));
    let sql = format!(
        "{SELECT} where c.centre_id = $1 and c.folded like $2 and ($3 = '' or {STATE} = $3)
         and (c.from_at < $4 or (c.from_at = $4 and c.id < $5)) order by c.from_at desc, c.id desc limit $6"
    );
    conn.all(
        &sql,
        args![
            centre,
            inside(&filter.q),
            filter.state.clone(),
            from,
            id,
            limit
        ],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// One campaign.
///
/// # Errors
/// What the engine answers.
pub async fn campaign(
    conn: &Conn,
    centre: CentreId,
    id: CampaignId,
) -> Result<Option<Campaign>, DbError> {
    let sql = format!("{SELECT} where c.centre_id = $1 and c.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The campaign that a link's `utm_campaign` names.
///
/// # Errors
/// What the engine answers.
pub async fn campaign_of_slug(
    conn: &Conn,
    centre: CentreId,
    slug: &str,
) -> Result<Option<Campaign>, DbError> {
    let sql = format!("{SELECT} where c.centre_id = $1 and c.slug = $2");
    conn.first(&sql, args![centre, slug])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Campaigns that a piece may belong to: approved or live.
///
/// # Errors
/// What the engine answers.
pub async fn choices(conn: &Conn, centre: CentreId) -> Result<Vec<Campaign>, DbError> {
    let sql = format!(
        "{SELECT} where c.centre_id = $1 and e.at is null and a.at is not null order by c.from_at desc, c.id desc limit 100"
    );
    conn.all(&sql, args![centre])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Campaigns that a few typed words find.
///
/// # Errors
/// What the engine answers.
pub async fn found(conn: &Conn, centre: CentreId, q: &str) -> Result<Vec<Campaign>, DbError> {
    let filter = Filter {
        q: q.to_owned(),
        ..Filter::default()
    };
    campaigns_page(conn, centre, &filter, 8).await
}

fn read(row: &Row) -> Result<Campaign, DbError> {
    let kind: String = row.get("kind")?;
    let kpi: String = row.get("kpi")?;
    let signed = |by: &str, at: &str| -> Result<Option<Signed>, DbError> {
        let (account, at) = (row.get(by)?, row.get::<Option<Moment>>(at)?);
        Ok(Option::zip(account, at).map(|(account, at)| Signed { account, at }))
    };
    let end = match signed("closed_by", "closed_at")? {
        None => None,
        Some(by) => Some(CampaignEnd {
            results: row.get("results")?,
            lessons: row.get("lessons")?,
            decision: NextTime::from_key(&row.get::<String>("decision")?)
                .ok_or_else(|| DbError::Shape("decision".into()))?,
            account: by.account,
            at: by.at,
        }),
    };
    Ok(Campaign {
        id: row.get("id")?,
        name: row.get("name")?,
        slug: row.get("slug")?,
        objective: row.get("objective")?,
        kind: CampaignKind::from_key(&kind).ok_or(DbError::Shape(kind))?,
        from: row.get("from_at")?,
        until: row.get("until_at")?,
        owner: row.get("owner_id")?,
        kpi: Some(kpi).filter(|kpi| !kpi.is_empty()),
        target: row.get("target")?,
        revision: row.get("revision")?,
        created: Signed {
            account: row.get("created_by")?,
            at: row.get("created_at")?,
        },
        approved: signed("proposed_by", "approved_at")?,
        launched: signed("asked_by", "launched_at")?,
        end,
    })
}

/// Every campaign, for programs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Campaigns {
    /// Part of name, slug or objective.
    #[serde(default)]
    pub q: String,
    /// `idea`, `approved`, `live` or `closed`; empty for all.
    #[serde(default)]
    pub state: String,
}

impl Query for Campaigns {
    const NAME: &'static str = "campaigns";
    const READS: Reads = Reads::Staff;
    type Answer = Vec<Campaign>;

    async fn answer(
        &self,
        _desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        _now: Moment,
    ) -> Result<Vec<Campaign>, QueryError> {
        let filter = Filter {
            q: self.q.clone(),
            state: self.state.clone(),
            after: None,
        };
        Ok(campaigns_page(conn, reader.centre, &filter, 500).await?)
    }
}

//! New leads, and the indicator they make.

use desk::{Figure, Period};
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::ContactId;

/// A lead as the list of new ones shows it.
#[derive(Clone, Debug)]
pub struct LeadRow {
    pub contact: ContactId,
    pub name: String,
    pub message: String,
    pub page: String,
    pub campaign: Option<Uuid>,
    pub at: Moment,
}

/// Leads that came in since, the newest first.
///
/// # Errors
/// What the engine answers.
pub async fn leads(
    conn: &Conn,
    centre: CentreId,
    since: Moment,
    limit: i64,
) -> Result<Vec<LeadRow>, DbError> {
    let rows = conn
        .all(
            "select l.contact_id, c.name, l.message, l.page, l.campaign_id, l.at from lead l
             join contact c on c.centre_id = l.centre_id and c.id = l.contact_id
             where l.centre_id = $1 and l.at >= $2 order by l.at desc, l.id desc limit $3",
            args![centre, since, limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(LeadRow {
                contact: row.get("contact_id")?,
                name: row.get("name")?,
                message: row.get("message")?,
                page: row.get("page")?,
                campaign: row.get("campaign_id")?,
                at: row.get("at")?,
            })
        })
        .collect()
}

/// `kpi.leads-generated`: net first (people who had never asked before), then gross (every
/// form, call and visit taken down).
///
/// # Errors
/// What the engine answers.
pub async fn lead_figures(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<Vec<Figure>, DbError> {
    let row = conn
        .one(
            "select cast(count(*) as bigint) as gross, cast(count(distinct case when not exists
               (select 1 from activity e where e.centre_id = a.centre_id and e.contact_id = a.contact_id
                  and e.kind = 'lead.submitted' and e.at < $2) then a.contact_id end) as bigint) as net
             from activity a where a.centre_id = $1 and a.kind = 'lead.submitted' and a.at >= $2 and a.at < $3
               and not a.machine",
            args![centre, period.from, period.until],
        )
        .await?;
    let (from, until) = (period.from.0, period.until.0);
    let figure = |name, column: &str| -> Result<Figure, DbError> {
        Ok(Figure {
            name,
            numerator: row.get(column)?,
            denominator: None,
            unit: "count",
            rows: format!("/plan/activity?kind=lead.submitted&from={from}&until={until}"),
        })
    };
    Ok(vec![
        figure("kpi-figure-leads-net", "net")?,
        figure("kpi-figure-leads-gross", "gross")?,
    ])
}

/// What a contact wrote in forms.
///
/// # Errors
/// What the engine answers.
pub async fn messages_of(
    conn: &Conn,
    centre: CentreId,
    contact: ContactId,
) -> Result<Vec<serde_json::Value>, DbError> {
    let rows = conn
        .all(
            "select message, page, utm, at from lead where centre_id = $1 and contact_id = $2 order by at",
            args![centre, contact],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let at: Moment = row.get("at")?;
            Ok(serde_json::json!({
                "at": at.rfc3339(),
                "message": row.get::<String>("message")?,
                "page": row.get::<String>("page")?,
                "utm": row.get::<String>("utm")?,
            }))
        })
        .collect()
}

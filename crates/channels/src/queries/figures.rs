//! Numbers: per mailing, per campaign, per period.

use std::collections::BTreeMap;

use desk::{Figure, Measure, Period};
use kernel::{CentreId, Conn, DbError, Row, args};
use uuid::Uuid;

use crate::model::{DeliveryState, Figures, MailingId};

const GROUPED: &str = "d.state as state, cast(count(*) as bigint) as n,
   cast(sum(case when d.opened_at is null then 0 else 1 end) as bigint) as opened,
   cast(sum(case when d.clicked_at is null then 0 else 1 end) as bigint) as clicked from delivery d";

fn add(figures: &mut Figures, row: &Row) -> Result<(), DbError> {
    let state: String = row.get("state")?;
    let n: i64 = row.get("n")?;
    let opened: i64 = row.get("opened")?;
    let clicked: i64 = row.get("clicked")?;
    let state = DeliveryState::from_key(&state).ok_or_else(|| DbError::Shape(state))?;
    // Who reads a mail in the outbox of this machine is no recipient.
    if state != DeliveryState::Kept {
        figures.opened += opened;
        figures.clicked += clicked;
    }
    match state {
        DeliveryState::Kept => figures.kept += n,
        DeliveryState::Queued | DeliveryState::Claimed | DeliveryState::Offered => {
            figures.queued += n
        }
        DeliveryState::Deferred => figures.deferred += n,
        DeliveryState::Held => figures.held += n,
        DeliveryState::Uncertain => figures.uncertain += n,
        DeliveryState::Skipped => figures.skipped += n,
        DeliveryState::Accepted => {
            figures.sent += n;
            figures.delivered += n;
        }
        DeliveryState::Complained => {
            figures.sent += n;
            figures.delivered += n;
            figures.complained += n;
        }
        DeliveryState::Bounced => {
            figures.sent += n;
            figures.bounced += n;
        }
        DeliveryState::Failed => {
            figures.sent += n;
            figures.failed += n;
        }
    }
    Ok(())
}

/// Why deliveries of a mailing were left out, and how many for each reason, the most first.
///
/// # Errors
/// What the engine answers.
pub async fn skipped_reasons(
    conn: &Conn,
    centre: CentreId,
    mailing: MailingId,
) -> Result<Vec<(String, i64)>, DbError> {
    let rows = conn
        .all(
            "select reason, cast(count(*) as bigint) as n from delivery
             where centre_id = $1 and mailing_id = $2 and state = 'skipped' group by reason order by 2 desc, reason",
            args![centre, mailing],
        )
        .await?;
    rows.iter()
        .map(|row| Ok((row.get("reason")?, row.get("n")?)))
        .collect()
}

/// How the deliveries of a mailing stand.
///
/// # Errors
/// What the engine answers.
pub async fn figures(
    conn: &Conn,
    centre: CentreId,
    mailing: MailingId,
) -> Result<Figures, DbError> {
    let sql =
        format!("select {GROUPED} where d.centre_id = $1 and d.mailing_id = $2 group by d.state");
    sum_up(&conn.all(&sql, args![centre, mailing]).await?)
}

fn sum_up(rows: &[Row]) -> Result<Figures, DbError> {
    let mut figures = Figures::default();
    for row in rows {
        add(&mut figures, row)?;
    }
    Ok(figures)
}

/// The same for several mailings at once.
///
/// # Errors
/// What the engine answers.
pub async fn figures_of(
    conn: &Conn,
    centre: CentreId,
    mailings: &[MailingId],
) -> Result<BTreeMap<MailingId, Figures>, DbError> {
    if mailings.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places: Vec<String> = (2..2 + mailings.len()).map(|n| format!("${n}")).collect();
    let sql = format!(
        "select d.mailing_id as mailing_id, {GROUPED} where d.centre_id = $1 and d.mailing_id in ({}) group by d.mailing_id, d.state",
        places.join(", ")
    );
    let mut values = args![centre].to_vec();
    values.extend(mailings.iter().map(|id| kernel::Value::from(*id)));
    let mut all: BTreeMap<MailingId, Figures> = BTreeMap::new();
    for row in conn.all(&sql, values).await? {
        add(all.entry(row.get("mailing_id")?).or_default(), &row)?;
    }
    Ok(all)
}

/// How the deliveries of a campaign stand.
///
/// # Errors
/// What the engine answers.
pub async fn campaign_figures(
    conn: &Conn,
    centre: CentreId,
    campaign: Uuid,
) -> Result<Figures, DbError> {
    let sql = format!(
        "select {GROUPED} where d.centre_id = $1 and d.mailing_id in (select m.id from mailing m where m.centre_id = $1 and m.campaign_id = $2) group by d.state"
    );
    sum_up(&conn.all(&sql, args![centre, campaign]).await?)
}

/// How the deliveries of mailings that began in a period stand.
///
/// # Errors
/// What the engine answers.
pub async fn period_figures(
    conn: &Conn,
    centre: CentreId,
    period: Period,
) -> Result<Figures, DbError> {
    let sql = format!(
        "select {GROUPED} where d.centre_id = $1 and d.mailing_id in (select m.id from mailing m where m.centre_id = $1 and m.scheduled_at >= $2 and m.scheduled_at < $3) group by d.state"
    );
    sum_up(
        &conn
            .all(&sql, args![centre, period.from, period.until])
            .await?,
    )
}

/// What e-mail answers of the indicators: readers per delivered mail (kpis, C3). Clicks
/// lead, since openings are inflated by privacy protection.
#[must_use]
pub fn measures() -> Vec<Measure> {
    vec![Measure::new(
        "kpi.content-read-share-rate",
        |conn, centre, period| async move {
            let figures = period_figures(&conn, centre, period).await?;
            let rows = format!(
                "/channels/email?from={}&until={}",
                period.from.0, period.until.0
            );
            let share = |name, numerator, denominator| Figure {
                name,
                numerator,
                denominator: Some(denominator),
                unit: "percent",
                rows: rows.clone(),
            };
            Ok(vec![
                share(
                    "kpi-figure-mail-clicked",
                    figures.clicked,
                    figures.delivered,
                ),
                share("kpi-figure-mail-opened", figures.opened, figures.delivered),
                share("kpi-figure-mail-delivered", figures.delivered, figures.sent),
                Figure {
                    name: "kpi-figure-mail-sent",
                    numerator: figures.sent,
                    denominator: None,
                    unit: "count",
                    rows: rows.clone(),
                },
            ])
        },
    )]
}

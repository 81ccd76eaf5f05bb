//! Deliveries: claimed, offered, settled. The only arrows are those of [`Step`].

use std::collections::BTreeSet;

use desk::{Duty, Permit};
use kernel::{CentreId, Conn, DbError, Moment, Value, args};
use uuid::Uuid;

use super::mailings::sources;
use super::places;
use crate::model::{CLAIM_MAX, Change, Claimed, DeliveryId, DeliveryState, MailingId, Step};

/// A delivery that waits again: held when its mailing is, dropped when that is over.
const WAITS_AGAIN: &str = "case
   when exists (select 1 from mailing_end e where e.centre_id = delivery.centre_id and e.mailing_id = delivery.mailing_id) then 'skipped'
   when exists (select 1 from mailing_hold h where h.centre_id = delivery.centre_id and h.mailing_id = delivery.mailing_id) then 'held'
   else 'queued' end";

/// Longest wait of a queued delivery, in seconds; longer ones are deferred.
const QUEUED_WAITS_MAX_SECONDS: i64 = 60;

/// What a claim found: those that may go, and those a guard refuses.
#[derive(Debug, Default)]
pub struct Found {
    pub claimed: Vec<Claimed>,
    /// Contact and reason.
    pub refused: Vec<(Uuid, String)>,
}

/// Takes the next deliveries of a mailing for a run. Every guard is asked in the
/// statement that chooses them, so a withdrawal committed before holds here.
///
/// # Errors
/// What the engine answers.
pub async fn claim(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    run: Uuid,
    guards: &[(&'static str, String)],
    now: Moment,
) -> Result<Found, DbError> {
    let cases: String = guards
        .iter()
        .map(|(reason, sql)| format!(" when not ({sql}) then '{reason}'"))
        .collect();
    let refused = if cases.is_empty() {
        "''".to_owned()
    } else {
        format!("case{cases} else '' end")
    };
    let sql = format!(
        "select d.id as id, d.contact_id as contact_id, d.address as address, d.name as name, d.lang as lang, d.attempts as attempts,
           d.queued_at as queued_at, d.offered_at as offered_at, {refused} as refused
         from delivery d where d.centre_id = $1 and d.mailing_id = $2 and d.state = 'queued'
           and (d.next_at <= $3 or d.next_at > $4)
         order by d.next_at, d.id limit {CLAIM_MAX}{}",
        tx.skip_locked()
    );
    // A queued one waits seconds; one that would wait longer was queued before the clock
    // was put back.
    let too_far = now.plus_seconds(QUEUED_WAITS_MAX_SECONDS);
    let mut found = Found::default();
    let mut refused: Vec<(String, DeliveryId)> = Vec::new();
    for row in tx
        .all(&sql, args![permit.centre(), mailing, now, too_far])
        .await?
    {
        let reason: String = row.get("refused")?;
        let (id, contact): (DeliveryId, Uuid) = (row.get("id")?, row.get("contact_id")?);
        if !reason.is_empty() {
            refused.push((reason.clone(), id));
            found.refused.push((contact, reason));
            continue;
        }
        found.claimed.push(Claimed {
            id,
            contact,
            address: row.get("address")?,
            name: row.get("name")?,
            lang: row.get("lang")?,
            attempts: row.get("attempts")?,
            queued_at: row.get("queued_at")?,
            offered_at: row.get("offered_at")?,
        });
    }
    mark_refused(tx, permit, &refused).await?;
    let ids: Vec<DeliveryId> = found.claimed.iter().map(|c| c.id).collect();
    if !ids.is_empty() {
        let sql = format!(
            "update delivery set state = 'claimed', run = $2, attempts = attempts + 1 where centre_id = $1 and id in ({})",
            places(3, ids.len())
        );
        tx.run(&sql, with_ids(&args![permit.centre(), run], &ids))
            .await?;
    }
    Ok(found)
}

async fn mark_refused(
    tx: &Conn,
    permit: &Permit,
    refused: &[(String, DeliveryId)],
) -> Result<(), DbError> {
    let reasons: BTreeSet<&String> = refused.iter().map(|(reason, _)| reason).collect();
    for reason in reasons {
        let ids: Vec<DeliveryId> = refused
            .iter()
            .filter(|(r, _)| r == reason)
            .map(|(_, id)| *id)
            .collect();
        let sql = format!(
            "update delivery set state = 'skipped', reason = $2 where centre_id = $1 and id in ({})",
            places(3, ids.len())
        );
        tx.run(
            &sql,
            with_ids(&args![permit.centre(), reason.clone()], &ids),
        )
        .await?;
    }
    Ok(())
}

fn with_ids(first: &[Value], ids: &[DeliveryId]) -> Vec<Value> {
    let mut values = first.to_vec();
    values.extend(ids.iter().map(|id| Value::from(*id)));
    values
}

/// Deferred deliveries whose time has come wait in the queue again.
///
/// # Errors
/// What the engine answers.
pub async fn wake(
    tx: &Conn,
    _permit: &Permit,
    centre: CentreId,
    mailing: MailingId,
    now: Moment,
) -> Result<u64, DbError> {
    tx.run(
        "update delivery set state = 'queued' where centre_id = $1 and mailing_id = $2 and state = 'deferred' and next_at <= $3",
        args![centre, mailing, now],
    )
    .await
}

/// What a run that is gone left behind: claimed ones wait again, offered ones are
/// uncertain. The lease of the job makes sure that no other run is alive.
///
/// # Errors
/// What the engine answers.
pub async fn recover(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
    run: Uuid,
) -> Result<u64, DbError> {
    let sql = format!(
        "update delivery set state = {WAITS_AGAIN}, run = null
         where centre_id = $1 and mailing_id = $2 and state = 'claimed' and (run is null or run <> $3)"
    );
    tx.run(&sql, args![centre, mailing, run]).await?;
    tx.run(
        "update delivery set state = 'uncertain', run = null, doubts = doubts + 1, reason = 'interrupted'
         where centre_id = $1 and mailing_id = $2 and state = 'offered' and (run is null or run <> $3)",
        args![centre, mailing, run],
    )
    .await
}

/// Sends doubtful deliveries again, each once, under the Message-ID they had.
///
/// # Errors
/// What the engine answers.
pub async fn doubtful(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    mailing: MailingId,
    now: Moment,
) -> Result<u64, DbError> {
    tx.run(
        "update delivery set state = 'queued', next_at = $3 where centre_id = $1 and mailing_id = $2 and state = 'uncertain' and doubts = 1 and reason <> 'let-be'",
        args![centre, mailing, now],
    )
    .await
}

/// Somebody decided that doubtful deliveries go out again.
///
/// # Errors
/// What the engine answers.
pub async fn resend(
    tx: &Conn,
    permit: &Permit,
    mailing: MailingId,
    now: Moment,
) -> Result<u64, DbError> {
    tx.run(
        "update delivery set state = 'queued', next_at = $3 where centre_id = $1 and mailing_id = $2 and state = 'uncertain'",
        args![permit.centre(), mailing, now],
    )
    .await
}

/// Somebody decided that doubtful deliveries stay as they are.
///
/// # Errors
/// What the engine answers.
pub async fn let_be(tx: &Conn, permit: &Permit, mailing: MailingId) -> Result<u64, DbError> {
    tx.run(
        "update delivery set reason = 'let-be' where centre_id = $1 and mailing_id = $2 and state = 'uncertain'",
        args![permit.centre(), mailing],
    )
    .await
}

/// What became of the changes of a run.
#[derive(Debug, Default)]
pub struct Applied {
    /// Offered ones that may really go: one that a freeze took in the meantime may not.
    pub granted: BTreeSet<DeliveryId>,
    /// Those whose state this changed. A change that was written already changes nothing,
    /// so that a commit whose answer got lost can be written again.
    pub changed: BTreeSet<DeliveryId>,
}

/// Writes what happened to deliveries of a run, many at a time.
///
/// # Errors
/// What the engine answers.
pub async fn apply(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    run: Uuid,
    changes: &[Change],
    now: Moment,
) -> Result<Applied, DbError> {
    let mut applied = Applied {
        changed: accept(tx, centre, run, changes, now).await?,
        granted: BTreeSet::new(),
    };
    for change in changes {
        if let Some(delivery) = apply_one(tx, centre, run, change).await? {
            applied.changed.insert(delivery);
        }
    }
    applied.granted = offer(tx, centre, run, changes).await?;
    Ok(applied)
}

async fn accept(
    tx: &Conn,
    centre: CentreId,
    run: Uuid,
    changes: &[Change],
    now: Moment,
) -> Result<BTreeSet<DeliveryId>, DbError> {
    let accepted: Vec<DeliveryId> = changes
        .iter()
        .filter_map(|c| match c {
            Change::Accepted { delivery, .. } => Some(*delivery),
            _ => None,
        })
        .collect();
    if accepted.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sql = format!(
        "update delivery set state = 'accepted', accepted_at = $3, reason = '', detail = ''
         where centre_id = $1 and run = $2 and state = 'offered' and id in ({}) returning id",
        places(4, accepted.len())
    );
    let rows = tx
        .all(&sql, with_ids(&args![centre, run, now], &accepted))
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}

async fn offer(
    tx: &Conn,
    centre: CentreId,
    run: Uuid,
    changes: &[Change],
) -> Result<BTreeSet<DeliveryId>, DbError> {
    let mut at = None;
    let ids: Vec<DeliveryId> = changes
        .iter()
        .filter_map(|c| match c {
            Change::Offered { delivery, at: when } => {
                at.get_or_insert(*when);
                Some(*delivery)
            }
            _ => None,
        })
        .collect();
    let Some(at) = at else {
        return Ok(BTreeSet::new());
    };
    // Only the connection that asks can have offered it in this run: an offer that is
    // written already is the same offer.
    let sql = format!(
        "update delivery set state = 'offered', offered_at = coalesce(offered_at, $3)
         where centre_id = $1 and run = $2 and state in ('claimed', 'offered') and id in ({}) returning id",
        places(4, ids.len())
    );
    let rows = tx
        .all(&sql, with_ids(&args![centre, run, at], &ids))
        .await?;
    rows.iter().map(|row| row.get("id")).collect()
}

async fn apply_one(
    tx: &Conn,
    centre: CentreId,
    run: Uuid,
    change: &Change,
) -> Result<Option<DeliveryId>, DbError> {
    let (step, delivery, reason, detail, next_at) = match change {
        Change::Offered { .. } | Change::Accepted { .. } => return Ok(None),
        Change::Deferred {
            delivery,
            next_at,
            reason,
            detail,
        } => (
            Step::Defer,
            delivery,
            *reason,
            detail.as_str(),
            Some(*next_at),
        ),
        Change::Failed {
            delivery,
            reason,
            detail,
            ..
        } => (Step::Fail, delivery, *reason, detail.as_str(), None),
        Change::Requeued {
            delivery,
            next_at,
            reason,
        } => (Step::Requeue, delivery, *reason, "", Some(*next_at)),
        Change::Doubtful { delivery } => (Step::Doubt, delivery, "lost", "", None),
    };
    let doubt = i64::from(step == Step::Doubt);
    let to = match step {
        Step::Requeue => WAITS_AGAIN.to_owned(),
        step => format!("'{}'", step.arrow().1.key()),
    };
    let sql = format!(
        "update delivery set state = {to}, reason = $4, detail = $5, next_at = coalesce($6, next_at), doubts = doubts + $7, run = null
         where centre_id = $1 and run = $2 and id = $3 and state in ({})",
        sources(step)
    );
    let touched = tx
        .run(
            &sql,
            args![centre, run, *delivery, reason, detail, next_at, doubt],
        )
        .await?;
    Ok((touched == 1).then_some(*delivery))
}

/// Mails that stay in the outbox of this machine. Answers which of them a freeze has not
/// taken in the meantime.
///
/// # Errors
/// What the engine answers.
pub async fn keep_here(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    run: Uuid,
    claimed: &[DeliveryId],
) -> Result<BTreeSet<DeliveryId>, DbError> {
    if claimed.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sql = format!(
        "update delivery set state = '{}', run = null where centre_id = $1 and run = $2 and state in ({}) and id in ({}) returning id",
        DeliveryState::Kept.key(),
        sources(Step::Keep),
        places(3, claimed.len())
    );
    let rows = tx.all(&sql, with_ids(&args![centre, run], claimed)).await?;
    rows.iter().map(|row| row.get("id")).collect()
}

/// Takes a person out of the deliveries; that a mail went out stays, without to whom.
///
/// # Errors
/// What the engine answers.
pub async fn forget(tx: &Conn, permit: &Permit, contact: Uuid) -> Result<(), DbError> {
    tx.run(
        "delete from local_mail where centre_id = $1 and recipient in (select d.address from delivery d where d.centre_id = $1 and d.contact_id = $2)",
        args![permit.centre(), contact],
    )
    .await?;
    tx.run(
        "update delivery set address = '', name = '', detail = '' where centre_id = $1 and contact_id = $2",
        args![permit.centre(), contact],
    )
    .await?;
    let sql = format!(
        "update delivery set state = 'skipped', reason = 'erased', run = null where centre_id = $1 and contact_id = $2 and state in ({})",
        sources(Step::Cancel)
    );
    tx.run(&sql, args![permit.centre(), contact]).await?;
    Ok(())
}

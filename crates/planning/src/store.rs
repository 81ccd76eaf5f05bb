//! Every statement that writes campaigns and tasks.

use desk::Permit;
use kernel::{AccountId, Conn, DbError, Moment, args};

use crate::model::{Campaign, CampaignEnd, CampaignId, Task, TaskId};

/// Opens a campaign as an idea. A slug that is taken breaks a unique rule.
pub(crate) async fn open_campaign(
    tx: &Conn,
    permit: &Permit,
    it: &Campaign,
    folded: &str,
) -> Result<(), DbError> {
    tx.run(
        "insert into campaign (centre_id, id, name, folded, slug, objective, kind, from_at, until_at, owner_id, kpi, target, revision, created_by, created_at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        args![
            permit.centre(),
            it.id,
            it.name.clone(),
            folded,
            it.slug.clone(),
            it.objective.clone(),
            it.kind.key(),
            it.from,
            it.until,
            it.owner,
            it.kpi.clone().unwrap_or_default(),
            it.target,
            it.revision,
            it.created.account,
            it.created.at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Changes a draft that still stands at `held`; answers whether it did.
pub(crate) async fn change_campaign(
    tx: &Conn,
    permit: &Permit,
    it: &Campaign,
    folded: &str,
    held: i64,
) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update campaign set name = $3, folded = $4, slug = $5, objective = $6, kind = $7, from_at = $8, until_at = $9, owner_id = $10, kpi = $11, target = $12,
             revision = $13, leaf_id = $14 where centre_id = $1 and id = $2 and revision = $15",
            args![
                permit.centre(),
                it.id,
                it.name.clone(),
                folded,
                it.slug.clone(),
                it.objective.clone(),
                it.kind.key(),
                it.from,
                it.until,
                it.owner,
                it.kpi.clone().unwrap_or_default(),
                it.target,
                it.revision,
                permit.leaf(),
                held
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps that the design was accepted.
pub(crate) async fn approve(
    tx: &Conn,
    permit: &Permit,
    campaign: CampaignId,
    proposed_by: AccountId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into campaign_approval (centre_id, campaign_id, proposed_by, at, leaf_id) values ($1, $2, $3, $4, $5)",
        args![permit.centre(), campaign, proposed_by, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// Keeps that the campaign runs.
pub(crate) async fn launch(
    tx: &Conn,
    permit: &Permit,
    campaign: CampaignId,
    asked_by: AccountId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into campaign_launch (centre_id, campaign_id, asked_by, at, leaf_id) values ($1, $2, $3, $4, $5)",
        args![permit.centre(), campaign, asked_by, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// Keeps how the campaign ended.
pub(crate) async fn close_campaign(
    tx: &Conn,
    permit: &Permit,
    campaign: CampaignId,
    end: &CampaignEnd,
) -> Result<(), DbError> {
    tx.run(
        "insert into campaign_end (centre_id, campaign_id, results, lessons, decision, account_id, at, leaf_id) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            permit.centre(),
            campaign,
            end.results.clone(),
            end.lessons.clone(),
            end.decision.key(),
            end.account,
            end.at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Puts a task on somebody's list.
pub(crate) async fn add_task(
    tx: &Conn,
    permit: &Permit,
    it: &Task,
    folded: &str,
) -> Result<(), DbError> {
    tx.run(
        "insert into task (centre_id, id, title, detail, folded, due_at, all_day, assignee_id, duty, campaign_id, item_id, created_by, created_at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            permit.centre(),
            it.id,
            it.title.clone(),
            it.detail.clone(),
            folded,
            it.due,
            it.all_day,
            it.assignee,
            it.duty.clone(),
            it.campaign,
            it.item,
            it.created.account,
            it.created.at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Changes what a task says.
pub(crate) async fn change_task(
    tx: &Conn,
    permit: &Permit,
    it: &Task,
    folded: &str,
) -> Result<(), DbError> {
    tx.run(
        "update task set title = $3, detail = $4, folded = $5, due_at = $6, all_day = $7, assignee_id = $8, duty = $9, campaign_id = $10, item_id = $11, leaf_id = $12
         where centre_id = $1 and id = $2",
        args![
            permit.centre(),
            it.id,
            it.title.clone(),
            it.detail.clone(),
            folded,
            it.due,
            it.all_day,
            it.assignee,
            it.duty.clone(),
            it.campaign,
            it.item,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Ticks a task off; ticking twice keeps the first.
pub(crate) async fn close_task(
    tx: &Conn,
    permit: &Permit,
    task: TaskId,
    by: AccountId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into task_end (centre_id, task_id, account_id, at, leaf_id) values ($1, $2, $3, $4, $5) on conflict (centre_id, task_id) do nothing",
        args![permit.centre(), task, by, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// Takes the tick away.
pub(crate) async fn reopen_task(tx: &Conn, permit: &Permit, task: TaskId) -> Result<(), DbError> {
    tx.run(
        "delete from task_end where centre_id = $1 and task_id = $2",
        args![permit.centre(), task],
    )
    .await?;
    Ok(())
}

/// Keeps why a task came back; a later return takes the place of the one before.
pub(crate) async fn return_task(
    tx: &Conn,
    permit: &Permit,
    task: TaskId,
    reason: &str,
    by: AccountId,
    now: Moment,
) -> Result<(), DbError> {
    tx.run(
        "insert into task_return (centre_id, task_id, reason, account_id, at, leaf_id) values ($1, $2, $3, $4, $5, $6)
         on conflict (centre_id, task_id) do update set reason = excluded.reason, account_id = excluded.account_id, at = excluded.at, leaf_id = excluded.leaf_id",
        args![permit.centre(), task, reason, by, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

//! Who has to do what, until when.

use charter::Actor;
use desk::{Desk, Query, QueryError, Reads};
use kernel::{AccountId, CentreId, Conn, DbError, Moment, Row, args};
use schemars::JsonSchema;
use serde::Deserialize;
use uuid::Uuid;

use super::inside;
use crate::model::{CampaignId, Returned, Signed, Task, TaskId};

const SELECT: &str = "select t.id as id, t.title as title, t.detail as detail, t.due_at as due_at, t.all_day as all_day, t.assignee_id as assignee_id, t.duty as duty,
    t.campaign_id as campaign_id, t.item_id as item_id, t.created_by as created_by, t.created_at as created_at, c.name as campaign_name,
    d.account_id as done_by, d.at as done_at, r.reason as reason, r.account_id as returned_by, r.at as returned_at
    from task t
    left join campaign c on c.centre_id = t.centre_id and c.id = t.campaign_id
    left join task_end d on d.centre_id = t.centre_id and d.task_id = t.id
    left join task_return r on r.centre_id = t.centre_id and r.task_id = t.id";

/// Sorts what has no date behind everything that has one.
const DUE: &str = "coalesce(t.due_at, 9223372036854775807)";

/// What a list of tasks shows.
#[derive(Clone, Debug, Default)]
pub struct TaskFilter {
    pub assignee: Option<AccountId>,
    /// Id of a duty; empty for all.
    pub duty: String,
    /// Part of title or detail.
    pub q: String,
    /// The last task of the page before: when it was due (or done) and its id.
    pub after: Option<(Moment, TaskId)>,
}

/// Open tasks, the most urgent first.
///
/// # Errors
/// What the engine answers.
pub async fn open_tasks(
    conn: &Conn,
    centre: CentreId,
    filter: &TaskFilter,
    limit: i64,
) -> Result<Vec<Task>, DbError> {
    let (due, id) = filter
        .after
        .unwrap_or((Moment(i64::MIN), TaskId(Uuid::nil())));
    let sql = format!(
        "{SELECT} where t.centre_id = $1 and d.at is null and ($2 or t.assignee_id = $3) and ($4 = '' or t.duty = $4) and t.folded like $5
         and ({DUE} > $6 or ({DUE} = $6 and t.id > $7)) order by {DUE}, t.id limit $8"
    );
    rows(conn, &sql, centre, filter, (due, id), limit).await
}

/// Tasks that are done, the last one first.
///
/// # Errors
/// What the engine answers.
pub async fn done_tasks(
    conn: &Conn,
    centre: CentreId,
    filter: &TaskFilter,
    limit: i64,
) -> Result<Vec<Task>, DbError> {
    let (done, id) = filter
        .after
        .unwrap_or((Moment(i64::MAX), TaskId(Uuid::max())));
    let sql = format!(
        "{SELECT} where t.centre_id = $1 and d.at is not null and ($2 or t.assignee_id = $3) and ($4 = '' or t.duty = $4) and t.folded like $5
         and (d.at < $6 or (d.at = $6 and t.id < $7)) order by d.at desc, t.id desc limit $8"
    );
    rows(conn, &sql, centre, filter, (done, id), limit).await
}

async fn rows(
    conn: &Conn,
    sql: &str,
    centre: CentreId,
    filter: &TaskFilter,
    after: (Moment, TaskId),
    limit: i64,
) -> Result<Vec<Task>, DbError> {
    let assignee = filter.assignee.map_or(Uuid::nil(), Uuid::from);
    conn.all(
        sql,
        args![
            centre,
            filter.assignee.is_none(),
            assignee,
            filter.duty.clone(),
            inside(&filter.q),
            after.0,
            after.1,
            limit
        ],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// One task.
///
/// # Errors
/// What the engine answers.
pub async fn task(conn: &Conn, centre: CentreId, id: TaskId) -> Result<Option<Task>, DbError> {
    let sql = format!("{SELECT} where t.centre_id = $1 and t.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Tasks of a campaign: open ones first.
///
/// # Errors
/// What the engine answers.
pub async fn tasks_of_campaign(
    conn: &Conn,
    centre: CentreId,
    campaign: CampaignId,
) -> Result<Vec<Task>, DbError> {
    let sql = format!(
        "{SELECT} where t.centre_id = $1 and t.campaign_id = $2 order by case when d.at is null then 0 else 1 end, {DUE}, t.id limit 50"
    );
    conn.all(&sql, args![centre, campaign])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Somebody's day.
#[derive(Clone, Debug)]
pub struct Mine {
    /// Open and due before the day ends (late ones first), then done on the day.
    pub tasks: Vec<Task>,
    /// Open tasks of tomorrow and after, and those without a date.
    pub later: i64,
}

/// What somebody has to do on the day `[from, until)`.
///
/// # Errors
/// What the engine answers.
pub async fn mine_today(
    conn: &Conn,
    centre: CentreId,
    assignee: AccountId,
    from: Moment,
    until: Moment,
) -> Result<Mine, DbError> {
    let sql = format!(
        "{SELECT} where t.centre_id = $1 and t.assignee_id = $2 and ((d.at is null and t.due_at < $4) or (d.at >= $3 and d.at < $4))
         order by case when d.at is null then 0 else 1 end, {DUE}, t.id limit 30"
    );
    let tasks = conn
        .all(&sql, args![centre, assignee, from, until])
        .await?
        .iter()
        .map(read)
        .collect::<Result<_, _>>()?;
    let later = conn
        .one(
            "select cast(count(*) as bigint) as n from task t where t.centre_id = $1 and t.assignee_id = $2 and (t.due_at is null or t.due_at >= $3)
             and not exists (select 1 from task_end d where d.centre_id = t.centre_id and d.task_id = t.id)",
            args![centre, assignee, until],
        )
        .await?
        .get("n")?;
    Ok(Mine { tasks, later })
}

/// Tasks that a few typed words find, open ones first.
///
/// # Errors
/// What the engine answers.
pub async fn found_tasks(conn: &Conn, centre: CentreId, q: &str) -> Result<Vec<Task>, DbError> {
    let sql = format!(
        "{SELECT} where t.centre_id = $1 and t.folded like $2 order by case when d.at is null then 0 else 1 end, t.created_at desc limit 5"
    );
    conn.all(&sql, args![centre, inside(q)])
        .await?
        .iter()
        .map(read)
        .collect()
}

fn read(row: &Row) -> Result<Task, DbError> {
    let done = Option::zip(
        row.get::<Option<AccountId>>("done_by")?,
        row.get::<Option<Moment>>("done_at")?,
    );
    let returned = match row.get::<Option<AccountId>>("returned_by")? {
        None => None,
        Some(account) => Some(Returned {
            reason: row.get("reason")?,
            account,
            at: row.get("returned_at")?,
        }),
    };
    Ok(Task {
        id: row.get("id")?,
        title: row.get("title")?,
        detail: row.get("detail")?,
        due: row.get("due_at")?,
        all_day: row.get("all_day")?,
        assignee: row.get("assignee_id")?,
        duty: row.get("duty")?,
        campaign: row.get("campaign_id")?,
        campaign_name: row.get("campaign_name")?,
        item: row.get("item_id")?,
        created: Signed {
            account: row.get("created_by")?,
            at: row.get("created_at")?,
        },
        done: done.map(|(account, at)| Signed { account, at }),
        returned,
    })
}

/// Open tasks, for programs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tasks {
    /// Whose; everybody's without it.
    #[serde(default)]
    pub assignee: Option<AccountId>,
    /// Part of title or detail.
    #[serde(default)]
    pub q: String,
}

impl Query for Tasks {
    const NAME: &'static str = "tasks";
    const READS: Reads = Reads::Staff;
    type Answer = Vec<Task>;

    async fn answer(
        &self,
        _desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        _now: Moment,
    ) -> Result<Vec<Task>, QueryError> {
        let filter = TaskFilter {
            assignee: self.assignee,
            q: self.q.clone(),
            ..TaskFilter::default()
        };
        Ok(open_tasks(conn, reader.centre, &filter, 500).await?)
    }
}

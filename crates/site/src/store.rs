//! Every statement that writes the tables of the website.

use desk::{Duty, Permit};
use kernel::activity::{self, Activity};
use kernel::{CentreId, Conn, DbError, Moment, args};
use uuid::Uuid;

use crate::model::Settings;

/// A page as it is put up, or put down for later.
pub struct NewPage<'a> {
    pub id: Uuid,
    pub item: Uuid,
    pub version: Uuid,
    pub slug: &'a str,
    pub title: &'a str,
    pub campaign: Option<Uuid>,
    pub due_at: Moment,
    /// When it went up; `None` while it waits for its time.
    pub shown_at: Option<Moment>,
}

/// Puts a page up, or down for later.
///
/// # Errors
/// What the engine answers.
pub async fn insert_page(tx: &Conn, permit: &Permit, page: &NewPage<'_>) -> Result<(), DbError> {
    let state = if page.shown_at.is_some() {
        "public"
    } else {
        "scheduled"
    };
    tx.run(
        "insert into site_page (centre_id, id, item_id, version_id, slug, title, campaign_id, state, due_at, shown_at, leaf_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            permit.centre(),
            page.id,
            page.item,
            page.version,
            page.slug,
            page.title,
            page.campaign,
            state,
            page.due_at,
            page.shown_at,
            permit.leaf()
        ],
    )
    .await?;
    Ok(())
}

/// Uses up the seal of a contact form; false when it was used before. Seals older than
/// `ended` hold no longer and are forgotten.
///
/// # Errors
/// What the engine answers.
pub async fn use_seal(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    seal: Uuid,
    now: Moment,
    ended: Moment,
) -> Result<bool, DbError> {
    tx.run(
        "delete from site_seal where centre_id = $1 and used_at < $2",
        args![centre, ended],
    )
    .await?;
    let fresh = tx
        .run(
            "insert into site_seal (centre_id, seal, used_at) values ($1, $2, $3) on conflict (centre_id, seal) do nothing",
            args![centre, seal, now],
        )
        .await?;
    Ok(fresh == 1)
}

/// Puts up a page that waited or was held.
///
/// # Errors
/// What the engine answers.
pub async fn show_page(
    tx: &Conn,
    permit: &Permit,
    page: Uuid,
    now: Moment,
) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update site_page set state = 'public', shown_at = $3 where centre_id = $1 and id = $2 and state in ('scheduled', 'held')",
            args![permit.centre(), page, now],
        )
        .await?;
    Ok(touched == 1)
}

/// Holds every page that waits for its time.
///
/// # Errors
/// What the engine answers.
pub async fn hold_pages(tx: &Conn, permit: &Permit) -> Result<u64, DbError> {
    tx.run(
        "update site_page set state = 'held' where centre_id = $1 and state = 'scheduled'",
        args![permit.centre()],
    )
    .await
}

/// Lets a held page wait for its time again.
///
/// # Errors
/// What the engine answers.
pub async fn reschedule_page(tx: &Conn, permit: &Permit, page: Uuid) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update site_page set state = 'scheduled' where centre_id = $1 and id = $2 and state = 'held'",
            args![permit.centre(), page],
        )
        .await?;
    Ok(touched == 1)
}

/// Drops a page that has not been up yet.
///
/// # Errors
/// What the engine answers.
pub async fn cancel_page(tx: &Conn, permit: &Permit, page: Uuid) -> Result<bool, DbError> {
    let touched = tx
        .run(
            "update site_page set state = 'cancelled' where centre_id = $1 and id = $2 and state in ('scheduled', 'held')",
            args![permit.centre(), page],
        )
        .await?;
    Ok(touched == 1)
}

/// Keeps what every page says of the centre.
///
/// # Errors
/// What the engine answers.
pub async fn keep_settings(
    tx: &Conn,
    permit: &Permit,
    settings: &Settings,
    now: Moment,
) -> Result<(), DbError> {
    let text = serde_json::to_string(settings).map_err(|e| DbError::Shape(e.to_string()))?;
    tx.run(
        "insert into site_settings (centre_id, revision, settings, changed_at, leaf_id) values ($1, 1, $2, $3, $4)
         on conflict (centre_id) do update set revision = site_settings.revision + 1, settings = excluded.settings,
           changed_at = excluded.changed_at, leaf_id = excluded.leaf_id",
        args![permit.centre(), text, now, permit.leaf()],
    )
    .await?;
    Ok(())
}

/// What was added to a session since it was last written.
#[derive(Clone, Debug)]
pub struct SessionGrowth {
    pub id: Uuid,
    pub visitor: String,
    pub started_at: Moment,
    pub last_at: Moment,
    pub views: i64,
    pub seconds: i64,
    pub goals: i64,
    pub referrer: String,
    pub source: String,
    pub medium: String,
    pub campaign: String,
}

/// Somebody who read the page of an item, once a day.
#[derive(Clone, Debug)]
pub struct Reader {
    pub item: Uuid,
    pub visitor: String,
    pub at: Moment,
}

/// What was seen in one moment at one centre.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    pub activity: Vec<Activity>,
    pub sessions: Vec<SessionGrowth>,
    pub readers: Vec<Reader>,
}

/// Writes what readers were seen to do, by the duty of the intake.
///
/// # Errors
/// What the engine answers.
pub async fn observe(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    observed: &Observed,
) -> Result<(), DbError> {
    write_observed(tx, centre, observed).await?;
    for session in &observed.sessions {
        tx.run(
            "insert into site_session (centre_id, id, visitor, started_at, last_at, views, seconds, goals, referrer, source, medium, campaign)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
             on conflict (centre_id, id) do update set last_at = excluded.last_at, views = site_session.views + excluded.views,
               seconds = site_session.seconds + excluded.seconds, goals = site_session.goals + excluded.goals",
            session_row(centre, session),
        )
        .await?;
    }
    Ok(())
}

/// Writes the simulated past of the sample centre: the same rows, whole sessions at a time.
///
/// # Errors
/// What the engine answers.
pub async fn imagine(tx: &Conn, permit: &Permit, observed: &Observed) -> Result<(), DbError> {
    let centre = permit.centre();
    write_observed(tx, centre, observed).await?;
    let columns = [
        "centre_id",
        "id",
        "visitor",
        "started_at",
        "last_at",
        "views",
        "seconds",
        "goals",
        "referrer",
        "source",
        "medium",
        "campaign",
    ];
    let rows = observed
        .sessions
        .iter()
        .map(|session| session_row(centre, session).to_vec())
        .collect();
    tx.insert("site_session", &columns, rows, false).await?;
    Ok(())
}

async fn write_observed(tx: &Conn, centre: CentreId, observed: &Observed) -> Result<(), DbError> {
    activity::record(tx, centre, &observed.activity).await?;
    let readers = observed
        .readers
        .iter()
        .map(|r| args![centre, r.item, r.visitor.clone(), r.at].to_vec())
        .collect();
    let columns = ["centre_id", "item_id", "visitor", "at"];
    tx.insert("site_reader", &columns, readers, true).await?;
    Ok(())
}

fn session_row(centre: CentreId, session: &SessionGrowth) -> [kernel::Value; 12] {
    args![
        centre,
        session.id,
        session.visitor.clone(),
        session.started_at,
        session.last_at,
        session.views,
        session.seconds,
        session.goals,
        session.referrer.clone(),
        session.source.clone(),
        session.medium.clone(),
        session.campaign.clone()
    ]
}

/// Puts down the salt of a day unless another node did, and throws away those of the
/// days before: from then on nobody can tell which visitor of one day was which of another.
///
/// # Errors
/// What the engine answers.
pub async fn keep_salt(
    tx: &Conn,
    _duty: &Duty,
    centre: CentreId,
    day: i64,
    salt: &str,
) -> Result<(), DbError> {
    tx.insert(
        "site_salt",
        &["centre_id", "day", "salt"],
        vec![args![centre, day, salt].to_vec()],
        true,
    )
    .await?;
    tx.run(
        "delete from site_salt where centre_id = $1 and day < $2",
        args![centre, day],
    )
    .await?;
    Ok(())
}

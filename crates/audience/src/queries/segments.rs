//! Segments: their rules, how many they mean, and who.

use kernel::{CentreId, Conn, DbError, Moment, Row, args};
use sea_query::{Expr, ExprTrait, Order, UnionType};
use serde_json::Value as Json;

use super::compile;
use crate::model::{ContactId, Count, Member, Purpose, Reach, Rule, Segment, SegmentId};

/// A segment with its name only, for lists of choices.
#[derive(Clone, Debug)]
pub struct Named {
    pub id: SegmentId,
    pub name: String,
}

const COLUMNS: &str = "select s.id, s.name, s.rule, s.account_id, s.created_at, s.changed_at, s.revision from segment s
 where s.centre_id = $1 and not exists (select 1 from segment_removal r where r.centre_id = s.centre_id and r.segment_id = s.id)";

/// The segments of a centre, the last changed first.
///
/// # Errors
/// What the engine answers.
pub async fn segments(conn: &Conn, centre: CentreId) -> Result<Vec<Segment>, DbError> {
    let sql = format!("{COLUMNS} order by s.changed_at desc, s.id limit 500");
    conn.all(&sql, args![centre])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// One segment, unless it was removed.
///
/// # Errors
/// What the engine answers.
pub async fn segment(
    conn: &Conn,
    centre: CentreId,
    id: SegmentId,
) -> Result<Option<Segment>, DbError> {
    let sql = format!("{COLUMNS} and s.id = $2");
    conn.first(&sql, args![centre, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Segments whose folded name contains `part`.
///
/// # Errors
/// What the engine answers.
pub async fn segment_by_name(
    conn: &Conn,
    centre: CentreId,
    part: &str,
    limit: i64,
) -> Result<Vec<Named>, DbError> {
    let sql = "select s.id, s.name from segment s where s.centre_id = $1 and s.folded like $2 escape '!'
        and not exists (select 1 from segment_removal r where r.centre_id = s.centre_id and r.segment_id = s.id)
        order by s.changed_at desc limit $3";
    let rows = conn
        .all(sql, args![centre, super::contacts::like(part), limit])
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Named {
                id: row.get("id")?,
                name: row.get("name")?,
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<Segment, DbError> {
    Ok(Segment {
        id: row.get("id")?,
        name: row.get("name")?,
        rule: row.json("rule")?,
        by: row.get("account_id")?,
        created_at: row.get("created_at")?,
        changed_at: row.get("changed_at")?,
        revision: row.get("revision")?,
    })
}

/// What an approval binds of a segment: its name and canonical rule.
///
/// # Errors
/// What the engine answers.
pub async fn segment_rule(
    conn: &Conn,
    centre: CentreId,
    id: SegmentId,
) -> Result<Option<Json>, DbError> {
    Ok(segment(conn, centre, id)
        .await?
        .map(|s| serde_json::json!({ "segment": s.id, "name": s.name, "rule": s.rule })))
}

/// How many a segment means and why some of them cannot be written to. A segment that was
/// removed means nobody. `purpose` is a word of [`Purpose`]: `marketing_email`.
///
/// # Errors
/// What the engine answers.
pub async fn count(
    conn: &Conn,
    centre: CentreId,
    id: SegmentId,
    purpose: &str,
    now: Moment,
) -> Result<Count, DbError> {
    let purpose = Purpose::of(purpose).unwrap_or(Purpose::MarketingEmail);
    match segment(conn, centre, id).await? {
        Some(segment) => count_rule(conn, centre, &segment.rule, purpose, now).await,
        None => Ok(Count::default()),
    }
}

/// The same for a rule that is not saved yet, in one statement.
///
/// # Errors
/// What the engine answers.
pub async fn count_rule(
    conn: &Conn,
    centre: CentreId,
    rule: &Rule,
    purpose: Purpose,
    now: Moment,
) -> Result<Count, DbError> {
    let of = |reach: Reach, place: i64| {
        let mut part = compile::matching_in(centre, rule, purpose, reach, now);
        part.expr_as(Expr::val(place), "place")
            .expr_as(Expr::cust("cast(count(*) as bigint)"), "n");
        part
    };
    let mut select = of(Reach::Reachable, 0);
    for reach in Reach::ALL.into_iter().skip(1) {
        select.union(UnionType::All, of(reach, reach as i64));
    }
    let mut over = of(Reach::Reachable, 4);
    over.cond_where(compile::capped(centre, now));
    select.union(UnionType::All, over);
    let mut found = [0_i64; 5];
    for row in conn.select(&select).await? {
        let place: i64 = row.get("place")?;
        if let Some(slot) = usize::try_from(place).ok().and_then(|p| found.get_mut(p)) {
            *slot = row.get("n")?;
        }
    }
    let [
        reachable,
        without_address,
        without_consent,
        suppressed,
        capped,
    ] = found;
    Ok(Count {
        matching: reachable + without_address + without_consent + suppressed,
        reachable: reachable - capped,
        without_address,
        without_consent,
        suppressed,
        capped,
    })
}

/// Which of several rules hold for one contact, in their order and in one statement.
///
/// # Errors
/// What the engine answers.
pub async fn held(
    conn: &Conn,
    centre: CentreId,
    rules: &[&Rule],
    contact: ContactId,
    now: Moment,
) -> Result<Vec<bool>, DbError> {
    let mut found = vec![false; rules.len()];
    let mut holding = rules.iter().zip(0_i64..).map(|(rule, place)| {
        let mut select = compile::matching(centre, rule, now);
        select
            .expr_as(Expr::val(place), "place")
            .and_where(Expr::col(("c", "id")).eq(Expr::value(kernel::Value::from(contact))));
        select
    });
    let Some(mut select) = holding.next() else {
        return Ok(found);
    };
    for more in holding {
        select.union(UnionType::All, more);
    }
    for row in conn.select(&select).await? {
        let place: i64 = row.get("place")?;
        if let Some(slot) = usize::try_from(place).ok().and_then(|p| found.get_mut(p)) {
            *slot = true;
        }
    }
    Ok(found)
}

/// The next members with an address, after one of them; ordered by id, so that a long
/// reading neither skips nor repeats anybody.
///
/// # Errors
/// What the engine answers.
pub async fn members(
    conn: &Conn,
    centre: CentreId,
    id: SegmentId,
    after: Option<ContactId>,
    limit: u64,
    now: Moment,
) -> Result<Vec<Member>, DbError> {
    match segment(conn, centre, id).await? {
        Some(segment) => members_all(conn, centre, &segment.rule, after, limit, now).await,
        None => Ok(Vec::new()),
    }
}

/// The same for a rule.
///
/// # Errors
/// What the engine answers.
pub async fn members_all(
    conn: &Conn,
    centre: CentreId,
    rule: &Rule,
    after: Option<ContactId>,
    limit: u64,
    now: Moment,
) -> Result<Vec<Member>, DbError> {
    let mut select = compile::matching(centre, rule, now);
    select
        .columns([
            ("c", "id"),
            ("c", "name"),
            ("c", "email_key"),
            ("c", "lang"),
        ])
        .and_where(Expr::col(("c", "email_key")).is_not_null());
    after_id(&mut select, after, limit);
    conn.select(&select)
        .await?
        .iter()
        .map(|row| {
            Ok(Member {
                contact: row.get("id")?,
                name: row.get("name")?,
                email: row.get("email_key")?,
                lang: row.get("lang")?,
            })
        })
        .collect()
}

fn after_id(select: &mut sea_query::SelectStatement, after: Option<ContactId>, limit: u64) {
    if let Some(after) = after {
        select.and_where(Expr::col(("c", "id")).gt(Expr::value(kernel::Value::from(after))));
    }
    select.order_by(("c", "id"), Order::Asc).limit(limit);
}

/// Ids of the next contacts a rule means, with or without an address.
///
/// # Errors
/// What the engine answers.
pub async fn export_rows(
    conn: &Conn,
    centre: CentreId,
    rule: &Rule,
    after: Option<ContactId>,
    limit: u64,
    now: Moment,
) -> Result<Vec<ContactId>, DbError> {
    let mut select = compile::matching(centre, rule, now);
    select.column(("c", "id"));
    after_id(&mut select, after, limit);
    conn.select(&select)
        .await?
        .iter()
        .map(|row| row.get("id"))
        .collect()
}

/// A few of those a rule means, from a place chosen by `seed`, to be shown masked.
///
/// # Errors
/// What the engine answers.
pub async fn sample_names(
    conn: &Conn,
    centre: CentreId,
    rule: &Rule,
    seed: uuid::Uuid,
    now: Moment,
) -> Result<Vec<ContactId>, DbError> {
    let mut found = export_rows(conn, centre, rule, Some(ContactId(seed)), 5, now).await?;
    if found.len() < 5 {
        let more = export_rows(conn, centre, rule, None, 5, now).await?;
        let new: Vec<_> = more.into_iter().filter(|id| !found.contains(id)).collect();
        found.extend(new.into_iter().take(5 - found.len()));
    }
    Ok(found)
}

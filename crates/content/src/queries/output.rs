//! How much was published and how much of it at the first try.

use kernel::{CentreId, Conn, DbError, args};

use crate::model::Kind;

/// What a period put out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Pieces that went out for the first time, by kind.
    pub by_kind: Vec<(Kind, i64)>,
    /// Publications that went through an approval, newer versions included.
    pub reviewed: i64,
    /// Of these, how many nobody had sent back.
    pub first_pass: i64,
}

/// The output of a period, `from` inclusive, `until` exclusive.
///
/// # Errors
/// What the engine answers.
pub async fn output(
    conn: &Conn,
    centre: CentreId,
    period: desk::Period,
) -> Result<Output, DbError> {
    let rows = conn
        .all(
            "select i.kind as kind, cast(count(*) as bigint) as n from item i
             where i.centre_id = $1 and exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id and p.at >= $2 and p.at < $3)
               and not exists (select 1 from publication p where p.centre_id = i.centre_id and p.item_id = i.id and p.at < $2)
             group by i.kind order by i.kind",
            args![centre, period.from, period.until],
        )
        .await?;
    let mut by_kind = Vec::new();
    for row in &rows {
        by_kind.push((super::items::kind(row)?, row.get("n")?));
    }
    let row = conn
        .one(
            "select cast(count(*) as bigint) as reviewed,
               cast(coalesce(sum(case when exists (select 1 from request b join request_end s on s.centre_id = b.centre_id and s.request_id = b.id
                 where b.centre_id = r.centre_id and b.subject_id = r.subject_id and b.kind = r.kind and s.how = 'sent_back' and s.at < e.at
                   and not exists (select 1 from publication p where p.centre_id = r.centre_id and p.item_id = r.subject_id and p.at > s.at and p.at < e.at))
                 then 0 else 1 end), 0) as bigint) as first_pass
             from request r join request_end e on e.centre_id = r.centre_id and e.request_id = r.id
             where r.centre_id = $1 and r.kind = 'content.publish' and e.how = 'performed' and e.at >= $2 and e.at < $3",
            args![centre, period.from, period.until],
        )
        .await?;
    Ok(Output {
        by_kind,
        reviewed: row.get("reviewed")?,
        first_pass: row.get("first_pass")?,
    })
}

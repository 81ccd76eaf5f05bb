//! The log of a mailing: what went to whom, when, and what the server said.

use kernel::{CentreId, Conn, DbError, Value, args};
use uuid::Uuid;

use super::deliveries::{LINE, condition, line};
use super::measure::{DOMAIN, led_condition};
use crate::model::{DeliveryId, DeliveryLine, DeliveryState, LogFilter, MailingId};

/// Recipients of a mailing that a filter keeps, after one of them, by the order in which
/// they were written down.
///
/// # Errors
/// What the engine answers.
pub async fn deliveries(
    conn: &Conn,
    centre: CentreId,
    mailing: MailingId,
    filter: &LogFilter,
    after: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<DeliveryLine>, DbError> {
    let after = after.map_or(Uuid::nil(), |id| id.0);
    let known = DeliveryState::from_key(&filter.of).map_or("", DeliveryState::key);
    let mut values: Vec<Value> = args![centre, mailing, after, limit, known].to_vec();
    let mut conditions = vec![match filter.of.as_str() {
        "led" => format!("and {}", led_condition()),
        "machine" => format!(
            "and d.opened_at is null and {}",
            hit("h.kind = 'open' and h.machine")
        ),
        of => condition(of).to_owned(),
    }];
    let mut given = |value: Value| {
        values.push(value);
        format!("${}", values.len())
    };
    let words = pattern(&filter.words);
    if !words.is_empty() {
        let place = given(words.into());
        conditions.push(format!(
            "and (lower(d.address) like {place} escape '!' or lower(d.name) like {place} escape '!')"
        ));
    }
    if let Some(n) = filter.link {
        let place = given(n.into());
        let clicked = hit(&format!(
            "h.kind = 'click' and not h.machine and h.link = {place}"
        ));
        conditions.push(format!("and {clicked}"));
    }
    if !filter.domain.is_empty() {
        let place = given(filter.domain.to_lowercase().into());
        conditions.push(format!("and {DOMAIN} = {place}"));
    }
    for (column, value) in [("device", &filter.device), ("program", &filter.program)] {
        if !value.is_empty() {
            // Where it could not be known, the column is empty.
            let key = if value == "unknown" { "" } else { value };
            let place = given(key.to_owned().into());
            let kinds = if column == "program" {
                "= 'open'"
            } else {
                "in ('open', 'click')"
            };
            let read = hit(&format!(
                "h.kind {kinds} and not h.machine and h.{column} = {place}"
            ));
            conditions.push(format!("and {read}"));
        }
    }
    let sql = format!(
        "{LINE} where d.centre_id = $1 and d.mailing_id = $2 and d.id > $3 and ($5 = $5) {} order by d.id limit $4",
        conditions.join(" ")
    );
    conn.all(&sql, values).await?.iter().map(line).collect()
}

/// That a judged hit of the delivery meets a condition.
fn hit(condition: &str) -> String {
    format!(
        "exists (select 1 from mail_hit h where h.centre_id = d.centre_id and h.delivery_id = d.id and h.judged_at is not null and {condition})"
    )
}

/// A pattern of `like` that finds the words; empty for none.
fn pattern(words: &str) -> String {
    let plain: String = words.trim().chars().take(100).collect();
    if plain.is_empty() {
        return plain;
    }
    let plain = plain.to_lowercase().replace('!', "!!");
    format!("%{}%", plain.replace('%', "!%").replace('_', "!_"))
}

//! What every outgoing marketing mail must meet, over the delivery row `d`.

use desk::Guard;
use kernel::Moment;

use super::compile::{MAILS_IN_7_DAYS, MAILS_IN_30_DAYS};

/// The guards of the audience: consent, suppression, caps.
#[must_use]
pub fn guards() -> Vec<Guard> {
    vec![
        Guard {
            reason: "no_consent",
            sql: no_consent,
        },
        Guard {
            reason: "suppressed",
            sql: suppressed,
        },
        Guard {
            reason: "capped",
            sql: capped,
        },
    ]
}

/// Consent belongs to the person at this address: after a change of address the old one is
/// not written to, and an erased person has no row.
fn no_consent(_now: Moment) -> String {
    "exists (select 1 from contact c where c.centre_id = d.centre_id and c.id = d.contact_id \
     and c.consent_email and c.email_key = d.address)"
        .into()
}

fn suppressed(_now: Moment) -> String {
    "not exists (select 1 from contact c where c.centre_id = d.centre_id and c.id = d.contact_id \
     and c.suppressed)"
        .into()
}

/// At most one mail in seven days and four in thirty, both rolling (operations, section 20).
fn capped(now: Moment) -> String {
    let fewer = |days: i64, most: i64| {
        format!(
            "(select count(*) from activity a where a.centre_id = d.centre_id \
             and a.contact_id = d.contact_id and a.kind = 'mail.sent' and a.at > {}) < {most}",
            now.plus_days(-days).0
        )
    };
    format!(
        "({} and {})",
        fewer(7, MAILS_IN_7_DAYS),
        fewer(30, MAILS_IN_30_DAYS)
    )
}

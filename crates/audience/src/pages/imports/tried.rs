//! What a dry run found.

use frame::Visit;
use ui::{Col, Kind, Markup, Row};

use super::sentence;
use crate::actions::{Reason, Rehearsal};

/// The dry run as a part of the page of the plan.
pub fn tried_markup(visit: &Visit, tried: &Rehearsal) -> Markup {
    if let Some(key) = &tried.error {
        return ui::notice(Kind::Stop, visit.t("audience-file-broken"), visit.t(key));
    }
    let counts = [
        ("audience-rows-created", tried.counts.created),
        ("audience-rows-updated", tried.counts.updated),
        ("audience-rows-unchanged", tried.counts.unchanged),
        ("audience-rows-repeated", tried.counts.repeated),
        ("audience-rows-rejected", tried.counts.rejected),
    ];
    let mut table = ui::table(visit.lang(), visit.t("audience-dry-run"))
        .col(Col::new(visit.t("audience-what")))
        .col(Col::num(visit.t("audience-rows")));
    for (key, n) in counts {
        table = table.row(Row::new(visit.t(key)).cell(ui::fmt::number(n)));
    }
    for reason in &tried.reasons {
        table = table.row(
            Row::new(sentence(visit, &reason.key, &reason.args))
                .detail(lines(visit, reason))
                .cell(ui::fmt::number(reason.rows)),
        );
    }
    ui::section(visit.t("audience-dry-run"))
        .small(visit.t("audience-dry-run-more"))
        .body(table)
}

fn lines(visit: &Visit, reason: &Reason) -> String {
    let lines: Vec<String> = reason.lines.iter().map(ToString::to_string).collect();
    let more = reason.rows > i64::try_from(lines.len()).unwrap_or(i64::MAX);
    let key = if more {
        "audience-at-lines-and-more"
    } else {
        "audience-at-lines"
    };
    let lines = lines.join(&visit.t("frame-and"));
    visit.lang().tr(key, &[("lines", lines.into())])
}

//! The period a page shows, as its address names it.

use frame::Visit;
use jiff::civil::Date;
use kernel::Moment;
use serde::Deserialize;
use ui::{Markup, fmt, html};

use crate::model::Grain;
use crate::queries::{self, Asked};

/// `?grain=month&on=2026-11-01`; without them, this month.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    grain: String,
    #[serde(default)]
    on: String,
    /// The indicator shown beside the board.
    #[serde(default)]
    pub kpi: String,
}

pub(super) fn asked(visit: &Visit, wanted: &Wanted) -> Asked {
    let grain = Grain::from_key(&wanted.grain).unwrap_or_default();
    let today = visit.now.in_zone(&visit.zone).date();
    let day = wanted.on.parse().unwrap_or(today);
    Asked {
        centre: visit.centre.id,
        grain,
        start: queries::start_of(grain, day),
        zone: visit.zone.clone(),
    }
}

/// The part of an address that names a period.
pub(super) fn query(grain: Grain, start: Date) -> String {
    format!("grain={}&on={start}", grain.key())
}

pub(super) fn grain_word(visit: &Visit, grain: Grain) -> String {
    visit.t(match grain {
        Grain::Day => "analytics-grain-day",
        Grain::Week => "analytics-grain-week",
        Grain::Month => "analytics-grain-month",
        Grain::Quarter => "analytics-grain-quarter",
        Grain::Year => "analytics-grain-year",
    })
}

/// 2026年11月, 2026 Q4, 11/23–11/29.
pub(super) fn period_word(visit: &Visit, asked: &Asked) -> String {
    let (lang, span) = (visit.lang(), asked.span());
    match asked.grain {
        Grain::Day => fmt::date_full(lang, &visit.zone, span.from),
        Grain::Week => fmt::date_range(lang, &visit.zone, span.from, Moment(span.until.0 - 1)),
        Grain::Month => fmt::month(lang, &visit.zone, span.from),
        Grain::Quarter => {
            let quarter = (asked.start.month() - 1) / 3 + 1;
            format!("{} Q{quarter}", asked.start.year())
        }
        Grain::Year => asked.start.year().to_string(),
    }
}

/// A short word of a period for an axis.
pub(super) fn axis_word(visit: &Visit, grain: Grain, start: Date) -> String {
    match grain {
        Grain::Day | Grain::Week => format!("{}/{}", start.month(), start.day()),
        Grain::Month => visit.lang().tr(
            "analytics-axis-month",
            &[("n", start.month().to_string().into())],
        ),
        Grain::Quarter => format!("{} Q{}", start.year() % 100, (start.month() - 1) / 3 + 1),
        Grain::Year => start.year().to_string(),
    }
}

/// The switch of grains and the steps to the periods beside this one.
pub(super) fn switch(visit: &Visit, asked: &Asked, base: &str, extra: &str) -> Markup {
    let href = |grain: Grain, start: Date| format!("{base}?{}{extra}", query(grain, start));
    let grains: Vec<(String, String, bool)> = Grain::ALL
        .into_iter()
        .map(|grain| {
            let start = queries::start_of(grain, asked.start);
            (
                grain_word(visit, grain),
                href(grain, start),
                grain == asked.grain,
            )
        })
        .collect();
    let grains: Vec<(&str, &str, bool)> = grains
        .iter()
        .map(|(w, h, c)| (w.as_str(), h.as_str(), *c))
        .collect();
    let before = href(asked.grain, queries::previous(asked.grain, asked.start));
    let after = href(asked.grain, queries::next(asked.grain, asked.start));
    let here = href(asked.grain, asked.start);
    let word = period_word(visit, asked);
    let (earlier, later) = (visit.t("analytics-earlier"), visit.t("analytics-later"));
    let mut steps = vec![
        (earlier.as_str(), before.as_str(), false),
        (word.as_str(), here.as_str(), true),
    ];
    if asked.span().until <= visit.now {
        steps.push((later.as_str(), after.as_str(), false));
    }
    html! {
        (ui::segmented(&visit.t("analytics-grain"), &grains))
        (ui::segmented(&visit.t("analytics-period"), &steps))
    }
}

//! Shares of a whole: meters, lists of bars, a stacked bar, dots on a scale.

use maud::{Markup, html};

use super::{figures, place};
use crate::i18n::Lang;
use crate::title::short_hash;

/// A bar with its value as a share of 1 and, if there is one, the goal as a line.
/// It is hidden from screen readers: the number always stands beside it.
#[must_use]
pub fn meter(share: f64, goal: Option<f64>) -> Markup {
    html! {
        svg.meter aria-hidden="true" {
            rect.m-all width="100%" height="100%" rx="2" {}
            rect.m-val width=(percent(share)) height="100%" rx="2" {}
            @if let Some(goal) = goal { line.m-goal x1=(percent(goal)) x2=(percent(goal)) y1="-3" y2="11" {} }
        }
    }
}

/// A bar of what is used and what is asked for on top: a budget before a decision.
#[must_use]
pub fn meter_of_parts(used: f64, asked: f64) -> Markup {
    html! {
        svg.meter aria-hidden="true" {
            rect.m-all width="100%" height="100%" rx="2" {}
            rect.m-past width=(percent(used)) height="100%" {}
            rect.m-ask x=(percent(used)) width=(percent(asked.min(1.0 - used))) height="100%" {}
        }
    }
}

/// A named share with the words of its value.
#[derive(Clone, Debug)]
pub struct ShareRow {
    pub name: String,
    pub value: f64,
    pub words: String,
    /// The goal on the same scale.
    pub goal: Option<f64>,
    /// The one the screen speaks of; the rest is grey.
    pub strong: bool,
}

/// Bars below each other, each with its words; the scale ends at the largest value or goal.
#[must_use]
pub fn bar_list(rows: &[ShareRow]) -> Markup {
    let most = rows
        .iter()
        .flat_map(|row| [Some(row.value), row.goal])
        .flatten()
        .fold(f64::MIN_POSITIVE, f64::max);
    html! {
        ul.shares { @for row in rows {
            li {
                span { (row.name) }
                svg.meter aria-hidden="true" {
                    rect.m-all width="100%" height="100%" rx="2" {}
                    rect class=(if row.strong { "m-val" } else { "m-rest" }) width=(percent(row.value / most)) height="100%" rx="2" {}
                    @if let Some(goal) = row.goal {
                        line.m-goal x1=(percent(goal / most)) x2=(percent(goal / most)) y1="-3" y2="11" {}
                    }
                }
                span.num { (row.words) }
            }
        } }
    }
}

/// One bar cut into shares, named below it; the strong one in the accent, the rest grey.
#[must_use]
pub fn stacked_share(lang: Lang, title: &str, description: &str, rows: &[ShareRow]) -> Markup {
    let sum: f64 = rows
        .iter()
        .map(|row| row.value)
        .sum::<f64>()
        .max(f64::MIN_POSITIVE);
    let id = format!("c-{:x}", short_hash(title));
    let mut start = 0.0;
    let parts: Vec<(f64, f64, &ShareRow)> = rows
        .iter()
        .map(|row| {
            let part = (start, row.value / sum, row);
            start += part.1;
            part
        })
        .collect();
    html! {
        figure {
        svg.stackbar role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
            title id=(format!("{id}-t")) { (title) }
            desc id=(format!("{id}-d")) { (description) }
            @for (i, (from, width, row)) in parts.iter().enumerate() {
                rect class=(tone(i, row.strong)) x=(percent(*from)) width=(percent(*width)) height="100%" {}
                @if i > 0 { line.m-cut x1=(percent(*from)) x2=(percent(*from)) y1="0" y2="100%" {} }
            }
        }
        ul.stackkey { @for (i, (_, width, row)) in parts.iter().enumerate() {
            li {
                svg.dot aria-hidden="true" viewBox="0 0 8 8" { rect class=(tone(i, row.strong)) width="8" height="8" rx="1" {} }
                span { (row.name) }
                span.mute { (crate::fmt::percent(*width, 0)) }
            }
        } }
        (figures(lang, title, &[&lang.t("ui-chart-part"), &lang.t("ui-chart-value"), &lang.t("ui-chart-share")],
            &parts.iter().map(|(_, width, row)| vec![row.name.clone(), row.words.clone(), crate::fmt::percent(*width, 0)])
                .collect::<Vec<_>>(), None))
        }
    }
}

/// One row of a dot plot: a value, the one to compare it with, the words of both.
#[derive(Clone, Debug)]
pub struct DotRow {
    pub name: String,
    pub value: f64,
    pub other: Option<f64>,
    pub words: String,
}

/// Dots on one scale from `least` to `most`: ours filled, the other one hollow.
#[must_use]
pub fn dot_plot(title: &str, least: f64, most: f64, rows: &[DotRow]) -> Markup {
    let at = |value: f64| percent((value - least) / (most - least).max(f64::MIN_POSITIVE));
    html! {
        ul.shares aria-label=(title) { @for row in rows {
            li {
                span { (row.name) }
                svg.dots aria-hidden="true" {
                    line.c-grid x1="0" x2="100%" y1="50%" y2="50%" {}
                    @if let Some(other) = row.other {
                        line.c-past x1=(at(row.value)) x2=(at(other)) y1="50%" y2="50%" {}
                        circle.c-hollow cx=(at(other)) cy="50%" r="4" {}
                    }
                    circle.c-dot cx=(at(row.value)) cy="50%" r="5" {}
                }
                span.num { (row.words) }
            }
        } }
    }
}

fn tone(index: usize, strong: bool) -> &'static str {
    match (strong, index % 2) {
        (true, _) => "m-val",
        (false, 0) => "m-rest",
        (false, _) => "m-past",
    }
}

fn percent(share: f64) -> String {
    let clamped = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    let text = place(clamped * 100.0);
    format!("{}%", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_never_leaves_its_track() {
        for (share, width) in [(0.57, "57%"), (1.4, "100%"), (-0.2, "0%"), (f64::NAN, "0%")] {
            let html = meter(share, None).into_string();
            assert!(
                html.contains(&format!(r#"class="m-val" width="{width}""#)),
                "{html}"
            );
        }
    }
}

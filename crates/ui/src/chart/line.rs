//! A line with its target and last year, and bars over time. Both begin at zero.

use std::sync::Arc;

use maud::{Markup, html};

use super::{axis_word, figures, grid_step, place, polylines};
use crate::i18n::Lang;
use crate::title::short_hash;

const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 236.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 354.0;
const TOP: f64 = 24.0;
const FLOOR: f64 = 212.0;

/// A period on the axis with its value, if it is known yet.
#[derive(Clone, Debug)]
pub struct Point {
    pub label: String,
    pub value: Option<f64>,
}

impl Point {
    #[must_use]
    pub fn new(label: impl Into<String>, value: Option<f64>) -> Self {
        Self {
            label: label.into(),
            value,
        }
    }
}

/// What a chart over time shows.
#[derive(Clone, Debug, Default)]
pub struct LineChart {
    pub title: String,
    /// The same in words, for who cannot see it.
    pub description: String,
    /// Oldest first.
    pub points: Vec<Point>,
    pub target: Option<f64>,
    pub target_word: String,
    /// The same periods a year before; empty for none.
    pub last_year: Vec<Option<f64>>,
    pub last_year_word: String,
    /// Events: index of the period, words.
    pub events: Vec<(usize, String)>,
    /// Where the figures come from and when they are counted.
    pub source: Option<String>,
    /// How a value is written: with the unit of the figure beside the chart.
    pub word: ValueWord,
}

/// Writes a value of a chart; whole numbers where nothing else is said.
#[derive(Clone)]
pub struct ValueWord(Arc<dyn Fn(f64) -> String + Send + Sync>);

impl ValueWord {
    #[must_use]
    pub fn new(word: impl Fn(f64) -> String + Send + Sync + 'static) -> Self {
        Self(Arc::new(word))
    }

    /// The value in words.
    #[must_use]
    pub fn of(&self, value: f64) -> String {
        (self.0)(value)
    }
}

impl Default for ValueWord {
    fn default() -> Self {
        Self::new(|value| crate::fmt::decimal(value, 0))
    }
}

impl std::fmt::Debug for ValueWord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ValueWord({})", self.of(1.0))
    }
}

struct Frame {
    most: f64,
    step: f64,
}

impl Frame {
    fn of(chart: &LineChart) -> Self {
        let most = chart
            .points
            .iter()
            .filter_map(|point| point.value)
            .chain(chart.last_year.iter().flatten().copied())
            .chain(chart.target)
            .fold(0.0, f64::max);
        Self {
            most: if most > 0.0 { most * 1.08 } else { 1.0 },
            step: (RIGHT - LEFT) / (chart.points.len().max(2) - 1) as f64,
        }
    }
    fn x(&self, index: usize) -> f64 {
        LEFT + index as f64 * self.step
    }
    fn y(&self, value: f64) -> f64 {
        FLOOR - value.max(0.0) / self.most * (FLOOR - TOP)
    }
}

/// A line over time with its target dashed, last year grey and events as thin lines.
#[must_use]
pub fn line_with_target(lang: Lang, chart: &LineChart) -> Markup {
    let frame = Frame::of(chart);
    let spots: Vec<Option<(f64, f64)>> = chart
        .points
        .iter()
        .enumerate()
        .map(|(i, p)| p.value.map(|v| (frame.x(i), frame.y(v))))
        .collect();
    let past: Vec<Option<(f64, f64)>> = chart
        .last_year
        .iter()
        .enumerate()
        .map(|(i, v)| v.map(|v| (frame.x(i), frame.y(v))))
        .collect();
    let last = chart
        .points
        .iter()
        .enumerate()
        .rev()
        .find_map(|(i, p)| p.value.map(|v| (i, v)));
    let marks = html! {
        @for (index, words) in &chart.events {
            path.c-grid d=(format!("M{} {}V{FLOOR}", place(frame.x(*index)), TOP)) {}
            text x=(place(frame.x(*index) + 5.0)) y=(place(FLOOR - 11.0)) { (words) }
        }
        (goal(chart, &frame))
        @for line in polylines(&past) { polyline.c-past points=(line) {} }
        @for line in polylines(&spots) { polyline.c-line points=(line) {} }
        @if let Some((i, value)) = last {
            circle.c-dot cx=(place(frame.x(i))) cy=(place(frame.y(value))) r="4" {}
            text.em x=(place(RIGHT + 9.0)) y=(place(frame.y(value) + 4.0)) { (chart.word.of(value)) }
        }
        @if let Some(Some(value)) = chart.last_year.last() {
            @let y = apart(frame.y(*value) + 4.0, last.map(|(_, v)| frame.y(v) + 4.0));
            text x=(place(RIGHT + 9.0)) y=(place(y)) { (chart.last_year_word) }
            text x=(place(RIGHT + 9.0)) y=(place(y + 14.0)) { (chart.word.of(*value)) }
        }
    };
    drawn(lang, chart, &frame, marks, |i| frame.x(i))
}

/// Bars over time, the last one strong, the rest grey.
#[must_use]
pub fn bars(lang: Lang, chart: &LineChart) -> Markup {
    let frame = Frame::of(chart);
    let slot = (RIGHT - LEFT) / chart.points.len().max(1) as f64;
    let middle = move |i: usize| LEFT + slot * (i as f64 + 0.5);
    let last = chart.points.iter().rposition(|p| p.value.is_some());
    let marks = html! {
        @for (i, point) in chart.points.iter().enumerate() { @if let Some(value) = point.value {
            rect class=(if Some(i) == last { "c-bar" } else { "c-bar--rest" }) x=(place(middle(i) - slot * 0.35))
                y=(place(frame.y(value))) width=(place(slot * 0.7)) height=(place(FLOOR - frame.y(value))) rx="1" {}
            @if Some(i) == last {
                text.em x=(place(middle(i))) y=(place(frame.y(value) - 6.0)) text-anchor="middle" {
                    (chart.word.of(value))
                }
            }
        } }
        (goal(chart, &frame))
    };
    drawn(lang, chart, &frame, marks, middle)
}

fn goal(chart: &LineChart, frame: &Frame) -> Markup {
    html! { @if let Some(target) = chart.target {
        path.c-goal d=(format!("M{LEFT} {}H{RIGHT}", place(frame.y(target)))) {}
        text x=(place(LEFT + 4.0)) y=(place(frame.y(target) - 6.0)) { (chart.target_word) }
    } }
}

fn drawn(
    lang: Lang,
    chart: &LineChart,
    frame: &Frame,
    marks: Markup,
    x: impl Fn(usize) -> f64,
) -> Markup {
    let id = format!("c-{:x}", short_hash(&chart.title));
    let step = grid_step(frame.most);
    let lines = (1..)
        .map(|i| f64::from(i) * step)
        .take_while(|value| *value <= frame.most);
    let every = chart.points.len().div_ceil(6).max(1);
    let last = chart.points.len().saturating_sub(1);
    let shown = |i: usize| i == last || (i.is_multiple_of(every) && i + every <= last.max(1));
    html! {
        figure {
        svg.chart viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-labelledby=(format!("{id}-t {id}-d")) {
            title id=(format!("{id}-t")) { (chart.title) }
            desc id=(format!("{id}-d")) { (chart.description) }
            @for value in lines {
                path.c-grid d=(format!("M{LEFT} {}H{RIGHT}", place(frame.y(value)))) {}
                text x=(place(LEFT - 6.0)) y=(place(frame.y(value) + 4.0)) text-anchor="end" { (axis_word(value)) }
            }
            path.c-base d=(format!("M{LEFT} {FLOOR}H{RIGHT}")) {}
            text x=(place(LEFT - 6.0)) y=(place(FLOOR + 4.0)) text-anchor="end" { "0" }
            (marks)
            @for (i, point) in chart.points.iter().enumerate().filter(|(i, _)| shown(*i)) {
                text x=(place(x(i))) y="230" text-anchor="middle" { (point.label) }
            }
        }
        (figures_of(lang, chart))
        }
    }
}

fn figures_of(lang: Lang, chart: &LineChart) -> Markup {
    let word = |value: Option<f64>| value.map_or_else(|| "—".to_owned(), |v| chart.word.of(v));
    let with_past = !chart.last_year.is_empty();
    let rows: Vec<Vec<String>> = chart
        .points
        .iter()
        .enumerate()
        .map(|(i, point)| {
            let mut row = vec![point.label.clone(), word(point.value)];
            if with_past {
                row.push(word(chart.last_year.get(i).copied().flatten()));
            }
            row
        })
        .collect();
    let (period, value) = (lang.t("ui-chart-period"), lang.t("ui-chart-value"));
    let mut heads = vec![period.as_str(), value.as_str()];
    if with_past {
        heads.push(&chart.last_year_word);
    }
    figures(lang, &chart.title, &heads, &rows, chart.source.as_deref())
}

/// Keeps the two lines of the second label clear of the first.
fn apart(y: f64, other: Option<f64>) -> f64 {
    match other {
        Some(other) if y >= other && y - other < 16.0 => other + 16.0,
        Some(other) if y < other && other - y < 30.0 => other - 30.0,
        _ => y,
    }
}

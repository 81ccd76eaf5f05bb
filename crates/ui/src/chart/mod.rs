//! Charts as SVG from the server: five forms cover every indicator. Themes, print
//! and screen readers come free, and the figures stand under 「看數字」.

mod line;
mod share;
mod spark;

pub use line::{LineChart, Point, ValueWord, bars, line_with_target};
pub use share::{DotRow, ShareRow, bar_list, dot_plot, meter, meter_of_parts, stacked_share};
pub use spark::{KpiTile, kpi_tile, kpi_tiles, sparkline};

use std::fmt::Write as _;

use maud::{Markup, html};

use crate::i18n::Lang;

/// A number as SVG writes it: one decimal, no `-0.0`.
fn place(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{:.1}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// `x,y x,y …` for a polyline, broken where a value is missing.
fn polylines(points: &[Option<(f64, f64)>]) -> Vec<String> {
    let mut lines = vec![String::new()];
    for point in points {
        match point {
            Some((x, y)) => {
                if let Some(line) = lines.last_mut() {
                    let gap = if line.is_empty() { "" } else { " " };
                    // Writing into a String cannot fail.
                    let _ = write!(line, "{gap}{},{}", place(*x), place(*y));
                }
            }
            None => lines.push(String::new()),
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The figures of a chart as a table that opens below it.
#[must_use]
pub fn figures(
    lang: Lang,
    caption: &str,
    heads: &[&str],
    rows: &[Vec<String>],
    source: Option<&str>,
) -> Markup {
    html! {
        details.s13 {
            summary { (lang.t("ui-chart-figures")) }
            table.tbl {
                caption.vh { (caption) }
                thead { tr { @for (i, head) in heads.iter().enumerate() { th .num[i > 0] scope="col" { (head) } } } }
                tbody { @for row in rows { tr { @for (i, cell) in row.iter().enumerate() {
                    @if i == 0 { th scope="row" { (cell) } } @else { td.num { (cell) } }
                } } } }
            }
            @if let Some(source) = source { p.mute { (source) } }
        }
    }
}

/// A round step so that at most five grid lines stand between 0 and `most`.
fn grid_step(most: f64) -> f64 {
    if most <= 0.0 || !most.is_finite() {
        return 1.0;
    }
    let raw = most / 5.0;
    let power = 10f64.powf(raw.log10().floor());
    let factor = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .find(|f| f * power >= raw)
        .unwrap_or(10.0);
    factor * power
}

/// A value on an axis: whole where it is whole.
fn axis_word(value: f64) -> String {
    let places = if value.fract().abs() < 1e-9 {
        0
    } else if (value * 10.0).fract().abs() < 1e-6 {
        1
    } else {
        2
    };
    crate::fmt::decimal(value, places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_has_at_most_five_lines() {
        for most in [0.04, 0.9, 3.0, 7.3, 59.0, 186.0, 12_480.0] {
            let lines = (most / grid_step(most)).floor();
            assert!((1.0..=5.0).contains(&lines), "{most}: {lines}");
        }
    }

    #[test]
    fn a_missing_value_breaks_the_line() {
        let lines = polylines(&[Some((0.0, 1.0)), None, Some((2.0, -0.01))]);
        assert_eq!(lines, ["0.0,1.0", "2.0,0.0"]);
    }
}

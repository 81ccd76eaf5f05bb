//! Values, changes and states as people read them.

use frame::Visit;
use kernel::DbError;
use ui::{Lang, Markup, State, ValueWord, fmt};

use crate::model::{Change, Said, Standing, Unit, Value};
use crate::queries::{self, Line};

/// Rows about people, and the right to read them.
const PEOPLE: (&str, &str) = ("/care", "read.contacts");

/// Takes the way to the rows from figures whose rows the visitor may not read; the
/// figures stay.
///
/// # Errors
/// What the engine answers.
pub(super) async fn close_rows(visit: &Visit, lines: &mut [Line]) -> Result<(), DbError> {
    let (place, right) = PEOPLE;
    if visit.may_read(right).await? {
        return Ok(());
    }
    let figures = lines.iter_mut().flat_map(|line| &mut line.figures);
    for figure in figures.filter(|figure| figure.rows.starts_with(place)) {
        figure.rows.clear();
    }
    Ok(())
}

/// The one of two wordings that the reader reads.
pub(super) fn either<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    if lang == Lang::En && !en.is_empty() {
        en
    } else {
        zh
    }
}

pub(super) fn said(lang: Lang, words: &Said) -> &str {
    either(lang, &words.zh, &words.en)
}

/// A number of tenths: one decimal, none where the unit counts whole things.
fn number(tenths: i64, whole: bool) -> String {
    if whole && tenths % 10 == 0 {
        fmt::number(tenths / 10)
    } else {
        fmt::decimal(tenths as f64 / 10.0, 1)
    }
}

/// A value with its unit: 4.8%, 186, 0:55, 1,260 元; 無法計算 without a denominator.
pub(super) fn value_word(visit: &Visit, value: Value) -> String {
    queries::tenths(value).map_or_else(
        || visit.t("analytics-not-available"),
        |tenths| Way::of(visit, value).word(tenths),
    )
}

/// How the values of one figure are written, beside a chart and in it.
struct Way {
    lang: Lang,
    currency: String,
    unit: Unit,
    /// It counts whole things.
    whole: bool,
}

impl Way {
    fn of(visit: &Visit, value: Value) -> Self {
        Self {
            lang: visit.lang(),
            currency: visit.centre.currency.clone(),
            unit: value.unit,
            whole: value.denominator.is_none(),
        }
    }

    fn word(&self, tenths: i64) -> String {
        match self.unit {
            Unit::Percent => format!("{}%", number(tenths, false)),
            Unit::Seconds => fmt::duration(tenths / 10),
            Unit::Money => fmt::money(self.lang, tenths / 10, &self.currency),
            Unit::Count | Unit::Score => number(tenths, self.whole),
        }
    }
}

/// Writes the values of a line's chart as [`value_word`] writes its leading figure.
pub(super) fn chart_word(visit: &Visit, line: &Line) -> ValueWord {
    let way = line.value().map(|value| Way::of(visit, value));
    ValueWord::new(move |value| {
        way.as_ref().map_or_else(
            || fmt::decimal(value, 1),
            |way| way.word((value * 10.0).round() as i64),
        )
    })
}

/// A target in the unit it is measured in.
pub(super) fn target_word(visit: &Visit, unit: Unit, thousandths: i64) -> String {
    let value = thousandths as f64 / 1_000.0;
    let plain = if thousandths % 1_000 == 0 {
        fmt::number(thousandths / 1_000)
    } else if thousandths % 100 == 0 {
        fmt::decimal(value, 1)
    } else {
        fmt::decimal(value, 3)
    };
    match unit {
        Unit::Percent => format!("{plain}%"),
        Unit::Seconds => fmt::duration(thousandths / 1_000),
        Unit::Money => fmt::money(visit.lang(), thousandths / 1_000, &visit.centre.currency),
        Unit::Count | Unit::Score => plain,
    }
}

/// +1.2 點, −3.0%, +7.
pub(super) fn change_word(visit: &Visit, change: Option<Change>) -> String {
    match change {
        None => "—".to_owned(),
        Some(Change::Points(tenths)) => fmt::points(visit.lang(), tenths as f64 / 1_000.0, 1),
        Some(Change::Percent(tenths)) => format!("{}%", fmt::signed(tenths as f64 / 10.0, 1)),
        Some(Change::Absolute(tenths)) => {
            fmt::signed(tenths as f64 / 10.0, usize::from(tenths % 10 != 0))
        }
    }
}

/// The square of a line's state and its word.
pub(super) fn standing_of(visit: &Visit, line: &Line) -> (State, String) {
    let (state, key) = match line.standing {
        _ if line.figures.is_empty() => (State::Plain, "analytics-no-source"),
        _ if line.indicative => (State::Plain, "analytics-indicative"),
        Some(Standing::Met) => (State::Good, "analytics-met"),
        Some(Standing::Near) => (State::Wait, "analytics-near"),
        Some(Standing::Missed) => (State::Late, "analytics-missed"),
        None if line.target.is_none() => (State::Plain, "analytics-no-target"),
        None => (State::Plain, "analytics-not-available"),
    };
    (state, visit.t(key))
}

pub(super) fn standing_mark(visit: &Visit, line: &Line) -> Markup {
    let (state, word) = standing_of(visit, line);
    ui::state(state, word)
}

/// The unit a line's target is set in: that of its leading figure where it has one.
pub(super) fn unit_of(line: &Line) -> Unit {
    line.value()
        .map(|value| value.unit)
        .or_else(|| line.definition.map(|definition| definition.unit))
        .unwrap_or(Unit::Count)
}

/// What twelve periods show, in words: from where to where, and the target.
pub(super) fn trend_word(visit: &Visit, line: &Line) -> String {
    let name = either(visit.lang(), &line.zh, &line.en);
    let known: Vec<f64> = line.trend.iter().flatten().copied().collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return visit
            .lang()
            .tr("analytics-trend-none", &[("name", name.into())]);
    };
    let word = chart_word(visit, line);
    let args = [
        ("name", name.into()),
        ("first", word.of(*first).into()),
        ("last", word.of(*last).into()),
    ];
    visit.lang().tr("analytics-trend", &args)
}

/// A line's target as a chart draws it.
pub(super) fn target_value(line: &Line) -> Option<f64> {
    line.target
        .as_ref()
        .map(|target| target.thousandths as f64 / 1_000.0)
}

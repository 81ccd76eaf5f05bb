//! The board of a period: for every indicator its figures, the same a period and a year
//! before, twelve periods, target and state.

use std::collections::BTreeMap;
use std::sync::Arc;

use charter::Actor;
use desk::{Desk, Period, Query, QueryError, Reads};
use futures_util::future::{join_all, try_join_all};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::{CentreId, Conn, DbError, Moment};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::definitions::definition;
use super::targets::{target, targets};
use crate::model::{Change, Definition, Grain, Measured, Span, Standing, Target, Unit, Value};
use crate::rules;

/// Periods of a line on the board.
const PERIODS: usize = 12;
/// Days after the end of a period on which late data still counts; then it is closed.
const CLOSES_AFTER_DAYS: i64 = 5;

/// Which period of which centre.
#[derive(Clone, Debug)]
pub struct Asked {
    pub centre: CentreId,
    pub grain: Grain,
    /// First day of the period.
    pub start: Date,
    pub zone: TimeZone,
}

impl Asked {
    /// The instants of the period.
    #[must_use]
    pub fn span(&self) -> Span {
        rules::span(self.grain, self.start, &self.zone)
    }

    /// First days of the twelve periods that end with this one, the oldest first.
    #[must_use]
    pub fn twelve(&self) -> Vec<Date> {
        let mut starts = vec![self.start];
        while starts.len() < PERIODS {
            let last = starts.last().copied().unwrap_or(self.start);
            starts.push(rules::previous(self.grain, last));
        }
        starts.reverse();
        starts
    }

    /// Whether late data may still change the period.
    #[must_use]
    pub fn is_open(&self, now: Moment) -> bool {
        now < self.span().until.plus_days(CLOSES_AFTER_DAYS)
    }
}

/// The board of a period.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Board {
    pub span: Span,
    pub grain: Grain,
    /// Late data may still come; the figures are not closed.
    pub open: bool,
    pub groups: Vec<Group>,
}

impl Board {
    /// Every line, in the order of the document.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.groups.iter().flat_map(|group| &group.lines)
    }
}

/// A group of the document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Group {
    pub zh: String,
    pub en: String,
    pub lines: Vec<Line>,
}

/// One indicator of a period.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Line {
    pub id: String,
    pub zh: String,
    pub en: String,
    #[serde(skip)]
    pub definition: Option<&'static Definition>,
    /// Empty while no feature measures it; the leading figure stands first.
    pub figures: Vec<Measured>,
    /// The leading figure of twelve periods, the oldest first.
    pub trend: Vec<Option<f64>>,
    /// Against the period before.
    pub earlier: Option<Change>,
    /// Against the same period a year before.
    pub last_year: Option<Change>,
    pub target: Option<Target>,
    pub standing: Option<Standing>,
    /// Rests on too few answers to be judged.
    pub indicative: bool,
    /// Waits for the superior's approval before it is final.
    pub provisional: bool,
}

impl Line {
    /// The leading value.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        self.figures.first().map(|figure| figure.value)
    }
}

/// The figures of several periods, in the order asked.
pub type Series = Vec<Vec<Measured>>;

/// What features measure of an indicator in each of some periods. Periods are asked side
/// by side, as many at once as the database has readers.
///
/// # Errors
/// What the engine answers.
pub async fn series(
    desk: &Desk,
    centre: CentreId,
    kpi: &str,
    spans: &[Span],
) -> Result<Series, DbError> {
    let measures: Vec<_> = desk
        .registry()
        .measures()
        .iter()
        .filter(|measure| measure.kpi == kpi)
        .cloned()
        .collect();
    if measures.is_empty() {
        return Ok(Vec::new());
    }
    let of_span = async |span: &Span| {
        let period = Period {
            from: span.from,
            until: span.until,
        };
        let mut figures = Vec::new();
        for measure in &measures {
            let conn = Arc::new(desk.database().reader());
            for figure in measure.figures(conn, centre, period).await? {
                figures.push(Measured {
                    name: figure.name,
                    value: Value {
                        numerator: figure.numerator,
                        denominator: figure.denominator,
                        unit: Unit::of_word(figure.unit),
                    },
                    rows: figure.rows,
                });
            }
        }
        // What the indicator is defined in leads: a rate before the counts beside it,
        // whichever feature was asked first.
        if let Some(definition) = definition(kpi) {
            figures.sort_by_key(|figure| figure.value.unit != definition.unit);
        }
        Ok::<_, DbError>(figures)
    };
    try_join_all(spans.iter().map(of_span)).await
}

/// The whole board.
///
/// # Errors
/// What the engine answers.
pub async fn board(desk: &Desk, asked: &Asked, now: Moment) -> Result<Board, DbError> {
    let conn = desk.database().reader();
    let book = desk.rulebook(&conn, asked.centre).await?;
    let span = asked.span();
    let targets = targets(&conn, asked.centre, asked.grain, span.from).await?;
    let ids = book.document.kpis.iter().flat_map(|g| &g.kpis);
    let lines = join_all(ids.map(|kpi| {
        let target = targets.get(&kpi.id).cloned();
        one(desk, asked, (&kpi.id, &kpi.zh, &kpi.en), target)
    }))
    .await;
    let mut lines: BTreeMap<String, Line> = lines
        .into_iter()
        .map(|line| line.map(|line| (line.id.clone(), line)))
        .collect::<Result<_, _>>()?;
    let groups = book
        .document
        .kpis
        .iter()
        .map(|group| Group {
            zh: group.zh.clone(),
            en: group.en.clone(),
            lines: group
                .kpis
                .iter()
                .filter_map(|kpi| lines.remove(&kpi.id))
                .collect(),
        })
        .collect();
    Ok(Board {
        span,
        grain: asked.grain,
        open: asked.is_open(now),
        groups,
    })
}

/// The line of one indicator; `None` when the document has no such one.
///
/// # Errors
/// What the engine answers.
pub async fn line(desk: &Desk, asked: &Asked, kpi: &str) -> Result<Option<Line>, DbError> {
    let conn = desk.database().reader();
    let book = desk.rulebook(&conn, asked.centre).await?;
    let mut known = book.document.kpis.iter().flat_map(|group| &group.kpis);
    let Some(found) = known.find(|one| one.id == kpi) else {
        return Ok(None);
    };
    let target = target(&conn, asked.centre, kpi, asked.grain, asked.span().from).await?;
    let names = (found.id.as_str(), found.zh.as_str(), found.en.as_str());
    one(desk, asked, names, target).await.map(Some)
}

async fn one(
    desk: &Desk,
    asked: &Asked,
    (id, zh, en): (&str, &str, &str),
    target: Option<Target>,
) -> Result<Line, DbError> {
    let definition = definition(id);
    let span = |start: Date| rules::span(asked.grain, start, &asked.zone);
    let mut spans: Vec<Span> = asked.twelve().into_iter().map(span).collect();
    spans.push(span(rules::year_before(asked.grain, asked.start)));
    let mut series = series(desk, asked.centre, id, &spans).await?;
    let year = series.pop().unwrap_or_default();
    let leading = |figures: &[Measured]| figures.first().map(|figure| figure.value);
    let trend = series
        .iter()
        .map(|figures| leading(figures).and_then(rules::shown))
        .collect();
    let figures = series.pop().unwrap_or_default();
    let before = series.pop().unwrap_or_default();
    let value = leading(&figures);
    let against = |earlier: &[Measured]| rules::change(value?, leading(earlier)?);
    let indicative =
        value.is_some_and(|v| rules::indicative(definition.is_some_and(|d| d.survey), v));
    let standing = value
        .zip(target.as_ref())
        .zip(definition)
        .filter(|_| !indicative)
        .and_then(|((value, target), definition)| {
            rules::standing(definition.direction, value, target.thousandths)
        });
    Ok(Line {
        id: id.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        definition,
        trend,
        earlier: against(&before),
        last_year: against(&year),
        target,
        standing,
        indicative,
        provisional: definition.is_some_and(|d| d.provisional),
        figures,
    })
}

/// The board of a period, for programs.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kpis {
    /// `day`, `week`, `month` (default), `quarter` or `year`.
    #[serde(default)]
    pub grain: Grain,
    /// A day of the period, `2026-11-23`; today without it.
    #[serde(default)]
    pub on: Option<String>,
}

impl Query for Kpis {
    const NAME: &'static str = "kpis";
    const READS: Reads = Reads::Staff;
    type Answer = Board;

    async fn answer(
        &self,
        desk: &Desk,
        conn: &Conn,
        reader: &Actor,
        now: Moment,
    ) -> Result<Board, QueryError> {
        let zone = desk::centre::of(conn, reader.centre).await?.time_zone();
        let day = match &self.on {
            None => now.in_zone(&zone).date(),
            Some(on) => on
                .parse()
                .map_err(|e: jiff::Error| QueryError::Shape(e.to_string()))?,
        };
        let asked = Asked {
            centre: reader.centre,
            grain: self.grain,
            start: rules::start_of(self.grain, day),
            zone,
        };
        Ok(board(desk, &asked, now).await?)
    }
}

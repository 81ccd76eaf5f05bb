//! One indicator: its value, twelve periods with last year's, what it is made of, what it
//! means, and its target.

use axum::extract::{Path, Query};
use frame::{Answer, Failed, Visit, verdict_view};
use ui::{Area, Col, Field, Form, Gap, LineChart, Markup, Point, Row, fmt, html};

use super::period::{Wanted, asked, axis_word, grain_word, period_word, query, switch};
use super::words::{
    change_word, chart_word, close_rows, either, said, standing_mark, target_value, target_word,
    trend_word, unit_of, value_word,
};
use crate::actions::SetTarget;
use crate::model::{Definition, Unit, Value};
use crate::queries::{self, Asked, Line};

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let asked = asked(&visit, &wanted);
    let body = body(&visit, &asked, &id, None).await?;
    let title = name_of(&visit, &asked, &id).await?;
    visit.page(Area::Insight, &title, body).await
}

async fn line_of(visit: &Visit, asked: &Asked, id: &str) -> Result<Line, Failed> {
    let definition = queries::definition(id).ok_or(Failed::NotFound)?;
    let mut line = queries::line(visit.desk(), asked, &definition.id)
        .await?
        .ok_or(Failed::NotFound)?;
    close_rows(visit, std::slice::from_mut(&mut line)).await?;
    Ok(line)
}

async fn name_of(visit: &Visit, asked: &Asked, id: &str) -> Result<String, Failed> {
    let definition = queries::definition(id).ok_or(Failed::NotFound)?;
    let book = visit.desk().rulebook(&visit.reader(), asked.centre).await?;
    let mut known = book.document.kpis.iter().flat_map(|group| &group.kpis);
    let found = known
        .find(|kpi| kpi.id == definition.id)
        .ok_or(Failed::NotFound)?;
    Ok(either(visit.lang(), &found.zh, &found.en).to_owned())
}

/// The whole page below the shell; `fault` is the sentence at the target field.
pub(super) async fn body(
    visit: &Visit,
    asked: &Asked,
    id: &str,
    fault: Option<(String, String)>,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let line = line_of(visit, asked, id).await?;
    let definition = queries::definition(id).ok_or(Failed::NotFound)?;
    let name = either(lang, &line.zh, &line.en).to_owned();
    let address = format!("/insight/kpi/{}", line.id);
    let file = format!("{address}/figures.csv?{}", query(asked.grain, asked.start));
    let mut head = ui::page_head(&name)
        .fact(standing_mark(visit, &line))
        .named(
            &period_word(visit, asked),
            line.value()
                .map_or_else(|| "—".to_owned(), |v| value_word(visit, v)),
        )
        .named(
            &visit.t("analytics-against-earlier"),
            change_word(visit, line.earlier),
        )
        .named(
            &visit.t("analytics-against-year"),
            change_word(visit, line.last_year),
        );
    if line.provisional {
        head = head.fact(ui::tag(visit.t("analytics-provisional")));
    }
    if asked.is_open(visit.now) && !line.figures.is_empty() {
        head = head.fact(ui::tag(visit.t("analytics-open-period")));
    }
    if !line.figures.is_empty() {
        head = head.act(ui::link_button(visit.t("analytics-file"), file));
    }
    let mut main = vec![measured(visit, asked, &line, definition).await?];
    if !line.figures.is_empty() {
        main.push(parts(visit, asked, &line).await?);
    }
    main.push(meaning(visit, definition));
    Ok(html! {
        (ui::crumbs(lang, &[(&visit.t("analytics-board"), &format!("/insight?{}", query(asked.grain, asked.start)))], &name))
        (head.act_markup(switch(visit, asked, &address, "")))
        (ui::columns(ui::stack(Gap::Sections, &main), target(visit, asked, &line, fault).await?))
    })
}

/// The chart with its figures as a table, or what is still missing.
async fn measured(
    visit: &Visit,
    asked: &Asked,
    line: &Line,
    definition: &Definition,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let section = ui::section(visit.t("analytics-twelve"));
    if line.figures.is_empty() {
        let needs = said(lang, &definition.needs);
        return Ok(section.body(ui::empty(&visit.t("analytics-no-source"), needs, None)));
    }
    let starts = asked.twelve();
    let year_ago: Vec<_> = starts
        .iter()
        .map(|start| {
            let start = queries::year_before(asked.grain, *start);
            queries::span(asked.grain, start, &asked.zone)
        })
        .collect();
    let before = queries::series(visit.desk(), asked.centre, &line.id, &year_ago).await?;
    let last_year: Vec<Option<f64>> = before
        .iter()
        .map(|figures| figures.first().and_then(|f| queries::shown(f.value)))
        .collect();
    let points = starts.iter().zip(&line.trend);
    let chart = LineChart {
        title: either(lang, &line.zh, &line.en).to_owned(),
        description: trend_word(visit, line),
        points: points
            .map(|(start, value)| Point::new(axis_word(visit, asked.grain, *start), *value))
            .collect(),
        target: target_value(line),
        target_word: visit.t("analytics-target"),
        last_year,
        last_year_word: visit.t("analytics-last-year"),
        source: Some(said(lang, &definition.data).to_owned()),
        word: chart_word(visit, line),
        ..LineChart::default()
    };
    Ok(section
        .small(said(lang, &definition.measured_in))
        .body(ui::line_with_target(lang, &chart)))
}

/// What the value is made of, each with the rows behind it and how sure it is.
async fn parts(visit: &Visit, asked: &Asked, line: &Line) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let start = queries::previous(asked.grain, asked.start);
    let span = queries::span(asked.grain, start, &asked.zone);
    let before = queries::series(visit.desk(), asked.centre, &line.id, &[span]).await?;
    let before = before.into_iter().next().unwrap_or_default();
    let rows = line.figures.iter().map(|figure| {
        let earlier = before
            .iter()
            .find(|b| b.name == figure.name)
            .map(|b| b.value);
        let fraction = figure.value.denominator.map_or_else(
            || fmt::number(figure.value.numerator),
            |whole| {
                format!(
                    "{} / {}",
                    fmt::number(figure.value.numerator),
                    fmt::number(whole)
                )
            },
        );
        Row::new(lang.t(figure.name))
            .cell(value_word(visit, figure.value))
            .cell(html! { @if figure.rows.is_empty() { (fraction) } @else { (ui::link(fraction, &figure.rows)) } })
            .cell(sureness(visit, figure.value, earlier))
    });
    let table = ui::table(lang, visit.t("analytics-parts"))
        .col(Col::new(visit.t("analytics-figure")))
        .col(Col::num(visit.t("analytics-value")))
        .col(Col::num(visit.t("analytics-counted")))
        .col(Col::new(visit.t("analytics-sureness")).soft())
        .rows(rows)
        .fold();
    Ok(ui::section(visit.t("analytics-parts"))
        .small(visit.t("analytics-parts-more"))
        .body(table))
}

/// ±4.8 點；與上期的差異超出機率 (z = 2.68, p = 0.007).
fn sureness(visit: &Visit, value: Value, earlier: Option<Value>) -> String {
    let lang = visit.lang();
    let Some(margin) = queries::margin(value) else {
        return String::new();
    };
    let margin = lang.tr(
        "analytics-margin",
        &[("points", fmt::decimal(margin, 1).into())],
    );
    let Some(test) = earlier.and_then(|earlier| queries::significance(value, earlier)) else {
        return margin;
    };
    let key = if test.p < 0.05 {
        "analytics-differs"
    } else {
        "analytics-may-be-chance"
    };
    let args = [
        ("z", fmt::decimal(test.z, 2).into()),
        ("p", fmt::decimal(test.p, 3).into()),
    ];
    format!("{margin}{}{}", visit.t("ui-comma"), lang.tr(key, &args))
}

fn meaning(visit: &Visit, definition: &Definition) -> Markup {
    let lang = visit.lang();
    let direction = visit.t(match definition.direction {
        crate::model::Direction::Up => "analytics-direction-up",
        crate::model::Direction::Down => "analytics-direction-down",
        crate::model::Direction::Range => "analytics-direction-range",
    });
    let words = [
        ("analytics-term", said(lang, &definition.term)),
        ("analytics-definition", said(lang, &definition.definition)),
        ("analytics-formula", said(lang, &definition.formula)),
        ("analytics-unit", said(lang, &definition.measured_in)),
        ("analytics-data", said(lang, &definition.data)),
        ("analytics-cadence", said(lang, &definition.cadence)),
        ("analytics-direction", direction.as_str()),
        ("analytics-pitfalls", said(lang, &definition.pitfalls)),
    ];
    let pairs: Vec<(String, Markup)> = words
        .into_iter()
        .map(|(key, words)| (visit.t(key), html! { (words) }))
        .collect();
    let pairs: Vec<(&str, Markup)> = pairs
        .iter()
        .map(|(key, words)| (key.as_str(), words.clone()))
        .collect();
    let provisional = definition
        .provisional
        .then(|| visit.t("analytics-provisional-more"));
    ui::section(visit.t("analytics-meaning")).body(html! {
        (ui::facts(&pairs))
        @if let Some(words) = provisional { (ui::meta(words)) }
    })
}

/// The target, who set it, and the form that sets the next with its verdict.
async fn target(
    visit: &Visit,
    asked: &Asked,
    line: &Line,
    fault: Option<(String, String)>,
) -> Result<Markup, Failed> {
    let lang = visit.lang();
    let unit = unit_of(line);
    let mut past = Vec::new();
    for target in queries::targets_of(&visit.reader(), asked.centre, &line.id).await? {
        let who = visit.name_of(target.account).await?;
        let from = fmt::date(lang, &visit.zone, target.from);
        let grain = grain_word(visit, target.grain);
        past.push(
            Row::new(target_word(visit, unit, target.thousandths))
                .detail(visit.lang().tr(
                    "analytics-target-from",
                    &[("grain", grain.into()), ("from", from.into())],
                ))
                .cell(who),
        );
    }
    let look = SetTarget {
        kpi: line.id.clone(),
        grain: asked.grain,
        from: asked.span().from,
        thousandths: 1_000,
    };
    let verdict = visit.look(&look).await?;
    let book = visit.desk().rulebook(&visit.reader(), asked.centre).await?;
    let label = visit.lang().tr(
        "analytics-target-for",
        &[("grain", grain_word(visit, asked.grain).into())],
    );
    let (typed, fault) = fault.map_or((String::new(), None), |(typed, fault)| (typed, Some(fault)));
    let url = format!(
        "/insight/kpi/{}/targets?{}",
        line.id,
        query(asked.grain, asked.start)
    );
    let form = Form::post(url, visit.csrf()).body(html! {
        (Field::text("target", label).value(typed).error(fault).narrow().hint(visit.t(unit_hint(unit))))
        (ui::submit(visit.t("analytics-target-set")))
    });
    let table = ui::table(lang, visit.t("analytics-targets"))
        .col(Col::new(visit.t("analytics-target")))
        .col(Col::new(visit.t("analytics-set-by")).soft())
        .rows(past)
        .when_empty(ui::meta(visit.t("analytics-no-target-yet")));
    Ok(ui::stack(
        Gap::Sections,
        &[
            ui::section(visit.t("analytics-targets")).body(table),
            ui::section(visit.t("analytics-target-set")).body(html! {
                (ui::verdict(lang, &verdict_view(lang, &book, &verdict)))
                (form)
            }),
        ],
    ))
}

fn unit_hint(unit: Unit) -> &'static str {
    match unit {
        Unit::Percent => "analytics-hint-percent",
        Unit::Seconds => "analytics-hint-seconds",
        Unit::Money => "analytics-hint-money",
        Unit::Count => "analytics-hint-count",
        Unit::Score => "analytics-hint-score",
    }
}

//! The board: twenty indicators of a period in four groups, one of them beside it.

use axum::extract::Query;
use frame::{Answer, Visit};
use ui::{Area, Col, LineChart, Markup, Point, Row, Shell, Width, html};

use super::period::{Wanted, asked, axis_word, grain_word, period_word, query, switch};
use super::words::{
    change_word, chart_word, either, said, standing_mark, target_value, target_word, trend_word,
    unit_of, value_word,
};
use crate::model::Standing;
use crate::queries::{self, Asked, Board, Line};

/// Shown beside the board when no other is picked.
const FIRST: &str = "kpi.leads-generated";

pub(super) async fn show(visit: Visit, Query(wanted): Query<Wanted>) -> Answer {
    let asked = asked(&visit, &wanted);
    let board = queries::board(visit.desk(), &asked, visit.now).await?;
    let picked = if wanted.kpi.is_empty() {
        FIRST
    } else {
        wanted.kpi.as_str()
    };
    let beside = board.lines().find(|line| line.id == picked);
    let extra = beside.map_or_else(String::new, |line| format!("&kpi={}", line.id));
    let body = html! {
        (ui::page_head(visit.t("analytics-board"))
            .sentence(sentence(&visit, &board))
            .act_markup(switch(&visit, &asked, "/insight", &extra)))
        (ui::columns(table(&visit, &asked, &board, picked), html! {
            @if let Some(line) = beside { (aside(&visit, &asked, line)) }
        }))
    };
    let title = visit.t("analytics-board");
    visit
        .page_with(Shell {
            at: Some(Area::Insight),
            title: &title,
            width: Width::Wide,
            body: ui::Body(body),
            ..Shell::default()
        })
        .await
}

/// 20 項指標，12 項達標…
fn sentence(visit: &Visit, board: &Board) -> String {
    let count = |standing: Standing| {
        let n = board
            .lines()
            .filter(|line| line.standing == Some(standing))
            .count();
        i64::try_from(n).unwrap_or(0)
    };
    let total = i64::try_from(board.lines().count()).unwrap_or(0);
    let without = board.lines().filter(|line| line.figures.is_empty()).count();
    let args = [
        ("total", total.into()),
        ("met", count(Standing::Met).into()),
        ("near", count(Standing::Near).into()),
        ("missed", count(Standing::Missed).into()),
        ("without", i64::try_from(without).unwrap_or(0).into()),
    ];
    let words = visit.lang().tr("analytics-board-says", &args);
    if board.open {
        format!("{words}{}", visit.t("analytics-board-open"))
    } else {
        words
    }
}

fn table(visit: &Visit, asked: &Asked, board: &Board, picked: &str) -> Markup {
    let lang = visit.lang();
    let mut table = ui::table(lang, visit.t("analytics-board"))
        .col(Col::new(visit.t("analytics-kpi")))
        .col(Col::chart(visit.t("analytics-twelve")).wide_only())
        .col(Col::num(period_word(visit, asked)))
        .col(Col::num(visit.t("analytics-target")).soft())
        .col(
            Col::num(visit.t("analytics-against-earlier"))
                .soft()
                .wide_only(),
        )
        .col(
            Col::num(visit.t("analytics-against-year"))
                .soft()
                .wide_only(),
        )
        .col(Col::new(visit.t("analytics-state")).short());
    for group in &board.groups {
        table = table.group(either(lang, &group.zh, &group.en));
        for line in &group.lines {
            table = table.row(row(visit, asked, line).selected(line.id == picked));
        }
    }
    html! { (table.fold()) }
}

fn row(visit: &Visit, asked: &Asked, line: &Line) -> Row {
    let lang = visit.lang();
    let name = either(lang, &line.zh, &line.en);
    let href = format!(
        "/insight/kpi/{}?{}",
        line.id,
        query(asked.grain, asked.start)
    );
    let mut row = Row::new(html! {
        (ui::link(name, href))
        @if line.provisional { " " (ui::tag(visit.t("analytics-provisional"))) }
    });
    let target = line.target.as_ref().map_or_else(
        || "—".to_owned(),
        |target| target_word(visit, unit_of(line), target.thousandths),
    );
    let Some(value) = line.value() else {
        if let Some(definition) = line.definition {
            row = row.detail(said(lang, &definition.needs));
        }
        return row
            .cell("")
            .cell("—")
            .cell(target)
            .cell("")
            .cell("")
            .cell(standing_mark(visit, line));
    };
    row.cell(ui::sparkline(
        &trend_word(visit, line),
        &line.trend,
        target_value(line),
    ))
    .cell(value_word(visit, value))
    .cell(target)
    .cell(change_word(visit, line.earlier))
    .cell(change_word(visit, line.last_year))
    .cell(standing_mark(visit, line))
}

fn aside(visit: &Visit, asked: &Asked, line: &Line) -> Markup {
    let lang = visit.lang();
    let name = either(lang, &line.zh, &line.en).to_owned();
    let href = format!(
        "/insight/kpi/{}?{}",
        line.id,
        query(asked.grain, asked.start)
    );
    let unit = line.definition.map_or("", |d| said(lang, &d.measured_in));
    let points = asked.twelve().into_iter().zip(&line.trend);
    let chart = LineChart {
        title: name.clone(),
        description: trend_word(visit, line),
        points: points
            .map(|(start, value)| Point::new(axis_word(visit, asked.grain, start), *value))
            .collect(),
        target: target_value(line),
        target_word: visit.t("analytics-target"),
        word: chart_word(visit, line),
        ..LineChart::default()
    };
    let comma = visit.t("ui-comma");
    ui::section(name)
        .small(format!("{unit}{comma}{}", grain_word(visit, asked.grain)))
        .more(&visit.t("analytics-open"), &href)
        .body(html! {
            @if let Some(value) = line.value() {
                p { b { (value_word(visit, value)) } " " (standing_mark(visit, line)) }
                (ui::line_with_target(lang, &chart))
            } @else if let Some(definition) = line.definition {
                (ui::empty(&visit.t("analytics-no-source"), said(lang, &definition.needs), None))
            }
        })
}

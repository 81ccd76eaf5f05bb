//! The figures of an indicator as a file for a spreadsheet.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use files::csv_out::CsvWriter;
use frame::{Answer, Failed, Visit};
use http::{StatusCode, header};

use super::period::{Wanted, asked};
use crate::model::Measured;
use crate::queries;

const HEADS: [&str; 9] = [
    "period_start",
    "period_end_exclusive",
    "grain",
    "figure",
    "numerator",
    "denominator",
    "value",
    "unit",
    "rows",
];

/// Twelve periods, a row for each figure; numbers as counted beside the value as shown.
pub(super) async fn show(
    visit: Visit,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let asked = asked(&visit, &wanted);
    let definition = queries::definition(&id).ok_or(Failed::NotFound)?;
    let starts = asked.twelve();
    let spans: Vec<_> = starts
        .iter()
        .map(|start| queries::span(asked.grain, *start, &asked.zone))
        .collect();
    let series = queries::series(visit.desk(), asked.centre, &definition.id, &spans).await?;
    let failed = |_| Failed::status(StatusCode::INTERNAL_SERVER_ERROR);
    let mut file = CsvWriter::new(Vec::new(), true).map_err(failed)?;
    file.row(HEADS).map_err(failed)?;
    for (start, figures) in starts.iter().zip(&series) {
        let end = queries::next(asked.grain, *start).to_string();
        for figure in figures {
            let place = [start.to_string(), end.clone(), asked.grain.key().to_owned()];
            let cells = place.into_iter().chain(cells(&visit, figure));
            file.row(cells).map_err(failed)?;
        }
    }
    let bytes = file.finish().map_err(failed)?;
    let name = format!(
        "attachment; filename=\"{}-{}.csv\"",
        definition.id, asked.start
    );
    let heads = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((heads, bytes).into_response())
}

fn cells(visit: &Visit, figure: &Measured) -> [String; 6] {
    let value = queries::tenths(figure.value).map_or_else(String::new, |tenths| {
        let sign = if tenths < 0 { "-" } else { "" };
        format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
    });
    [
        visit.t(figure.name),
        figure.value.numerator.to_string(),
        figure
            .value
            .denominator
            .map_or_else(String::new, |d| d.to_string()),
        value,
        figure.value.unit.key().to_owned(),
        figure.rows.clone(),
    ]
}

//! Tiles and charts of the gallery.

use maud::{Markup, html};

use crate::*;

const LEADS: [f64; 12] = [
    121.0, 134.0, 129.0, 142.0, 150.0, 148.0, 157.0, 163.0, 171.0, 168.0, 180.0, 186.0,
];
const PAST: [f64; 12] = [
    98.0, 104.0, 101.0, 110.0, 108.0, 115.0, 118.0, 116.0, 125.0, 122.0, 128.0, 131.0,
];
const MONTHS: [&str; 12] = [
    "12月", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11月",
];

pub(super) fn figures(lang: Lang) -> Markup {
    let chart = LineChart {
        title: "潛在客戶生成數量，近 12 個月".into(),
        description: "由去年 12 月的 121 人升到今年 11 月的 186 人，10 月起高於目標 180 人。"
            .into(),
        points: MONTHS
            .iter()
            .zip(LEADS)
            .map(|(month, value)| Point::new(*month, Some(value)))
            .collect(),
        target: Some(180.0),
        target_word: "目標 180".into(),
        last_year: PAST.iter().map(|value| Some(*value)).collect(),
        last_year_word: "去年".into(),
        events: vec![(5, "5月 官網改版".into())],
        source: Some("來源：官網表單、電話登錄、LINE；每天 02:00 更新。".into()),
        ..LineChart::default()
    };
    let mut columns_chart = chart.clone();
    columns_chart.title = "每月潛在客戶".into();
    columns_chart.last_year.clear();
    let values: Vec<Option<f64>> = LEADS.iter().map(|value| Some(*value)).collect();
    let tile = |name, value, unit, state, word| KpiTile {
        name,
        href: "#",
        value,
        rows: "",
        unit,
        values: &values,
        target: Some(180.0),
        target_word: "目標 180",
        state,
        state_word: word,
        says: "近 12 個月由 121 升到 186，高於目標 180",
    };
    let row = |name: &str, value, words: &str, strong| ShareRow {
        name: name.into(),
        value,
        words: words.into(),
        goal: Some(20.0),
        strong,
    };
    let rows = [
        row("搜尋與官網", 71.0, "71", true),
        row("社區講座", 38.0, "38", false),
        row("LINE", 31.0, "31", false),
    ];
    section("指標與圖").small("長條從零開始；一條強調，其餘灰色。").body(html! {
        div.stack.stack--6 {
            (kpi_tiles(&[
                tile("潛在客戶（本月）", "186", "人", State::Good, "達標"), tile("客戶獲取成本", "1,260", "元", State::Good, "達標"),
                tile("反饋回應及時率", "93", "%", State::Late, "連三月下滑"), tile("客戶推薦率", "19", "%", State::Wait, "差 1 點"),
            ]))
            (even_columns(
                html! { (line_with_target(lang, &chart)) (bar_list(&rows)) },
                html! {
                    (bars(lang, &columns_chart))
                    (stacked_share(lang, "從哪裡來", "搜尋與官網占一半。", &rows))
                    (dot_plot("滿意度", 1.0, 5.0, &[DotRow { name: "復健".into(), value: 4.6, other: Some(4.2), words: "4.6".into() }]))
                    (meter(0.57, Some(0.67)))
                },
            ))
        }
    })
}

//! Tables, queues, calendar, board of the gallery.

use maud::{Markup, html};

use crate::*;

pub(super) fn lists(lang: Lang) -> Markup {
    let work = table(lang, "文章")
        .picks("ids", "bulk")
        .col(Col::new("標題").sort("/x", Order::No))
        .col(Col::new("渠道").wide_only().soft())
        .col(Col::new("狀態"))
        .col(Col::new("更新").short().sort("/x", Order::Down))
        .col(Col::num("閱讀").sort("/x", Order::Up))
        .col(Col::acts("動作"))
        .row(
            Row::link("跌倒後 48 小時該看什麼", "#")
                .detail("內容創作")
                .cell("官網、LINE")
                .cell(state(State::Published, "已發布"))
                .cell("11/03 09:00")
                .cell("1,842")
                .cell(text_button("記錄"))
                .pick("1", "跌倒後")
                .selected(true),
        )
        .row(
            Row::new("中風後第一個月，家人可以做什麼")
                .cell("官網、電郵")
                .cell(state(State::Wait, "等待批准"))
                .cell("11/22 15:40")
                .cell("—")
                .cell("")
                .pick("2", "中風後")
                .id("r2"),
        )
        .more(Some("/x?page=2".into()));
    let budget = budget(lang);
    let none = table(lang, "投訴")
        .scroll()
        .col(Col::new("標題"))
        .when_empty(empty("還沒有投訴", "投訴會出現在這裡。", None));
    let wide = table(lang, "名單")
        .scroll()
        .col(Col::new("姓名"))
        .row(Row::new("王○明"));
    section("表格與批次").small("選取之後，動作出現在下方。").act(text_button("編輯")).body(html! {
        div.stack.stack--6 {
            div id="rows" { (work) (bulk_bar(lang, "bulk", "token", &[submit("加標籤").usual().to("/tag"), submit("封存").usual().to("/archive")])) }
            (budget) (none) (wide)
            (todos(lang, &[
                Todo { title: "修改〈膝關節置換術後〉".into(), href: "#".into(), detail: "內容創作・臨床審閱提出 2 處".into(), when: html! { (state(State::Back, "退回修改")) span { "12:00" } }, done: false, tick: Some(("/t/1".into(), "token".into())) },
                Todo { title: "競品日常監測".into(), href: "#".into(), detail: "已記錄 4 則變動".into(), when: html! { "09:12" }, done: true, tick: None },
            ]))

            ul.palette { (palette_hits(&[PaletteHit { word: "冬季護膝月".into(), kind: "活動，等待批准".into(), href: "/x".into() }])) }
        }
    })
}

fn budget(lang: Lang) -> Table {
    table(lang, "渠道與預算")
        .fold()
        .col(Col::new("渠道"))
        .col(Col::num("預算"))
        .col(Col::chart("占比"))
        .group("線上")
        .row(
            Row::new("搜尋廣告")
                .detail("Google 關鍵字 24 組")
                .cell("38,700")
                .cell(sparkline(
                    "走勢",
                    &[Some(1.0), Some(3.0), None, Some(2.0)],
                    Some(2.0),
                )),
        )
        .group("實體")
        .rows([Row::new("社區講座").cell_with("21,000", "場地").cell("")])
        .foot(Row::new("合計").cell("59,700").cell(""))
}

/// A queue with its case, as tall as the window.
pub(super) fn case() -> Markup {
    html! {
        (pair("等你決定", html! { h2 { "等你決定" } ul { (queue_item("#", true, "冬季護膝月", right_as(Right::Ask, "等你批准"), "林怡安・已等 2 天")) } },
                html! { (goals(&[("潛在客戶", "130 人", "去年 97 人")])) (meta("11/23")) (facts(&[("職務", html! { "內容創作" })])) }))
    }
}

pub(super) fn plans(lang: Lang) -> Markup {
    let names = ["一", "二", "三", "四", "五", "六", "日"];
    let days = sample_week(names);
    let span = Span {
        family: Family::Event,
        title: "冬季護膝月 12/1–12/31・等待批准".into(),
        href: "#".into(),
        from: 2,
        to: 7,
        open: true,
    };
    let card = |title: &str, family| Card {
        title: title.into(),
        href: "#".into(),
        family,
        left: "內容創作".into(),
        right: html! { span { "80%" } },
    };
    let line = |text: &str, hit| MatrixLine {
        id: format!("l-{text}"),
        text: text.into(),
        href: "#".into(),
        count: "41".into(),
        hit,
    };
    section("日曆、排程、看板、權限表").body(html! {
        div.stack.stack--6 {
            (month_switch(lang, "#", "#", "#"))
            (calendar(lang, "2026 年 11 月", &names, &[Week { spans: vec![span], days }]))
            (gantt("十二月各渠道排程", &[(0.0, "1".into()), (0.19, "7 一".into()), (0.42, "14 一".into())], &[
                Lane { name: "文章".into(), family: Family::Article, says: "12/1 到 12/17".into(), bars: vec![(0.0, 0.55, "護膝文章三篇".into())] },
                Lane { name: "活動".into(), family: Family::Event, says: "12/12".into(), bars: vec![(0.35, 0.03, "12/12 膝關節講座".into())] },
            ]))
            (board(lang, &[("草稿".into(), vec![card("冬天膝蓋暖身五步", None)]), ("等待批准".into(), vec![card("中風後第一個月", Some(Family::Article))])]))
            (card_list(lang, &[card("志工教練說明會", Some(Family::Event))]))
            (matrix(lang, "四類決策、三級權限", ["決策類型", "獨立決策權限", "建議權限", "需上級批准"], &[
                MatrixRow { name: "行銷執行".into(), cells: [vec![line("日常社媒內容發布", false)], vec![line("推廣渠道策略", false)], vec![line("行銷預算使用", true)]] },
            ]))
            (crumbs(lang, &[("計劃", "/plan"), ("2026 第四季", "/plan/2026/q4")], "冬季護膝月"))
        }
    })
}

fn sample_week(names: [&str; 7]) -> Vec<CalendarDay> {
    let entry = |family, title: &str, state, word: &str| Entry {
        family,
        title: title.into(),
        href: "#".into(),
        state,
        state_word: word.into(),
    };
    let mut days: Vec<CalendarDay> = (23..30)
        .zip(names)
        .map(|(day, weekday)| CalendarDay {
            iso: format!("2026-11-{day}"),
            number: day.to_string(),
            weekday: weekday.into(),
            today: day == 23,
            outside: false,
            context: None,
            entries: Vec::new(),
        })
        .collect();
    days[0].entries = vec![
        entry(
            Family::Social,
            "辦公室肩頸伸展 17:30",
            State::Scheduled,
            "已排程",
        ),
        entry(Family::Article, "換膝後第 1–6 週", State::Back, "退回"),
    ];
    days[1].entries = vec![entry(
        Family::Article,
        "冬天膝蓋為什麼痛",
        State::Draft,
        "草稿",
    )];
    days[3].entries = vec![entry(Family::Mail, "護膝月預告信", State::Wait, "等待批准")];
    days[5].entries = vec![entry(
        Family::Event,
        "足部篩檢日",
        State::Published,
        "已發布",
    )];
    days[5].context = Some("世界糖尿病日".into());
    days
}

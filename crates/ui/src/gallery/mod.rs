//! Every component on one page: to look at, and for the test that renders all of
//! them in both languages. Its sample words are Chinese on purpose, as the work is.

mod figures;
mod lists;

use maud::{Markup, html};

use crate::i18n::Lang;
use crate::*;

/// A whole page with every component.
#[must_use]
pub fn gallery(lang: Lang) -> Markup {
    gallery_in(lang, Theme::System)
}

/// The same in a fixed theme, for screenshots.
#[must_use]
pub fn gallery_in(lang: Lang, theme: Theme) -> Markup {
    let counts = [
        Count {
            area: Area::Content,
            n: 2,
            hot: true,
            title: "2 篇退回".into(),
        },
        Count {
            area: Area::Approvals,
            n: 3,
            hot: false,
            title: "3 件等待決定".into(),
        },
    ];
    let body = html! {
        (page_head("冬季護膝月：預算 86,000 元").fact(state(State::Wait, "等待主管批准")).named("期間", "12/1–12/31")
            .named("負責", "林怡安").sentence("批准前可以繼續寫稿與設計；付款、訂場地、發新聞稿會被系統擋下。")
            .act(button("匯出簡報")).act(submit("撤回送審")))
        (tabs("活動分頁", &[Tab::new("概要", "#", true), Tab::new("內容", "#", false).count(16), Tab::new("受眾", "#", false)]))
        (stack(Gap::Sections, &[
            rights(lang), buttons(lang), forms(lang), messages(lang), history(lang), lists::lists(lang), lists::plans(lang),
            figures::figures(lang), lists::case(),
        ]))
    };
    shell(&Shell {
        lang,
        theme,
        title: "元件",
        centre: "歐亥健復健中心",
        at: Some(Area::Plan),
        counts: &counts,
        charter: "HR-F019",
        me: ("林怡安", "行銷專員"),
        csrf: "token",
        freeze: Some(("11/23 14:05 起，行銷與發布暫停。", "/freeze")),
        toast: Some(Toast::new("已排程到 11/25（三）09:00").undo("/undo", "token")),
        notice: Some(notice(
            Kind::Good,
            "已批准",
            "陳柏翰 11/24 09:12，可以發布了。",
        )),
        scripts: &[Script::Events],
        body: body.into(),
        ..Shell::default()
    })
}

/// The editor on a page of its own.
#[must_use]
pub fn gallery_editor(lang: Lang, theme: Theme) -> Markup {
    let doc = doc::Doc::from_plain(
        "換好膝關節回到家，最難的往往不是痛，而是不知道「可以動到什麼程度」。\n\n我們用最先進的療程，保證六週內完全恢復，陪你把每一步走回來。\n\n# 第 1–2 週：消腫，把膝蓋打直\n\n每天把腳踝上下活動 10 分鐘，早晚各一次。每次冰敷 20 分鐘以上，一天三到五次。\n\n- 膝蓋能彎到 90 度\n- CPM 機每天兩次",
    );
    let findings = sample_findings();
    let view = EditorView {
        doc_json: &doc.to_json(),
        title: "膝關節置換術後第 1–6 週：在家怎麼動",
        revision: 4,
        save_url: "/save",
        check_url: "",
        upload_url: "/upload",
        upload_most: 20 * 1024 * 1024,
        text_lang: "zh-Hant",
        image_url: "/media/{id}",
        plain: &doc::to_text(&doc),
        plain_url: "/plain",
        csrf: "token",
        findings: &findings,
        readonly: false,
    };
    let bar = editor_bar(
        lang,
        &[("內容", "/content"), ("衛教文章", "/content/articles")],
        &state(State::Back, "退回修改"),
        "已儲存 10:42・第 4 版",
        &html! { (button("預覽").wide_only()) (submit("送臨床審閱").blocked_by("why-not")) },
    );
    let panel = html! {
        (sample_verdict(lang))
        (section("檢查").small("1 處必改，2 處建議").body(html! {
            (checks(&[(State::Back, "誇大療效", link("第 2 段", "#m0")), (State::Good, "個人資料", html! { "無" })]))
            p.s13 id="why-not" { "還有 1 處必改，修好就可以送出。" }
        }))
        (section("文章資料").body(facts(&[("職務", html! { "內容創作與管理" }), ("下次檢視", html! { "2027年5月" })])))
    };
    shell(&Shell {
        lang,
        theme,
        title: "編輯文章",
        centre: "歐亥健復健中心",
        at: Some(Area::Content),
        me: ("林怡安", "行銷專員"),
        width: Width::Bare,
        scripts: &[Script::Editor],
        body: editor_page(lang, &bar, &view, &panel).into(),
        ..Shell::default()
    })
}

fn sample_findings() -> [Finding; 3] {
    let finding =
        |block, from, to, severity, rule: &str, why: &str, replacement: Option<&str>| Finding {
            id: format!("m{block}"),
            block: Some(block),
            from,
            to,
            severity,
            rule: rule.into(),
            article: String::new(),
            why: why.into(),
            suggestion: String::new(),
            replacement: replacement.map(Into::into),
        };
    [
        finding(
            1,
            3,
            17,
            "stop",
            "誇大療效",
            "衛教文章不可寫「最先進」「保證」「完全恢復」。",
            Some("每週訂一個目標的療程"),
        ),
        finding(
            3,
            21,
            31,
            "clinic",
            "黃思齊 物理治療師　11/23 08:50",
            "請改成「每次 15–20 分鐘，隔一條毛巾」。",
            None,
        ),
        finding(
            5,
            0,
            3,
            "warn",
            "名詞沒有解釋",
            "第一次出現的「CPM」請寫成「連續被動活動機（CPM）」。",
            Some("連續被動活動機（CPM）"),
        ),
    ]
}

fn sample_verdict(lang: Lang) -> Markup {
    verdict(
        lang,
        &VerdictView {
            right: Right::Ask,
            reason: "含術後運動指示，要先臨床審閱，再由主管批准發布。".into(),
            lines: vec!["專業內容審核".into(), "重要內容發布批准".into()],
            place: "HR-F019 版本 A・決策權限・內容管理・需上級批准".into(),
            href: Some("/charter".into()),
            house: vec![crate::HouseLine {
                words: "預算超過 50,000 元時，總院長加簽。".into(),
                href: Some("/charter/house".into()),
            }],
        },
    )
}

fn rights(lang: Lang) -> Markup {
    let of = |right, line: &str| {
        verdict(
            lang,
            &VerdictView {
                right,
                reason: "這是例行的社群貼文，內容檢查沒有必改項目。".into(),
                lines: vec![line.into()],
                place: "HR-F019 版本 A・決策權限".into(),
                href: None,
                house: Vec::new(),
            },
        )
    };
    section("權限判定").small("圓點填多滿，就能決定多少。").body(html! {
        div { (even_columns(
            stack(Gap::Usual, &[of(Right::Own, "日常社媒內容發布"), of(Right::Advise, "客戶服務改進方案")]),
            stack(Gap::Usual, &[sample_verdict(lang), of(Right::Never, "客戶賠償決定")]),
        )) }
        p.line { (right(lang, Right::Own)) (right_as(Right::Ask, "等你批准")) (verdict_line(lang, Right::Advise, "關鍵訊息建議")) (tag_house(lang)) }
    })
}

fn buttons(lang: Lang) -> Markup {
    section("按鈕與狀態").small("一頁只有一個主要按鈕。按不了的按鈕要說為什麼。").more("全部", "#").body(html! {
        div.stack {
            (actions(&[submit("送審"), button("預覽"), button("取消").plain(), button("刪除草稿").stop(), submit("送出中").busy(),
                button("排程").blocked("要先通過內容檢查"), button("新增").key("n"), text_button("記錄").says("記錄：物理治療部"),
                button("複製").copies("HR-F019"), link_button("匯出", "/x").big()]))
            p.line { (segmented("期間", &[("月", "#", true), ("季", "#", false), ("年", "#", false)])) (link("看紀錄", "#")) }
            p.line.line--wide {
                (state(State::Draft, "草稿")) (state(State::Wait, "等待批准")) (state(State::Back, "退回"))
                (state(State::Scheduled, "已排程")) (state(State::Published, "已發布")) (state(State::Late, "逾期 4 天"))
                (state(State::Plain, "封存")) (state(State::Done, "完成")) (state(State::Good, "達標")) (state(State::Stopped, "停止")) (tag("季"))
            }
            div.line { (post_button("/x", "token", &[("id", "1")], submit("撤回").usual())) }
            (filters(lang, "/x", &[Chip { name: "狀態".into(), value: "等待批准".into(), without: "/x".into() }], "/x",
                html! { (Field::select("state", "狀態", vec![Choice::new("wait", "等待批准", true), Choice::new("draft", "草稿", false)])) }))
            (list_search(lang, "/x", "", "rows"))
        }
    })
}

fn forms(lang: Lang) -> Markup {
    let choices = || {
        vec![
            Choice::new("site", "官網", true),
            Choice::new("fb", "Facebook", true),
            Choice::new("line", "LINE", false).hint("12 人"),
        ]
    };
    section("表單").small("標籤在上，提示在下，錯誤緊跟著欄位。").body(Form::post("/x", "token").id("form").with_files().warns_before_leaving().live(Live::post("/x").into("form")).body(html! {
        (error_summary(lang, &[("when", "發布時間"), ("mail", "寄件人")]))
        (Field::text("title", "標題").value("冬天膝蓋為什麼痛").hint("8 / 28 字").max_chars(28))
        (Field::date_time("when", "發布時間").value("2026-11-22T09:00").error(Some("這個時間已經過了。最早可以選今天 11:00。")))
        (Field::email("mail", "寄件人").small("收件人會看到").value("news@").error(Some("信箱還沒寫完，例如 news@example.tw。")))
        (beside(&[Field::date("from", "開始"), Field::time("at", "時間").between("08:30", "20:30")]))
        (Field::checks("to", "發到哪裡", choices()))
        (Field::radios("kind", "類別", choices()))
        (Field::checkbox("agree", "我讀過臨床意見", true))
        (Field::textarea("say", "留言", 3).placeholder("例如：請附兩家場地比價").optional(lang))
        (Field::number("n", "人數").value("80")) (Field::password("pw", "密碼")) (Field::tel("tel", "電話")) (Field::url("url", "網址"))
        (Field::select("who", "負責", choices()).live(Live::get("/x").into("form").on_change().with_fields_of("form")))
        (Field::file("file", "名單", ".csv")) (Field::files("files", "照片", "image/*")) (Field::search("q", "找人").live(Live::get("/x").while_typing(200).in_address_bar()))
        (Field::text("city", "城市").offers(vec!["臺中".into(), "苗栗".into()]).locked())
        (actions(&[submit("送審"), button("取消").plain()]))
    }))
}

fn messages(lang: Lang) -> Markup {
    let job = Progress {
        title: "匯入客戶名單".into(),
        done: 1_040,
        total: 3_118,
        seconds_left: Some(40),
        problems: 12,
        finished: false,
        stop: Some(("/jobs/1/stop".into(), "token".into())),
        events: None,
    };
    let finished = Progress {
        done: 3_118,
        finished: true,
        ..job.clone()
    };
    let live = Progress {
        events: Some("/jobs/1/events".into()),
        seconds_left: Some(400),
        ..job.clone()
    };
    section("訊息、空白與錯誤").body(html! {
        div { (even_columns(
            stack(Gap::Usual, &[
                notice(Kind::Plain, "說明", "只寄給同意的人。"), notice(Kind::Wait, "離線", "剛才的修改存在這台電腦，連上後會送出。"),
                notice(Kind::Stop, "沒有寄出", "郵件伺服器拒絕登入，1,284 封都留在佇列。"), trouble_notice(lang, Trouble::Conflict, None),
                toast(lang, &Toast::new("已封存")), progress(lang, &job), progress(lang, &finished), progress(lang, &live),
                html! { p.line { (button("寄送").opens("ask")) (button("更多").opens("free")) } },
                Form::post("/agree", "token").id("agree").body(html! { (submit("批准並發布").asks("agreed")) }).render(),
                asked(lang, "agreed", "批准並發布？", "〈膝關節手術後的居家練習〉會在官網公開。", submit("批准並發布").of_form("agree")),
                confirm(lang, "ask", "寄給 1,284 人？", html! { p { "「護膝月預告信」會在 11/26（四）09:00 寄出。寄出後不能收回。" } }, "/send", "token", submit("排定寄送")),
                dialog_of("free", "選日期", html! { (Field::date("d", "日期")) (button("關閉").closes()) }),
            ]),
            stack(Gap::Wide, &[
                empty("還沒有投訴紀錄", "客服部轉來的投訴會出現在這裡，也可以自己登錄。", Some(button("登錄投訴"))),
                trouble(lang, Trouble::Failed, None, Some("7F2A-19")), trouble(lang, Trouble::NotFound, None, None),
                trouble(lang, Trouble::Refused, Some("請主管處理。"), None), trouble(lang, Trouble::Expired, None, None), trouble(lang, Trouble::Frozen, None, None),
            ]),
        )) }
    })
}

fn history(lang: Lang) -> Markup {
    let parts = vec![
        DiffPart::Same("每次冰敷 ".into()),
        DiffPart::Removed("20 分鐘以上".into()),
        DiffPart::Added("15–20 分鐘，隔一條毛巾".into()),
        DiffPart::Same("，一天三到五次。".into()),
    ];
    let steps = [
        Step::new(StepState::Done, "林怡安", "送出第 3 版")
            .when("11/20 15:12", "2026-11-20T15:12:00+08:00")
            .quote("「上下樓梯」那張圖已改。"),
        Step::new(StepState::Now, "陳柏翰", "行銷部主管，等待決定")
            .meta("已等 2 天，期限 11/24 18:00")
            .more(link_button("補件後重送", "#")),
        Step::new(StepState::Next, "周慧文", "總院長").meta("預算超過 50,000 元時加簽（本院設定）"),
    ];
    section("差異與紀錄").body(columns(
        stack(Gap::Usual, &[
            diff_text(std::slice::from_ref(&parts)),
            changes(&[("搜尋廣告", vec![DiffPart::Removed("31,000".into()), DiffPart::Added("38,700".into())])]),
            confirmations(&[(State::Good, "專業內容", html! { "黃思齊，11/20" }), (State::Late, "場地比價", html! { "只有一家報價" })]),
            checks(&[(State::Back, "誇大療效", link("第 2 段", "#")), (State::Good, "個人資料", html! { "無" })]),
            prose(html! { p { "我們用" (mark(Severity::Must, Some("m1"), "最先進的療程")) "，" (mark(Severity::Should, None, "九成病友")) (mark(Severity::Clinical, None, "冰敷")) (mark(Severity::Plain, None, "走")) } }),
            note(Severity::Must, "誇大療效", "衛教文章不可寫「最先進」。", &[text_button("採用建議"), text_button("自己改")]),
            asks(&[("動用 86,000 元".into(), html! { p.s14 { "搜尋廣告 38,700、講座 21,000" } }), ("12/12 膝關節講座".into(), meter_of_parts(0.4, 0.24))]),
            decide_bar(&[submit("退回").stop().big(), submit("批准，送總院長").big()]),
        ]),
        html! { (trail(&steps)) (change_log(&[(html! { "11/20 15:10" }, html! { "主訊息 " (diff(&parts)) })])) (in_lang(Lang::En, "Needs approval")) (unseen("只給讀屏")) (print_head("歐亥健復健中心", "審批單", "11/23")) (signatures(&[("主管", "日期")])) (toast_beside(lang, &Toast::new("x"))) },
    ))
}

#[cfg(test)]
mod tests;

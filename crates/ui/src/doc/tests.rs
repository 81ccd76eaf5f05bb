use super::*;
use proptest::prelude::*;

const ARTICLE: &str = r#"{"type":"doc","content":[
 {"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"第 1–2 週"}]},
 {"type":"paragraph","content":[{"type":"text","text":"每次冰敷 "},{"type":"text","marks":[{"type":"strong"}],"text":"15 分鐘"},
  {"type":"hard_break"},{"type":"text","marks":[{"type":"link","attrs":{"href":"https://example.tw/a?b=1&c=2"}}],"text":"出處"}]},
 {"type":"bullet_list","content":[{"type":"list_item","content":[{"type":"paragraph","content":[{"type":"text","text":"彎到 90 度"}]}]}]},
 {"type":"figure","attrs":{"src":"ab12","alt":"抬腿的側面","caption":"慢慢來"}},
 {"type":"warning","content":[{"type":"paragraph","content":[{"type":"text","text":"今天就打電話"}]}]},
 {"type":"horizontal_rule"}]}"#;

#[test]
fn an_article_becomes_html_text_and_blocks() {
    let doc = Doc::parse(ARTICLE).unwrap();
    assert_eq!(
        to_html(&doc, |id| format!("/m/{id}")),
        "<h2>第 1–2 週</h2><p>每次冰敷 <strong>15 分鐘</strong><br><a href=\"https://example.tw/a?b=1&amp;c=2\">出處</a></p>\
         <ul><li>彎到 90 度</li></ul><figure><img src=\"/m/ab12\" alt=\"抬腿的側面\" loading=\"lazy\">\
         <figcaption>慢慢來</figcaption></figure><div class=\"alert\" role=\"note\"><p>今天就打電話</p></div><hr>"
    );
    assert_eq!(
        to_text(&doc),
        "第 1–2 週\n\n每次冰敷 15 分鐘\n出處 (https://example.tw/a?b=1&c=2)\n\n- 彎到 90 度\n\n[慢慢來]\n\n  今天就打電話\n\n——"
    );
    let blocks: Vec<String> = textblocks(&doc).into_iter().map(|(_, text)| text).collect();
    assert_eq!(
        blocks,
        [
            "第 1–2 週",
            "每次冰敷 15 分鐘\n出處",
            "彎到 90 度",
            "今天就打電話"
        ]
    );
    assert_eq!(images(&doc)[0].alt, "抬腿的側面");
    assert_eq!(links(&doc), ["https://example.tw/a?b=1&c=2"]);
}

#[test]
fn what_the_schema_does_not_know_is_refused() {
    for json in [
        r#"{"type":"doc","content":[{"type":"iframe"}]}"#,
        r#"{"type":"doc","content":[{"type":"paragraph","attrs":{"class":"x"}}]}"#,
        r#"{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"u"}]}]}]}"#,
        r#"{"type":"doc","content":[{"type":"heading","attrs":{"level":2,"style":"x"}}]}"#,
        r#"{"type":"paragraph"}"#,
        "[]",
        "",
    ] {
        assert!(
            matches!(Doc::parse(json), Err(DocError::Shape(_))),
            "{json}"
        );
    }
}

#[test]
fn links_that_run_code_or_leave_by_a_back_door_are_refused() {
    for href in [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "//evil.example",
        "\tjavascript:x",
        "",
        "vbscript:x",
        "http://",
        "/\\evil.example",
    ] {
        let json = serde_json::json!({"type":"doc","content":[{"type":"paragraph","content":[
            {"type":"text","text":"x","marks":[{"type":"link","attrs":{"href":href}}]}]}]});
        assert_eq!(
            Doc::parse(&json.to_string()),
            Err(DocError::LinkTarget(href.to_owned()))
        );
    }
    for href in [
        "https://a.tw",
        "mailto:a@b.tw",
        "tel:+886400000000",
        "/衛教/膝",
        "#w1",
        "?p=2",
        "文章",
    ] {
        assert!(is_link(href), "{href}");
    }
}

#[test]
fn an_image_needs_an_id_and_an_alternative_text() {
    let figure = |src: &str, alt: &str| {
        let json = serde_json::json!({"type":"doc","content":[{"type":"figure","attrs":{"src":src,"alt":alt}}]});
        Doc::parse(&json.to_string()).err()
    };
    assert_eq!(
        figure("a1", " "),
        Some(DocError::NoAlternative("a1".into()))
    );
    assert_eq!(
        figure("../x", "y"),
        Some(DocError::ImageSource("../x".into()))
    );
    assert_eq!(figure("a1", "y"), None);
}

#[test]
fn deep_nesting_is_refused_and_does_not_exhaust_the_stack() {
    let deep = |n: usize| {
        let open = r#"{"type":"blockquote","content":["#.repeat(n);
        format!(
            r#"{{"type":"doc","content":[{open}{{"type":"paragraph"}}{}]}}"#,
            "]}".repeat(n)
        )
    };
    assert!(Doc::parse(&deep(MAX_DEPTH)).is_ok());
    assert_eq!(Doc::parse(&deep(MAX_DEPTH + 1)), Err(DocError::TooDeep));
    assert!(Doc::parse(&deep(100_000)).is_err());
}

#[test]
fn plain_text_becomes_headings_lists_and_paragraphs() {
    let doc = Doc::from_plain("# 第一週\n\n慢慢來\n不急\n\n- 甲\n- 乙\n");
    assert_eq!(
        to_html(&doc, str::to_owned),
        "<h2>第一週</h2><p>慢慢來<br>不急</p><ul><li>甲</li><li>乙</li></ul>"
    );
    assert_eq!(Doc::parse(&doc.to_json()), Ok(doc));
}

fn inline() -> impl Strategy<Value = Inline> {
    let mark = prop_oneof![
        Just(Mark::Strong),
        Just(Mark::Em),
        "[a-z/#?]{0,6}"
            .prop_filter("a target", |href| is_link(href))
            .prop_map(|href| Mark::Link {
                attrs: Link { href }
            })
    ];
    prop_oneof![
        (".{1,12}", prop::collection::vec(mark, 0..3))
            .prop_map(|(text, marks)| Inline::Text { text, marks }),
        Just(Inline::HardBreak { marks: Vec::new() })
    ]
}

fn block() -> impl Strategy<Value = Block> {
    let run = || prop::collection::vec(inline(), 0..4);
    let leaf = prop_oneof![
        run().prop_map(|content| Block::Paragraph { content }),
        (2..=3_u8, run()).prop_map(|(level, content)| Block::Heading {
            attrs: Heading { level },
            content
        }),
        ("[a-z0-9_-]{1,8}", "\\S.{0,8}", ".{0,8}").prop_map(|(src, alt, caption)| Block::Figure {
            attrs: Figure { src, alt, caption }
        }),
        Just(Block::HorizontalRule)
    ];
    leaf.prop_recursive(3, 24, 4, move |inner| {
        let item = (run(), prop::collection::vec(inner.clone(), 0..2))
            .prop_map(|(content, more)| {
                let mut content = vec![Block::Paragraph { content }];
                content.extend(more);
                Item::ListItem { content }
            })
            .boxed();
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|content| Block::Blockquote { content }),
            prop::collection::vec(inner, 1..3).prop_map(|content| Block::Warning { content }),
            prop::collection::vec(item.clone(), 1..3)
                .prop_map(|content| Block::BulletList { content }),
            (
                prop::option::of(0..9_u32),
                prop::collection::vec(item, 1..3)
            )
                .prop_map(|(order, content)| Block::OrderedList {
                    attrs: order.map(|order| Order { order }),
                    content
                }),
        ]
    })
}

proptest! {
    #[test]
    fn every_document_survives_its_json(blocks in prop::collection::vec(block(), 0..5)) {
        let doc = Doc { blocks };
        prop_assert_eq!(Doc::parse(&doc.to_json()), Ok(doc));
    }

    #[test]
    fn no_text_breaks_out_of_the_html(text in ".{0,40}") {
        let doc = Doc::from_plain(&text);
        let html = to_html(&doc, str::to_owned);
        let bare = html.replace("<p>", "").replace("</p>", "").replace("<br>", "").replace("<h2>", "").replace("</h2>", "")
            .replace("<h3>", "").replace("</h3>", "").replace("<ul>", "").replace("</ul>", "").replace("<li>", "").replace("</li>", "");
        prop_assert!(!bare.contains('<') && !bare.contains('>'), "{}", html);
    }

    #[test]
    fn any_bytes_are_answered_without_a_panic(text in ".{0,200}") {
        let _ = Doc::parse(&text);
    }
}

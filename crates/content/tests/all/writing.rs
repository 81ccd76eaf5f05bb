use content::{Autosave, Describe, ItemState, Kind, MakeVersion, Restore, Trash, queries};
use desk::Refusal;
use serde_json::json;
use testing::on_both_engines;

use crate::{NEWS, begins, keeps, publication, wall};

fn typed(item: content::ItemId, revision: i64, words: &str) -> Autosave {
    let text = json!({ "type": "text", "text": words });
    Autosave {
        item,
        revision,
        title: "週五照常服務".into(),
        doc: json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [text] }] }),
    }
}

on_both_engines! {
    with [content::feature(), wall()];
    async fn two_who_write_at_once_never_overwrite_each_other(centre: Centre) {
        let (her, him) = (centre.specialist(), centre.head());
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        her.does(&typed(item, 1, "她寫的")).await;
        let late = him.tries(&typed(item, 1, "他寫的")).await;
        assert!(matches!(late, Err(Refusal::Conflict { key: "content-moved-on", .. })));
        let conn = centre.desk().database().reader();
        let kept = queries::item(&conn, centre.id, item).await.unwrap().unwrap();
        assert_eq!(content::doc::to_text(&kept.doc), "她寫的");
        assert_eq!(kept.revision, 2);
    }

    with [content::feature(), wall()];
    async fn saving_while_typing_leaves_no_line_in_the_ledger(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let before = centre.ledger().await.len();
        her.does(&typed(item, 1, "一")).await;
        her.does(&typed(item, 2, "一二")).await;
        her.does(&typed(item, 3, "一二")).await;
        assert_eq!(centre.ledger().await.len(), before);
        let conn = centre.desk().database().reader();
        assert_eq!(queries::item(&conn, centre.id, item).await.unwrap().unwrap().revision, 3);
    }

    with [content::feature(), wall()];
    async fn a_text_outside_the_schema_is_refused(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let script = json!({ "type": "doc", "content": [{ "type": "script", "content": [] }] });
        let refused = her.tries(&Autosave { doc: script, ..typed(item, 1, "") }).await;
        assert!(matches!(refused, Err(Refusal::Invalid(errors)) if errors[0].pointer == "/doc"));
    }

    with [content::feature(), wall()];
    async fn a_version_is_made_only_when_something_changed(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let first = keeps(&her, item).await;
        assert_eq!(keeps(&her, item).await, first);
        her.does(&typed(item, 1, "改過")).await;
        let second = keeps(&her, item).await;
        assert_ne!(second, first);
        her.does(&MakeVersion { item, name: "主管看過".into() }).await;
        let conn = centre.desk().database().reader();
        let lines = queries::version_lines(&conn, centre.id, item).await.unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [3, 2, 1]);
        let old = queries::version(&conn, centre.id, first).await.unwrap().unwrap();
        assert_eq!(content::doc::to_text(&old.doc), NEWS);
    }

    with [content::feature(), wall()];
    async fn two_texts_with_one_title_get_two_addresses(centre: Centre) {
        let her = centre.specialist();
        let first = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let second = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let conn = centre.desk().database().reader();
        let slug = async |id| queries::item(&conn, centre.id, id).await.unwrap().unwrap().slug;
        assert_eq!(slug(first).await, "週五照常服務");
        assert_eq!(slug(second).await, "週五照常服務-2");
        let act = Describe {
            item: second, revision: 1, kind: Kind::Hours, language: content::Language::ZhHant, slug: "週五照常服務".into(),
            summary: "摘要".into(), cover: None, sources: Vec::new(), next_review_at: None,
        };
        her.does(&act).await;
        assert_eq!(slug(second).await, "週五照常服務-2");
    }

    with [content::feature(), wall()];
    async fn a_draft_can_be_thrown_away_and_taken_back_but_never_what_was_published(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        her.does(&Trash { item }).await;
        let conn = centre.desk().database().reader();
        assert_eq!(queries::state_of(&conn, centre.id, item).await.unwrap(), Some(ItemState::Trashed));
        let into_trash = her.tries(&typed(item, 1, "還在寫")).await;
        assert!(matches!(into_trash, Err(Refusal::Conflict { key: "content-in-trash", .. })));
        her.does(&Restore { item }).await;
        her.does(&publication(&her, item).await).await;
        let refused = her.tries(&Trash { item }).await;
        assert!(matches!(refused, Err(Refusal::Conflict { key: "content-was-published", .. })));
    }

    with [content::feature(), wall()];
    async fn items_are_found_by_two_characters_kind_and_state(centre: Centre) {
        let her = centre.specialist();
        let found = begins(&her, Kind::News, "週五照常服務", "停車場 100% 開放").await;
        begins(&her, Kind::Hours, "元旦休診", "休診一天").await;
        let conn = centre.desk().database().reader();
        let asked = async |words: &str, kind, state| {
            let filter = queries::Filter { words: text::fold(words), kind, state, ..queries::Filter::default() };
            let page = queries::items(&conn, centre.id, &filter).await.unwrap();
            page.lines.into_iter().map(|line| line.id).collect::<Vec<_>>()
        };
        assert_eq!(asked("停車", None, None).await, [found]);
        assert_eq!(asked("100%", None, None).await, [found]);
        assert!(asked("1_0%", None, None).await.is_empty());
        assert_eq!(asked("", Some(Kind::News), Some(ItemState::Draft)).await, [found]);
        assert!(asked("", None, Some(ItemState::Published)).await.is_empty());
        assert_eq!(asked("", None, None).await.len(), 2);
    }
}

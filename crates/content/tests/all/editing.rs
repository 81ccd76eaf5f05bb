//! What the editor, the versions and the page of publishing answer.

use charter::Level;
use content::{Autosave, Kind, queries};
use desk::requests;
use desk::{Freeze, Outcome, Refusal, Thaw};
use http::{Request, StatusCode, header};
use serde_json::{Value as Json, json};
use testing::{Centre, Someone, on_both_engines};

use crate::{EXERCISE, NEWS, begins, keeps, publication, wall};

const CLAIM: &str = "這套運動保證完全根治膝痛。";

fn doc(words: &str) -> Json {
    json!({ "type": "doc", "content": [{ "type": "paragraph", "content": [{ "type": "text", "text": words }] }] })
}

/// What the editor asks while somebody types.
async fn checks(who: &Someone<'_>, item: content::ItemId, title: &str, words: &str) -> Json {
    let request = Request::post(format!("/content/{item}/check"))
        .header(header::CONTENT_TYPE, "application/json");
    let body = json!({ "title": title, "doc": doc(words) }).to_string();
    let answer = who.sends(request, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn version_numbers(centre: &Centre, item: content::ItemId) -> Vec<i64> {
    let conn = centre.desk().database().reader();
    let lines = queries::version_lines(&conn, centre.id, item)
        .await
        .unwrap();
    lines.iter().map(|line| line.number).collect()
}

on_both_engines! {
    with [content::feature(), wall()];
    async fn the_panel_follows_what_is_typed_and_each_finding_says_what_to_put_in(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let answer = checks(&her, item, "膝蓋伸直", CLAIM).await;
        let findings = answer["findings"].as_array().unwrap();
        let guarantee = findings.iter().find(|it| it["replacement"] == "協助改善").unwrap();
        assert_eq!(guarantee["severity"], "stop");
        assert_eq!(guarantee["block"], 0);
        let (from, to) = (guarantee["from"].as_u64().unwrap(), guarantee["to"].as_u64().unwrap());
        assert_eq!(CLAIM.encode_utf16().collect::<Vec<_>>()[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()], "保證完全根治".encode_utf16().collect::<Vec<_>>());
        assert!(guarantee["article"].as_str().unwrap().contains("醫療法 §86"));
        let panel = answer["panel"].as_str().unwrap();
        assert!(panel.contains("必改 2 處") && panel.contains("保證完全根治"), "{panel}");
        assert!(panel.contains(&format!("#{}", guarantee["id"].as_str().unwrap())), "{panel}");
        let mended = checks(&her, item, "膝蓋伸直", "這套運動協助改善膝痛。").await;
        assert!(mended["panel"].as_str().unwrap().contains("沒有必改的地方"), "{mended}");
    }

    with [content::feature(), wall()];
    async fn a_claim_in_the_title_is_marked_in_the_title(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "消息", NEWS).await;
        let answer = checks(&her, item, "全臺第一的團隊", NEWS).await;
        let finding = &answer["findings"][0];
        assert!(finding.get("block").is_none(), "{finding}");
        assert_eq!((finding["from"].as_u64(), finding["to"].as_u64()), (Some(0), Some(4)));
        assert!(answer["panel"].as_str().unwrap().contains("#title"));
    }

    with [content::feature(), wall()];
    async fn a_guaranteed_cure_keeps_an_education_article_from_going_out(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", CLAIM).await;
        let act = publication(&her, item).await;
        assert_eq!(her.looks_at(&act).await.level, Level::Forbidden);
        let form = "outlet-website=1";
        let page = her.posts(&format!("/content/{item}/publish"), form).await;
        assert!(page.body.contains(&format!("/content/{item}/edit#m0")), "{}", page.body);
        let typed = format!("{form}&version={}&note=%E5%A4%96%E8%AA%9E", act.version);
        let refused = her.posts(&format!("/content/{item}/publication"), &typed).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(refused.body.contains("必改") && refused.body.contains(&format!("/content/{item}/edit#m0")), "{}", refused.body);
        let first = her.reads(&format!("/content/{item}/publish")).await;
        assert!(first.body.contains("處必改，改好才能發布"), "{}", first.body);
    }

    with [content::feature(), wall()];
    async fn a_new_piece_has_no_kind_until_somebody_chose_one(centre: Centre) {
        let her = centre.specialist();
        let page = her.reads("/content").await;
        assert!(!page.body.contains("value=\"news\" checked"), "{}", page.body);
        let refused = her.posts("/content", "title=%E5%85%A8%E6%96%B0&language=zh-Hant").await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.body.contains("先選種類") && refused.body.contains("value=\"全新\""), "{}", refused.body);
    }

    with [content::feature(), wall()];
    async fn what_meets_a_freeze_stands_there_to_be_sent_after_the_thaw(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let version = keeps(&her, item).await;
        centre.superintendent().does(&Freeze { reason: "演練".into() }).await;
        let form = format!("outlet-website=1&version={version}&number=1&note=hello");
        let held = her.posts(&format!("/content/{item}/publication"), &form).await;
        assert_eq!(held.status, StatusCode::CONFLICT);
        assert!(held.body.contains("對外發送已凍結，這一件先留著"), "{}", held.body);
        for kept in [version.to_string().as_str(), "name=\"outlet-website\" value=\"1\"", "value=\"hello\""] {
            assert!(held.body.contains(kept), "{kept} is lost: {}", held.body);
        }
        assert!(her.reads(&format!("/content/{item}/publish")).await.body.contains("演練"));
        centre.superintendent().does(&Thaw { reason: "好了".into() }).await;
        let done = her.posts(&format!("/content/{item}/publication"), &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
        let conn = centre.desk().database().reader();
        assert_eq!(queries::published(&conn, centre.id, "website").await.unwrap().len(), 1);
    }

    with [content::feature(), wall()];
    async fn a_version_is_put_back_and_what_stood_there_is_kept(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let first = keeps(&her, item).await;
        her.does(&Autosave { item, revision: 1, title: "改了題目".into(), doc: doc("改了內文") }).await;
        let compare = her.reads(&format!("/content/{item}/versions?from={first}")).await;
        assert!(compare.body.contains("放回第 1 版") && compare.body.contains("<del>"), "{}", compare.body);
        let back = her.posts(&format!("/content/{item}/versions/{first}/return"), "back=1").await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
        let conn = centre.desk().database().reader();
        let now = queries::item(&conn, centre.id, item).await.unwrap().unwrap();
        assert_eq!((now.title.as_str(), content::doc::to_text(&now.doc).as_str()), ("週五照常服務", NEWS));
        assert_eq!(version_numbers(&centre, item).await, [2, 1]);
        let lines = queries::version_lines(&conn, centre.id, item).await.unwrap();
        assert_eq!(lines[0].title, "改了題目", "what stood there is a version now");
        let others = begins(&her, Kind::News, "另一篇", NEWS).await;
        let strange = her.posts(&format!("/content/{others}/versions/{first}/return"), "back=1").await;
        assert_eq!(strange.status, StatusCode::NOT_FOUND);
    }

    with [content::feature(), wall()];
    async fn the_address_follows_the_title_until_the_piece_was_published(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::News, "全臺第一的消息", NEWS).await;
        let conn = centre.desk().database().reader();
        let now = async || queries::item(&conn, centre.id, item).await.unwrap().unwrap();
        let save = async |title: &str| {
            let revision = now().await.revision;
            her.does(&Autosave { item, revision, title: title.into(), doc: doc(NEWS) }).await;
            now().await.slug
        };
        assert_eq!(save("本中心的消息").await, "本中心的消息");
        her.does(&publication(&her, item).await).await;
        assert_eq!(save("改了題目").await, "本中心的消息");
    }

    with [content::feature(), wall()];
    async fn a_picture_that_cannot_be_taken_says_why(centre: Centre) {
        let her = centre.specialist();
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice();
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice();
        for (name, bytes, why) in [
            ("a.svg", svg, "SVG"), ("a.heic", heic, "HEIC"), ("a.png", b"not a picture".as_slice(), "不是能收的圖片"), ("a.png", b"".as_slice(), "空的"),
        ] {
            let answer = her.uploads("/content/pictures", "file", name, bytes).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
            let said: Json = serde_json::from_str(&answer.body).unwrap();
            assert!(said["detail"].as_str().unwrap().contains(why), "{said}");
        }
    }

    with [content::feature(), wall()];
    async fn a_cover_without_a_description_keeps_a_piece_from_going_out(centre: Centre) {
        let her = centre.specialist();
        let png = png();
        let answer = her.uploads("/content/pictures", "file", "a.png", &png).await;
        let said: Json = serde_json::from_str(&answer.body).unwrap();
        let digest = said["src"].as_str().unwrap().to_owned();
        let item = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let describe = content::Describe {
            item, revision: 1, kind: Kind::News, language: content::Language::ZhHant, slug: String::new(), summary: String::new(),
            cover: Some(digest.clone()), sources: Vec::new(), next_review_at: None,
        };
        her.does(&describe).await;
        let refused = her.tries(&publication(&her, item).await).await;
        assert!(matches!(refused, Err(Refusal::Conflict { key: "content-cover-without-alt", .. })), "{refused:?}");
        let conn = centre.desk().database().reader();
        let media = queries::media_of_digest(&conn, centre.id, &digest).await.unwrap().unwrap();
        her.does(&content::ChangeMedia { media: media.id, name: "門口".into(), alt: "中心的門口".into() }).await;
        let done = her.does(&publication(&her, item).await).await;
        assert!(matches!(done, Outcome::Done { .. }), "{done:?}");
    }

    with [content::feature(), wall()];
    async fn asking_again_leads_to_the_request_that_waits(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let request = Centre::request_of(&her.does(&publication(&her, item).await).await);
        let version = keeps(&her, item).await;
        let again = her.posts(&format!("/content/{item}/publication"), &format!("outlet-website=1&version={version}")).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        let conn = centre.desk().database().reader();
        assert!(requests::request(&conn, centre.id, request).await.unwrap().is_some());
    }
}

/// A red square of four pixels.
fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(2, 2, image::Rgb([200, 0, 0]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

use content::Kind;
use http::StatusCode;
use testing::on_both_engines;

use crate::{EXERCISE, NEWS, begins, draft, publication, wall};

on_both_engines! {
    with [content::feature(), wall()];
    async fn every_screen_of_content_opens(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        her.does(&publication(&her, item).await).await;
        let paths = ["edit", "preview", "facts", "versions", "publish", "published"];
        let of_item = paths.map(|path| format!("/content/{item}/{path}"));
        let others = ["/content", "/content?state=waiting&kind=education&q=%E8%86%9D", "/content/assets", "/content/check"];
        for path in others.map(str::to_owned).iter().chain(&of_item) {
            let page = her.reads(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.body.contains('⟦'), "{path} has a key without a sentence");
        }
        let missing = her.reads("/content/00000000-0000-7000-8000-000000000000/edit").await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
    }

    with [content::feature(), wall()];
    async fn a_title_that_is_missing_keeps_the_form_and_says_so(centre: Centre) {
        let page = centre.specialist().posts("/content", "title=&kind=hours&language=zh-Hant").await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains("這一欄要填。"), "{}", page.body);
    }

    with [content::feature(), wall()];
    async fn before_publishing_the_page_says_who_decides_and_the_button_says_what_it_does(centre: Centre) {
        let her = centre.specialist();
        let clinical = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let form = "outlet-website=1";
        let page = her.posts(&format!("/content/{clinical}/publish"), form).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("送審：物理治療師專業審核，再由行銷部主管批准"), "{}", page.body);
        let routine = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let page = her.posts(&format!("/content/{routine}/publish"), form).await;
        assert!(page.body.contains("發布到官網"), "{}", page.body);
        let nowhere = her.posts(&format!("/content/{routine}/publish"), "important=1").await;
        assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(nowhere.body.contains("至少選一個發布的地方"));
    }

    with [content::feature(), wall()];
    async fn before_publishing_the_page_names_what_makes_the_text_clinical(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let page = her.posts(&format!("/content/{item}/publish"), "outlet-website=1").await;
        for words in ["運動或治療指示", "第 1 段", "處專業內容", "data-k=\"clinic\""] {
            assert!(page.body.contains(words), "{words}: {}", page.body);
        }
    }

    with [content::feature(), wall()];
    async fn what_goes_out_at_once_asks_before_and_what_is_submitted_does_not(centre: Centre) {
        let her = centre.specialist();
        let routine = begins(&her, Kind::News, "週五照常服務", NEWS).await;
        let page = her.posts(&format!("/content/{routine}/publish"), "outlet-website=1").await;
        assert!(page.body.contains("data-open=\"ask-publish\""), "{}", page.body);
        assert!(page.body.contains("〈週五照常服務〉會照這一版公開"), "{}", page.body);
        let clinical = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let page = her.posts(&format!("/content/{clinical}/publish"), "outlet-website=1").await;
        assert!(!page.body.contains("ask-publish"), "{}", page.body);
    }

    with [content::feature(), wall()];
    async fn a_missing_source_is_named_once_beside_the_text(centre: Centre) {
        let her = centre.specialist();
        let bare = content::Draft { sources: Vec::new(), ..draft(Kind::Education, "喝水", "每天喝足夠的水。") };
        let outcome = her.does(&bare).await;
        let item = outcome.result()["item"].as_str().unwrap().to_owned();
        let page = her.reads(&format!("/content/{item}/edit")).await.body;
        let panel = page.split("panel__live").nth(1).unwrap();
        let panel = panel.split("</aside>").next().unwrap();
        assert_eq!(panel.matches("/facts#f-sources").count(), 1, "{panel}");
        assert!(!panel.contains("圖片替代文字"), "there is no picture: {panel}");
    }

    with [content::feature(), wall()];
    async fn a_text_is_tried_without_keeping_anything(centre: Centre) {
        let her = centre.specialist();
        let before = centre.ledger().await.len();
        let form = "text=%E4%BF%9D%E8%AD%89%E6%A0%B9%E6%B2%BB&scope=web&jurisdictions=TW&licence=medical-institution";
        let page = her.posts("/content/check", form).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains("必改"), "{}", page.body);
        let empty = her.posts("/content/check", "text=&scope=web&licence=none").await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(centre.ledger().await.len(), before);
    }

    with [content::feature(), wall()];
    async fn an_approver_sees_exactly_the_frozen_version(centre: Centre) {
        let her = centre.specialist();
        let item = begins(&her, Kind::Education, "膝蓋伸直", EXERCISE).await;
        let asked = her.does(&publication(&her, item).await).await;
        let request = testing::Centre::request_of(&asked);
        let conn = centre.desk().database().reader();
        let found = desk::requests::request(&conn, centre.id, request).await.unwrap().unwrap();
        let preview = centre.app.preview("content.publish").unwrap().clone();
        for lang in ui::Lang::ALL {
            let shown = preview.show(centre.app.clone(), lang, found.payload.clone(), found.snapshot.clone()).await;
            let shown = shown.unwrap().into_string();
            assert!(shown.contains("坐在床邊，膝蓋慢慢伸直，停 5 秒"), "{shown}");
            assert!(!shown.contains('⟦'), "{shown}");
        }
    }
}

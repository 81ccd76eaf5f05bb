//! What stands on the website.

use content::{AddMedia, Draft, ItemId, Kind, Language, Retire};
use http::StatusCode;
use testing::Centre;

use crate::reader::{reads, reads_with};
use crate::{news, published, versioned, written};

fn media(digest: &str) -> AddMedia {
    AddMedia {
        digest: digest.into(),
        thumb: digest.into(),
        name: "picture".into(),
        alt: "院區外觀".into(),
        content_type: "image/png".into(),
        bytes: 12,
        width: 8,
        height: 6,
    }
}

/// A picture in the library.
async fn pictured(centre: &Centre) -> String {
    let blobs = centre.desk().part::<files::blobs::Blobs>().unwrap();
    let digest = blobs.put(b"\x89PNG\r\n\x1a\nrest").unwrap();
    centre.specialist().does(&media(digest.as_str())).await;
    digest.to_string()
}

/// Elements that open and close as XML wants it; answers their names in order.
fn well_formed(xml: &str) -> Vec<String> {
    let mut open: Vec<String> = Vec::new();
    let mut names = Vec::new();
    for part in xml.split('<').skip(1) {
        let (tag, _) = part.split_once('>').expect("every tag ends");
        if tag.starts_with('?') {
            continue;
        }
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '/')
            .collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop().as_deref(), Some(name.as_str()), "{xml}");
        } else {
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            names.push(name.clone());
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty(), "{open:?} never end");
    for entity in xml.split('&').skip(1) {
        assert!(
            ["amp;", "lt;", "gt;", "quot;"]
                .iter()
                .any(|e| entity.starts_with(e)),
            "&{}",
            &entity[..entity.len().min(8)]
        );
    }
    names
}

fn structured(html: &str) -> serde_json::Value {
    let (_, rest) = html
        .split_once("<script type=\"application/ld+json\">")
        .expect("the page is described");
    let (json, _) = rest.split_once("</script>").expect("the description ends");
    serde_json::from_str(json).expect("the description is JSON")
}

testing::on_both_engines! {
    with [content::feature(), audience::feature(), site::feature()];
    async fn a_published_article_stands_on_every_page_at_once(centre: Centre) {
        assert_eq!(reads(&centre, "/").await.status, StatusCode::OK);
        news(&centre, "停車場整修：側門進出", "大門旁的停車格整修到 12/1。").await;
        let list = reads(&centre, "/articles").await;
        assert!(list.body.contains("停車場整修"), "{}", list.body);
        let path = list.body.split("href=\"/articles/").nth(1).and_then(|r| r.split('"').next()).unwrap();
        let page = reads(&centre, &format!("/articles/{path}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("<html lang=\"zh-Hant-TW\">"));
        assert!(page.body.contains(&format!("<link rel=\"canonical\" href=\"http://site.test/articles/{path}\">")), "{}", page.body);
        assert!(page.body.contains("property=\"og:title\""));
        assert!(page.body.contains("<h2 id=\"s-1\">最近的事</h2>"), "{}", page.body);
        let described = structured(&page.body);
        assert_eq!(described["@graph"][0]["headline"], "停車場整修：側門進出");
        assert_eq!(described["@graph"][0]["datePublished"], "2026-11-23T12:00:00+08:00");
        for at in ["/", "/feed.rss", "/feed.atom"] {
            assert!(reads(&centre, at).await.body.contains("停車場整修"), "{at}");
        }
        assert!(reads(&centre, "/sitemap.xml").await.body.contains(&format!("/articles/{path}")));
        assert!(reads(&centre, "/robots.txt").await.body.contains("Sitemap: http://site.test/sitemap.xml"));
        assert!(reads(&centre, "/").await.body.contains("禁止轉載"));
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn feeds_and_the_sitemap_are_well_formed_whatever_the_words(centre: Centre) {
        news(&centre, "A & B <i>\"c\"</i>", "1 < 2 && \"x\"").await;
        let rss = reads(&centre, "/feed.rss").await;
        assert_eq!(rss.header("content-type"), "application/rss+xml; charset=utf-8");
        let names = well_formed(&rss.body);
        for wanted in ["rss", "channel", "item", "guid", "pubDate", "link", "description"] {
            assert!(names.iter().any(|n| n == wanted), "{wanted}");
        }
        let names = well_formed(&reads(&centre, "/feed.atom").await.body);
        for wanted in ["feed", "id", "updated", "author", "entry", "published", "summary"] {
            assert!(names.iter().any(|n| n == wanted), "{wanted}");
        }
        well_formed(&reads(&centre, "/sitemap.xml").await.body);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn nothing_that_was_typed_becomes_markup(centre: Centre) {
        let evil = "<script>alert(1)</script>\"'";
        let settings = site::Settings {
            address: evil.into(), phone: evil.into(), hours: evil.into(), about: format!("{evil}\n{evil}"),
            privacy_contact: evil.into(), licence_number: evil.into(), ..site::Settings::default()
        };
        let settings = site::Settings { language: "zh-Hant".into(), ..settings };
        centre.head().does(&site::ChangeSettings { settings }).await;
        let (item, version) = written(&centre, Kind::News, evil, evil, &format!("# {evil}\n\n{evil}\n\n- {evil}")).await;
        published(&centre, item, version, None).await;
        let list = reads(&centre, "/articles").await.body;
        let path = list.split("href=\"/articles/").nth(1).and_then(|r| r.split('"').next()).unwrap().to_owned();
        for at in ["/", "/articles", "/contact", "/nowhere", &format!("/articles/{path}")] {
            let page = reads(&centre, at).await;
            assert!(!page.body.contains("<script>alert"), "{at}: {}", page.body);
        }
        structured(&reads(&centre, &format!("/articles/{path}")).await.body);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_browser_that_has_the_page_gets_304(centre: Centre) {
        let first = reads_with(&centre, "/", "accept-encoding", "br").await;
        assert_eq!(first.header("content-encoding"), "br");
        assert_eq!(first.header("cache-control"), "public, max-age=60, must-revalidate");
        assert!(first.header("set-cookie").is_empty());
        let plain = reads(&centre, "/").await;
        let tag = plain.header("etag").to_owned();
        let again = reads_with(&centre, "/", "if-none-match", &tag).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        assert!(again.body.is_empty());
        news(&centre, "新的消息", "一句話。").await;
        let changed = reads_with(&centre, "/", "if-none-match", &tag).await;
        assert_eq!(changed.status, StatusCode::OK);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_retired_page_is_gone_and_leaves_the_feeds(centre: Centre) {
        let (item, _) = news(&centre, "臨時休診", "下週二休診。").await;
        let list = reads(&centre, "/articles").await.body;
        let path = list.split("href=\"/articles/").nth(1).and_then(|r| r.split('"').next()).unwrap().to_owned();
        let path = format!("/articles/{path}");
        assert_eq!(reads(&centre, &path).await.status, StatusCode::OK);
        centre.specialist().does(&Retire { item, outlet: None, reason: "過期".into() }).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let gone = reads(&centre, &path).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.body.contains("下架"));
        for at in ["/", "/articles", "/feed.rss", "/feed.atom", "/sitemap.xml"] {
            assert!(!reads(&centre, at).await.body.contains("臨時休診"), "{at}");
        }
        let version = versioned(&centre, item).await;
        published(&centre, item, version, None).await;
        assert_eq!(reads(&centre, &path).await.status, StatusCode::OK);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn an_unknown_address_is_answered_in_words(centre: Centre) {
        for at in ["/nowhere", "/articles/none", "/articles?page=9", "/articles?page=x"] {
            let page = reads(&centre, at).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND, "{at}");
            assert!(page.body.contains("找不到這一頁"), "{at}");
        }
        assert_eq!(reads(&centre, "/media/..%2f..%2fkeys").await.status, StatusCode::NOT_FOUND);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_picture_is_public_only_while_a_page_shows_it(centre: Centre) {
        let digest = pictured(&centre).await;
        let public = format!("/media/{digest}");
        let draft = Draft {
            kind: Kind::News,
            language: Language::ZhHant,
            title: "有圖".into(),
            summary: "一句話。".into(),
            doc: None,
            sources: Vec::new(),
            cover: Some(digest.clone()),
            copy_of: None,
        };
        let outcome = centre.specialist().does(&draft).await;
        let item: ItemId = serde_json::from_value(outcome.result()["item"].clone()).unwrap();
        let version = versioned(&centre, item).await;
        assert_eq!(reads(&centre, &public).await.status, StatusCode::NOT_FOUND, "a draft's picture is not public");
        let at_the_desk = centre.specialist().reads(&format!("/content/media/{digest}")).await;
        assert_eq!(at_the_desk.status, StatusCode::OK);
        let inside = content::draft_media_path(centre.desk().keys(), version.0);
        let previewed = reads(&centre, &format!("{inside}{digest}")).await;
        assert_eq!(previewed.status, StatusCode::OK);
        assert_eq!(previewed.header("cache-control"), "private, no-store");
        let other = centre.desk().part::<files::blobs::Blobs>().unwrap().put(b"\x89PNG\r\n\x1a\nother").unwrap();
        assert_eq!(reads(&centre, &format!("{inside}{other}")).await.status, StatusCode::NOT_FOUND, "only what the version shows");
        let forged = format!("/draft-media/{}/{}/{digest}", version.0, uuid::Uuid::nil());
        assert_eq!(reads(&centre, &forged).await.status, StatusCode::NOT_FOUND);

        published(&centre, item, version, None).await;
        let page = reads(&centre, "/articles").await.body;
        let path = page.split("href=\"/articles/").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let page = reads(&centre, &format!("/articles/{path}")).await.body;
        assert!(page.contains("<figure class=\"cover\">") && page.contains("alt=\"院區外觀\""), "{page}");
        assert!(page.contains("property=\"og:image:alt\" content=\"院區外觀\""), "{page}");
        let seen = reads(&centre, &public).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert_eq!(seen.header("content-type"), "image/png");
        assert_eq!(seen.header("x-content-type-options"), "nosniff");
        assert!(seen.header("cache-control").contains("immutable"));
        assert!(seen.header("content-security-policy").contains("sandbox"));

        let act = Retire { item, outlet: None, reason: "照片裡的人收回同意".into() };
        centre.head().does(&act).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert_eq!(reads(&centre, &public).await.status, StatusCode::NOT_FOUND, "taken down with its page");
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn other_files_of_the_store_are_no_pictures(centre: Centre) {
        let blobs = centre.desk().part::<files::blobs::Blobs>().unwrap();
        let list = blobs.put(b"name,email\nA,a@b.example\n").unwrap();
        assert_eq!(reads(&centre, &format!("/media/{list}")).await.status, StatusCode::NOT_FOUND);
        let claimed = centre.specialist().tries(&media(list.as_str())).await;
        assert!(claimed.is_err(), "a list is not taken for a picture: {claimed:?}");
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_preview_shows_what_is_not_published_to_whoever_has_its_address(centre: Centre) {
        let (_, version) = written(&centre, Kind::News, "還沒發布", "一句話。", "內容").await;
        let path = site::preview_path(centre.desk().keys(), version.0);
        let seen = reads(&centre, &path).await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.body.contains("還沒發布") && seen.body.contains("noindex"));
        assert!(seen.header("content-security-policy").contains("frame-ancestors http://desk.test"));
        let forged = format!("/preview/{version}/{}", uuid::Uuid::nil().simple());
        assert_eq!(reads(&centre, &forged).await.status, StatusCode::NOT_FOUND);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn the_screens_of_the_desk_show_the_pages_and_keep_what_was_typed(centre: Centre) {
        let empty = centre.specialist().reads("/channels/site").await;
        assert_eq!(empty.status, StatusCode::OK, "{}", empty.body);
        assert!(empty.body.contains("官網上還沒有文章"));
        news(&centre, "停車場整修", "一句話。").await;
        let page = centre.specialist().reads("/channels/site").await;
        assert!(page.body.contains("停車場整修"));
        assert_eq!(centre.specialist().reads("/channels").await.status, StatusCode::SEE_OTHER);
        let wrong = centre.head().posts("/channels/site/settings", "language=zh-Hant&internal=house&address=%E5%8F%B0%E4%B8%AD").await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.body);
        assert!(wrong.body.contains("台中") && wrong.body.contains("「house」"), "{}", wrong.body);
        let right = centre.head().posts("/channels/site/settings", "language=zh-Hant&phone=04-1234-5678").await;
        assert_eq!(right.status, StatusCode::SEE_OTHER);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        assert!(reads(&centre, "/").await.body.contains("tel:0412345678"));
        let asked = centre.specialist().posts("/channels/site/settings", "language=zh-Hant&phone=1").await;
        assert!(asked.headers["location"].to_str().unwrap().starts_with("/approvals/"));
    }
}

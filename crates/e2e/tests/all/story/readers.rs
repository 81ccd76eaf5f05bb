//! What readers get: the website, the mail, and what they do with it.

use super::house::{CENTRE, House};
use super::pictures;
use e2e::{Browser, Http, Judges, Language, Mailbox, Theme};
use serde_json::Value;
use std::time::{Duration, Instant};

const TITLE: &str = "膝關節手術後的居家練習";
/// Longer than a mailing that was set for two minutes from now.
const SOON: Duration = Duration::from_secs(180);
/// A mail program that says whose it is.
const PHONE: &str =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148";

/// The article stands everywhere a reader or a machine would look for it. Answers its
/// address.
pub async fn finds_the_article(house: &House) -> String {
    let site = Http::new(house.program.site());
    let feed = Judges::feed(&site.get("/feed.rss").await.text());
    assert_eq!(feed["bozo"], false, "{feed}");
    assert_eq!(feed["entries"][0]["title"], TITLE, "{feed}");
    let atom = Judges::feed(&site.get("/feed.atom").await.text());
    assert_eq!(
        (&atom["bozo"], &atom["version"]),
        (&false.into(), &"atom10".into()),
        "{atom}"
    );
    let url = feed["entries"][0]["link"]
        .as_str()
        .expect("a link")
        .to_owned();
    let path = url.trim_start_matches(house.program.site()).to_owned();
    for place in ["/", "/articles", "/sitemap.xml"] {
        let page = site.get(place).await.text();
        assert!(
            page.contains(TITLE) || page.contains(&path),
            "{place}: {page}"
        );
    }
    let mut pages = Vec::new();
    for place in ["/", "/articles", path.as_str(), "/contact"] {
        let page = site.get(place).await;
        assert_eq!(page.status, 200, "{place}");
        pages.push((place.to_owned(), page.text()));
    }
    let errors = Judges::html_of(&pages);
    assert!(errors.is_empty(), "{errors:?}");
    let page = site.get(&path).await.text();
    let data = Judges::structured_data(&page, &url);
    let article = data["json-ld"]
        .as_array()
        .expect("JSON-LD")
        .iter()
        .find_map(|one| {
            let graph = one["@graph"]
                .as_array()
                .cloned()
                .unwrap_or_else(|| vec![one.clone()]);
            graph.into_iter().find(|it| {
                it["@type"].to_string().contains("Article")
                    || it["@type"].to_string().contains("MedicalWebPage")
            })
        });
    let article = article.unwrap_or_else(|| panic!("{data}"));
    assert!(article.to_string().contains(TITLE), "{article}");
    assert!(data["opengraph"].to_string().contains(TITLE), "{data}");
    assert!(page.contains("rel=\"canonical\""), "{page}");
    let picture = page
        .split("/media/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("the picture stands in it");
    assert_eq!(site.get(&format!("/media/{picture}")).await.status, 200);
    url
}

/// One mail as it came.
pub struct Came {
    pub raw: Vec<u8>,
    pub read: Value,
}

/// The marketing mails of this house in a mailbox.
pub async fn mails_of(house: &House, address: &str) -> Vec<Came> {
    let mails = Mailbox::open(address).await.mails().await;
    let all = mails.into_iter().map(|raw| Came {
        read: Judges::mail(&raw),
        raw,
    });
    all.filter(|mail| {
        mail.read["headers"]["list-unsubscribe"]
            .to_string()
            .contains(house.program.site())
    })
    .collect()
}

/// Waits for the first of them.
pub async fn waits_for_mail(house: &House, address: &str) {
    let until = Instant::now() + SOON;
    while mails_of(house, address).await.is_empty() {
        assert!(
            Instant::now() < until,
            "no mail to {address} within {SOON:?}"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// Those who agreed got it, once each, signed; the others did not.
pub async fn gets_the_mail(house: &House, dns: &(String, String)) -> Vec<Came> {
    let mut came = Vec::new();
    for address in ["anna@example.test", "ben@readers.test"] {
        waits_for_mail(house, address).await;
    }
    for address in ["anna@example.test", "ben@readers.test"] {
        let mut mails = mails_of(house, address).await;
        mails.retain(|mail| mail.read["headers"]["subject"] == "膝關節手術後，第一週怎麼練");
        assert_eq!(mails.len(), 1, "{address} gets it once");
        let mail = mails.remove(0);
        assert_eq!(mail.read["kind"], "multipart/alternative", "{}", mail.read);
        assert_eq!(mail.read["defects"], serde_json::json!([]));
        assert!(
            mail.read["headers"]["from"]
                .as_str()
                .unwrap_or_default()
                .contains(CENTRE),
            "{}",
            mail.read["headers"]
        );
        for part in ["text", "html"] {
            assert!(
                mail.read[part]
                    .as_str()
                    .unwrap_or_default()
                    .contains("坐姿伸膝"),
                "{part}: {}",
                mail.read[part]
            );
        }
        let signatures = Judges::dkim(&mail.raw, &[(&dns.0, &dns.1)]);
        assert_eq!(
            signatures,
            [true],
            "dkimpy verifies the one signature under {dns:?}"
        );
        let post = &mail.read["headers"]["list-unsubscribe-post"];
        assert_eq!(post, "List-Unsubscribe=One-Click");
        came.push(mail);
    }
    for address in ["carol@readers.test", "dave@readers.test"] {
        assert!(
            mails_of(house, address).await.is_empty(),
            "{address} gets none"
        );
    }
    came
}

/// Ben opens, clicks and reads; Anna leaves by one click of her mail program.
pub async fn reads_and_leaves(house: &House, came: &[Came]) {
    let site = house.program.site();
    let agent = [("user-agent", PHONE)];
    let http = Http::new(site);
    // What comes sooner after delivery is taken for the mail server's scanner.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let html = came[1].read["html"].as_str().unwrap_or_default();
    let open = path_in(html, site, "/o/");
    assert_eq!(http.send("GET", &open, &agent, b"").await.status, 200);
    let before = html.split("在官網閱讀").next().unwrap_or_default();
    let click = path_in(&before[before.rfind("<a").unwrap_or(0)..], site, "/c/");
    let reader = Browser::open(390, Theme::Light, Language::ZhHant).await;
    reader.goto(&format!("{site}{click}")).await;
    reader.goto(&format!("{site}/articles")).await;
    pictures::take(&reader, "16-site-articles").await;
    reader.click(TITLE).await;
    reader.wait_for("坐姿伸膝").await;
    pictures::take(&reader, "17-site-article").await;
    reader.goto("about:blank").await;
    reader.close().await;
    let bent = format!("{}x", click);
    assert_eq!(
        http.send("GET", &bent, &agent, b"").await.status,
        404,
        "a bent link leads nowhere"
    );
    for (mail, leaves) in [(&came[1], false), (&came[0], true)] {
        let list = mail.read["headers"]["list-unsubscribe"]
            .as_str()
            .unwrap_or_default();
        let leave = path_in(list, site, "/u/");
        assert_eq!(
            http.send("GET", &leave, &agent, b"").await.status,
            200,
            "asking changes nothing"
        );
        if leaves {
            let answer = http
                .post_form(&leave, &[("List-Unsubscribe", "One-Click")])
                .await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
    }
}

/// The first address of the site with this beginning, without the host.
fn path_in(text: &str, site: &str, beginning: &str) -> String {
    let start = text
        .find(&format!("{site}{beginning}"))
        .unwrap_or_else(|| panic!("no {beginning} in {text}"));
    let rest = &text[start + site.len()..];
    let end = rest
        .find(['"', '>', '<', ' ', '\n', ')'])
        .unwrap_or(rest.len());
    rest[..end].replace("&amp;", "&")
}

/// The numbers come back to the desk, and each opens its rows.
pub async fn comes_back_as_numbers(house: &House, lin: &Browser) {
    lin.goto(&house.desk("/channels/email")).await;
    lin.wait_for("膝關節手術後，第一週怎麼練").await;
    pictures::take(lin, "18-mailings").await;
    lin.click("膝關節手術後，第一週怎麼練").await;
    lin.wait_for("已寄完").await;
    // Whether a person or a program opened is judged some seconds later.
    let until = Instant::now() + Duration::from_secs(100);
    while number(lin, "開信").await != "1" || number(lin, "點連結").await != "1" {
        assert!(
            Instant::now() < until,
            "the opening and the click come back:\n{}",
            lin.text().await
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
        let here = lin.url().await;
        lin.goto(&here).await;
    }
    for words in ["寄出", "送達"] {
        assert_eq!(number(lin, words).await, "2", "{words}");
    }
    pictures::take(lin, "19-mailing").await;
    lin.click("點連結").await;
    lin.wait_for("李本").await;
    pictures::take(lin, "19-mailing-rows").await;
    for (path, picture) in [
        ("/insight", "21-insight"),
        ("/today", "22-today"),
        ("/channels/site", "23-site"),
    ] {
        lin.goto(&house.desk(path)).await;
        lin.wait_for("[aria-current=page]").await;
        pictures::take(lin, picture).await;
    }
}

/// The count beside a word of the table of numbers.
async fn number(lin: &Browser, words: &str) -> String {
    let read = "const [words] = arguments; \
        const row = Array.from(document.querySelectorAll('tr')).find(one => one.innerText.startsWith(words)); \
        return row ? row.cells[1].innerText : ''";
    let shown = lin.script(read, vec![words.into()]).await;
    shown.as_str().unwrap_or_default().to_owned()
}

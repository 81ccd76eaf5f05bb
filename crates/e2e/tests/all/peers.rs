//! The servers, the browser and the judges do what the other tests rely on.

use e2e::{Browser, Database, Judges, Language, Mailbox, Peers, Theme};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A page with one accessibility fault (a picture without a text) and a small form.
const PAGE: &str = "<!doctype html><html lang=zh-Hant><title>頁</title>\
    <meta name=viewport content='width=device-width'><main><h1>復健</h1>\
    <img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' width=9 height=9>\
    <label for=a>電子郵件</label><input id=a><label>城市<select><option>台北<option>高雄</select></label>\
    <label>日期<input type=date id=d></label><label><input type=checkbox id=c>同意</label>\
    <button onclick='document.querySelector(`#out`).innerText = a.value + d.value + c.checked'>送出</button>\
    <p id=out></p></main>";

async fn page(width: u32, theme: Theme) -> Browser {
    let browser = Browser::open(width, theme, Language::ZhHant).await;
    browser.goto("about:blank").await;
    browser
        .script(
            "document.open(); document.write(arguments[0]); document.close()",
            vec![PAGE.into()],
        )
        .await;
    browser
}

#[tokio::test]
async fn a_person_reads_fills_and_clicks_by_words() {
    let browser = page(1440, Theme::Light).await;
    browser.fill("電子郵件", "a@example.test").await;
    browser.fill("城市", "高雄").await;
    browser.fill("日期", "2026-11-23").await;
    browser.fill("同意", "on").await;
    browser.click("送出").await;
    browser.wait_for("a@example.test2026-11-23true").await;
    browser.close().await;
}

#[tokio::test]
async fn a_phone_in_the_dark_is_a_phone_in_the_dark() {
    let browser = page(390, Theme::Dark).await;
    let script = "return [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, navigator.language]";
    let seen = browser.script(script, Vec::new()).await;
    assert_eq!(seen, serde_json::json!([390, true, "zh-TW"]));
    browser.close().await;
}

#[tokio::test]
async fn axe_finds_the_picture_without_a_text() {
    let browser = page(1440, Theme::Light).await;
    let rules: Vec<String> = browser
        .axe()
        .await
        .into_iter()
        .map(|fault| fault.rule)
        .collect();
    assert!(rules.contains(&"image-alt".to_owned()), "{rules:?}");
    browser.close().await;
}

#[tokio::test]
async fn errors_of_the_page_are_heard() {
    let browser = page(1440, Theme::Light).await;
    browser
        .script("setTimeout(() => { throw new Error('heard') })", Vec::new())
        .await;
    let until = Instant::now() + Duration::from_secs(20);
    let mut complaints = Vec::new();
    while !complaints.iter().any(|one: &String| one.contains("heard")) {
        assert!(Instant::now() < until, "{complaints:?}");
        complaints.extend(browser.complaints().await);
    }
    browser.close().await;
}

#[tokio::test]
async fn a_mail_handed_over_is_read_back_byte_for_byte() {
    let stream = TcpStream::connect(Peers::smtp()).await.unwrap();
    let mut stream = BufReader::new(stream);
    let mail = "Subject: =?utf-8?b?5b6p5YGl?=\r\nTo: e2e@readers.test\r\n\r\nOne line.\r\n";
    for said in [
        "",
        "HELO e2e.test\r\n",
        "MAIL FROM:<bounces+e2e@clinic.test>\r\n",
        "RCPT TO:<e2e@readers.test>\r\n",
        "DATA\r\n",
        &format!("{mail}.\r\n"),
        "QUIT\r\n",
    ] {
        stream.get_mut().write_all(said.as_bytes()).await.unwrap();
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        assert!(line.starts_with(['2', '3']), "{said}: {line}");
    }
    let mails = Mailbox::open("e2e@readers.test")
        .await
        .wait_for(1, Duration::from_secs(20))
        .await;
    assert!(String::from_utf8_lossy(&mails[0]).ends_with(mail));
}

#[test]
fn a_database_of_its_own_is_made_and_asked() {
    let database = Database::create();
    assert_eq!(database.ask("select 1 + 1"), "2");
}

#[test]
fn the_judges_judge() {
    let errors = Judges::html("<!doctype html><html lang=en><title>x</title><p><b>open</p>");
    assert!(!errors.is_empty());
    assert!(Judges::html("<!doctype html><html lang=en><title>x</title><p>well").is_empty());
    assert!(Judges::dkim(b"Subject: none\r\n\r\nx\r\n", &[]).is_empty());
    let feed = Judges::feed(
        "<rss version='2.0'><channel><title>t</title><item><title>i</title></item></channel></rss>",
    );
    assert_eq!(
        (&feed["bozo"], &feed["entries"][0]["title"]),
        (&false.into(), &"i".into())
    );
    let data = Judges::structured_data(
        "<script type='application/ld+json'>{\"@type\":\"Article\"}</script>",
        "https://example.test/",
    );
    assert_eq!(data["json-ld"][0]["@type"], "Article");
}

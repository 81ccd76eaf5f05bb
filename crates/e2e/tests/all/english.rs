//! The house in English: a specialist writes and publishes, the head approves on a phone,
//! and no screen shows a word of Chinese or a name of a sentence.

use crate::deeds::{self, PASSWORD};
use e2e::{Browser, Language, Options, Program, Theme, is_page};
use fantoccini::key::Key;
use std::fmt::Write as _;

const STAFF: [&str; 3] = ["lin specialist", "chen head", "huang physiotherapist"];
const TITLE: &str = "Opening hours in December";
const CLINICAL: &str = "Knee exercises at home";
/// Names of languages stand in their own language wherever one chooses among them.
const OWN_NAMES: [&str; 2] = ["繁體中文", "繁中"];

#[tokio::test(flavor = "multi_thread")]
async fn an_english_department_writes_checks_publishes_and_approves() {
    let mut program = deeds::set_up(Options::new(), "Clear River Rehabilitation", &STAFF, "en");
    program.begin().await;
    let lin = sits_down(&program, "lin", 1440).await;
    publishes_the_hours(&program, &lin).await;
    let request = asks_for_the_exercises(&program, &lin).await;
    deeds::agrees(&program, "huang", &request).await;
    let chen = sits_down(&program, "chen", 390).await;
    chen.goto(&format!("{}/approvals", program.desk())).await;
    chen.wait_for(CLINICAL).await;
    is_english(&chen).await;
    chen.goto(&format!("{}{request}", program.desk())).await;
    chen.wait_for("Approve and publish").await;
    is_english(&chen).await;
    chen.screenshot_whole("english/approval-390").await;
    chen.confirm("Approve and publish").await;
    chen.wait_for("is approved and done").await;
    is_english(&chen).await;
    let reader = Browser::open(390, Theme::Light, Language::En).await;
    reader.goto(&format!("{}/articles", program.site())).await;
    reader.wait_for(TITLE).await;
    reader.click(CLINICAL).await;
    reader.wait_for("heel slides").await;
    for browser in [lin, chen, reader] {
        let expected = [" 422 ", " 409 "];
        let mut complaints = browser.complaints().await;
        complaints.retain(|one| !expected.iter().any(|status| one.contains(status)));
        assert!(complaints.is_empty(), "{complaints:?}");
        browser.close().await;
    }
}

async fn sits_down(program: &Program, local: &str, width: u32) -> Browser {
    let browser = Browser::open(width, Theme::Light, Language::En).await;
    browser.goto(&format!("{}/sign-in", program.desk())).await;
    browser.wait_for("Sign in to Herald").await;
    is_english(&browser).await;
    let email = format!("{local}@clinic.test");
    browser.fill("E-mail", &email).await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.wait_for("[aria-current=page]").await;
    is_english(&browser).await;
    browser
}

/// Routine: her own decision.
async fn publishes_the_hours(program: &Program, lin: &Browser) {
    let item = writes(
        program,
        lin,
        TITLE,
        "Opening hours",
        "Open on 25 December as usual.",
    )
    .await;
    lin.goto(&format!("{item}/publish")).await;
    lin.wait_for("This is important content").await;
    is_english(lin).await;
    lin.click("See what would happen").await;
    lin.wait_for("Independent").await;
    lin.wait_for("HR-F019").await;
    is_english(lin).await;
    lin.screenshot_whole("english/verdict-1440").await;
    lin.confirm("Publish on").await;
    lin.wait_for("See the article").await;
    is_english(lin).await;
}

/// Clinical: the check says what must be mended, then others decide. Answers the path of
/// the request.
async fn asks_for_the_exercises(program: &Program, lin: &Browser) -> String {
    let text = "Do ten heel slides three times a day. We guarantee a complete cure.";
    let item = writes(program, lin, CLINICAL, "Health education", text).await;
    lin.wait_for("Must fix").await;
    is_english(lin).await;
    lin.screenshot_whole("english/finding-1440").await;
    let all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
    lin.click("[role=textbox]").await;
    lin.press(&all).await;
    lin.press("Do ten heel slides three times a day, slowly.")
        .await;
    lin.wait_until_gone("guarantee").await;
    lin.wait_for("Saved").await;
    lin.goto(&format!("{item}/facts")).await;
    lin.fill("Summary", "What to do in the first weeks.").await;
    let source = "Guideline | https://www.example.test/knee | 2025-03";
    lin.fill("Sources", source).await;
    is_english(lin).await;
    lin.click("Save").await;
    lin.wait_for("[role=textbox]").await;
    lin.goto(&format!("{item}/publish")).await;
    lin.click("See what would happen").await;
    lin.wait_for("Needs approval").await;
    is_english(lin).await;
    lin.click("Submit:").await;
    lin.wait_for("Fingerprint").await;
    is_english(lin).await;
    let url = lin.url().await.replace(program.desk(), "");
    url.split('?').next().unwrap_or_default().to_owned()
}

/// Begins a piece in the library and writes it in the editor. Answers its address.
async fn writes(program: &Program, lin: &Browser, title: &str, kind: &str, text: &str) -> String {
    lin.goto(&format!("{}/content", program.desk())).await;
    is_english(lin).await;
    lin.click("New content").await;
    lin.fill("Title", title).await;
    lin.fill(kind, "on").await;
    lin.fill("#new-item [name=language]", "English").await;
    lin.click("Start writing").await;
    lin.click("[role=textbox]").await;
    lin.press(text).await;
    lin.wait_for("Saved").await;
    is_english(lin).await;
    lin.url().await.trim_end_matches("/edit").to_owned()
}

/// Neither Chinese nor names of sentences on the screen, and the page says that it is in
/// English.
async fn is_english(browser: &Browser) {
    let (url, text) = (browser.url().await, browser.text().await);
    let fault = foreign(&text);
    assert!(fault.is_none(), "{url} shows {fault:?}:\n{text}");
    let tag = browser
        .script("return document.documentElement.lang", Vec::new())
        .await;
    assert!(
        tag.as_str().is_some_and(|tag| tag.starts_with("en")),
        "{url}: {tag}"
    );
}

/// The first line that is not English. Terms of the position document are quoted as it
/// prints them, with their gloss behind: `日常社媒內容發布 (Publishing …`.
fn foreign(text: &str) -> Option<String> {
    let own = OWN_NAMES
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, ""));
    // Articles of law are quoted by their own names.
    let line = own
        .lines()
        .filter(|line| !line.contains(" §"))
        .find(|line| {
            let line = line.replace(")、", "), ");
            let quoted = line.match_indices(" (").filter(|(at, _)| {
                let gloss = line[at + 2..].chars().next();
                gloss.is_some_and(|c| c.is_ascii_alphanumeric())
            });
            let mut rest = line.clone();
            for (at, _) in quoted {
                let term = line[..at].rsplit(|c| !is_chinese(c)).next();
                if let Some(term) = term.filter(|term| !term.is_empty()) {
                    rest = rest.replace(&format!("{term} ("), "(");
                }
            }
            rest.contains(is_chinese)
        });
    line.map(|line| line.trim().chars().take(160).collect())
}

/// A character, a mark of Chinese, or the brackets around the name of a sentence that is
/// missing.
fn is_chinese(c: char) -> bool {
    matches!(c, '⟦' | '⟧' | '\u{3400}'..='\u{9fff}' | '\u{3001}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

#[tokio::test(flavor = "multi_thread")]
async fn no_screen_of_an_english_centre_shows_a_word_of_chinese() {
    let mut program = deeds::set_up(Options::new(), "Clear River Rehabilitation", &STAFF, "en");
    program.begin().await;
    let mut faults = String::new();
    for (local, at_least) in [("lin", 20), ("chen", 20), ("owner", 25), ("huang", 12)] {
        let http = deeds::signed_in(&program, local).await;
        let screens = http.walk("/", 2, 300).await;
        assert!(
            screens.len() > at_least,
            "{local} reaches {}",
            screens.len()
        );
        for screen in screens.iter().filter(|screen| is_page(&screen.answer)) {
            let shown = shown_words(&screen.answer.text());
            if let Some(fault) = foreign(&shown) {
                let _ = writeln!(faults, "{local} {}: {fault}", screen.path);
            }
        }
    }
    assert!(faults.is_empty(), "\n{faults}");
}

/// The words of a page, also those that only a screen reader is told, without scripts and
/// without what is marked as being in another language.
fn shown_words(page: &str) -> String {
    let mut words = String::new();
    let mut hidden = false;
    for part in page.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        hidden = match tag {
            // The house rules are a file of the centre, in whatever language it writes.
            _ if ["script", "style", "textarea"]
                .iter()
                .any(|name| tag.starts_with(name)) =>
            {
                true
            }
            "/script" | "/style" | "/textarea" => false,
            _ => hidden,
        };
        let told =
            tag.contains("aria-label=") || tag.contains("placeholder=") || tag.contains("title=");
        if told && !hidden {
            words.push_str(tag);
            words.push('\n');
        }
        let foreign = tag.contains("lang=\"zh");
        if !hidden && !foreign && !text.trim().is_empty() {
            words.push_str(text.trim());
            words.push('\n');
        }
    }
    words
}

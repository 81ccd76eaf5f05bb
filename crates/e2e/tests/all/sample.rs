//! The sample centre: every screen somebody can reach by links, by position, in both
//! languages.

use crate::deeds::{PASSWORD, sample_centre};
use e2e::{
    Browser, Http, Judges, Language, Program, Screen, Theme, files_of, is_page, words_of_main,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const STAFF: [&str; 5] = ["specialist", "head", "superintendent", "physio", "service"];
const LANGUAGES: [&str; 2] = ["zh-Hant", "en"];
/// Of one kind of screen.
const EACH: usize = 2;
const SCREENS: usize = 400;
/// First view, compressed, in bytes: page, style sheets and scripts.
const FIRST_VIEW: usize = 100 * 1024;

async fn signed_in(program: &Program, position: &str, language: &str) -> Http {
    let http = Http::new(program.desk());
    http.sign_in(&format!("{position}@sample.test"), PASSWORD)
        .await;
    let fields = [("lang", language), ("theme", "system")];
    let answer = http.submit("/settings/me", "/settings/me", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    http
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_of_the_sample_centre_is_whole_for_every_position_in_both_languages() {
    let program = sample_centre().await;
    let mut faults = String::new();
    let mut templates: BTreeMap<String, (String, String)> = BTreeMap::new();
    for language in LANGUAGES {
        for position in STAFF {
            let http = signed_in(&program, position, language).await;
            let screens = http.walk("/", EACH, SCREENS).await;
            assert!(
                screens.len() > 25,
                "{position} reaches {} screens",
                screens.len()
            );
            println!("{position} {language}: {} screens", screens.len());
            for screen in &screens {
                for fault in faults_of(screen, language) {
                    let _ = writeln!(
                        faults,
                        "{position} {language} {} (from {}): {fault}",
                        screen.path, screen.from
                    );
                }
                if is_page(&screen.answer) {
                    let name = format!("{position} {language} {}", screen.path);
                    let template = format!("{language} {}", template_of(screen));
                    templates
                        .entry(template)
                        .or_insert_with(|| (name, screen.answer.text()));
                }
            }
        }
    }
    let pages: Vec<(String, String)> = templates.into_values().collect();
    println!("{} pages for the checker", pages.len());
    for error in Judges::html_of(&pages) {
        let _ = writeln!(faults, "{error}");
    }
    first_views(&program, &mut faults).await;
    assert!(faults.is_empty(), "\n{faults}");
}

/// What a screen is made from: its address without the values of filters, but with its
/// tab.
fn template_of(screen: &Screen) -> String {
    let (path, query) = screen.kind.split_once('?').unwrap_or((&screen.kind, ""));
    let tab = query.split('&').find(|pair| pair.starts_with("tab="));
    tab.map_or_else(|| path.to_owned(), |tab| format!("{path}?{tab}"))
}

fn faults_of(screen: &Screen, language: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let answer = &screen.answer;
    if !matches!(answer.status, 200 | 303 | 307 | 308) {
        faults.push(format!("answers {}", answer.status));
        return faults;
    }
    if answer.status != 200 || !is_page(answer) {
        return faults;
    }
    let page = answer.text();
    for bad in ["⟦", "⟧", "panicked", "DbError", "Internal Server Error"] {
        if let Some(at) = page.find(bad) {
            let around: String = page[at..].chars().take(60).collect();
            faults.push(format!("shows {around}"));
        }
    }
    if !page.contains(&format!("lang=\"{language}")) {
        faults.push(format!("is not in {language}"));
    }
    let words = words_of_main(&page);
    if words.chars().count() < 20 {
        faults.push(format!("is empty: {words:?}"));
    }
    faults
}

/// What must be loaded before a screen is first seen stays below its budget.
async fn first_views(program: &Program, faults: &mut String) {
    let http = signed_in(program, "specialist", "zh-Hant").await;
    let compressed = [("accept-encoding", "br, gzip")];
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut heaviest = (0, String::new());
    for screen in one_of_each(http.walk("/", 1, SCREENS).await) {
        let page = http.send("GET", &screen.path, &compressed, b"").await;
        let mut bytes = page.body.len();
        for file in files_of(&screen.answer.text()) {
            if !known.contains_key(&file) {
                let answer = http.send("GET", &file, &compressed, b"").await;
                assert_eq!(answer.status, 200, "{file} of {}", screen.path);
                known.insert(file.clone(), answer.body.len());
            }
            bytes += known[&file];
        }
        if bytes > FIRST_VIEW {
            let _ = writeln!(faults, "{}: {bytes} bytes, over {FIRST_VIEW}", screen.path);
        }
        if bytes > heaviest.0 {
            heaviest = (bytes, screen.path.clone());
        }
    }
    println!(
        "the heaviest first view: {} bytes of {}",
        heaviest.0, heaviest.1
    );
}

/// One screen of each template.
fn one_of_each(screens: Vec<Screen>) -> Vec<Screen> {
    let mut seen = BTreeSet::new();
    let pages = screens
        .into_iter()
        .filter(|screen| screen.answer.status == 200 && is_page(&screen.answer));
    pages
        .filter(|screen| seen.insert(template_of(screen)))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_accessible_and_silent_on_desktop_and_phone_by_day_and_night() {
    let program = sample_centre().await;
    // The story looks at its screens in every combination; here each screen that there
    // is at all is looked at twice, by two people at once.
    let (day, night) = tokio::join!(
        looks_around(&program, "specialist", 1440, Theme::Light, "zh-Hant"),
        looks_around(&program, "superintendent", 390, Theme::Dark, "en"),
    );
    let faults = day + &night;
    assert!(faults.is_empty(), "\n{faults}");
}

/// Everything wrong with the screens that somebody reaches.
async fn looks_around(
    program: &Program,
    position: &str,
    width: u32,
    theme: Theme,
    language: &str,
) -> String {
    let mut faults = String::new();
    let http = signed_in(program, position, language).await;
    let browser = Browser::open(width, theme, Language::ZhHant).await;
    enter(&browser, program, position).await;
    let screens = one_of_each(http.walk("/", 1, SCREENS).await);
    println!("{position} looks at {} screens", screens.len());
    for screen in &screens {
        let seen = look(&browser, program, screen).await;
        let name = file_name(&screen.kind);
        browser
            .screenshot(&format!("sample/{position}-{width}-{language}-{name}"))
            .await;
        for fault in seen {
            let _ = writeln!(
                faults,
                "{position} {width} {theme:?} {language} {}: {fault}",
                screen.path
            );
        }
    }
    browser.close().await;
    faults
}

async fn enter(browser: &Browser, program: &Program, position: &str) {
    browser.goto(&format!("{}/sign-in", program.desk())).await;
    browser
        .fill("[name=email]", &format!("{position}@sample.test"))
        .await;
    browser.fill("[name=password]", PASSWORD).await;
    browser.click("[type=submit]").await;
    browser.wait_for("[aria-current=page]").await;
    browser.complaints().await;
}

/// What axe and the console say, and whether the page can be shoved sideways.
async fn look(browser: &Browser, program: &Program, screen: &Screen) -> Vec<String> {
    browser
        .goto(&format!("{}{}", program.desk(), screen.path))
        .await;
    let mut faults: Vec<String> = browser
        .axe()
        .await
        .iter()
        .map(ToString::to_string)
        .collect();
    faults.extend(browser.complaints().await);
    let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let over = browser
        .script(wide, Vec::new())
        .await
        .as_i64()
        .unwrap_or_default();
    if over > 0 {
        faults.push(format!("is {over} px wider than the screen"));
    }
    faults
}

fn file_name(kind: &str) -> String {
    let name: String = kind
        .trim_matches('/')
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    if name.is_empty() {
        "start".to_owned()
    } else {
        name
    }
}

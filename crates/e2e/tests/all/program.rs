//! The program as a process, and as a newcomer meets it.

use crate::deeds::PASSWORD;
use e2e::{Browser, Http, Language, Options, Program, Theme};

#[tokio::test]
async fn the_program_starts_on_an_empty_folder() {
    let mut program = Program::start(Options::new()).await;
    assert_eq!(Http::new(program.desk()).get("/healthz").await.status, 200);
    assert!(program.stop().success());
}

/// The README's command in an empty folder, and nothing else that it does not say.
#[tokio::test]
async fn a_newcomer_sets_the_sample_centre_up_by_hand() {
    let mut program = Program::start(Options::new().as_the_readme_says()).await;
    let browser = Browser::open(1440, Theme::Light, Language::En).await;
    browser.goto(program.desk()).await;
    browser.wait_for("Set up your centre").await;
    for (label, value) in [
        ("Name of the centre", "Clear River Rehabilitation"),
        ("Licence of the institution", "Physiotherapy clinic"),
        ("Name", "Grace Zhou"),
        ("E-mail", "grace@clinic.test"),
        ("Password", PASSWORD),
        ("Start with the sample centre", "on"),
    ] {
        browser.fill(label, value).await;
    }
    browser.screenshot_whole("newcomer/set-up").await;
    browser.click("Set up the centre").await;
    browser.wait_for("Sign in to Herald").await;
    browser.fill("E-mail", "grace@clinic.test").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.wait_for("[aria-current=page]").await;
    browser.screenshot_whole("newcomer/today").await;
    let text = browser.text().await;
    assert!(
        !text.contains("Nothing to do today"),
        "no screen is empty: {text}"
    );
    assert!(browser.complaints().await.is_empty());
    browser.close().await;
    assert!(program.stop().success());
    let data = program.folder().join("data");
    assert!(data.join("herald.db").is_file(), "it makes its data folder");
}

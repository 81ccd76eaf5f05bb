//! Pictures of every screen the story reaches, and the judge of accessibility on each.

use e2e::Browser;
use std::sync::{Mutex, PoisonError};

/// What is wrong with the screens so far; the story goes on and tells all at its end.
static FAULTS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// The screen as it stands: on the desktop and the phone, by day and by night. Every
/// one of them must be accessible, silent and no wider than the screen.
pub async fn take(browser: &Browser, name: &str) {
    let (width, height) = browser.size();
    for (wide, high) in [(1440, 900), (390, 844)] {
        browser.resize(wide, high).await;
        for (dark, theme) in [(false, "light"), (true, "dark")] {
            browser.darken(dark).await;
            browser
                .screenshot_whole(&format!("story/{name}-{wide}-{theme}"))
                .await;
            // Every colour and every order of the page is in one of these two.
            if dark != (wide < 600) {
                continue;
            }
            let faults = browser.axe().await;
            note(
                faults
                    .iter()
                    .map(|fault| format!("{name} {wide} {theme}: {fault}")),
            );
        }
        let over =
            "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        let over = browser
            .script(over, Vec::new())
            .await
            .as_i64()
            .filter(|over| *over > 0);
        note(over.map(|over| format!("{name}: {over} px wider than {wide}")));
    }
    browser.darken(false).await;
    browser.resize(width, height).await;
    // What is not accepted answers 422 or 409, and the console calls that an error.
    // Nor is it the page's fault when a picture is taken while one page fades into the next.
    let expected = [
        " 422 ",
        " 409 ",
        "Viewport size changed",
        "Transition was aborted",
    ];
    let refused = |one: &String| expected.iter().any(|words| one.contains(words));
    let complaints = browser.complaints().await;
    note(
        complaints
            .into_iter()
            .filter(|one| !refused(one))
            .map(|one| format!("{name}: {one}")),
    );
}

fn note(faults: impl IntoIterator<Item = String>) {
    FAULTS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .extend(faults);
}

/// Fails with all faults of all screens.
pub fn judge() {
    let faults = FAULTS.lock().unwrap_or_else(PoisonError::into_inner);
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

//! Numbers open what they count, and an import is taken back as a whole.

use crate::deeds::{self, PASSWORD, sample_centre};
use e2e::{Browser, Http, Language, Options, Program, Theme, links_of, plain};
use std::fmt::Write as _;

#[tokio::test(flavor = "multi_thread")]
async fn every_number_of_a_mailing_opens_as_many_rows_as_it_says() {
    let program = sample_centre().await;
    let head = Http::new(program.desk());
    head.sign_in("head@sample.test", PASSWORD).await;
    let mailing = crate::kill::mailing_of(&head).await;
    let page = head.get(&mailing).await.text();
    let mut faults = String::new();
    let mut opened = 0;
    for (to, count) in numbers_of(&page, "/deliveries") {
        let rows = rows_behind(&head, &to).await;
        opened += 1;
        if rows != count {
            let _ = writeln!(faults, "{to} says {count} and opens {rows}");
        }
    }
    assert!(opened >= 4, "the mailing shows its numbers: {page}");
    assert!(faults.is_empty(), "\n{faults}");
    let browser = sits_down(&program, "head@sample.test").await;
    a_kpi_opens_its_definition_and_its_rows(&program, &browser).await;
    browser.close().await;
}

/// Links of a table whose row ends in a count: where they lead, and the count.
fn numbers_of(page: &str, to: &str) -> Vec<(String, usize)> {
    let rows = page.split("<tr data-row").skip(1);
    let numbers = rows.filter_map(|row| {
        let row = row.split("</tr>").next()?;
        let href = row.split("href=\"").nth(1)?.split('"').next()?;
        let count = row.split("class=\"num\">").nth(1)?.split('<').next()?;
        let count = count.replace(',', "").parse().ok()?;
        href.contains(to).then(|| (plain(href), count))
    });
    numbers.collect()
}

/// Rows of a list over all its pages.
async fn rows_behind(who: &Http, path: &str) -> usize {
    let (mut next, mut rows) = (Some(path.to_owned()), 0);
    while let Some(path) = next {
        let page = who.get(&path).await.text();
        rows += page.matches("<tr data-row").count();
        next = links_of(&page).into_iter().find(|to| to.contains("after="));
    }
    rows
}

async fn a_kpi_opens_its_definition_and_its_rows(program: &Program, browser: &Browser) {
    browser.goto(&format!("{}/insight", program.desk())).await;
    browser.click("內容發布數量與質量").await;
    browser.wait_for("由什麼組成").await;
    for words in ["定義", "算法", "容易弄錯的地方"] {
        browser.wait_for(words).await;
    }
    let count = "const row = Array.from(document.querySelectorAll('tr[data-row]')).find(one => one.innerText.startsWith('首次發布篇數')); \
        const link = row.querySelector('td a'); link.dataset.here = ''; return Number(link.innerText.replace(',', ''))";
    let count = browser.script(count, Vec::new()).await.as_u64();
    browser.click("[data-here]").await;
    browser.wait_for("[aria-current=page]").await;
    let rows = "return document.querySelectorAll('tr[data-row]').length";
    let rows = browser.script(rows, Vec::new()).await.as_u64();
    assert!(count.is_some_and(|count| count > 0), "{count:?}");
    assert!(rows >= count, "{count:?} opens {rows:?} rows");
    browser.screenshot_whole("numbers/rows").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_taken_back_as_a_whole_in_the_browser() {
    let mut program = deeds::centre(Options::new(), &["lin specialist"]);
    program.begin().await;
    let lin = deeds::signed_in(&program, "lin").await;
    let list = "姓名,電子郵件\r\n王安娜,anna@readers.test\r\n李本,ben@readers.test\r\n";
    let import = deeds::imports(&lin, "名單.csv", list.as_bytes(), &["name", "email"], "").await;
    let people = format!("{}/care/people", program.desk());
    let browser = sits_down(&program, "lin@clinic.test").await;
    browser.goto(&people).await;
    browser.wait_for("王安娜").await;
    browser.goto(&format!("{}{import}", program.desk())).await;
    browser.click("復原這份匯入").await;
    browser.wait_for("復原整份匯入？").await;
    // The same words stand on the button of the dialog, which is open on top.
    browser.click("復原這份匯入").await;
    browser.wait_for("已復原").await;
    browser.wait_for("移除 2 人").await;
    browser.screenshot_whole("import/undone").await;
    browser.goto(&people).await;
    browser.wait_for("[aria-current=page]").await;
    let text = browser.text().await;
    for name in ["王安娜", "李本"] {
        assert!(!text.contains(name), "{name} is gone: {text}");
    }
    assert!(browser.complaints().await.is_empty());
    browser.close().await;
    assert!(program.stop().success());
    assert!(deeds::must(&program, &["ledger", "verify"]).contains("the record is whole"));
}

async fn sits_down(program: &Program, email: &str) -> Browser {
    let browser = Browser::open(1440, Theme::Light, Language::ZhHant).await;
    browser.goto(&format!("{}/sign-in", program.desk())).await;
    browser.fill("[name=email]", email).await;
    browser.fill("[name=password]", PASSWORD).await;
    browser.click("[type=submit]").await;
    browser.wait_for("[aria-current=page]").await;
    browser
}

//! A centre in which every free text tries to be more than a text. It is crawled with a
//! real browser: nothing of it runs, and every format that carries it stays whole.

use crate::deeds::{self, OWNER, PASSWORD};
use e2e::{Answer, Browser, Http, Judges, Language, Options, Program, Theme, is_page, links_of};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Breaks out of an attribute and an element, is a template, and turns the line around.
const EVIL: &str = "\"'></title></script><img src=x onerror=\"window.evil=1\">{{7*191}}\u{202e}";
/// The same for places that take a few words.
const SHORT: &str = "\"><img src=x onerror=evil=1>";
/// Becomes a formula where a spreadsheet opens it.
const FORMULA: &str = "=HYPERLINK(\"http://evil.test\";\"x\")";
/// As the first tag would stand if it were not escaped, and what the template would say.
const SIGNS: [&str; 2] = ["<img src=x", "1337"];
const SCREENS: usize = 400;

/// A hostile text that says where it was typed.
fn evil(place: &str) -> String {
    format!("{place}{EVIL}")
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_people_type_is_ever_more_than_text() {
    let mut program = deeds::set_up(
        Options::new(),
        &evil("centre"),
        &["lin specialist", "chen head"],
        "zh-Hant",
    );
    program.begin().await;
    let lin = deeds::signed_in(&program, "lin").await;
    let owner = deeds::signed_in(&program, "owner").await;
    let slug = types_everywhere(&program, &lin, &owner).await;
    let mut faults = String::new();
    mails_are_whole(&owner, &mut faults).await;
    feeds_and_data_are_whole(&program, &slug, &mut faults).await;
    tables_are_whole(&owner, &mut faults).await;
    let screens = static_pages(&program, &owner, &slug, &mut faults).await;
    with_scripts_on(&program, &screens, &slug, &mut faults).await;
    assert!(faults.is_empty(), "\n{faults}");
}

/// Every free text there is. Answers the path of the article.
async fn types_everywhere(program: &Program, lin: &Http, owner: &Http) -> String {
    people_and_places(lin, owner).await;
    let list = format!(
        "name,email,city,notes\r\n\"{0}\",mallory@readers.test,\"{2}\",\"{0}\"\r\n\"{1}\",trudy@readers.test,x,y\r\n,bad\"{0},,\r\n",
        EVIL.replace('"', "\"\""),
        FORMULA.replace('"', "\"\""),
        SHORT.replace('"', "\"\""),
    );
    let columns = ["name", "email", "city", "notes"];
    let file = format!("{}.csv", EVIL.replace('/', ""));
    deeds::imports(lin, &file, list.as_bytes(), &columns, SHORT).await;
    let segment = deeds::segment_of_all(lin, &evil("segment")).await;
    plans(lin).await;
    picture(lin).await;
    let item = deeds::writes(lin, "hours", &evil("title"), &evil("text")).await;
    let source = format!("{} | https://www.example.test/\"> | 2025", evil("source"));
    deeds::describes(lin, &item, "hours", "evil", (&evil("summary"), &source)).await;
    let subject = evil("subject");
    let chosen = [
        ("outlet-website", "on"),
        ("outlet-email", "on"),
        ("email.segment", segment.as_str()),
        ("email.subject", subject.as_str()),
    ];
    let asked = deeds::asks_to_publish(lin, &item, &chosen).await;
    if let Some(request) = deeds::request_of(&asked) {
        deeds::agrees(program, "chen", &request).await;
    }
    waits(lin).await;
    writes_to_the_centre(program).await;
    let list = Http::new(program.site()).get("/articles").await.text();
    let slug = links_of(&list)
        .into_iter()
        .find(|to| to.starts_with("/articles/"));
    slug.unwrap_or_else(|| panic!("no article: {list}"))
}

async fn people_and_places(lin: &Http, owner: &Http) {
    let (me, site) = ("/settings/me", "/channels/site/settings");
    accepts(owner.fill(me, me, &[("name", &evil("owner"))]).await);
    let text = |name: &'static str| (name, evil(name));
    let fields = [
        text("address"),
        text("hours"),
        text("about"),
        text("licence_number"),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    accepts(owner.fill(site, site, &fields).await);
    let token = [("name", evil("token"))];
    let token = [(token[0].0, token[0].1.as_str())];
    let page = owner
        .fill("/settings/tokens", "/settings/tokens", &token)
        .await;
    assert!(page.status < 400, "{}", page.text());
    let person = [
        ("name", evil("person")),
        ("email", "eve@readers.test".to_owned()),
        ("city", SHORT.to_owned()),
        ("tags", SHORT.to_owned()),
        ("source", SHORT.to_owned()),
        ("notes", evil("notes")),
        ("wording", evil("wording")),
        ("channel", SHORT.to_owned()),
        ("evidence", evil("evidence")),
        ("consent", "on".to_owned()),
    ];
    let person: Vec<(&str, &str)> = person.iter().map(|(n, v)| (*n, v.as_str())).collect();
    accepts(
        lin.fill("/care/people/new", "/care/people/new", &person)
            .await,
    );
}

async fn plans(lin: &Http) {
    let (name, objective) = (evil("campaign"), evil("objective"));
    let campaign = [
        ("name", name.as_str()),
        ("objective", &objective),
        ("slug", "evil"),
        ("from", "2026-01-01"),
        ("until", "2026-12-31"),
    ];
    accepts(
        lin.fill("/plan/campaigns/new", "/plan/campaigns", &campaign)
            .await,
    );
    let (title, detail) = (evil("task"), evil("detail"));
    let task = [
        ("title", title.as_str()),
        ("detail", &detail),
        ("date", "2026-12-01"),
        ("duty", "duty.content"),
    ];
    accepts(lin.fill("/today/tasks/new", "/today/tasks", &task).await);
}

async fn picture(lin: &Http) {
    let page = lin.get("/content/assets").await.text();
    let csrf = e2e::csrf_of(&page);
    let alt = evil("alt");
    let fields = [("csrf", csrf.as_str()), ("alt", alt.as_str())];
    let name = format!("{}.png", EVIL.replace('/', ""));
    let png = crate::story::picture();
    let file = ("file", name.as_str(), png.as_slice());
    accepts(lin.post_file("/content/assets", &fields, file).await);
}

/// Something that waits, with a word to those who decide and a comment.
async fn waits(lin: &Http) {
    let item = deeds::writes(lin, "feature", &evil("waiting"), &evil("body")).await;
    let note = evil("note");
    let chosen = [
        ("outlet-website", "on"),
        ("important", "on"),
        ("note", &note),
    ];
    let asked = deeds::asks_to_publish(lin, &item, &chosen).await;
    let request = deeds::request_of(&asked).expect("an important piece waits");
    let comment = evil("comment");
    let comments = format!("{request}/comments");
    accepts(
        lin.submit(&request, &comments, &[("comment", &comment)])
            .await,
    );
    let (title, reason) = (evil("matter"), evil("evidence"));
    let matter = [
        ("cell", "authority.content.topic-planning"),
        ("title", title.as_str()),
        ("evidence", &reason),
        ("options", &reason),
        ("recommendation", &reason),
    ];
    accepts(
        lin.fill("/approvals/matter/new", "/approvals/matter", &matter)
            .await,
    );
}

/// Anybody may write to the centre; a form that was opened just now is not taken.
async fn writes_to_the_centre(program: &Program) {
    let site = Http::new(program.site());
    let (name, message) = (evil("lead"), evil("message"));
    let fields = [
        ("name", name.as_str()),
        ("email", "lead@readers.test"),
        ("message", &message),
        ("utm_source", &message),
        ("page", &message),
    ];
    let shown = site.get("/contact").await.text();
    let mut form = e2e::form_of(&shown, "/contact");
    form.retain(|(known, _)| !fields.iter().any(|(name, _)| name == known));
    let mut form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    form.extend(fields);
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let answer = site.post_form("/contact", &form).await;
        if answer.status < 400 {
            return;
        }
        assert!(
            Instant::now() < until,
            "{}: {}",
            answer.status,
            answer.text()
        );
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

#[track_caller]
fn accepts(answer: Answer) {
    let words = e2e::words_of_main(&answer.text());
    assert_eq!(answer.status, 303, "{words}");
}

/// Mails that stayed in the outbox, read by Python.
async fn mails_are_whole(owner: &Http, faults: &mut String) {
    let outbox = "/channels/email/outbox";
    let until = Instant::now() + Duration::from_secs(60);
    let mails = loop {
        let mut mails = links_of(&owner.get(outbox).await.text());
        mails.retain(|to| to.starts_with("/channels/email/outbox/"));
        let mut read = Vec::new();
        for to in mails {
            let eml = owner.get(&format!("{to}/eml")).await;
            if eml.status == 200 {
                read.push(Judges::mail(&eml.body));
            }
        }
        if !read.is_empty() {
            break read;
        }
        assert!(Instant::now() < until, "a mailing reaches the outbox");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    for mail in mails {
        let html = mail["html"].as_str().unwrap_or_default();
        note(faults, "mail", html);
        if mail["defects"] != serde_json::json!([]) {
            let _ = writeln!(faults, "mail: {}", mail["defects"]);
        }
        let subject = mail["headers"]["subject"].as_str().unwrap_or_default();
        if !subject.starts_with("subject\"'>") {
            let _ = writeln!(faults, "mail: the subject is {subject}");
        }
        let errors = Judges::html(html);
        // Mails are written for old readers; only a tag that breaks out counts.
        for error in errors
            .iter()
            .filter(|error| error.contains("Stray end tag"))
        {
            let _ = writeln!(faults, "mail {error}");
        }
    }
}

async fn feeds_and_data_are_whole(program: &Program, slug: &str, faults: &mut String) {
    let site = Http::new(program.site());
    for place in ["/feed.rss", "/feed.atom"] {
        let raw = site.get(place).await.text();
        note(faults, place, &raw);
        let feed = Judges::feed(&raw);
        let title = feed["entries"][0]["title"].as_str().unwrap_or_default();
        if feed["bozo"] != false || !title.starts_with("title") {
            let _ = writeln!(faults, "{place}: {feed}");
        }
    }
    let page = site.get(slug).await.text();
    let data = Judges::structured_data(&page, &format!("{}{slug}", program.site()));
    if !data["json-ld"].to_string().contains("title\\\"'>") {
        let _ = writeln!(faults, "JSON-LD: {}", data["json-ld"]);
    }
    let sitemap = site.get("/sitemap.xml").await.text();
    let parsed = Judges::python(
        "import json, sys, xml.etree.ElementTree as tree\n\
         print(json.dumps(len(tree.fromstring(sys.stdin.read()))))",
        &[],
        sitemap.as_bytes(),
    );
    if parsed.as_u64().is_none_or(|count| count == 0) {
        let _ = writeln!(faults, "/sitemap.xml: {sitemap}");
    }
}

/// Files for spreadsheets, opened by Python: no cell begins a formula, no row is broken.
async fn tables_are_whole(owner: &Http, faults: &mut String) {
    let place = "/care/exports";
    let made = owner
        .fill(place, place, &[("reason", &evil("reason"))])
        .await;
    assert!(made.status < 400, "{}", made.text());
    let mut files = links_of(&owner.get(place).await.text());
    files.retain(|to| to.starts_with("/care/exports/"));
    assert!(!files.is_empty(), "an export is made");
    let imports = links_of(&owner.get("/care/import").await.text());
    let import = imports
        .iter()
        .find(|to| to.starts_with("/care/import/") && to.len() > 40);
    files.push(format!(
        "{}/rejected.csv",
        import.expect("the import is listed")
    ));
    for file in files {
        let answer = owner.get(&file).await;
        if answer.status != 200 {
            let _ = writeln!(faults, "{file}: {}", answer.status);
            continue;
        }
        let rows = Judges::python(
            "import csv, io, json, sys\n\
             text = sys.stdin.buffer.read().decode('utf-8-sig')\n\
             print(json.dumps(list(csv.reader(io.StringIO(text), strict=True))))",
            &[],
            &answer.body,
        );
        let rows = rows.as_array().cloned().unwrap_or_default();
        let width = rows
            .first()
            .and_then(|row| row.as_array())
            .map_or(0, Vec::len);
        for row in &rows {
            let cells = row.as_array().cloned().unwrap_or_default();
            if cells.len() != width {
                let _ = writeln!(faults, "{file}: {row} has not {width} cells");
            }
            for cell in cells.iter().filter_map(|cell| cell.as_str()) {
                if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.len() > 1 {
                    let _ = writeln!(faults, "{file}: {cell:?} is a formula");
                }
            }
        }
    }
}

/// Every page as it comes over the wire. Answers the paths of the screens of the desk.
async fn static_pages(
    program: &Program,
    owner: &Http,
    slug: &str,
    faults: &mut String,
) -> Vec<String> {
    let mut screens = owner.walk("/", 1, SCREENS).await;
    // Previews show a mail as a mail program does, and the judge is not one of them.
    screens.retain(|screen| !screen.path.contains("preview"));
    for screen in &screens {
        if !matches!(screen.answer.status, 200 | 303 | 307 | 308) {
            let _ = writeln!(faults, "{}: {}", screen.path, screen.answer.status);
        }
        if is_page(&screen.answer) {
            note(faults, &screen.path, &screen.answer.text());
        }
    }
    let site = Http::new(program.site());
    for path in ["/", "/articles", slug, "/contact"] {
        note(faults, path, &site.get(path).await.text());
    }
    let searched = owner.get("/find?q=%3E").await.text();
    note(faults, "/find", &searched);
    let pages: Vec<(String, String)> = screens
        .iter()
        .filter(|screen| is_page(&screen.answer))
        .map(|screen| (screen.path.clone(), screen.answer.text()))
        .collect();
    for error in Judges::html_of(&pages) {
        let _ = writeln!(faults, "{error}");
    }
    pages.into_iter().map(|(path, _)| path).collect()
}

/// A text that is somewhere a tag, or was taken for a template.
fn note(faults: &mut String, place: &str, text: &str) {
    for sign in SIGNS {
        if let Some(at) = text.find(sign) {
            let start = text[..at]
                .char_indices()
                .rev()
                .nth(60)
                .map_or(0, |(at, _)| at);
            let around: String = text[start..].chars().take(140).collect();
            let _ = writeln!(faults, "{place}: {around}");
        }
    }
}

/// Every screen in a browser with its scripts on: the editor, the palette, live parts.
async fn with_scripts_on(program: &Program, screens: &[String], slug: &str, faults: &mut String) {
    let browser = Browser::open(1440, Theme::Light, Language::ZhHant).await;
    let desk = program.desk();
    browser.goto(&format!("{desk}/sign-in")).await;
    browser.fill("[name=email]", OWNER).await;
    browser.fill("[name=password]", PASSWORD).await;
    browser.click("[type=submit]").await;
    browser.wait_for("[aria-current=page]").await;
    browser.complaints().await;
    let desk_pages = screens.iter().map(|path| format!("{desk}{path}"));
    let evil: String = url::form_urlencoded::byte_serialize(EVIL.as_bytes()).collect();
    let site = program.site();
    let public = [
        format!("{site}/?utm_source={evil}&utm_campaign={evil}"),
        format!("{site}{slug}?utm_source={evil}#{evil}"),
        format!("{site}/contact?utm_source={evil}&page={evil}"),
        format!("{desk}/content?q={evil}"),
        format!("{desk}/care/people?q={evil}"),
    ];
    for url in desk_pages.chain(public) {
        browser.goto(&url).await;
        let ran = "return [Boolean(window.evil), document.querySelectorAll('img[src=x]').length]";
        let ran = browser.script(ran, Vec::new()).await;
        if ran != serde_json::json!([false, 0]) {
            let _ = writeln!(faults, "{url}: {ran}");
        }
        for complaint in browser.complaints().await {
            let _ = writeln!(faults, "{url}: {complaint}");
        }
    }
    browser.close().await;
}

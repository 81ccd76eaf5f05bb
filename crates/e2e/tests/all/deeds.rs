//! What people of a centre do, without a browser: each deed posts the forms of its pages.

use e2e::{Answer, Http, Options, Program, csrf_of, plain};
use std::process::Output;
use std::time::{Duration, Instant};

pub const PASSWORD: &str = "a long pass phrase";
pub const OWNER: &str = "owner@clinic.test";
pub const CENTRE: &str = "晴川復健中心";
/// Consent, as a paper at the reception proves it.
const PAPER: [(&str, &str); 5] = [
    ("version", "1"),
    ("wording", "我同意收信"),
    ("channel", "櫃台"),
    ("evidence", "紙本"),
    ("date", "2026-01-02"),
];

/// What a command said, on both streams.
pub fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Runs a command of the program, which must succeed.
pub fn must(program: &Program, arguments: &[&str]) -> String {
    let output = program.run(arguments);
    let words = said(&output);
    assert!(
        output.status.success(),
        "herald {}: {words}",
        arguments.join(" ")
    );
    words
}

/// A centre set up from the command line, not yet running. The staff are written as
/// `lin specialist`: local part of the address, position.
pub fn centre(options: Options, staff: &[&str]) -> Program {
    set_up(options, CENTRE, staff, "zh-Hant")
}

/// The same with a name and a language of its own.
pub fn set_up(options: Options, name: &str, staff: &[&str], language: &str) -> Program {
    let program = Program::prepare(options);
    let password = password_file(&program);
    let owner = ["--owner-email", OWNER, "--owner-password-file", &password];
    let mut first = vec!["setup", "--centre", name, "--lang", language];
    first.extend(owner);
    must(&program, &first);
    for one in staff {
        let (local, position) = one.split_once(' ').expect("local part and position");
        let email = format!("{local}@clinic.test");
        let mut add = vec!["user", "add", "--email", &email, "--name", local];
        add.extend(["--password-file", &password, "--position", position]);
        add.extend(["--lang", language]);
        must(&program, &add);
    }
    program
}

/// The sample centre, running. Its people are `POSITION@sample.test`.
pub async fn sample_centre() -> Program {
    let mut program = Program::prepare(Options::new());
    let password = password_file(&program);
    let owner = ["--owner-email", "owner@sample.test"];
    let mut first = vec!["setup", "--centre", CENTRE, "--sample"];
    first.extend(owner);
    first.extend(["--owner-password-file", &password]);
    must(&program, &first);
    program.begin().await;
    program
}

fn password_file(program: &Program) -> String {
    let path = program.folder().join("password");
    std::fs::write(&path, PASSWORD).expect("the folder of the test is ours");
    path.display().to_string()
}

/// Somebody of the staff, signed in.
pub async fn signed_in(program: &Program, local: &str) -> Http {
    let http = Http::new(program.desk());
    http.sign_in(&format!("{local}@clinic.test"), PASSWORD)
        .await;
    http
}

/// The owner sets the mail server up, with no quiet hours.
pub async fn sends_to(program: &Program, address: &str, connections: usize) {
    let owner = signed_in(program, "owner").await;
    let (host, port) = address.split_once(':').expect("host and port");
    let connections = connections.to_string();
    let fields = [
        ("host", host),
        ("port", port),
        ("security", "none"),
        ("connections", &connections),
        ("from_name", "晴川"),
        ("from_address", "news@clinic.test"),
        ("dkim", "keep"),
        ("quiet_from", "03:00"),
        ("quiet_until", "03:00"),
        ("weekend_from", "03:00"),
        ("weekend_until", "03:00"),
    ];
    let answer = owner
        .submit("/settings/sending", "/settings/sending", &fields)
        .await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Imports a list whose columns are named by the form (`name`, `email`, `city` …);
/// everybody on it agreed to mails. Answers the path of the import when it has ended.
pub async fn imports(lin: &Http, file: &str, list: &[u8], columns: &[&str], tags: &str) -> String {
    let csrf = csrf_of(&lin.get("/care/import").await.text());
    let fields = [("csrf", csrf.as_str())];
    let uploaded = lin
        .post_file("/care/import", &fields, ("file", file, list))
        .await;
    let plan = went_to(&uploaded);
    let shown = lin.get(&plan).await.text();
    let (file, name) = (value_of(&shown, "file"), value_of(&shown, "name"));
    let numbered: Vec<String> = (0..columns.len()).map(|at| format!("c{at}")).collect();
    let mut fields = vec![("file", file.as_str()), ("name", &name), ("tags", tags)];
    let columns = numbered
        .iter()
        .map(String::as_str)
        .zip(columns.iter().copied());
    fields.extend(columns);
    fields.extend(PAPER);
    fields.extend([("consent", "everybody"), ("act", "start")]);
    let import = went_to(&lin.submit(&plan, "/care/import/plan", &fields).await);
    page_says(lin, &import, "已匯入").await;
    import
}

/// Everybody who agreed to mails, as a segment. Answers its id.
pub async fn segment_of_all(lin: &Http, name: &str) -> String {
    let segment = [
        ("name", name),
        ("top", "all"),
        ("field", "consent"),
        ("kind", "consent"),
        ("not", "0"),
        ("value", "marketing_email"),
        ("act", "save"),
    ];
    let saved = lin
        .submit("/care/segments/new", "/care/segments/new", &segment)
        .await;
    went_to(&saved)
        .trim_start_matches("/care/segments/")
        .to_owned()
}

/// Writes a piece in the plain editor. Answers its path, `/content/ID`.
pub async fn writes(lin: &Http, kind: &str, title: &str, text: &str) -> String {
    let fields = [("title", title), ("kind", kind), ("language", "zh-Hant")];
    let edit = went_to(&lin.submit("/content", "/content", &fields).await);
    let item = edit.trim_end_matches("/edit").to_owned();
    let revision = value_of(&lin.get(&edit).await.text(), "revision");
    let text = [("title", title), ("revision", &revision), ("text", text)];
    let saved = lin.submit(&edit, &format!("{item}/plain"), &text).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    item
}

/// Gives a piece its summary and its source.
pub async fn describes(lin: &Http, item: &str, kind: &str, slug: &str, words: (&str, &str)) {
    let (summary, sources) = words;
    let page = format!("{item}/facts");
    let revision = value_of(&lin.get(&page).await.text(), "revision");
    let facts = [
        ("revision", revision.as_str()),
        ("kind", kind),
        ("language", "zh-Hant"),
        ("slug", slug),
        ("summary", summary),
        ("sources", sources),
        ("cover", ""),
        ("next_review_at", ""),
    ];
    let answer = lin.submit(&page, &page, &facts).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Asks to publish a piece with these choices of its form; what the desk answers.
pub async fn asks_to_publish(who: &Http, item: &str, chosen: &[(&str, &str)]) -> Answer {
    let publish = format!("{item}/publish");
    let looked = who.submit(&publish, &publish, chosen).await.text();
    let version = value_of(&looked, "version");
    let mut form = chosen.to_vec();
    form.push(("version", &version));
    who.submit(&publish, &format!("{item}/publication"), &form)
        .await
}

/// The request a publication became, as its path; nothing where it was done at once.
pub fn request_of(answer: &Answer) -> Option<String> {
    let to = went_to(answer);
    let path = to.split('?').next().unwrap_or_default();
    path.starts_with("/approvals/").then(|| path.to_owned())
}

/// Somebody agrees to a request as it stands.
pub async fn agrees(program: &Program, local: &str, request: &str) {
    let who = signed_in(program, local).await;
    let digest = value_of(&who.get(request).await.text(), "digest");
    let fields = [("digest", digest.as_str()), ("comment", "")];
    let agreement = format!("{request}/agreement");
    let answer = who.submit(request, &agreement, &fields).await;
    assert_eq!(answer.status, 303, "{local}: {}", answer.text());
}

/// Waits until a page says these words.
pub async fn page_says(who: &Http, path: &str, words: &str) {
    let until = Instant::now() + Duration::from_secs(180);
    loop {
        let page = who.get(path).await.text();
        if page.contains(words) {
            return;
        }
        assert!(Instant::now() < until, "{path} never says {words}: {page}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// The value of a field on a page.
pub fn value_of(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.and_then(|rest| rest.split('"').next())
        .map(plain)
        .unwrap_or_else(|| panic!("no {name}: {page}"))
}

/// Where an accepted form leads.
pub fn went_to(answer: &Answer) -> String {
    let to = answer.header("location").map(str::to_owned);
    to.unwrap_or_else(|| panic!("{} leads nowhere: {}", answer.status, answer.text()))
}

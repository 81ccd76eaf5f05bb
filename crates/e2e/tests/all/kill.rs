//! Power cuts in the middle of a mailing: nobody is lost, and at most one mail for each
//! open connection is repeated, under the same Message-ID.

use e2e::{Http, Options, Program, Sink, Taken, links_of};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

const PASSWORD: &str = "a long pass phrase";
const KILLS: usize = 5;
const CONNECTIONS: usize = 8;

/// `HERALD_KILL_RECIPIENTS`, 2,000 where it is not set.
fn recipients() -> usize {
    let set = std::env::var("HERALD_KILL_RECIPIENTS").ok();
    set.and_then(|text| text.parse().ok()).unwrap_or(2_000)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailing_killed_five_times_loses_nobody() {
    let count = recipients();
    let sink = Sink::open(Duration::from_millis(8)).await;
    let mut program = centre();
    program.begin().await;
    sends_to(&program, &sink).await;
    let segment = readers(&program, count).await;
    publishes(&program, &segment).await;
    for kill in 1..=KILLS {
        // Some way into each part of the mailing, never at a round number.
        let at = count * kill / (KILLS + 1) + (kill * 37) % 50;
        reaches(&sink, at).await;
        program.kill();
        let so_far = taken(&sink).len();
        assert!(
            so_far < count,
            "the kill {kill} comes in the middle: {so_far}"
        );
        program.again().await;
    }
    let until = Instant::now() + Duration::from_secs(180);
    while distinct(&sink) < count {
        assert!(
            Instant::now() < until,
            "{} of {count} were reached",
            distinct(&sink)
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    judge(&sink, count);
    let repeats = taken(&sink).len() - count;
    let named = doubtful(&program).await;
    assert!(
        named >= repeats,
        "the program names {named} that were in doubt, {repeats} were repeated"
    );
}

/// How many recipients the pages of the mailing mark as once in doubt.
async fn doubtful(program: &Program) -> usize {
    let lin = signed_in(program, "lin").await;
    let list = links_of(&lin.get("/channels/email").await.text());
    let mailing = list
        .iter()
        .find(|to| to.len() > 50 && !to.contains('?'))
        .expect("the mailing is listed");
    let mut next = Some(format!("{mailing}/deliveries"));
    let mut named = 0;
    while let Some(path) = next {
        let page = lin.get(&path).await.text();
        named += page.matches("曾經不確定").count();
        next = links_of(&page).into_iter().find(|to| to.contains("after="));
    }
    named
}

/// What readers got; letters to the staff come over the same server.
fn taken(sink: &Sink) -> Vec<Taken> {
    let mut mails = sink.taken();
    mails.retain(|mail| mail.to.ends_with("@readers.test"));
    mails
}

fn distinct(sink: &Sink) -> usize {
    taken(sink)
        .iter()
        .map(|mail| mail.to.clone())
        .collect::<BTreeSet<_>>()
        .len()
}

async fn reaches(sink: &Sink, count: usize) {
    let until = Instant::now() + Duration::from_secs(120);
    while taken(sink).len() < count {
        assert!(
            Instant::now() < until,
            "{} of {count} mails came",
            taken(sink).len()
        );
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
}

fn judge(sink: &Sink, count: usize) {
    let mut mails: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for mail in taken(sink) {
        mails.entry(mail.to).or_default().push(mail.message_id);
    }
    assert_eq!(
        mails.len(),
        count,
        "nobody is lost and nobody else is written to"
    );
    let repeats: usize = mails.values().map(|ids| ids.len() - 1).sum();
    println!("{count} recipients, {KILLS} kills, {repeats} repeats");
    assert!(repeats <= KILLS * CONNECTIONS, "{repeats} repeats");
    for (to, ids) in &mails {
        let same: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(same.len(), 1, "{to} got {ids:?}");
        assert!(ids[0].starts_with('<'), "{ids:?}");
    }
}

fn centre() -> Program {
    let program = Program::prepare(Options::new());
    let password = program.folder().join("password");
    std::fs::write(&password, PASSWORD).expect("the folder is writable");
    let password = password.display().to_string();
    let must = |arguments: &[&str]| {
        let output = program.run(arguments);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    must(&[
        "setup",
        "--centre",
        "晴川復健中心",
        "--owner-email",
        "owner@clinic.test",
        "--owner-password-file",
        &password,
    ]);
    for (local, position) in [("lin", "specialist"), ("chen", "head")] {
        let email = format!("{local}@clinic.test");
        must(&[
            "user",
            "add",
            "--email",
            &email,
            "--name",
            local,
            "--password-file",
            &password,
            "--position",
            position,
        ]);
    }
    program
}

async fn signed_in(program: &Program, local: &str) -> Http {
    let http = Http::new(program.desk());
    http.sign_in(&format!("{local}@clinic.test"), PASSWORD)
        .await;
    http
}

async fn sends_to(program: &Program, sink: &Sink) {
    let owner = signed_in(program, "owner").await;
    let (host, port) = sink.address().split_once(':').expect("host and port");
    let connections = CONNECTIONS.to_string();
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

/// Imports that many readers who agreed; answers the id of a segment with all.
async fn readers(program: &Program, count: usize) -> String {
    let lin = signed_in(program, "lin").await;
    let mut list = String::from("姓名,電子郵件\r\n");
    for n in 0..count {
        let _ = write!(list, "讀者{n},reader{n}@readers.test\r\n");
    }
    let csrf = value_of(&lin.get("/care/import").await.text(), "csrf");
    let body = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n--cut\r\n\
         Content-Disposition: form-data; name=\"file\"; filename=\"all.csv\"\r\nContent-Type: text/csv\r\n\r\n{list}\r\n--cut--\r\n"
    );
    let kind = [("content-type", "multipart/form-data; boundary=cut")];
    let uploaded = lin
        .send("POST", "/care/import", &kind, body.as_bytes())
        .await;
    let plan = uploaded
        .header("location")
        .unwrap_or_else(|| panic!("{}", uploaded.text()))
        .to_owned();
    let shown = lin.get(&plan).await.text();
    let (file, name) = (value_of(&shown, "file"), value_of(&shown, "name"));
    let fields = [
        ("file", file.as_str()),
        ("name", &name),
        ("c0", "name"),
        ("c1", "email"),
        ("consent", "everybody"),
        ("version", "1"),
        ("wording", "我同意收信"),
        ("channel", "櫃台"),
        ("evidence", "紙本"),
        ("date", "2026-01-02"),
        ("act", "start"),
    ];
    let begun = lin.submit(&plan, "/care/import/plan", &fields).await;
    let import = begun
        .header("location")
        .unwrap_or_else(|| panic!("{}", begun.text()))
        .to_owned();
    let until = Instant::now() + Duration::from_secs(120);
    while !lin.get(&import).await.text().contains("已匯入") {
        assert!(Instant::now() < until, "the import ends");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    let segment = [
        ("name", "全部"),
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
    let path = saved
        .header("location")
        .unwrap_or_else(|| panic!("{}", saved.text()))
        .to_owned();
    path.trim_start_matches("/care/segments/").to_owned()
}

/// The specialist asks, the head approves.
async fn publishes(program: &Program, segment: &str) {
    let lin = signed_in(program, "lin").await;
    let fields = [
        ("title", "年末的感謝"),
        ("kind", "thanks"),
        ("language", "zh-Hant"),
    ];
    let begun = lin.submit("/content", "/content", &fields).await;
    let edit = begun
        .header("location")
        .unwrap_or_else(|| panic!("{}", begun.text()))
        .to_owned();
    let item = edit.trim_end_matches("/edit").to_owned();
    let revision = value_of(&lin.get(&edit).await.text(), "revision");
    let text = [
        ("title", "年末的感謝"),
        ("revision", revision.as_str()),
        ("text", "謝謝你這一年的陪伴。"),
    ];
    lin.submit(&edit, &format!("{item}/plain"), &text).await;
    let publish = format!("{item}/publish");
    let chosen = [
        ("outlet-email", "on"),
        ("email.segment", segment),
        ("email.subject", "年末的感謝"),
    ];
    let looked = lin.submit(&publish, &publish, &chosen).await.text();
    let version = value_of(&looked, "version");
    let mut form = chosen.to_vec();
    form.push(("version", &version));
    let asked = lin
        .submit(&publish, &format!("{item}/publication"), &form)
        .await;
    let to = asked
        .header("location")
        .unwrap_or_else(|| panic!("{}", asked.text()))
        .to_owned();
    if let Some(request) = to
        .split('?')
        .next()
        .filter(|to| to.starts_with("/approvals/"))
    {
        let chen = signed_in(program, "chen").await;
        let digest = value_of(&chen.get(request).await.text(), "digest");
        let answer = chen
            .submit(
                request,
                &format!("{request}/agreement"),
                &[("digest", &digest), ("comment", "")],
            )
            .await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    }
}

fn value_of(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("no {name}: {page}"))
        .to_owned()
}

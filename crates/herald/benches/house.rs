//! Measures the house on SQLite, one case at a time:
//! `cargo bench -p herald --bench house -- verdict`.
//!
//! Each case prints one line, its name and then `key=value` pairs; `scripts/bench` reads
//! them. `list` measures nothing: it writes the list that `import` and its peer take in.

#![expect(
    clippy::unwrap_used,
    reason = "what is measured must be there, or the figure means nothing"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use audience::actions::{AddContact, ImportContacts, SaveSegment, finish_import};
use audience::model::{Column, ImportPlan, ListConsent, Profile, Wording};
use audience::{ImportId, Purpose, Rule, SegmentId};
use channels::actions::ChangeSending;
use channels::model::{Protection, SendingSettings};
use charter::{Actor, Facts, Held, Level, Position, Who};
use content::doc::Doc;
use content::{Draft, Kind, Language, MakeVersion, Publish};
use desk::rulebook::Rulebook;
use desk::{Duty, Outcome};
use files::blobs::Blobs;
use kernel::{AccountId, CentreId};
use serde_json::json;
use testing::{Centre, Engine, NOON};

const DECISIONS: usize = 200_000;
const DECISIONS_OF_A_BATCH: usize = 100;
const COUNTS: usize = 20;
const RECIPIENTS: u64 = 20_000;
const CONNECTIONS: u8 = 20;
/// How long somebody at a screen thinks between two acts while a mailing is sent.
const BETWEEN_ACTS: Duration = Duration::from_millis(50);
/// Rows of one import where more are needed than one list holds.
const ROWS_OF_A_LIST: u64 = 100_000;
/// Contacts of the segment case, unless `HERALD_BENCH_CONTACTS` says otherwise.
const CONTACTS: u64 = 1_000_000;
/// Of a hundred people on a list, how many agree to be written to.
const AGREE: u64 = 85;
const USAGE: &str = "cases: verdict, list FILE ROWS, import FILE, segment, sending";

const SURNAMES: [&str; 12] = [
    "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "歐陽",
];
const GIVEN: [&str; 12] = [
    "淑芬", "志明", "美玲", "俊傑", "雅婷", "建宏", "麗華", "家豪", "怡君", "文雄", "秀英", "國華",
];
const CITIES: [&str; 8] = [
    "臺中市",
    "臺中市",
    "臺中市",
    "彰化縣",
    "南投縣",
    "苗栗縣",
    "雲林縣",
    "新竹縣",
];
const TAGS: [&str; 8] = [
    "膝關節",
    "家屬",
    "講座",
    "肩頸",
    "中風照顧",
    "會員",
    "兒童早療",
    "體驗課",
];
const SOURCES: [&str; 4] = ["櫃檯", "社區講座", "官網", "朋友介紹"];

#[tokio::main]
async fn main() {
    // Cargo hands `--bench` to every benchmark.
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|w| w != "--bench")
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["verdict"] => verdict(),
        ["list", file, rows] => {
            std::fs::write(file, list(0, rows.parse().unwrap(), AGREE)).unwrap();
        }
        ["import", file] => import(&std::fs::read(file).unwrap()).await,
        ["segment"] => segment().await,
        ["sending"] => sending().await,
        _ => println!("{USAGE}"),
    }
}

/// The decision table over every position and a mix of acts.
fn verdict() {
    let book = Rulebook::builtin();
    let facts = acts();
    let actors: Vec<Actor> = book
        .house
        .positions
        .iter()
        .map(|p| actor(&p.id))
        .chain([visitor()])
        .collect();
    let cases: Vec<(&Actor, &Facts)> = actors
        .iter()
        .flat_map(|a| facts.iter().map(move |f| (a, f)))
        .collect();
    let decide = |n: usize| -> Level {
        let (actor, facts) = cases[n % cases.len()];
        black_box(book.table.decide(black_box(actor), black_box(facts), NOON)).level
    };
    for n in 0..DECISIONS / 10 {
        black_box(decide(n));
    }
    let single = (0..DECISIONS).map(|n| {
        let began = Instant::now();
        black_box(decide(n));
        microseconds(began.elapsed())
    });
    let single = sorted(single.collect());
    let batches = (0..DECISIONS / DECISIONS_OF_A_BATCH).map(|batch| {
        let began = Instant::now();
        for n in 0..DECISIONS_OF_A_BATCH {
            black_box(decide(batch * DECISIONS_OF_A_BATCH + n));
        }
        microseconds(began.elapsed()) / DECISIONS_OF_A_BATCH as f64
    });
    let batches = sorted(batches.collect());
    println!(
        "verdict decisions={DECISIONS} cases={} p50_us={:.2} p99_us={:.2} batch_p50_us={:.2} batch_p99_us={:.2}",
        cases.len(),
        part(&single, 0.5),
        part(&single, 0.99),
        part(&batches, 0.5),
        part(&batches, 0.99),
    );
}

/// Acts light and heavy, with the facts Herald finds about them.
fn acts() -> Vec<Facts> {
    let publish = || Facts::of("content.publish");
    vec![
        Facts::of("contact.import"),
        Facts::of("segment.save"),
        Facts::of("content.draft"),
        Facts::of("desk.freeze"),
        Facts::of("house.change"),
        Facts::of("token.create").flag("agent_token", true),
        Facts::of("matter.raise").word("cell", "authority.analysis.audience-positioning"),
        publish()
            .word("kind", "news")
            .words("channels", ["website"]),
        publish()
            .word("kind", "news")
            .words("channels", ["website", "email"])
            .number("audience", 800),
        publish()
            .word("kind", "education")
            .words("channels", ["website", "email"])
            .words("criteria", ["large_reach", "names_service_or_price"])
            .number("audience", 1_834)
            .number("findings_review", 3)
            .flag("clinical", true),
        publish()
            .word("kind", "service")
            .words("channels", ["email"])
            .words("topics", ["epidemic"])
            .words("criteria", ["sensitive_topic"])
            .number("findings_block", 1)
            .flag("important", true),
        publish()
            .word("kind", "repost")
            .words("channels", ["website"])
            .flag("repost_of_approved", true),
    ]
}

fn actor(position: &Position) -> Actor {
    Actor {
        centre: CentreId(uuid::Uuid::nil()),
        who: Who::Person(AccountId(uuid::Uuid::nil())),
        holds: vec![Held::own(position.as_str())],
    }
}

fn visitor() -> Actor {
    Actor {
        centre: CentreId(uuid::Uuid::nil()),
        who: Who::Visitor,
        holds: Vec::new(),
    }
}

/// A list through the act and the job that takes it in.
async fn import(csv: &[u8]) {
    let centre = house().await;
    let (rows, took) = take_in(&centre, csv).await;
    println!(
        "import rows={rows} seconds={:.2} rows_per_s={:.0} rss_mb={}",
        took.as_secs_f64(),
        rows as f64 / took.as_secs_f64(),
        peak_megabytes(),
    );
}

/// The live count of a segment by tag, city and consent.
async fn segment() {
    let wanted: u64 = std::env::var("HERALD_BENCH_CONTACTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(CONTACTS);
    let centre = house().await;
    let began = Instant::now();
    let mut contacts = 0;
    while contacts < wanted {
        let rows = ROWS_OF_A_LIST.min(wanted - contacts);
        take_in(&centre, list(contacts, rows, AGREE).as_bytes()).await;
        contacts += rows;
    }
    let built = began.elapsed();
    let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
    let rule = Rule::All(vec![
        Rule::Tag(words(&["膝關節"])),
        Rule::City(words(&["臺中市", "彰化縣"])),
        Rule::Consent(Purpose::MarketingEmail),
    ]);
    let segment = saved(&centre, rule).await;
    let conn = centre.desk().database().reader();
    let mut matching = 0;
    let mut times = Vec::new();
    for _ in 0..COUNTS {
        let began = Instant::now();
        let purpose = Purpose::MarketingEmail.key();
        let count = audience::queries::count(&conn, centre.id, segment, purpose, centre.now())
            .await
            .unwrap();
        times.push(began.elapsed().as_secs_f64() * 1e3);
        matching = count.matching;
    }
    let times = sorted(times);
    println!(
        "segment contacts={contacts} matching={matching} median_ms={:.1} worst_ms={:.1} built_s={:.0}",
        part(&times, 0.5),
        part(&times, 1.0),
        built.as_secs_f64(),
    );
}

/// Personalised mails to the server at `HERALD_BENCH_SMTP`, from the release of a piece
/// to the end of its mailing.
async fn sending() {
    let port = std::env::var("HERALD_BENCH_SMTP").unwrap().parse().unwrap();
    let centre = house().await;
    let settings = SendingSettings {
        host: "127.0.0.1".into(),
        port,
        security: Protection::None,
        from_name: "歐亥健復健中心".into(),
        from_address: "news@clinic.test".into(),
        postal_address: "403 臺中市西區健康路 1 號".into(),
        connections: CONNECTIONS,
        ..SendingSettings::default()
    };
    centre.head().does(&ChangeSending { settings }).await;
    take_in(&centre, list(0, RECIPIENTS, 100).as_bytes()).await;
    let everybody = saved(&centre, Rule::All(Vec::new())).await;
    // The invitations of the people leave first, so that they are not measured.
    centre.drain().await;
    publish(&centre, everybody).await;
    let conn = centre.desk().database().reader();
    let open = channels::queries::open_mailings(&conn, centre.id).await;
    let id = open.unwrap().first().expect("the mailing waits").id;
    let began = Instant::now();
    let (over, until) = tokio::sync::watch::channel(false);
    let sent = async {
        centre.drain().await;
        over.send_replace(true);
        began.elapsed().as_secs_f64()
    };
    let (took, acts) = tokio::join!(sent, acts_meanwhile(&centre, until));
    let figures = channels::queries::figures(&conn, centre.id, id)
        .await
        .unwrap();
    assert_eq!(figures.sent, RECIPIENTS as i64, "{figures:?}");
    println!(
        "sending mails={} seconds={took:.2} mails_per_s={:.0} rss_mb={} acts={} act_median_ms={:.1} act_worst_ms={:.1}",
        figures.sent,
        figures.sent as f64 / took,
        peak_megabytes(),
        acts.len(),
        part(&acts, 0.5),
        part(&acts, 1.0),
    );
}

/// Somebody at a screen does one small act after the other until `over`: how long each
/// took, in milliseconds, sorted.
async fn acts_meanwhile(centre: &Centre, over: tokio::sync::watch::Receiver<bool>) -> Vec<f64> {
    let specialist = centre.specialist();
    let mut times = Vec::new();
    while !*over.borrow() {
        let act = AddContact {
            profile: Profile {
                name: format!("訪客{}", times.len()),
                ..Profile::default()
            },
            consent: None,
        };
        let began = Instant::now();
        specialist.does(&act).await;
        times.push(began.elapsed().as_secs_f64() * 1e3);
        tokio::time::sleep(BETWEEN_ACTS).await;
    }
    sorted(times)
}

/// The specialist publishes news by e-mail; so many recipients want the head's agreement.
async fn publish(centre: &Centre, segment: SegmentId) {
    let specialist = centre.specialist();
    let act = Draft {
        kind: Kind::News,
        language: Language::ZhHant,
        title: "週五照常服務".into(),
        summary: String::new(),
        doc: Some(serde_json::from_str(&letter().to_json()).unwrap()),
        sources: Vec::new(),
        cover: None,
        copy_of: None,
    };
    let drafted = specialist.does(&act).await;
    let item = serde_json::from_value(drafted.result()["item"].clone()).unwrap();
    let act = MakeVersion {
        item,
        name: String::new(),
    };
    let made = specialist.does(&act).await;
    let act = Publish {
        item,
        version: serde_json::from_value(made.result()["version"].clone()).unwrap(),
        outlets: BTreeMap::from([(
            "email".to_owned(),
            json!({ "segment": segment, "subject": "週五照常服務" }),
        )]),
        campaign: None,
        important: false,
        clinical: false,
    };
    if let Outcome::Requested { request, .. } = specialist.does(&act).await {
        centre.head().agrees_to(request).await.unwrap();
    }
}

/// A short letter: with its layout, in both forms, about as heavy as the mails that
/// `scripts/bench` lets the peer send.
fn letter() -> Doc {
    let mut text = String::new();
    for day in 1..=2 {
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "本中心本月 {day} 日照常服務，電話與櫃台的時間不變；停車場與接駁車也照平日的時間。\n"
        );
    }
    Doc::from_plain(&text)
}

async fn house() -> Centre {
    // People and home come with every centre of the tests.
    let features = herald::features::all()
        .into_iter()
        .filter(|feature| !["people", "home"].contains(&feature.name))
        .collect();
    testing::open(Engine::default(), features)
        .await
        .expect("this engine is always there")
}

/// Takes a list in: its rows, and how long the act and the job took.
async fn take_in(centre: &Centre, csv: &[u8]) -> (i64, Duration) {
    let blobs = centre.desk().part::<Blobs>().unwrap();
    let act = ImportContacts {
        file: blobs.put(csv).unwrap().to_string(),
        name: "客戶名單.csv".into(),
        plan: ImportPlan {
            columns: vec![
                Some(Column::Name),
                Some(Column::Email),
                Some(Column::City),
                Some(Column::Tags),
                Some(Column::Source),
                Some(Column::ConsentEmail),
            ],
            consent: ListConsent::Column {
                wording: Wording {
                    version: "2026-08".into(),
                    wording: "我同意以電子郵件收到本中心的文章與活動通知。".into(),
                },
                channel: "櫃檯".into(),
                evidence: "櫃檯紙本同意書".into(),
                at: centre.now(),
            },
            ..ImportPlan::default()
        },
    };
    let began = Instant::now();
    let done = centre.specialist().does(&act).await;
    let import: ImportId = serde_json::from_value(done.result()["import"].clone()).unwrap();
    finish_import(centre.desk(), &Duty::intake(), centre.id, import)
        .await
        .unwrap();
    let took = began.elapsed();
    let conn = centre.desk().database().reader();
    let import = audience::queries::import(&conn, centre.id, import).await;
    let counts = import.unwrap().expect("the import is there").counts;
    assert_eq!(
        Some(counts.created),
        done.result()["rows"].as_i64(),
        "every row becomes a contact"
    );
    (counts.created, took)
}

async fn saved(centre: &Centre, rule: Rule) -> SegmentId {
    let act = SaveSegment {
        segment: None,
        revision: None,
        name: "名單".into(),
        rule,
    };
    let outcome = centre.specialist().does(&act).await;
    let result = outcome.result();
    serde_json::from_value(result.get("segment").unwrap_or(result).clone()).unwrap()
}

/// People with addresses of their own, numbered from `first` on.
fn list(first: u64, rows: u64, agree_percent: u64) -> String {
    let mut dice = Dice(first);
    let mut csv = String::from("姓名,電子郵件,縣市,標籤,來源,同意收信\r\n");
    for n in first..first + rows {
        let agrees = if dice.below(100) < agree_percent {
            "是"
        } else {
            "否"
        };
        // Writing into a String cannot fail.
        let _ = write!(
            csv,
            "{}{},member{n:07}@readers.test,{},{}、{},{},{agrees}\r\n",
            dice.one_of(&SURNAMES),
            dice.one_of(&GIVEN),
            dice.one_of(&CITIES),
            dice.one_of(&TAGS[..4]),
            dice.one_of(&TAGS[4..]),
            dice.one_of(&SOURCES),
        );
    }
    csv
}

/// Numbers that look random and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }

    fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[usize::try_from(self.below(words.len() as u64)).unwrap()]
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

/// The value that a part of all sorted ones does not exceed.
fn part(sorted: &[f64], part: f64) -> f64 {
    let place = (sorted.len() as f64 * part).ceil() as usize;
    sorted[place.clamp(1, sorted.len()) - 1]
}

/// The most memory this process ever held, as Linux tells it.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|l| l.split_whitespace().next());
    kilobytes.and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) / 1_024
}

//! 2,000 believable people around 台中, as a list given to the real import ninety days ago,
//! and three segments of them.

use std::fmt::Write as _;

use desk::{Duty, Refusal};
use files::blobs::Blobs;
use frame::SampleCentre;
use kernel::Moment;
use kernel::jobs::Failure;

use crate::actions::{ImportContacts, SaveSegment, finish_import};
use crate::model::{
    Column, Engagement, ImportId, ImportPlan, Lifecycle, ListConsent, Rule, Wording,
};

/// How many people the sample centre knows.
const PEOPLE: u64 = 2_000;

const SURNAMES: [&str; 30] = [
    "陳", "林", "黃", "張", "李", "王", "吳", "劉", "蔡", "楊", "許", "鄭", "謝", "郭", "洪", "曾",
    "邱", "廖", "賴", "周", "徐", "蘇", "葉", "莊", "呂", "江", "何", "蕭", "羅", "詹",
];
const GIVEN: [&str; 40] = [
    "淑芬", "志明", "美玲", "俊傑", "雅婷", "建宏", "麗華", "家豪", "怡君", "文雄", "秀英", "國華",
    "佩珊", "宗翰", "惠如", "明德", "素貞", "柏翰", "欣怡", "榮華", "玉梅", "承恩", "淑惠", "信宏",
    "靜宜", "添財", "阿滿", "冠宇", "慧玲", "正雄", "雅雯", "金龍", "月娥", "彥廷", "寶珠", "嘉玲",
    "萬福", "詩涵", "春梅", "育誠",
];
const CITIES: [&str; 12] = [
    "臺中市",
    "臺中市",
    "臺中市",
    "臺中市",
    "臺中市",
    "彰化縣",
    "彰化縣",
    "南投縣",
    "苗栗縣",
    "雲林縣",
    "新竹縣",
    "臺中市",
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
const SOURCES: [&str; 5] = ["櫃檯", "社區講座", "官網", "朋友介紹", "LINE"];

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

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        let place = self.below(words.len() as u64);
        words
            .get(usize::try_from(place).unwrap_or(0))
            .copied()
            .unwrap_or_default()
    }
}

/// The list as somebody would export it.
fn list() -> String {
    let mut dice = Dice(20_261_123);
    let mut csv = String::from("\u{feff}姓名,電子郵件,手機,縣市,標籤,來源,同意收信,生日\r\n");
    for n in 0..PEOPLE {
        let name = format!("{}{}", dice.one_of(&SURNAMES), dice.one_of(&GIVEN));
        let first = dice.one_of(&TAGS);
        let second = dice.one_of(&TAGS);
        let tags = if dice.below(3) == 0 && first != second {
            format!("{first}、{second}")
        } else {
            first.to_owned()
        };
        let agrees = if dice.below(100) < 85 { "是" } else { "否" };
        // example.com and its kin are kept free for samples (RFC 2606).
        let house = ["example.com", "example.net", "example.org"]
            [usize::try_from(dice.below(3)).unwrap_or(0)];
        let birthday = format!("{:02}-{:02}", dice.below(12) + 1, dice.below(28) + 1);
        // Writing into a String cannot fail.
        let _ = write!(
            csv,
            "{name},member{n:04}@{house},09{:02}-{:03}-{:03},{},{tags},{},{agrees},{birthday}\r\n",
            10 + dice.below(80),
            dice.below(1_000),
            dice.below(1_000),
            dice.one_of(&CITIES),
            dice.one_of(&SOURCES),
        );
    }
    csv
}

/// Fills the sample centre.
pub async fn fill(centre: SampleCentre) -> Result<(), Refusal> {
    centre.days_ago(90, 2);
    let blobs = centre.desk.part::<Blobs>()?;
    let file = blobs
        .put(list().as_bytes())
        .map_err(|e| Refusal::Database(kernel::DbError::Shape(e.to_string())))?
        .to_string();
    let act = import_of(file, centre.clock.now());
    let done = centre.does(charter::Position::SPECIALIST, &act).await?;
    let import: ImportId = serde_json::from_value(done["import"].clone())
        .map_err(|e| Refusal::Database(kernel::DbError::Shape(e.to_string())))?;
    finish_import(&centre.desk, &Duty::intake(), centre.centre, import)
        .await
        .map_err(|failure| match failure {
            Failure::Passing(why) | Failure::Final(why) | Failure::NotBefore(_, why) => {
                Refusal::Database(kernel::DbError::Shape(why))
            }
        })?;
    centre.days_ago(80, 3);
    save_segments(&centre).await
}

/// What the specialist asks for: every column by its place, consent as the list says.
fn import_of(file: String, at: Moment) -> ImportContacts {
    ImportContacts {
        file,
        name: "客戶名單.csv".into(),
        plan: ImportPlan {
            columns: vec![
                Some(Column::Name),
                Some(Column::Email),
                Some(Column::Phone),
                Some(Column::City),
                Some(Column::Tags),
                Some(Column::Source),
                Some(Column::ConsentEmail),
                Some(Column::Birthday),
            ],
            consent: ListConsent::Column {
                wording: Wording {
                    version: "2026-08".into(),
                    wording: "我同意以電子郵件收到本中心的衛教文章與活動通知，隨時可以取消。"
                        .into(),
                },
                channel: "櫃檯".into(),
                evidence: "櫃檯紙本同意書，編號 2026-08-001 起".into(),
                at,
            },
            lifecycle: Lifecycle::Client.key().into(),
            ..ImportPlan::default()
        },
    }
}

async fn save_segments(centre: &SampleCentre) -> Result<(), Refusal> {
    let words = |list: &[&str]| list.iter().map(|w| (*w).to_owned()).collect();
    for (name, rule) in [
        (
            "護膝月：膝關節與照顧者",
            Rule::All(vec![
                Rule::Any(vec![
                    Rule::Tag(words(&["膝關節"])),
                    Rule::Tag(words(&["家屬", "中風照顧"])),
                ]),
                Rule::City(words(&["臺中市", "彰化縣", "苗栗縣"])),
            ]),
        ),
        ("講座出席者", Rule::All(vec![Rule::Tag(words(&["講座"]))])),
        (
            "臺中市近一個月讀過信的人",
            Rule::All(vec![
                Rule::City(words(&["臺中市"])),
                Rule::Engaged {
                    how: Engagement::Opened,
                    days: 30,
                },
            ]),
        ),
    ] {
        let save = SaveSegment {
            segment: None,
            revision: None,
            name: name.to_owned(),
            rule,
        };
        centre.does(charter::Position::SPECIALIST, &save).await?;
    }
    Ok(())
}

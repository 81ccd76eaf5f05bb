//! The website's part of the sample centre: what it says of itself, ninety days of
//! readers, and the forms some of them filled in.

use charter::{Actor, Who};
use desk::{Boxed, Options, Refusal};
use frame::SampleCentre;
use serde_json::json;

use crate::actions::{ChangeSettings, SampleArticle, SampleVisits};
use crate::model::Settings;
use crate::queries;

const DAYS: i64 = 90;
/// `utm_campaign` of the three past campaigns; the planning of the sample centre uses
/// the same slugs.
const CAMPAIGNS: [&str; 3] = ["knee-walking", "neck-shoulder-week", "balance-day"];

/// Fills the website.
#[must_use]
pub fn fill(sample: SampleCentre) -> Boxed<Result<(), Refusal>> {
    Box::pin(async move {
        settings(&sample).await?;
        readers(&sample).await?;
        leads(&sample).await
    })
}

async fn settings(sample: &SampleCentre) -> Result<(), Refusal> {
    sample.days_ago(DAYS + 10, 2);
    let settings = Settings {
        address: "臺中市西屯區示範路 100 號".into(),
        phone: "04-0000-0000".into(),
        hours: "週一到週五 8:30–20:30\n週六 8:30–12:30\n週日與國定假日休息".into(),
        about: "把復健帶回日常：術後、運動傷害與長者的動作訓練，由物理治療師一對一評估。\n本中心由物理治療所經營，每一篇衛教文章都經物理治療師審閱。\n第一次來請先預約評估，帶健保卡與近期的檢查報告。".into(),
        privacy_contact: "privacy@sample.test".into(),
        licence_number: "示範字第 0000000000 號".into(),
        language: "zh-Hant".into(),
        internal: Vec::new(),
    };
    sample
        .does(charter::Position::HEAD, &ChangeSettings { settings })
        .await?;
    Ok(())
}

async fn readers(sample: &SampleCentre) -> Result<(), Refusal> {
    let conn = sample.desk.database().reader();
    let directory = queries::directory(&conn, sample.centre).await?;
    let articles = directory
        .pages()
        .iter()
        .map(|page| SampleArticle {
            item: page.item,
            slug: page.slug.clone(),
            since: page.first_at,
        })
        .collect();
    let act = SampleVisits {
        days: u32::try_from(DAYS).unwrap_or(90),
        articles,
        campaigns: CAMPAIGNS.map(str::to_owned).to_vec(),
    };
    sample.clock.set(sample.today);
    let setup = outsider(sample, Who::Setup);
    sample.desk.act(&setup, &act, Options::default()).await?;
    Ok(())
}

fn outsider(sample: &SampleCentre, who: Who) -> Actor {
    Actor {
        centre: sample.centre,
        who,
        holds: Vec::new(),
    }
}

/// Who wrote, what they asked, and by which campaign they came.
const ASKED: [(&str, &str, usize); 20] = [
    (
        "林淑芬",
        "媽媽換膝關節三週了，想預約評估，平日傍晚方便。",
        0,
    ),
    (
        "陳志豪",
        "打籃球扭到腳踝，已經消腫，什麼時候可以開始訓練？",
        3,
    ),
    ("黃美玲", "請問週六有沒有物理治療師可以評估肩膀？", 1),
    ("張家榮", "爸爸中風後半年，想了解在家的動作訓練。", 3),
    ("李佩珊", "想報名跌倒預防的講座，一位，謝謝。", 1),
    ("王俊傑", "跑步後膝蓋外側會痛，可以先做評估嗎？", 2),
    ("吳雅婷", "產後腰痛，想問有沒有適合的課程。", 3),
    ("劉建宏", "輪椅可以直接到院嗎？停車場到門口有沒有坡道？", 3),
    ("蔡宜君", "奶奶常常站不穩，希望安排長者平衡評估。", 1),
    ("楊明哲", "肩膀舉不高兩個月了，需要帶轉診單嗎？", 3),
    ("許雅雯", "看了護膝文章，想問怎麼量尺寸。", 2),
    ("鄭文彬", "公司想辦久坐族的伸展課，大約二十人。", 0),
    ("謝欣怡", "換髖關節後可以來做水中運動嗎？", 0),
    ("洪國華", "想預約下週三下午的評估，電話聯絡即可。", 2),
    ("郭淑惠", "請問看診要不要收掛號費？", 3),
    (
        "曾柏翰",
        "小腿拉傷第五天，想知道可不可以開始冰敷以外的處理。",
        3,
    ),
    ("廖婉如", "冬天膝蓋僵硬，想參加護膝月的活動。", 2),
    ("賴冠宇", "請寄一份術後六週的衛教單給我。", 0),
    (
        "徐麗華",
        "阿公八十歲，剛出院，行動不便，可以到府評估嗎？",
        1,
    ),
    ("周怡君", "想了解頸椎不舒服的運動，平日中午可以。", 2),
];

async fn leads(sample: &SampleCentre) -> Result<(), Refusal> {
    let visitor = outsider(sample, Who::Visitor);
    for (n, (name, message, campaign)) in ASKED.into_iter().enumerate() {
        let n = i64::try_from(n).unwrap_or(0);
        sample.days_ago(DAYS - 3 - n * 4, 1 + n % 10);
        let campaign = CAMPAIGNS.get(campaign).copied().unwrap_or_default();
        let came = if campaign.is_empty() {
            ""
        } else {
            "newsletter"
        };
        let lead = json!({
            "name": name,
            "email": format!("reader{:02}@mail.example", n + 1),
            "phone": null,
            "message": message,
            "consent": n % 3 != 2,
            "consent_wording": { "version": "website-2026-1", "wording": "我同意以電子郵件收到本中心的衛教文章與活動通知，隨時可以退訂。" },
            "page": "/contact",
            "utm_source": came,
            "utm_medium": if came.is_empty() { "" } else { "email" },
            "utm_campaign": campaign,
        });
        sample
            .desk
            .submit(&visitor, "lead.submit", lead, Options::default())
            .await?;
    }
    sample.clock.set(sample.today);
    Ok(())
}

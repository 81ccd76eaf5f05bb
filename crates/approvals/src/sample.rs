//! The sample centre's matters: two proposals that wait, one whose outcome is due.

use desk::proposals::Decide;
use desk::{Options, Outcome, RaiseMatter, Refusal};
use frame::SampleCentre;

struct Matter {
    days_ago: i64,
    position: &'static str,
    cell: &'static str,
    title: &'static str,
    body: &'static str,
    /// What the head answered, on the day after.
    accepted: Option<&'static str>,
}

const MATTERS: [Matter; 3] = [
    Matter {
        days_ago: 41,
        position: "specialist",
        cell: "authority.customer.service-improvement",
        title: "電話諮詢改為當天回電",
        body: "依據\n十月的回饋有 9 則提到等太久，平均隔一天半才回電。\n\n選項\n一、客服下午固定一小時回電；二、外包總機。\n\n建議\n選一，先試一個月。",
        accepted: Some("先試一個月，每週看一次未回電話數。"),
    },
    Matter {
        days_ago: 2,
        position: "specialist",
        cell: "authority.customer.loyalty-programme",
        title: "回訪禮改為復健評估一次",
        body: "依據\n上季回訪禮的毛巾領取率 31%，問卷裡 47 人希望換成評估。\n\n選項\n一、維持毛巾；二、改為 20 分鐘評估；三、兩者擇一。\n\n建議\n選二，物理治療部每週可留 6 個時段。",
        accepted: None,
    },
    Matter {
        days_ago: 1,
        position: "customer_service",
        cell: "authority.content.topic-planning",
        title: "加一篇「術後第一次洗澡」的衛教",
        body: "依據\n這個月有 14 通電話問同一件事。\n\n建議\n由物理治療師口述，我們整理成圖文。",
        accepted: None,
    },
];

/// Raises the matters at their simulated times.
pub(crate) async fn fill(sample: SampleCentre) -> Result<(), Refusal> {
    for matter in &MATTERS {
        sample.days_ago(matter.days_ago, 3);
        let act = RaiseMatter {
            cell: matter.cell.into(),
            title: matter.title.into(),
            body: matter.body.into(),
        };
        let actor = sample.actor(matter.position).await?;
        let outcome = sample.desk.act(&actor, &act, Options::default()).await?;
        let (Outcome::Proposed { proposal, .. }, Some(comment)) = (outcome, matter.accepted) else {
            continue;
        };
        sample.days_ago(matter.days_ago - 1, 2);
        let decide = Decide {
            proposal,
            accept: true,
            comment: comment.into(),
            look_again_at: Some(sample.today.plus_days(-3)),
        };
        sample.does("head", &decide).await?;
    }
    Ok(())
}

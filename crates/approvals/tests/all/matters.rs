//! The 48 matters of the position document, each from asking to its end. What the
//! specialist may do is the column of the document it stands in, copied by hand; who
//! decides where the document says "superior" is the house's own reading.

use charter::Level;
use desk::proposals::Decide;
use desk::{Outcome, RaiseMatter, Refusal};
use testing::{Centre, Someone};

/// 獨立決策權限
const DECIDES: [(&str, &str); 16] = [
    ("authority.execution.daily-social-posts", "日常社媒內容發布"),
    ("authority.execution.routine-copy", "常規宣傳文案撰寫"),
    ("authority.execution.online-replies", "線上互動回覆"),
    ("authority.execution.organise-materials", "行銷資料整理"),
    ("authority.content.routine-creation", "常規內容創作"),
    ("authority.content.layout-design", "圖文排版設計"),
    ("authority.content.content-analytics", "內容數據分析"),
    ("authority.content.collect-assets", "素材整理收集"),
    ("authority.analysis.basic-data", "基礎數據收集"),
    ("authority.analysis.competitor-monitoring", "競品日常監測"),
    ("authority.analysis.effect-tracking", "行銷效果追蹤"),
    ("authority.analysis.feedback-recording", "客戶反饋記錄"),
    ("authority.customer.daily-interaction", "日常客戶互動"),
    ("authority.customer.data-update", "客戶資料更新"),
    ("authority.customer.simple-issues", "簡單問題處理"),
    ("authority.customer.daily-care", "日常關懷執行"),
];

/// 建議權限
const SUGGESTS: [(&str, &str); 16] = [
    ("authority.execution.campaign-design", "行銷活動設計建議"),
    ("authority.execution.channel-strategy", "推廣渠道策略"),
    ("authority.execution.content-direction", "內容方向調整"),
    (
        "authority.execution.feedback-handling-plan",
        "客戶回饋處理方案",
    ),
    ("authority.content.topic-planning", "內容主題規劃"),
    ("authority.content.key-messages", "關鍵訊息建議"),
    ("authority.content.visual-style", "視覺風格優化建議"),
    ("authority.content.content-strategy-change", "內容策略調整"),
    ("authority.analysis.trend-analysis", "市場趨勢分析建議"),
    (
        "authority.analysis.competitive-strategy-change",
        "競爭策略調整建議",
    ),
    (
        "authority.analysis.audience-positioning",
        "目標客群定位建議",
    ),
    (
        "authority.analysis.performance-optimisation",
        "行銷績效優化方案",
    ),
    ("authority.customer.loyalty-programme", "客戶忠誠計劃建議"),
    ("authority.customer.service-improvement", "客戶服務改進方案"),
    ("authority.customer.complaint-handling", "客戶投訴處理建議"),
    (
        "authority.customer.customer-activity-design",
        "客戶活動設計方案",
    ),
];

const HEAD: &[&str] = &["head"];
const SUPERINTENDENT: &[&str] = &["superintendent"];
const PROFESSIONAL: &[&str] = &["physiotherapist", "head"];

/// 需上級批准, and who agrees in which order.
const ASKS: [(&str, &str, &[&str]); 16] = [
    ("authority.execution.budget-use", "行銷預算使用", HEAD),
    ("authority.execution.large-events", "大型活動策劃", HEAD),
    (
        "authority.execution.important-releases",
        "重要宣傳發布",
        HEAD,
    ),
    (
        "authority.execution.brand-image-change",
        "品牌形象調整",
        SUPERINTENDENT,
    ),
    (
        "authority.content.important-content-release",
        "重要內容發布批准",
        HEAD,
    ),
    (
        "authority.content.professional-review",
        "專業內容審核",
        PROFESSIONAL,
    ),
    (
        "authority.content.major-direction-change",
        "內容方向重大變更",
        HEAD,
    ),
    (
        "authority.content.sensitive-topic-response",
        "敏感話題回應",
        HEAD,
    ),
    (
        "authority.analysis.market-strategy-change",
        "市場戰略調整",
        SUPERINTENDENT,
    ),
    (
        "authority.analysis.competitive-strategy",
        "競爭策略制定",
        SUPERINTENDENT,
    ),
    ("authority.analysis.roi-evaluation", "投資回報評估", HEAD),
    (
        "authority.analysis.long-term-planning",
        "長期行銷規劃",
        SUPERINTENDENT,
    ),
    (
        "authority.customer.key-account-strategy",
        "重點客戶維護策略",
        HEAD,
    ),
    (
        "authority.customer.compensation",
        "客戶賠償決定",
        SUPERINTENDENT,
    ),
    (
        "authority.customer.customer-policy-change",
        "客戶政策調整",
        SUPERINTENDENT,
    ),
    ("authority.customer.major-complaints", "重大投訴處理", HEAD),
];

fn matter(cell: &str, words: &str) -> RaiseMatter {
    RaiseMatter {
        cell: cell.into(),
        title: words.into(),
        body: String::new(),
    }
}

/// How often a matter of this cell and title was decided and recorded.
async fn recorded(centre: &Centre, act: &RaiseMatter) -> i64 {
    let conn = centre.desk().database().reader();
    let sql = "select cast(count(*) as bigint) as n from matter where centre_id = $1 and cell = $2 and title = $3";
    let args = kernel::args![centre.id, act.cell.clone(), act.title.clone()];
    conn.one(sql, args).await.unwrap().get("n").unwrap()
}

/// The words of the cell in the document that is in force.
async fn words_of(centre: &Centre, cell: &str) -> String {
    let conn = centre.desk().database().reader();
    let book = centre.desk().rulebook(&conn, centre.id).await.unwrap();
    let found = book.document.cells().find(|found| found.id == cell);
    found.unwrap().zh.clone()
}

fn others<'a>(centre: &'a Centre, but: &str) -> Vec<Someone<'a>> {
    let all = [
        "head",
        "superintendent",
        "physiotherapist",
        "customer_service",
        "sales",
        "finance",
    ];
    all.into_iter()
        .filter(|one| *one != but)
        .map(|one| centre.nth(one, 0))
        .collect()
}

testing::on_both_engines! {
    with [approvals::feature()];
    async fn what_the_specialist_decides_is_done_and_on_record_at_once(centre: Centre) {
        for (cell, words) in DECIDES {
            assert_eq!(words_of(&centre, cell).await, words);
            let act = matter(cell, words);
            let outcome = centre.specialist().does(&act).await;
            assert!(matches!(&outcome, Outcome::Done { verdict, .. } if verdict.level == Level::Independent), "{cell}: {outcome:?}");
            assert_eq!(recorded(&centre, &act).await, 1, "{cell}");
            let last = centre.ledger().await.pop().unwrap();
            assert_eq!((last["what"].as_str(), last["kind"].as_str()), (Some("done"), Some("matter.raise")), "{last}");
        }
        assert!(centre.ledger_is_whole().await);
    }

    with [approvals::feature()];
    async fn what_the_specialist_suggests_is_done_when_the_head_accepts_it(centre: Centre) {
        for (cell, words) in SUGGESTS {
            assert_eq!(words_of(&centre, cell).await, words);
            let act = matter(cell, words);
            let outcome = centre.specialist().does(&act).await;
            let Outcome::Proposed { proposal, verdict } = outcome else { panic!("{cell}: {outcome:?}") };
            assert_eq!(verdict.level, Level::Recommend, "{cell}");
            assert_eq!(recorded(&centre, &act).await, 0, "{cell} took effect before anybody decided");
            let accept = Decide { proposal, accept: true, comment: String::new(), look_again_at: None };
            let own = centre.specialist().tries(&accept).await;
            assert!(matches!(own, Err(Refusal::Conflict { .. })), "{cell}: {own:?}");
            centre.head().does(&accept).await;
            assert_eq!(recorded(&centre, &act).await, 1, "{cell}");
        }
        assert!(centre.ledger_is_whole().await);
    }

    with [approvals::feature()];
    async fn what_needs_a_superior_is_done_only_when_its_whole_route_agreed(centre: Centre) {
        for (cell, words, route) in ASKS {
            assert_eq!(words_of(&centre, cell).await, words);
            let act = matter(cell, words);
            let outcome = centre.specialist().does(&act).await;
            assert!(matches!(&outcome, Outcome::Requested { verdict, .. } if verdict.level == Level::Approval), "{cell}: {outcome:?}");
            let request = Centre::request_of(&outcome);
            let own = centre.specialist().agrees_to(request).await;
            assert!(matches!(own, Err(Refusal::Conflict { .. })), "{cell}: {own:?}");
            for position in route {
                assert_eq!(recorded(&centre, &act).await, 0, "{cell} took effect too early");
                for other in others(&centre, position) {
                    let refused = other.agrees_to(request).await;
                    assert!(matches!(refused, Err(Refusal::Conflict { .. })), "{cell}: {refused:?}");
                }
                centre.nth(position, 0).agrees_to(request).await.unwrap();
            }
            assert_eq!(recorded(&centre, &act).await, 1, "{cell}");
        }
        assert!(centre.ledger_is_whole().await);
    }
}

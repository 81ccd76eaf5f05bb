//! The decision rights of HR-F019 in the words of the document, written down
//! by hand: this table must not be derived from the file it checks.

use charter::{DecisionTable, Facts, Level, Position, Source};

use crate::{NOW, agent_of, charter, person, route, row_ids};

const I: Level = Level::Independent;
const R: Level = Level::Recommend;
const A: Level = Level::Approval;

const MATRIX: [(&str, &str, Level); 48] = [
    (
        "authority.execution.daily-social-posts",
        "日常社媒內容發布",
        I,
    ),
    ("authority.execution.routine-copy", "常規宣傳文案撰寫", I),
    ("authority.execution.online-replies", "線上互動回覆", I),
    ("authority.execution.organise-materials", "行銷資料整理", I),
    ("authority.execution.campaign-design", "行銷活動設計建議", R),
    ("authority.execution.channel-strategy", "推廣渠道策略", R),
    ("authority.execution.content-direction", "內容方向調整", R),
    (
        "authority.execution.feedback-handling-plan",
        "客戶回饋處理方案",
        R,
    ),
    ("authority.execution.budget-use", "行銷預算使用", A),
    ("authority.execution.large-events", "大型活動策劃", A),
    ("authority.execution.important-releases", "重要宣傳發布", A),
    ("authority.execution.brand-image-change", "品牌形象調整", A),
    ("authority.content.routine-creation", "常規內容創作", I),
    ("authority.content.layout-design", "圖文排版設計", I),
    ("authority.content.content-analytics", "內容數據分析", I),
    ("authority.content.collect-assets", "素材整理收集", I),
    ("authority.content.topic-planning", "內容主題規劃", R),
    ("authority.content.key-messages", "關鍵訊息建議", R),
    ("authority.content.visual-style", "視覺風格優化建議", R),
    (
        "authority.content.content-strategy-change",
        "內容策略調整",
        R,
    ),
    (
        "authority.content.important-content-release",
        "重要內容發布批准",
        A,
    ),
    ("authority.content.professional-review", "專業內容審核", A),
    (
        "authority.content.major-direction-change",
        "內容方向重大變更",
        A,
    ),
    (
        "authority.content.sensitive-topic-response",
        "敏感話題回應",
        A,
    ),
    ("authority.analysis.basic-data", "基礎數據收集", I),
    (
        "authority.analysis.competitor-monitoring",
        "競品日常監測",
        I,
    ),
    ("authority.analysis.effect-tracking", "行銷效果追蹤", I),
    ("authority.analysis.feedback-recording", "客戶反饋記錄", I),
    ("authority.analysis.trend-analysis", "市場趨勢分析建議", R),
    (
        "authority.analysis.competitive-strategy-change",
        "競爭策略調整建議",
        R,
    ),
    (
        "authority.analysis.audience-positioning",
        "目標客群定位建議",
        R,
    ),
    (
        "authority.analysis.performance-optimisation",
        "行銷績效優化方案",
        R,
    ),
    (
        "authority.analysis.market-strategy-change",
        "市場戰略調整",
        A,
    ),
    ("authority.analysis.competitive-strategy", "競爭策略制定", A),
    ("authority.analysis.roi-evaluation", "投資回報評估", A),
    ("authority.analysis.long-term-planning", "長期行銷規劃", A),
    ("authority.customer.daily-interaction", "日常客戶互動", I),
    ("authority.customer.data-update", "客戶資料更新", I),
    ("authority.customer.simple-issues", "簡單問題處理", I),
    ("authority.customer.daily-care", "日常關懷執行", I),
    (
        "authority.customer.loyalty-programme",
        "客戶忠誠計劃建議",
        R,
    ),
    (
        "authority.customer.service-improvement",
        "客戶服務改進方案",
        R,
    ),
    (
        "authority.customer.complaint-handling",
        "客戶投訴處理建議",
        R,
    ),
    (
        "authority.customer.customer-activity-design",
        "客戶活動設計方案",
        R,
    ),
    (
        "authority.customer.key-account-strategy",
        "重點客戶維護策略",
        A,
    ),
    ("authority.customer.compensation", "客戶賠償決定", A),
    (
        "authority.customer.customer-policy-change",
        "客戶政策調整",
        A,
    ),
    ("authority.customer.major-complaints", "重大投訴處理", A),
];

fn matter(cell: &str) -> Facts {
    Facts::of(DecisionTable::MATTER).word("cell", cell)
}

#[test]
fn the_specialist_has_exactly_the_rights_of_the_document() {
    let charter = charter();
    let specialist = person(&[Position::SPECIALIST]);
    for (cell, zh, level) in MATRIX {
        let verdict = charter.table.decide(&specialist, &matter(cell), NOW);
        assert_eq!(verdict.level, level, "{cell}");
        assert_eq!(verdict.cell.as_deref(), Some(cell));
        assert_eq!(row_ids(&verdict), [cell]);
        assert_eq!(verdict.rows[0].source, Source::Document);
        assert_eq!(verdict.rows[0].zh, zh);
        assert_eq!(verdict.charter, "HR-F019/A");
        assert_eq!(verdict.route.is_empty(), level == I, "{cell}");
    }
    assert_eq!(charter.document.cells().count(), MATRIX.len());
}

#[test]
fn an_agent_of_the_specialist_has_the_same_rights_over_every_cell() {
    let charter = charter();
    for (cell, _, level) in MATRIX {
        let verdict = charter
            .table
            .decide(&agent_of(&[Position::SPECIALIST]), &matter(cell), NOW);
        assert_eq!(verdict.level, level, "{cell}");
    }
}

#[test]
fn the_weighty_cells_lead_to_the_superintendent_and_the_others_to_the_head() {
    let charter = charter();
    let superintendent = [
        "authority.execution.brand-image-change",
        "authority.analysis.market-strategy-change",
        "authority.analysis.competitive-strategy",
        "authority.analysis.long-term-planning",
        "authority.customer.compensation",
        "authority.customer.customer-policy-change",
    ];
    for (cell, _, level) in MATRIX.into_iter().filter(|(_, _, level)| *level != I) {
        let verdict = charter
            .table
            .decide(&person(&[Position::SPECIALIST]), &matter(cell), NOW);
        let expected = match cell {
            "authority.content.professional-review" => "10 physiotherapist, 20 head",
            cell if superintendent.contains(&cell) => "30 superintendent",
            _ => "20 head",
        };
        assert_eq!(route(&verdict), expected, "{cell} {level:?}");
    }
}

#[test]
fn the_head_decides_what_the_specialist_may_suggest_and_never_approves_their_own() {
    let charter = charter();
    for (cell, _, level) in MATRIX {
        let verdict = charter
            .table
            .decide(&person(&[Position::HEAD]), &matter(cell), NOW);
        assert_eq!(verdict.level, if level == A { A } else { I }, "{cell}");
        if level == A {
            assert!(route(&verdict).ends_with("30 superintendent"), "{cell}");
        }
    }
}

#[test]
fn the_superintendent_needs_only_the_professional_review() {
    let charter = charter();
    for (cell, _, _) in MATRIX {
        let verdict =
            charter
                .table
                .decide(&person(&[Position::SUPERINTENDENT]), &matter(cell), NOW);
        if cell == "authority.content.professional-review" {
            assert_eq!(route(&verdict), "10 physiotherapist");
        } else {
            assert_eq!(verdict.level, I, "{cell}");
            assert_eq!(row_ids(&verdict), ["house.unmatched.superintendent"]);
        }
    }
}

#[test]
fn colleagues_of_other_departments_suggest_what_the_specialist_suggests() {
    let charter = charter();
    for (cell, _, level) in MATRIX.into_iter().filter(|(_, _, level)| *level == R) {
        for position in ["physiotherapist", "customer_service", "sales", "finance"] {
            assert_eq!(
                charter
                    .table
                    .decide(&person(&[position]), &matter(cell), NOW)
                    .level,
                level
            );
        }
    }
}

//! Lines of the charter that the door fulfils with `matter.raise`, each walked from
//! asking to its end by a test.

use frame::Proof;

/// Done alone and recorded.
const DECIDED: &str =
    "approvals::all matters::what_the_specialist_decides_is_done_and_on_record_at_once::sqlite";
/// Put forward, decided by a superior.
const SUGGESTED: &str =
    "approvals::all matters::what_the_specialist_suggests_is_done_when_the_head_accepts_it::sqlite";
/// Asked, agreed to along its route, performed.
const ASKED: &str = "approvals::all matters::what_needs_a_superior_is_done_only_when_its_whole_route_agreed::sqlite";

/// The levels of decision, the 48 items below them, and the four groups, each whole.
pub const PROOFS: &[Proof] = &[
    proves("independent", DECIDED),
    proves("recommend", SUGGESTED),
    proves("approval", ASKED),
    proves("authority.execution", DECIDED),
    proves("authority.execution", SUGGESTED),
    proves("authority.execution", ASKED),
    proves("authority.content", DECIDED),
    proves("authority.content", SUGGESTED),
    proves("authority.content", ASKED),
    proves("authority.analysis", DECIDED),
    proves("authority.analysis", SUGGESTED),
    proves("authority.analysis", ASKED),
    proves("authority.customer", DECIDED),
    proves("authority.customer", SUGGESTED),
    proves("authority.customer", ASKED),
    proves("authority.execution.daily-social-posts", DECIDED),
    proves("authority.execution.routine-copy", DECIDED),
    proves("authority.execution.online-replies", DECIDED),
    proves("authority.execution.organise-materials", DECIDED),
    proves("authority.execution.campaign-design", SUGGESTED),
    proves("authority.execution.channel-strategy", SUGGESTED),
    proves("authority.execution.content-direction", SUGGESTED),
    proves("authority.execution.feedback-handling-plan", SUGGESTED),
    proves("authority.execution.budget-use", ASKED),
    proves("authority.execution.large-events", ASKED),
    proves("authority.execution.important-releases", ASKED),
    proves("authority.execution.brand-image-change", ASKED),
    proves("authority.content.routine-creation", DECIDED),
    proves("authority.content.layout-design", DECIDED),
    proves("authority.content.content-analytics", DECIDED),
    proves("authority.content.collect-assets", DECIDED),
    proves("authority.content.topic-planning", SUGGESTED),
    proves("authority.content.key-messages", SUGGESTED),
    proves("authority.content.visual-style", SUGGESTED),
    proves("authority.content.content-strategy-change", SUGGESTED),
    proves("authority.content.important-content-release", ASKED),
    proves("authority.content.professional-review", ASKED),
    proves("authority.content.major-direction-change", ASKED),
    proves("authority.content.sensitive-topic-response", ASKED),
    proves("authority.analysis.basic-data", DECIDED),
    proves("authority.analysis.competitor-monitoring", DECIDED),
    proves("authority.analysis.effect-tracking", DECIDED),
    proves("authority.analysis.feedback-recording", DECIDED),
    proves("authority.analysis.trend-analysis", SUGGESTED),
    proves("authority.analysis.competitive-strategy-change", SUGGESTED),
    proves("authority.analysis.audience-positioning", SUGGESTED),
    proves("authority.analysis.performance-optimisation", SUGGESTED),
    proves("authority.analysis.market-strategy-change", ASKED),
    proves("authority.analysis.competitive-strategy", ASKED),
    proves("authority.analysis.roi-evaluation", ASKED),
    proves("authority.analysis.long-term-planning", ASKED),
    proves("authority.customer.daily-interaction", DECIDED),
    proves("authority.customer.data-update", DECIDED),
    proves("authority.customer.simple-issues", DECIDED),
    proves("authority.customer.daily-care", DECIDED),
    proves("authority.customer.loyalty-programme", SUGGESTED),
    proves("authority.customer.service-improvement", SUGGESTED),
    proves("authority.customer.complaint-handling", SUGGESTED),
    proves("authority.customer.customer-activity-design", SUGGESTED),
    proves("authority.customer.key-account-strategy", ASKED),
    proves("authority.customer.compensation", ASKED),
    proves("authority.customer.customer-policy-change", ASKED),
    proves("authority.customer.major-complaints", ASKED),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

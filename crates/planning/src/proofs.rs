//! Lines of the charter this feature fulfils, with the tests that prove them.

use frame::Proof;

/// Campaigns, their approval and their numbers.
pub const PROOFS: &[Proof] = &[
    proves(
        "duty.strategy.optimise-workflow",
        "planning::all campaigns::a_campaign_walks_from_idea_to_closed_and_keeps_who_and_when::sqlite",
    ),
    proves(
        "duty.strategy.track-effect",
        "planning::all numbers::every_number_of_a_campaign_is_the_count_of_the_rows_it_opens::sqlite",
    ),
    proves(
        "authority.execution.campaign-design",
        "planning::all campaigns::the_specialist_proposes_and_the_head_decides::sqlite",
    ),
    proves(
        "authority.execution.important-releases",
        "planning::all campaigns::a_launch_waits_for_the_head_and_binds_what_was_read::sqlite",
    ),
    proves(
        "risk.content-controversy",
        "planning::all campaigns::a_sensitive_word_in_the_message_is_named_by_the_verdict::sqlite",
    ),
    proves(
        "kpi.campaign-conversion-rate",
        "planning::all numbers::the_conversion_of_a_period_counts_tagged_visits_and_leads::sqlite",
    ),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

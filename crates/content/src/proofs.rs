//! Lines of the charter this feature fulfils, with the tests that prove them.

use frame::Proof;

/// Writing, reviewing and publishing.
pub const PROOFS: &[Proof] = &[
    proves(
        "duty.digital.online-content",
        "content::all publishing::routine_news_goes_out_by_the_specialists_own_decision::sqlite",
    ),
    proves(
        "duty.content.copywriting",
        "content::all writing::two_who_write_at_once_never_overwrite_each_other::sqlite",
    ),
    proves(
        "duty.content.copywriting",
        "content::all writing::a_version_is_made_only_when_something_changed::sqlite",
    ),
    proves(
        "duty.content.health-articles",
        "content::all publishing::clinical_content_needs_a_physiotherapist_and_then_the_head::sqlite",
    ),
    proves(
        "duty.content.content-library",
        "content::all writing::items_are_found_by_two_characters_kind_and_state::sqlite",
    ),
    proves(
        "duty.content.content-library",
        "content::all writing::a_draft_can_be_thrown_away_and_taken_back_but_never_what_was_published::sqlite",
    ),
    proves(
        "duty.collaboration.clinical-content",
        "content::all publishing::clinical_content_needs_a_physiotherapist_and_then_the_head::sqlite",
    ),
    proves(
        "authority.content.routine-creation",
        "content::all writing::a_version_is_made_only_when_something_changed::sqlite",
    ),
    proves(
        "authority.content.important-content-release",
        "content::all publishing::what_is_sent_back_says_so_until_it_goes_out::sqlite",
    ),
    proves(
        "authority.content.professional-review",
        "content::all publishing::clinical_content_needs_a_physiotherapist_and_then_the_head::sqlite",
    ),
    proves(
        "kpi.content-output-quality",
        "content::all publishing::what_is_sent_back_says_so_until_it_goes_out::sqlite",
    ),
    proves(
        "risk.content-accuracy",
        "content::all publishing::clinical_content_needs_a_physiotherapist_and_then_the_head::sqlite",
    ),
    proves(
        "risk.content-accuracy",
        "content::all publishing::a_forbidden_claim_cannot_be_approved_by_anybody::sqlite",
    ),
    proves(
        "protection.content-review",
        "content::all publishing::clinical_content_needs_a_physiotherapist_and_then_the_head::sqlite",
    ),
    proves(
        "protection.content-review",
        "content::all publishing::going_on_writing_after_submitting_asks_everybody_again::sqlite",
    ),
    proves(
        "protection.content-review",
        "content::all publishing::nobody_approves_their_own::sqlite",
    ),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

//! Lines of the charter this feature fulfils, with the tests that prove them.

use frame::Proof;

/// Contacts, their consent and their rights.
pub const PROOFS: &[Proof] = &[
    proves(
        "duty.crm.customer-database",
        "audience::all lists::a_list_is_taken_in_without_its_bad_rows_and_its_doubles::sqlite",
    ),
    proves(
        "duty.crm.customer-database",
        "audience::all pages::every_screen_answers_and_a_contact_is_found_by_two_characters::sqlite",
    ),
    proves(
        "authority.customer.data-update",
        "audience::all lists::values_that_are_there_are_kept_unless_the_list_may_replace_them::sqlite",
    ),
    proves(
        "kpi.leads-generated",
        "audience::all rights::a_form_makes_a_lead_and_consent_only_when_it_is_ticked::sqlite",
    ),
    proves(
        "risk.customer-privacy",
        "audience::all rights::erasing_leaves_only_the_fingerprint_of_the_address::sqlite",
    ),
    proves(
        "risk.customer-privacy",
        "audience::all rights::who_unsubscribes_is_never_mailed_again_even_after_a_form::sqlite",
    ),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

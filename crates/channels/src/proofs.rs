//! Lines of the charter this feature fulfils, with the tests that prove them.

use frame::Proof;

/// Sending by e-mail, and who must not be written to.
pub const PROOFS: &[Proof] = &[
    proves(
        "duty.digital.email-marketing",
        "channels::all sending::two_hundred_people_get_one_mail_each::sqlite",
    ),
    proves(
        "duty.digital.email-marketing",
        "channels::all reading::a_click_leads_where_the_author_said_and_is_counted_once::sqlite",
    ),
    proves(
        "risk.customer-privacy",
        "channels::all sending::who_unsubscribes_while_it_is_sent_is_not_claimed_any_more::sqlite",
    ),
    proves(
        "risk.content-controversy",
        "channels::all freezing::a_freeze_in_the_middle_lets_nothing_more_out::sqlite",
    ),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

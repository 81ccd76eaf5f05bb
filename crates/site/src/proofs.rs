//! Lines of the charter this feature fulfils, with the tests that prove them.

use frame::Proof;

/// The public website and what its readers do.
pub const PROOFS: &[Proof] = &[
    proves(
        "duty.digital.website-updates",
        "site::all pages::a_published_article_stands_on_every_page_at_once::sqlite",
    ),
    proves(
        "duty.digital.website-updates",
        "site::all pages::a_retired_page_is_gone_and_leaves_the_feeds::sqlite",
    ),
    proves(
        "kpi.web-traffic-dwell",
        "site::all tracking::a_reader_comes_reads_and_is_counted_once::sqlite",
    ),
    proves(
        "kpi.web-traffic-dwell",
        "site::all tracking::junk_strange_pages_and_the_house_itself_are_not_counted::sqlite",
    ),
    proves(
        "duty.crm.communication-channels",
        "site::all form::a_question_of_a_reader_becomes_a_lead::sqlite",
    ),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

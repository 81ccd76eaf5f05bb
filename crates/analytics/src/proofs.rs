//! Lines of the charter this feature fulfils, with the tests that prove them.

use frame::Proof;

/// The board of indicators, each with its definition and its rows.
pub const PROOFS: &[Proof] = &[
    proves(
        "duty.digital.analyse-online-data",
        "analytics::all board::an_indicator_shows_its_definition_its_rows_and_its_file::sqlite",
    ),
    proves(
        "authority.analysis.effect-tracking",
        "analytics::all board::a_figure_of_the_board_is_what_the_measure_counted::sqlite",
    ),
];

const fn proves(line: &'static str, test: &'static str) -> Proof {
    Proof { line, test }
}

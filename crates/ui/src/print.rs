//! What only paper shows: the head of a printed sheet and lines for signatures.

use maud::{Markup, html};

/// The head of a printed sheet: centre, title, when it was printed. Hidden on screen.
#[must_use]
pub fn print_head(centre: &str, title: &str, printed: &str) -> Markup {
    html! { header.only-print { p { b { (centre) } } p.print__title { (title) } p.s13 { (printed) } } }
}

/// Where on the desk a printed sheet stands. Hidden on screen.
#[must_use]
pub fn print_foot(address: &str) -> Markup {
    html! { footer.only-print { (address) } }
}

/// Lines for signatures: whose, and the date beside it.
#[must_use]
pub fn signatures(rows: &[(&str, &str)]) -> Markup {
    html! { dl.only-print.signs { @for (who, when) in rows { div { dt { (who) } dd { (when) } } } } }
}

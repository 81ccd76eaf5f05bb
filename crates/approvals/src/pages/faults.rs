//! What is wrong with a charter file, line by line, in words.

use desk::FieldError;
use frame::field_sentence;
use ui::{Col, Kind, Lang, Markup, Row, html, notice, table};

/// Every fault with its line and the id it lies in.
pub(super) fn fault_list(lang: Lang, errors: &[FieldError]) -> Markup {
    let arg = |error: &FieldError, name: &str| {
        let found = error.args.iter().find(|(n, _)| n == name);
        found.map_or(String::new(), |(_, value)| value.clone())
    };
    let rows = errors.iter().map(|error| {
        Row::new(arg(error, "line"))
            .cell(arg(error, "id"))
            .cell(field_sentence(lang, error))
    });
    let args = [("n", errors.len().into())];
    html! {
        (notice(Kind::Stop, lang.tr("approvals-faults", &args), lang.t("approvals-faults-more")))
        (table(lang, lang.t("approvals-faults-list"))
            .col(Col::new(lang.t("approvals-col-line")).short())
            .col(Col::new(lang.t("approvals-col-id")))
            .col(Col::new(lang.t("approvals-col-fault")))
            .rows(rows)
            .fold())
    }
}

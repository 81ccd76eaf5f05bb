//! The carried definitions of the twenty indicators.

use std::sync::LazyLock;

use crate::model::Definition;

static DEFINITIONS: LazyLock<Vec<Definition>> = LazyLock::new(|| {
    serde_saphyr::from_str(include_str!("../../kpis.yaml"))
        .expect("a test of this crate reads the carried definitions")
});

/// Every definition, in the order of the document.
#[must_use]
pub fn definitions() -> &'static [Definition] {
    &DEFINITIONS
}

/// The definition of an indicator, `kpi.leads-generated` or `leads-generated`.
#[must_use]
pub fn definition(id: &str) -> Option<&'static Definition> {
    let id = id.trim_start_matches("kpi.");
    definitions()
        .iter()
        .find(|one| one.id.trim_start_matches("kpi.") == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_indicator_of_the_document_is_defined_once_in_its_order() {
        let document = charter::Document::parse(charter::HR_F019).unwrap();
        let listed: Vec<&str> = document
            .kpis
            .iter()
            .flat_map(|group| &group.kpis)
            .map(|kpi| kpi.id.as_str())
            .collect();
        let defined: Vec<&str> = definitions().iter().map(|one| one.id.as_str()).collect();
        assert_eq!(defined, listed);
        assert_eq!(defined.len(), 20);
        for one in definitions() {
            for said in [
                &one.term,
                &one.definition,
                &one.formula,
                &one.measured_in,
                &one.data,
                &one.cadence,
                &one.pitfalls,
                &one.needs,
            ] {
                assert!(!said.zh.is_empty() && !said.en.is_empty(), "{}", one.id);
            }
        }
    }
}

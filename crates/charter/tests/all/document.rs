use charter::{Level, LineSection};

use crate::charter;

#[test]
fn the_document_knows_its_number_and_version() {
    let document = charter().document;
    assert_eq!((document.number(), document.version()), ("HR-F019", "A"));
    assert_eq!(document.reference(), "HR-F019/A");
    assert_eq!(document.position.reports_to, "行銷部主管");
    assert_eq!(document.control.date_effective, "2024-01-01");
}

#[test]
fn every_line_of_the_document_is_listed_once() {
    let document = charter().document;
    let count = |section| {
        document
            .lines()
            .filter(|line| line.section == section)
            .count()
    };
    assert_eq!(count(LineSection::DutyItem), 48);
    assert_eq!(count(LineSection::AuthorityCell), 48);
    assert_eq!(
        count(LineSection::RelationInternal) + count(LineSection::RelationExternal),
        13
    );
    assert_eq!(count(LineSection::Qualification), 3 + 12);
    assert_eq!(count(LineSection::Competency), 20);
    assert_eq!(count(LineSection::Kpi), 20);
    assert_eq!(count(LineSection::Risk), 8);
    assert_eq!(count(LineSection::Protection), 3);
    assert_eq!(document.lines().count(), 222);
    let mut ids: Vec<_> = document.lines().map(|line| line.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 222);
    assert!(
        document
            .lines()
            .all(|line| !line.zh.is_empty() && !line.en.is_empty())
    );
}

#[test]
fn a_cell_is_found_by_its_id() {
    let document = charter().document;
    let cell = document.cell("authority.customer.compensation").unwrap();
    assert_eq!(
        (cell.zh.as_str(), cell.level),
        ("客戶賠償決定", Level::Approval)
    );
    assert!(document.cell("authority.customer.gifts").is_none());
}

#[test]
fn a_document_survives_being_written_as_json() {
    let document = charter().document;
    let json = serde_json::to_string(&document).unwrap();
    assert_eq!(
        serde_json::from_str::<charter::Document>(&json).unwrap(),
        document
    );
}

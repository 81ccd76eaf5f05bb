use charter::{Document, HOUSE, HR_F019, HouseRules, Problem};

use crate::charter;

/// The problems of a document after one replacement, and the line of the replacement.
fn document_with(from: &str, to: &str) -> (usize, Vec<Problem>) {
    let (line, text) = replaced(HR_F019, from, to);
    (line, Document::parse(&text).unwrap_err())
}

fn house_with(from: &str, to: &str) -> (usize, Vec<Problem>) {
    let (line, text) = replaced(HOUSE, from, to);
    (
        line,
        HouseRules::parse(&text, &charter().document).unwrap_err(),
    )
}

fn replaced(file: &str, from: &str, to: &str) -> (usize, String) {
    let start = file
        .find(from)
        .unwrap_or_else(|| panic!("{from} is not in the file"));
    (
        file[..start].matches('\n').count() + 1,
        file.replacen(from, to, 1),
    )
}

fn assert_fault((line, problems): (usize, Vec<Problem>), key: &str, id: Option<&str>) {
    let found = problems
        .iter()
        .find(|p| p.key == key && p.line == line && p.id.as_deref() == id);
    assert!(
        found.is_some(),
        "line {line} {key} {id:?} is not among {problems:#?}"
    );
}

#[test]
fn an_unknown_level_is_named_with_line_and_cell() {
    let cell = "authority.execution.daily-social-posts";
    let from = "level: independent\n      - id: authority.execution.routine-copy";
    let to = "level: sometimes\n      - id: authority.execution.routine-copy";
    assert_fault(document_with(from, to), "charter-unknown-level", Some(cell));
    let to = "level: forbidden\n      - id: authority.execution.routine-copy";
    assert_fault(document_with(from, to), "charter-unknown-level", Some(cell));
}

#[test]
fn an_id_given_twice_is_named_on_its_second_line() {
    let from = "id: kpi.media-exposure";
    let (line, problems) = document_with(from, "id: kpi.brand-awareness-lift");
    let first = HR_F019
        .lines()
        .position(|l| l.contains("id: kpi.brand-awareness-lift"))
        .unwrap()
        + 1;
    assert_eq!(
        problems.iter().find(|p| p.line == line).unwrap().args["first_line"],
        first.to_string()
    );
    assert_fault(
        (line, problems),
        "charter-duplicate-id",
        Some("kpi.brand-awareness-lift"),
    );
}

#[test]
fn a_missing_field_is_named_with_its_entry() {
    let from =
        "      - id: duty.strategy.advise-on-trends\n        zh: '根據市場趨勢提出行銷建議'\n";
    let fault = document_with(from, "      - id: duty.strategy.advise-on-trends\n");
    assert_fault(
        fault,
        "charter-missing-field",
        Some("duty.strategy.advise-on-trends"),
    );
}

#[test]
fn a_missing_cell_shows_as_a_wrong_count() {
    let from = "      - id: authority.customer.compensation\n        zh: '客戶賠償決定'\n        en: 'Decisions on customer compensation'\n        level: approval\n";
    let (_, problems) = document_with(from, "");
    let counts: Vec<_> = problems
        .iter()
        .map(|p| (p.key, p.args["what"].as_str(), p.args["found"].as_str()))
        .collect();
    assert_eq!(
        counts,
        [
            ("charter-wrong-count", "authority_cells", "47"),
            ("charter-wrong-count", "approval", "15")
        ]
    );
}

#[test]
fn shares_that_do_not_sum_to_a_hundred_are_refused() {
    let (_, problems) = document_with("share_percent: 20", "share_percent: 25");
    assert_eq!(problems[0].key, "charter-wrong-count");
    assert_eq!(
        (
            problems[0].args["expected"].as_str(),
            problems[0].args["found"].as_str()
        ),
        ("100", "105")
    );
}

#[test]
fn a_misspelt_field_is_not_overlooked() {
    let fault = document_with("cadence: weekly", "cadense: weekly");
    assert_fault(
        fault,
        "charter-unknown-field",
        Some("relation.internal.physiotherapy"),
    );
}

#[test]
fn dates_numbers_and_weights_are_checked() {
    assert_fault(
        document_with("date_issued: 2024-01-01", "date_issued: 2024-13-01"),
        "charter-not-a-date",
        None,
    );
    let number = document_with("share_percent: 20", "share_percent: many");
    assert_fault(number, "charter-wrong-kind", Some("duty.strategy"));
    let (_, problems) = document_with("        weight: 4", "        weight: 6");
    assert_eq!(problems[0].key, "charter-weight-out-of-range");
    assert_eq!(
        problems[0].id.as_deref(),
        Some("competency.strategy-planning")
    );
}

#[test]
fn what_is_not_yaml_is_refused_with_its_line() {
    assert_fault(
        document_with("purpose:\n", "purpose: }\n"),
        "charter-not-yaml",
        None,
    );
    let problems = Document::parse("- a\n- b\n").unwrap_err();
    assert_eq!(problems[0].key, "charter-not-a-mapping");
    assert_eq!(Document::parse("").unwrap_err()[0].key, "charter-empty");
    assert_eq!(
        Document::parse("a: 1\n---\nb: 2\n").unwrap_err()[0].key,
        "charter-several-documents"
    );
    let twice = Document::parse("a: 1\na: 2\n").unwrap_err();
    assert_eq!((twice[0].key, twice[0].line), ("charter-not-yaml", 2));
}

#[test]
fn a_hostile_file_is_refused_before_it_is_read() {
    assert_eq!(
        Document::parse(&"- ".repeat(100_000)).unwrap_err()[0].key,
        "charter-too-deep"
    );
    assert_eq!(
        Document::parse(&"[".repeat(100_000)).unwrap_err()[0].key,
        "charter-not-yaml"
    );
    assert_eq!(
        Document::parse(&"a".repeat(2_000_000)).unwrap_err()[0].key,
        "charter-too-large"
    );
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n";
    assert_eq!(
        Document::parse(bomb).unwrap_err()[0].key,
        "charter-not-yaml"
    );
}

#[test]
fn every_fault_of_a_file_is_reported_at_once_in_the_order_of_its_lines() {
    let text = HR_F019
        .replacen("level: independent", "level: x", 1)
        .replacen("cadence: daily", "cadence: y", 1);
    let problems = Document::parse(&text).unwrap_err();
    let keys: Vec<_> = problems.iter().map(|problem| problem.key).collect();
    assert!(keys.contains(&"charter-unknown-level") && keys.contains(&"charter-unknown-cadence"));
    assert!(problems.is_sorted_by_key(|problem| problem.line));
}

#[test]
fn a_row_that_names_an_unknown_cell_is_refused() {
    let row = "    cell: authority.execution.organise-materials\n    zh: '將內容下架";
    let fault = house_with(
        row,
        "    cell: authority.execution.tidying\n    zh: '將內容下架",
    );
    assert_fault(fault, "house-unknown-cell", Some("house.content.retire"));
    let criterion = house_with(
        "        - authority.execution.routine-copy",
        "        - authority.execution.any-copy",
    );
    assert_fault(
        criterion,
        "house-unknown-cell",
        Some("house.matter.head-decides"),
    );
    let routed = house_with(
        "      - authority.execution.large-events",
        "      - authority.execution.huge-events",
    );
    assert_fault(routed, "house-unknown-cell", None);
}

#[test]
fn two_rows_with_one_id_are_refused() {
    let fault = house_with("id: house.media.remove", "id: house.media.add");
    assert_fault(fault, "charter-duplicate-id", Some("house.media.add"));
}

#[test]
fn a_row_cannot_give_the_specialist_more_than_the_document() {
    let row =
        "    level: approval\n    cell: authority.execution.budget-use\n    route: route.head\n";
    let fault = house_with(
        row,
        "    level: independent\n    cell: authority.execution.budget-use\n",
    );
    assert_fault(
        fault,
        "house-looser-than-document",
        Some("house.budget.commit"),
    );
}

#[test]
fn unknown_positions_facts_words_settings_and_routes_are_named() {
    let position = house_with(
        "    who: [head, superintendent, setup]",
        "    who: [haed, superintendent, setup]",
    );
    assert_fault(
        position,
        "house-unknown-position",
        Some("house.account.invite"),
    );
    let fact = house_with(
        "    when: { important: true }",
        "    when: { importent: true }",
    );
    assert_fault(fact, "house-unknown-fact", Some("house.publish.important"));
    let word = house_with(
        "    when: { kind: [news, hours,",
        "    when: { kind: [gnus, hours,",
    );
    assert_fault(word, "house-unknown-word", Some("house.publish.routine"));
    let setting = house_with("over: $reach_limit", "over: $reach");
    assert_fault(
        setting,
        "house-unknown-setting",
        Some("house.publish.large-audience"),
    );
    let route = house_with(
        "    route: route.professional\n",
        "    route: route.nobody\n",
    );
    assert_fault(
        route,
        "house-unknown-route",
        Some("house.matter.superintendent-professional"),
    );
}

#[test]
fn a_criterion_that_could_be_talked_away_cannot_be_written() {
    let flag = house_with(
        "    when: { important: true }",
        "    when: { important: false }",
    );
    assert_fault(
        flag,
        "house-flag-must-be-true",
        Some("house.publish.important"),
    );
    let number = house_with(
        "{ findings_block: { over: 0 } }",
        "{ findings_block: { under: 3 } }",
    );
    assert_fault(
        number,
        "house-number-needs-over",
        Some("house.publish.blocked"),
    );
}

#[test]
fn everyone_has_an_answer_where_no_row_matches() {
    let (_, problems) = house_with(
        "    who: [visitor, system, setup]\n    level: forbidden",
        "    who: [visitor, system]\n    level: forbidden",
    );
    assert_eq!(problems[0].key, "house-unmatched-not-once");
    assert_eq!(problems[0].args["value"], "setup");
}

#[test]
fn an_approval_says_who_approves_and_only_an_approval_does() {
    let row = "    route: route.head\n    zh: '匯出個人資料";
    let (_, problems) = house_with(row, "    zh: '匯出個人資料");
    assert_eq!(
        (problems[0].key, problems[0].id.as_deref()),
        ("house-route-missing", Some("house.contact.export"))
    );
    let row = "    level: independent\n    zh: '首次設定'";
    let (_, problems) = house_with(
        row,
        "    level: independent\n    route: route.head\n    zh: '首次設定'",
    );
    assert_eq!(problems[0].key, "house-route-without-decision");
}

#[test]
fn house_rules_belong_to_one_document() {
    assert_fault(
        house_with("interprets: 'HR-F019'", "interprets: 'HR-F020'"),
        "house-other-document",
        None,
    );
}

#[test]
fn the_version_of_the_house_rules_changes_with_every_byte() {
    let document = charter().document;
    let one = HouseRules::parse(HOUSE, &document).unwrap().version;
    let other = HouseRules::parse(&format!("{HOUSE}\n"), &document)
        .unwrap()
        .version;
    assert!(one.starts_with("1/") && other.starts_with("1/") && one != other);
}

#[test]
fn a_problem_reads_as_one_line() {
    let (line, problems) = house_with("id: house.media.remove", "id: house.media.add");
    let expected = format!(
        "line {line} (house.media.add): charter-duplicate-id first_line={}",
        line - 7
    );
    assert_eq!(problems[0].to_string(), expected);
}

//! Every key that rules and rows bring has its sentence in both languages.

use std::collections::BTreeSet;

const ZH: &str = include_str!("../../i18n/zh-Hant.ftl");
const EN: &str = include_str!("../../i18n/en.ftl");

fn keys(text: &str) -> BTreeSet<&str> {
    let named = text.lines().filter_map(|line| line.split_once(" = "));
    named.map(|(key, _)| key).collect()
}

#[test]
fn every_act_the_house_rules_name_has_a_word() {
    let document = charter::Document::parse(charter::HR_F019).unwrap();
    let rules = charter::HouseRules::parse(charter::HOUSE, &document).unwrap();
    let table = charter::DecisionTable::compile(&document, &rules);
    for act in table.acts() {
        let key = format!("act-{}", act.replace('.', "-"));
        assert!(keys(ZH).contains(&*key), "{key}");
        assert!(keys(EN).contains(&*key), "{key}");
    }
}

#[test]
fn a_broken_file_of_rules_is_told_in_words_of_both_languages() {
    let document = charter::Document::parse(charter::HR_F019).unwrap();
    let broken = charter::HOUSE
        .replacen("who: staff", "who: janitor", 1)
        .replacen(
            "route: route.head\n    zh",
            "route: route.nowhere\n    zh",
            1,
        )
        .replacen("level: independent", "level: anyhow", 1);
    let problems = charter::HouseRules::parse(&broken, &document).unwrap_err();
    assert!(problems.len() >= 3);
    for problem in problems {
        assert!(keys(ZH).contains(problem.key), "{}", problem.key);
        assert!(keys(EN).contains(problem.key), "{}", problem.key);
    }
}

//! The repository keeps every rule.

use std::sync::OnceLock;
use tidy::{RULES, Tree, apply};

fn repository() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| Tree::of_this_repository().expect("the repository can be read"))
}

/// Fails with one line for every place that breaks the rule.
fn holds(name: &str) {
    let tree = repository();
    let rule = tidy::rule(name).expect("the rule is in the list");
    let mut found = apply(tree, name, (rule.check)(tree));
    found.sort();
    let lines: Vec<String> = found.iter().map(|one| one.line_of(name)).collect();
    assert!(
        lines.is_empty(),
        "{} violations\n{}",
        lines.len(),
        lines.join("\n")
    );
}

macro_rules! holds {
    ($($test:ident: $rule:literal),* $(,)?) => {
        $(#[test]
        fn $test() {
            holds($rule);
        })*

        #[test]
        fn every_rule_is_held_by_a_test() {
            let held = [$($rule),*];
            let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
            assert_eq!(names, held);
        }
    };
}

holds! {
    arrows_between_crates_are_those_of_the_map: "arrows",
    engines_are_named_in_one_place: "engines",
    every_crate_says_what_it_is_for: "heads",
    sentences_have_keys_in_both_languages: "keys",
    libraries_carry_an_allowed_licence: "licences",
    links_between_pages_lead_somewhere: "links",
    class_names_and_htmx_live_in_ui: "markup",
    names_say_something: "names",
    every_room_uses_what_it_may: "rooms",
    sentences_live_in_fluent_files: "sentences",
    files_and_functions_stay_small: "sizes",
    tables_are_written_by_their_owner: "tables",
    nothing_is_unfinished_or_bound_to_a_machine: "words",
}

#[test]
fn every_list_of_exceptions_belongs_to_a_rule() {
    for file in repository().files() {
        if let Some(list) = file.path.strip_prefix("crates/tidy/exceptions/") {
            let name = list.trim_end_matches(".txt");
            assert!(
                tidy::rule(name).is_some(),
                "{}: there is no rule `{name}`",
                file.path
            );
        }
    }
}

//! Each rule against the smallest tree that breaks it and one that keeps it.

use tidy::{Tree, apply};

/// What a rule says about a made-up tree, as `path:line subject`.
fn says(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    let tree = Tree::of(files);
    let check = tidy::rule(rule).expect("the rule is in the list").check;
    let found = apply(&tree, rule, check(&tree));
    found
        .iter()
        .map(|one| format!("{}:{} {}", one.path, one.line, one.subject))
        .collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn an_arrow_that_is_not_on_the_map_is_named_and_so_is_one_that_is_not_drawn() {
    let map = (
        "docs/architecture.md",
        "# Map\n```arrows\na -> b\nb ->\nc ->\n```\n",
    );
    let b = ("crates/b/Cargo.toml", "[dependencies]\n");
    let drawn = (
        "crates/a/Cargo.toml",
        "[dependencies]\nb.workspace = true\n[dev-dependencies]\nc = 1\n",
    );
    assert_eq!(
        says("arrows", &[map, b, drawn]),
        ["docs/architecture.md:5 c"]
    );
    let wrong = ("crates/c/Cargo.toml", "[dependencies.a]\npath = \"x\"\n");
    let missing = ("crates/a/Cargo.toml", "[dependencies]\n");
    assert_eq!(
        says("arrows", &[map, b, wrong, missing]),
        ["docs/architecture.md:3 a->b", "crates/c/Cargo.toml:1 a"]
    );
}

#[test]
fn a_map_without_arrows_is_reported() {
    assert_eq!(
        says("arrows", &[("docs/architecture.md", "# Map\n")]),
        ["docs/architecture.md:0 arrows"]
    );
}

#[test]
fn an_engine_is_named_only_where_engines_live() {
    let text = "fn f() { if db.is_sqlite() { run(\"Postgres\") } } // sqlite\n";
    assert_eq!(
        says("engines", &[("crates/content/src/store.rs", text)]),
        [
            "crates/content/src/store.rs:1 sqlite",
            "crates/content/src/store.rs:1 postgres"
        ]
    );
    assert_eq!(
        says("engines", &[("crates/content/src/migrations.rs", text)]),
        NOTHING
    );
    assert_eq!(
        says("engines", &[("crates/kernel/src/database/open.rs", text)]),
        NOTHING
    );
}

#[test]
fn a_proof_names_a_test_on_one_engine_and_nothing_else_of_it() {
    let text = "const A: &str = \"a::all x::y::sqlite\";\nconst B: &str = \"ask sqlite\";\n";
    assert_eq!(
        says("engines", &[("crates/content/src/proofs.rs", text)]),
        ["crates/content/src/proofs.rs:2 sqlite"]
    );
    assert_eq!(
        says("engines", &[("crates/content/src/pages.rs", text)]).len(),
        2
    );
}

#[test]
fn a_crate_without_a_head_is_named() {
    let files = [
        ("crates/a/src/lib.rs", "mod x;\n"),
        ("crates/b/src/lib.rs", "//! B. Must never know a screen.\n"),
    ];
    assert_eq!(says("heads", &files), ["crates/a/src/lib.rs:1 head"]);
}

#[test]
fn keys_are_in_both_languages_used_and_known() {
    let files = [
        (
            "crates/a/i18n/zh-Hant.ftl",
            "a-one = 一 { $n }\na-two = 二\na-kind-x = 甲\n",
        ),
        ("crates/a/i18n/en.ftl", "a-one = one\na-kind-x = x\n"),
        (
            "crates/a/src/pages.rs",
            "fn f(l: Lang) { l.t(\"a-one\"); l.tr(\"a-three\", &[]); l.t(&format!(\"a-kind-{k}\")); }\n",
        ),
        (
            "crates/tidy/families.txt",
            "a-kind-  # a/src/pages.rs\na-old-\n",
        ),
    ];
    assert_eq!(
        says("keys", &files),
        [
            "crates/a/i18n/zh-Hant.ftl:1 a-one",
            "crates/a/i18n/zh-Hant.ftl:2 a-two",
            "crates/a/i18n/zh-Hant.ftl:2 a-two",
            "crates/tidy/families.txt:2 a-old-",
            "crates/a/src/pages.rs:1 a-three",
        ]
    );
}

#[test]
fn a_page_of_settings_has_a_name_and_says_what_it_is_for() {
    let files = [
        (
            "crates/a/i18n/zh-Hant.ftl",
            "a-me = 我\na-me-what = 語言\na-it = 它\n",
        ),
        (
            "crates/a/i18n/en.ftl",
            "a-me = Me\na-me-what = Language\na-it = It\n",
        ),
        (
            "crates/a/src/lib.rs",
            "fn f(f: Feature) { f.settings(\"a-me\", \"/me\", 1)\n.settings(\"a-it\", \"/it\", 2); }\n",
        ),
    ];
    assert_eq!(says("keys", &files), ["crates/a/src/lib.rs:2 a-it-what"]);
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    let files = [
        (
            "docs/a.md",
            "[b](b.md#x) [root](../README.md) [gone](gone.md) [web](https://example.test/x)\n",
        ),
        ("docs/b.md", ""),
        ("README.md", ""),
    ];
    assert_eq!(says("links", &files), ["docs/a.md:1 gone.md"]);
}

#[test]
fn a_screen_that_styles_itself_is_named() {
    let text =
        "html! { div hx-get=\"/x\" class=\"a\" { (ui::note()) } }\nlet class = 1; // hx-get\n";
    assert_eq!(
        says("markup", &[("crates/home/src/pages.rs", text)]),
        [
            "crates/home/src/pages.rs:1 hx-",
            "crates/home/src/pages.rs:1 class="
        ]
    );
    assert_eq!(says("markup", &[("crates/ui/src/table.rs", text)]), NOTHING);
    let dotted =
        "html! { div.stack.stack--6 { p { (x) } } }\nif p.done { li.next() }; b.count = (1);\n";
    assert_eq!(
        says("markup", &[("crates/home/src/pages.rs", dotted)]),
        ["crates/home/src/pages.rs:1 div"]
    );
}

#[test]
fn a_name_that_says_nothing_is_named() {
    let files = [
        ("crates/a/src/utils.rs", ""),
        ("crates/a/src/lib.rs", "mod helpers {}\nmod money;\n"),
    ];
    assert_eq!(
        says("names", &files),
        [
            "crates/a/src/utils.rs:0 utils",
            "crates/a/src/lib.rs:1 helpers"
        ]
    );
}

#[test]
fn a_room_uses_only_what_stands_in_its_column() {
    let page = "use crate::{queries::{one, two}, store};\nuse ui::page;\nfn f() { sea_orm::x(); crate::model::A; }\n";
    assert_eq!(
        says("rooms", &[("crates/content/src/pages.rs", page)]),
        [
            "crates/content/src/pages.rs:1 store",
            "crates/content/src/pages.rs:3 sea_orm"
        ]
    );
    let act = (
        "crates/content/src/actions/publish.rs",
        "use super::super::pages;\nuse super::retract;\n",
    );
    assert_eq!(
        says("rooms", &[act]),
        ["crates/content/src/actions/publish.rs:1 pages"]
    );
    let rule = (
        "crates/content/src/rules.rs",
        "pub async fn f(c: &Clock) {}\n",
    );
    assert_eq!(says("rooms", &[rule]).len(), 2);
    assert_eq!(
        says("rooms", &[("crates/content/src/thing.rs", "")]),
        ["crates/content/src/thing.rs:1 thing"]
    );
    assert_eq!(
        says(
            "rooms",
            &[("crates/kernel/src/thing.rs", "use crate::store;")]
        ),
        NOTHING
    );
}

#[test]
fn a_sentence_in_code_is_named() {
    let text =
        "// 註解\nfn f() { g(\"復健\") }\n#[cfg(test)]\nmod tests { const A: &str = \"測試\"; }\n";
    assert_eq!(
        says("sentences", &[("crates/a/src/pages.rs", text)]),
        ["crates/a/src/pages.rs:2 復健"]
    );
    assert_eq!(
        says("sentences", &[("crates/a/src/sample.rs", text)]),
        NOTHING
    );
}

#[test]
fn long_files_and_functions_are_named() {
    let body = "    x();\n".repeat(70);
    let long = format!(
        "fn short(a: [u8; 4]) {{}}\ntrait T {{ fn none(&self); }}\nfn long() {{\n{body}}}\n"
    );
    assert_eq!(
        says("sizes", &[("crates/a/src/lib.rs", &long)]),
        ["crates/a/src/lib.rs:3 long"]
    );
    assert_eq!(
        says("sizes", &[("crates/a/src/lib.rs", &"\n".repeat(601))]),
        ["crates/a/src/lib.rs:1 file"]
    );
}

#[test]
fn a_table_is_written_in_the_store_of_its_owner() {
    let made = (
        "crates/content/src/migrations.rs",
        "const A: &str = \"create table if not exists item (id uuid)\";",
    );
    let page = (
        "crates/content/src/queries.rs",
        "f(\"update item\n   set a = 1\"); g(\"Update the item now\");",
    );
    assert_eq!(
        says("tables", &[made, page]),
        ["crates/content/src/queries.rs:1 item"]
    );
    let foreign = (
        "crates/site/src/store.rs",
        "f(\"insert into item (id) values ($1) on conflict do update set a = 1\")",
    );
    assert_eq!(
        says("tables", &[made, foreign]),
        ["crates/site/src/store.rs:1 item"]
    );
    let builder = ("crates/site/src/jobs.rs", "Query::delete().from_table(x);");
    assert_eq!(
        says("tables", &[builder]),
        ["crates/site/src/jobs.rs:1 builder"]
    );
    let reads = (
        "crates/site/src/queries.rs",
        "f(\"select a from item for update skip locked\")",
    );
    assert_eq!(says("tables", &[made, reads]), NOTHING);
}

#[test]
fn unfinished_switched_off_and_bound_to_a_machine() {
    let code = concat!(
        "#[al",
        "low(dead_code)]\nfn f() { to",
        "do!() }\n// FIX",
        "ME later\n#[expect(unused)]\nfn g() {}\n"
    );
    assert_eq!(
        says("words", &[("crates/a/src/lib.rs", code)]),
        [
            concat!("crates/a/src/lib.rs:2 to", "do!"),
            concat!("crates/a/src/lib.rs:1 #[al", "low("),
            "crates/a/src/lib.rs:4 expect",
            concat!("crates/a/src/lib.rs:3 FIX", "ME"),
        ]
    );
    let path = concat!("run /ro", "ot/x\nsee a/root/x\n");
    assert_eq!(
        says("words", &[("README.md", path)]),
        [concat!("README.md:1 /ro", "ot")]
    );
}

#[test]
fn an_exception_must_have_a_reason_and_go_when_it_is_no_longer_needed() {
    let file = ("crates/a/src/utils.rs", "");
    let list = |text| ("crates/tidy/exceptions/names.txt", text);
    let listed = list("crates/a/src/utils.rs utils # named so by the protocol\n");
    assert_eq!(says("names", &[file, listed]), NOTHING);
    assert_eq!(
        says("names", &[listed]),
        ["crates/tidy/exceptions/names.txt:1 crates/a/src/utils.rs utils"]
    );
    let bare = list("crates/a/src/utils.rs utils\n");
    assert_eq!(says("names", &[file, bare]).len(), 1);
}

//! Taking a Rust file apart.

use tidy::Source;

#[test]
fn comments_and_literals_are_not_code() {
    let source = Source::read(
        "let a = \"in /* text\"; // out \"of\" it\nlet b = 'x';\n",
        false,
    );
    assert!(
        !source.code.contains("text") && !source.code.contains("out") && !source.code.contains('x')
    );
    assert!(source.code.contains("let a = \"") && source.code.contains("let b = '"));
    assert_eq!(source.literals.len(), 1);
    assert_eq!(source.literals[0].text, "in /* text");
    assert_eq!(source.comments, [(1, "// out \"of\" it".to_owned())]);
}

#[test]
fn lengths_and_lines_stay_as_they_were() {
    let text = "/* a\n/* b */ */ let x = r#\"é \"q\" \"#;\nfn f<'a>(c: &'a str) { '\\''; '\\u{1F600}'; b'\"'; }\n";
    let source = Source::read(text, false);
    assert_eq!(source.code.len(), text.len());
    assert_eq!(source.code.lines().count(), text.lines().count());
    assert_eq!(source.literals[0].text, "é \"q\" ");
    assert_eq!(source.literals[0].line, 2);
    assert!(source.code.contains("fn f<'a>(c: &'a str) {") && source.code.ends_with("; }\n"));
}

#[test]
fn escaped_quotes_do_not_end_a_literal() {
    let source = Source::read(r#"f("a\"b\\", "c")"#, false);
    let texts: Vec<&str> = source
        .literals
        .iter()
        .map(|one| one.text.as_str())
        .collect();
    assert_eq!(texts, [r#"a\"b\\"#, "c"]);
}

#[test]
fn a_test_module_is_test_code_and_what_follows_is_not() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}\n";
    let source = Source::read(text, false);
    let is_test = |name: &str| source.is_test(text.find(name).unwrap());
    assert!(!is_test("fn a") && is_test("fn b") && !is_test("fn c"));
}

#[test]
fn broken_text_is_read_to_its_end() {
    for text in ["\"open", "/* open", "'", "r#\"open", "'\\", "b", "\"\\"] {
        assert_eq!(Source::read(text, false).code.len(), text.len(), "{text}");
    }
}

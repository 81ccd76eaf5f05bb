use proptest::prelude::*;

use super::*;

fn source(title: &str, url: &str, date: &str) -> TextSource {
    TextSource {
        title: title.into(),
        url: url.into(),
        date: date.into(),
    }
}

#[test]
fn a_title_is_there_and_fits_on_a_line() {
    assert_eq!(title_fault("  ").map(|f| f.key), Some("field-empty"));
    assert_eq!(
        title_fault(&"膝".repeat(121)).map(|f| f.key),
        Some("field-too-long")
    );
    assert_eq!(title_fault(&"膝".repeat(120)), None);
}

#[test]
fn a_source_has_a_title_and_a_web_address_or_none() {
    let key = |one: TextSource| sources_fault(&[one]).map(|fault| fault.key);
    assert_eq!(
        key(source("手冊", "https://www.who.int/a", "2023-05")),
        None
    );
    assert_eq!(key(source("手冊", "", "")), None);
    assert_eq!(key(source(" ", "", "")), Some("content-source-title"));
    for url in [
        "javascript:alert(1)",
        "ftp://a",
        "www.who.int",
        "https://a b",
    ] {
        assert_eq!(
            key(source("手冊", url, "")),
            Some("content-source-url"),
            "{url}"
        );
    }
    assert_eq!(key(source("手冊", "", "去年")), Some("content-source-date"));
    let many = vec![source("手冊", "", ""); SOURCES_MAX + 1];
    assert_eq!(
        sources_fault(&many).map(|fault| fault.key),
        Some("content-too-many-sources")
    );
}

#[test]
fn dates_are_a_year_a_month_or_a_day() {
    for good in ["2026", "2026-05", "2026-12-31"] {
        assert!(is_date(good), "{good}");
    }
    for bad in [
        "",
        "26",
        "2026-13",
        "2026-00",
        "2026-1",
        "2026-01-32",
        "2026/01",
        "2026-01-01-01",
    ] {
        assert!(!is_date(bad), "{bad}");
    }
}

#[test]
fn sources_are_written_and_read_as_lines() {
    let read =
        TextSource::of_lines("防跌手冊 | https://www.hpa.gov.tw/ | 2023-05\n\n 教科書 ｜ 2020 ");
    assert_eq!(
        read,
        [
            source("防跌手冊", "https://www.hpa.gov.tw/", "2023-05"),
            source("教科書", "", "2020")
        ]
    );
    assert_eq!(TextSource::of_lines(&TextSource::to_lines(&read)), read);
}

#[test]
fn a_taken_address_gets_the_next_free_number() {
    let taken = ["防跌".to_owned(), "防跌-2".to_owned()];
    assert_eq!(free_slug("防跌", &[]), "防跌");
    assert_eq!(free_slug("防跌", &taken), "防跌-3");
    assert_eq!(free_slug("護膝", &taken), "護膝");
}

#[test]
fn places_are_counted_in_utf16_as_the_editor_counts() {
    let text = "a膝𠮷b";
    assert_eq!(utf16_range(text, &(1..4)), (1, 2));
    assert_eq!(utf16_range(text, &(4..8)), (2, 4));
    assert_eq!(utf16_range(text, &(8..9)), (4, 5));
    assert_eq!(utf16_range(text, &(0..99)), (0, 5));
}

proptest! {
    #[test]
    fn a_utf16_range_cuts_the_same_words(text in "\\PC{0,30}", a in 0_usize..31, b in 0_usize..31) {
        let at: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (a, b) = (at[a.min(at.len() - 1)], at[b.min(at.len() - 1)]);
        let (start, end) = (a.min(b), a.max(b));
        let (from, to) = utf16_range(&text, &(start..end));
        let units: Vec<u16> = text.encode_utf16().collect();
        prop_assert_eq!(String::from_utf16(&units[from..to]).unwrap(), &text[start..end]);
    }

    #[test]
    fn a_free_address_is_never_taken(wanted in "[a-c]{1,2}", taken in prop::collection::vec("[a-c]{1,2}(-[0-9])?", 0..20)) {
        let slug = free_slug(&wanted, &taken);
        prop_assert!(!taken.contains(&slug));
        prop_assert!(slug.starts_with(&wanted));
    }
}

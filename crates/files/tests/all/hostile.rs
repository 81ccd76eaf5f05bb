//! Files that are no lists, and lists written to hurt: each is answered in bounded memory and
//! with a key that says what was found.

use std::fmt::Write;
use std::time::{Duration, Instant};

use files::csv_out::CsvWriter;
use files::sheet::{Found, Row, RowProblem, Sheet, SheetError, SheetOptions, TextEncoding};
use proptest::prelude::*;

fn open(bytes: impl Into<Vec<u8>>) -> Result<Sheet, SheetError> {
    Sheet::from_bytes(bytes.into(), "list.csv", &SheetOptions::default())
}

fn rows(bytes: impl Into<Vec<u8>>) -> Vec<Result<Row, RowProblem>> {
    open(bytes).unwrap().rows().unwrap().collect()
}

fn stream(name: &str) -> Vec<u8> {
    let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

#[test]
fn what_was_sent_instead_of_a_list_is_named() {
    let table: [(&[u8], Found); 17] = [
        (b"%PDF-1.7\n1 0 obj", Found::Pdf),
        (b"\x89PNG\r\n\x1A\n\0\0", Found::Picture),
        (b"\xFF\xD8\xFF\xE0\0\x10JFIF", Found::Picture),
        (b"GIF89a,\0\0", Found::Picture),
        (b"\0\0\0\x18ftypheic\0\0\0\0", Found::Picture),
        (b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0", Found::Picture),
        (b"{\\rtf1\\ansi x}", Found::Document),
        (b"[{\"name\": \"x\"}]", Found::Json),
        (b"\xEF\xBB\xBF { \"contacts\": [] }", Found::Json),
        (b"<html><table><tr><td>x</td></tr></table>", Found::Page),
        (b"\n<?xml version=\"1.0\"?><Workbook/>", Found::Page),
        (b"<TABLE border=1><tr>", Found::Page),
        (b"\x1F\x8B\x08\0", Found::Archive),
        (b"7z\xBC\xAF\x27\x1C\0\x04", Found::Archive),
        (b"Rar!\x1A\x07\x01\0", Found::Archive),
        (b"\x7FELF\x02\x01\0\0", Found::Binary),
        (b"MZ\x90\0\x03\0\0\0", Found::Binary),
    ];
    for (bytes, expected) in table {
        match open(bytes) {
            Err(SheetError::NotATable(found)) => assert_eq!(found, expected, "{bytes:?}"),
            other => panic!("{bytes:?}: {:?}", other.err()),
        }
    }
    assert!(matches!(
        open(stream("WordDocument")),
        Err(SheetError::NotATable(Found::Document))
    ));
    assert!(matches!(
        open(stream("Workbook")),
        Err(SheetError::OldExcel)
    ));
}

#[test]
fn braces_and_brackets_alone_do_not_make_a_list_something_else() {
    for text in [
        "[必填]姓名,電話\n王,1\n",
        "{name},email\na,b\n",
        "BMI,name\n22,x\n",
    ] {
        assert!(open(text).is_ok(), "{text}");
    }
}

#[test]
fn utf_16_without_a_mark_is_read_in_both_orders() {
    let text = "姓名,電子郵件\r\n王一,wang@example.org\r\n一一,yi@example.org\r\n";
    let least_first: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let greatest_first: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, encoding) in [
        (least_first, TextEncoding::Utf16Le),
        (greatest_first, TextEncoding::Utf16Be),
    ] {
        let mut sheet = open(bytes).unwrap();
        assert_eq!(sheet.encoding(), Some(encoding));
        assert_eq!(sheet.header(), ["姓名", "電子郵件"]);
        let read: Vec<Row> = sheet.rows().unwrap().map(Result::unwrap).collect();
        assert_eq!(read[1].cells, ["一一", "yi@example.org"]);
    }
}

#[test]
fn a_nul_costs_its_row_and_is_left_out_of_a_heading() {
    let read = rows("na\0me,email\nA\0,a@example.org\nB,b@example.org\n");
    let problem = read[0].as_ref().unwrap_err();
    assert_eq!((problem.line, problem.key), (2, "row-characters-broken"));
    assert_eq!(
        problem.cells[1], "a@example.org",
        "what could be read is kept"
    );
    assert!(read[1].is_ok());
    assert_eq!(open("na\0me,email\n").unwrap().header(), ["name", "email"]);
}

#[test]
fn a_wrong_encoding_loses_rows_and_never_letters_in_silence() {
    let big5 = encoding_rs::BIG5
        .encode("姓名,城市\n王小明,臺北\n")
        .0
        .into_owned();
    let options = SheetOptions {
        encoding: Some(TextEncoding::Utf8),
        ..SheetOptions::default()
    };
    let mut sheet = Sheet::from_bytes(big5, "a.csv", &options).unwrap();
    assert!(sheet.rows().unwrap().all(|row| row.is_err()));
}

#[test]
fn line_ends_quotes_and_marks_in_odd_places_are_read_as_meant() {
    for (text, expected) in [
        ("a,b\r1,2\r3,4\r", vec![["1", "2"], ["3", "4"]]),
        (
            "a,b\r\n\"x\r\ny\",2\n3,4",
            vec![["x\r\ny", "2"], ["3", "4"]],
        ),
        (
            "\u{feff}a,b\n\u{feff}1,2\n3,4\n",
            vec![["\u{feff}1", "2"], ["3", "4"]],
        ),
        (
            "a,b\n=HYPERLINK(\"http://x\"),2\n3,4\n",
            vec![["=HYPERLINK(\"http://x\")", "2"], ["3", "4"]],
        ),
    ] {
        let read: Vec<Vec<String>> = rows(text)
            .into_iter()
            .map(|row| row.unwrap().cells)
            .collect();
        assert_eq!(read, expected, "{text:?}");
    }
}

#[test]
fn an_unclosed_quote_before_many_rows_costs_no_more_than_they_weigh() {
    let mut text = String::from("name,email\n\"open,");
    for n in 0..200_000 {
        let _ = writeln!(text, "name {n},somebody{n}@example.org");
    }
    let began = Instant::now();
    let read = rows(text);
    assert_eq!(read.len(), 1);
    assert!(read[0].is_err());
    assert!(began.elapsed() < Duration::from_secs(20));
}

proptest! {
    /// What leaves as a file and comes back is what it was, whatever stands in the fields.
    #[test]
    fn a_file_that_left_the_house_comes_back_the_same(
        body in prop::collection::vec(prop::collection::vec("['=+@,;|\"\t\r\n0-9 復健｜＝－.-]{0,14}|\\PC{0,6}", 4), 1..8),
    ) {
        let fine = |cell: &String| !cell.contains(['\0', char::REPLACEMENT_CHARACTER]);
        let body: Vec<Vec<String>> = body
            .into_iter()
            .filter(|row| row.iter().any(|cell| !cell.is_empty()) && row.iter().all(fine))
            .collect();
        let mut writer = CsvWriter::new(Vec::new(), true).unwrap();
        writer.row(["姓名", "電子郵件", "電話", "備註"]).unwrap();
        for row in &body {
            writer.row(row).unwrap();
        }
        let read: Vec<Vec<String>> = rows(writer.finish().unwrap())
            .into_iter()
            .map(|row| row.unwrap().cells)
            .collect();
        prop_assert_eq!(read, body);
    }
}

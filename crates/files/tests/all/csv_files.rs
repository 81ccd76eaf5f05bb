//! CSV in every encoding and shape met in practice.

use std::io::Write;

use encoding_rs::{BIG5, GB18030};
use files::csv_out::CsvWriter;
use files::sheet::{
    CELL_BYTES_MAX, Row, RowProblem, Sheet, SheetError, SheetOptions, TextEncoding,
};
use proptest::prelude::*;

fn open(bytes: impl Into<Vec<u8>>) -> Result<Sheet, SheetError> {
    Sheet::from_bytes(bytes.into(), "list.csv", &SheetOptions::default())
}

fn rows(sheet: &mut Sheet) -> Vec<Result<Row, RowProblem>> {
    sheet.rows().unwrap().collect()
}

fn cells(sheet: &mut Sheet) -> Vec<Vec<String>> {
    rows(sheet)
        .into_iter()
        .map(|row| row.unwrap().cells)
        .collect()
}

const LIST: &str = "姓名,電子郵件,縣市\r\n王小明,wang@example.org,臺北市\r\n\"陳,美玲\",chen@example.org,\"高雄市\n左營區\"\r\n";
const LIST_HANS: &str = "姓名,电子邮件,城市\r\n王小明,wang@example.org,广州市\r\n\"陈,美玲\",chen@example.org,\"深圳市\n南山区\"\r\n";

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(bytes)
        .collect()
}

#[test]
fn every_encoding_is_recognised() {
    let table: [(TextEncoding, &str, Vec<u8>); 6] = [
        (TextEncoding::Utf8, LIST, LIST.into()),
        (TextEncoding::Utf8, LIST, format!("\u{feff}{LIST}").into()),
        (TextEncoding::Utf16Le, LIST, utf16(LIST, u16::to_le_bytes)),
        (TextEncoding::Utf16Be, LIST, utf16(LIST, u16::to_be_bytes)),
        (TextEncoding::Big5, LIST, BIG5.encode(LIST).0.into_owned()),
        (
            TextEncoding::Gb18030,
            LIST_HANS,
            GB18030.encode(LIST_HANS).0.into_owned(),
        ),
    ];
    for (encoding, text, bytes) in table {
        let mut sheet = open(bytes).unwrap();
        assert_eq!(sheet.encoding(), Some(encoding));
        assert_eq!(
            sheet.header()[1],
            &text[7..text.find(",縣市").or(text.find(",城市")).unwrap()]
        );
        let cells = cells(&mut sheet);
        assert_eq!(cells[0][0], "王小明", "{encoding:?}");
        assert!(text.contains(&cells[1][2]) && cells[1][2].contains('\n'));
    }
}

#[test]
fn a_short_ambiguous_file_is_big5_and_the_choice_can_be_changed() {
    let mut sheet = open(BIG5.encode("姓名,電話\n王小明,0912345678\n").0.into_owned()).unwrap();
    assert_eq!(sheet.header(), ["姓名", "電話"]);
    assert_eq!(cells(&mut sheet)[0][0], "王小明");

    let chosen = SheetOptions {
        encoding: TextEncoding::from_label("gb18030"),
        ..SheetOptions::default()
    };
    let bytes = GB18030.encode("姓名,电话\n王小明,1\n").0.into_owned();
    assert_eq!(
        Sheet::from_bytes(bytes, "a.csv", &chosen).unwrap().header(),
        ["姓名", "电话"]
    );
}

#[test]
fn big5_that_begins_late_in_a_long_file_is_still_seen() {
    let mut bytes = b"name,city\n".to_vec();
    for _ in 0..60_000 {
        bytes.extend_from_slice(b"Wang,Taipei\n");
    }
    bytes.extend_from_slice(
        &BIG5
            .encode("王小明,臺北市大安區復健中心\n陳美玲,高雄市左營區\n")
            .0,
    );
    let mut sheet = open(bytes).unwrap();
    assert_eq!(sheet.encoding(), Some(TextEncoding::Big5));
    assert_eq!(rows(&mut sheet).pop().unwrap().unwrap().cells[0], "陳美玲");
}

#[test]
fn one_broken_byte_costs_one_row() {
    let mut bytes = LIST.repeat(20).into_bytes();
    bytes.extend_from_slice(b"\xE7\x8E,x@example.org,a\r\n");
    let mut sheet = open(bytes).unwrap();
    assert_eq!(sheet.encoding(), Some(TextEncoding::Utf8));
    let problems: Vec<_> = rows(&mut sheet)
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].key, "row-characters-broken");
}

#[test]
fn separators_are_found_and_declared_ones_obeyed() {
    for (text, name, separator) in [
        ("a,b\n1,2\n", "x.csv", b','),
        ("a;b\n\"1,5\";2\n1,5;2\n", "x.csv", b';'),
        ("a\tb, c\n1\t2\n", "x.txt", b'\t'),
        ("a\tb\n", "x.tsv", b'\t'),
        ("sep=;\r\na;b,c\r\n1;2\r\n", "x.csv", b';'),
        ("a|b|c\n1|2|3\n", "x.csv", b'|'),
        ("only\none\n", "x.csv", b','),
    ] {
        let mut sheet = Sheet::from_bytes(text.into(), name, &SheetOptions::default()).unwrap();
        assert_eq!(sheet.separator(), Some(separator), "{text:?}");
        assert!(!sheet.header()[0].starts_with("sep="));
        assert!(rows(&mut sheet).iter().all(Result::is_ok), "{text:?}");
    }
}

#[test]
fn broken_rows_are_told_with_their_line_and_the_others_read() {
    let long = "x".repeat(2 * 1024 * 1024);
    let text = format!(
        "name,note\nA,ok\nB,{long}\n\n,\nC,1,2\nD,{}\nE\nF,\"open\nG,x\n",
        "y".repeat(CELL_BYTES_MAX)
    );
    let mut sheet = open(text).unwrap();
    let read: Vec<(u64, String)> = rows(&mut sheet)
        .into_iter()
        .map(|row| match row {
            Ok(row) => (row.line, row.cells[0].clone()),
            Err(problem) => (problem.line, problem.key.to_owned()),
        })
        .collect();
    let expected = [
        (2, "A"),
        (3, "row-cell-too-long"),
        (6, "row-too-many-cells"),
        (7, "D"),
        (8, "E"),
        (9, "row-quote-left-open"),
    ];
    assert_eq!(read, expected.map(|(line, text)| (line, text.to_owned())));
}

#[test]
fn too_many_columns_are_counted() {
    let header = vec!["c"; 137].join(",");
    assert!(matches!(
        open(header),
        Err(SheetError::TooManyColumns { count: 137 })
    ));
    assert!(open(vec!["c"; 100].join(",")).is_ok());
    let long_row = format!("a,b\n{}\n1,2\n", "1,".repeat(5_000));
    let read = rows(&mut open(long_row).unwrap());
    assert!(read[0].is_err() && read[1].is_ok());
}

#[test]
fn what_is_no_table_says_so() {
    assert!(matches!(open(""), Err(SheetError::Empty)));
    assert!(matches!(open("\n \r\n,,\n"), Ok(sheet) if sheet.header().len() == 1));
    assert!(matches!(open("\n\n,,\n"), Err(SheetError::Empty)));
    assert!(matches!(
        open(&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"[..]),
        Err(SheetError::OldExcel)
    ));
    let mut sealed = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    sealed.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(open(sealed), Err(SheetError::Encrypted)));
    assert!(matches!(
        open("\"never closed\na,b\n"),
        Err(SheetError::HeaderBroken)
    ));
}

#[test]
fn a_file_on_disk_is_read_again_from_the_start() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(LIST.as_bytes()).unwrap();
    let mut sheet = Sheet::open(file.path(), "list.csv", &SheetOptions::default()).unwrap();
    assert_eq!(cells(&mut sheet), cells(&mut sheet));
    assert_eq!(rows(&mut sheet)[0].as_ref().unwrap().line, 2);
}

#[test]
fn a_million_rows_and_no_more() {
    let mut text = String::from("n\n");
    for _ in 0..1_000_002 {
        text.push_str("1\n");
    }
    let mut sheet = open(text).unwrap();
    let mut rows = sheet.rows().unwrap();
    assert_eq!(rows.by_ref().take_while(Result::is_ok).count(), 1_000_000);
    assert!(rows.next().is_none());
}

/// Cells without U+FFFD, which stands for broken bytes, and NUL, which no spreadsheet writes.
const CELL: &str = "['=+@,;|\"\t\r\n a復健｜＝-]{0,8}";

proptest! {
    #[test]
    fn what_is_written_is_what_is_read(
        header in prop::collection::vec("[a-z復健]{1,5}", 2..6),
        body in prop::collection::vec(prop::collection::vec(CELL, 6), 0..12),
        mark: bool,
    ) {
        let width = header.len();
        let body: Vec<Vec<String>> = body
            .into_iter()
            .map(|row| row[..width].to_vec())
            .filter(|row| row.iter().any(|cell| !cell.is_empty()))
            .collect();
        let mut writer = CsvWriter::new(Vec::new(), mark).unwrap();
        writer.row(&header).unwrap();
        for row in &body {
            writer.row(row).unwrap();
        }
        let mut sheet = open(writer.finish().unwrap()).unwrap();
        prop_assert_eq!(sheet.header(), header.as_slice());
        prop_assert_eq!(cells(&mut sheet), body);
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..600), encoding in 0..5_usize) {
        let chosen = SheetOptions { encoding: Some(TextEncoding::ALL[encoding]), ..SheetOptions::default() };
        for options in [SheetOptions::default(), chosen] {
            if let Ok(mut sheet) = Sheet::from_bytes(bytes.clone(), "x", &options) {
                let width = sheet.header().len();
                for row in sheet.rows().unwrap().flatten() {
                    prop_assert_eq!(row.cells.len(), width);
                }
            }
        }
    }
}

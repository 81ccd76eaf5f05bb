//! XLSX, sound and hostile, made by hand.

use std::io::{Cursor, Write};

use files::sheet::{Found, Row, RowProblem, Sheet, SheetError, SheetOptions};
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const ROOT: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="名單" sheetId="1" r:id="rId1"/><sheet name="Second" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const LINKS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId4" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="2" uniqueCount="2"><si><t>姓名</t></si><si><t>王小明</t></si></sst>"#;

fn table(rows: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    )
}

fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook_with(rows: &str, strings: &str) -> Vec<u8> {
    let second = table(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>other</t></is></c></row>"#);
    zipped(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", LINKS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", table(rows).as_bytes()),
        ("xl/worksheets/sheet2.xml", second.as_bytes()),
    ])
}

fn workbook(rows: &str) -> Vec<u8> {
    workbook_with(rows, STRINGS)
}

fn open(bytes: Vec<u8>) -> Result<Sheet, SheetError> {
    Sheet::from_bytes(bytes, "list.xlsx", &SheetOptions::default())
}

fn rows(sheet: &mut Sheet) -> Vec<Result<Row, RowProblem>> {
    sheet.rows().unwrap().collect()
}

const HEADER: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>電話</t></is></c><c r="C1" t="inlineStr"><is><t>生日</t></is></c></row>"#;

#[test]
fn numbers_dates_and_formulas_are_read_as_values() {
    let body = r#"<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>912345678</v></c><c r="C3" s="1"><v>32874</v></c></row>
        <row r="4"><c r="A4" t="str"><f>HYPERLINK("http://evil.example","x")</f><v>陳美玲</v></c><c r="B4"><f>1+1</f><v>8.86912345678E11</v></c><c r="C4"><f>NOW()</f></c></row>
        <row r="5"/><row r="6"><c r="C6" t="e"><v>#REF!</v></c><c r="A6" t="b"><v>1</v></c></row>"#;
    let mut sheet = open(workbook(&format!("{HEADER}{body}"))).unwrap();
    assert_eq!(sheet.header(), ["姓名", "電話", "生日"]);
    assert_eq!(sheet.tables(), ["名單", "Second"]);
    let read: Vec<Row> = rows(&mut sheet).into_iter().map(Result::unwrap).collect();
    assert_eq!(
        read[0],
        Row {
            line: 3,
            cells: vec!["王小明".into(), "912345678".into(), "1990-01-01".into()]
        }
    );
    assert_eq!(read[1].cells, ["陳美玲", "886912345678", ""]);
    assert_eq!(
        read[2],
        Row {
            line: 6,
            cells: vec!["TRUE".into(), String::new(), String::new()]
        }
    );
    assert_eq!(rows(&mut sheet).len(), 3, "readable again");
}

#[test]
fn another_table_can_be_chosen() {
    let chosen = |name: &str| SheetOptions {
        table: Some(name.to_owned()),
        ..SheetOptions::default()
    };
    let bytes = workbook(HEADER);
    assert_eq!(
        Sheet::from_bytes(bytes.clone(), "a.xlsx", &chosen("Second"))
            .unwrap()
            .header(),
        ["other"]
    );
    assert!(matches!(
        Sheet::from_bytes(bytes, "a.xlsx", &chosen("Third")),
        Err(SheetError::NoSuchTable)
    ));
}

#[test]
fn a_cell_of_two_megabytes_costs_its_row() {
    let long = "字".repeat(700_000);
    let body = format!(
        r#"{HEADER}<row r="2"><c r="B2" t="inlineStr"><is><t>{long}</t></is></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row>"#
    );
    let read = rows(&mut open(workbook(&body)).unwrap());
    let problem = read[0].as_ref().unwrap_err();
    assert_eq!((problem.line, problem.key), (2, "row-cell-too-long"));
    assert_eq!(problem.args[0], ("column", "2".to_owned()));
    assert_eq!(read[1].as_ref().unwrap().cells[0], "王小明");
}

#[test]
fn too_many_columns_and_cells_are_counted() {
    let wide = r#"<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>"#;
    assert!(matches!(
        open(workbook(wide)),
        Err(SheetError::TooManyColumns { count: 16_384 })
    ));
    let stray = format!(r#"{HEADER}<row r="2"><c r="XFD2"><v>1</v></c></row>"#);
    let read = rows(&mut open(workbook(&stray)).unwrap());
    assert_eq!(read[0].as_ref().unwrap_err().key, "row-too-many-cells");
}

#[test]
fn bombs_are_refused_before_they_are_opened() {
    let too_large = |bytes| assert!(matches!(open(bytes), Err(SheetError::TooLarge { .. })));
    // What the directory claims is enough: far more than allowed, or far more than such bytes can hold.
    let blanks = vec![b' '; 60_000];
    for claimed in [u32::MAX - 1, 250 * 1024 * 1024, 20 * 1024 * 1024] {
        let mut bomb = zipped(&[("xl/workbook.xml", &blanks)]);
        let directory = bomb
            .windows(4)
            .rposition(|window| window == b"PK\x01\x02")
            .unwrap();
        bomb[directory + 24..directory + 28].copy_from_slice(&claimed.to_le_bytes());
        too_large(bomb);
    }
    let many: Vec<(String, &[u8])> = (0..2_001).map(|n| (n.to_string(), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    too_large(zipped(&many));
    // Room for the announced strings is made at once; this would end the program.
    for announced in [
        "99999999999",
        "18446744073709551615",
        "184467440737095516150",
    ] {
        let strings = STRINGS.replace("uniqueCount=\"2\"", &format!("uniqueCount = '{announced}'"));
        too_large(workbook_with(HEADER, &strings));
    }
}

#[test]
fn damaged_and_sealed_workbooks_say_so() {
    let sound = workbook(HEADER);
    for length in [4, 30, sound.len() / 2, sound.len() - 1] {
        assert!(
            matches!(open(sound[..length].to_vec()), Err(SheetError::Damaged)),
            "{length}"
        );
    }
    for (part, found) in [
        ("readme.txt", Found::Archive),
        ("word/document.xml", Found::Document),
        ("ppt/presentation.xml", Found::Document),
        ("Index/Document.iwa", Found::OtherSpreadsheet),
    ] {
        let refused = open(zipped(&[(part, b"x")]));
        assert!(
            matches!(refused, Err(SheetError::NotATable(f)) if f == found),
            "{part}"
        );
    }
    for (kind, found) in [
        ("spreadsheet", Found::OtherSpreadsheet),
        ("text", Found::Document),
    ] {
        let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
        let parts = [("mimetype", mimetype.as_bytes()), ("content.xml", b"<x/>")];
        assert!(matches!(open(zipped(&parts)), Err(SheetError::NotATable(f)) if f == found));
    }
    assert!(matches!(open(workbook("")), Err(SheetError::Empty)));
    let torn = format!(
        r#"{HEADER}<row r="2"><c r="A2" t="s"><v>1</v></c></row><row r="3"><c r="A3" t="zz"><v>1</v></c></row>"#
    );
    let read = rows(&mut open(workbook(&torn)).unwrap());
    assert!(
        read.last()
            .unwrap()
            .as_ref()
            .is_err_and(|problem| problem.key == "rows-unreadable-from-here")
    );
    let mut sealed = sound;
    // The flag of an encrypted part, in the directory and in front of the part.
    for (signature, offset) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        let place = sealed
            .windows(4)
            .position(|window| window == signature)
            .unwrap();
        sealed[place + offset] |= 1;
    }
    assert!(matches!(open(sealed), Err(SheetError::Encrypted)));
}

#[test]
fn entities_and_links_to_elsewhere_stay_unread() {
    let secret = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(secret.path(), "TOP-SECRET").unwrap();
    let path = secret.path().display();
    let doctype = format!(
        r#"<!DOCTYPE sst [<!ENTITY x SYSTEM "file://{path}"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>"#
    );
    let strings = STRINGS
        .replace("<sst", &format!("{doctype}<sst"))
        .replace("王小明", "&x;&b;王");
    let body = format!(
        r#"{HEADER}<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" t="str"><f>[1]Tabelle!A1</f><v>cached</v></c></row>"#
    );
    // Refused or read without what the entities name: either is safe.
    if let Ok(mut sheet) = open(workbook_with(&body, &strings)) {
        let text = format!("{:?}", rows(&mut sheet));
        assert!(
            !text.contains("TOP-SECRET") && !text.contains("hahaha"),
            "{text}"
        );
    }
    let linked = workbook_with(&body, STRINGS);
    let read = rows(&mut open(linked).unwrap());
    assert_eq!(read[0].as_ref().unwrap().cells[1], "cached");
}

#[test]
fn the_last_line_of_a_workbook_costs_nothing_before_it() {
    let far = format!(r#"{HEADER}<row r="1048576"><c r="A1048576" t="s"><v>1</v></c></row>"#);
    let read = rows(&mut open(workbook(&far)).unwrap());
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].as_ref().unwrap().line, 1_048_576);
}

#[test]
fn strings_that_were_never_announced_are_counted_too() {
    // Five bytes each, in groups that do not fold to nothing.
    let mut many = STRINGS.replace("</sst>", "");
    for n in 0..60_000_u32 {
        many.push_str(&"<si/>".repeat(85));
        many.push_str(&format!("<!--{:x}-->", n.wrapping_mul(2_654_435_761)));
    }
    many.push_str("</sst>");
    assert!(matches!(
        open(workbook_with(HEADER, &many)),
        Err(SheetError::TooLarge { .. })
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_damaged_workbook_is_answered(places in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 1..4)) {
        let mut bytes = workbook(HEADER);
        for (place, byte) in places {
            let place = (bytes.len() as f64 * place) as usize;
            bytes[place] = byte;
        }
        if let Ok(mut sheet) = open(bytes) && let Ok(rows) = sheet.rows() {
            let _ = rows.count();
        }
    }

    #[test]
    fn any_markup_is_answered(body in "(<row r=\"[0-9]{1,8}\">|</row>|<c r=\"[A-Z]{1,4}[0-9]{1,9}\"( t=\"(s|str|n|b|e|d|inlineStr)\")?( s=\"[0-9]\")?>|</c>|<v>|</v>|<f>|</f>|<is><t>|</t></is>|[0-9.eE-]{1,6}|復健|&amp;|&#0;){0,24}") {
        if let Ok(mut sheet) = open(workbook(&body)) && let Ok(rows) = sheet.rows() {
            let _ = rows.count();
        }
    }
}

//! Columns recognised by heading and by content.

use files::sheet::{Field, guess_columns};

fn guessed(header: &[&str], rows: &[&[&str]]) -> Vec<Option<Field>> {
    let header: Vec<String> = header.iter().map(|&cell| cell.to_owned()).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|&cell| cell.to_owned()).collect())
        .collect();
    let guesses = guess_columns(&header, &rows);
    (0..header.len())
        .map(|column| {
            guesses
                .iter()
                .find(|guess| guess.column == column)
                .map(|guess| guess.field)
        })
        .collect()
}

#[test]
fn headings_in_three_scripts_are_understood() {
    let fields = [
        Field::Name,
        Field::Email,
        Field::Phone,
        Field::City,
        Field::Tags,
        Field::Birthday,
        Field::ConsentEmail,
        Field::ConsentAt,
        Field::Source,
        Field::Note,
    ]
    .map(Some);
    for header in [
        [
            "姓名",
            "電子郵件（必填）",
            "手機號碼",
            "居住縣市",
            "標籤",
            "出生日期",
            "同意接收電子報",
            "同意日期",
            "來源",
            "備註",
        ],
        [
            "姓名",
            "邮箱",
            "手机号",
            "城市",
            "标签",
            "生日",
            "订阅",
            "订阅时间",
            "渠道",
            "备注",
        ],
        [
            "Full Name",
            "E-mail",
            "Mobile Phone",
            "City",
            "Tags",
            "Date of birth",
            "Opt-in",
            "Consent date",
            "Lead Source",
            "Notes",
        ],
    ] {
        assert_eq!(guessed(&header, &[]), fields, "{header:?}");
    }
}

#[test]
fn content_speaks_where_headings_do_not() {
    let rows: [&[&str]; 3] = [
        &[
            "1",
            "王小明",
            "wang@example.org",
            "0912-345-678",
            "臺北市",
            "75/3/2",
        ],
        &[
            "2",
            "陳美玲",
            "chen@example.org",
            "02-23456789",
            "高雄市",
            "1990-12-31",
        ],
        &["3", "李大同", "", "912345678", "新北市", "民國88年1月1日"],
    ];
    assert_eq!(
        guessed(&["", "欄1", "欄2", "欄3", "欄4", "欄5"], &rows),
        [
            None,
            Some(Field::Name),
            Some(Field::Email),
            Some(Field::Phone),
            Some(Field::City),
            Some(Field::Birthday)
        ]
    );
}

#[test]
fn each_field_is_given_once_and_content_decides_between_two() {
    let rows: [&[&str]; 2] = [
        &["same as above", "wang@example.org"],
        &["n/a", "chen@example.org"],
    ];
    assert_eq!(
        guessed(&["email", "mail"], &rows),
        [None, Some(Field::Email)]
    );
    assert_eq!(guessed(&["hotel", "mailbox no."], &[]), [None, None]);
}

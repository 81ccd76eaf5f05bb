//! What the specialist does at her desk.

use super::house::{House, big5, picture};
use super::pictures;
use e2e::Browser;
use fantoccini::Locator;
use fantoccini::key::Key;

/// A list as a reception exports it: Big5, quoted line breaks, a duplicate, addresses
/// that are none, people who did not agree.
const LIST: &str = "姓名,電子郵件,手機,縣市,同意,備註\r\n\
    王安娜,anna@example.test,0912-345-678,台中市,是,\"喜歡早上\r\n也可以下午\"\r\n\
    李本,ben@readers.test,0922-345-678,台中市,是,\r\n\
    林佳,carol@readers.test,0933-345-678,台中市,否,\r\n\
    陳大衛,dave@readers.test,0944-345-678,台北市,是,\r\n\
    王安娜,Anna@Example.test,0912-345-678,台中市,是,同一個人\r\n\
    丁壞,not-an-address,,台中市,是,\r\n\
    戊換行,\"eve@readers.test\r\nBcc: all@readers.test\",,台中市,是,\r\n\
    己無,,,台中市,是,\r\n";

pub async fn imports_a_list(house: &House, lin: &Browser) {
    let file = house.file("名單.csv", &big5(LIST));
    lin.goto(&house.desk("/care/import")).await;
    pictures::take(lin, "03-import").await;
    lin.fill("檔案", &file.display().to_string()).await;
    lin.click("上傳並檢查").await;
    lin.wait_for("確認每一欄是什麼").await;
    lin.wait_for("王安娜").await;
    for (name, column) in [
        ("c0", "姓名"),
        ("c1", "電子郵件"),
        ("c2", "電話"),
        ("c3", "縣市"),
        ("c4", "同意收信"),
        ("c5", "備註"),
    ] {
        let chosen = format!(
            "const one = document.querySelector('[name={name}]'); return one.options[one.selectedIndex].text"
        );
        assert_eq!(
            lin.script(&chosen, Vec::new()).await,
            column,
            "the column is guessed"
        );
    }
    lin.fill("同意欄寫「是」的人", "on").await;
    lin.fill("[name=version]", "2026-1").await;
    lin.fill("[name=wording]", "我同意收到晴川復健中心的健康資訊電子報")
        .await;
    lin.fill("[name=channel]", "櫃台").await;
    lin.fill("[name=evidence]", "紙本 2026-11").await;
    lin.fill("[name=tags]", "護膝").await;
    lin.click("試算").await;
    lin.wait_for("沒有寫入任何資料").await;
    pictures::take(lin, "04-import-plan").await;
    lin.click("開始匯入").await;
    lin.wait_for("已匯入").await;
    pictures::take(lin, "05-imported").await;
    let http = house.calls("lin@clinic.test").await;
    let here = lin.url().await.replace(house.program.desk(), "");
    let rejected = http.get(&format!("{here}/rejected.csv")).await.text();
    for row in ["丁壞", "戊換行"] {
        assert!(
            rejected.contains(row),
            "{row} is among the rejected rows:\n{rejected}"
        );
    }
    assert!(!rejected.contains("陳大衛"), "{rejected}");
}

/// A segment by city; its live count is seen while it is made. Answers its address.
pub async fn makes_a_segment(
    house: &House,
    lin: &Browser,
    name: &str,
    city: &str,
    reach: u32,
) -> String {
    lin.goto(&house.desk("/care/segments/new")).await;
    lin.fill("分群名稱", name).await;
    lin.click("加條件").await;
    lin.wait_for(".cond:nth-of-type(2)").await;
    lin.fill(".cond:nth-of-type(2) [name=field]", "縣市").await;
    lin.wait_for("[list=seg-cities]").await;
    lin.fill("[list=seg-cities]", city).await;
    lin.press(&char::from(Key::Tab).to_string()).await;
    lin.wait_for(&format!("{reach} 人")).await;
    pictures::take(lin, "06-segment").await;
    lin.click("儲存").await;
    lin.wait_for("另存新群").await;
    lin.url().await
}

/// The article with a heading, a list, a link, a picture; the finding is adopted away.
/// Answers the path of the item, `/content/ID`.
pub async fn writes_the_article(house: &House, lin: &Browser) -> String {
    lin.goto(&house.desk("/content")).await;
    lin.click("新增內容").await;
    lin.fill("標題", "膝關節手術後的居家練習").await;
    lin.click("#new-item [name=kind][value=education]").await;
    lin.click("開始寫").await;
    lin.wait_for("[role=textbox]").await;
    let item = lin.url().await.trim_end_matches("/edit").to_owned();
    let enter = char::from(Key::Enter);
    lin.click("[role=textbox]").await;
    lin.press(&format!(
        "手術後的第一週，練習要慢、要穩。我們保證完全根治膝關節疼痛。{enter}## 每天三組{enter}- 坐姿伸膝，每次十下{enter}腳踝幫浦，每小時一次{enter}{enter}",
    ))
    .await;
    lin.wait_for("[data-k]").await;
    lin.wait_for(".note").await;
    pictures::take(lin, "07-finding").await;
    lin.press("詳細說明見衛教單張").await;
    let shift_home = format!(
        "{}{}{}",
        char::from(Key::Shift),
        char::from(Key::Home),
        char::from(Key::Null)
    );
    lin.press(&shift_home).await;
    lin.click("連結").await;
    lin.fill("網址", "https://www.example.test/knee").await;
    lin.click("好").await;
    lin.press(&char::from(Key::End).to_string()).await;
    let png = house.file("knee.png", &picture());
    let picker = lin
        .driver()
        .find(Locator::Css(".toolline input[type=file]"))
        .await
        .expect("the picker is there");
    picker
        .send_keys(&png.display().to_string())
        .await
        .expect("the picker takes a file");
    lin.fill("替代文字", "治療師示範坐姿伸膝").await;
    lin.click("好").await;
    lin.wait_for("[role=textbox] img").await;
    rewrites(lin, "我們保證完全根治膝關節疼痛。", "多數人會慢慢進步。").await;
    lin.wait_for("已儲存").await;
    lin.goto(&format!("{item}/facts")).await;
    lin.fill("摘要", "手術後第一週在家可以做的練習，和什麼時候要停下來。")
        .await;
    lin.fill(
        "資料來源",
        "膝關節置換術後復健指引 | https://www.example.test/guide | 2025-03",
    )
    .await;
    lin.click("儲存").await;
    lin.goto(&format!("{item}/edit")).await;
    lin.wait_for("坐姿伸膝").await;
    pictures::take(lin, "08-article").await;
    item.replace(house.program.desk(), "")
}

/// Selects words in the editor and types others over them.
async fn rewrites(lin: &Browser, old: &str, new: &str) {
    let select = "const [words] = arguments; const box = document.querySelector('[role=textbox]'); box.focus(); \
        const paragraph = Array.from(box.querySelectorAll('p')).find(one => one.textContent.includes(words)); \
        const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT); \
        const start = paragraph.textContent.indexOf(words); let at = 0; const range = document.createRange(); \
        for (let node = walk.nextNode(); node; node = walk.nextNode()) { \
          const end = at + node.length; \
          if (at <= start && start < end) range.setStart(node, start - at); \
          if (at < start + words.length && start + words.length <= end) range.setEnd(node, start + words.length - at); \
          at = end; } \
        getSelection().removeAllRanges(); getSelection().addRange(range);";
    lin.script(select, vec![old.into()]).await;
    lin.press(new).await;
    lin.wait_for(new).await;
    lin.wait_until_gone(old).await;
}

/// Website and e-mail to the segment. Answers the path of the request.
pub async fn asks_to_publish(house: &House, lin: &Browser, item: &str) -> String {
    lin.goto(&house.desk(&format!("{item}/publish"))).await;
    lin.fill("電子報", "on").await;
    lin.wait_for("[name='email.segment']").await;
    lin.fill("[name='email.segment']", "台中的讀者（可寄 2 人）")
        .await;
    lin.fill("[name='email.subject']", "膝關節手術後，第一週怎麼練")
        .await;
    pictures::take(lin, "09-publish").await;
    lin.click("看看會怎麼走").await;
    lin.wait_for("需上級批准").await;
    let page = lin.text().await;
    for words in ["HR-F019", "物理治療師", "黃思齊", "陳柏翰", "2 人"] {
        assert!(page.contains(words), "the verdict says {words}:\n{page}");
    }
    pictures::take(lin, "10-verdict").await;
    lin.click("送審：").await;
    lin.wait_for("簽核路線").await;
    pictures::take(lin, "11-request").await;
    let url = lin.url().await;
    url.replace(house.program.desk(), "")
        .split('?')
        .next()
        .unwrap_or_default()
        .to_owned()
}

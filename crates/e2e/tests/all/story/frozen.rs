//! The freeze, the thaw, and the record of it all.

use super::house::{House, said};
use super::{pictures, readers};
use e2e::{Browser, Mailbox};
use std::time::Duration;

const SUBJECT: &str = "年末的感謝";

/// A mailing that is asked for while all is frozen does not leave; after the thaw it
/// leaves when somebody lets it, and not to who has left.
pub async fn nothing_leaves(house: &House, owner: &Browser, lin: &Browser) {
    owner.goto(&house.desk("/approvals/freeze")).await;
    pictures::take(owner, "24-freeze").await;
    let item = thanks(house, lin).await;
    let segment = super::desk_work::makes_a_segment(house, lin, "所有讀者", "台北市", 1).await;
    assert!(segment.contains("/care/segments/"), "{segment}");
    lin.goto(&format!("{item}/publish")).await;
    lin.fill("電子報", "on").await;
    lin.wait_for("[name='email.segment']").await;
    lin.fill("[name='email.segment']", "所有讀者（可寄 1 人）").await;
    lin.fill("[name='email.subject']", SUBJECT).await;
    lin.fill("官網", "off").await;
    lin.click("看看會怎麼走").await;
    lin.wait_for("接下來").await;
    let routine = lin.text().await.contains("可獨立決定");
    assert!(routine, "thanks are routine:\n{}", lin.text().await);
    owner.fill("原因", "收到檢舉，先停下來查").await;
    owner.click("立刻凍結").await;
    owner.wait_for("對外發送已凍結").await;
    lin.click("發布到").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    println!("while frozen: {}", lin.url().await);
    assert!(readers::mails_of("dave@readers.test").await.is_empty(), "nothing leaves");
    owner.goto(&house.desk("/approvals/freeze")).await;
    owner.wait_for("凍結中").await;
    pictures::take(owner, "25-frozen").await;
    owner.fill("原因", "查過了，可以繼續").await;
    owner.click("解除凍結").await;
    owner.wait_for("沒有凍結").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert!(readers::mails_of("dave@readers.test").await.is_empty(), "thawing sends nothing in a burst");
    pictures::take(owner, "26-thawed").await;
    owner.click("放行").await;
    Mailbox::open("dave@readers.test").await.wait_for(1, Duration::from_secs(30)).await;
}

async fn thanks(house: &House, lin: &Browser) -> String {
    lin.goto(&house.desk("/content")).await;
    lin.click("新增內容").await;
    lin.fill("標題", "年末的感謝").await;
    lin.fill("dialog [name=kind]", "感謝與問候").await;
    lin.click("開始寫").await;
    lin.click("[role=textbox]").await;
    lin.press("謝謝你這一年的陪伴，祝新年平安。").await;
    lin.wait_for("已儲存").await;
    lin.url().await.trim_end_matches("/edit").to_owned()
}

/// The record is whole; one changed byte is found and its place named.
pub fn the_record_tells(house: &mut House) {
    assert!(house.program.stop().success());
    let whole = house.must(&["ledger", "verify"]);
    assert!(whole.contains("the record is whole"), "{whole}");
    let file = house.program.folder().join("herald.db");
    let mut bytes = std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mark = "收到檢舉，先停下來查".as_bytes();
    let place = bytes.windows(mark.len()).rposition(|window| window == mark).expect("the reason is in the record");
    bytes[place + 2] ^= 1;
    std::fs::write(&file, bytes).expect("the file is writable");
    let broken = house.program.run(&["ledger", "verify"]);
    assert!(!broken.status.success(), "{}", said(&broken));
    assert!(said(&broken).contains("entry "), "the place is named: {}", said(&broken));
}

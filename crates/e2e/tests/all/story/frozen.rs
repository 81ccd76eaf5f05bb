//! The freeze, the thaw, and the record of it all.

use super::house::{House, said};
use super::{pictures, readers};
use e2e::{Browser, Http};

const SUBJECT: &str = "年末的感謝";

/// A mailing that is due while all is frozen does not leave, and the thaw does not let it
/// go by itself.
pub async fn nothing_leaves(house: &House, owner: &Browser, lin: &Browser) {
    owner.goto(&house.desk("/approvals/freeze")).await;
    pictures::take(owner, "24-freeze").await;
    let item = thanks(house, lin).await;
    super::desk_work::makes_a_segment(house, lin, "所有讀者", "臺北市", 1).await;
    schedules(lin, &item).await;
    owner.fill("原因", "收到檢舉，先停下來查").await;
    owner.click("立刻凍結").await;
    owner.wait_for("對外發送已凍結").await;
    owner.wait_for("保留中").await;
    pictures::take(owner, "25-frozen").await;
    lin.goto(&format!("{item}/publish")).await;
    lin.click("看看會怎麼走").await;
    lin.confirm("發布到").await;
    lin.wait_for("凍結").await;
    pictures::take(lin, "25-refused").await;
    let list = Http::new(house.program.site())
        .get("/articles")
        .await
        .text();
    assert!(!list.contains(SUBJECT), "nothing is published");
    owner.fill("原因", "查過了，可以繼續").await;
    owner.click("解除凍結").await;
    owner.wait_for("沒有凍結").await;
    owner.wait_for("保留中，等你放行").await;
    pictures::take(owner, "26-thawed").await;
}

/// Whoever may lets the mailing go; who has left gets it even then not.
pub async fn leaves_when_somebody_lets_it(house: &House, owner: &Browser) {
    assert!(
        readers::mails_of(house, "dave@readers.test")
            .await
            .is_empty(),
        "thawing sends nothing in a burst"
    );
    owner.goto(&house.desk("/approvals/freeze")).await;
    owner.click("放行").await;
    readers::waits_for_mail(house, "dave@readers.test").await;
    assert_eq!(
        readers::mails_of(house, "anna@example.test").await.len(),
        1,
        "who has left gets no more"
    );
}

/// The thanks by e-mail, in two minutes: her own decision.
async fn schedules(lin: &Browser, item: &str) {
    lin.goto(&format!("{item}/publish")).await;
    lin.fill("電子報", "on").await;
    lin.wait_for("[name='email.segment']").await;
    lin.fill("[name='email.segment']", "所有讀者（可寄 1 人）")
        .await;
    lin.fill("[name='email.subject']", SUBJECT).await;
    let soon = "return new Date(Date.now() + 120000 + 8 * 3600000).toISOString().slice(0, 16)";
    let soon = lin.script(soon, Vec::new()).await;
    lin.fill("[name='email.send_at']", soon.as_str().unwrap_or_default())
        .await;
    lin.fill("官網", "off").await;
    lin.click("看看會怎麼走").await;
    lin.wait_for("可獨立決定").await;
    lin.confirm("發布到").await;
    lin.wait_for("已發布").await;
}

async fn thanks(house: &House, lin: &Browser) -> String {
    lin.goto(&house.desk("/content")).await;
    lin.click("新增內容").await;
    lin.fill("標題", "年末的感謝").await;
    lin.click("#new-item [name=kind][value=thanks]").await;
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
    let mut bytes =
        std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mark = "收到檢舉，先停下來查".as_bytes();
    let place = bytes
        .windows(mark.len())
        .rposition(|window| window == mark)
        .expect("the reason is in the record");
    bytes[place + 2] ^= 1;
    std::fs::write(&file, bytes).expect("the file is writable");
    let broken = house.program.run(&["ledger", "verify"]);
    assert!(!broken.status.success(), "{}", said(&broken));
    assert!(
        said(&broken).contains("entry "),
        "the place is named: {}",
        said(&broken)
    );
}

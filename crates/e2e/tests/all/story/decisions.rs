//! Who may decide, and what happens when the thing changes while it waits.

use super::house::House;
use super::pictures;
use e2e::{Browser, Http};
use serde_json::json;

/// The physiotherapist reviews; then the segment is changed under the head's eyes, so
/// she is told and everybody is asked again; then she approves on her phone.
pub async fn review_and_approve(house: &House, lin: &Browser, request: &str, segment: &str) {
    let huang = house.sits_down("huang@clinic.test", 1440).await;
    agrees(house, &huang, request, "同意，送").await;
    let chen = house.sits_down("chen@clinic.test", 390).await;
    chen.goto(&house.desk("/approvals")).await;
    chen.wait_for("膝關節手術後的居家練習").await;
    pictures::take(&chen, "12-approvals").await;
    chen.goto(&house.desk(request)).await;
    chen.wait_for("批准並發布").await;
    chen.click("讀全文").await;
    chen.wait_for("多數人會慢慢進步").await;
    for words in ["台中的讀者", "2 人"] {
        let page = chen.text().await;
        assert!(page.contains(words), "she sees {words}:\n{page}");
    }
    pictures::take(&chen, "13-case").await;
    lin.goto(segment).await;
    lin.fill("分群名稱", "台中的讀者（新）").await;
    lin.click("儲存").await;
    lin.wait_for("台中的讀者（新）").await;
    chen.confirm("批准並發布").await;
    chen.wait_for("內容已更新，重新讀一次").await;
    pictures::take(&chen, "14-changed").await;
    agrees(house, &huang, request, "同意，送").await;
    chen.goto(&house.desk(request)).await;
    chen.confirm("批准並發布").await;
    chen.wait_for("已批准並執行").await;
    pictures::take(&chen, "15-approved").await;
    huang.close().await;
    chen.close().await;
}

async fn agrees(house: &House, who: &Browser, request: &str, button: &str) {
    who.goto(&house.desk(request)).await;
    who.confirm(button).await;
    who.wait_for("你同意了").await;
}

/// Nobody approves their own, and an agent's token decides nothing.
pub async fn nobody_decides_alone(house: &mut House) {
    let chen = house.calls("chen@clinic.test").await;
    let request = own_request(&chen).await;
    assert!(request.starts_with("/approvals/"), "{request}");
    let page = chen.get(&request).await.text();
    assert!(
        !page.contains("id=\"decide\""),
        "she is not asked about her own"
    );
    let fields = [("digest", digest_of(&page)), ("comment", String::new())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let answer = chen
        .submit(&request, &format!("{request}/agreement"), &fields)
        .await;
    assert!(
        matches!(answer.status, 403 | 409 | 422),
        "her own agreement answers {}",
        answer.status
    );
    agent_is_refused(house, &request).await;
    let page = chen.get(&request).await.text();
    assert!(!page.contains("已批准並執行"), "it still waits");
}

/// Writes an important piece and asks for its publication; where the request stands.
async fn own_request(chen: &Http) -> String {
    let fields = [
        ("title", "物理治療師怎麼看膝蓋"),
        ("kind", "education"),
        ("language", "zh-Hant"),
    ];
    let begun = chen.submit("/content", "/content", &fields).await;
    let edit = begun.header("location").expect("an item begins").to_owned();
    let item = edit.trim_end_matches("/edit").to_owned();
    let facts = [
        ("revision", "1"),
        ("kind", "education"),
        ("language", "zh-Hant"),
        ("slug", "knee-view"),
        ("summary", "一則說明"),
        ("sources", "指引 | https://www.example.test/guide | 2025-03"),
        ("cover", ""),
        ("next_review_at", ""),
    ];
    chen.submit(&format!("{item}/facts"), &format!("{item}/facts"), &facts)
        .await;
    let form = [("outlet-website", "on"), ("important", "on")];
    let looked = chen
        .submit(
            &format!("{item}/publish"),
            &format!("{item}/publish"),
            &form,
        )
        .await
        .text();
    let version = looked
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_else(|| panic!("{looked}"))
        .to_owned();
    let form = [
        ("outlet-website", "on"),
        ("important", "on"),
        ("version", version.as_str()),
    ];
    let asked = chen
        .submit(
            &format!("{item}/publish"),
            &format!("{item}/publication"),
            &form,
        )
        .await;
    asked
        .header("location")
        .unwrap_or_else(|| panic!("a request: {}", asked.text()))
        .to_owned()
}

/// The digest is printed shortened; the API needs the whole, so any of its shape serves.
fn digest_of(page: &str) -> String {
    let given = page
        .split("name=\"digest\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    given.map_or_else(|| "0".repeat(64), str::to_owned)
}

async fn agent_is_refused(house: &mut House, request: &str) {
    let owner = super::house::OWNER;
    assert!(house.program.stop().success());
    let token = house.must(&[
        "token", "create", "--user", owner, "--name", "helper", "--agent",
    ]);
    house.program.again().await;
    let token = token
        .split_whitespace()
        .find(|word| word.starts_with("hrt_") || word.starts_with("hra_"));
    let token = token.expect("the token is printed").to_owned();
    let agent = Http::new(house.program.desk()).with("authorization", &format!("Bearer {token}"));
    let seen = house.calls(owner).await.get(request).await.text();
    let body = json!({ "request": request.trim_start_matches("/approvals/"), "digest": digest_of(&seen), "comment": "" });
    let answer = agent
        .post_json("/api/v1/actions/request.agree", &body)
        .await;
    assert!(
        matches!(answer.status, 401 | 403),
        "an agent's agreement answers {}: {}",
        answer.status,
        answer.text()
    );
}

/// The specialist's routine piece goes out by her own decision.
pub async fn routine_goes_out(house: &House, lin: &Browser) {
    lin.goto(&house.desk("/content")).await;
    lin.click("新增內容").await;
    lin.fill("標題", "12 月的服務時間").await;
    lin.click("#new-item [name=kind][value=hours]").await;
    lin.click("開始寫").await;
    lin.click("[role=textbox]").await;
    lin.press("12 月 25 日照常服務，12 月 31 日提早到下午五點。")
        .await;
    lin.wait_for("已儲存").await;
    let item = lin.url().await.trim_end_matches("/edit").to_owned();
    lin.goto(&format!("{item}/publish")).await;
    lin.click("看看會怎麼走").await;
    lin.wait_for("可獨立決定").await;
    pictures::take(lin, "20-routine").await;
    lin.confirm("發布到").await;
    lin.wait_for("已發布").await;
    let list = Http::new(house.program.site())
        .get("/articles")
        .await
        .text();
    assert!(list.contains("服務時間"), "{list}");
}

//! The story of the house: one piece of marketing goes from draft to public under the
//! charter, and comes back as a number.

mod decisions;
mod desk_work;
mod frozen;
mod house;
mod pictures;
mod readers;

use e2e::{Browser, Language, Options, Theme};
pub use house::picture;
use house::{House, OWNER, PASSWORD};

#[tokio::test]
async fn an_article_goes_from_draft_to_readers_and_comes_back_as_numbers() {
    let mut house = House::empty(Options::new()).await;
    let owner = first_page(&house).await;
    house.staffed().await;
    house.enters(&owner, OWNER).await;
    let dns = house.sends_mail(&owner).await;
    let lin = house.sits_down("lin@clinic.test", 1440).await;
    desk_work::imports_a_list(&house, &lin).await;
    let segment = desk_work::makes_a_segment(&house, &lin, "台中的讀者", "臺中市", 2).await;
    let article = desk_work::writes_the_article(&house, &lin).await;
    let request = desk_work::asks_to_publish(&house, &lin, &article).await;
    decisions::review_and_approve(&house, &lin, &request, &segment).await;
    readers::finds_the_article(&house).await;
    let came = readers::gets_the_mail(&house, &dns).await;
    readers::reads_and_leaves(&house, &came).await;
    readers::comes_back_as_numbers(&house, &lin).await;
    decisions::routine_goes_out(&house, &lin).await;
    frozen::nothing_leaves(&house, &owner, &lin).await;
    decisions::nobody_decides_alone(&mut house).await;
    frozen::leaves_when_somebody_lets_it(&house, &owner).await;
    frozen::the_record_tells(&mut house);
    pictures::judge();
}

/// The set-up: what is missing is said, what was typed is kept.
async fn first_page(house: &House) -> Browser {
    let owner = Browser::open(1440, Theme::Light, Language::ZhHant).await;
    owner.goto(&house.desk("/")).await;
    owner.wait_for("建立你的中心").await;
    pictures::take(&owner, "01-set-up").await;
    owner.fill("中心名稱", house::CENTRE).await;
    owner.fill("機構執照類型", "醫療機構（醫院、診所）").await;
    owner.fill("姓名", "周慧文").await;
    owner.fill("電子郵件", OWNER).await;
    owner.fill("密碼", "short").await;
    owner.fill("從空白開始", "on").await;
    owner.click("建立中心").await;
    owner.wait_for("還有欄位要修改，尚未建立").await;
    owner.fill("密碼", PASSWORD).await;
    owner.click("建立中心").await;
    owner.wait_for("登入 Herald").await;
    pictures::take(&owner, "02-sign-in").await;
    owner
}

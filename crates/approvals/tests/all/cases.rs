//! A case from asking to its end, on the pages people use.

use desk::proposals::proposals;
use desk::{RaiseMatter, RequestId};
use testing::{Centre, Someone};

use crate::pages::encoded;

/// Asks for a budget as the specialist and answers the request.
async fn asked(centre: &Centre) -> RequestId {
    let matter = RaiseMatter {
        cell: "authority.execution.budget-use".into(),
        title: "冬季護膝月：預算 86,000 元".into(),
        body: "依據\n去年同期 62 人報名。".into(),
    };
    Centre::request_of(&centre.specialist().does(&matter).await)
}

/// The digest the page of a case carries.
async fn digest_read(someone: &Someone<'_>, request: RequestId) -> String {
    let page = someone.reads(&format!("/approvals/{request}")).await.body;
    let (_, rest) = page.split_once("name=\"digest\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

testing::on_both_engines! {
    with [approvals::feature()];
    async fn the_head_reads_the_case_and_approves_it(centre: Centre) {
        let request = asked(&centre).await;
        let address = format!("/approvals/{request}");
        let list = centre.head().reads("/approvals").await.body;
        assert!(list.contains(&address));
        let page = centre.head().reads(&address).await.body;
        for words in ["需上級批准", "行銷預算使用", "去年同期 62 人報名", "退回", "批准", "1 / 1"] {
            assert!(page.contains(words), "{words}");
        }
        let digest = digest_read(&centre.head(), request).await;
        let form = format!("digest={digest}&comment=");
        let done = centre.head().posts(&format!("{address}/agreement"), &form).await;
        assert_eq!(done.status, 303);
        let after = centre.specialist().reads(&address).await.body;
        assert!(after.contains("批准，已經執行"));
        assert!(!after.contains("name=\"digest\""));
        let record = centre.specialist().reads("/approvals?tab=decided").await.body;
        assert!(record.contains("已批准並執行"));
    }

    with [approvals::feature()];
    async fn who_decided_goes_on_to_the_next_case_and_reads_what_happened(centre: Centre) {
        let (first, second) = (asked(&centre).await, asked(&centre).await);
        let address = format!("/approvals/{first}");
        let digest = digest_read(&centre.head(), first).await;
        let form = format!("digest={digest}&comment=");
        let done = centre.head().posts(&format!("{address}/agreement"), &form).await;
        let next = done.headers["location"].to_str().unwrap().to_owned();
        assert!(next.starts_with(&format!("/approvals/{second}?")), "{next}");
        let page = centre.head().reads(&next).await.body;
        assert!(page.contains("〈冬季護膝月：預算 86,000 元〉"), "{page}");
        let form = format!("comment={}", encoded("請補兩家比價"));
        let back = centre.head().posts(&format!("/approvals/{second}/return"), &form).await;
        let list = back.headers["location"].to_str().unwrap().to_owned();
        assert!(list.starts_with("/approvals?"), "{list}");
        let page = centre.head().reads(&list).await.body;
        assert!(page.contains("已退回，並通知送審的人。") && page.contains("沒有等你決定的事"), "{page}");
    }

    with [approvals::feature()];
    async fn a_rule_of_the_house_is_linked_where_it_decided(centre: Centre) {
        let request = asked(&centre).await;
        let page = centre.head().reads(&format!("/approvals/{request}")).await.body;
        for part in page.split("href=\"/charter/house#").skip(1) {
            let id = part.split('"').next().unwrap();
            let rules = centre.head().reads("/charter/house").await.body;
            assert!(rules.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert!(page.contains("href=\"/charter#authority.execution.budget-use\""), "{page}");
    }

    with [approvals::feature()];
    async fn background_jobs_speak_in_words(centre: Centre) {
        centre.drain().await;
        let page = centre.head().reads("/settings/jobs").await.body;
        assert!(!page.contains("desk.remind") && !page.contains("⟦"), "{page}");
    }

    with [approvals::feature()];
    async fn the_palette_names_each_screen_once_and_none_that_is_absent(centre: Centre) {
        let found = centre.head().reads("/find?q=").await.body;
        let mut screens: Vec<&str> = found
            .split("data-href=\"")
            .skip(1)
            .map(|part| part.split('"').next().unwrap())
            .collect();
        assert!(!screens.contains(&"/events"), "{screens:?}");
        let all = screens.len();
        screens.sort_unstable();
        screens.dedup();
        assert_eq!(screens.len(), all, "{screens:?}");
    }

    with [approvals::feature()];
    async fn the_author_sees_no_decision_and_cannot_take_one(centre: Centre) {
        let request = asked(&centre).await;
        let address = format!("/approvals/{request}");
        let page = centre.specialist().reads(&address).await.body;
        assert!(page.contains("撤回"));
        assert!(!page.contains("name=\"digest\""));
        let digest = digest_read(&centre.head(), request).await;
        let form = format!("digest={digest}&comment=");
        let refused = centre.specialist().posts(&format!("{address}/agreement"), &form).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("這一件不是由你決定"));
    }

    with [approvals::feature()];
    async fn a_stale_reading_is_told_to_read_again_and_keeps_the_comment(centre: Centre) {
        let request = asked(&centre).await;
        let form = format!("digest=0000&comment={}", encoded("先看場地"));
        let page = centre.head().posts(&format!("/approvals/{request}/agreement"), &form).await;
        assert_eq!(page.status, 409);
        assert!(page.body.contains("內容已更新，重新讀一次"));
        assert!(page.body.contains("先看場地"));
    }

    with [approvals::feature()];
    async fn returning_without_words_shows_the_form_again(centre: Centre) {
        let request = asked(&centre).await;
        let address = format!("/approvals/{request}");
        let silent = centre.head().posts(&format!("{address}/return"), "comment=").await;
        assert_eq!(silent.status, 422);
        assert!(silent.body.contains("請寫下原因"));
        let form = format!("comment={}", encoded("請補兩家比價"));
        let back = centre.head().posts(&format!("{address}/return"), &form).await;
        assert_eq!(back.status, 303);
        let after = centre.specialist().reads(&address).await.body;
        assert!(after.contains("請補兩家比價"));
        assert!(after.contains("已退回"));
        let late = centre.head().posts(&format!("{address}/comments"), &form).await;
        assert_eq!(late.status, 409);
    }

    with [approvals::feature()];
    async fn comments_stand_on_the_case_and_the_author_withdraws_it(centre: Centre) {
        let request = asked(&centre).await;
        let address = format!("/approvals/{request}");
        let form = format!("comment={}", encoded("場地是哪一家"));
        centre.head().posts(&format!("{address}/comments"), &form).await;
        let page = centre.specialist().reads(&address).await.body;
        assert!(page.contains("場地是哪一家"));
        let gone = centre.specialist().posts(&format!("{address}/withdrawal"), "comment=").await;
        assert_eq!(gone.status, 303);
        assert!(centre.head().reads(&address).await.body.contains("已撤回"));
    }

    with [approvals::feature()];
    async fn a_proposal_is_accepted_on_its_page_and_its_outcome_recorded(centre: Centre) {
        let form = format!(
            "cell=authority.customer.loyalty-programme&title={}&evidence={}",
            encoded("回訪禮改為評估"),
            encoded("領取率 31%")
        );
        let sent = centre.specialist().posts("/approvals/matter", &form).await;
        let address = sent.headers["location"].to_str().unwrap().split('?').next().unwrap().to_owned();
        assert!(address.starts_with("/approvals/proposals/"));
        let page = centre.head().reads(&address).await.body;
        assert!(page.contains("領取率 31%") && page.contains("採納"));
        let decline = centre.head().posts(&format!("{address}/decision"), "accept=no&comment=").await;
        assert_eq!(decline.status, 422);
        let accept = "accept=yes&comment=&look_again=2026-11-30";
        let done = centre.head().posts(&format!("{address}/decision"), accept).await;
        assert_eq!(done.status, 303);
        centre.wait(8 * 86_400);
        assert!(centre.specialist().reads("/approvals/proposals").await.body.contains("該看結果了"));
        let none = centre.specialist().posts(&format!("{address}/outcome"), "comment=").await;
        assert_eq!(none.status, 422);
        let worked = centre.specialist().posts(&format!("{address}/outcome"), "worked=worked&comment=").await;
        assert_eq!(worked.status, 303);
        let conn = centre.desk().database().reader();
        let kept = proposals(&conn, centre.id, 5).await.unwrap();
        assert_eq!(kept[0].outcome.as_ref().unwrap().worked, "worked");
    }

    with [approvals::feature()];
    async fn a_matter_without_a_title_keeps_what_was_typed(centre: Centre) {
        let form = format!("cell=authority.execution.budget-use&title=&evidence={}", encoded("寫了很久"));
        let page = centre.specialist().posts("/approvals/matter", &form).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("寫了很久"));
        assert!(page.body.contains("這一欄要填"));
    }

    with [approvals::feature()];
    async fn freezing_needs_a_reason_and_says_so_on_every_page(centre: Centre) {
        let silent = centre.specialist().posts("/approvals/freeze", "reason=").await;
        assert_eq!(silent.status, 422);
        let form = format!("reason={}", encoded("跌倒事件"));
        let done = centre.specialist().posts("/approvals/freeze", &form).await;
        assert_eq!(done.status, 303);
        assert!(centre.head().reads("/charter").await.body.contains("跌倒事件"));
        let asked = centre.specialist().posts("/approvals/freeze/thaw", &form).await;
        assert!(asked.headers["location"].to_str().unwrap().ends_with("said=requested"));
        let thawed = centre.head().posts("/approvals/freeze/thaw", &form).await;
        assert_eq!(thawed.headers["location"], "/approvals/freeze?said=thawed");
    }
}

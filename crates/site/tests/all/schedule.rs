//! Pages for later, and the freeze.

use content::Kind;
use desk::{Freeze, Release, Thaw};
use http::StatusCode;

use crate::reader::reads;
use crate::{news, published, written};

async fn soon() {
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
}

testing::on_both_engines! {
    with [content::feature(), audience::feature(), site::feature()];
    async fn a_page_goes_up_when_its_time_has_come(centre: Centre) {
        let (item, version) = written(&centre, Kind::News, "明天的消息", "一句話。", "內容").await;
        published(&centre, item, version, Some(centre.now().plus_seconds(600))).await;
        assert!(!reads(&centre, "/articles").await.body.contains("明天的消息"));
        assert!(centre.specialist().reads("/channels/site").await.body.contains("已排程"));
        centre.wait(601);
        centre.drain().await;
        soon().await;
        assert!(reads(&centre, "/articles").await.body.contains("明天的消息"));
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn a_freeze_holds_what_waits_and_leaves_what_stands(centre: Centre) {
        news(&centre, "已經公開", "一句話。").await;
        let (item, version) = written(&centre, Kind::News, "明天的消息", "一句話。", "內容").await;
        published(&centre, item, version, Some(centre.now().plus_seconds(600))).await;
        centre.superintendent().does(&Freeze { reason: "演練".into() }).await;
        centre.wait(601);
        centre.drain().await;
        soon().await;
        let list = reads(&centre, "/articles").await;
        assert_eq!(list.status, StatusCode::OK);
        assert!(list.body.contains("已經公開") && !list.body.contains("明天的消息"));
        let conn = centre.desk().database().reader();
        let waiting = site::queries::scheduled(&conn, centre.id).await.unwrap();
        assert!(waiting[0].held);
        centre.superintendent().does(&Thaw { reason: "結束".into() }).await;
        centre.drain().await;
        soon().await;
        assert!(!reads(&centre, "/articles").await.body.contains("明天的消息"), "nothing goes by itself");
        centre.superintendent().does(&Release { outlet: "website".into(), id: waiting[0].id }).await;
        soon().await;
        assert!(reads(&centre, "/articles").await.body.contains("明天的消息"));
    }
}

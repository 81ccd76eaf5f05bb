//! Who came and how long they stayed.

use desk::Period;
use http::StatusCode;
use testing::Centre;

use crate::news;
use crate::reader::{posts, reads};

const READER: &str = "203.0.113.9";

async fn told(centre: &Centre, from: &str, kind: &str, view: &str, path: &str, seconds: i64) {
    let body = format!(
        r#"{{"k":"{kind}","v":"{view}","p":"{path}","s":{seconds},"r":"www.google.com","uc":"winter-knee"}}"#
    );
    let answer = posts(centre, "/t/v", from, &body).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert!(answer.header("set-cookie").is_empty());
}

async fn soon() {
    tokio::time::sleep(std::time::Duration::from_millis(900)).await;
}

fn today(centre: &Centre) -> Period {
    Period {
        from: centre.now().plus_days(-1),
        until: centre.now().plus_days(1),
    }
}

testing::on_both_engines! {
    with [content::feature(), audience::feature(), site::feature()];
    async fn a_reader_comes_reads_and_is_counted_once(centre: Centre) {
        let (item, _) = news(&centre, "停車場整修", "一句話。").await;
        let list = reads(&centre, "/articles").await.body;
        let path = list.split("href=\"").find_map(|r| r.strip_prefix("/articles/")).unwrap();
        let path = format!("/articles/{}", path.split('"').next().unwrap());
        told(&centre, READER, "v", "view-0001", &path, 0).await;
        centre.wait(40);
        told(&centre, READER, "d", "view-0001", &path, 30).await;
        told(&centre, READER, "v", "view-0002", "/", 0).await;
        soon().await;
        let conn = centre.desk().database().reader();
        let traffic = site::queries::traffic(&conn, centre.id, today(&centre)).await.unwrap();
        assert_eq!((traffic.sessions, traffic.users, traffic.views, traffic.seconds), (1, 1, 2, 30));
        assert_eq!(traffic.engaged, 1);
        let reading = site::queries::reading_of(&conn, centre.id, item.0, today(&centre)).await.unwrap();
        assert_eq!((reading.visits, reading.seconds), (1, 30));
        let campaigns = site::queries::by_campaign(&conn, centre.id, today(&centre)).await.unwrap();
        assert_eq!(campaigns[0].campaign, "winter-knee");
        assert_eq!(site::queries::readers(&conn, centre.id, today(&centre)).await.unwrap(), 1);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn junk_strange_pages_and_the_house_itself_are_not_counted(centre: Centre) {
        let settings = site::Settings { language: "zh-Hant".into(), internal: vec!["198.51.100.0/24".into()], ..site::Settings::default() };
        centre.head().does(&site::ChangeSettings { settings }).await;
        soon().await;
        told(&centre, READER, "v", "view-0001", "/nowhere", 0).await;
        told(&centre, READER, "x", "view-0002", "/", 0).await;
        told(&centre, "198.51.100.7", "v", "view-0003", "/", 0).await;
        posts(&centre, "/t/v", READER, &"x".repeat(3_000)).await;
        soon().await;
        let conn = centre.desk().database().reader();
        let traffic = site::queries::traffic(&conn, centre.id, today(&centre)).await.unwrap();
        assert_eq!(traffic, site::Traffic::default());
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn the_salt_of_yesterday_is_thrown_away(centre: Centre) {
        told(&centre, READER, "v", "view-0001", "/", 0).await;
        soon().await;
        centre.wait(86_400);
        told(&centre, READER, "v", "view-0002", "/", 0).await;
        soon().await;
        let conn = centre.desk().database().reader();
        let row = conn.one("select cast(count(*) as bigint) as n from site_salt where centre_id = $1", kernel::args![centre.id]).await.unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 1);
        let traffic = site::queries::traffic(&conn, centre.id, Period { from: centre.now().plus_days(-3), until: centre.now().plus_days(1) }).await.unwrap();
        assert_eq!((traffic.sessions, traffic.users), (2, 2), "the same reader is another one the next day");
    }
}

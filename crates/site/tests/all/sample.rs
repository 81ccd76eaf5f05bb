//! The website's part of the sample centre.

use desk::Period;
use frame::SampleCentre;
use kernel::Clock;

use crate::news;

testing::on_both_engines! {
    with [content::feature(), audience::feature(), site::feature()];
    async fn the_sample_centre_has_ninety_days_of_readers_and_some_who_wrote(centre: Centre) {
        news(&centre, "停車場整修", "一句話。").await;
        let clock = Clock::standing_at(centre.now());
        let people = [charter::Position::HEAD]
            .map(|position| (position.into(), centre.nth(position, 0).account))
            .to_vec();
        // A season later, so that the article has been up for a while.
        let today = centre.now().plus_days(95);
        let sample = SampleCentre {
            desk: centre.desk().for_sample(clock.clone()),
            clock,
            centre: centre.id,
            today,
            people,
        };
        let site = centre.app.features().iter().find(|f| f.name == "site").unwrap();
        let begun = std::time::Instant::now();
        (site.sample.unwrap())(sample).await.unwrap();
        println!("the website's sample took {} ms", begun.elapsed().as_millis());
        let conn = centre.desk().database().reader();
        let period = Period { from: today.plus_days(-100), until: today };
        let traffic = site::queries::traffic(&conn, centre.id, period).await.unwrap();
        assert!(traffic.sessions > 1_500, "{traffic:?}");
        assert_eq!(site::queries::by_campaign(&conn, centre.id, period).await.unwrap().len(), 3);
        let row = conn
            .one("select cast(count(*) as bigint) as n from activity where centre_id = $1 and kind = 'lead.submitted'", kernel::args![centre.id])
            .await
            .unwrap();
        assert_eq!(row.get::<i64>("n").unwrap(), 20);
        assert!(centre.ledger_is_whole().await);
        let page = centre.specialist().reads("/channels/site").await;
        assert_eq!(page.status, http::StatusCode::OK);
        assert_eq!(centre.specialist().reads("/channels/site?q=zzz").await.status, http::StatusCode::OK);
    }

    with [content::feature(), audience::feature(), site::feature()];
    async fn nobody_can_imagine_readers_later(centre: Centre) {
        let act = site::SampleVisits { days: 1, articles: Vec::new(), campaigns: Vec::new() };
        for person in [centre.specialist(), centre.superintendent()] {
            assert!(matches!(person.tries(&act).await, Err(desk::Refusal::Forbidden(_))));
        }
    }
}

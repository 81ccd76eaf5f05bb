//! The campaigns and tasks of the sample centre.

use charter::Position;
use frame::SampleCentre;
use kernel::Clock;
use planning::CampaignState;
use planning::queries::{self, TaskFilter};
use testing::{Centre, NOON};

fn sample(centre: &Centre) -> SampleCentre {
    let clock = Clock::standing_at(NOON);
    let people = [
        (Position::SPECIALIST, centre.specialist().account),
        (Position::HEAD, centre.head().account),
        (Position::PHYSIOTHERAPIST, centre.physiotherapist().account),
    ];
    SampleCentre {
        desk: centre.desk().for_sample(clock.clone()),
        clock,
        centre: centre.id,
        today: NOON,
        people: people.map(|(p, account)| (p.into(), account)).to_vec(),
    }
}

testing::on_both_engines! {
    with [planning::feature()];
    async fn the_sample_has_three_past_campaigns_one_waiting_and_eight_open_tasks(centre: Centre) {
        let fill = planning::feature().sample.unwrap();
        fill(sample(&centre)).await.expect("the sample is made");
        let conn = centre.desk().database().reader();
        let all = queries::campaigns(&conn, centre.id).await.unwrap();
        let states: Vec<CampaignState> = all.iter().map(planning::Campaign::state).collect();
        use CampaignState::{Approved, Closed};
        assert_eq!(states, [Approved, Closed, Closed, Closed]);
        assert!(all[1..].iter().all(|it| it.until < NOON && it.end.is_some()));
        let open = queries::open_tasks(&conn, centre.id, &TaskFilter::default(), 50).await.unwrap();
        assert_eq!(open.len(), 8);
        assert_eq!(open.iter().filter(|task| task.returned.is_some()).count(), 1);
        assert!(open.iter().any(|task| task.is_late(NOON)));
        let waiting = desk::requests::open(&conn, centre.id).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert!(centre.ledger_is_whole().await);
        let day = centre.specialist().reads("/today").await;
        assert!(day.body.contains("請附兩家場地比價"), "{}", day.body);
        let page = centre.head().reads(&format!("/plan/campaigns/{}", all[0].id)).await;
        assert!(page.body.contains("等待決定") && !page.body.contains('⟦'), "{}", page.body);
    }
}

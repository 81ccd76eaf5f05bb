use charter::{Actor, Position};
use content::{ItemState, queries};
use frame::SampleCentre;
use testing::{Centre, on_both_engines};

use crate::wall;

fn simulated(centre: &Centre) -> SampleCentre {
    let clock = kernel::Clock::standing_at(centre.now());
    let people = [
        (Position::SPECIALIST, 0),
        (Position::HEAD, 0),
        (Position::SUPERINTENDENT, 0),
        (Position::PHYSIOTHERAPIST, 0),
        (Position::PHYSIOTHERAPIST, 1),
    ];
    SampleCentre {
        desk: centre.desk().for_sample(clock.clone()),
        clock,
        centre: centre.id,
        today: centre.now(),
        people: people
            .into_iter()
            .map(|(position, n)| (position.into(), centre.nth(position, n).account))
            .collect(),
    }
}

on_both_engines! {
    with [content::feature(), wall()];
    async fn the_sample_centre_has_half_a_year_of_content_in_every_state(centre: Centre) {
        let sample = simulated(&centre);
        let feature = centre.app.features().iter().find(|feature| feature.name == "content").unwrap();
        (feature.sample.unwrap())(sample).await.unwrap();
        let conn = centre.desk().database().reader();
        assert_eq!(queries::published(&conn, centre.id, "website").await.unwrap().len(), 12);
        let mut counts = queries::counts(&conn, centre.id).await.unwrap();
        counts.sort_by_key(|(state, _)| state.key());
        let expected = [(ItemState::Back, 1), (ItemState::Draft, 3), (ItemState::Published, 12), (ItemState::Waiting, 2)];
        assert_eq!(counts, expected);
        let actor: Actor = centre.head().actor().await;
        let waiting = desk::requests::open(&conn, centre.id).await.unwrap();
        assert_eq!(waiting.len(), 2);
        assert_eq!(actor.holds.len(), 1);
        assert!(centre.ledger_is_whole().await);
    }
}

//! The targets of the sample centre.

use analytics::model::Grain;
use analytics::queries;
use charter::Position;
use frame::SampleCentre;
use kernel::Clock;
use testing::NOON;

testing::on_both_engines! {
    with [analytics::feature()];
    async fn the_sample_has_targets_in_force_today(centre: Centre) {
        let clock = Clock::standing_at(NOON);
        let sample = SampleCentre {
            desk: centre.desk().for_sample(clock.clone()),
            clock,
            centre: centre.id,
            today: NOON,
            people: vec![(Position::HEAD.into(), centre.head().account)],
        };
        let fill = analytics::feature().sample.unwrap();
        fill(sample).await.expect("the sample is made");
        let conn = centre.desk().database().reader();
        let targets = queries::targets(&conn, centre.id, Grain::Month, NOON).await.unwrap();
        assert_eq!(targets.len(), 6);
        assert_eq!(targets["kpi.leads-generated"].thousandths, 25_000);
    }
}

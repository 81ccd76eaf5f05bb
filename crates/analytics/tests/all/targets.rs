//! Targets belong to the superior.

use analytics::actions::SetTarget;
use analytics::model::Grain;
use analytics::queries;
use charter::Level;
use desk::{Outcome, Refusal};
use testing::Centre;

fn leads(centre: &Centre, thousandths: i64) -> SetTarget {
    SetTarget {
        kpi: "kpi.leads-generated".into(),
        grain: Grain::Month,
        from: centre.now(),
        thousandths,
    }
}

testing::on_both_engines! {
    with [analytics::feature()];
    async fn the_specialist_asks_and_the_head_sets(centre: Centre) {
        let outcome = centre.specialist().does(&leads(&centre, 200_000)).await;
        assert_eq!(outcome.verdict().level, Level::Approval);
        let conn = centre.desk().database().reader();
        assert!(queries::targets_of(&conn, centre.id, "kpi.leads-generated").await.unwrap().is_empty());
        centre.head().agrees_to(Centre::request_of(&outcome)).await.expect("the head agrees");
        let set = queries::targets_of(&conn, centre.id, "kpi.leads-generated").await.unwrap();
        assert_eq!((set.len(), set[0].thousandths, set[0].account), (1, 200_000, centre.specialist().account));
    }

    with [analytics::feature()];
    async fn a_later_target_takes_over_and_the_earlier_stays_on_record(centre: Centre) {
        centre.head().does(&leads(&centre, 180_000)).await;
        centre.wait(60);
        centre.head().does(&leads(&centre, 150_000)).await;
        let conn = centre.desk().database().reader();
        let in_force = queries::target(&conn, centre.id, "kpi.leads-generated", Grain::Month, centre.now()).await.unwrap();
        assert_eq!(in_force.unwrap().thousandths, 150_000);
        assert_eq!(queries::targets_of(&conn, centre.id, "kpi.leads-generated").await.unwrap().len(), 2);
    }

    with [analytics::feature()];
    async fn a_target_needs_a_number_and_an_indicator_of_the_document(centre: Centre) {
        let unknown = SetTarget { kpi: "kpi.applause".into(), ..leads(&centre, 1_000) };
        assert!(matches!(centre.head().tries(&unknown).await, Err(Refusal::Invalid(_))));
        assert!(matches!(centre.head().tries(&leads(&centre, 0)).await, Err(Refusal::Invalid(_))));
        let path = "/insight/kpi/kpi.leads-generated/targets?grain=month&on=2026-11-01";
        let wrong = centre.head().posts(path, "target=a+lot").await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert!(wrong.body.contains("a lot") && wrong.body.contains("填大於 0 的數字"), "{}", wrong.body);
        let right = centre.head().posts(path, "target=180").await;
        assert_eq!(right.status.as_u16(), 303, "{}", right.body);
        let outcome = centre.head().does(&leads(&centre, 181_000)).await;
        assert!(matches!(outcome, Outcome::Done { .. }));
        let page = centre.head().reads("/insight/kpi/kpi.leads-generated").await;
        assert!(page.body.contains("181"), "{}", page.body);
    }
}

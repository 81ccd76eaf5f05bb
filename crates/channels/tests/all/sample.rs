//! The past mailings of the sample centre.

use channels::queries::{self, MailingFilter};
use charter::Position;
use frame::{Feature, SampleCentre};
use testing::Centre;

use crate::figures;

fn simulated(centre: &Centre) -> SampleCentre {
    let clock = kernel::Clock::standing_at(centre.now());
    let people = [
        (Position::SPECIALIST, 0),
        (Position::HEAD, 0),
        (Position::SUPERINTENDENT, 0),
        (Position::PHYSIOTHERAPIST, 0),
        (Position::PHYSIOTHERAPIST, 1),
        (Position::CUSTOMER_SERVICE, 0),
        (Position::SALES, 0),
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

testing::on_both_engines! {
    with [audience::feature(), content::feature(), site::feature(), planning::feature(), channels::feature()];
    async fn past_mailings_have_readers_and_nothing_was_sent(centre: Centre) {
        let sample = simulated(&centre);
        let fills: Vec<&Feature> = centre.app.features().iter().filter(|f| f.sample.is_some()).collect();
        for feature in fills {
            (feature.sample.unwrap())(sample.clone()).await.unwrap();
        }
        let conn = centre.desk().database().reader();
        let mailings = queries::mailings(&conn, centre.id, &MailingFilter::default(), 50).await.unwrap();
        let past: Vec<_> = mailings.iter().filter(|m| m.sample && m.ended.is_some()).collect();
        assert_eq!(past.len(), 6);
        for mailing in past {
            let sums = figures(&centre, mailing.id).await;
            assert!(sums.sent > 1_000, "{sums:?}");
            assert!(sums.bounced < sums.sent / 20, "{sums:?}");
            assert!((15..60).contains(&(sums.opened * 100 / sums.delivered)), "{sums:?}");
            assert!((2..15).contains(&(sums.clicked * 100 / sums.delivered)), "{sums:?}");
        }
        assert!(queries::local_mails(&conn, centre.id, None, 5).await.unwrap().is_empty());
        assert!(centre.ledger_is_whole().await);
    }
}

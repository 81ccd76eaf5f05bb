//! The past mailings of the sample centre.

use async_trait::async_trait;
use channels::queries::{self, MailingFilter};
use charter::{Facts, Position};
use desk::{Outlet, Permit, Piece, Refusal, Scene, Waiting};
use frame::{Feature, SampleCentre};
use serde_json::{Value as Json, json};
use testing::Centre;

use crate::figures;

/// Stands where the website would be.
struct Wall;

#[async_trait]
impl Outlet for Wall {
    fn name(&self) -> &'static str {
        "website"
    }

    async fn facts(&self, _: &Scene<'_>, _: &Piece, facts: Facts) -> Result<Facts, Refusal> {
        Ok(facts)
    }

    async fn snapshot(&self, _: &Scene<'_>, piece: &Piece) -> Result<Json, Refusal> {
        Ok(json!({ "version": piece.version }))
    }

    async fn deliver_later(&self, _: &Scene<'_>, _: &Piece, _: &Permit) -> Result<Json, Refusal> {
        Ok(Json::Null)
    }

    async fn hold(&self, _: &Scene<'_>, _: &Permit) -> Result<u64, Refusal> {
        Ok(0)
    }

    async fn waiting(&self, _: &Scene<'_>) -> Result<Vec<Waiting>, Refusal> {
        Ok(Vec::new())
    }

    async fn release(&self, _: &Scene<'_>, _: uuid::Uuid, _: &Permit) -> Result<(), Refusal> {
        Ok(())
    }

    async fn cancel(&self, _: &Scene<'_>, _: uuid::Uuid, _: &Permit) -> Result<(), Refusal> {
        Ok(())
    }
}

fn wall() -> Feature {
    Feature::new("wall").outlet(Wall)
}

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
    with [audience::feature(), content::feature(), wall(), planning::feature(), channels::feature()];
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

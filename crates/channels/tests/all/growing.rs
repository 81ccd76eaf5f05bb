//! An audience that is larger when it is written to than when it was decided on.

use audience::actions::{AddContact, ConsentNow};
use audience::model::{Profile, Wording};
use desk::Release;
use testing::Centre;

use crate::{Sink, everybody, figures, mailing, people, publishes, uses};

/// People who agreed to be written to, beside those of [`people`].
async fn joins(centre: &Centre, count: usize) {
    for n in 0..count {
        let act = AddContact {
            profile: Profile {
                name: format!("林{n}"),
                email: format!("joined{n}@example.test"),
                ..Profile::default()
            },
            consent: Some(ConsentNow {
                wording: Wording {
                    version: "2026-01".into(),
                    wording: "我同意收到健康資訊。".into(),
                },
                channel: "counter".into(),
                evidence: "folder 1".into(),
            }),
        };
        centre.specialist().does(&act).await;
    }
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn an_audience_that_outgrew_the_decision_gets_nothing_until_it_is_decided_again(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 10).await;
        let segment = everybody(&centre).await;
        let id = publishes(&centre, segment).await.unwrap();
        joins(&centre, 30).await;
        centre.drain().await;
        assert_eq!(sink.taken().len(), 0, "decided for 10, not for 40");
        assert_eq!(mailing(&centre, id).await.held.as_deref(), Some("changed"));
        centre.head().does(&Release { outlet: "email".into(), id: id.0 }).await;
        centre.drain().await;
        assert_eq!(sink.taken().len(), 0, "releasing what a freeze held decides nothing anew");
        assert_eq!(mailing(&centre, id).await.held.as_deref(), Some("changed"));

        let again = publishes(&centre, segment).await.unwrap();
        centre.drain().await;
        assert_eq!(sink.taken().len(), 40);
        assert_eq!(figures(&centre, again).await.delivered, 40);
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_few_who_joined_meanwhile_are_written_to_as_well(centre: Centre) {
        let sink = Sink::open().await;
        uses(&centre, &sink).await;
        people(&centre, 10).await;
        publishes(&centre, everybody(&centre).await).await.unwrap();
        joins(&centre, 20).await;
        centre.drain().await;
        assert_eq!(sink.taken().len(), 30);
    }
}

//! The table of states, written down by hand, and what a restart makes of it.

use std::collections::BTreeSet;

use channels::actions::SettleDoubt;
use channels::model::DeliveryState::{self, *};
use channels::model::{MailingId, Step};
use kernel::args;
use testing::Centre;
use uuid::Uuid;

use crate::{Sink, everybody, figures, mailing, people, publishes, uses};

/// Every arrow there is; everything else must lead nowhere.
const ARROWS: [(DeliveryState, Step, DeliveryState); 25] = [
    (Queued, Step::Claim, Claimed),
    (Queued, Step::Skip, Skipped),
    (Claimed, Step::Skip, Skipped),
    (Claimed, Step::Offer, Offered),
    (Offered, Step::Accept, Accepted),
    (Claimed, Step::Keep, Kept),
    (Claimed, Step::Defer, Deferred),
    (Offered, Step::Defer, Deferred),
    (Queued, Step::Fail, Failed),
    (Claimed, Step::Fail, Failed),
    (Offered, Step::Fail, Failed),
    (Offered, Step::Doubt, Uncertain),
    (Claimed, Step::Requeue, Queued),
    (Offered, Step::Requeue, Queued),
    (Deferred, Step::Wake, Queued),
    (Queued, Step::Hold, Held),
    (Claimed, Step::Hold, Held),
    (Deferred, Step::Hold, Held),
    (Held, Step::Release, Queued),
    (Uncertain, Step::Resend, Queued),
    (Queued, Step::Cancel, Skipped),
    (Claimed, Step::Cancel, Skipped),
    (Deferred, Step::Cancel, Skipped),
    (Held, Step::Cancel, Skipped),
    (Accepted, Step::Bounce, Bounced),
];

#[test]
fn a_delivery_moves_along_the_arrows_of_the_table_and_no_others() {
    let complaints = [
        (Accepted, Step::Complain, Complained),
        (Bounced, Step::Complain, Complained),
    ];
    let mut found = 0;
    for state in DeliveryState::ALL {
        for step in Step::ALL {
            let expected = ARROWS
                .iter()
                .chain(&complaints)
                .find(|(from, by, _)| *from == state && *by == step);
            assert_eq!(
                step.from(state),
                expected.map(|(_, _, to)| *to),
                "{state:?} {step:?}"
            );
            found += usize::from(expected.is_some());
        }
    }
    assert_eq!(found, ARROWS.len() + complaints.len());
}

/// What a program that died with its connections open leaves behind: some mails were
/// claimed, some offered to the server.
async fn left_behind(centre: &Centre, id: MailingId, offered: usize) {
    let tx = centre.desk().database().begin().await.unwrap();
    let rows = tx
        .all(
            "select id from delivery where centre_id = $1 and mailing_id = $2 order by id",
            args![centre.id, id],
        )
        .await
        .unwrap();
    for (n, row) in rows.iter().enumerate() {
        let state = if n < offered { "offered" } else { "claimed" };
        let delivery: Uuid = row.get("id").unwrap();
        let sql = "update delivery set state = $3, run = $4, attempts = 1 where centre_id = $1 and id = $2";
        tx.run(sql, args![centre.id, delivery, state, Uuid::now_v7()])
            .await
            .unwrap();
    }
    tx.commit().await.unwrap();
}

/// A mailing whose recipients are frozen and of which nothing was sent yet.
async fn begun(centre: &Centre, sink: &Sink, count: usize) -> MailingId {
    uses(centre, sink).await;
    people(centre, count).await;
    centre.wait(11 * 3_600); // 23:00 in Taipei: quiet
    let id = publishes(centre, everybody(centre).await).await.unwrap();
    centre.drain().await;
    assert_eq!(figures(centre, id).await.queued as usize, count);
    id
}

testing::on_both_engines! {
    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn a_restart_loses_nobody_and_repeats_no_more_than_was_under_way(centre: Centre) {
        let sink = Sink::open().await;
        let id = begun(&centre, &sink, 10).await;
        left_behind(&centre, id, 4).await;
        centre.wait(8 * 3_600);
        centre.drain().await;
        let to: BTreeSet<String> = sink.taken().into_iter().map(|t| t.to).collect();
        assert_eq!((to.len(), sink.taken().len()), (10, 10));
        let conn = centre.desk().database().reader();
        let doubted = channels::queries::deliveries(&conn, centre.id, id, &channels::model::LogFilter::of("doubted"), None, 50).await.unwrap();
        assert_eq!(doubted.len(), 4, "which may have gone twice is on record");
        assert!(mailing(&centre, id).await.ended.is_some());
    }

    with [audience::feature(), content::feature(), planning::feature(), channels::feature()];
    async fn more_doubts_than_connections_wait_for_somebody(centre: Centre) {
        let sink = Sink::open().await;
        let id = begun(&centre, &sink, 10).await;
        left_behind(&centre, id, 6).await;
        centre.wait(8 * 3_600);
        centre.drain().await;
        assert_eq!(sink.taken().len(), 4);
        assert_eq!(figures(&centre, id).await.uncertain, 6);
        let page = centre.specialist().reads(&format!("/channels/email/{id}")).await;
        assert!(page.body.contains("不確定：6 封"), "{}", page.body);
        centre.specialist().does(&SettleDoubt { mailing: id, resend: true }).await;
        centre.drain().await;
        assert_eq!(sink.taken().len(), 10);
        assert!(mailing(&centre, id).await.ended.is_some());
    }
}

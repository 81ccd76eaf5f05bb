//! Behaviour of campaigns and tasks through the door, on both databases.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also outside the test function"
)]

mod campaigns;
mod numbers;
mod sample;
mod tasks;

use charter::Level;
use desk::proposals::{self, Decide};
use desk::{Outcome, ProposalId};
use kernel::Moment;
use planning::actions::Draft;
use planning::queries;
use planning::{Campaign, CampaignId, CampaignKind, CampaignState};
use testing::Centre;

/// 1 to 31 December 2026 in Taipei.
const DECEMBER: (Moment, Moment) = (Moment(1_796_054_400_000_000), Moment(1_798_732_800_000_000));

fn knee_month(centre: &Centre) -> Draft {
    Draft {
        campaign: CampaignId::new(),
        name: "冬季護膝月".into(),
        slug: "winter-knee".into(),
        objective: "走得穩，冬天也出門。".into(),
        kind: CampaignKind::Education,
        from: DECEMBER.0,
        until: DECEMBER.1,
        owner: centre.specialist().account,
        kpi: Some("kpi.leads-generated".into()),
        target: Some(130),
        revision: 0,
    }
}

async fn stands(centre: &Centre, id: CampaignId) -> Campaign {
    let conn = centre.desk().database().reader();
    let found = queries::campaign(&conn, centre.id, id).await;
    found.expect("campaigns can be read").expect("it is there")
}

fn proposal_of(outcome: &Outcome) -> ProposalId {
    match outcome {
        Outcome::Proposed { proposal, verdict } => {
            assert_eq!(verdict.level, Level::Recommend);
            *proposal
        }
        other => panic!("expected a proposal, got {other:?}"),
    }
}

fn accepts(proposal: ProposalId) -> Decide {
    proposals::Decide {
        proposal,
        accept: true,
        comment: String::new(),
        look_again_at: None,
    }
}

async fn approved(centre: &Centre) -> CampaignId {
    let draft = knee_month(centre);
    centre.specialist().does(&draft).await;
    let propose = planning::actions::Propose {
        campaign: draft.campaign,
        revision: 1,
    };
    let proposal = proposal_of(&centre.specialist().does(&propose).await);
    centre.head().does(&accepts(proposal)).await;
    assert_eq!(
        stands(centre, draft.campaign).await.state(),
        CampaignState::Approved
    );
    draft.campaign
}

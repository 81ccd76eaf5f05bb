//! A campaign from idea to closed, and the walls on the way.

use charter::Level;
use desk::{Options, Refusal};
use planning::CampaignState;
use planning::actions::{Close, Draft, Launch, Propose};
use planning::model::NextTime;
use testing::Centre;

use crate::{accepts, approved, knee_month, proposal_of, stands};

testing::on_both_engines! {
    with [planning::feature()];
    async fn the_specialist_proposes_and_the_head_decides(centre: Centre) {
        let draft = knee_month(&centre);
        centre.specialist().does(&draft).await;
        let propose = Propose { campaign: draft.campaign, revision: 1 };
        let proposal = proposal_of(&centre.specialist().does(&propose).await);
        assert_eq!(stands(&centre, draft.campaign).await.state(), CampaignState::Idea);
        let own = centre.specialist().tries(&accepts(proposal)).await;
        assert!(matches!(own, Err(Refusal::Conflict { key: "proposal-not-yours", .. })), "{own:?}");
        centre.head().does(&accepts(proposal)).await;
        assert_eq!(stands(&centre, draft.campaign).await.state(), CampaignState::Approved);
        assert!(centre.ledger_is_whole().await);
    }

    with [planning::feature()];
    async fn a_draft_that_changed_after_it_was_proposed_is_not_accepted(centre: Centre) {
        let draft = knee_month(&centre);
        centre.specialist().does(&draft).await;
        let propose = Propose { campaign: draft.campaign, revision: 1 };
        let proposal = proposal_of(&centre.specialist().does(&propose).await);
        let other = Draft { target: Some(10), revision: 1, ..draft.clone() };
        centre.specialist().does(&other).await;
        let decided = centre.head().tries(&accepts(proposal)).await;
        assert!(matches!(decided, Err(Refusal::Conflict { key: "planning-changed-meanwhile", .. })), "{decided:?}");
        assert_eq!(stands(&centre, draft.campaign).await.state(), CampaignState::Idea);
    }

    with [planning::feature()];
    async fn a_launch_waits_for_the_head_and_binds_what_was_read(centre: Centre) {
        let campaign = approved(&centre).await;
        let launch = Launch { campaign };
        let verdict = centre.specialist().looks_at(&launch).await;
        assert_eq!((verdict.level, verdict.cell.as_deref()), (Level::Approval, Some("authority.execution.important-releases")));
        let outcome = centre.specialist().does(&launch).await;
        let request = Centre::request_of(&outcome);
        assert_eq!(stands(&centre, campaign).await.state(), CampaignState::Approved);
        assert!(centre.specialist().agrees_to(request).await.is_err());
        centre.head().agrees_to(request).await.expect("the head agrees");
        assert_eq!(stands(&centre, campaign).await.state(), CampaignState::Live);
        let changed = Draft { campaign, revision: 1, target: Some(1), ..knee_month(&centre) };
        let changed = centre.specialist().tries(&changed).await;
        assert!(matches!(changed, Err(Refusal::Conflict { key: "planning-already-accepted", .. })), "{changed:?}");
    }

    with [planning::feature()];
    async fn a_sensitive_word_in_the_message_is_named_by_the_verdict(centre: Centre) {
        let draft = Draft { objective: "疫情期間的居家運動".into(), ..knee_month(&centre) };
        centre.specialist().does(&draft).await;
        let propose = Propose { campaign: draft.campaign, revision: 1 };
        let proposal = proposal_of(&centre.specialist().does(&propose).await);
        centre.head().does(&accepts(proposal)).await;
        let verdict = centre.specialist().looks_at(&Launch { campaign: draft.campaign }).await;
        let rows: Vec<&str> = verdict.rows.iter().map(|r| r.id.as_str()).collect();
        assert!(rows.contains(&"house.publish.sensitive"), "{rows:?}");
    }

    with [planning::feature()];
    async fn an_idea_is_not_launched_and_a_thin_one_not_proposed(centre: Centre) {
        let draft = Draft { kpi: None, target: None, ..knee_month(&centre) };
        centre.specialist().does(&draft).await;
        let launch = centre.specialist().tries(&Launch { campaign: draft.campaign }).await;
        assert!(matches!(launch, Err(Refusal::Conflict { key: "planning-not-accepted", .. })), "{launch:?}");
        let propose = centre.specialist().tries(&Propose { campaign: draft.campaign, revision: 1 }).await;
        assert!(matches!(propose, Err(Refusal::Conflict { key: "planning-target-needed", .. })), "{propose:?}");
    }

    with [planning::feature()];
    async fn two_campaigns_never_share_a_tracking_code(centre: Centre) {
        centre.specialist().does(&knee_month(&centre)).await;
        let second = centre.specialist().tries(&knee_month(&centre)).await;
        assert!(matches!(&second, Err(Refusal::Invalid(e)) if e[0].code == "planning-slug-taken"), "{second:?}");
    }

    with [planning::feature()];
    async fn a_campaign_walks_from_idea_to_closed_and_keeps_who_and_when(centre: Centre) {
        let campaign = approved(&centre).await;
        let outcome = centre.specialist().does(&Launch { campaign }).await;
        let request = Centre::request_of(&outcome);
        centre.wait(3_600);
        centre.head().agrees_to(request).await.expect("the head agrees");
        centre.wait(86_400);
        let close = Close { campaign, results: String::new(), lessons: "主旨要寫情境。".into(), decision: NextTime::Repeat };
        centre.specialist().does(&close).await;
        let it = stands(&centre, campaign).await;
        assert_eq!(it.state(), CampaignState::Closed);
        let (launched, end) = (it.launched.unwrap(), it.end.unwrap());
        assert_eq!((launched.account, end.account), (centre.specialist().account, centre.specialist().account));
        assert_eq!(end.at.seconds_since(launched.at), 86_400);
        let again = centre.specialist().tries(&close).await;
        assert!(matches!(again, Err(Refusal::Conflict { key: "planning-already-closed", .. })), "{again:?}");
        let page = centre.head().reads(&format!("/plan/campaigns/{campaign}")).await;
        assert!(page.status.is_success() && page.body.contains("主旨要寫情境。"), "{}", page.body);
    }

    with [planning::feature()];
    async fn a_frozen_centre_launches_nothing(centre: Centre) {
        let campaign = approved(&centre).await;
        let freeze = desk::Freeze { reason: "演練".into() };
        centre.superintendent().does(&freeze).await;
        let actor = centre.superintendent().actor().await;
        let launch = centre.desk().act(&actor, &Launch { campaign }, Options::default()).await;
        assert!(matches!(launch, Err(Refusal::Frozen)), "{launch:?}");
    }

    with [planning::feature()];
    async fn the_pages_of_a_campaign_open_and_keep_what_was_typed(centre: Centre) {
        let form = "name=%E8%AD%B7%E8%86%9D&objective=&kind=education&from=2026-12-31&until=2026-12-01&slug=knee&owner=";
        let form = format!("{form}{}", centre.specialist().account);
        let wrong = centre.specialist().posts("/plan/campaigns", &form).await;
        assert_eq!(wrong.status.as_u16(), 422);
        assert!(wrong.body.contains("護膝") && wrong.body.contains("結束日要在開始日當天或之後。"), "{}", wrong.body);
        let right = form.replace("2026-12-31", "2026-12-01");
        let right = centre.specialist().posts("/plan/campaigns", &right).await;
        assert_eq!(right.status.as_u16(), 303, "{}", right.body);
        let to = right.headers["location"].to_str().unwrap().to_owned();
        for path in ["/plan/campaigns", "/plan/campaigns?q=護膝&state=idea", "/plan/campaigns/new", &to, &format!("{to}/edit"), &format!("{to}/end"), "/outlets/campaign/choice"] {
            let path = path.replace("護膝", "%E8%AD%B7%E8%86%9D");
            let page = centre.specialist().reads(&path).await;
            assert!(page.status.is_success(), "{path}: {}", page.body);
            assert!(!page.body.contains('⟦'), "{path}: {}", page.body);
        }
        let list = centre.specialist().reads("/plan/campaigns").await;
        assert!(list.body.contains("護膝"));
    }

    with [planning::feature()];
    async fn a_piece_can_belong_to_what_is_approved_or_live_only(centre: Centre) {
        let idea = Draft { slug: "idea-only".into(), name: "只是構想".into(), ..knee_month(&centre) };
        centre.specialist().does(&idea).await;
        let campaign = approved(&centre).await;
        let field = centre.specialist().reads("/outlets/campaign/choice").await.body;
        assert!(field.contains(&campaign.to_string()) && field.contains("name=\"campaign\""), "{field}");
        assert!(!field.contains("只是構想"), "{field}");
    }
}

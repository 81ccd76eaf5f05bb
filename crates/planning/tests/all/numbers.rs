//! The numbers of a campaign and the rows they open.

use desk::Period;
use kernel::activity::{self, Activity};
use kernel::{Moment, args};
use planning::queries::{self, Wanted};
use planning::{CampaignId, CampaignState};
use serde_json::json;
use testing::Centre;
use uuid::Uuid;

use crate::{approved, stands};

fn at(hour: i64) -> Moment {
    crate::DECEMBER.0.plus_seconds(hour * 3_600)
}

async fn happen(centre: &Centre, rows: &[Activity]) {
    let tx = centre.desk().database().begin().await.unwrap();
    activity::record(&tx, centre.id, rows).await.unwrap();
    tx.commit().await.unwrap();
}

fn mail(kind: &'static str, hour: i64, who: Uuid, campaign: CampaignId) -> Activity {
    Activity::new(kind, at(hour))
        .by(who)
        .of_campaign(Some(campaign.into()))
}

/// Four mails, one bounced; one person opens twice and clicks, a scanner clicks; a visit
/// by the campaign's own id and one by its slug in a link; one of another campaign.
async fn a_day(centre: &Centre) -> CampaignId {
    let campaign = approved(centre).await;
    let people: Vec<Uuid> = (0..4).map(|_| Uuid::now_v7()).collect();
    let mut rows: Vec<Activity> = people
        .iter()
        .map(|p| mail("mail.sent", 1, *p, campaign))
        .collect();
    rows.push(mail("mail.bounced", 2, people[3], campaign));
    rows.push(mail("mail.opened", 3, people[0], campaign));
    rows.push(mail("mail.opened", 27, people[0], campaign));
    rows.push(mail("mail.clicked", 4, people[0], campaign));
    let mut scanner = mail("mail.clicked", 4, people[1], campaign);
    scanner.machine = true;
    rows.push(scanner);
    rows.push(Activity::new("site.visited", at(5)).of_campaign(Some(campaign.into())));
    let link = |slug: &str| json!({ "path": "/articles/knee", "campaign": slug });
    rows.push(Activity::new("site.visited", at(6)).with(link("winter-knee")));
    rows.push(Activity::new("site.visited", at(6)).with(link("another-one")));
    rows.push(Activity::new("site.visited", at(6)).with(link("")));
    let mut dwell = Activity::new("site.dwelt", at(6)).with(link("winter-knee"));
    dwell.amount = 95;
    rows.push(dwell);
    rows.push(mail("lead.submitted", 28, people[0], campaign));
    happen(centre, &rows).await;
    campaign
}

testing::on_both_engines! {
    with [planning::feature()];
    async fn every_number_of_a_campaign_is_the_count_of_the_rows_it_opens(centre: Centre) {
        let id = a_day(&centre).await;
        let conn = centre.desk().database().reader();
        let campaign = stands(&centre, id).await;
        assert_eq!(campaign.state(), CampaignState::Approved);
        let n = queries::numbers(&conn, centre.id, &campaign).await.unwrap();
        assert_eq!((n.sent, n.bounced, n.delivered, n.opened, n.clicked), (4, 1, 3, 1, 1));
        assert_eq!((n.by_machines, n.visits, n.dwell_seconds, n.leads), (1, 2, 95, 1));
        for (kind, rows) in [("mail.sent", 4), ("mail.opened", 2), ("mail.clicked", 2), ("site.visited", 2), ("lead.submitted", 1)] {
            let wanted = Wanted { kind: kind.into(), ..Wanted::default() };
            let found = queries::happened(&conn, centre.id, Some(&campaign), &wanted).await.unwrap();
            assert_eq!(found.len(), rows, "{kind}");
            let page = centre.specialist().reads(&format!("/plan/campaigns/{id}/activity?kind={kind}")).await;
            assert!(page.status.is_success() && !page.body.contains('⟦'), "{}", page.body);
        }
        let page = centre.specialist().reads(&format!("/plan/campaigns/{id}")).await;
        assert!(page.body.contains(&format!("/plan/campaigns/{id}/activity?kind=mail.opened")), "{}", page.body);
        assert!(page.body.contains("/insight/kpi/kpi.leads-generated") && !page.body.contains('⟦'), "{}", page.body);
    }

    with [planning::feature()];
    async fn days_are_those_of_the_centre_not_of_greenwich(centre: Centre) {
        let id = a_day(&centre).await;
        let conn = centre.desk().database().reader();
        let campaign = stands(&centre, id).await;
        let zone = desk::centre::of(&conn, centre.id).await.unwrap().time_zone();
        let days = queries::by_day(&conn, centre.id, &campaign, &zone, at(40)).await.unwrap();
        assert_eq!(days.len(), 2);
        assert_eq!((days[0].at, days[1].at), (at(0), at(24)));
        assert_eq!((days[0].opened, days[0].clicked, days[0].visits, days[0].leads), (1, 1, 2, 0));
        assert_eq!((days[1].opened, days[1].leads), (1, 1));
    }

    with [planning::feature()];
    async fn the_conversion_of_a_period_counts_tagged_visits_and_leads(centre: Centre) {
        a_day(&centre).await;
        let conn = centre.desk().database().reader();
        let period = Period { from: at(0), until: at(48) };
        let figures = queries::conversion(&conn, centre.id, period).await.unwrap();
        assert_eq!((figures[0].numerator, figures[0].denominator), (1, Some(3)));
        assert_eq!((figures[1].numerator, figures[1].denominator), (1, Some(3)));
        let rows = centre.head().reads(&figures[1].rows).await;
        assert!(rows.status.is_success(), "{}", rows.body);
        let before = Period { from: at(-48), until: at(0) };
        let none = queries::conversion(&conn, centre.id, before).await.unwrap();
        assert_eq!((none[0].numerator, none[0].denominator), (0, Some(0)));
    }

    with [planning::feature()];
    async fn a_long_list_goes_on_where_the_page_ended(centre: Centre) {
        let id = approved(&centre).await;
        let rows: Vec<Activity> = (0..120).map(|n| mail("mail.opened", n / 40, Uuid::now_v7(), id)).collect();
        happen(&centre, &rows).await;
        let conn = centre.desk().database().reader();
        let campaign = stands(&centre, id).await;
        let (mut seen, mut before) = (std::collections::BTreeSet::new(), None);
        loop {
            let wanted = Wanted { kind: "mail.opened".into(), before, ..Wanted::default() };
            let page = queries::happened(&conn, centre.id, Some(&campaign), &wanted).await.unwrap();
            let Some(last) = page.last() else { break };
            before = Some((last.at, last.id));
            seen.extend(page.iter().map(|row| row.id));
        }
        assert_eq!(seen.len(), 120);
        let stored = conn.one("select cast(count(*) as bigint) as n from activity where centre_id = $1", args![centre.id]).await.unwrap();
        assert_eq!(stored.get::<i64>("n").unwrap(), 120);
    }
}

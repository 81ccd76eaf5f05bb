//! The board shows what the measures counted, and nothing else.

use std::sync::Arc;

use analytics::model::{Change, Grain, Standing};
use analytics::queries::{self, Asked};
use desk::{Figure, Measure, Period};
use frame::Feature;
use jiff::civil::date;
use kernel::activity::{self, Activity};
use kernel::{CentreId, Conn, DbError, Moment, args};
use testing::Centre;

/// Counts `lead.submitted`, and the share of it that machines sent.
async fn leads(conn: Arc<Conn>, centre: CentreId, period: Period) -> Result<Vec<Figure>, DbError> {
    let row = conn
        .one(
            "select cast(count(*) as bigint) as n, cast(coalesce(sum(case when machine then 1 else 0 end), 0) as bigint) as m
             from activity where centre_id = $1 and kind = 'lead.submitted' and at >= $2 and at < $3",
            args![centre, period.from, period.until],
        )
        .await?;
    let (n, machines): (i64, i64) = (row.get("n")?, row.get("m")?);
    let figure = |numerator, denominator, unit| Figure {
        name: "analytics-value",
        numerator,
        denominator,
        unit,
        rows: "/rows/of/leads".into(),
    };
    Ok(vec![
        figure(n, None, "count"),
        figure(machines, Some(n), "percent"),
    ])
}

fn forms() -> Feature {
    Feature::new("forms").kpis(vec![Measure::new("kpi.leads-generated", leads)])
}

async fn submitted(centre: &Centre, at: &str, count: usize) {
    let at = Moment::parse(at).unwrap();
    let rows: Vec<Activity> = (0..count)
        .map(|_| Activity::new("lead.submitted", at))
        .collect();
    let tx = centre.desk().database().begin().await.unwrap();
    activity::record(&tx, centre.id, &rows).await.unwrap();
    tx.commit().await.unwrap();
}

async fn november(centre: &Centre) -> Asked {
    let conn = centre.desk().database().reader();
    let zone = desk::centre::of(&conn, centre.id)
        .await
        .unwrap()
        .time_zone();
    Asked {
        centre: centre.id,
        grain: Grain::Month,
        start: date(2026, 11, 1),
        zone,
    }
}

testing::on_both_engines! {
    with [analytics::feature(), forms()];
    async fn a_figure_of_the_board_is_what_the_measure_counted(centre: Centre) {
        // The last second of October in Taipei, the first of November, and November of last year.
        submitted(&centre, "2026-10-31T15:59:59Z", 4).await;
        submitted(&centre, "2026-10-31T16:00:00Z", 6).await;
        submitted(&centre, "2025-11-10T00:00:00Z", 3).await;
        let asked = november(&centre).await;
        let board = queries::board(centre.desk(), &asked, centre.now()).await.unwrap();
        assert_eq!((board.groups.len(), board.lines().count(), board.open), (4, 20, true));
        let line = board.lines().find(|line| line.id == "kpi.leads-generated").unwrap();
        assert_eq!(line.value().unwrap().numerator, 6);
        assert_eq!(line.earlier, Some(Change::Percent(500)));
        assert_eq!(line.last_year, Some(Change::Percent(1_000)));
        assert_eq!((line.trend.len(), line.trend[10], line.trend[11]), (12, Some(4.0), Some(6.0)));
        let closed = queries::board(centre.desk(), &asked, Moment::parse("2026-12-06T00:00:00Z").unwrap());
        assert!(!closed.await.unwrap().open);
    }

    with [analytics::feature(), forms()];
    async fn an_indicator_without_a_source_says_what_it_needs_and_shows_no_nought(centre: Centre) {
        let asked = november(&centre).await;
        let board = queries::board(centre.desk(), &asked, centre.now()).await.unwrap();
        let line = board.lines().find(|line| line.id == "kpi.customer-satisfaction").unwrap();
        assert!(line.figures.is_empty() && line.standing.is_none() && line.value().is_none());
        let page = centre.head().reads("/insight").await;
        assert!(page.body.contains("需要滿意度問卷的回答。問卷功能完成後會出現。"), "{}", page.body);
    }

    with [analytics::feature(), forms()];
    async fn return_and_acquisition_cost_are_marked_provisional(centre: Centre) {
        let asked = november(&centre).await;
        let board = queries::board(centre.desk(), &asked, centre.now()).await.unwrap();
        let marked: Vec<&str> = board.lines().filter(|line| line.provisional).map(|line| line.id.as_str()).collect();
        assert_eq!(marked, ["kpi.customer-acquisition-cost", "kpi.marketing-roi"]);
        let page = centre.head().reads("/insight/kpi/marketing-roi").await;
        assert!(page.body.contains("投資回報的評估須上級批准，批准前的數字是暫定的。"), "{}", page.body);
    }

    with [analytics::feature(), forms()];
    async fn an_indicator_shows_its_definition_its_rows_and_its_file(centre: Centre) {
        submitted(&centre, "2026-11-02T00:00:00Z", 6).await;
        let page = centre.specialist().reads("/insight/kpi/kpi.leads-generated").await;
        assert!(page.status.is_success() && !page.body.contains('⟦'), "{}", page.body);
        for part in ["/rows/of/leads", "把訂電子報的人算成名單", "figures.csv", "0.0%"] {
            assert!(page.body.contains(part), "{part}: {}", page.body);
        }
        let file = centre.specialist().reads("/insight/kpi/kpi.leads-generated/figures.csv").await;
        assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert!(file.body.contains("2026-11-01,2026-12-01,month,數值,6,,6.0,count,/rows/of/leads"), "{}", file.body);
        // Nothing divided by nothing stays empty.
        assert!(file.body.contains("2026-10-01,2026-11-01,month,數值,0,0,,percent"), "{}", file.body);
        assert_eq!(centre.specialist().reads("/insight/kpi/kpi.nothing").await.status.as_u16(), 404);
    }

    with [analytics::feature(), forms()];
    async fn every_grain_and_the_day_s_page_can_be_read(centre: Centre) {
        submitted(&centre, "2026-11-02T00:00:00Z", 6).await;
        for path in ["/insight", "/insight?grain=day", "/insight?grain=week&on=2026-11-23", "/insight?grain=quarter", "/insight?grain=year&kpi=kpi.web-traffic-dwell", "/insight?grain=century&on=yesterday", "/today"] {
            let page = centre.specialist().reads(path).await;
            assert!(page.status.is_success() && !page.body.contains('⟦'), "{path}: {}", page.body);
        }
        let day = centre.specialist().reads("/today").await;
        assert!(day.body.contains("潛在客戶生成數量"), "{}", day.body);
        let actor = centre.specialist().actor().await;
        let answer = centre.desk().ask(&actor, "kpis", serde_json::json!({ "on": "2026-11-23" })).await.unwrap();
        assert_eq!(answer["groups"][1]["lines"][3]["figures"][0]["numerator"], 6);
    }

    with [analytics::feature(), forms()];
    async fn a_target_gives_a_state_from_its_period_on(centre: Centre) {
        submitted(&centre, "2026-11-02T00:00:00Z", 6).await;
        let asked = november(&centre).await;
        let target = analytics::actions::SetTarget { kpi: "kpi.leads-generated".into(), grain: Grain::Month, from: centre.now(), thousandths: 6_500 };
        centre.head().does(&target).await;
        let line = queries::line(centre.desk(), &asked, "kpi.leads-generated").await.unwrap().unwrap();
        assert_eq!(line.standing, Some(Standing::Near));
        let october = Asked { start: date(2026, 10, 1), ..asked.clone() };
        let line = queries::line(centre.desk(), &october, "kpi.leads-generated").await.unwrap().unwrap();
        assert!(line.target.is_none());
        let quarter = Asked { grain: Grain::Quarter, start: date(2026, 10, 1), ..asked };
        let line = queries::line(centre.desk(), &quarter, "kpi.leads-generated").await.unwrap().unwrap();
        assert!(line.target.is_none());
    }
}

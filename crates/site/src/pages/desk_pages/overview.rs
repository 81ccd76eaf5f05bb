//! `/channels/site`: the pages that stand with how they were read in the last 30 days,
//! and those that wait for their time.

use std::collections::HashMap;

use axum::extract::RawQuery;
use desk::{Addresses, Period};
use frame::{Answer, Visit, read_form};
use kernel::{DbError, Moment};
use ui::{
    Area, Col, Gap, KpiTile, Markup, Row, State, Tab, fmt, html, kpi_tiles, link_button,
    list_search, page_head, section, stack, state, table, tabs,
};
use uuid::Uuid;

use super::{PATH, SETTINGS};
use crate::model::{Directory, Reading, Scheduled, Shown, Traffic, article_path};
use crate::queries;

/// Days the figures look back.
const DAYS: i64 = 30;
const ROWS: usize = 50;

/// Everything the screen shows.
struct Overview {
    period: Period,
    directory: Directory,
    readings: HashMap<Uuid, Reading>,
    scheduled: Vec<Scheduled>,
    traffic: Traffic,
    /// Sessions of each day, the oldest first.
    days: Vec<i64>,
    campaigns: Vec<queries::CampaignVisits>,
    url: String,
}

/// `GET /channels/site`
pub async fn overview(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    let query = read_form(&query.unwrap_or_default());
    let words = query.text("q");
    let from: usize = query.parsed("from").unwrap_or(0);
    let seen = read(&visit).await?;
    let lang = visit.lang();
    let head = page_head(visit.t("site-website"))
        .act(link_button(visit.t("site-open-live"), seen.url.clone()))
        .act(link_button(visit.t("site-settings"), SETTINGS));
    let list = pages_table(&visit, &seen, &words, from);
    let small = lang.tr("site-last-days", &[("n", DAYS.into())]);
    let pages = section(visit.t("site-pages")).small(small).body(html! {
        (list_search(lang, PATH, &words, "site-pages"))
        div id="site-pages" { (list) }
    });
    let mut parts = vec![tiles(&visit, &seen)];
    if !seen.scheduled.is_empty() {
        let scheduled = section(visit.t("site-scheduled"));
        parts.push(scheduled.body(scheduled_table(&visit, &seen)));
    }
    parts.push(pages);
    if !seen.campaigns.is_empty() {
        let campaigns = section(visit.t("site-by-campaign"));
        parts.push(campaigns.body(campaign_table(&visit, &seen)));
    }
    let body = html! {
        (head)
        (channel_tabs(&visit, PATH))
        (stack(Gap::Sections, &parts))
    };
    visit
        .page(Area::Channels, &visit.t("site-website"), body)
        .await
}

async fn read(visit: &Visit) -> Result<Overview, DbError> {
    let conn = visit.reader();
    let centre = visit.centre.id;
    let until = visit.now;
    let period = Period {
        from: until.plus_days(-DAYS),
        until,
    };
    Ok(Overview {
        directory: queries::directory(&conn, centre).await?,
        readings: queries::readings(&conn, centre, period).await?,
        scheduled: queries::scheduled(&conn, centre).await?,
        traffic: queries::traffic(&conn, centre, period).await?,
        days: queries::daily_sessions(&conn, centre, until, DAYS).await?,
        campaigns: queries::by_campaign(&conn, centre, period).await?,
        period,
        url: visit
            .desk()
            .part::<Addresses>()
            .map(|a| a.site.clone())
            .unwrap_or_default(),
    })
}

/// The screens of the channels.
pub fn channel_tabs(visit: &Visit, at: &str) -> Markup {
    tabs(
        &visit.t("site-channels"),
        &[
            Tab::new(visit.t("site-website"), PATH, at == PATH),
            Tab::new(visit.t("site-email"), "/channels/email", false),
        ],
    )
}

fn tiles(visit: &Visit, seen: &Overview) -> Markup {
    let lang = visit.lang();
    let traffic = &seen.traffic;
    let days: Vec<Option<f64>> = seen
        .days
        .iter()
        .map(|n| i32::try_from(*n).ok().map(f64::from))
        .collect();
    let percent = |rate: Option<f64>| rate.map_or_else(none, |rate| fmt::decimal(rate * 100.0, 1));
    let stay = queries::average_stay(traffic).map_or_else(none, |s| fmt::decimal(s, 0));
    let period = lang.tr("site-last-days", &[("n", DAYS.into())]);
    let bounce = [("rate", percent(queries::bounce(traffic)).into())];
    let bounce = lang.tr("site-bounce-words", &bounce);
    let views = lang.tr("site-views-words", &[("n", traffic.views.into())]);
    let says = visit.t("site-sessions-daily");
    let sessions = fmt::number(traffic.sessions);
    let users = fmt::number(traffic.users);
    let visited = queries::rows_of("site.visited", seen.period);
    let dwelt = queries::rows_of("site.dwelt", seen.period);
    let engaged = percent(queries::engagement(traffic));
    let tiles = [
        ("site-sessions", &sessions, "site-unit-sessions", &period),
        ("site-users", &users, "site-unit-people", &views),
        ("site-engaged", &engaged, "site-unit-percent", &bounce),
        ("site-stay", &stay, "site-unit-seconds", &period),
    ]
    .map(|(name, value, unit, word)| (visit.t(name), value, visit.t(unit), word));
    let tiles: Vec<KpiTile<'_>> = tiles
        .iter()
        .enumerate()
        .map(|(place, (name, value, unit, word))| KpiTile {
            name,
            href: "/insight/kpi/kpi.web-traffic-dwell",
            value,
            rows: if place == 3 { &dwelt } else { &visited },
            unit,
            values: if place == 0 { &days } else { &[] },
            target: None,
            target_word: word,
            state: State::Plain,
            state_word: "",
            says: &says,
        })
        .collect();
    kpi_tiles(&tiles)
}

/// What stands where a figure is not available.
fn none() -> String {
    "–".to_owned()
}

fn pages_table(visit: &Visit, seen: &Overview, words: &str, from: usize) -> Markup {
    let lang = visit.lang();
    let wanted = words.to_lowercase();
    let found: Vec<&Shown> = seen
        .directory
        .pages()
        .iter()
        .filter(|page| page.title.to_lowercase().contains(&wanted) || page.slug.contains(&wanted))
        .collect();
    let more = (found.len() > from + ROWS).then(|| {
        let query =
            percent_encoding::utf8_percent_encode(words, percent_encoding::NON_ALPHANUMERIC);
        format!("{PATH}?q={query}&from={}", from + ROWS)
    });
    let rows = found.iter().skip(from).take(ROWS).map(|page| {
        let reading = seen.readings.get(&page.item).copied().unwrap_or_default();
        let stay = reading.seconds.checked_div(reading.visits).unwrap_or(0);
        Row::link(&page.title, format!("/content/{}", page.item))
            .detail(html! { a href=(format!("{}{}", seen.url, article_path(&page.slug))) { "/articles/" (page.slug) } })
            .cell(fmt::number(reading.visits))
            .cell(fmt::duration(stay))
            .cell(fmt::date(lang, &visit.zone, page.first_at))
            .cell(fmt::date(lang, &visit.zone, page.at))
    });
    let empty = if words.is_empty() {
        ui::empty(
            &visit.t("site-no-pages"),
            &visit.t("site-no-pages-more"),
            Some(link_button(visit.t("site-to-content"), "/content")),
        )
    } else {
        ui::empty(
            &visit.t("site-nothing-found"),
            &visit.t("site-nothing-found-more"),
            None,
        )
    };
    let list = table(lang, visit.t("site-pages"))
        .col(Col::new(visit.t("site-col-title")))
        .col(Col::num(visit.t("site-col-visits")))
        .col(Col::num(visit.t("site-col-stay")))
        .col(Col::new(visit.t("site-col-published")).short().wide_only())
        .col(Col::new(visit.t("site-col-updated")).short().wide_only())
        .rows(rows)
        .more(more)
        .when_empty(empty)
        .fold();
    html! { (list) }
}

fn scheduled_table(visit: &Visit, seen: &Overview) -> Markup {
    let lang = visit.lang();
    let rows = seen.scheduled.iter().map(|page| {
        let word = if page.held {
            state(State::Stopped, visit.t("site-held"))
        } else {
            state(State::Scheduled, visit.t("site-waits"))
        };
        Row::link(&page.title, format!("/content/{}", page.item))
            .cell(word)
            .cell(due(visit, page.due_at))
    });
    let list = table(lang, visit.t("site-scheduled"))
        .col(Col::new(visit.t("site-col-title")))
        .col(Col::new(visit.t("site-col-state")).short())
        .col(Col::new(visit.t("site-col-due")).short())
        .rows(rows)
        .fold();
    html! { (list) }
}

fn due(visit: &Visit, at: Moment) -> Markup {
    fmt::stamp(visit.lang(), &visit.zone, visit.now, at)
}

fn campaign_table(visit: &Visit, seen: &Overview) -> Markup {
    let rows = seen.campaigns.iter().take(ROWS).map(|it| {
        let stay = it
            .traffic
            .seconds
            .checked_div(it.traffic.sessions)
            .unwrap_or(0);
        Row::new(&it.campaign)
            .cell(fmt::number(it.traffic.sessions))
            .cell(fmt::number(it.traffic.users))
            .cell(fmt::duration(stay))
    });
    let list = table(visit.lang(), visit.t("site-by-campaign"))
        .col(Col::new(visit.t("site-col-campaign")))
        .col(Col::num(visit.t("site-sessions")))
        .col(Col::num(visit.t("site-users")))
        .col(Col::num(visit.t("site-col-stay")))
        .rows(rows)
        .fold();
    html! { (list) }
}

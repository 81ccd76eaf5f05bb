//! The page of one campaign: how far it is, who decides next, its numbers and days.

use axum::extract::Path;
use desk::{proposals, requests};
use frame::{Answer, App, Failed, Visit, verdict_view};
use kernel::{DbError, Moment};
use serde_json::Value as Json;
use ui::{Area, Gap, Lang, LineChart, Markup, Point, Step, StepState, Todo, fmt, html};

use super::words::{Names, due_mark, id_of, kind_word, kpi_word, next_word, state_mark, window};
use crate::actions::{Launch, Propose};
use crate::model::{Campaign, CampaignId, CampaignState, Day, Numbers};
use crate::queries;

/// What waits for somebody's decision about a campaign.
struct Waits {
    /// Address of the proposal or request.
    href: String,
    since: Moment,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let lang = visit.lang();
    let conn = visit.reader();
    let it = queries::campaign(&conn, visit.centre.id, id_of(&id)?)
        .await?
        .ok_or(Failed::NotFound)?;
    let names = Names::of(&visit).await?;
    let numbers = queries::numbers(&conn, visit.centre.id, &it).await?;
    let waits = waits(&visit, &it).await?;
    let mut main = Vec::new();
    main.extend(verdict(&visit, &it, waits.as_ref()).await?);
    if it.state() != CampaignState::Idea {
        let days = queries::by_day(&conn, visit.centre.id, &it, &visit.zone, visit.now).await?;
        main.push(numbers_section(&visit, &it, &numbers));
        main.extend(chart(&visit, &days));
    }
    if !it.objective.is_empty() {
        let words =
            html! { @for line in it.objective.lines().filter(|l| !l.is_empty()) { p { (line) } } };
        main.push(ui::section(visit.t("planning-objective")).body(words));
    }
    main.push(tasks(&visit, &it, &names).await?);
    let aside = [
        ui::section(visit.t("planning-trail")).body(trail(&visit, &it, &names, waits.as_ref())),
        goal(&visit, &it, &numbers).await?,
    ];
    let mut head = ui::page_head(&it.name)
        .fact(state_mark(lang, it.state()))
        .named(&visit.t("planning-window"), window(&visit, &it))
        .named(&visit.t("planning-owner"), names.get(&visit, it.owner))
        .named(&visit.t("planning-kind"), kind_word(lang, it.kind))
        .named("utm_campaign", &it.slug);
    if it.state() == CampaignState::Idea {
        head = head.act(ui::link_button(
            visit.t("planning-edit"),
            format!("/plan/campaigns/{}/edit", it.id),
        ));
    }
    if it.state() != CampaignState::Closed {
        head = head.act(ui::link_button(
            visit.t("planning-close"),
            format!("/plan/campaigns/{}/end", it.id),
        ));
    }
    let body = html! {
        (ui::crumbs(lang, &[(&visit.t("planning-campaigns"), "/plan/campaigns")], &it.name))
        (head)
        (ui::columns(ui::stack(Gap::Sections, &main), ui::stack(Gap::Sections, &aside)))
    };
    visit.page(Area::Plan, &it.name, body).await
}

/// The open proposal or request about a campaign, if there is one.
async fn waits(visit: &Visit, it: &Campaign) -> Result<Option<Waits>, DbError> {
    let conn = visit.reader();
    for request in requests::of_subject(&conn, visit.centre.id, it.id.into()).await? {
        if requests::end_of(&conn, visit.centre.id, request.id)
            .await?
            .is_none()
        {
            let href = format!("/approvals/{}", request.id);
            return Ok(Some(Waits {
                href,
                since: request.raised_at,
            }));
        }
    }
    let id = it.id.to_string();
    let proposals = proposals::proposals(&conn, visit.centre.id, 200).await?;
    let mine = proposals.into_iter().find(|p| {
        p.decision.is_none()
            && p.kind == "campaign.propose"
            && p.payload.get("campaign").and_then(Json::as_str) == Some(id.as_str())
            && p.payload.get("revision").and_then(Json::as_i64) == Some(it.revision)
    });
    Ok(mine.map(|p| Waits {
        href: format!("/approvals/proposals/{}", p.id),
        since: p.raised_at,
    }))
}

/// What the next step needs, with its button; while something waits, where it waits.
async fn verdict(
    visit: &Visit,
    it: &Campaign,
    waits: Option<&Waits>,
) -> Result<Option<Markup>, Failed> {
    if let Some(waits) = waits {
        let waited = fmt::waited(visit.lang(), visit.now, waits.since);
        let more = html! { (waited) " " (ui::link(visit.t("planning-waits-open"), &waits.href)) };
        return Ok(Some(ui::notice(
            ui::Kind::Wait,
            visit.t("planning-waits"),
            more,
        )));
    }
    let (looked, path, word) = match it.state() {
        CampaignState::Idea => {
            let act = Propose {
                campaign: it.id,
                revision: it.revision,
            };
            (visit.look(&act).await, "proposal", "planning-propose")
        }
        CampaignState::Approved => {
            let act = Launch { campaign: it.id };
            (visit.look(&act).await, "launch", "planning-launch")
        }
        CampaignState::Live | CampaignState::Closed => return Ok(None),
    };
    let verdict = match looked {
        Ok(verdict) => verdict,
        Err(desk::Refusal::Database(e)) => return Err(e.into()),
        Err(refusal) => {
            let why = frame::refusal_sentence(visit.lang(), &refusal);
            return Ok(Some(ui::notice(
                ui::Kind::Plain,
                visit.t("planning-not-ready"),
                why,
            )));
        }
    };
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let url = format!("/plan/campaigns/{}/{path}", it.id);
    let revision = it.revision.to_string();
    let button = ui::submit(visit.t(word)).main();
    Ok(Some(html! {
        (ui::verdict(visit.lang(), &verdict_view(visit.lang(), &book, &verdict)))
        (ui::post_button(&url, visit.csrf(), &[("revision", &revision)], button))
    }))
}

/// Key of the word, kind of the rows behind it, indicator that defines it.
const NUMBERS: [(&str, &str, &str); 8] = [
    (
        "planning-n-sent",
        "mail.sent",
        "kpi.content-read-share-rate",
    ),
    (
        "planning-n-bounced",
        "mail.bounced",
        "kpi.content-read-share-rate",
    ),
    (
        "planning-n-delivered",
        "mail.sent",
        "kpi.content-read-share-rate",
    ),
    (
        "planning-n-opened",
        "mail.opened",
        "kpi.content-read-share-rate",
    ),
    (
        "planning-n-clicked",
        "mail.clicked",
        "kpi.content-read-share-rate",
    ),
    ("planning-n-visits", "site.visited", "kpi.web-traffic-dwell"),
    ("planning-n-dwell", "site.dwelt", "kpi.web-traffic-dwell"),
    ("planning-n-leads", "lead.submitted", "kpi.leads-generated"),
];

/// Every number with the rows behind it and what it means.
fn numbers_section(visit: &Visit, it: &Campaign, n: &Numbers) -> Markup {
    let lang = visit.lang();
    let definition = visit.t("planning-definition");
    let rows = NUMBERS
        .iter()
        .zip(values(n))
        .map(|((key, kind, kpi), (value, share))| {
            let behind = format!("/plan/campaigns/{}/activity?kind={kind}", it.id);
            let share =
                share.map_or_else(String::new, |(part, whole)| share_word(visit, part, whole));
            ui::Row::new(visit.t(key))
                .cell(ui::link(value, behind))
                .cell(share)
                .cell(ui::link(&definition, format!("/insight/kpi/{kpi}")))
        });
    let table = ui::table(lang, visit.t("planning-numbers"))
        .col(ui::Col::new(visit.t("planning-number")))
        .col(ui::Col::num(visit.t("planning-value")))
        .col(ui::Col::num(visit.t("planning-share")).soft())
        .col(ui::Col::new(visit.t("planning-meaning")).soft().short())
        .rows(rows);
    let machines =
        (n.by_machines > 0).then(|| lang.tr("planning-machines", &[("n", n.by_machines.into())]));
    ui::section(visit.t("planning-numbers")).body(html! {
        (table)
        @if let Some(words) = machines { (ui::meta(words)) }
    })
}

/// The words of each of [`NUMBERS`], with part and whole where it is a share of another.
fn values(n: &Numbers) -> [(String, Option<(i64, i64)>); 8] {
    let number = |value: i64, of: Option<i64>| (fmt::number(value), of.map(|of| (value, of)));
    [
        number(n.sent, None),
        number(n.bounced, Some(n.sent)),
        number(n.delivered, Some(n.sent)),
        number(n.opened, Some(n.delivered)),
        number(n.clicked, Some(n.delivered)),
        number(n.visits, None),
        (fmt::duration(n.dwell_seconds), None),
        number(n.leads, Some(n.visits)),
    ]
}

fn share_word(visit: &Visit, part: i64, whole: i64) -> String {
    if whole == 0 {
        visit.t("planning-not-available")
    } else {
        fmt::percent(part as f64 / whole as f64, 1)
    }
}

/// Visits and clicks by day, and registrations below; nothing before anything happened.
fn chart(visit: &Visit, days: &[Day]) -> Option<Markup> {
    let total: i64 = days
        .iter()
        .map(|d| d.visits + d.clicked + d.leads + d.opened)
        .sum();
    if total == 0 {
        return None;
    }
    let lang = visit.lang();
    let series = |title: String, value: fn(&Day) -> i64| {
        let sum: i64 = days.iter().map(value).sum();
        let description = lang.tr(
            "planning-chart-says",
            &[
                ("title", (&title).into()),
                ("n", sum.into()),
                ("days", i64::try_from(days.len()).unwrap_or(0).into()),
            ],
        );
        let points = days
            .iter()
            .map(|day| {
                let at = day.at.in_zone(&visit.zone);
                Point::new(
                    format!("{}/{}", at.month(), at.day()),
                    Some(value(day) as f64),
                )
            })
            .collect();
        LineChart {
            title,
            description,
            points,
            ..LineChart::default()
        }
    };
    let visits = series(visit.t("planning-chart-visits"), |d| d.visits);
    let clicks = series(visit.t("planning-chart-clicks"), |d| d.clicked);
    Some(
        ui::section(visit.t("planning-by-day")).body(ui::even_columns(
            html! { (ui::meta(&visits.title)) (ui::bars(lang, &visits)) },
            html! { (ui::meta(&clicks.title)) (ui::bars(lang, &clicks)) },
        )),
    )
}

/// Who did what, in order, and what comes next.
fn trail(visit: &Visit, it: &Campaign, names: &Names, waits: Option<&Waits>) -> Markup {
    let step = |state: StepState, who: kernel::AccountId, key: &str, at: Moment| {
        Step::new(state, names.get(visit, who), visit.t(key)).when(
            fmt::near(visit.lang(), &visit.zone, visit.now, at),
            fmt::iso(&visit.zone, at),
        )
    };
    let mut steps = vec![step(
        StepState::Done,
        it.created.account,
        "planning-did-draft",
        it.created.at,
    )];
    if let Some(approved) = it.approved {
        steps.push(step(
            StepState::Done,
            approved.account,
            "planning-did-propose",
            approved.at,
        ));
    }
    if let Some(launched) = it.launched {
        steps.push(step(
            StepState::Done,
            launched.account,
            "planning-did-launch",
            launched.at,
        ));
    }
    if let Some(end) = &it.end {
        let last = step(StepState::Done, end.account, "planning-did-close", end.at)
            .meta(next_word(visit.lang(), end.decision))
            .quote(&end.lessons);
        steps.push(last);
        if !end.results.is_empty() {
            steps.push(Step::new(
                StepState::Done,
                visit.t("planning-results"),
                &end.results,
            ));
        }
        return ui::trail(&steps);
    }
    let next = match it.state() {
        CampaignState::Idea => "planning-next-is-proposal",
        CampaignState::Approved => "planning-next-is-launch",
        CampaignState::Live | CampaignState::Closed => "planning-next-is-close",
    };
    let at = if waits.is_some() {
        StepState::Now
    } else {
        StepState::Next
    };
    steps.push(Step::new(at, visit.t("planning-next-step"), visit.t(next)));
    ui::trail(&steps)
}

/// The target and, where a number of the campaign is its measure, how far it is.
async fn goal(visit: &Visit, it: &Campaign, n: &Numbers) -> Result<Markup, Failed> {
    let section = ui::section(visit.t("planning-goal"));
    let (Some(kpi), Some(target)) = (&it.kpi, it.target) else {
        return Ok(section.body(ui::meta(visit.t("planning-goal-none"))));
    };
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let reached = match kpi.as_str() {
        "kpi.leads-generated" => Some(n.leads),
        "kpi.web-traffic-dwell" => Some(n.visits),
        "kpi.content-output-quality" => Some(n.published),
        _ => None,
    };
    let small = reached.map_or_else(String::new, |value| {
        visit
            .lang()
            .tr("planning-goal-reached", &[("n", value.into())])
    });
    let words = (kpi_word(visit.lang(), &book, kpi), fmt::number(target));
    Ok(section
        .more(
            &visit.t("planning-definition"),
            &format!("/insight/kpi/{kpi}"),
        )
        .body(ui::goals(&[(&words.0, &words.1, &small)])))
}

async fn tasks(visit: &Visit, it: &Campaign, names: &Names) -> Result<Markup, Failed> {
    let tasks = queries::tasks_of_campaign(&visit.reader(), visit.centre.id, it.id).await?;
    let add = ui::link(
        visit.t("planning-task-new"),
        format!("/today/tasks/new?campaign={}", it.id),
    );
    let todos: Vec<Todo> = tasks
        .iter()
        .map(|task| Todo {
            title: task.title.clone(),
            href: format!("/today/tasks/{}", task.id),
            detail: names.get(visit, task.assignee),
            when: due_mark(visit, task),
            done: task.done.is_some(),
            tick: Some((
                format!("/today/tasks/{}/done?back=campaign", task.id),
                visit.csrf().to_owned(),
            )),
        })
        .collect();
    Ok(ui::section(visit.t("planning-tasks")).act(add).body(html! {
        @if todos.is_empty() { (ui::meta(visit.t("planning-campaign-no-tasks"))) }
        @else { (ui::todos(visit.lang(), &todos)) }
    }))
}

/// How a campaign looks to those who decide about it: what they are shown is what the
/// snapshot binds, or, for a proposal, the draft at the revision it names.
pub(crate) async fn preview(
    app: App,
    lang: Lang,
    payload: Json,
    snapshot: Json,
) -> Result<Markup, DbError> {
    let conn = app.desk().database().reader();
    let Some(centre) = app.centre().await? else {
        return Ok(html! {});
    };
    let id: Option<CampaignId> = payload
        .get("campaign")
        .and_then(Json::as_str)
        .and_then(|id| id.parse().ok());
    let Some(id) = id else { return Ok(html! {}) };
    let Some(it) = queries::campaign(&conn, centre.id, id).await? else {
        return Ok(html! {});
    };
    let book = app.desk().rulebook(&conn, centre.id).await?;
    let zone = centre.time_zone();
    let frozen = |key: &str| snapshot.get(key).and_then(Json::as_str);
    let kpi = it.kpi.as_deref().map(|kpi| kpi_word(lang, &book, kpi));
    let target = it.target.map(fmt::number).unwrap_or_default();
    let name = frozen("name").unwrap_or(&it.name);
    let objective = frozen("objective").unwrap_or(&it.objective);
    let span = fmt::date_range(lang, &zone, it.from, Moment(it.until.0 - 1));
    let changed = payload
        .get("revision")
        .and_then(Json::as_i64)
        .is_some_and(|read| read != it.revision);
    Ok(html! {
        @if changed { (ui::notice(ui::Kind::Stop, lang.t("planning-preview-changed"), lang.t("planning-preview-changed-more"))) }
        (ui::facts(&[
            (&lang.t("planning-campaign"), html! { (ui::link(name, format!("/plan/campaigns/{id}"))) }),
            (&lang.t("planning-kind"), html! { (kind_word(lang, it.kind)) }),
            (&lang.t("planning-window"), html! { (span) }),
            (&lang.t("planning-kpi"), html! { (kpi.unwrap_or_default()) " " (target) }),
            (&lang.t("planning-slug"), html! { (it.slug) }),
        ]))
        @for line in objective.lines().filter(|l| !l.is_empty()) { p { (line) } }
    })
}

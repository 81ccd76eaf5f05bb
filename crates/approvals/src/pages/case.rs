//! One case on one screen: what is asked, by which line of the document, who agreed, and
//! the decision.

use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use charter::{Fact, Facts, Need, Step as RouteStep};
use desk::RequestId;
use desk::requests::{self, Ended, Request};
use desk::rulebook::Rulebook;
use frame::{Answer, Failed, Visit, verdict_view};
use http::StatusCode;
use kernel::DbError;
use serde::Deserialize;
use ui::{
    Area, Body, Button, Field, Form, Kind, Markup, Shell, State, Step, StepState, Toast, Width,
    asked, confirm, decide_bar, fmt, html, notice, page_head, pair, queue_item, right_as, section,
    signatures, state, submit, trail,
};

use super::words::{Names, cell_word, either, id_of, near, pager, title_of, waiting_words};
use super::{content, list};
use crate::queries::{self, Case};

/// What was just done, said once on the page that follows.
#[derive(Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    pub(super) said: String,
    /// The case it was done to, when this is the next one.
    pub(super) of: Option<RequestId>,
}

/// What a form that was not accepted leaves on the page.
#[derive(Default)]
pub(super) struct Refused {
    pub(super) comment: String,
    pub(super) error: Option<String>,
    /// Above the page: what happened, what follows from it.
    pub(super) notice: Option<(String, String)>,
    pub(super) status: StatusCode,
}

pub(super) async fn show(visit: Visit, Path(id): Path<String>, Query(said): Query<Said>) -> Answer {
    page(&visit, &id, &said, Refused::default()).await
}

/// The page of a case, also after something was refused.
pub(super) async fn page(visit: &Visit, id: &str, said: &Said, refused: Refused) -> Answer {
    let conn = visit.reader();
    let found = queries::case(visit.desk(), &conn, visit.actor(), visit.now, id_of(id)?).await?;
    let case = found.ok_or(Failed::NotFound)?;
    let title = title_of(visit.lang(), &case.request.kind, &case.request.title);
    let (queue, place) = queue(visit, &case.request).await?;
    let view = View::new(visit, &case).await?;
    let body = pair(
        &visit.t("approvals-tab-mine"),
        queue,
        view.case(&title, &place, &refused).await?,
    );
    let mut answer = visit
        .page_with(Shell {
            at: Some(Area::Approvals),
            title: &title,
            width: Width::Bare,
            decision: case.mine.is_some(),
            toast: said
                .of
                .is_none()
                .then(|| toast(visit, &said.said))
                .flatten(),
            notice: happened(visit, said).await?,
            body: Body(body),
            ..Shell::default()
        })
        .await?;
    *answer.status_mut() = refused.status;
    Ok(answer.into_response())
}

/// What happened to the case before, on the page of the next one or of the list.
pub(super) async fn happened(visit: &Visit, said: &Said) -> Result<Option<Markup>, DbError> {
    let key = match said.said.as_str() {
        "agreed" => "approvals-did-agree",
        "performed" => "approvals-did-perform",
        "held" => "approvals-did-hold",
        "returned" => "approvals-did-return",
        _ => return Ok(None),
    };
    let Some(id) = said.of else {
        return Ok(None);
    };
    let conn = visit.reader();
    let Some(request) = requests::request(&conn, visit.centre.id, id).await? else {
        return Ok(None);
    };
    let title = title_of(visit.lang(), &request.kind, &request.title);
    let args = [("title", title.into())];
    let more = ui::link(visit.t("approvals-the-case"), format!("/approvals/{id}"));
    Ok(Some(notice(
        Kind::Good,
        visit.lang().tr(key, &args),
        html! { (more) },
    )))
}

fn toast(visit: &Visit, said: &str) -> Option<Toast> {
    let key = match said {
        "agreed" => "approvals-said-agreed",
        "performed" => "approvals-said-performed",
        "held" => "approvals-said-held",
        "returned" => "approvals-said-returned",
        "withdrawn" => "approvals-said-withdrawn",
        "commented" => "approvals-said-commented",
        "requested" => "approvals-said-requested",
        _ => return None,
    };
    Some(Toast::new(visit.t(key)))
}

/// The size of the audience among the facts of an act.
fn reached(facts: &Facts) -> Option<i64> {
    match facts.get("audience") {
        Some(Fact::Number(n)) => Some(*n),
        _ => None,
    }
}

/// Where the case stands among those that wait for the reader.
struct Place {
    here: usize,
    count: usize,
    next: Option<String>,
}

async fn queue(visit: &Visit, request: &Request) -> Result<(Markup, Place), DbError> {
    let lang = visit.lang();
    let conn = visit.reader();
    let mut open = queries::open(&conn, visit.centre.id, visit.actor(), visit.now).await?;
    open.retain(|o| o.for_me);
    let names = Names::of(
        visit,
        open.iter().map(|o| o.request.requester.account()).collect(),
    )
    .await?;
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let at = open.iter().position(|o| o.request.id == request.id);
    let next = open.get(at.map_or(0, |n| n + 1)).or(open.first());
    let next = next.filter(|o| o.request.id != request.id);
    let place = Place {
        here: at.map_or(0, |n| n + 1),
        count: if at.is_some() { open.len() } else { 0 },
        next: next.map(|o| format!("/approvals/{}", o.request.id)),
    };
    let items = open.iter().map(|o| {
        let it = &o.request;
        let facts = html! {
            (right_as(frame::level_right(it.verdict.level), &lang.t("approvals-waits-for-you")))
            " " (cell_word(lang, &book, it.verdict.cell.as_deref()))
        };
        let meta = format!(
            "{}・{}",
            names.actor(lang, &it.requester),
            waiting_words(visit, it.raised_at, it.due_at)
        );
        queue_item(
            &format!("/approvals/{}", it.id),
            it.id == request.id,
            &title_of(lang, &it.kind, &it.title),
            facts,
            &meta,
        )
    });
    let queue = html! {
        h2 { (visit.t("approvals-tab-mine")) " " (open.len()) }
        @if open.is_empty() { p { (visit.t("approvals-none-mine")) } }
        @else { ul { @for item in items { (item) } } }
        p { (ui::link(visit.t("approvals-see-decided"), "/approvals?tab=decided")) }
    };
    Ok((queue, place))
}

/// A case with the names and rules its page needs.
struct View<'a> {
    visit: &'a Visit,
    case: &'a Case,
    names: Names,
    book: std::sync::Arc<Rulebook>,
}

impl<'a> View<'a> {
    async fn new(visit: &'a Visit, case: &'a Case) -> Result<Self, DbError> {
        let mut people = vec![
            case.request.requester.account(),
            case.ended.as_ref().and_then(|e| e.account),
        ];
        people.extend(case.agreements.iter().map(|a| Some(a.account)));
        people.extend(case.agreements.iter().map(|a| a.deputy_for));
        people.extend(case.remarks.iter().map(|r| Some(r.account)));
        people.extend(case.deciders.iter().copied().map(Some));
        Ok(Self {
            names: Names::of(visit, people).await?,
            book: visit
                .desk()
                .rulebook(&visit.reader(), visit.centre.id)
                .await?,
            visit,
            case,
        })
    }

    async fn case(&self, title: &str, place: &Place, refused: &Refused) -> Result<Markup, DbError> {
        let (visit, case, lang) = (self.visit, self.case, self.visit.lang());
        let it = &case.request;
        let view = verdict_view(lang, &self.book, &it.verdict);
        let changed = it
            .earlier
            .as_ref()
            .and_then(|earlier| content::difference(visit, earlier, &it.snapshot));
        Ok(html! {
            (pager(lang, "/approvals", (place.here, place.count), place.next.as_deref()))
            (ui::print_head(&visit.centre.name, &visit.t("approvals-sheet"), &near(visit, visit.now)))
            (self.head(title))
            @if let Some((what, more)) = &refused.notice { (notice(Kind::Stop, what, more)) }
            @if let Some(error) = &refused.error { (ui::error_summary(lang, &[("comment", error)])) }
            @if let Some(ended) = &case.ended { (self.ended(ended)) }
            @else if case.held { (notice(Kind::Wait, visit.t("approvals-held"), visit.t("approvals-held-more"))) }
            (ui::verdict(lang, &view))
            @if !it.note.is_empty() {
                (section(visit.t("approvals-note")).body(html! { p { (it.note) } }))
            }
            @if let Some(changed) = changed {
                (section(visit.t("approvals-changed")).small(visit.t("approvals-changed-more")).body(changed))
            }
            (self.audience())
            (section(visit.t("approvals-content")).body(content::frozen(visit, it).await?))
            (section(visit.t("approvals-route")).body(trail(&self.route())))
            @if !case.remarks.is_empty() {
                (section(visit.t("approvals-comments")).body(trail(&self.remarks())))
            }
            (self.paper())
            (self.acts(refused))
        })
    }

    /// How many people it reaches: when it was asked for, and now.
    fn audience(&self) -> Markup {
        let (visit, case, lang) = (self.visit, self.case, self.visit.lang());
        let Some(then) = case.request.facts.as_ref().and_then(reached) else {
            return html! {};
        };
        let people = |n: i64| lang.tr("approvals-people", &[("n", n.into())]);
        let words = [visit.t("approvals-asked-then"), visit.t("approvals-now")];
        let mut rows = vec![(words[0].as_str(), html! { (people(then)) })];
        if case.ended.is_none()
            && let Some(now) = case.now.as_ref().and_then(reached)
        {
            rows.push((words[1].as_str(), html! { (people(now)) }));
        }
        section(visit.t("approvals-reach")).body(html! {
            (ui::facts(&rows))
            (ui::meta(visit.t("approvals-reach-more")))
        })
    }

    fn head(&self, title: &str) -> Markup {
        let (visit, case) = (self.visit, self.case);
        let it = &case.request;
        let mut head = page_head(title).fact(self.names.actor(visit.lang(), &it.requester));
        if it.revision > 1 {
            let args = [("n", it.revision.into())];
            head = head.fact(visit.lang().tr("approvals-revision", &args));
        }
        let words = waiting_words(visit, it.raised_at, it.due_at);
        let standing = match (&case.ended, it.due_at < visit.now) {
            (Some(ended), _) => list::end_state(visit, ended.how),
            (None, true) => state(State::Late, words),
            (None, false) => state(State::Wait, words),
        };
        html! { (head.fact(standing)) }
    }

    fn ended(&self, ended: &Ended) -> Markup {
        let visit = self.visit;
        let key = match ended.how {
            desk::requests::End::Performed => "approvals-ended-performed",
            desk::requests::End::SentBack => "approvals-ended-sent-back",
            desk::requests::End::Withdrawn => "approvals-ended-withdrawn",
        };
        let who = self.names.get(visit.lang(), ended.account);
        let args = [("who", who.into()), ("at", near(visit, ended.at).into())];
        notice(Kind::Plain, visit.lang().tr(key, &args), &ended.comment)
    }

    /// The route: who agreed, who may decide now, who comes after.
    fn route(&self) -> Vec<Step> {
        let (visit, case, lang) = (self.visit, self.case, self.visit.lang());
        let it = &case.request;
        let asked = Step::new(
            StepState::Done,
            self.names.actor(lang, &it.requester),
            visit.t("approvals-asked"),
        )
        .when(
            near(visit, it.raised_at),
            fmt::iso(&visit.zone, it.raised_at),
        );
        let mut steps = vec![asked];
        for (n, step) in it.verdict.route.iter().enumerate() {
            steps.extend(self.agreed(n));
            if case.ended.is_some() || case.waits_at.is_none_or(|at| n < at) {
                continue;
            }
            let now = case.waits_at == Some(n);
            let mark = if now { StepState::Now } else { StepState::Next };
            let who = if now && !case.deciders.is_empty() {
                let names: Vec<String> = case
                    .deciders
                    .iter()
                    .map(|a| self.names.get(lang, Some(*a)))
                    .collect();
                names.join(&visit.t("ui-list-comma"))
            } else {
                String::new()
            };
            let mut row = Step::new(mark, who, either(lang, &step.zh, &step.en));
            if now && case.deciders.is_empty() {
                row = row.meta(visit.t("approvals-no-decider"));
            } else if step.need == Need::All && step.positions.len() > 1 {
                row = row.meta(visit.t("approvals-all-needed"));
            }
            steps.push(row);
        }
        steps
    }

    fn agreed(&self, step: usize) -> Vec<Step> {
        let (visit, lang) = (self.visit, self.visit.lang());
        let of_step = |a: &&desk::requests::Agreement| usize::try_from(a.step) == Ok(step);
        let given = self.case.agreements.iter().filter(of_step);
        given
            .map(|a| {
                let position = self.book.house.positions.iter();
                let mut known = position.filter(|p| p.id == a.position.as_str());
                let position = known
                    .next()
                    .map_or(a.position.as_str(), |p| either(lang, &p.zh, &p.en));
                let what = match a.deputy_for {
                    Some(whom) => lang.tr(
                        "approvals-agreed-deputy",
                        &[
                            ("position", position.into()),
                            ("whom", self.names.get(lang, Some(whom)).into()),
                        ],
                    ),
                    None => lang.tr("approvals-agreed", &[("position", position.into())]),
                };
                let row = Step::new(StepState::Done, self.names.get(lang, Some(a.account)), what)
                    .when(near(visit, a.at), fmt::iso(&visit.zone, a.at));
                if a.comment.is_empty() {
                    row
                } else {
                    row.quote(&a.comment)
                }
            })
            .collect()
    }

    fn remarks(&self) -> Vec<Step> {
        let (visit, lang) = (self.visit, self.visit.lang());
        let said = self.case.remarks.iter().map(|r| {
            let who = self.names.get(lang, Some(r.account));
            Step::new(StepState::Done, who, "")
                .when(near(visit, r.at), fmt::iso(&visit.zone, r.at))
                .quote(&r.body)
        });
        said.collect()
    }

    /// What the reader can do: decide, comment, take back, perform after a thaw.
    fn acts(&self, refused: &Refused) -> Markup {
        let (visit, case) = (self.visit, self.case);
        let it = &case.request;
        let to = |what: &str| format!("/approvals/{}/{what}", it.id);
        let involved = case.from_me || case.agreed_by_me;
        if case.ended.is_some() {
            return html! {};
        }
        let field = Field::textarea("comment", visit.t("approvals-comment"), 2)
            .value(&refused.comment)
            .error(refused.error.clone())
            .required(false)
            .max_chars(4_000);
        let performs = case.waits_at.is_none() && involved && !case.held;
        html! {
            @if case.mine.is_some() {
                (Form::post(to("agreement"), visit.csrf()).id("decide").wide().hidden("digest", &it.digest)
                    .body(html! {
                        (field.small(visit.t("approvals-comment-needed")).placeholder(visit.t("approvals-comment-example")))
                        p { (submit(visit.t("approvals-only-comment")).plain().to(to("comments"))) }
                    }))
                (self.decision(&to("return")))
            } @else if involved {
                (Form::post(to("comments"), visit.csrf()).wide()
                    .body(html! { (field) p { (submit(visit.t("approvals-say")).usual()) } }))
            }
            @if performs {
                p { (ui::button(visit.t("approvals-perform")).main().opens("perform")) }
                (confirm(
                    visit.lang(),
                    "perform",
                    &self.question(&visit.t("approvals-perform")),
                    html! { p { (self.follows(None)) } },
                    &to("performance"),
                    visit.csrf(),
                    submit(visit.t("approvals-perform")),
                ))
            }
            @if case.from_me { (self.withdrawal(&to("withdrawal"))) }
        }
    }

    /// The two buttons of a decision. Each asks once more and says what follows; the form is
    /// the same without the page's script.
    fn decision(&self, back: &str) -> Markup {
        let (visit, lang) = (self.visit, self.visit.lang());
        let agree = self.consequence();
        let returns = visit.t("approvals-return");
        let next = self.next_step().map(|step| self.whom(step));
        let more = [
            visit.t("approvals-return-more"),
            self.follows(next.as_deref()),
        ];
        let send_back = || submit(&returns).stop().big().of_form("decide").to(back);
        html! {
            (decide_bar(&[
                send_back().key("shift r").asks("ask-return").needs("comment"),
                submit(&agree).big().of_form("decide").key("shift a").asks("ask-agree"),
            ]))
            (asked(lang, "ask-return", &self.question(&returns), &more[0], send_back()))
            (asked(lang, "ask-agree", &self.question(&agree), &more[1], submit(&agree).big().of_form("decide")))
        }
    }

    /// A button's words as the question of its dialog.
    fn question(&self, what: &str) -> String {
        let args = [("what", what.into())];
        self.visit.lang().tr("approvals-ask", &args)
    }

    /// What follows from agreeing, in one sentence: who is asked next, or what leaves.
    fn follows(&self, next: Option<&str>) -> String {
        let (visit, lang, it) = (self.visit, self.visit.lang(), &self.case.request);
        let title = title_of(lang, &it.kind, &it.title);
        let facts = self.case.now.as_ref().or(it.facts.as_ref());
        let people = facts.and_then(reached).filter(|n| *n > 0);
        let mut args = vec![("title", title.into())];
        let key = match (next, it.kind.as_str(), people) {
            (Some(next), ..) => {
                args.push(("next", next.into()));
                "approvals-follows-next"
            }
            (None, ..) if self.case.held => return visit.t("approvals-follows-held"),
            (None, "content.publish", Some(n)) => {
                args.push(("n", n.into()));
                "approvals-follows-sent"
            }
            (None, "content.publish", None) => "approvals-follows-published",
            (None, "campaign.launch", _) => "approvals-follows-launched",
            (None, "budget.commit", _) => "approvals-follows-budget",
            (None, "house.change" | "charter.load", _) => "approvals-follows-rules",
            _ => "approvals-follows-done",
        };
        lang.tr(key, &args)
    }

    /// The step of the route after the reader's own.
    fn next_step(&self) -> Option<&RouteStep> {
        let mine = self.case.mine.as_ref()?.0;
        let route = &self.case.request.verdict.route;
        route.get(mine + 1).map(AsRef::as_ref)
    }

    fn withdrawal(&self, url: &str) -> Markup {
        let visit = self.visit;
        html! {
            p { (ui::button(visit.t("approvals-withdraw")).opens("withdraw")) }
            (confirm(
                visit.lang(),
                "withdraw",
                &visit.t("approvals-withdraw-ask"),
                html! { p { (visit.t("approvals-withdraw-more")) } },
                url,
                visit.csrf(),
                Button::stop(submit(visit.t("approvals-withdraw"))),
            ))
        }
    }

    /// The words of agreeing say what follows from it.
    fn consequence(&self) -> String {
        let (visit, lang) = (self.visit, self.visit.lang());
        let Some((step, _)) = self.case.mine else {
            return visit.t("approvals-agree");
        };
        let route = &self.case.request.verdict.route;
        let last = step + 1 == route.len();
        match self.next_step() {
            Some(next) => {
                let args = [("next", self.whom(next).into())];
                lang.tr("approvals-agree-next", &args)
            }
            None if last && self.case.held => visit.t("approvals-agree-held"),
            None => match self.case.request.kind.as_str() {
                "content.publish" => visit.t("approvals-agree-publish"),
                "campaign.launch" => visit.t("approvals-agree-launch"),
                "budget.commit" => visit.t("approvals-agree-budget"),
                "house.change" | "charter.load" => visit.t("approvals-agree-rules"),
                _ => visit.t("approvals-agree"),
            },
        }
    }

    fn whom(&self, step: &RouteStep) -> String {
        let lang = self.visit.lang();
        let words: Vec<String> = step
            .positions
            .iter()
            .map(|p| super::words::position_word(lang, &self.book, p))
            .collect();
        words.join(&self.visit.t("ui-list-comma"))
    }

    /// Lines for signatures, on paper only.
    fn paper(&self) -> Markup {
        let lang = self.visit.lang();
        let digest = &self.case.request.digest;
        let words: Vec<(String, String)> = self
            .case
            .request
            .verdict
            .route
            .iter()
            .enumerate()
            .map(|(n, step)| {
                let agreed = self.case.agreements.iter();
                let given = agreed
                    .filter(|a| usize::try_from(a.step) == Ok(n))
                    .map(|a| {
                        let who = self.names.get(lang, Some(a.account));
                        format!("{who} {}", fmt::date_full(lang, &self.visit.zone, a.at))
                    })
                    .collect::<Vec<_>>();
                (
                    either(lang, &step.zh, &step.en).to_owned(),
                    given.join(&self.visit.t("ui-list-comma")),
                )
            })
            .collect();
        let rows: Vec<(&str, &str)> = words
            .iter()
            .map(|(who, when)| (who.as_str(), when.as_str()))
            .collect();
        html! {
            (signatures(&rows))
            (ui::meta(lang.tr("approvals-digest", &[("digest", digest.chars().take(16).collect::<String>().into())])))
        }
    }
}

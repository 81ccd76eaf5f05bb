//! The people of the house, their positions and deputies.

use axum::extract::Path;
use axum::response::IntoResponse;
use desk::roles::{self, Holding};
use desk::{Outcome, Refusal};
use frame::{Answer, Failed, FormData, Posted, Visit, error_at, verdict_view};
use http::StatusCode;
use kernel::{AccountId, Moment};
use ui::{Area, Choice, Col, Field, Form, Lang, Markup, Row, State, html};
use uuid::Uuid;

use crate::actions::{AppointDeputy, ChangeAccount, GrantPosition, Invite, RevokePosition};
use crate::model::Account;
use crate::queries;

pub(super) async fn list(visit: Visit) -> Answer {
    let conn = visit.reader();
    let accounts = queries::accounts(&conn, visit.centre.id).await?;
    let held = roles::holdings(&conn, visit.centre.id, visit.now).await?;
    let words = position_words(&visit).await?;
    let rows = accounts.iter().map(|a| {
        let theirs: Vec<String> = held
            .iter()
            .filter(|h| h.account == a.id)
            .map(|h| holding_word(&visit, &words, h))
            .collect();
        Row::link(&a.name, format!("/settings/people/{}", a.id))
            .detail(&a.email)
            .cell(if theirs.is_empty() {
                visit.t("people-no-position")
            } else {
                theirs.join(&visit.t("frame-and"))
            })
            .cell(account_state(&visit, a))
    });
    let table = ui::table(visit.lang(), visit.t("people-settings"))
        .col(Col::new(visit.t("people-name")))
        .col(Col::new(visit.t("people-positions")))
        .col(Col::new(visit.t("people-state")))
        .rows(rows)
        .fold();
    let body = html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("people-settings-crumb"), "/settings")], &visit.t("people-settings")))
        (ui::page_head(visit.t("people-settings")).sentence(visit.t("people-settings-more"))
            .act(ui::link_button(visit.t("people-invite"), "/settings/people/new").main()))
        (table)
    };
    visit
        .page(Area::Settings, &visit.t("people-settings"), body)
        .await
}

fn account_state(visit: &Visit, account: &Account) -> Markup {
    if account.closed {
        ui::state(State::Draft, visit.t("people-closed"))
    } else if account.has_password {
        ui::state(State::Good, visit.t("people-active"))
    } else {
        ui::state(State::Wait, visit.t("people-invited"))
    }
}

pub(super) async fn new(visit: Visit) -> Answer {
    let body = invite_body(&visit, &FormData::default(), &[]);
    visit
        .page(Area::Settings, &visit.t("people-invite"), body)
        .await
}

fn invite_body(visit: &Visit, form: &FormData, errors: &[desk::FieldError]) -> Markup {
    let lang = visit.lang();
    let error = |field: &str| error_at(lang, errors, field);
    let langs = vec![
        Choice::new(
            "zh-Hant",
            visit.t("people-lang-zh"),
            form.text("lang") != "en",
        ),
        Choice::new("en", visit.t("people-lang-en"), form.text("lang") == "en"),
    ];
    html! {
        (ui::crumbs(lang, &[(&visit.t("people-settings"), "/settings/people")], &visit.t("people-invite")))
        (ui::page_head(visit.t("people-invite")).sentence(visit.t("people-invite-more")))
        (Form::post("/settings/people/new", visit.csrf()).body(html! {
            (Field::text("name", visit.t("people-name")).value(form.text("name")).error(error("name")).autofocus())
            (Field::email("email", visit.t("people-email")).value(form.text("email")).error(error("email")))
            (Field::radios("lang", visit.t("people-lang"), langs))
            (ui::submit(visit.t("people-send-invitation")).main())
        }))
    }
}

pub(super) async fn invite(posted: Posted) -> Answer {
    let (visit, form) = (posted.visit, posted.form);
    let act = Invite {
        account: AccountId::new(),
        name: form.text("name"),
        email: form.text("email"),
        lang: form.text("lang"),
        password: None,
    };
    match visit.act(&act).await {
        Err(Refusal::Invalid(errors)) => {
            let body = invite_body(&visit, &form, &errors);
            let page = visit
                .page(Area::Settings, &visit.t("people-invite"), body)
                .await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        outcome => after(&visit, outcome, "/settings/people"),
    }
}

/// Done goes back to the list, a request to its page.
fn after(visit: &Visit, outcome: Result<Outcome, Refusal>, done: &str) -> Answer {
    match outcome? {
        Outcome::Requested { request, .. } => Ok(visit.see_other(&format!("/approvals/{request}"))),
        Outcome::Done { .. } | Outcome::Proposed { .. } => Ok(visit.see_other(done)),
    }
}

pub(super) async fn one(visit: Visit, Path(id): Path<AccountId>) -> Answer {
    let body = one_body(&visit, id).await?;
    visit
        .page(Area::Settings, &visit.t("people-settings"), body)
        .await
}

async fn one_body(visit: &Visit, id: AccountId) -> Result<Markup, Failed> {
    let conn = visit.reader();
    let account = queries::account(&conn, visit.centre.id, id)
        .await?
        .ok_or(Failed::NotFound)?;
    let held = roles::holdings(&conn, visit.centre.id, visit.now).await?;
    let theirs: Vec<&Holding> = held.iter().filter(|h| h.account == id).collect();
    let words = position_words(visit).await?;
    let book = visit.desk().rulebook(&conn, visit.centre.id).await?;
    let look = visit
        .look(&GrantPosition {
            account: id,
            position: charter::Position::SPECIALIST.into(),
        })
        .await?;
    let positions = words
        .iter()
        .map(|(p, word)| Choice::new(p, word, false))
        .collect();
    let grant = Form::post(format!("/settings/people/{id}/positions"), visit.csrf()).body(html! {
        (Field::select("position", visit.t("people-position"), positions))
        (ui::submit(visit.t("people-grant")))
    });
    let rows = theirs.iter().map(|h| {
        let end = ui::post_button(
            &format!("/settings/positions/{}/end", h.id),
            visit.csrf(),
            &[],
            ui::text_button(visit.t("people-revoke")),
        );
        let until = h.until.map_or_else(String::new, |u| {
            ui::fmt::date_time(visit.lang(), &visit.zone, u)
        });
        Row::new(holding_word(visit, &words, h))
            .cell(until)
            .cell(end)
    });
    let table = ui::table(visit.lang(), visit.t("people-positions"))
        .col(Col::new(visit.t("people-position")))
        .col(Col::new(visit.t("people-until")))
        .col(Col::acts(visit.t("people-revoke")))
        .rows(rows)
        .when_empty(ui::empty(
            &visit.t("people-no-position"),
            &visit.t("people-no-position-more"),
            None,
        ));
    let deputies = deputy_form(visit, id, &theirs, &words).await?;
    let change = Form::post(format!("/settings/people/{id}"), visit.csrf()).body(html! {
        (Field::text("name", visit.t("people-name")).value(&account.name))
        (Field::email("email", visit.t("people-email")).value(&account.email))
        (Field::checkbox("closed", visit.t("people-close"), account.closed))
        (ui::submit(visit.t("people-save")))
    });
    let main = ui::stack(
        ui::Gap::Sections,
        &[
            ui::section(visit.t("people-positions")).body(html! { (table) (grant) }),
            ui::section(visit.t("people-deputy"))
                .small(visit.t("people-deputy-more"))
                .body(deputies),
            ui::section(visit.t("people-account")).body(change),
        ],
    );
    Ok(html! {
        (ui::crumbs(visit.lang(), &[(&visit.t("people-settings"), "/settings/people")], &account.name))
        (ui::page_head(&account.name).fact(account_state(visit, &account)).fact(&account.email))
        (ui::columns(main, ui::verdict(visit.lang(), &verdict_view(visit.lang(), &book, &look))))
    })
}

async fn deputy_form(
    visit: &Visit,
    id: AccountId,
    theirs: &[&Holding],
    words: &[(String, String)],
) -> Result<Markup, Failed> {
    let own: Vec<Choice> = theirs
        .iter()
        .filter(|h| h.deputy_for.is_none())
        .map(|h| Choice::new(&h.position.0, word_of(words, &h.position.0), false))
        .collect();
    if own.is_empty() {
        return Ok(ui::meta(visit.t("people-no-position-more")));
    }
    let others = queries::accounts(&visit.reader(), visit.centre.id).await?;
    let people = others
        .iter()
        .filter(|a| a.id != id && !a.closed)
        .map(|a| Choice::new(a.id.to_string(), &a.name, false))
        .collect();
    Ok(
        Form::post(format!("/settings/people/{id}/deputies"), visit.csrf()).body(html! {
            (Field::select("position", visit.t("people-position"), own).id("f-deputy-position"))
            (Field::select("deputy", visit.t("people-deputy-who"), people))
            (Field::date("until", visit.t("people-deputy-until")))
            (ui::submit(visit.t("people-deputy-appoint")))
        }),
    )
}

pub(super) async fn change(Path(id): Path<AccountId>, posted: Posted) -> Answer {
    let act = ChangeAccount {
        account: id,
        name: posted.form.text("name"),
        email: posted.form.text("email"),
        closed: posted.form.ticked("closed"),
    };
    let outcome = posted.visit.act(&act).await;
    after(&posted.visit, outcome, &format!("/settings/people/{id}"))
}

pub(super) async fn grant(Path(id): Path<AccountId>, posted: Posted) -> Answer {
    let outcome = posted
        .visit
        .act(&GrantPosition {
            account: id,
            position: posted.form.text("position"),
        })
        .await;
    after(&posted.visit, outcome, &format!("/settings/people/{id}"))
}

pub(super) async fn appoint(Path(id): Path<AccountId>, posted: Posted) -> Answer {
    let deputy = posted
        .form
        .parsed::<AccountId>("deputy")
        .ok_or(Refusal::field("deputy", "field-empty"))?;
    let until = end_of_day(&posted.visit, &posted.form.text("until"))
        .ok_or(Refusal::field("until", "people-term-over"))?;
    let act = AppointDeputy {
        of: id,
        position: posted.form.text("position"),
        deputy,
        until,
    };
    let outcome = posted.visit.act(&act).await;
    after(&posted.visit, outcome, &format!("/settings/people/{id}"))
}

pub(super) async fn revoke(Path(holding): Path<Uuid>, posted: Posted) -> Answer {
    let outcome = posted.visit.act(&RevokePosition { holding }).await;
    after(&posted.visit, outcome, "/settings/people")
}

/// A date as its last instant plus one: a deputy acts through the whole day.
fn end_of_day(visit: &Visit, date: &str) -> Option<Moment> {
    use std::str::FromStr;
    let date = jiff::civil::Date::from_str(date).ok()?.tomorrow().ok()?;
    let start = date.to_zoned(visit.zone.clone()).ok()?;
    Some(Moment(start.timestamp().as_microsecond()))
}

/// Positions of the house rules with their words in the visitor's language.
async fn position_words(visit: &Visit) -> Result<Vec<(String, String)>, Failed> {
    let book = visit
        .desk()
        .rulebook(&visit.reader(), visit.centre.id)
        .await?;
    let word = |p: &charter::PositionName| {
        if visit.lang() == Lang::En {
            p.en.clone()
        } else {
            p.zh.clone()
        }
    };
    Ok(book
        .house
        .positions
        .iter()
        .map(|p| (p.id.0.clone(), word(p)))
        .collect())
}

fn word_of(words: &[(String, String)], position: &str) -> String {
    words
        .iter()
        .find(|(id, _)| id == position)
        .map_or_else(|| position.to_owned(), |(_, word)| word.clone())
}

fn holding_word(visit: &Visit, words: &[(String, String)], holding: &Holding) -> String {
    let word = word_of(words, &holding.position.0);
    if holding.deputy_for.is_some() {
        format!("{word}{}", visit.t("frame-deputy"))
    } else {
        word
    }
}

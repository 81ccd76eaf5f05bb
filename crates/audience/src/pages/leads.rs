//! Who asked to be contacted, the newest first.

use frame::{Answer, Visit};
use ui::{Area, Col, Row, html};

use super::area_tabs;
use crate::queries;

/// Days the list looks back.
const DAYS: i64 = 90;

/// `/care/leads`
pub async fn list(visit: Visit) -> Answer {
    let lang = visit.lang();
    let since = visit.now.plus_days(-DAYS);
    let leads = queries::leads(&visit.reader(), visit.centre.id, since, 200).await?;
    let title = visit.t("audience-tab-leads");
    let rows = leads.iter().map(|lead| {
        Row::link(&lead.name, format!("/care/people/{}", lead.contact))
            .cell(&lead.message)
            .cell(&lead.page)
            .cell(ui::fmt::stamp(lang, &visit.zone, visit.now, lead.at))
    });
    let table = ui::table(lang, &title)
        .col(Col::new(visit.t("audience-name")))
        .col(Col::new(visit.t("audience-message")))
        .col(Col::new(visit.t("audience-page")).wide_only())
        .col(Col::new(visit.t("audience-when")).short())
        .rows(rows)
        .fold()
        .when_empty(ui::empty(
            &visit.t("audience-leads-empty"),
            &visit.t("audience-leads-empty-more"),
            None,
        ));
    let body = html! {
        (ui::page_head(&title).sentence(visit.t("audience-leads-window")))
        (area_tabs(&visit, "/care/leads"))
        (table)
    };
    visit.page(Area::Care, &title, body).await
}

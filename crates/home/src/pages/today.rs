//! The day's page, put together from the cards of all features.

use frame::{Answer, Slot, Visit};
use ui::{Area, Gap, Markup, html};

pub(super) async fn show(visit: Visit) -> Answer {
    let cards = visit.app.today(&visit).await?;
    let in_slot = |slot: Slot| {
        cards
            .iter()
            .filter(|c| c.slot == slot)
            .map(|c| c.body.clone())
            .collect::<Vec<Markup>>()
    };
    let (main, side, foot) = (
        in_slot(Slot::Main),
        in_slot(Slot::Side),
        in_slot(Slot::Foot),
    );
    let body = html! {
        (ui::page_head(day(&visit)).large())
        @if main.is_empty() && side.is_empty() {
            (ui::empty(&visit.t("home-nothing"), &visit.t("home-nothing-more"), Some(ui::link_button(visit.t("home-first-article"), "/content"))))
            (ui::stack(Gap::Wide, &foot))
        } @else {
            (ui::stack(Gap::Sections, &[ui::columns(ui::stack(Gap::Sections, &main), ui::stack(Gap::Sections, &side)), ui::stack(Gap::Wide, &foot)]))
        }
    };
    visit
        .page(Area::Today, &visit.t("ui-area-today"), body)
        .await
}

fn day(visit: &Visit) -> String {
    ui::fmt::date_full(visit.lang(), &visit.zone, visit.now)
}

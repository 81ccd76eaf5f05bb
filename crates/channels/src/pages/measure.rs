//! What came of a mailing, on its page: every number opens its rows.

use desk::Addresses;
use frame::Visit;
use ui::{Col, LineChart, Markup, Point, Row, fmt, html};

use super::map::map_path;
use super::words::{class_key, share};
use crate::model::{CLICK_WINDOW_DAYS, Counted, Figures, Hour, LinkLine, Mailing, Measured};

/// Hours of one bar of the chart.
const BAR_HOURS: usize = 3;

/// The sections below the numbers. `reads`: whether the visitor may read who the
/// recipients are; numbers open them then.
pub fn sections(
    visit: &Visit,
    mailing: &Mailing,
    figures: &Figures,
    measured: &Measured,
    reads: bool,
) -> Vec<Markup> {
    let shown = Shown {
        visit,
        mailing,
        figures,
        reads,
    };
    let mut all = vec![
        ui::section(visit.t("channels-came")).body(shown.came(measured)),
        ui::section(visit.t("channels-links")).body(shown.links(&measured.links)),
    ];
    if measured
        .hours
        .iter()
        .any(|hour| hour.opened + hour.clicked > 0)
    {
        all.push(ui::section(visit.t("channels-hours")).body(shown.hours(&measured.hours)));
    }
    if !measured.domains.is_empty() {
        all.push(ui::section(visit.t("channels-domains")).body(shown.domains(measured)));
    }
    if !measured.devices.is_empty() || !measured.programs.is_empty() {
        all.push(ui::section(visit.t("channels-readers")).body(html! {
            (ui::even_columns(
                shown.readers("channels-device", "device", &measured.devices),
                shown.readers("channels-program", "program", &measured.programs),
            ))
            (ui::meta(visit.t("channels-readers-more")))
        }));
    }
    all
}

/// An address without the parameters that Herald itself adds to links of the website.
fn without_tracking(url: &str) -> &str {
    url.split_once("?utm_source=")
        .or_else(|| url.split_once("&utm_source="))
        .map_or(url, |(before, _)| before)
}

struct Shown<'a> {
    visit: &'a Visit,
    mailing: &'a Mailing,
    figures: &'a Figures,
    reads: bool,
}

impl Shown<'_> {
    /// A number that opens the recipients it counts; one that is none opens nothing.
    fn opens(&self, n: i64, query: &str) -> Markup {
        let word = fmt::number(n);
        if !self.reads || n == 0 {
            return html! { (word) };
        }
        ui::link(
            word,
            format!("/channels/email/{}/deliveries?{query}", self.mailing.id),
        )
    }

    fn came(&self, measured: &Measured) -> Markup {
        let t = |key: &str| self.visit.t(key);
        let row = |word: String, n: i64, query: &str, whole: i64| {
            Row::new(word)
                .cell(self.opens(n, query))
                .cell(share(n, whole))
        };
        let led = self
            .visit
            .lang()
            .tr("channels-led", &[("days", CLICK_WINDOW_DAYS.into())]);
        let delivered = self.figures.delivered;
        let table = ui::table(self.visit.lang(), t("channels-came"))
            .col(Col::new(t("channels-col-what")))
            .col(Col::num(t("channels-col-people")))
            .col(Col::num(t("channels-col-share")))
            .row(row(led, measured.led, "state=led", self.figures.clicked))
            .row(row(
                t("channels-unsubscribed"),
                measured.left,
                "state=left",
                delivered,
            ))
            .row(row(
                t("channels-machine-opened"),
                measured.machine_opened,
                "state=machine",
                delivered,
            ));
        html! {
            (table)
            @if !measured.machine_reasons.is_empty() {
                (ui::folded(&t("channels-machine-why"), html! { ul {
                    @for one in &measured.machine_reasons {
                        li { (self.machine_word(&one.key)) " " (fmt::number(one.count)) }
                    }
                } }))
            }
        }
    }

    fn machine_word(&self, reason: &str) -> String {
        let key = format!("channels-by-machine-{reason}");
        if self.visit.lang().has(&key) {
            self.visit.t(&key)
        } else {
            reason.to_owned()
        }
    }

    fn links(&self, links: &[LinkLine]) -> Markup {
        let t = |key: &str| self.visit.t(key);
        let rows = links.iter().map(|link| {
            Row::new(
                html! { (fmt::number(link.n + 1)) " " (fmt::address(without_tracking(&link.url))) },
            )
            .cell(self.opens(link.people, &format!("link={}", link.n)))
            .cell(share(link.people, self.figures.delivered))
            .cell(fmt::number(link.clicks))
            .cell(fmt::number(link.machines))
        });
        let table = ui::table(self.visit.lang(), t("channels-links"))
            .col(Col::new(t("channels-link")))
            .col(Col::num(t("channels-col-people")))
            .col(Col::num(t("channels-col-share")))
            .col(Col::num(t("channels-clicks")).wide_only())
            .col(Col::num(t("channels-clicks-machine")).wide_only())
            .rows(rows)
            .fold()
            .when_empty(ui::empty(&t("channels-no-links"), "", None));
        let site = self
            .visit
            .desk()
            .part::<Addresses>()
            .map(|a| a.site.clone())
            .unwrap_or_default();
        let path = map_path(self.visit.desk().keys(), self.mailing.id);
        html! {
            (table)
            @if !links.is_empty() {
                (ui::folded(&t("channels-map"), ui::framed(&t("channels-map"), &format!("{site}{path}"), &t("channels-map-open"))))
            }
        }
    }

    fn hours(&self, hours: &[Hour]) -> Markup {
        let lang = self.visit.lang();
        let chart = |key: &str, of: fn(&Hour) -> i64| {
            let points = hours
                .chunks(BAR_HOURS)
                .enumerate()
                .map(|(n, part)| {
                    let sum: i64 = part.iter().map(of).sum();
                    Point::new(fmt::number(((n + 1) * BAR_HOURS) as i64), Some(sum as f64))
                })
                .collect();
            let title = self.visit.t(key);
            let chart = LineChart {
                description: lang.tr(
                    "channels-hours-described",
                    &[("what", title.clone().into())],
                ),
                title: title.clone(),
                points,
                ..LineChart::default()
            };
            html! { p { (title) } (ui::line_with_target(lang, &chart)) }
        };
        html! {
            (ui::even_columns(chart("channels-opened", |h| h.opened), chart("channels-clicked", |h| h.clicked)))
            (ui::meta(self.visit.t("channels-hours-more")))
        }
    }

    fn domains(&self, measured: &Measured) -> Markup {
        let t = |key: &str| self.visit.t(key);
        let rows = measured.domains.iter().map(|line| {
            let of = |state: &str| format!("domain={}&state={state}", line.domain);
            Row::new(&line.domain)
                .cell(self.opens(line.sent, &of("sent")))
                .cell(self.opens(line.delivered, &of("delivered")))
                .cell(self.opens(line.bounced, &of("returned")))
                .cell(html! { (self.opens(line.opened, &of("opened"))) " " (share(line.opened, line.delivered)) })
                .cell(html! { (self.opens(line.clicked, &of("clicked"))) " " (share(line.clicked, line.delivered)) })
        });
        let table = ui::table(self.visit.lang(), t("channels-domains"))
            .col(Col::new(t("channels-domain")))
            .col(Col::num(t("channels-sent")))
            .col(Col::num(t("channels-delivered")))
            .col(Col::num(t("channels-returned")))
            .col(Col::num(t("channels-opened")).wide_only())
            .col(Col::num(t("channels-clicked")))
            .rows(rows)
            .fold();
        html! { (table) }
    }

    fn readers(&self, title: &str, name: &str, lines: &[Counted]) -> Markup {
        let t = |key: &str| self.visit.t(key);
        let whole: i64 = lines.iter().map(|line| line.count).sum();
        let rows = lines.iter().map(|line| {
            let key = if line.key.is_empty() {
                "unknown"
            } else {
                &line.key
            };
            Row::new(self.visit.t(&class_key(name, key)))
                .cell(self.opens(line.count, &format!("{name}={key}")))
                .cell(share(line.count, whole))
        });
        let table = ui::table(self.visit.lang(), t(title))
            .col(Col::new(t(title)))
            .col(Col::num(t("channels-col-people")))
            .col(Col::num(t("channels-col-share")))
            .rows(rows);
        html! { (table) }
    }
}

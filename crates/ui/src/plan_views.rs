//! Views of work over time: month, lanes of a campaign, board, authority matrix.

use maud::{Markup, html};

use crate::i18n::Lang;
use crate::state::{Right, State};

/// A family of content. Its colour never changes; a fifth family gets a word, not a hue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Article,
    Social,
    Mail,
    Event,
}

impl Family {
    const fn class(self) -> &'static str {
        match self {
            Self::Article => "f-article",
            Self::Social => "f-social",
            Self::Mail => "f-mail",
            Self::Event => "f-event",
        }
    }

    /// 文章 · 社群 · 電郵 · 活動
    #[must_use]
    pub fn word(self, lang: Lang) -> String {
        lang.t(match self {
            Self::Article => "ui-family-article",
            Self::Social => "ui-family-social",
            Self::Mail => "ui-family-mail",
            Self::Event => "ui-family-event",
        })
    }
}

/// Something on a day. Filled when it can go out, dashed while it cannot yet.
#[derive(Clone, Debug)]
pub struct Entry {
    pub family: Family,
    pub title: String,
    pub href: String,
    pub state: State,
    /// The word of the state, shown while the entry cannot go out.
    pub state_word: String,
}

impl Entry {
    fn open(&self) -> bool {
        matches!(
            self.state,
            State::Draft | State::Wait | State::Back | State::Late
        )
    }
}

/// A day of the month view.
#[derive(Clone, Debug)]
pub struct CalendarDay {
    /// `2026-11-23`
    pub iso: String,
    /// 23, or 12/1 where a month begins.
    pub number: String,
    /// 一
    pub weekday: String,
    pub today: bool,
    /// Belongs to the month before or after.
    pub outside: bool,
    /// A day the world knows: 世界糖尿病日.
    pub context: Option<String>,
    pub entries: Vec<Entry>,
}

/// Something that lasts several days, as a bar above them.
#[derive(Clone, Debug)]
pub struct Span {
    pub family: Family,
    pub title: String,
    pub href: String,
    /// Columns 1 to 7, both ends counted.
    pub from: u8,
    pub to: u8,
    /// Cannot go out yet.
    pub open: bool,
}

/// A week: its bars, then seven days from Monday.
#[derive(Clone, Debug, Default)]
pub struct Week {
    pub spans: Vec<Span>,
    pub days: Vec<CalendarDay>,
}

/// The month as a table; on the phone the same HTML is a list of the days that hold something.
#[must_use]
pub fn calendar(lang: Lang, caption: &str, weekdays: &[&str; 7], weeks: &[Week]) -> Markup {
    html! {
        table.cal {
            caption.vh { (caption) }
            thead { tr { @for day in weekdays { th scope="col" { (day) } } } }
            tbody { @for week in weeks {
                @if !week.spans.is_empty() {
                    tr.spans { td colspan="7" { div.spanrow { @for span in &week.spans { (span_of(span)) } } } }
                }
                tr { @for day in &week.days { (day_of(lang, day)) } }
            } }
        }
    }
}

fn span_of(span: &Span) -> Markup {
    let class = format!(
        "span {} from-{} to-{}",
        span.family.class(),
        span.from.clamp(1, 7),
        span.to.clamp(span.from.clamp(1, 7), 7) + 1
    );
    html! { a class=(class) data-s=[span.open.then_some("wait")] href=(span.href) { (span.title) } }
}

fn day_of(lang: Lang, day: &CalendarDay) -> Markup {
    html! {
        td .off[day.outside] .today[day.today] .none[day.entries.is_empty() && !day.today] {
            div.cell {
                time.d datetime=(day.iso) { (day.number) span.wd { "（" (day.weekday) "）" } }
                @if let Some(context) = &day.context { p.ctx { (context) } }
                @if !day.entries.is_empty() { ul { @for entry in &day.entries { li { (entry_of(lang, entry)) } } } }
            }
        }
    }
}

fn entry_of(lang: Lang, entry: &Entry) -> Markup {
    html! {
        a.ev .(entry.family.class()) data-s=(entry.state.mark()) href=(entry.href) {
            b { (entry.family.word(lang)) } span { (entry.title) }
            @if entry.open() { i { (entry.state_word) } } @else { span.vh { (lang.t("ui-comma")) (entry.state_word) } }
        }
    }
}

/// The switch of months over a calendar: previous, this one, next.
#[must_use]
pub fn month_switch(lang: Lang, previous: &str, today: &str, next: &str) -> Markup {
    html! {
        span.seg role="group" aria-label=(lang.t("ui-cal-month")) {
            a href=(previous) aria-label=(lang.t("ui-cal-previous")) { "‹" }
            a href=(today) { (lang.t("ui-cal-today")) }
            a href=(next) aria-label=(lang.t("ui-cal-next")) { "›" }
        }
    }
}

/// A card of a board or of the pool of things without a day.
#[derive(Clone, Debug)]
pub struct Card {
    pub title: String,
    pub href: String,
    pub family: Option<Family>,
    pub left: String,
    pub right: Markup,
}

/// Columns are states. What cannot be moved says why in its own page.
#[must_use]
pub fn board(lang: Lang, columns: &[(String, Vec<Card>)]) -> Markup {
    html! {
        div.board tabindex="0" role="region" aria-label=(lang.t("ui-board")) { @for (title, cards) in columns {
            div {
                h3 { (title) " " span.count { (cards.len()) } }
                (card_list(lang, cards))
            }
        } }
    }
}

/// Cards below each other: 未排程.
#[must_use]
pub fn card_list(lang: Lang, cards: &[Card]) -> Markup {
    html! {
        ul.pool { @for card in cards {
            li.cardlet data-row {
                span {
                    @if let Some(family) = card.family { b.fam .(family.class()) { (family.word(lang)) } " " }
                    a href=(card.href) { (card.title) }
                }
                p { span { (card.left) } (card.right) }
            }
        } }
    }
}

/// One lane of a campaign's schedule. Places are shares of the whole time, 0 to 1.
#[derive(Clone, Debug)]
pub struct Lane {
    pub name: String,
    pub family: Family,
    /// The lane in words.
    pub says: String,
    /// Start, length, words inside (or beside a short bar).
    pub bars: Vec<(f64, f64, String)>,
}

/// Lanes below an axis; `ticks` are places with their words.
#[must_use]
pub fn gantt(label: &str, ticks: &[(f64, String)], lanes: &[Lane]) -> Markup {
    let at = |share: f64| format!("{:.2}%", share.clamp(0.0, 1.0) * 100.0);
    html! {
        ul.gantt aria-label=(label) {
            li.axis aria-hidden="true" { span {} svg.lane { @for (place, word) in ticks { text x=(at(*place)) dx="4" y="16" { (word) } } } }
            @for lane in lanes { li {
                span { (lane.name) }
                svg.lane .(lane.family.class()) role="img" aria-label=(lane.says) {
                    @for (place, _) in ticks.iter().filter(|(place, _)| *place > 0.0) {
                        line.c-grid x1=(at(*place)) x2=(at(*place)) y1="0" y2="30" {}
                    }
                    @for (start, length, words) in &lane.bars {
                        @let short = *length < 0.1;
                        rect.g-bar .g-dot[short] x=(at(*start)) width=(at(*length)) y="5" height="20" rx="3" {}
                        @if !words.is_empty() {
                            text .in[!short] x=(at(if short { start + length } else { *start })) dx="7" y="19.5" { (words) }
                        }
                    }
                }
            } }
        }
    }
}

/// A row of the authority matrix: the kind of decision, then for each right its
/// lines with their address, how often they were cited, and whether they are the ones in question.
#[derive(Clone, Debug)]
pub struct MatrixRow {
    pub name: String,
    pub cells: [Vec<MatrixLine>; 3],
}

/// One line of the document.
#[derive(Clone, Debug)]
pub struct MatrixLine {
    pub id: String,
    pub text: String,
    pub href: String,
    pub count: String,
    pub hit: bool,
}

/// Kinds of decision by right, as the document prints them.
#[must_use]
pub fn matrix(lang: Lang, caption: &str, heads: [&str; 4], rows: &[MatrixRow]) -> Markup {
    let rights = [Right::Own, Right::Advise, Right::Ask];
    html! {
        div.tblwrap { table.tbl.matrix {
            caption.vh { (caption) }
            thead { tr {
                th scope="col" { (heads[0]) }
                @for (right, head) in rights.iter().zip(&heads[1..]) { th scope="col" { (crate::state::right_as(*right, head)) } }
            } }
            tbody { @for row in rows { tr {
                th scope="row" { (row.name) }
                @for (right, lines) in rights.iter().zip(&row.cells) {
                    td data-right=(right.mark()) data-name=(right.word(lang)) { ul { @for line in lines {
                        li id=(line.id) .hit[line.hit] { a href=(line.href) { (line.text) } span.count { (line.count) } }
                    } } }
                }
            } } }
        } }
    }
}

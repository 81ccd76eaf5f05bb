//! Tables: a row heading in every row, sorting by pressing the column's name,
//! bulk acts in a bar, 50 rows a page.

use maud::{Markup, Render, html};

use crate::button::Button;
use crate::i18n::Lang;

/// A column.
#[derive(Clone, Debug, Default)]
pub struct Col {
    word: String,
    class: String,
    sort: Option<(String, Order)>,
    unseen: bool,
    /// On the phone, where the head is gone, the cell carries the name of its column.
    named: bool,
}

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    No,
    Up,
    Down,
}

impl Col {
    #[must_use]
    pub fn new(word: impl Into<String>) -> Self {
        Self {
            word: word.into(),
            ..Self::default()
        }
    }
    /// Figures, aligned at the right, the unit in the word.
    #[must_use]
    pub fn num(word: impl Into<String>) -> Self {
        Self::new(word).class("num").named()
    }
    /// Says its name in each cell where the table is folded: dates that could be any date.
    #[must_use]
    pub fn named(mut self) -> Self {
        self.named = true;
        self
    }
    /// A column of small acts; its name is for screen readers.
    #[must_use]
    pub fn acts(word: impl Into<String>) -> Self {
        let mut col = Self::new(word).class("num");
        col.unseen = true;
        col
    }
    /// A column of bars or sparklines; its name is for screen readers.
    #[must_use]
    pub fn chart(word: impl Into<String>) -> Self {
        let mut col = Self::new(word).class("sp");
        col.unseen = true;
        col
    }
    /// Left out on the phone.
    #[must_use]
    pub fn wide_only(self) -> Self {
        self.class("only-wide")
    }
    /// Grey.
    #[must_use]
    pub fn soft(self) -> Self {
        self.class("soft")
    }
    /// Never wrapped: dates, times.
    #[must_use]
    pub fn short(self) -> Self {
        self.class("nb")
    }
    /// Pressing the name asks for this address.
    #[must_use]
    pub fn sort(mut self, href: impl Into<String>, now: Order) -> Self {
        self.sort = Some((href.into(), now));
        self
    }
    fn class(mut self, name: &str) -> Self {
        if !self.class.is_empty() {
            self.class.push(' ');
        }
        self.class.push_str(name);
        self
    }
}

/// A row: its heading, then one cell for every further column.
#[derive(Clone, Debug, Default)]
pub struct Row {
    head: Html,
    sub: Option<Html>,
    cells: Vec<Html>,
    id: Option<String>,
    pick: Option<(String, String)>,
    selected: bool,
}

/// Escaped text, ready to be written.
type Html = String;

impl Row {
    #[must_use]
    pub fn new(head: impl Render) -> Self {
        Self {
            head: head.render().into_string(),
            ..Self::default()
        }
    }
    /// A row whose heading is a link.
    #[must_use]
    pub fn link(word: impl AsRef<str>, href: impl AsRef<str>) -> Self {
        Self::new(html! { a href=(href.as_ref()) { (word.as_ref()) } })
    }
    /// A second, grey line under the heading.
    #[must_use]
    pub fn detail(mut self, text: impl Render) -> Self {
        self.sub = Some(text.render().into_string());
        self
    }
    #[must_use]
    pub fn cell(mut self, value: impl Render) -> Self {
        self.cells.push(value.render().into_string());
        self
    }
    /// A cell with a second, grey line.
    #[must_use]
    pub fn cell_with(self, value: impl Render, sub: impl Render) -> Self {
        self.cell(html! { (value) span.sub { (sub) } })
    }
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
    /// A checkbox: the value it sends and what a screen reader calls the row.
    #[must_use]
    pub fn pick(mut self, value: impl Into<String>, name: impl Into<String>) -> Self {
        self.pick = Some((value.into(), name.into()));
        self
    }
    /// The row that the rest of the screen speaks of.
    #[must_use]
    pub fn selected(mut self, selected: bool) -> Self {
        self.selected = selected;
        self
    }
}

enum Line {
    Group(String),
    Row(Row),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Narrow {
    Fold,
    Scroll,
    Plain,
}

/// A table, spliced into `html!` as it is.
pub struct Table {
    lang: Lang,
    caption: String,
    cols: Vec<Col>,
    lines: Vec<Line>,
    foot: Option<Row>,
    narrow: Narrow,
    picks: Option<(String, String)>,
    more: Option<String>,
    empty: Option<Markup>,
    id: String,
}

/// Begins a table; the caption is for screen readers.
#[must_use]
pub fn table(lang: Lang, caption: impl Into<String>) -> Table {
    let caption = caption.into();
    let id = format!("t-{:x}", crate::title::short_hash(&caption));
    Table {
        lang,
        caption,
        cols: Vec::new(),
        lines: Vec::new(),
        foot: None,
        narrow: Narrow::Plain,
        picks: None,
        more: None,
        empty: None,
        id,
    }
}

impl Table {
    #[must_use]
    pub fn col(mut self, col: Col) -> Self {
        self.cols.push(col);
        self
    }
    #[must_use]
    pub fn row(mut self, row: Row) -> Self {
        self.lines.push(Line::Row(row));
        self
    }
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Self {
        self.lines.extend(rows.into_iter().map(Line::Row));
        self
    }
    /// A heading over the rows that follow.
    #[must_use]
    pub fn group(mut self, title: impl Into<String>) -> Self {
        self.lines.push(Line::Group(title.into()));
        self
    }
    /// The sums.
    #[must_use]
    pub fn foot(mut self, row: Row) -> Self {
        self.foot = Some(row);
        self
    }
    /// On the phone every row becomes a small block, its heading first.
    #[must_use]
    pub fn fold(mut self) -> Self {
        self.narrow = Narrow::Fold;
        self
    }
    /// On the phone the table scrolls inside a region that can be focused.
    #[must_use]
    pub fn scroll(mut self) -> Self {
        self.narrow = Narrow::Scroll;
        self
    }
    /// Rows can be picked: the name their boxes send, and the form they belong to.
    #[must_use]
    pub fn picks(mut self, name: impl Into<String>, form_id: impl Into<String>) -> Self {
        self.picks = Some((name.into(), form_id.into()));
        self
    }
    /// 「再看 50 筆」: the address of the next page, which answers this screen with its rows.
    #[must_use]
    pub fn more(mut self, href: Option<String>) -> Self {
        self.more = href;
        self
    }
    /// Shown in place of a table without rows.
    #[must_use]
    pub fn when_empty(mut self, empty: Markup) -> Self {
        self.empty = Some(empty);
        self
    }
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    fn head(&self) -> Markup {
        html! {
            thead { tr {
                @if let Some((_, form)) = &self.picks {
                    th.pick scope="col" {
                        input type="checkbox" data-pick-all=(form) aria-label=(self.lang.t("ui-pick-all"));
                    }
                }
                @for col in &self.cols {
                    th scope="col" class=[(!col.class.is_empty()).then_some(&col.class)] aria-sort=[sorted(col)] {
                        @if let Some((href, _)) = &col.sort {
                            a.sort href=(href) { (col.word) }
                        } @else if col.unseen {
                            span.vh { (col.word) }
                        } @else {
                            (col.word)
                        }
                    }
                }
            } }
        }
    }

    fn row_of(&self, row: &Row, body: bool) -> Markup {
        html! {
            tr id=[row.id.as_deref()] aria-selected=[row.selected.then_some("true")] data-row[body] {
                @if let Some((name, form)) = &self.picks {
                    td { @if let Some((value, word)) = &row.pick {
                        input type="checkbox" name=(name) value=(value) form=(form) data-pick
                            aria-label=(self.lang.tr("ui-pick", &[("name", word.into())]));
                    } }
                }
                th scope="row" class=[self.cols.first().map(|col| &col.class).filter(|class| !class.is_empty())] {
                    (maud::PreEscaped(&row.head))
                    @if let Some(sub) = &row.sub { span.sub { (maud::PreEscaped(sub)) } }
                }
                @for (cell, col) in row.cells.iter().zip(self.cols.iter().skip(1)) {
                    td class=[(!col.class.is_empty()).then_some(&col.class)]
                        data-label=[(col.named && self.narrow == Narrow::Fold && !cell.is_empty()).then_some(&col.word)] {
                        (maud::PreEscaped(cell))
                    }
                }
            }
        }
    }

    fn body(&self) -> Markup {
        let width = self.cols.len() + usize::from(self.picks.is_some());
        // A group heading opens a body of its own, so that it and its rows stay together.
        let mut bodies: Vec<Vec<&Line>> = vec![Vec::new()];
        for line in &self.lines {
            if matches!(line, Line::Group(_)) {
                bodies.push(Vec::new());
            }
            if let Some(last) = bodies.last_mut() {
                last.push(line);
            }
        }
        html! {
            @for (i, lines) in bodies.iter().filter(|lines| !lines.is_empty()).enumerate() {
                tbody id=[(i == 0).then(|| format!("{}-rows", self.id))] {
                    @for line in lines { @match line {
                        Line::Group(title) => tr.group { th colspan=(width) scope="rowgroup" { (title) } },
                        Line::Row(row) => (self.row_of(row, true)),
                    } }
                }
            }
        }
    }
}

impl Render for Table {
    fn render(&self) -> Markup {
        if self.lines.is_empty()
            && let Some(empty) = &self.empty
        {
            return html! { (empty) };
        }
        let class = if self.narrow == Narrow::Fold {
            "tbl tbl--fold"
        } else {
            "tbl"
        };
        let scrolls = self.narrow == Narrow::Scroll;
        let more_id = format!("{}-more", self.id);
        html! {
            div.tblwrap role=[scrolls.then_some("group")] aria-label=[scrolls.then_some(&self.caption)]
                tabindex=[scrolls.then_some("0")] {
                table class=(class) id=(self.id) {
                    caption.vh { (self.caption) }
                    (self.head())
                    (self.body())
                    @if let Some(foot) = &self.foot { tfoot { (self.row_of(foot, false)) } }
                }
            }
            @if let Some(href) = &self.more {
                p.more id=(more_id) {
                    a.btn href=(href) hx-get=(href) hx-target=(format!("#{}-rows", self.id)) hx-swap="beforeend"
                        hx-select=(format!("#{}-rows > tr", self.id)) hx-select-oob=(format!("#{more_id}")) {
                        (self.lang.tr("ui-more-rows", &[("n", crate::table::PAGE_ROWS.into())]))
                    }
                }
            } @else {
                p.more id=(more_id) {}
            }
        }
    }
}

/// Rows on one page of a list.
pub const PAGE_ROWS: usize = 50;

/// The dark bar at the foot of a list: how many are picked and what can be done
/// with them. Every button posts the picked rows to its own address; each word
/// says what is skipped.
#[must_use]
pub fn bulk_bar(lang: Lang, form_id: &str, csrf: &str, acts: &[Button]) -> Markup {
    html! {
        form.bulk method="post" id=(form_id) role="region" aria-label=(lang.t("ui-bulk")) data-bulk hidden {
            input type="hidden" name="csrf" value=(csrf);
            span aria-live="polite" data-bulk-count=(lang.t("ui-bulk-picked")) {}
            @for act in acts { (act) }
            button.btn type="reset" { (lang.t("ui-cancel")) }
        }
        noscript { p.line { @for act in acts { (act.clone().of_form(form_id)) } } }
    }
}

fn sorted(col: &Col) -> Option<&'static str> {
    col.sort.as_ref().map(|(_, order)| match order {
        Order::No => "none",
        Order::Up => "ascending",
        Order::Down => "descending",
    })
}

/// One filter that is set.
#[derive(Clone, Debug)]
pub struct Chip {
    pub name: String,
    pub value: String,
    /// The address without this filter.
    pub without: String,
}

/// Filters that an address set, without a form to add more; each can be taken off.
#[must_use]
pub fn chips(lang: Lang, chips: &[Chip]) -> Markup {
    html! { div.filters { (chip_links(lang, chips)) } }
}

fn chip_links(lang: Lang, chips: &[Chip]) -> Markup {
    html! {
        @for chip in chips {
            a.chip href=(chip.without) aria-label=(lang.tr("ui-filter-off", &[("name", (&chip.name).into()), ("value", (&chip.value).into())])) {
                b { (chip.name) } " " (chip.value) " " span aria-hidden="true" { "×" }
            }
        }
    }
}

/// The filters of a list: set ones as chips that can be taken off, then the
/// fields of a form that sets more. Filters live in the address.
#[must_use]
pub fn filters(lang: Lang, action: &str, chips: &[Chip], clear: &str, fields: Markup) -> Markup {
    html! {
        div.filters {
            (chip_links(lang, chips))
            details.adding {
                summary.chip.chip--add { (lang.t("ui-filter-add")) }
                form.popform method="get" action=(action) { (fields) button.btn.btn--main type="submit" { (lang.t("ui-filter-apply")) } }
            }
            @if !chips.is_empty() { a.link.s14 href=(clear) { (lang.t("ui-filter-clear")) } }
        }
    }
}

/// A search field over a list that answers while somebody types and works without JavaScript.
#[must_use]
pub fn list_search(lang: Lang, action: &str, value: &str, results_id: &str) -> Markup {
    html! {
        form.filters method="get" action=(action) role="search" {
            input.input.input--auto type="search" name="q" value=(value) aria-label=(lang.t("ui-search-list"))
                placeholder=(lang.t("ui-search-list"))
                hx-get=(action) hx-target=(format!("#{results_id}")) hx-swap="innerMorph" hx-push-url="true"
                hx-select=(format!("#{results_id} > *")) hx-trigger="herald:input delay:200ms";
            noscript { button.btn type="submit" { (lang.t("ui-search")) } }
        }
    }
}

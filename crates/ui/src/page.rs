//! Inside a screen: header, breadcrumb, tabs, sections, columns.

use maud::{Markup, Render, html};

use crate::button::Button;
use crate::i18n::Lang;
use crate::title::{short_hash, title_breaks};

/// The head of a screen: title, one line of facts, at most one sentence, at most three acts.
#[derive(Default)]
pub struct PageHead {
    title: String,
    facts: Vec<Markup>,
    sentence: Option<Markup>,
    acts: Vec<Markup>,
    large: bool,
    title_lang: Option<String>,
}

/// Begins a page head.
#[must_use]
pub fn page_head(title: impl Into<String>) -> PageHead {
    PageHead {
        title: title.into(),
        ..PageHead::default()
    }
}

impl PageHead {
    /// A fact without a name, the state first of all.
    #[must_use]
    pub fn fact(mut self, value: impl Render) -> Self {
        self.facts.push(html! { span { (value) } });
        self
    }
    /// A fact with its name: 期間 12/1–12/31.
    #[must_use]
    pub fn named(mut self, name: &str, value: impl Render) -> Self {
        self.facts
            .push(html! { span.tight { b { (name) } (value) } });
        self
    }
    #[must_use]
    pub fn sentence(mut self, text: impl Render) -> Self {
        self.sentence = Some(html! { (text) });
        self
    }
    #[must_use]
    pub fn act(mut self, button: Button) -> Self {
        self.acts.push(button.render());
        self
    }
    /// An act made of more than one button: a switch of views, a form.
    #[must_use]
    pub fn act_markup(mut self, act: Markup) -> Self {
        self.acts.push(act);
        self
    }
    /// The language of the title, where it is written by people and not by the interface.
    #[must_use]
    pub fn title_lang(mut self, tag: impl Into<String>) -> Self {
        self.title_lang = Some(tag.into());
        self
    }
    /// The large date of Today.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.large = true;
        self
    }
}

impl Render for PageHead {
    fn render(&self) -> Markup {
        html! {
            header.head {
                div.head__text {
                    h1 .day[self.large] .tight[self.large] lang=[self.title_lang.as_deref()] { (title_breaks(&self.title)) }
                    @if !self.facts.is_empty() { p.facts { @for fact in &self.facts { (fact) } } }
                    @if let Some(sentence) = &self.sentence { p { (sentence) } }
                }
                @if !self.acts.is_empty() { div.line { @for act in &self.acts { (act) } } }
            }
        }
    }
}

/// Where this screen lies, from the second level on: links, then the name of the place itself.
#[must_use]
pub fn crumbs(lang: Lang, path: &[(&str, &str)], here: &str) -> Markup {
    html! {
        nav.crumbs aria-label=(lang.t("ui-crumbs")) {
            @for (word, href) in path { a href=(href) { (word) } " / " }
            (here)
        }
    }
}

/// One tab under a title.
#[derive(Clone, Debug)]
pub struct Tab {
    pub word: String,
    pub href: String,
    pub current: bool,
    pub count: Option<i64>,
}

impl Tab {
    #[must_use]
    pub fn new(word: impl Into<String>, href: impl Into<String>, current: bool) -> Self {
        Self {
            word: word.into(),
            href: href.into(),
            current,
            count: None,
        }
    }
    #[must_use]
    pub fn count(mut self, count: i64) -> Self {
        self.count = Some(count);
        self
    }
}

/// The screens of an area.
#[must_use]
pub fn tabs(label: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav.tabs aria-label=(label) { ul {
            @for tab in tabs {
                li { a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                    (tab.word)
                    @if let Some(count) = tab.count { " " span.count { (crate::fmt::number(count)) } }
                } }
            }
        } }
    }
}

/// A section: a title on a hairline, an optional small word and act, then its body.
pub struct Section {
    title: String,
    id: String,
    small: Option<Markup>,
    push: Option<Markup>,
    hidden_title: bool,
}

/// Begins a section. Its id comes from the title unless [`Section::id`] sets one.
#[must_use]
pub fn section(title: impl Into<String>) -> Section {
    let title = title.into();
    let id = format!("s-{:x}", short_hash(&title));
    Section {
        title,
        id,
        small: None,
        push: None,
        hidden_title: false,
    }
}

impl Section {
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }
    #[must_use]
    pub fn small(mut self, text: impl Render) -> Self {
        self.small = Some(html! { (text) });
        self
    }
    /// A link at the right end of the title.
    #[must_use]
    pub fn more(mut self, word: &str, href: &str) -> Self {
        self.push = Some(html! { a.push href=(href) { (word) } });
        self
    }
    /// A small act at the right end of the title.
    #[must_use]
    pub fn act(mut self, act: impl Render) -> Self {
        self.push = Some(html! { span.push.s13 { (act) } });
        self
    }
    /// Keeps the title for screen readers only.
    #[must_use]
    pub fn quiet(mut self) -> Self {
        self.hidden_title = true;
        self
    }
    #[must_use]
    pub fn body(self, body: impl Render) -> Markup {
        let heading = format!("{}-t", self.id);
        html! {
            section .sec[!self.hidden_title] id=(self.id) aria-labelledby=(heading) {
                @if self.hidden_title {
                    h2.vh id=(heading) { (self.title) }
                } @else {
                    header {
                        h2 id=(heading) { (title_breaks(&self.title)) }
                        @if let Some(small) = &self.small { small { (small) } }
                        @if let Some(push) = &self.push { (push) }
                    }
                }
                (body)
            }
        }
    }
}

/// How far apart things in a stack stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gap {
    Small,
    #[default]
    Usual,
    Wide,
    Sections,
}

/// Things below each other.
#[must_use]
pub fn stack(gap: Gap, items: &[Markup]) -> Markup {
    let class = match gap {
        Gap::Small => "stack stack--2",
        Gap::Usual => "stack",
        Gap::Wide => "stack stack--5",
        Gap::Sections => "stack stack--6",
    };
    html! { div class=(class) { @for item in items { (item) } } }
}

/// Work page: main column and right column, which follows it on the phone.
#[must_use]
pub fn columns(main: Markup, aside: Markup) -> Markup {
    html! { div.cols { div.stack.stack--6 { (main) } div.stack.stack--6 { (aside) } } }
}

/// Two columns of the same width.
#[must_use]
pub fn even_columns(left: Markup, right: Markup) -> Markup {
    html! { div.cols.cols--even { div.stack.stack--6 { (left) } div.stack.stack--6 { (right) } } }
}

/// Pair: the queue on the left, one case on the right. On the phone only the case shows.
#[must_use]
pub fn pair(queue_label: &str, queue: Markup, case: Markup) -> Markup {
    html! {
        div.applay {
            nav.queue.only-wide aria-label=(queue_label) { (queue) }
            article.case { (case) }
        }
    }
}

/// One line of a queue at the left of a pair.
#[must_use]
pub fn queue_item(href: &str, current: bool, title: &str, facts: Markup, meta: &str) -> Markup {
    html! {
        li { a href=(href) aria-current=[current.then_some("true")] data-row {
            b { (title) }
            span.s13 { (facts) }
            span.s13.mute { (meta) }
        } }
    }
}

/// Where one stands in a queue: back to all, place of how many, on to the next.
#[must_use]
pub fn pager(
    all: (&str, &str),
    place: Option<(usize, usize)>,
    next: Option<(&str, &str)>,
) -> Markup {
    html! {
        p.pager {
            a href=(all.1) { "‹ " (all.0) }
            @if let Some((here, count)) = place { span.mute { (here) " / " (count) } }
            @if let Some((word, href)) = next { a href=(href) { (word) " ›" } } @else { span {} }
        }
    }
}

/// A page of the public side as readers will see it. It runs nothing and sends nothing;
/// the link opens it by itself.
#[must_use]
pub fn framed(title: &str, src: &str, open: &str) -> Markup {
    html! {
        figure.framed {
            iframe src=(src) title=(title) sandbox="" loading="lazy" referrerpolicy="no-referrer" {}
            figcaption.s13 { a href=(src) target="_blank" rel="noopener noreferrer" { (open) } }
        }
    }
}

/// Words that are there for whoever opens them: the answer of a server, a plain text.
#[must_use]
pub fn folded(summary: &str, body: impl Render) -> Markup {
    html! { details.s13.folded { summary { (summary) } (body) } }
}

/// The bar of a decision, at the foot of a case.
#[must_use]
pub fn decide_bar(buttons: &[Button]) -> Markup {
    html! { div.decide { @for button in buttons { (button) } } }
}

/// What is asked of a decider, as a numbered list of heading, detail and anything more.
#[must_use]
pub fn asks(items: &[(String, Markup)]) -> Markup {
    html! { ol.asks { @for (title, more) in items { li { p { b { (title) } } (more) } } } }
}

/// Terms and their values: 文章資料, 目標. A value without words is a dash.
#[must_use]
pub fn facts(pairs: &[(&str, Markup)]) -> Markup {
    html! {
        dl.meta2 { @for (term, value) in pairs {
            div { dt { (term) } dd { @if is_blank(value) { "—" } @else { (value) } } }
        } }
    }
}

/// Whether nothing of it can be read or seen.
fn is_blank(value: &Markup) -> bool {
    let mut inside_tag = false;
    let words = value.0.chars().any(|c| {
        match c {
            '<' => inside_tag = true,
            '>' => inside_tag = false,
            _ => return !inside_tag && !c.is_whitespace(),
        }
        false
    });
    !words
        && !["<img", "<svg", "<input"]
            .iter()
            .any(|it| value.0.contains(it))
}

/// Terms with a strong value at the right and a small word behind it.
#[must_use]
pub fn goals(rows: &[(&str, &str, &str)]) -> Markup {
    html! {
        dl.goals { @for (term, value, small) in rows {
            div { dt { (term) } dd { (value) @if !small.is_empty() { span { (small) } } } }
        } }
    }
}

/// Shows a run of another language as such.
#[must_use]
pub fn in_lang(lang: Lang, text: impl Render) -> Markup {
    html! { span lang=(lang.tag()) { (text) } }
}

/// Small grey words.
#[must_use]
pub fn meta(text: impl Render) -> Markup {
    html! { p.s13.mute { (text) } }
}

/// A small outlined word: 季.
#[must_use]
pub fn tag(word: impl Render) -> Markup {
    html! { span.tag { (word) } }
}

/// Text for screen readers only.
#[must_use]
pub fn unseen(text: impl Render) -> Markup {
    html! { span.vh { (text) } }
}

/// An article as readers see it, from already rendered, escaped text.
#[must_use]
pub fn prose(body: Markup) -> Markup {
    html! { div.prose { (body) } }
}

/// One day of work: tick, link, when, one line of detail.
pub struct Todo {
    pub title: String,
    pub href: String,
    pub detail: String,
    pub when: Markup,
    pub done: bool,
    /// Where a tick is posted, with the hidden field of the form it makes.
    pub tick: Option<(String, String)>,
}

/// A list of work. `csrf` goes into the form of each tick.
#[must_use]
pub fn todos(lang: Lang, items: &[Todo]) -> Markup {
    html! {
        ul.todo { @for item in items {
            li data-row {
                @let label = lang.tr("ui-todo-done", &[("title", item.title.as_str().into())]);
                @if let Some((url, csrf)) = &item.tick {
                    form.tick method="post" action=(url) {
                        input type="hidden" name="csrf" value=(csrf);
                        input type="checkbox" name="done" value="1" checked[item.done] aria-label=(label) data-submit;
                        noscript { button.link type="submit" { "✓" } }
                    }
                } @else {
                    span.tick { input type="checkbox" checked[item.done] disabled aria-label=(label); }
                }
                a href=(item.href) { (item.title) }
                span.when.line { (item.when) }
                p { (item.detail) }
            }
        } }
    }
}

/// A list of things that wait, each a small block under a hairline: link first, then
/// state or verdict, then who and since when.
#[must_use]
pub fn waits(items: &[Markup]) -> Markup {
    html! { ul.waits { @for item in items { li { (item) } } } }
}

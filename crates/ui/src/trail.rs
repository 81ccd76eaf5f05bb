//! What happened, in order; what changed between two texts; what was found in one.

use maud::{Markup, Render, html};

use crate::state::State;

/// One entry of a trail: who, what, when.
#[derive(Clone, Debug)]
pub struct Step {
    at: StepState,
    who: String,
    what: String,
    when: Option<(String, String)>,
    meta: Option<String>,
    quote: Option<String>,
    more: Option<String>,
}

/// Whether a step is behind, waiting now or still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Next,
}

impl Step {
    #[must_use]
    pub fn new(at: StepState, who: impl Into<String>, what: impl Into<String>) -> Self {
        Self {
            at,
            who: who.into(),
            what: what.into(),
            when: None,
            meta: None,
            quote: None,
            more: None,
        }
    }
    /// The words of the time and its machine form (`fmt::near`, `fmt::iso`).
    #[must_use]
    pub fn when(mut self, words: impl Into<String>, iso: impl Into<String>) -> Self {
        self.when = Some((words.into(), iso.into()));
        self
    }
    /// A small line: how long it has waited, the deadline.
    #[must_use]
    pub fn meta(mut self, text: impl Into<String>) -> Self {
        self.meta = Some(text.into());
        self
    }
    /// What the person wrote.
    #[must_use]
    pub fn quote(mut self, text: impl Into<String>) -> Self {
        self.quote = Some(text.into());
        self
    }
    /// Anything below: an act, a difference.
    #[must_use]
    pub fn more(mut self, more: impl Render) -> Self {
        self.more = Some(more.render().into_string());
        self
    }
}

/// A timeline or audit trail, oldest first.
#[must_use]
pub fn trail(steps: &[Step]) -> Markup {
    html! {
        ol.trail { @for step in steps {
            li data-s=(match step.at { StepState::Done => "done", StepState::Now => "now", StepState::Next => "next" }) {
                b { (step.who) } " " (step.what)
                @if let Some((words, iso)) = &step.when { time.tight datetime=(iso) { (words) } }
                @if let Some(meta) = &step.meta { span.meta { (meta) } }
                @if let Some(quote) = &step.quote { blockquote { (quote) } }
                @if let Some(more) = &step.more { (maud::PreEscaped(more)) }
            }
        } }
    }
}

/// Small changes below each other: time, then what changed.
#[must_use]
pub fn change_log(rows: &[(Markup, Markup)]) -> Markup {
    html! { ul.log { @for (when, what) in rows { li { span.s13.mute { (when) } div { (what) } } } } }
}

/// A part of a difference between two texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiffPart {
    Same(String),
    Removed(String),
    Added(String),
}

/// A difference: struck and underlined as well as tinted.
#[must_use]
pub fn diff(parts: &[DiffPart]) -> Markup {
    html! {
        span.diff { @for part in parts { @match part {
            DiffPart::Same(text) => (text),
            DiffPart::Removed(text) => del { (text) },
            DiffPart::Added(text) => ins { (text) },
        } } }
    }
}

/// A whole text with its differences, as an article.
#[must_use]
pub fn diff_text(paragraphs: &[Vec<DiffPart>]) -> Markup {
    html! { div.prose { @for parts in paragraphs { p { (diff(parts)) } } } }
}

/// Differences by name: 搜尋廣告 31,000 → 38,700.
#[must_use]
pub fn changes(rows: &[(&str, Vec<DiffPart>)]) -> Markup {
    html! { ul.changes { @for (name, parts) in rows { li { span { (name) } (diff(parts)) } } } }
}

/// What is confirmed and what is missing: state with its word, then who or what.
#[must_use]
pub fn confirmations(rows: &[(State, &str, Markup)]) -> Markup {
    html! { ul.oks { @for (it, word, more) in rows { li { (crate::state::state(*it, word)) span { (more) } } } } }
}

/// The checks of a text: state, word, where or how much.
#[must_use]
pub fn checks(rows: &[(State, &str, Markup)]) -> Markup {
    html! { ul.checks { @for (it, word, more) in rows { li { (crate::state::state(*it, word)) span { (more) } } } } }
}

/// The kind of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// 必改: blocks submission.
    Must,
    /// 建議
    Should,
    /// 臨床意見, from a person.
    Clinical,
    Plain,
}

impl Severity {
    pub(crate) const fn mark(self) -> Option<&'static str> {
        match self {
            Self::Must => Some("stop"),
            Self::Should => Some("warn"),
            Self::Clinical => Some("clinic"),
            Self::Plain => None,
        }
    }
}

/// A passage that something was found in.
#[must_use]
pub fn mark(kind: Severity, id: Option<&str>, text: &str) -> Markup {
    html! { mark data-k=[kind.mark()] id=[id] { (text) } }
}

/// A note at the margin: what, why, what can be done.
#[must_use]
pub fn note(
    kind: Severity,
    title: &str,
    text: impl Render,
    acts: &[crate::button::Button],
) -> Markup {
    html! {
        div.note data-k=[kind.mark()] {
            p { b { (title) } }
            p { (text) }
            @if !acts.is_empty() { p.acts { @for act in acts { (act) } } }
        }
    }
}

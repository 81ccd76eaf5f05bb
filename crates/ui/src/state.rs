//! States and rights: a shape and a word. Squares speak of state, discs of authority.

use maud::{Markup, html};

use crate::i18n::Lang;

/// What state a thing is in. The shape follows from it; the word is the caller's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    Wait,
    Done,
    Good,
    Published,
    Scheduled,
    Back,
    Late,
    Stopped,
    Plain,
}

impl State {
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Wait => "wait",
            Self::Done | Self::Good | Self::Published => "good",
            Self::Scheduled => "set",
            Self::Back => "back",
            Self::Late | Self::Stopped => "late",
            Self::Plain => "plain",
        }
    }
}

/// The shape of a state with its word: ◧ 等待批准.
#[must_use]
pub fn state(state: State, word: impl AsRef<str>) -> Markup {
    html! { span.state data-s=(state.mark()) { (word.as_ref()) } }
}

/// What somebody may do by the document. The disc is as full as the right to decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    Own,
    Advise,
    Ask,
    Never,
}

impl Right {
    pub(crate) const fn mark(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Advise => "advise",
            Self::Ask => "ask",
            Self::Never => "never",
        }
    }

    /// 可獨立決定 · 可提建議 · 需上級批准 · 不可為
    #[must_use]
    pub fn word(self, lang: Lang) -> String {
        lang.t(match self {
            Self::Own => "ui-right-own",
            Self::Advise => "ui-right-advise",
            Self::Ask => "ui-right-ask",
            Self::Never => "ui-right-never",
        })
    }
}

/// The disc of a right with its usual word.
#[must_use]
pub fn right(lang: Lang, right: Right) -> Markup {
    right_as(right, &right.word(lang))
}

/// The disc of a right with a word of the caller: 等你批准.
#[must_use]
pub fn right_as(right: Right, word: &str) -> Markup {
    html! { span.right data-right=(right.mark()) { span.mark aria-hidden="true" {} (word) } }
}

/// A verdict as people see it before they act. Always four parts: verdict,
/// reason, quoted lines, their place in the document.
#[derive(Clone, Debug)]
pub struct VerdictView {
    pub right: Right,
    /// One sentence.
    pub reason: String,
    /// The lines of the document, as printed: 行銷預算使用. The strictest first.
    pub lines: Vec<String>,
    /// Where they stand: HR-F019 版本 A・決策權限・行銷執行・需上級批准.
    pub place: String,
    /// The page of the charter that shows the line.
    pub href: Option<String>,
    /// What the centre's own rules add, labelled 本院設定; never shown as if the document said it.
    pub house: Vec<HouseLine>,
}

/// One rule of the centre's own, with the place where it stands among them.
#[derive(Clone, Debug)]
pub struct HouseLine {
    pub words: String,
    pub href: Option<String>,
}

/// The block of a verdict.
#[must_use]
pub fn verdict(lang: Lang, view: &VerdictView) -> Markup {
    let id = format!(
        "v-{:x}",
        crate::title::short_hash(&format!("{}{}", view.reason, view.place))
    );
    html! {
        section.verdict aria-labelledby=(id) {
            h2.right data-right=(view.right.mark()) id=(id) { span.mark aria-hidden="true" {} (view.right.word(lang)) }
            p { (view.reason) }
            @for rule in &view.house {
                p.s14 {
                    (tag_house(lang)) " "
                    @if let Some(href) = &rule.href { a href=(href) { (rule.words) } } @else { (rule.words) }
                }
            }
            @if !view.lines.is_empty() || !view.place.is_empty() {
                p.docline {
                    @for (i, line) in view.lines.iter().enumerate() { @if i > 0 { (lang.t("ui-list-comma")) } q { (line) } }
                    cite {
                        @if let Some(href) = &view.href { a href=(href) { (view.place) } } @else { (view.place) }
                    }
                }
            }
        }
    }
}

/// A verdict in one line, for lists: disc, word, the line it rests on.
#[must_use]
pub fn verdict_line(lang: Lang, view_right: Right, line: &str) -> Markup {
    html! {
        span.s13.soft.line { (right(lang, view_right)) span.mute { (line) } }
    }
}

/// The label 本院設定 of what the centre itself has set.
#[must_use]
pub fn tag_house(lang: Lang) -> Markup {
    html! { span.tag { (lang.t("ui-house-rule")) } }
}

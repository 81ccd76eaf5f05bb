//! What the system says: notices, toasts, empty screens, dialogs, long jobs, errors.

use maud::{Markup, Render, html};

use crate::button::Button;
use crate::i18n::Lang;

/// The kind of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Good,
    Wait,
    Stop,
}

impl Kind {
    const fn mark(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Good => Some("good"),
            Self::Wait => Some("wait"),
            Self::Stop => Some("stop"),
        }
    }
}

/// What happened, then what follows from it: 「沒有寄出　郵件伺服器拒絕登入…」.
#[must_use]
pub fn notice(kind: Kind, what: impl Render, more: impl Render) -> Markup {
    html! {
        div.notice data-k=[kind.mark()] role=[(kind == Kind::Stop).then_some("alert")] {
            b { (what) } span { (more) }
        }
    }
}

/// Where answers with 401, 403, 409 and 500 land. Every shell holds one.
pub const NOTICE_ID: &str = "notice";
/// The slot of the toast. Every shell holds one.
pub const TOAST_ID: &str = "toasts";

/// A word about what was just done, for six seconds. Errors are never toasts.
#[derive(Clone, Debug)]
pub struct Toast {
    pub text: String,
    /// Where 「復原」 posts, and the token of the form.
    pub undo: Option<(String, String)>,
}

impl Toast {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            undo: None,
        }
    }
    #[must_use]
    pub fn undo(mut self, url: impl Into<String>, csrf: impl Into<String>) -> Self {
        self.undo = Some((url.into(), csrf.into()));
        self
    }
}

/// The toast itself, for the slot of the shell.
#[must_use]
pub fn toast(lang: Lang, toast: &Toast) -> Markup {
    html! {
        div.toast data-toast {
            span { (toast.text) }
            @if let Some((url, csrf)) = &toast.undo {
                form method="post" action=(url) {
                    input type="hidden" name="csrf" value=(csrf);
                    button.link type="submit" { (lang.t("ui-undo")) }
                }
            }
        }
    }
}

/// A toast beside the part of a page that an answer carries.
#[must_use]
pub fn toast_beside(lang: Lang, it: &Toast) -> Markup {
    html! { div id=(TOAST_ID) hx-swap-oob="innerHTML" { (toast(lang, it)) } }
}

/// What will appear here, where it comes from, one act.
#[must_use]
pub fn empty(title: &str, sentence: &str, act: Option<Button>) -> Markup {
    html! {
        div.empty {
            p.empty__t { (title) }
            p { (sentence) }
            @if let Some(act) = act { (act) }
        }
    }
}

/// A native dialog, for what cannot be taken back. Opened by `button(..).opens(id)`.
/// The title is the question, the body the consequence; the focus starts on the safe button.
#[must_use]
pub fn dialog(lang: Lang, id: &str, question: &str, consequence: Markup, act: Markup) -> Markup {
    html! {
        dialog.dialog id=(id) aria-labelledby=(format!("{id}-t")) {
            h2 id=(format!("{id}-t")) { (question) }
            div.s14.stack.stack--3 { (consequence) }
            footer {
                form method="dialog" { button.btn type="submit" autofocus { (lang.t("ui-look-again")) } }
                (act)
            }
        }
    }
}

/// A dialog that asks and then posts to one address.
#[must_use]
pub fn confirm(
    lang: Lang,
    id: &str,
    question: &str,
    consequence: Markup,
    url: &str,
    csrf: &str,
    act: Button,
) -> Markup {
    let form_id = format!("{id}-f");
    let act = html! {
        form method="post" action=(url) id=(form_id) { input type="hidden" name="csrf" value=(csrf); (act) }
    };
    dialog(lang, id, question, consequence, act)
}

/// The dialog of a button that [`Button::asks`]: `act` submits the same form
/// ([`Button::of_form`]) after the consequence was read.
#[must_use]
pub fn asked(lang: Lang, id: &str, question: &str, consequence: &str, act: Button) -> Markup {
    dialog(
        lang,
        id,
        question,
        html! { p { (consequence) } },
        html! { (act) },
    )
}

/// A dialog that holds whatever the caller brings: a form, a picker.
#[must_use]
pub fn dialog_of(id: &str, title: &str, body: Markup) -> Markup {
    html! { dialog.dialog id=(id) aria-labelledby=(format!("{id}-t")) { h2 id=(format!("{id}-t")) { (title) } (body) } }
}

/// A long job as its page shows it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    pub title: String,
    pub done: u64,
    pub total: u64,
    pub seconds_left: Option<u64>,
    pub problems: u64,
    pub finished: bool,
    /// Where 「停止」 posts, with the token of the form.
    pub stop: Option<(String, String)>,
    /// Server-sent events that carry [`progress_inner`] as unnamed messages and `end` at the end.
    pub events: Option<String>,
}

/// A long job with what was done, what is left and how to stop it.
#[must_use]
pub fn progress(lang: Lang, it: &Progress) -> Markup {
    match it.events.as_ref().filter(|_| !it.finished) {
        Some(events) => html! {
            div.progress hx-sse:connect=(events) hx-sse:close="end" hx-swap="innerMorph" { (progress_inner(lang, it)) }
        },
        None => html! { div.progress { (progress_inner(lang, it)) } },
    }
}

/// The part of [`progress`] that every event replaces.
#[must_use]
pub fn progress_inner(lang: Lang, it: &Progress) -> Markup {
    let counts = lang.tr(
        "ui-progress-rows",
        &[("done", it.done.into()), ("total", it.total.into())],
    );
    let left = match it.seconds_left {
        _ if it.finished => Some(lang.t("ui-progress-finished")),
        Some(seconds) if seconds >= 90 => {
            Some(lang.tr("ui-progress-minutes", &[("n", seconds.div_ceil(60).into())]))
        }
        Some(seconds) => Some(lang.tr("ui-progress-seconds", &[("n", seconds.into())])),
        None => None,
    };
    html! {
        div.line {
            b { (it.title) }
            span.mute { (counts) @if let Some(left) = left { (lang.t("ui-comma")) (left) } }
            @if let (Some((url, csrf)), false) = (&it.stop, it.finished) {
                form.push method="post" action=(url) {
                    input type="hidden" name="csrf" value=(csrf);
                    button.link type="submit" { (lang.t("ui-progress-stop")) }
                }
            }
        }
        progress value=(it.done) max=(it.total.max(1)) aria-label=(it.title) {}
        p.s13.mute {
            @if !it.finished { (lang.t("ui-progress-leave")) " " }
            @if it.problems > 0 { (lang.tr("ui-progress-problems", &[("n", it.problems.into())])) }
        }
    }
}

/// Why a screen cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    NotFound,
    Refused,
    Expired,
    Conflict,
    Failed,
    Frozen,
    /// The address or the form cannot be understood.
    Malformed,
    /// The address is not for what was tried there.
    Method,
    TooLarge,
    /// The form came in a way that is not taken.
    MediaType,
    /// The form came from a page that is not ours.
    Elsewhere,
    TooMany,
}

impl Trouble {
    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Refused => 403,
            Self::Expired => 401,
            Self::Conflict | Self::Frozen => 409,
            Self::Failed => 500,
            Self::Malformed => 400,
            Self::Method => 405,
            Self::TooLarge => 413,
            Self::MediaType => 415,
            Self::Elsewhere => 403,
            Self::TooMany => 429,
        }
    }

    /// The trouble that a bare status stands for.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            401 => Self::Expired,
            403 => Self::Elsewhere,
            404 | 410 => Self::NotFound,
            405 => Self::Method,
            409 => Self::Conflict,
            413 => Self::TooLarge,
            415 => Self::MediaType,
            429 => Self::TooMany,
            500.. => Self::Failed,
            _ => Self::Malformed,
        }
    }

    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::NotFound => ("ui-trouble-not-found", "ui-trouble-not-found-more"),
            Self::Refused => ("ui-trouble-refused", "ui-trouble-refused-more"),
            Self::Expired => ("ui-trouble-expired", "ui-trouble-expired-more"),
            Self::Conflict => ("ui-trouble-conflict", "ui-trouble-conflict-more"),
            Self::Failed => ("ui-trouble-failed", "ui-trouble-failed-more"),
            Self::Frozen => ("ui-trouble-frozen", "ui-trouble-frozen-more"),
            Self::Malformed => ("ui-trouble-malformed", "ui-trouble-malformed-more"),
            Self::Method => ("ui-trouble-method", "ui-trouble-method-more"),
            Self::TooLarge => ("ui-trouble-too-large", "ui-trouble-too-large-more"),
            Self::MediaType => ("ui-trouble-media-type", "ui-trouble-media-type-more"),
            Self::Elsewhere => ("ui-trouble-elsewhere", "ui-trouble-elsewhere-more"),
            Self::TooMany => ("ui-trouble-too-many", "ui-trouble-too-many-more"),
        }
    }
}

/// The body of an error screen: what happened, what did not change, what to do,
/// a number to quote. `more` replaces the usual sentence.
#[must_use]
pub fn trouble(lang: Lang, it: Trouble, more: Option<&str>, quote: Option<&str>) -> Markup {
    let (what, usual) = it.keys();
    html! {
        div.empty {
            h1 { (lang.t(what)) }
            p { (more.map_or_else(|| lang.t(usual), str::to_owned)) }
            @if let Some(quote) = quote { p.s13.mute { (lang.tr("ui-trouble-quote", &[("number", quote.into())])) } }
            p.line { a.btn href="" { (lang.t("ui-try-again")) } a href="/" { (lang.t("ui-go-home")) } }
        }
    }
}

/// The same, as the fragment that htmx puts into the notice of the page.
#[must_use]
pub fn trouble_notice(lang: Lang, it: Trouble, more: Option<&str>) -> Markup {
    let (what, usual) = it.keys();
    notice(
        Kind::Stop,
        lang.t(what),
        more.map_or_else(|| lang.t(usual), str::to_owned),
    )
}

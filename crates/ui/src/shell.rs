//! The frame of every screen: skip link, sidebar, top bar, tab bar, the slots for
//! notices and toasts, the command palette and the list of keys.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets;
use crate::i18n::Lang;
use crate::message::{NOTICE_ID, TOAST_ID, Toast, toast};
use crate::runs::mark_han;

/// The eight areas and the two utilities, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Area {
    Today,
    Plan,
    Content,
    Channels,
    Care,
    Events,
    Insight,
    Approvals,
    Charter,
    Settings,
}

impl Area {
    pub const PRIMARY: [Self; 8] = [
        Self::Today,
        Self::Plan,
        Self::Content,
        Self::Channels,
        Self::Care,
        Self::Events,
        Self::Insight,
        Self::Approvals,
    ];
    pub const UTILITIES: [Self; 2] = [Self::Charter, Self::Settings];

    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Today => "/today",
            Self::Plan => "/plan",
            Self::Content => "/content",
            Self::Channels => "/channels",
            Self::Care => "/care",
            Self::Events => "/events",
            Self::Insight => "/insight",
            Self::Approvals => "/approvals",
            Self::Charter => "/charter",
            Self::Settings => "/settings",
        }
    }

    /// The key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Today => "ui-area-today",
            Self::Plan => "ui-area-plan",
            Self::Content => "ui-area-content",
            Self::Channels => "ui-area-channels",
            Self::Care => "ui-area-care",
            Self::Events => "ui-area-events",
            Self::Insight => "ui-area-insight",
            Self::Approvals => "ui-area-approvals",
            Self::Charter => "ui-area-charter",
            Self::Settings => "ui-area-settings",
        }
    }

    const fn keys(self) -> Option<&'static str> {
        match self {
            Self::Today => Some("g t"),
            Self::Approvals => Some("g a"),
            _ => None,
        }
    }
}

/// Whose tab bar the phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Desk {
    #[default]
    Specialist,
    Decider,
    Reviewer,
    Service,
}

impl Desk {
    const fn tabs(self) -> &'static [Area] {
        match self {
            Self::Specialist => &[Area::Today, Area::Plan, Area::Content, Area::Approvals],
            Self::Decider => &[Area::Approvals, Area::Today, Area::Plan, Area::Insight],
            Self::Reviewer => &[Area::Approvals, Area::Content],
            Self::Service => &[Area::Care, Area::Today],
        }
    }
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const fn attr(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// A count in the navigation: only where somebody has to act, amber when it is the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub area: Area,
    pub n: u32,
    pub hot: bool,
    /// The words behind the number: 3 件等待決定.
    pub title: String,
}

/// Scripts that only some screens need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    /// The rich text editor.
    Editor,
    /// Server-sent events: jobs, live counts.
    Events,
}

/// How the screen uses its width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    #[default]
    Usual,
    /// Calendar, scoreboard, segments.
    Wide,
    /// Editor and approval case: no padding of their own.
    Bare,
}

/// Everything around a screen.
#[derive(Default)]
pub struct Shell<'a> {
    pub lang: Lang,
    pub theme: Theme,
    pub width: Width,
    pub desk: Desk,
    /// Of the document and of the phone's top bar.
    pub title: &'a str,
    pub centre: &'a str,
    /// The entry that is marked; none on screens outside the ten.
    pub at: Option<Area>,
    pub counts: &'a [Count],
    /// Areas without a screen of this reader.
    pub absent: &'a [Area],
    /// The code of the position document beside 職務: HR-F019.
    pub charter: &'a str,
    /// Name and position of the reader.
    pub me: (&'a str, &'a str),
    pub csrf: &'a str,
    /// Single keys are switched off in the settings.
    pub keys_off: bool,
    /// A freeze that holds, in words, with the page that explains it.
    pub freeze: Option<(&'a str, &'a str)>,
    pub toast: Option<Toast>,
    /// A notice at the top of the page.
    pub notice: Option<Markup>,
    /// The screen asks for one decision: the tab bar gives way to its bar.
    pub decision: bool,
    pub scripts: &'a [Script],
    pub body: Body,
}

/// The body of a page; empty by default.
pub struct Body(pub Markup);

impl Default for Body {
    fn default() -> Self {
        Self(html! {})
    }
}

impl From<Markup> for Body {
    fn from(markup: Markup) -> Self {
        Self(markup)
    }
}

/// Where the command palette asks: `GET` with `q`, answered by [`palette_hits`].
pub const PALETTE_PATH: &str = "/find";
/// Where 「登出」 posts.
pub const SIGN_OUT_PATH: &str = "/sign-out";

/// A whole page of the application. In English, runs of Han text say their language.
#[must_use]
pub fn shell(page: &Shell<'_>) -> Markup {
    in_both(page.lang, whole(page))
}

fn in_both(lang: Lang, page: Markup) -> Markup {
    if lang == Lang::En {
        PreEscaped(mark_han(&page.0))
    } else {
        page
    }
}

fn whole(page: &Shell<'_>) -> Markup {
    let lang = page.lang;
    let main_class = match page.width {
        Width::Usual => "page",
        Width::Wide => "page page--wide",
        Width::Bare => "page page--bare",
    };
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme=[page.theme.attr()] {
            (head(lang, page.title, page.scripts))
            body data-keys=[page.keys_off.then_some("off")] data-find=(PALETTE_PATH)
                data-missing=(lang.t("ui-must-fill")) data-choose=(lang.t("ui-must-choose")) data-email=(lang.t("ui-must-email"))
                data-url=(lang.t("ui-must-url")) data-least=(lang.t("ui-must-least")) data-early=(lang.t("ui-must-early")) data-most=(lang.t("ui-must-most"))
                data-short=(lang.t("ui-must-short")) data-wrong=(lang.t("ui-must-fit")) {
                a.skip href="#main" { (lang.t("ui-skip")) }
                div.shell .shell--decide[page.decision] {
                    (side(page))
                    div.main {
                        header.topbar {
                            b { (page.title) }
                            button.btn.btn--plain.push type="button" data-open="palette" { (lang.t("ui-search")) }
                        }
                        @if let Some((words, href)) = page.freeze {
                            p.freeze role="status" { b { (lang.t("ui-freeze")) } span { (words) } a href=(href) { (lang.t("ui-freeze-more")) } }
                        }
                        main class=(main_class) id="main" tabindex="-1" {
                            div id=(NOTICE_ID) { @if let Some(notice) = &page.notice { (notice) } }
                            (page.body.0)
                        }
                    }
                }
                @if !page.decision { (tabbar(page)) }
                (more_sheet(page))
                div.toasts id=(TOAST_ID) role="status" { @if let Some(it) = &page.toast { (toast(lang, it)) } }
                (palette(lang))
                (key_list(lang))
            }
        }
    }
}

/// A page without navigation: signing in, setting up, errors before anybody is known.
#[must_use]
pub fn bare_page(lang: Lang, theme: Theme, title: &str, body: &Markup) -> Markup {
    let page = html! {
        (DOCTYPE)
        html lang=(lang.tag()) data-theme=[theme.attr()] {
            (head(lang, title, &[]))
            body data-missing=(lang.t("ui-must-fill")) data-choose=(lang.t("ui-must-choose")) data-email=(lang.t("ui-must-email"))
                data-url=(lang.t("ui-must-url")) data-least=(lang.t("ui-must-least")) data-early=(lang.t("ui-must-early")) data-most=(lang.t("ui-must-most"))
                data-short=(lang.t("ui-must-short")) data-wrong=(lang.t("ui-must-fit")) {
                a.skip href="#main" { (lang.t("ui-skip")) }
                main.page.page--alone id="main" tabindex="-1" {
                    p.brand { b { "Herald" } }
                    div id=(NOTICE_ID) {}
                    (body)
                }
                div.toasts id=(TOAST_ID) role="status" {}
            }
        }
    };
    in_both(lang, page)
}

fn head(lang: Lang, title: &str, scripts: &[Script]) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
            title { (title) " · Herald" }
            meta name="color-scheme" content="light dark";
            meta name="htmx-config" content=(HTMX_CONFIG);
            link rel="icon" href=(assets::href("icon.svg")) type="image/svg+xml";
            link rel="stylesheet" href=(assets::href("app.css"));
            script src=(assets::href("htmx.js")) defer {}
            @if scripts.contains(&Script::Events) { script src=(assets::href("hx-sse.js")) defer {} }
            script src=(assets::href("app.js")) type="module" {}
            @if scripts.contains(&Script::Editor) {
                link rel="modulepreload" href=(assets::href("editor.js"));
                script src=(assets::href("editor.js")) type="module" data-lang=(lang.tag()) {}
            }
        }
    }
}

/// No injected style (the content policy forbids it in spirit), no stored pages, no code in attributes.
const HTMX_CONFIG: &str =
    "{\"includeIndicatorCSS\":false,\"history\":true,\"extensions\":\"sse\",\"transitions\":false}";

fn side(page: &Shell<'_>) -> Markup {
    let lang = page.lang;
    html! {
        header.side {
            a.brand href=(Area::Today.path()) { b { "Herald" } span { (page.centre) } }
            button.find type="button" data-open="palette" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" {
                (lang.t("ui-find")) " " kbd { "Ctrl K" }
            }
            nav aria-label=(lang.t("ui-nav-main")) { ul.nav { @for area in Area::PRIMARY { (entry(page, area, true)) } } }
            div.side__foot {
                nav aria-label=(lang.t("ui-nav-utilities")) {
                    ul.nav { @for area in Area::UTILITIES { (entry(page, area, true)) } }
                }
                div.me {
                    p { b { (page.me.0) } span { (page.me.1) } }
                    (sign_out(page))
                }
            }
        }
    }
}

fn sign_out(page: &Shell<'_>) -> Markup {
    html! {
        form.push method="post" action=(SIGN_OUT_PATH) {
            input type="hidden" name="csrf" value=(page.csrf);
            button.link type="submit" { (page.lang.t("ui-sign-out")) }
        }
    }
}

fn entry(page: &Shell<'_>, area: Area, with_keys: bool) -> Markup {
    html! {
        @if !page.absent.contains(&area) {
            li {
                a href=(area.path()) aria-current=[(page.at == Some(area)).then_some("page")]
                    data-key=[area.keys().filter(|_| with_keys)] {
                    (page.lang.t(area.key())) (count_of(page, area))
                    @if area == Area::Charter && !page.charter.is_empty() { span.count { (page.charter) } }
                }
            }
        }
    }
}

fn count_of(page: &Shell<'_>, area: Area) -> Markup {
    html! {
        @for count in page.counts.iter().filter(|count| count.area == area && count.n > 0) {
            span.count .count--hot[count.hot] title=(count.title) { (count.n) }
        }
    }
}

fn tabbar(page: &Shell<'_>) -> Markup {
    let lang = page.lang;
    html! {
        nav.tabbar aria-label=(lang.t("ui-nav-phone")) {
            ul {
                @for area in page.desk.tabs().iter().filter(|area| !page.absent.contains(area)) { (entry(page, *area, false)) }
                li { button type="button" popovertarget="more" { (lang.t("ui-more")) } }
            }
        }
    }
}

fn more_sheet(page: &Shell<'_>) -> Markup {
    html! {
        div.sheet id="more" popover {
            nav aria-label=(page.lang.t("ui-nav-all")) {
                ul.nav {
                    @for area in Area::PRIMARY.into_iter().chain(Area::UTILITIES) { (entry(page, area, false)) }
                }
            }
            div.me { p { b { (page.me.0) } span { (page.me.1) } } (sign_out(page)) }
        }
    }
}

fn palette(lang: Lang) -> Markup {
    html! {
        dialog.palette id="palette" aria-label=(lang.t("ui-find")) {
            input type="text" enterkeyhint="search" role="combobox" aria-expanded="true" aria-controls="palette-list" autocomplete="off"
                aria-autocomplete="list" aria-label=(lang.t("ui-find")) placeholder=(lang.t("ui-find"));
            ul id="palette-list" role="listbox" aria-label=(lang.t("ui-find-results")) data-none=(lang.t("ui-find-none")) {}
        }
    }
}

/// One line of the command palette.
#[derive(Clone, Debug)]
pub struct PaletteHit {
    pub word: String,
    /// What it is: 文章，草稿.
    pub kind: String,
    pub href: String,
}

/// The answer to the command palette; the server ranks.
#[must_use]
pub fn palette_hits(hits: &[PaletteHit]) -> Markup {
    html! { @for hit in hits {
        li role="option" aria-selected="false" data-href=(hit.href) { span { (hit.word) } small { (hit.kind) } }
    } }
}

const KEYS: [(&str, &[&str]); 12] = [
    ("ui-find", &["Ctrl", "K"]),
    ("ui-area-today", &["G", "T"]),
    ("ui-area-approvals", &["G", "A"]),
    ("ui-key-new", &["N"]),
    ("ui-key-rows", &["J", "K"]),
    ("ui-key-pick", &["X"]),
    ("ui-key-approve", &["Shift", "A"]),
    ("ui-key-return", &["Shift", "R"]),
    ("ui-key-finding", &["F8"]),
    ("ui-key-adopt", &["Alt", "Enter"]),
    ("ui-key-save", &["Ctrl", "S"]),
    ("ui-key-all", &["?"]),
];

fn key_list(lang: Lang) -> Markup {
    html! {
        dialog.dialog id="keys" aria-labelledby="keys-t" {
            h2 id="keys-t" { (lang.t("ui-keys")) }
            ul.keys { @for (key, presses) in KEYS {
                li { span { (lang.t(key)) } span { @for press in presses { kbd { (press) } " " } } }
            } }
            footer { form method="dialog" { button.btn type="submit" { (lang.t("ui-close")) } } }
        }
    }
}

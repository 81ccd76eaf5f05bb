//! Pages that readers of a mail reach: in the dress of the public site, calm and short.

use maud::{DOCTYPE, Markup, html};

use crate::assets;
use crate::i18n::Lang;

/// A short page for a reader: one sentence of what it is about, one of what follows, at
/// most one button. It asks nothing else and counts nothing.
pub struct ReaderPage<'a> {
    pub lang: Lang,
    /// The name of the centre, which leads to its website.
    pub centre: &'a str,
    pub title: &'a str,
    pub sentences: &'a [String],
    pub act: Option<ReaderAct<'a>>,
}

/// The one button of a reader's page.
pub struct ReaderAct<'a> {
    pub url: &'a str,
    /// Sent with it: a name and its value.
    pub hidden: Option<(&'a str, &'a str)>,
    pub word: &'a str,
}

/// The page of a reader.
#[must_use]
pub fn reader_page(page: &ReaderPage<'_>) -> Markup {
    let lang = page.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (page.title) @if !page.centre.is_empty() { "｜" (page.centre) } }
                link rel="stylesheet" href=(assets::href("site.css"));
                link rel="icon" href=(assets::href("icon.svg")) type="image/svg+xml";
            }
            body {
                a.skip href="#main" { (lang.t("ui-skip")) }
                header.mast { div.wrap { a href="/" { b { (page.centre) } } } }
                main id="main" { div.wrap { div.open {
                    h1 { (crate::title_breaks(page.title)) }
                    @for sentence in page.sentences { p.deck { (sentence) } }
                    @if let Some(act) = &page.act {
                        form.ask method="post" action=(act.url) {
                            @if let Some((name, value)) = act.hidden { input type="hidden" name=(name) value=(value); }
                            button.call type="submit" { (act.word) }
                        }
                    }
                } } }
            }
        }
    }
}

//! Words for kinds, states, languages and outlets.

use frame::Visit;
use ui::{Lang, Markup, State, state};

use crate::model::{ItemState, Kind, Language};

/// The word of a kind.
pub fn kind_word(lang: Lang, kind: Kind) -> String {
    lang.t(match kind {
        Kind::Education => "content-kind-education",
        Kind::News => "content-kind-news",
        Kind::Hours => "content-kind-hours",
        Kind::Thanks => "content-kind-thanks",
        Kind::Repost => "content-kind-repost",
        Kind::Reminder => "content-kind-reminder",
        Kind::Service => "content-kind-service",
        Kind::Feature => "content-kind-feature",
    })
}

/// One line on a kind: what it is for and who decides.
pub fn kind_hint(lang: Lang, kind: Kind) -> String {
    lang.t(match kind {
        Kind::Education => "content-hint-education",
        Kind::News => "content-hint-news",
        Kind::Hours => "content-hint-hours",
        Kind::Thanks => "content-hint-thanks",
        Kind::Repost => "content-hint-repost",
        Kind::Reminder => "content-hint-reminder",
        Kind::Service => "content-hint-service",
        Kind::Feature => "content-hint-feature",
    })
}

/// The word of a state.
pub fn state_word(lang: Lang, it: ItemState) -> String {
    lang.t(match it {
        ItemState::Draft => "content-state-draft",
        ItemState::Waiting => "content-state-waiting",
        ItemState::Back => "content-state-back",
        ItemState::Published => "content-state-published",
        ItemState::Retired => "content-state-retired",
        ItemState::Trashed => "content-state-trashed",
    })
}

/// The square of a state with its word.
pub fn state_square(lang: Lang, it: ItemState) -> Markup {
    let square = match it {
        ItemState::Draft => State::Draft,
        ItemState::Waiting => State::Wait,
        ItemState::Back => State::Back,
        ItemState::Published => State::Published,
        ItemState::Retired | ItemState::Trashed => State::Plain,
    };
    state(square, state_word(lang, it))
}

/// The name of a language in the language of the reader.
pub fn language_word(lang: Lang, it: Language) -> String {
    lang.t(match it {
        Language::ZhHant => "content-language-zh",
        Language::En => "content-language-en",
    })
}

/// The name of an outlet; its own word when it is one that came later.
pub fn outlet_word(lang: Lang, name: &str) -> String {
    match name {
        "website" => lang.t("content-outlet-website"),
        "email" => lang.t("content-outlet-email"),
        other => other.to_owned(),
    }
}

/// Names of outlets in one breath: 官網、電子報.
pub fn outlet_words<'a>(visit: &Visit, names: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = names
        .into_iter()
        .map(|name| outlet_word(visit.lang(), name))
        .collect();
    words.join(&visit.t("frame-and"))
}

/// What a sentence of both languages says to this reader.
pub fn said(lang: Lang, it: &compliance::Bilingual) -> &str {
    match lang {
        Lang::ZhHant => &it.zh,
        Lang::En => &it.en,
    }
}

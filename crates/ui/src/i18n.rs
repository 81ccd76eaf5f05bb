//! The two languages of the house. Every sentence for people lives in a Fluent
//! file; code knows keys only.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language of the interface. Traditional Chinese is the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    #[default]
    #[serde(rename = "zh-Hant")]
    ZhHant,
    #[serde(rename = "en")]
    En,
}

/// A value inside a sentence. Numbers are grouped (`1,284`) and choose plurals;
/// a year or an account number goes in as text.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    Text(String),
    Number(i64),
}

impl Lang {
    pub const ALL: [Self; 2] = [Self::ZhHant, Self::En];

    /// BCP 47 tag for the `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::ZhHant => "zh-Hant-TW",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 tag such as `zh-Hant-TW`, `zh-TW` or `en-GB`; none for any other.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split(['-', '_']).next()?.trim();
        match first.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::ZhHant),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// The sentence of a key. An unknown key comes back in ⟦⟧ and is logged.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        self.tr(key, &[])
    }

    /// The sentence of a key with its arguments.
    #[must_use]
    pub fn tr(self, key: &str, args: &[(&str, Arg)]) -> String {
        current().sentence(self, key, args).unwrap_or_else(|| {
            tracing::warn!(key, lang = self.tag(), "a key has no sentence");
            format!("⟦{key}⟧")
        })
    }

    /// Whether the key has a sentence in this language.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        current().bundle(self).has_message(key)
    }
}

/// Installs the sentences of all features (pairs of zh-Hant and English Fluent
/// text) beside those of this crate. Called once at start.
///
/// # Errors
/// Every broken entry, repeated key and key that only one language knows, each
/// as one line; then nothing is installed.
pub fn install(files: &[(&str, &str)]) -> Result<(), Vec<String>> {
    let catalogue = Catalogue::build(files)?;
    *CURRENT.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(catalogue);
    Ok(())
}

/// All installed keys, in order: for the test that finds unused ones.
#[must_use]
pub fn keys() -> Vec<String> {
    current().keys.iter().cloned().collect()
}

const OWN: (&str, &str) = (
    include_str!("../i18n/zh-Hant.ftl"),
    include_str!("../i18n/en.ftl"),
);

static CURRENT: LazyLock<RwLock<Arc<Catalogue>>> = LazyLock::new(|| {
    let own =
        Catalogue::build(&[]).expect("a test of this crate proves its own sentences complete");
    RwLock::new(Arc::new(own))
});

fn current() -> Arc<Catalogue> {
    CURRENT
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}

struct Catalogue {
    zh: FluentBundle<FluentResource>,
    en: FluentBundle<FluentResource>,
    keys: BTreeSet<String>,
}

impl Catalogue {
    fn build(files: &[(&str, &str)]) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let all: Vec<(&str, &str)> = std::iter::once(OWN).chain(files.iter().copied()).collect();
        let zh_texts: Vec<&str> = all.iter().map(|pair| pair.0).collect();
        let en_texts: Vec<&str> = all.iter().map(|pair| pair.1).collect();
        let (zh, zh_keys) = bundle_of("zh-Hant", "zh", &zh_texts, &mut faults);
        let (en, en_keys) = bundle_of("en", "en", &en_texts, &mut faults);
        faults.extend(
            zh_keys
                .difference(&en_keys)
                .map(|key| format!("en: no sentence for {key}")),
        );
        faults.extend(
            en_keys
                .difference(&zh_keys)
                .map(|key| format!("zh-Hant: no sentence for {key}")),
        );
        if faults.is_empty() {
            Ok(Self {
                zh,
                en,
                keys: zh_keys,
            })
        } else {
            Err(faults)
        }
    }

    fn bundle(&self, lang: Lang) -> &FluentBundle<FluentResource> {
        match lang {
            Lang::ZhHant => &self.zh,
            Lang::En => &self.en,
        }
    }

    fn sentence(&self, lang: Lang, key: &str, args: &[(&str, Arg)]) -> Option<String> {
        let bundle = self.bundle(lang);
        let pattern = bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, text.as_str()),
                Arg::Number(number) => values.set(*name, *number),
            }
        }
        let mut faults = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut faults);
        for fault in faults {
            tracing::warn!(key, lang = lang.tag(), %fault, "a sentence lacks an argument");
        }
        Some(text.into_owned())
    }
}

fn bundle_of(
    name: &str,
    plural_rules: &str,
    texts: &[&str],
    faults: &mut Vec<String>,
) -> (FluentBundle<FluentResource>, BTreeSet<String>) {
    let locale: LanguageIdentifier = plural_rules.parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(grouped));
    let mut keys = BTreeSet::new();
    for text in texts {
        for key in keys_of(text) {
            if !keys.insert(key.to_owned()) {
                faults.push(format!("{name}: {key} is written twice"));
            }
        }
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
                faults.extend(errors.iter().map(|error| format!("{name}: {error}")));
                resource
            });
        // Repeated keys are reported above, by name.
        bundle.add_resource_overriding(resource);
    }
    (bundle, keys)
}

/// Message ids: in Fluent a message alone starts a line with a letter.
fn keys_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let key = line.split_once('=')?.0.trim_end();
        let first = key.chars().next()?;
        let named = key
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (first.is_ascii_alphabetic() && named).then_some(key)
    })
}

fn grouped<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(crate::fmt::number(number.value as i64))
        }
        _ => None,
    }
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<i64> for Arg {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}
impl From<i32> for Arg {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}
impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}
impl From<u64> for Arg {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}
impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_of_this_crate_know_the_same_keys() {
        assert_eq!(Catalogue::build(&[]).err(), None);
    }

    #[test]
    fn a_key_missing_in_one_language_is_named() {
        let faults = Catalogue::build(&[("only-here = 甲\n", "only-there = b\n")]).err();
        assert_eq!(
            faults,
            Some(vec![
                "en: no sentence for only-here".into(),
                "zh-Hant: no sentence for only-there".into()
            ])
        );
    }

    #[test]
    fn a_key_written_twice_is_named() {
        let faults = Catalogue::build(&[("a-a = 甲\n", "a-a = a\n"), ("a-a = 乙\n", "a-a = b\n")])
            .err()
            .unwrap();
        assert_eq!(
            faults,
            ["zh-Hant: a-a is written twice", "en: a-a is written twice"]
        );
    }

    #[test]
    fn broken_fluent_is_reported() {
        assert!(Catalogue::build(&[("a-b = { $x\n", "a-b = x\n")]).is_err());
    }

    #[test]
    fn numbers_are_grouped_and_choose_the_plural() {
        let en = "n-n = { $n ->\n    [one] one person\n   *[other] { $n } people\n}\n";
        let files = ("n-n = { $n } 人\n", en);
        let catalogue = Catalogue::build(&[files]).ok().unwrap();
        let say = |lang, n: i64| catalogue.sentence(lang, "n-n", &[("n", n.into())]).unwrap();
        assert_eq!(say(Lang::ZhHant, 1284), "1,284 人");
        assert_eq!(say(Lang::En, 1), "one person");
        assert_eq!(say(Lang::En, 1284), "1,284 people");
    }

    #[test]
    fn an_unknown_key_shows_itself() {
        assert_eq!(Lang::En.t("no-such-key"), "⟦no-such-key⟧");
        assert!(!Lang::En.has("no-such-key"));
    }

    #[test]
    fn tags_of_browsers_find_their_language() {
        assert_eq!(Lang::of_tag("zh-TW"), Some(Lang::ZhHant));
        assert_eq!(Lang::of_tag("EN-gb"), Some(Lang::En));
        assert_eq!(Lang::of_tag("fr"), None);
    }
}

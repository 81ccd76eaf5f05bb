//! Every sentence has a key that both languages know and somebody uses; every key
//! that is asked for has a sentence.

use crate::{File, Source, Tree, Violation};
use std::collections::{BTreeMap, BTreeSet};

const LANGUAGES: [&str; 2] = ["zh-Hant", "en"];

/// Calls that take a key as their first argument.
const CALLS: &[&str] = &[".t(", ".tr(", ".has("];

/// Beginnings of keys that are put together when the program runs, such as
/// `kind-` for `format!("kind-{kind}")`: one a line, the place after `#`.
/// A page of settings called `a` is told by two keys, `a` and `a-what`; see [`SETTINGS`].
const FAMILIES: &str = "crates/tidy/families.txt";

/// The call that hangs a page of settings in, and what follows its name in the key that
/// says what the page is for.
const SETTINGS: (&str, &str) = (".settings(", "-what");

/// One sentence in one language.
struct Message {
    line: usize,
    arguments: BTreeSet<String>,
}

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for file in tree
        .files()
        .filter(|file| file.path.ends_with("i18n/zh-Hant.ftl"))
    {
        let other = file.path.replace(LANGUAGES[0], LANGUAGES[1]);
        let Some(english) = tree.file(&other) else {
            found.push(Violation::at(&file.path, 0, "en", format!("write {other}")));
            continue;
        };
        found.extend(compare(file, english));
        for (key, message) in messages(file) {
            if let Some(first) = all.insert(key.clone(), file.path.clone()) {
                let remedy = format!("`{key}` is also in {first}: keep one");
                found.push(Violation::at(&file.path, message.line, &key, remedy));
            }
        }
    }
    found.extend(unused(tree, &all));
    found.extend(unknown(tree, &all));
    found
}

/// Keys and arguments must be the same in both languages.
fn compare(chinese: &File, english: &File) -> Vec<Violation> {
    let (zh, en) = (messages(chinese), messages(english));
    let mut found = Vec::new();
    for (here, ours, there, theirs) in [(chinese, &zh, english, &en), (english, &en, chinese, &zh)]
    {
        for (key, message) in ours {
            match theirs.get(key) {
                None => {
                    let remedy = format!("`{key}` has no sentence in {}", there.path);
                    found.push(Violation::at(&here.path, message.line, key, remedy));
                }
                Some(other) => {
                    for name in message.arguments.difference(&other.arguments) {
                        let remedy =
                            format!("`{key}` says {{ ${name} }} here and not in {}", there.path);
                        found.push(Violation::at(&here.path, message.line, key, remedy));
                    }
                }
            }
        }
    }
    found
}

/// The messages of a Fluent file. A message begins at the start of a line; what is
/// indented below it belongs to it.
fn messages(file: &File) -> BTreeMap<String, Message> {
    let mut messages: BTreeMap<String, Message> = BTreeMap::new();
    let mut current = None;
    for (line, text) in file.lines() {
        if let Some(key) = key_of(text) {
            let arguments = BTreeSet::new();
            messages.insert(key.to_owned(), Message { line, arguments });
            current = Some(key.to_owned());
        } else if text.starts_with(['#', '-']) {
            current = None;
        }
        let Some(message) = current.as_ref().and_then(|key| messages.get_mut(key)) else {
            continue;
        };
        for rest in text.split('$').skip(1) {
            let name = rest.split(|c: char| !is_key(c)).next().unwrap_or_default();
            message.arguments.insert(name.to_owned());
        }
    }
    messages
}

/// The pages of settings that are hung in, with the file and the line that do it.
fn settings(tree: &Tree) -> Vec<(&File, usize, &str)> {
    let mut pages = Vec::new();
    for (file, source) in tree.rust().filter(|(file, _)| !file.is_test()) {
        for literal in source.literals.iter().filter(|l| !source.is_test(l.offset)) {
            if source.code[..literal.offset]
                .trim_end()
                .ends_with(SETTINGS.0)
            {
                pages.push((file, literal.line, literal.text.as_str()));
            }
        }
    }
    pages
}

fn key_of(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim_end();
    let named = key.starts_with(|c: char| c.is_ascii_alphabetic()) && key.chars().all(is_key);
    named.then_some(key)
}

fn is_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// Keys that no literal, no other sentence and no data file names.
fn unused(tree: &Tree, all: &BTreeMap<String, String>) -> Vec<Violation> {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut beginnings: BTreeSet<&str> = BTreeSet::new();
    for (file, source) in tree.rust() {
        for literal in source
            .literals
            .iter()
            .filter(|l| !file.is_test() && !source.is_test(l.offset))
        {
            named.insert(&literal.text);
            beginnings.extend(literal.text.split_once('{').map(|(begin, _)| begin));
        }
    }
    for file in tree.files().filter(|file| is_data(&file.path)) {
        named.extend(file.text.split(|c| !is_key(c)));
    }
    for file in tree.files().filter(|file| file.path.ends_with(".ftl")) {
        let placeables = file.text.split('{').skip(1);
        named.extend(placeables.filter_map(|rest| rest.split(['}', '.']).next().map(str::trim)));
    }

    let families = families(tree);
    let settings = settings(tree);
    let mut found = Vec::new();
    for (key, path) in all {
        let in_family = families.iter().any(|(_, family)| key.starts_with(family));
        let tells_settings = key
            .strip_suffix(SETTINGS.1)
            .is_some_and(|name| settings.iter().any(|(_, _, page)| *page == name));
        if !named.contains(key.as_str()) && !in_family && !tells_settings {
            let line = tree
                .file(path)
                .and_then(|file| messages(file).get(key).map(|one| one.line));
            let remedy = format!("`{key}` is asked for nowhere: take it out of both languages");
            found.push(Violation::at(path, line.unwrap_or(0), key, remedy));
        }
    }
    for (line, family) in families {
        let made = beginnings.iter().any(|begin| begin.starts_with(family));
        if !made || !all.keys().any(|key| key.starts_with(family)) {
            let remedy = format!("no code puts together a key `{family}…`: take the family away");
            found.push(Violation::at(FAMILIES, line, family, remedy));
        }
    }
    found
}

fn is_data(path: &str) -> bool {
    [".yaml", ".yml", ".minijinja", ".mjml", ".html", ".js"]
        .iter()
        .any(|end| path.ends_with(end))
}

fn families(tree: &Tree) -> Vec<(usize, &str)> {
    let Some(file) = tree.file(FAMILIES) else {
        return Vec::new();
    };
    file.lines()
        .map(|(line, text)| (line, text.split('#').next().unwrap_or_default().trim()))
        .filter(|(_, family)| !family.is_empty())
        .collect()
}

/// Keys that code asks for and no language knows.
fn unknown(tree: &Tree, all: &BTreeMap<String, String>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, line, name) in settings(tree) {
        for key in [name.to_owned(), format!("{name}{}", SETTINGS.1)] {
            if !all.contains_key(&key) {
                let remedy = format!("`{key}` has no sentence: write it in both languages");
                found.push(Violation::at(&file.path, line, &key, remedy));
            }
        }
    }
    for (file, source) in tree.rust().filter(|(file, _)| !file.is_test()) {
        for literal in source.literals.iter().filter(|l| !source.is_test(l.offset)) {
            if is_asked_for(source, literal.offset) && !all.contains_key(&literal.text) {
                let remedy = format!(
                    "`{}` has no sentence: write it in both languages",
                    literal.text
                );
                found.push(Violation::at(
                    &file.path,
                    literal.line,
                    &literal.text,
                    remedy,
                ));
            }
        }
    }
    found
}

fn is_asked_for(source: &Source, offset: usize) -> bool {
    let before = source.code[..offset].trim_end();
    CALLS.iter().any(|call| before.ends_with(call)) && source.code[offset..].starts_with('"')
}

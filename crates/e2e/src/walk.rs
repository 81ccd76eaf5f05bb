//! Walking through the desk as somebody signed in: every screen that a link leads to.

use crate::{Answer, Http};
use std::collections::{BTreeMap, VecDeque};

/// A screen somebody reached by following links.
#[derive(Clone, Debug)]
pub struct Screen {
    /// The address that was asked for.
    pub path: String,
    /// The address with ids, numbers and values of filters taken out: `/care/people/{}`.
    pub kind: String,
    /// The screen whose link led here.
    pub from: String,
    pub answer: Answer,
}

impl Http {
    /// Signs in to the desk; the session is kept.
    ///
    /// # Panics
    /// When the desk does not accept.
    pub async fn sign_in(&self, email: &str, password: &str) {
        let fields = [("email", email), ("password", password)];
        let answer = self.post_form("/sign-in", &fields).await;
        assert_eq!(answer.status, 303, "{email} is let in: {}", answer.text());
    }

    /// Posts a form as the page at `page` would: with its secret of this session.
    ///
    /// # Panics
    /// When the page has no form.
    pub async fn submit(&self, page: &str, to: &str, fields: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await.text();
        let mut all = vec![("csrf", csrf_of(&shown))];
        all.extend(
            fields
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        let all: Vec<(&str, &str)> = all.iter().map(|(n, v)| (*n, v.as_str())).collect();
        self.post_form(to, &all).await
    }

    /// Every kind of screen that links lead to from here, `each` of a kind, at most
    /// `limit` screens.
    pub async fn walk(&self, from: &str, each: usize, limit: usize) -> Vec<Screen> {
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut waiting = VecDeque::from([(from.to_owned(), String::new())]);
        let mut screens = Vec::new();
        while let Some((path, before)) = waiting.pop_front() {
            let kind = kind_of(&path);
            let known = seen.entry(kind.clone()).or_default();
            if known.contains(&path) || known.len() >= each || screens.len() >= limit {
                continue;
            }
            known.push(path.clone());
            let answer = self.get(&path).await;
            if let Some(to) = answer.header("location").filter(|to| to.starts_with('/')) {
                waiting.push_back((to.to_owned(), path.clone()));
            }
            if is_page(&answer) {
                let links = links_of(&answer.text());
                waiting.extend(links.into_iter().map(|to| (to, path.clone())));
            }
            screens.push(Screen {
                path,
                kind,
                from: before,
                answer,
            });
        }
        screens
    }
}

/// Whether it is a web page.
pub fn is_page(answer: &Answer) -> bool {
    answer
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("text/html"))
}

/// Links of a page to other pages of the same host, without fragments.
pub fn links_of(page: &str) -> Vec<String> {
    let links = page.split("<a ").skip(1).filter_map(|rest| {
        let tag = &rest[..rest.find('>')?];
        attribute(tag, "href")
    });
    let own = links.map(|to| to.split('#').next().unwrap_or_default().to_owned());
    own.filter(|to| to.starts_with('/') && !to.starts_with("//"))
        .collect()
}

/// Style sheets and scripts a page asks for before it is shown.
pub fn files_of(page: &str) -> Vec<String> {
    let mut files = Vec::new();
    for rest in page.split('<') {
        let tag = rest.split('>').next().unwrap_or_default();
        let sheet = tag.starts_with("link ") && tag.contains("stylesheet");
        let name = if sheet { "href" } else { "src" };
        if sheet || tag.starts_with("script ") {
            files.extend(attribute(tag, name));
        }
    }
    files
}

/// What a reader without a screen gets of the main part: its words.
pub fn words_of_main(page: &str) -> String {
    let from = page.find("<main").unwrap_or(0);
    let until = page.find("</main>").unwrap_or(page.len());
    let mut words = String::new();
    for part in page[from..until].split('<') {
        let text = part.split_once('>').map_or("", |(_, text)| text).trim();
        if !text.is_empty() {
            words.push_str(text);
            words.push('\n');
        }
    }
    words
}

/// The secret that the forms of a page carry.
///
/// # Panics
/// When the page has no form.
pub fn csrf_of(page: &str) -> String {
    let at = page
        .find("name=\"csrf\"")
        .unwrap_or_else(|| panic!("no form on the page: {page}"));
    let end = page[at..].find('>').map_or(page.len(), |end| at + end);
    attribute(&page[at..end], "value").unwrap_or_default()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!("{name}=\""))? + name.len() + 2;
    let value = &tag[start..start + tag[start..].find('"')?];
    Some(value.replace("&amp;", "&").replace("&quot;", "\""))
}

fn kind_of(path: &str) -> String {
    let (place, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = place
        .split('/')
        .map(|part| if is_name(part) { part } else { "{}" })
        .collect();
    let mut names: Vec<&str> = query
        .split('&')
        .map(|pair| pair.split('=').next().unwrap_or_default())
        .collect();
    // A tab is a screen of its own, a value of a filter is not.
    if let Some(tab) = query.split('&').find(|pair| pair.starts_with("tab=")) {
        names = vec![tab];
    }
    names.sort_unstable();
    let query = names.join("&");
    if query.is_empty() {
        parts.join("/")
    } else {
        format!("{}?{query}", parts.join("/"))
    }
}

/// A word of an address rather than an id: letters, dots and hyphens only.
fn is_name(part: &str) -> bool {
    part.len() < 30
        && part
            .chars()
            .all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '-' | '_'))
}

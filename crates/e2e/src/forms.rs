//! Forms as a browser would send them: every field with the value it stands at.

use crate::{Answer, Http};

impl Http {
    /// Fills the form of a page that is sent to `action` and sends it: what is not named
    /// keeps the value it stands at.
    ///
    /// # Panics
    /// When the page has no such form.
    pub async fn fill(&self, page: &str, action: &str, changes: &[(&str, &str)]) -> Answer {
        let shown = self.get(page).await.text();
        let mut fields = form_of(&shown, action);
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.post_form(action, &fields).await
    }
}

/// The fields of the form that is sent to `action`, with their values.
///
/// # Panics
/// When the page has no such form.
pub fn form_of(page: &str, action: &str) -> Vec<(String, String)> {
    let wanted = format!("action=\"{}\"", action.replace('&', "&amp;"));
    let form = page.split("<form").skip(1).find(|form| {
        let head = form.split('>').next().unwrap_or_default();
        head.contains(&wanted)
    });
    let form = form.unwrap_or_else(|| panic!("no form to {action}: {page}"));
    let form = form.split("</form>").next().unwrap_or_default();
    let mut fields = Vec::new();
    let mut select: Option<(String, Option<String>, bool)> = None;
    for part in form.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let name = value_of(tag, "name").filter(|name| !name.is_empty());
        match (tag.split_whitespace().next().unwrap_or_default(), name) {
            ("input", Some(name)) if stands(tag) => {
                fields.push((
                    name,
                    value_of(tag, "value").unwrap_or_else(|| "on".to_owned()),
                ));
            }
            ("textarea", Some(name)) => fields.push((name, plain(text))),
            ("select", Some(name)) => select = Some((name, None, false)),
            ("option", _) => {
                if let Some((_, value, chosen)) = &mut select {
                    let now = has(tag, "selected");
                    if now || (value.is_none() && !*chosen) {
                        *value = Some(value_of(tag, "value").unwrap_or_else(|| plain(text)));
                        *chosen = now;
                    }
                }
            }
            ("/select", _) => {
                if let Some((name, Some(value), _)) = select.take() {
                    fields.push((name, value));
                }
            }
            _ => {}
        }
    }
    fields
}

/// Whether a field would be sent as it stands.
fn stands(tag: &str) -> bool {
    match value_of(tag, "type").as_deref() {
        Some("checkbox" | "radio") => has(tag, "checked"),
        Some("submit" | "button" | "file" | "image" | "reset") => false,
        _ => !has(tag, "disabled"),
    }
}

fn has(tag: &str, word: &str) -> bool {
    tag.split_whitespace()
        .any(|part| part.trim_end_matches('/') == word || part.starts_with(&format!("{word}=")))
}

fn value_of(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = tag.get(start..)?;
    Some(plain(&rest[..rest.find('"')?]))
}

/// Text without the escapes of HTML.
pub fn plain(text: &str) -> String {
    text.replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

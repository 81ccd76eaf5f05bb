//! schema.org in JSON-LD: what search engines read of a page.

use content::doc;
use kernel::Moment;
use serde_json::{Value as Json, json};

use super::article::{Article, is_health};
use super::body::picture_path;
use super::shelf::Edition;
use crate::model::article_path;

/// An article: `MedicalWebPage` as well where it gives health information.
#[must_use]
pub fn article(edition: &Edition, article: &Article, image: Option<&str>) -> String {
    let version = &article.version;
    let url = format!("{}{}", edition.url, article_path(&version.slug));
    let kind = version.kind.key();
    let types = if is_health(kind) {
        json!(["Article", "MedicalWebPage"])
    } else {
        json!("NewsArticle")
    };
    let mut thing = json!({
        "@type": types,
        "@id": format!("{url}#article"),
        "url": url,
        "mainEntityOfPage": url,
        "headline": version.title,
        "description": version.summary,
        "inLanguage": article.lang.tag(),
        "datePublished": stamp(edition, article.first_at),
        "dateModified": stamp(edition, article.at),
        "author": { "@type": "Person", "name": article.author },
        "publisher": { "@id": format!("{}/#centre", edition.url) },
        "isAccessibleForFree": true,
    });
    let pictures: Vec<String> = doc::images(&version.doc)
        .iter()
        .map(|f| format!("{}{}", edition.url, picture_path(&f.src)))
        .collect();
    if let Some(image) = image {
        thing["image"] = if pictures.is_empty() {
            json!([image])
        } else {
            json!(pictures)
        };
    }
    if !article.reviewers.is_empty() && is_health(kind) {
        let people: Vec<Json> = article
            .reviewers
            .iter()
            .map(|name| json!({ "@type": "Person", "name": name }))
            .collect();
        thing["reviewedBy"] = json!(people);
        thing["lastReviewed"] = json!(article.reviewed_at.map(|at| day(edition, at)));
    }
    let citations: Vec<&str> = version.sources.iter().map(|s| s.title.as_str()).collect();
    if !citations.is_empty() {
        thing["citation"] = json!(citations);
    }
    script(&json!({
        "@context": "https://schema.org",
        "@graph": [thing, centre(edition), crumbs(edition, &version.title, &url)],
    }))
}

/// The home page: the centre itself.
#[must_use]
pub fn home(edition: &Edition) -> String {
    script(&json!({
        "@context": "https://schema.org",
        "@graph": [
            centre(edition),
            { "@type": "WebSite", "@id": format!("{}/#site", edition.url), "url": format!("{}/", edition.url),
              "name": edition.centre.name, "inLanguage": edition.lang.tag(), "publisher": { "@id": format!("{}/#centre", edition.url) } },
        ],
    }))
}

fn centre(edition: &Edition) -> Json {
    let settings = &edition.settings;
    let mut thing = json!({
        "@type": "MedicalOrganization",
        "@id": format!("{}/#centre", edition.url),
        "name": edition.centre.name,
        "url": format!("{}/", edition.url),
    });
    for (name, value) in [
        ("address", &settings.address),
        ("telephone", &settings.phone),
    ] {
        if !value.is_empty() {
            thing[name] = json!(value);
        }
    }
    thing
}

fn crumbs(edition: &Edition, title: &str, url: &str) -> Json {
    let place = |position: i64, name: &str, at: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": at });
    json!({
        "@type": "BreadcrumbList",
        "itemListElement": [
            place(1, &edition.centre.name, &format!("{}/", edition.url)),
            place(2, &edition.lang.t("site-articles"), &format!("{}/articles", edition.url)),
            place(3, title, url),
        ],
    })
}

fn stamp(edition: &Edition, at: Moment) -> String {
    at.in_zone(&edition.zone)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

fn day(edition: &Edition, at: Moment) -> String {
    ui::fmt::input_date(&edition.zone, at)
}

/// The element that carries it. No text in it can end the element or begin another.
fn script(value: &Json) -> String {
    let text = value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029");
    format!("<script type=\"application/ld+json\">{text}</script>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_and_the_json_stays_whole() {
        let value = json!({ "headline": "</script><script>alert(1)</script>&\u{2028}" });
        let text = script(&value);
        let inner = text
            .strip_prefix("<script type=\"application/ld+json\">")
            .and_then(|rest| rest.strip_suffix("</script>"))
            .unwrap();
        assert!(!inner.contains('<'));
        assert_eq!(serde_json::from_str::<Json>(inner).unwrap(), value);
    }
}

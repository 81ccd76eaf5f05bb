//! Links of a mail: which are our own, and what is added to them.

use url::Url;

/// Whether a link leads to the site of the centre.
#[must_use]
pub fn own_origin(link: &str, site: &str) -> bool {
    match (Url::parse(link), Url::parse(site)) {
        (Ok(link), Ok(site)) => link.origin() == site.origin() && link.origin().is_tuple(),
        _ => false,
    }
}

/// A link to the own site with the campaign it came from; any other link as it is. A
/// `utm_` parameter the author wrote stays.
#[must_use]
pub fn with_utm(link: &str, site: &str, campaign: &str) -> String {
    let Ok(mut url) = Url::parse(link) else {
        return link.to_owned();
    };
    if !own_origin(link, site) {
        return link.to_owned();
    }
    for (name, value) in [
        ("utm_source", "email"),
        ("utm_medium", "email"),
        ("utm_campaign", campaign),
    ] {
        if !url.query_pairs().any(|(own, _)| own == name) {
            url.query_pairs_mut().append_pair(name, value);
        }
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = "https://clinic.test";

    #[test]
    fn only_links_to_the_own_site_carry_the_campaign() {
        assert_eq!(
            with_utm("https://clinic.test/articles/knee", SITE, "winter"),
            "https://clinic.test/articles/knee?utm_source=email&utm_medium=email&utm_campaign=winter"
        );
        for other in [
            "https://clinic.test.evil.test/x",
            "http://clinic.test/x",
            "https://other.test/?u=https://clinic.test/",
            "mailto:a@clinic.test",
            "tel:04",
        ] {
            assert_eq!(with_utm(other, SITE, "winter"), other);
        }
    }

    #[test]
    fn what_the_author_wrote_stays() {
        let own = "https://clinic.test/a?utm_campaign=mine&x=1#part";
        assert_eq!(
            with_utm(own, SITE, "winter"),
            "https://clinic.test/a?utm_campaign=mine&x=1&utm_source=email&utm_medium=email#part"
        );
    }
}

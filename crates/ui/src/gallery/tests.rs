use super::*;

fn pages() -> Vec<(Lang, String)> {
    Lang::ALL
        .into_iter()
        .flat_map(|lang| {
            let bare = bare_page(
                lang,
                Theme::Dark,
                "登入",
                &html! { (Field::email("mail", "信箱")) },
            )
            .into_string();
            [
                gallery(lang).into_string(),
                gallery_editor(lang, Theme::System).into_string(),
                bare,
            ]
            .map(|page| (lang, page))
        })
        .collect()
}

/// Every start tag of a page with its attributes.
fn tags(page: &str) -> Vec<&str> {
    page.split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with(['/', '!']))
        .map(|tag| tag.split('>').next().unwrap_or(tag))
        .collect()
}

#[test]
fn every_component_has_its_sentences_in_both_languages() {
    for (lang, page) in pages() {
        assert!(
            !page.contains('⟦'),
            "{lang:?}: {:?}",
            page.split('⟦').nth(1).map(|rest| &rest[..40])
        );
    }
}

#[test]
fn no_component_needs_an_exception_from_the_content_policy() {
    for (_, page) in pages() {
        for tag in tags(&page) {
            assert!(
                !tag.contains(" style=") && !tag.starts_with("style"),
                "{tag}"
            );
            assert!(
                !tag.starts_with("script") || tag.contains(" src=\"/assets/"),
                "{tag}"
            );
            assert!(
                !tag.split(' ')
                    .any(|part| part.starts_with("on") && part.contains("=\"")),
                "{tag}"
            );
            assert!(!tag.contains("hx-on"), "{tag}");
        }
    }
}

#[test]
fn no_page_points_to_another_host() {
    for (_, page) in pages() {
        for tag in tags(&page)
            .iter()
            .filter(|tag| tag.contains("src=") || tag.starts_with("link"))
        {
            assert!(!tag.contains("\"http") && !tag.contains("\"//"), "{tag}");
        }
    }
}

#[test]
fn every_description_and_label_that_is_named_exists() {
    for (_, page) in pages() {
        let ids: Vec<&str> = page
            .split(" id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        for attribute in ["aria-describedby", "aria-labelledby", "for"] {
            for named in page
                .split(&format!(" {attribute}=\""))
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                for id in named.split(' ') {
                    assert!(
                        ids.contains(&id),
                        "{attribute} names {id}, which is not there"
                    );
                }
            }
        }
    }
}

#[test]
fn every_form_that_posts_carries_a_token_and_works_without_javascript() {
    for (_, page) in pages() {
        for form in page.split("<form ").skip(1) {
            let (tag, rest) = form.split_once('>').unwrap();
            let body = rest.split("</form>").next().unwrap();
            if tag.contains("method=\"post\"") {
                assert!(body.contains("name=\"csrf\""), "{tag}");
            }
            assert!(tag.contains("method="), "{tag}");
        }
    }
}

/// Writes the pages with their files, to be looked at in a browser: set `HERALD_GALLERY` to a folder.
#[test]
fn the_gallery_can_be_written_out() {
    let Some(folder) = std::env::var_os("HERALD_GALLERY").map(std::path::PathBuf::from) else {
        return;
    };
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    for path in assets::paths() {
        std::fs::write(folder.join(&path[1..]), assets::get(path).unwrap().bytes).unwrap();
    }
    for (name, theme) in [("light", Theme::Light), ("dark", Theme::Dark)] {
        for lang in Lang::ALL {
            let tag = lang.tag();
            std::fs::write(
                folder.join(format!("gallery-{tag}-{name}.html")),
                gallery_in(lang, theme).into_string(),
            )
            .unwrap();
            std::fs::write(
                folder.join(format!("editor-{tag}-{name}.html")),
                gallery_editor(lang, theme).into_string(),
            )
            .unwrap();
        }
    }
}

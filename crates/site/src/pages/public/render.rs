//! Templates of the public pages: compiled once, in a sandbox. A template sees the
//! values it is given and the sentences of its language; it opens no file, calls no
//! function of ours but `t`, and stops when its fuel is used up.

use std::fmt::Write as _;
use std::sync::LazyLock;

use minijinja::value::{Kwargs, Value};
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, context,
};
use ui::{Arg, Lang};

use super::shelf::Edition;
use crate::model::{Settings, Shown, TEMPLATES, article_path};

/// Steps one page may take; the largest page of the sample centre takes a hundredth.
const FUEL: u64 = 2_000_000;

static ENVIRONMENTS: LazyLock<[(Lang, Environment<'static>); 2]> =
    LazyLock::new(|| Lang::ALL.map(|lang| (lang, environment(lang))));

/// An environment of one language with our templates.
fn environment(lang: Lang) -> Environment<'static> {
    let mut environment = sandbox(lang);
    for (name, source) in TEMPLATES {
        environment
            .add_template(name, source)
            .expect("a test of this crate proves that every template compiles");
    }
    environment
}

/// An environment without templates: no loader, everything escaped as HTML.
fn sandbox(lang: Lang) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(write_value);
    environment.remove_filter("safe");
    environment.add_function("t", move |key: String, args: Kwargs| {
        sentence(lang, &key, &args)
    });
    environment
}

/// Writes a value, escaped unless the program itself made it as markup. A template
/// cannot switch this off.
fn write_value(out: &mut Output, _state: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let text = value.to_string();
    if value.is_safe() {
        return Ok(out.write_str(&text)?);
    }
    for c in text.chars() {
        match c {
            '&' => out.write_str("&amp;")?,
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            c => out.write_char(c)?,
        }
    }
    Ok(())
}

fn sentence(lang: Lang, key: &str, args: &Kwargs) -> Result<String, Error> {
    if !lang.has(key) {
        return Err(Error::new(ErrorKind::InvalidOperation, key.to_owned()));
    }
    let names: Vec<&str> = args.args().collect();
    let mut values = Vec::with_capacity(names.len());
    for name in names {
        let value: Value = args.get(name)?;
        let arg = value
            .as_i64()
            .map_or_else(|| Arg::Text(value.to_string()), Arg::Number);
        values.push((name, arg));
    }
    Ok(lang.tr(key, &values))
}

/// Renders a template.
///
/// # Errors
/// What the template engine answers; our own templates give none.
pub fn render(lang: Lang, name: &str, values: Value) -> Result<String, Error> {
    let environment = ENVIRONMENTS
        .iter()
        .find(|(l, _)| *l == lang)
        .map(|(_, environment)| environment)
        .ok_or_else(|| Error::new(ErrorKind::TemplateNotFound, "language"))?;
    environment.get_template(name)?.render(values)
}

/// What the head of a page says.
#[derive(Clone, Debug, Default)]
pub struct Head<'a> {
    pub title: &'a str,
    pub description: &'a str,
    /// Path below the address of the site.
    pub path: &'a str,
    /// `articles` or `contact`: the entry of the navigation that is marked.
    pub at: &'a str,
    /// `website` or `article`.
    pub og_type: &'a str,
    pub image: Option<String>,
    pub image_alt: String,
    /// JSON-LD, see [`super::structured::script`].
    pub structured: String,
    pub noindex: bool,
    /// The script that counts visits is left out of previews.
    pub untracked: bool,
}

/// The values every template reads, with those of the page itself.
#[must_use]
pub fn page(edition: &Edition, lang: Lang, head: &Head<'_>, own: Value) -> Value {
    let page = context! {
        title => head.title,
        heading => Value::from_safe_string(ui::title_breaks(head.title).into_string()),
        description => head.description,
        url => format!("{}{}", edition.url, head.path),
        at => head.at,
        og_type => head.og_type,
        locale => if lang == Lang::En { "en" } else { "zh_TW" },
        image => head.image.clone(),
        image_alt => head.image_alt.clone(),
        structured => Value::from_safe_string(head.structured.clone()),
        noindex => head.noindex,
        tracked => !head.untracked,
    };
    let common = context! { lang => lang.tag(), site => site(edition), page => page };
    context! { ..own, ..common }
}

fn site(edition: &Edition) -> Value {
    let Settings {
        address,
        phone,
        privacy_contact,
        licence_number,
        ..
    } = &edition.settings;
    context! {
        name => edition.centre.name.clone(),
        url => edition.url.clone(),
        address => address.clone(),
        phone => phone.clone(),
        tel => telephone(phone),
        privacy_contact => privacy_contact.clone(),
        licence_number => licence_number.clone(),
        css => ui::assets::href("site.css"),
        js => ui::assets::href("site.js"),
        icon => ui::assets::href("icon.svg"),
    }
}

/// A number as a `tel:` link dials it.
fn telephone(phone: &str) -> String {
    phone
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '+' | '#' | '*'))
        .collect()
}

/// Lines of a list of articles.
#[must_use]
pub fn lines<'a>(edition: &Edition, pages: impl Iterator<Item = &'a Shown>) -> Value {
    pages
        .map(|it| {
            context! {
                path => article_path(&it.slug),
                title => it.title.clone(),
                summary => it.summary.clone(),
                lang => lang_of(&it.language).tag(),
                iso => ui::fmt::input_date(&edition.zone, it.first_at),
                date => ui::fmt::date_full(edition.lang, &edition.zone, it.first_at),
            }
        })
        .collect::<Vec<Value>>()
        .into()
}

/// The language of a page's tag.
#[must_use]
pub fn lang_of(tag: &str) -> Lang {
    Lang::of_tag(tag).unwrap_or_default()
}

/// Lines of a setting, empty ones left out.
#[must_use]
pub fn split_lines(text: &str) -> Value {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(Value::from)
        .collect::<Vec<Value>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_compiles_in_both_languages() {
        for lang in Lang::ALL {
            assert_eq!(environment(lang).templates().count(), TEMPLATES.len());
        }
    }

    #[test]
    fn a_template_that_never_ends_runs_out_of_fuel() {
        let mut environment = sandbox(Lang::En);
        let endless =
            "{% for a in range(9000) %}{% for b in range(9000) %}.{% endfor %}{% endfor %}";
        environment.add_template("endless.html", endless).unwrap();
        let error = environment
            .get_template("endless.html")
            .unwrap()
            .render(context! {})
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutOfFuel);
    }

    #[test]
    fn a_template_reaches_no_file() {
        let mut environment = sandbox(Lang::En);
        environment
            .add_template("x.html", "{% include '/etc/passwd' %}")
            .unwrap();
        assert!(
            environment
                .get_template("x.html")
                .unwrap()
                .render(context! {})
                .is_err()
        );
    }

    #[test]
    fn values_are_escaped_whatever_the_template_is_called() {
        let mut environment = sandbox(Lang::En);
        let source = "{% autoescape false %}{{ v }}{% endautoescape %}";
        environment.add_template("x.txt", source).unwrap();
        let text = environment
            .get_template("x.txt")
            .unwrap()
            .render(context! { v => "<script>" })
            .unwrap();
        assert_eq!(text, "&lt;script&gt;");
        environment.add_template("y.html", "{{ v|safe }}").unwrap();
        let marked = environment.get_template("y.html").unwrap();
        assert!(marked.render(context! { v => "<script>" }).is_err());
    }

    #[test]
    fn a_telephone_number_keeps_what_can_be_dialled() {
        assert_eq!(telephone("+886 4-0000-0000 #12"), "+886400000000#12");
    }
}

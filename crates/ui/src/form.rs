//! Forms: label above, hint below, the error right under its field.

use maud::{Markup, Render, html};

use crate::button::Button;
use crate::i18n::Lang;
use crate::live::Live;

/// A choice of a list: value and word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: String,
    pub word: String,
    pub chosen: bool,
    pub hint: Option<String>,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, word: impl Into<String>, chosen: bool) -> Self {
        Self {
            value: value.into(),
            word: word.into(),
            chosen,
            hint: None,
        }
    }
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

#[derive(Clone, Debug)]
enum Input {
    /// An `input` of this type.
    Line(&'static str),
    Area(u8),
    Select(Vec<Choice>),
    Radios(Vec<Choice>),
    Checks(Vec<Choice>),
    Check(bool),
    File(&'static str, bool),
}

/// One field of a form, spliced into `html!` as it is.
#[derive(Clone, Debug)]
pub struct Field {
    name: String,
    id: String,
    label: String,
    small: Option<String>,
    input: Input,
    value: String,
    hint: Option<String>,
    error: Option<String>,
    required: bool,
    narrow: bool,
    autocomplete: Option<&'static str>,
    placeholder: Option<String>,
    max_chars: Option<u32>,
    range: Option<(String, String)>,
    live: Live,
    autofocus: bool,
    locked: bool,
    list: Vec<String>,
}

impl Field {
    fn new(name: impl Into<String>, label: impl Into<String>, input: Input) -> Self {
        let name = name.into();
        Self {
            id: field_id(&name),
            name,
            label: label.into(),
            small: None,
            input,
            value: String::new(),
            hint: None,
            error: None,
            required: true,
            narrow: false,
            autocomplete: None,
            placeholder: None,
            max_chars: None,
            range: None,
            live: Live::default(),
            autofocus: false,
            locked: false,
            list: Vec::new(),
        }
    }

    #[must_use]
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("text"))
    }
    #[must_use]
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("email")).autocomplete("email")
    }
    #[must_use]
    pub fn password(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("password")).autocomplete("current-password")
    }
    #[must_use]
    pub fn tel(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("tel")).autocomplete("tel")
    }
    #[must_use]
    pub fn url(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("url"))
    }
    #[must_use]
    pub fn search(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("search")).required(false)
    }
    #[must_use]
    pub fn number(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("number")).narrow()
    }
    /// A native date input; its value is `2026-11-23`.
    #[must_use]
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("date")).narrow()
    }
    /// A native time input; its value is `14:20`.
    #[must_use]
    pub fn time(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("time")).narrow()
    }
    /// A native date and time input; its value is `2026-11-23T14:20` in the centre's zone.
    #[must_use]
    pub fn date_time(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(name, label, Input::Line("datetime-local")).narrow()
    }
    #[must_use]
    pub fn textarea(name: impl Into<String>, label: impl Into<String>, rows: u8) -> Self {
        Self::new(name, label, Input::Area(rows))
    }
    #[must_use]
    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Input::Select(choices))
    }
    #[must_use]
    pub fn radios(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Input::Radios(choices))
    }
    /// Several boxes under one name, sent once for each that is ticked.
    #[must_use]
    pub fn checks(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(name, label, Input::Checks(choices)).required(false)
    }
    /// One box, sent as `1` when it is ticked.
    #[must_use]
    pub fn checkbox(name: impl Into<String>, label: impl Into<String>, ticked: bool) -> Self {
        Self::new(name, label, Input::Check(ticked)).required(false)
    }
    /// `accept` as in HTML, for example `.csv,.xlsx`.
    #[must_use]
    pub fn file(name: impl Into<String>, label: impl Into<String>, accept: &'static str) -> Self {
        Self::new(name, label, Input::File(accept, false))
    }
    #[must_use]
    pub fn files(name: impl Into<String>, label: impl Into<String>, accept: &'static str) -> Self {
        Self::new(name, label, Input::File(accept, true))
    }

    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
    /// What is wrong and how to put it right; nothing when there is none.
    #[must_use]
    pub fn error(mut self, error: Option<impl Into<String>>) -> Self {
        self.error = error.map(Into::into);
        self
    }
    /// A small grey word behind the label.
    #[must_use]
    pub fn small(mut self, small: impl Into<String>) -> Self {
        self.small = Some(small.into());
        self
    }
    /// Marks the field 「選填」.
    #[must_use]
    pub fn optional(mut self, lang: Lang) -> Self {
        self.required = false;
        self.small.get_or_insert_with(|| lang.t("ui-optional"));
        self
    }
    #[must_use]
    pub fn required(mut self, required: bool) -> Self {
        self.required = required;
        self
    }
    /// As wide as its content.
    #[must_use]
    pub fn narrow(mut self) -> Self {
        self.narrow = true;
        self
    }
    /// Sets the id where two forms of a page share a name.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }
    #[must_use]
    pub fn placeholder(mut self, text: impl Into<String>) -> Self {
        self.placeholder = Some(text.into());
        self
    }
    /// At most this many characters; the browser counts them under the field.
    #[must_use]
    pub fn max_chars(mut self, count: u32) -> Self {
        self.max_chars = Some(count);
        self
    }
    /// Smallest and largest value of a number, date or time; an empty text leaves an end open.
    #[must_use]
    pub fn between(mut self, least: impl Into<String>, most: impl Into<String>) -> Self {
        self.range = Some((least.into(), most.into()));
        self
    }
    #[must_use]
    pub fn live(mut self, live: Live) -> Self {
        self.live = live;
        self
    }
    #[must_use]
    pub fn autofocus(mut self) -> Self {
        self.autofocus = true;
        self
    }
    /// Shown, sent, not to be changed.
    #[must_use]
    pub fn locked(mut self) -> Self {
        self.locked = true;
        self
    }
    /// Values the browser offers while typing.
    #[must_use]
    pub fn offers(mut self, values: Vec<String>) -> Self {
        self.list = values;
        self
    }

    fn described(&self) -> Option<String> {
        let mut ids = Vec::new();
        if self.error.is_some() {
            ids.push(format!("{}-e", self.id));
        }
        if self.hint.is_some() {
            ids.push(format!("{}-h", self.id));
        }
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    fn below(&self) -> Markup {
        html! {
            @if let Some(error) = &self.error { p.field__error id=(format!("{}-e", self.id)) { (error) } }
            @if let Some(hint) = &self.hint { p.field__hint id=(format!("{}-h", self.id)) { (hint) } }
        }
    }

    fn label(&self) -> Markup {
        html! { (self.label) @if let Some(small) = &self.small { " " small { (small) } } }
    }

    fn group(&self, choices: &[Choice], kind: &str) -> Markup {
        html! {
            fieldset.field id=(self.id) aria-describedby=[self.described()] tabindex="-1" {
                legend { (self.label()) }
                div.line {
                    @for choice in choices {
                        label.check {
                            input type=(kind) name=(self.name) value=(choice.value) checked[choice.chosen]
                                required[self.required && kind == "radio"] disabled[self.locked]
                                hx-get=[self.live.get.as_deref()] hx-target=[self.live.target.as_deref()]
                                hx-swap=[self.live.swap] hx-trigger=[self.live.trigger.as_deref()]
                                hx-include=[self.live.include.as_deref()];
                            " " (choice.word)
                            @if let Some(hint) = &choice.hint { " " small.mute { (hint) } }
                        }
                    }
                }
                (self.below())
            }
        }
    }

    fn control(&self) -> Markup {
        let invalid = self.error.is_some().then_some("true");
        let (least, most) = self
            .range
            .as_ref()
            .map_or((None, None), |(a, b)| (some(a), some(b)));
        let list = (!self.list.is_empty()).then(|| format!("{}-l", self.id));
        let class = if self.narrow {
            "input input--auto"
        } else {
            "input"
        };
        let live = &self.live;
        html! {
            @match &self.input {
                Input::Area(rows) => textarea class=(class) id=(self.id) name=(self.name) rows=(rows)
                    maxlength=[self.max_chars] required[self.required] readonly[self.locked] autofocus[self.autofocus]
                    placeholder=[self.placeholder.as_deref()] aria-invalid=[invalid] aria-describedby=[self.described()]
                    hx-get=[live.get.as_deref()] hx-post=[live.post.as_deref()] hx-target=[live.target.as_deref()]
                    hx-swap=[live.swap] hx-trigger=[live.trigger.as_deref()] hx-include=[live.include.as_deref()]
                    { (self.value) },
                // A list that begins with a real choice cannot be left empty.
                Input::Select(choices) => select class=(class) id=(self.id) name=(self.name)
                    required[self.required && choices.first().is_some_and(|first| first.value.is_empty())]
                    disabled[self.locked] autofocus[self.autofocus] aria-invalid=[invalid]
                    aria-describedby=[self.described()]
                    hx-get=[live.get.as_deref()] hx-post=[live.post.as_deref()] hx-target=[live.target.as_deref()]
                    hx-swap=[live.swap] hx-trigger=[live.trigger.as_deref()] hx-include=[live.include.as_deref()] {
                    @for choice in choices {
                        option value=(choice.value) selected[choice.chosen] { (choice.word) }
                    }
                },
                Input::File(accept, many) => input class="input" type="file" id=(self.id) name=(self.name)
                    accept=(accept) multiple[*many] required[self.required] aria-invalid=[invalid]
                    aria-describedby=[self.described()];,
                Input::Line(kind) => input class=(class) type=(kind) id=(self.id) name=(self.name) value=(self.value)
                    required[self.required] readonly[self.locked] autofocus[self.autofocus] maxlength=[self.max_chars]
                    min=[least] max=[most] list=[list.as_deref()] autocomplete=[self.autocomplete]
                    placeholder=[self.placeholder.as_deref()] aria-invalid=[invalid] aria-describedby=[self.described()]
                    hx-get=[live.get.as_deref()] hx-post=[live.post.as_deref()] hx-target=[live.target.as_deref()]
                    hx-swap=[live.swap] hx-trigger=[live.trigger.as_deref()] hx-include=[live.include.as_deref()]
                    hx-push-url=[live.push];,
                Input::Radios(_) | Input::Checks(_) | Input::Check(_) => {}
            }
            @if let Some(list) = &list { datalist id=(list) { @for value in &self.list { option value=(value) {} } } }
        }
    }
}

impl Render for Field {
    fn render(&self) -> Markup {
        match &self.input {
            Input::Radios(choices) => self.group(choices, "radio"),
            Input::Checks(choices) => self.group(choices, "checkbox"),
            Input::Check(ticked) => html! {
                div.field {
                    label.check {
                        input type="checkbox" id=(self.id) name=(self.name) value="1" checked[*ticked]
                            required[self.required] disabled[self.locked]
                            aria-invalid=[self.error.as_ref().map(|_| "true")] aria-describedby=[self.described()];
                        " " (self.label())
                    }
                    (self.below())
                }
            },
            _ => html! {
                div.field {
                    label for=(self.id) { (self.label()) }
                    (self.control())
                    (self.below())
                }
            },
        }
    }
}

/// The id an error summary links to.
#[must_use]
pub fn field_id(name: &str) -> String {
    format!("f-{name}")
}

/// 「還有 2 個地方要改」 with links to the fields, as (name, label); nothing when there is none.
#[must_use]
pub fn error_summary(lang: Lang, errors: &[(&str, &str)]) -> Markup {
    html! {
        @if !errors.is_empty() {
            div.notice data-k="stop" role="alert" tabindex="-1" data-focus {
                b { (lang.tr("ui-errors", &[("n", errors.len().into())])) }
                span { @for (i, (name, label)) in errors.iter().enumerate() {
                    @if i > 0 { (lang.t("ui-list-comma")) }
                    a href=(format!("#{}", field_id(name))) { (label) }
                } }
            }
        }
    }
}

/// A form. It always works without JavaScript; [`Form::live`] makes it swap a part of the page.
#[derive(Clone, Debug)]
pub struct Form {
    method: &'static str,
    action: String,
    csrf: Option<String>,
    id: Option<String>,
    files: bool,
    live: Live,
    hidden: Vec<(String, String)>,
    wide: bool,
    keep: bool,
}

impl Form {
    /// A form that changes something; `csrf` is the token of the session.
    #[must_use]
    pub fn post(action: impl Into<String>, csrf: impl Into<String>) -> Self {
        Self {
            csrf: Some(csrf.into()),
            ..Self::to("post", action.into())
        }
    }
    /// A form that asks: search, filters.
    #[must_use]
    pub fn get(action: impl Into<String>) -> Self {
        Self::to("get", action.into())
    }
    fn to(method: &'static str, action: String) -> Self {
        Self {
            method,
            action,
            csrf: None,
            id: None,
            files: false,
            live: Live::default(),
            hidden: Vec::new(),
            wide: false,
            keep: false,
        }
    }
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
    /// Sends files.
    #[must_use]
    pub fn with_files(mut self) -> Self {
        self.files = true;
        self
    }
    #[must_use]
    pub fn live(mut self, live: Live) -> Self {
        self.live = live;
        self
    }
    #[must_use]
    pub fn hidden(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }
    /// As wide as its place; usual forms end at 30 rem.
    #[must_use]
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
    /// Warns before the page is left with changes in it.
    #[must_use]
    pub fn warns_before_leaving(mut self) -> Self {
        self.keep = true;
        self
    }
    #[must_use]
    pub fn body(self, body: Markup) -> Markup {
        let live = &self.live;
        html! {
            form class=(if self.wide { "stack" } else { "form" }) method=(self.method) action=(self.action) id=[self.id.as_deref()]
                enctype=[self.files.then_some("multipart/form-data")] data-keep=[self.keep.then_some("")]
                hx-get=[live.get.as_deref()] hx-post=[live.post.as_deref()] hx-target=[live.target.as_deref()]
                hx-swap=[live.swap] hx-trigger=[live.trigger.as_deref()] hx-push-url=[live.push] {
                @if let Some(csrf) = &self.csrf { input type="hidden" name="csrf" value=(csrf); }
                @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
                (body)
            }
        }
    }
}

/// A single button that posts: withdraw, record, undo.
#[must_use]
pub fn post_button(url: &str, csrf: &str, hidden: &[(&str, &str)], button: Button) -> Markup {
    html! {
        form.inline method="post" action=(url) {
            input type="hidden" name="csrf" value=(csrf);
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            (button)
        }
    }
}

/// Fields beside each other where there is room: from and to, day and time.
#[must_use]
pub fn beside(fields: &[Field]) -> Markup {
    html! { div.beside { @for field in fields { (field) } } }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_tied_to_its_field() {
        let html = Field::email("from", "寄件人")
            .value("news@")
            .error(Some("信箱還沒寫完"))
            .render()
            .into_string();
        assert!(
            html.contains(r#"aria-invalid="true" aria-describedby="f-from-e""#),
            "{html}"
        );
        assert!(
            html.contains(r#"<p class="field__error" id="f-from-e">信箱還沒寫完</p>"#),
            "{html}"
        );
    }

    #[test]
    fn a_posted_form_always_carries_its_token() {
        let html = Form::post("/x", "t0k").body(html! {}).into_string();
        assert!(
            html.contains(r#"<input type="hidden" name="csrf" value="t0k">"#),
            "{html}"
        );
        assert!(html.contains(r#"method="post" action="/x""#), "{html}");
    }

    #[test]
    fn what_people_typed_is_escaped() {
        let html = Field::text("a", "b")
            .value("\"><script>")
            .render()
            .into_string();
        assert!(!html.contains("<script>"), "{html}");
    }
}

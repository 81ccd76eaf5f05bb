//! Buttons and links. One main button a screen; a button that cannot be pressed says why.

use maud::{Markup, Render, html};

use crate::live::Live;

/// A button or a link that looks like one; spliced into `html!` as it is.
#[derive(Clone, Debug)]
pub struct Button {
    label: String,
    look: Look,
    act: Act,
    name: Option<(String, String)>,
    key: Option<&'static str>,
    described: Option<String>,
    reason: Option<String>,
    live: Live,
    big: bool,
    busy: bool,
    wide_only: bool,
    opens: Option<String>,
    needs: Option<String>,
    closes: bool,
    copies: Option<String>,
    of_form: Option<String>,
    to: Option<String>,
    aria: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Usual,
    Main,
    Plain,
    Stop,
    Text,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Act {
    Button,
    Submit,
    Link(String),
}

/// A button that submits its form, as the main act of the screen.
#[must_use]
pub fn submit(label: impl Into<String>) -> Button {
    Button::new(label, Act::Submit).main()
}

/// A button for the page's own script: opening a dialog, copying.
#[must_use]
pub fn button(label: impl Into<String>) -> Button {
    Button::new(label, Act::Button)
}

/// A link in the form of a button.
#[must_use]
pub fn link_button(label: impl Into<String>, href: impl Into<String>) -> Button {
    Button::new(label, Act::Link(href.into()))
}

/// A link in running text.
#[must_use]
pub fn link(label: impl AsRef<str>, href: impl AsRef<str>) -> Markup {
    html! { a href=(href.as_ref()) { (label.as_ref()) } }
}

/// A button that reads as a link: small acts in rows and notes.
#[must_use]
pub fn text_button(label: impl Into<String>) -> Button {
    let mut it = Button::new(label, Act::Submit);
    it.look = Look::Text;
    it
}

impl Button {
    fn new(label: impl Into<String>, act: Act) -> Self {
        Self {
            label: label.into(),
            look: Look::Usual,
            act,
            name: None,
            key: None,
            described: None,
            reason: None,
            live: Live::default(),
            big: false,
            busy: false,
            wide_only: false,
            opens: None,
            needs: None,
            closes: false,
            copies: None,
            of_form: None,
            to: None,
            aria: None,
        }
    }

    #[must_use]
    pub fn main(mut self) -> Self {
        self.look = Look::Main;
        self
    }
    /// The usual look, for a submit that is not the main act.
    #[must_use]
    pub fn usual(mut self) -> Self {
        self.look = Look::Usual;
        self
    }
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.look = Look::Plain;
        self
    }
    /// Takes something away or sends it back.
    #[must_use]
    pub fn stop(mut self) -> Self {
        self.look = Look::Stop;
        self
    }
    /// For the decision bar of a phone.
    #[must_use]
    pub fn big(mut self) -> Self {
        self.big = true;
        self
    }
    #[must_use]
    pub fn busy(mut self) -> Self {
        self.busy = true;
        self
    }
    #[must_use]
    pub fn wide_only(mut self) -> Self {
        self.wide_only = true;
        self
    }
    /// A value that the form carries when this button was pressed.
    #[must_use]
    pub fn value(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.name = Some((name.into(), value.into()));
        self
    }
    /// A key that presses it: `n`, `Shift A`, `g t`.
    #[must_use]
    pub fn key(mut self, key: &'static str) -> Self {
        self.key = Some(key);
        self
    }
    /// Cannot be pressed; the reason stands beside it.
    #[must_use]
    pub fn blocked(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
    /// Cannot be pressed; the reason stands in the element with this id.
    #[must_use]
    pub fn blocked_by(mut self, id: impl Into<String>) -> Self {
        self.described = Some(id.into());
        self
    }
    #[must_use]
    pub fn live(mut self, live: Live) -> Self {
        self.live = live;
        self
    }
    /// Opens the dialog with this id.
    #[must_use]
    pub fn opens(mut self, dialog_id: impl Into<String>) -> Self {
        self.act = Act::Button;
        self.opens = Some(dialog_id.into());
        self
    }
    /// Asks in the dialog with this id before it submits ([`crate::asked`]); without the
    /// page's script it submits at once.
    #[must_use]
    pub fn asks(mut self, dialog_id: impl Into<String>) -> Self {
        self.opens = Some(dialog_id.into());
        self
    }
    /// A field that must be filled before the dialog asks; where it is empty the form goes
    /// out as it is, and the answer says what is missing.
    #[must_use]
    pub fn needs(mut self, field: impl Into<String>) -> Self {
        self.needs = Some(field.into());
        self
    }
    /// Closes the dialog it stands in.
    #[must_use]
    pub fn closes(mut self) -> Self {
        self.act = Act::Button;
        self.closes = true;
        self
    }
    /// Puts this text on the clipboard.
    #[must_use]
    pub fn copies(mut self, text: impl Into<String>) -> Self {
        self.act = Act::Button;
        self.copies = Some(text.into());
        self
    }
    /// Submits the form with this id, wherever the button stands.
    #[must_use]
    pub fn of_form(mut self, id: impl Into<String>) -> Self {
        self.of_form = Some(id.into());
        self
    }
    /// Submits its form to another address.
    #[must_use]
    pub fn to(mut self, url: impl Into<String>) -> Self {
        self.to = Some(url.into());
        self
    }
    /// What a screen reader says where the word alone would repeat down a list.
    #[must_use]
    pub fn says(mut self, label: impl Into<String>) -> Self {
        self.aria = Some(label.into());
        self
    }

    fn class(&self) -> String {
        let mut class = String::from(if self.look == Look::Text {
            "link"
        } else {
            "btn"
        });
        class.push_str(match self.look {
            Look::Usual | Look::Text => "",
            Look::Main => " btn--main",
            Look::Plain => " btn--plain",
            Look::Stop => " btn--stop",
        });
        if self.big {
            class.push_str(" btn--big");
        }
        if self.wide_only {
            class.push_str(" only-wide");
        }
        class
    }
}

impl Render for Button {
    fn render(&self) -> Markup {
        let blocked = self.described.is_some() || self.reason.is_some();
        let reason_id = self
            .reason
            .as_ref()
            .map(|reason| format!("why-{:x}", crate::title::short_hash(reason)));
        let described = self.described.as_ref().or(reason_id.as_ref());
        let label = html! {
            (self.label)
            @if let Some(key) = self.key { " " kbd.on { (shown_key(key)) } }
        };
        let live = &self.live;
        html! {
            @if let Act::Link(href) = &self.act && !blocked {
                a class=(self.class()) href=(href) data-key=[self.key] aria-label=[self.aria.as_deref()]
                    hx-get=[live.get.as_deref()] hx-target=[live.target.as_deref()] hx-swap=[live.swap]
                    hx-trigger=[live.trigger.as_deref()] hx-push-url=[live.push] { (label) }
            } @else {
                button class=(self.class())
                    type=(if self.act == Act::Submit && !blocked { "submit" } else { "button" })
                    name=[self.name.as_ref().map(|pair| &pair.0)] value=[self.name.as_ref().map(|pair| &pair.1)]
                    form=[self.of_form.as_deref()] formaction=[self.to.as_deref()]
                    aria-disabled=[blocked.then_some("true")] aria-describedby=[described]
                    aria-busy=[self.busy.then_some("true")] aria-label=[self.aria.as_deref()]
                    aria-haspopup=[self.opens.as_ref().map(|_| "dialog")]
                    data-key=[self.key] data-open=[self.opens.as_deref()] data-needs=[self.needs.as_deref()] data-close=[self.closes.then_some("")]
                    data-copy=[self.copies.as_deref()]
                    hx-get=[live.get.as_deref()] hx-post=[live.post.as_deref()] hx-target=[live.target.as_deref()]
                    hx-swap=[live.swap] hx-trigger=[live.trigger.as_deref()] hx-include=[live.include.as_deref()]
                    hx-push-url=[live.push] { (label) }
            }
            @if let (Some(reason), Some(id)) = (&self.reason, &reason_id) {
                " " span.s13.mute id=(id) { (reason) }
            }
        }
    }
}

fn shown_key(key: &str) -> String {
    key.split(' ')
        .map(|part| part.to_uppercase())
        .collect::<Vec<_>>()
        .join(" ")
        .replace("SHIFT", "⇧")
        .replace("CTRL", "Ctrl")
}

/// Words of a choice among few views: 月｜季｜年.
#[must_use]
pub fn segmented(label: &str, items: &[(&str, &str, bool)]) -> Markup {
    html! {
        span.seg role="group" aria-label=(label) {
            @for (word, href, current) in items {
                a href=(href) aria-current=[current.then_some("true")] { (word) }
            }
        }
    }
}

/// Buttons in one line.
#[must_use]
pub fn actions(buttons: &[Button]) -> Markup {
    html! { p.line { @for button in buttons { (button) } } }
}

/// Buttons and small forms in one line.
#[must_use]
pub fn tools(parts: &[Markup]) -> Markup {
    html! { div.line { @for part in parts { (part) " " } } }
}

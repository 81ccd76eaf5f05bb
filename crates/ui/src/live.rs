//! Requests of a part of a page. The only place that knows how htmx is told;
//! screens describe what they want and components write the attributes.

/// A request that replaces a part of the page. Without JavaScript the form or
/// link that carries it still works.
#[derive(Clone, Debug, Default)]
pub struct Live {
    pub(crate) get: Option<String>,
    pub(crate) post: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) swap: Option<&'static str>,
    pub(crate) trigger: Option<String>,
    pub(crate) include: Option<String>,
    pub(crate) push: Option<&'static str>,
}

/// How the answer takes the target's place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Swap {
    /// Keeps focus and half-typed text of what stays: lists and counts.
    #[default]
    Morph,
    /// Morphs the target itself, not only what is inside.
    MorphWhole,
    /// Replaces the target: forms after submit.
    Replace,
    /// Adds behind what is there.
    Append,
}

impl Live {
    #[must_use]
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            get: Some(url.into()),
            ..Self::default()
        }
        .swap(Swap::Morph)
    }

    #[must_use]
    pub fn post(url: impl Into<String>) -> Self {
        Self {
            post: Some(url.into()),
            ..Self::default()
        }
        .swap(Swap::Replace)
    }

    /// The element the answer goes to, by its id.
    #[must_use]
    pub fn into(mut self, id: &str) -> Self {
        self.target = Some(format!("#{id}"));
        self
    }

    #[must_use]
    pub fn swap(mut self, swap: Swap) -> Self {
        self.swap = Some(match swap {
            Swap::Morph => "innerMorph",
            Swap::MorphWhole => "outerMorph",
            Swap::Replace => "outerHTML",
            Swap::Append => "beforeend",
        });
        self
    }

    /// Asks while somebody types: `delay_ms` after the last key, never while a
    /// character is being composed.
    #[must_use]
    pub fn while_typing(mut self, delay_ms: u32) -> Self {
        self.trigger = Some(format!("herald:input delay:{delay_ms}ms, change"));
        self
    }

    /// Asks when a value was changed.
    #[must_use]
    pub fn on_change(mut self) -> Self {
        self.trigger = Some("change".into());
        self
    }

    /// Asks once the page is there.
    #[must_use]
    pub fn on_load(mut self) -> Self {
        self.trigger = Some("load".into());
        self
    }

    /// Asks again and again, `seconds` apart, for as long as the element is on the page.
    #[must_use]
    pub fn every(mut self, seconds: u32) -> Self {
        self.trigger = Some(format!("every {seconds}s"));
        self
    }

    /// Sends the fields of the element with this id as well.
    #[must_use]
    pub fn with_fields_of(mut self, id: &str) -> Self {
        self.include = Some(format!("#{id}"));
        self
    }

    /// Shows the request's address in the browser, so that a filter can be linked.
    #[must_use]
    pub fn in_address_bar(mut self) -> Self {
        self.push = Some("true");
        self
    }
}

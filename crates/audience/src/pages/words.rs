//! Words of states and kinds.

use files::sheet::TextEncoding;

use crate::model::{Column, Engagement, Lifecycle, Purpose, Reach};

pub fn lifecycle_key(lifecycle: Lifecycle) -> &'static str {
    match lifecycle {
        Lifecycle::Lead => "audience-lifecycle-lead",
        Lifecycle::Client => "audience-lifecycle-client",
        Lifecycle::Carer => "audience-lifecycle-carer",
        Lifecycle::Former => "audience-lifecycle-former",
    }
}

pub fn lifecycle_of(word: &str) -> &'static str {
    lifecycle_key(Lifecycle::of(word).unwrap_or(Lifecycle::Lead))
}

pub fn purpose_key(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::MarketingEmail => "audience-purpose-marketing-email",
        Purpose::MarketingLine => "audience-purpose-marketing-line",
        Purpose::MarketingPhone => "audience-purpose-marketing-phone",
        Purpose::Service => "audience-purpose-service",
        Purpose::Survey => "audience-purpose-survey",
    }
}

pub fn purpose_of(word: &str) -> &'static str {
    purpose_key(Purpose::of(word).unwrap_or(Purpose::MarketingEmail))
}

pub fn reason_of(word: &str) -> &'static str {
    match word {
        "unsubscribed" => "audience-suppressed-unsubscribed",
        "hard_bounce" => "audience-suppressed-hard-bounce",
        "complaint" => "audience-suppressed-complaint",
        "erased" => "audience-suppressed-erased",
        _ => "audience-suppressed-manual",
    }
}

pub fn reach_key(reach: Reach) -> &'static str {
    match reach {
        Reach::Reachable => "audience-reach-yes",
        Reach::WithoutAddress => "audience-reach-no-address",
        Reach::WithoutConsent => "audience-reach-no-consent",
        Reach::Suppressed => "audience-reach-suppressed",
    }
}

pub fn reach_state(reach: Reach) -> ui::State {
    match reach {
        Reach::Reachable => ui::State::Good,
        Reach::WithoutAddress => ui::State::Plain,
        Reach::WithoutConsent => ui::State::Wait,
        Reach::Suppressed => ui::State::Stopped,
    }
}

pub fn engagement_key(how: Engagement) -> &'static str {
    match how {
        Engagement::Opened => "audience-engaged-opened",
        Engagement::Clicked => "audience-engaged-clicked",
    }
}

pub fn column_key(column: Column) -> &'static str {
    match column {
        Column::Name => "audience-name",
        Column::Email => "audience-email",
        Column::Phone => "audience-phone",
        Column::City => "audience-city",
        Column::Tags => "audience-tags",
        Column::Birthday => "audience-birthday-label",
        Column::ConsentEmail => "audience-column-consent",
        Column::ConsentAt => "audience-column-consent-at",
        Column::Source => "audience-source",
        Column::Note => "audience-notes",
    }
}

/// The word of a place where somebody agreed or took it back; what people typed has none.
pub fn channel_key(channel: &str) -> Option<&'static str> {
    match channel {
        "website" => Some("audience-at-website"),
        "link" => Some("audience-at-link"),
        "one_click" => Some("audience-at-one-click"),
        "reply" => Some("audience-at-reply"),
        "telephone" => Some("audience-at-telephone"),
        "counter" => Some("audience-at-counter"),
        "desk" => Some("audience-at-desk"),
        "import" => Some("audience-at-import"),
        _ => None,
    }
}

/// The label of a field of a profile, where a row of a list is told what is wrong with it.
pub fn field_key(field: &str) -> &'static str {
    match field {
        "notes" => "audience-notes",
        other => Column::of(other).map_or("audience-field", column_key),
    }
}

pub fn encoding_key(encoding: TextEncoding) -> &'static str {
    match encoding {
        TextEncoding::Utf8 => "audience-encoding-utf8",
        TextEncoding::Big5 => "audience-encoding-big5",
        TextEncoding::Gb18030 => "audience-encoding-gb18030",
        TextEncoding::Utf16Le => "audience-encoding-utf16le",
        TextEncoding::Utf16Be => "audience-encoding-utf16be",
    }
}

pub fn activity_key(kind: &str) -> &'static str {
    match kind {
        "mail.sent" => "audience-did-mail-sent",
        "mail.bounced" => "audience-did-mail-bounced",
        "mail.complained" => "audience-did-mail-complained",
        "mail.opened" => "audience-did-mail-opened",
        "mail.clicked" => "audience-did-mail-clicked",
        "mail.unsubscribed" => "audience-did-mail-unsubscribed",
        "mail.skipped" => "audience-did-mail-skipped",
        "site.visited" => "audience-did-site-visited",
        "site.dwelt" => "audience-did-site-dwelt",
        "lead.submitted" => "audience-did-lead",
        "consent.given" => "audience-did-consent",
        "consent.withdrawn" => "audience-did-withdrawal",
        _ => "audience-did-other",
    }
}

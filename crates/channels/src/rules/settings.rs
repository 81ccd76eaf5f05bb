//! What cannot be accepted in a choice or in the settings.

use mail::{EmailAddress, HeaderValue};

use kernel::Moment;

use crate::model::{
    CONNECTIONS_MAX, Choice, LATE_GRACE_SECONDS, SUBJECT_MAX, SendingSettings, WhenLate,
};

/// A field and the key of its sentence.
pub type SettingsFault = (&'static str, &'static str);

/// Faults of what an author chose.
#[must_use]
pub fn choice_faults(choice: &Choice) -> Vec<SettingsFault> {
    let mut faults = Vec::new();
    if choice.subject.trim().is_empty() {
        faults.push(("outlets/email/subject", "channels-subject-missing"));
    }
    for (field, text) in [
        ("outlets/email/subject", &choice.subject),
        ("outlets/email/preheader", &choice.preheader),
    ] {
        if text.chars().count() > SUBJECT_MAX {
            faults.push((field, "channels-subject-long"));
        } else if HeaderValue::new(text).is_err() {
            faults.push((field, "channels-line-break"));
        }
    }
    faults
}

/// Whether the chosen time has gone by, and its author did not say that it may then go at once.
#[must_use]
pub fn is_past(choice: &Choice, at: Moment) -> bool {
    choice.when_late == WhenLate::Ask
        && choice
            .send_at
            .is_some_and(|chosen| chosen.plus_seconds(LATE_GRACE_SECONDS) < at)
}

/// Faults of the settings of sending.
#[must_use]
pub fn settings_faults(settings: &SendingSettings) -> Vec<SettingsFault> {
    let mut faults = Vec::new();
    let address = |text: &str| EmailAddress::parse(text).is_ok();
    if settings
        .host
        .chars()
        .any(|c| c.is_whitespace() || c.is_control())
        || settings.host.len() > 253
    {
        faults.push(("host", "channels-host-wrong"));
    }
    if settings.port == 0 {
        faults.push(("port", "channels-port-wrong"));
    }
    if settings.from_address.is_empty() {
        if !settings.host.is_empty() {
            faults.push(("from_address", "field-empty"));
        }
    } else if !address(&settings.from_address) {
        faults.push(("from_address", "channels-address-wrong"));
    }
    if !settings.reply_to.is_empty() && !address(&settings.reply_to) {
        faults.push(("reply_to", "channels-address-wrong"));
    }
    for (field, text) in [
        ("from_name", &settings.from_name),
        ("user", &settings.user),
        ("postal_address", &settings.postal_address),
    ] {
        if HeaderValue::new(text).is_err() {
            faults.push((field, "channels-line-break"));
        }
    }
    if !(1..=CONNECTIONS_MAX).contains(&settings.connections) {
        faults.push(("connections", "channels-connections-wrong"));
    }
    if settings.dkim_key.is_some() {
        for (field, text) in [
            ("dkim_domain", &settings.dkim_domain),
            ("dkim_selector", &settings.dkim_selector),
        ] {
            if !address(&format!("x@{text}.test")) {
                faults.push((field, "channels-dkim-name-wrong"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use audience::model::SegmentId;

    use super::*;

    #[test]
    fn a_subject_cannot_carry_a_line_break() {
        let choice = Choice {
            segment: SegmentId::new(),
            subject: "x\r\nBcc: everyone@example.test".into(),
            preheader: String::new(),
            send_at: None,
            when_late: WhenLate::Ask,
        };
        assert_eq!(
            choice_faults(&choice),
            [("outlets/email/subject", "channels-line-break")]
        );
    }

    #[test]
    fn a_time_that_has_gone_by_is_past_unless_it_may_go_late() {
        let now = Moment(1_800_000_000_000_000);
        let at = |send_at, when_late| Choice {
            segment: SegmentId::new(),
            subject: "x".into(),
            preheader: String::new(),
            send_at,
            when_late,
        };
        let ask = |seconds| at(Some(now.plus_seconds(seconds)), WhenLate::Ask);
        assert!(is_past(&ask(-600), now));
        assert!(!is_past(&ask(-60), now));
        assert!(!is_past(&ask(600), now));
        assert!(!is_past(&at(None, WhenLate::Ask), now));
        let late = at(Some(now.plus_seconds(-600)), WhenLate::Send);
        assert!(!is_past(&late, now));
    }

    #[test]
    fn a_server_needs_a_sender() {
        let mut settings = SendingSettings {
            host: "mail.test".into(),
            ..SendingSettings::default()
        };
        assert_eq!(
            settings_faults(&settings),
            [("from_address", "field-empty")]
        );
        settings.from_address = "news@clinic.test\r\nx".into();
        assert_eq!(
            settings_faults(&settings),
            [("from_address", "channels-address-wrong")]
        );
        settings.from_address = "news@clinic.test".into();
        assert_eq!(settings_faults(&settings), []);
    }
}

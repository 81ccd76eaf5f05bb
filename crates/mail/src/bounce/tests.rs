use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn recorded(name: &str) -> Bounce {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data")
        .join(name);
    parse(&std::fs::read(path).unwrap()).unwrap()
}

fn only_recipient(bounce: &Bounce) -> &RecipientReport {
    let Report::Delivery(recipients) = &bounce.report else {
        panic!("no delivery report")
    };
    assert_eq!(recipients.len(), 1);
    &recipients[0]
}

const DSN: &str = "To: bounces+k3j2@clinic.test\r
Content-Type: multipart/report; report-type=delivery-status; boundary=b\r
\r
--b\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.example.test\r
\r
Final-Recipient: rfc822; anna@example.test\r
Original-Recipient: rfc822;Anna@clinic-forward.test\r
Action: failed\r
Status: 5.0.0 (permanent)\r
Diagnostic-Code: smtp; 550 No such\r
    user \x1b[31mhere\r
\r
--b\r
Content-Type: text/rfc822-headers\r
\r
Message-ID: <abc@clinic.test>\r
Return-Path: <bounces+k3j2@clinic.test>\r
\r
--b--\r
";

const COMPLAINT: &str = "To: fbl@clinic.test\r
Content-Type: multipart/report; report-type=feedback-report; boundary=b\r
\r
--b\r
Content-Type: message/feedback-report\r
\r
Feedback-Type: Abuse\r
Version: 1\r
Original-Rcpt-To: <anna@example.test>\r
\r
--b\r
Content-Type: message/rfc822\r
\r
Message-ID: <abc@clinic.test>\r
Return-Path: <bounces+k3j2@clinic.test>\r
\r
text\r
--b--\r
";

#[test]
fn a_delivery_report_names_the_delivery_the_address_and_the_cause() {
    let bounce = parse(DSN.as_bytes()).unwrap();
    assert_eq!(bounce.token(&address("bounces@clinic.test")), Some("k3j2"));
    assert_eq!(bounce.message_id, MessageId::new("abc", "clinic.test"));
    let expected = RecipientReport {
        action: Action::Failed,
        status: Some(EnhancedCode {
            class: 5,
            subject: 0,
            detail: 0,
        }),
        final_recipient: Some(address("anna@example.test")),
        original_recipient: Some(address("Anna@clinic-forward.test")),
        diagnostic: "550 No such user [31mhere".to_owned(),
    };
    assert_eq!(only_recipient(&bounce), &expected);
    assert_eq!(expected.verdict(), Verdict::Dead);
}

#[test]
fn a_complaint_names_the_message_and_the_person() {
    let bounce = parse(COMPLAINT.as_bytes()).unwrap();
    let expected = Complaint {
        kind: "abuse".to_owned(),
        recipient: Some(address("anna@example.test")),
    };
    assert!(expected.asks_to_stop());
    assert_eq!(bounce.report, Report::Complaint(expected));
    assert_eq!(bounce.message_id, MessageId::new("abc", "clinic.test"));
    assert_eq!(bounce.token(&address("bounces@clinic.test")), Some("k3j2"));
}

#[test]
fn recorded_reports_of_a_real_server_are_read() {
    for (name, action, status, verdict) in [
        (
            "delayed-4.4.1.eml",
            Action::Delayed,
            "4.4.1",
            Verdict::Waiting,
        ),
        (
            "failed-4.4.1-expired.eml",
            Action::Failed,
            "4.4.1",
            Verdict::Failed,
        ),
    ] {
        let bounce = recorded(name);
        let report = only_recipient(&bounce);
        assert_eq!(
            (report.action, report.verdict()),
            (action, verdict),
            "{name}"
        );
        assert_eq!(report.status.unwrap().to_string(), status, "{name}");
        assert_eq!(
            report.final_recipient,
            Some(address("z@slow.test")),
            "{name}"
        );
        assert_eq!(
            bounce.message_id.unwrap().as_str(),
            "20261123010218.015333@clinic.test",
            "{name}"
        );
        assert_eq!(
            bounce.sent_to[0],
            address("bounces+slow1@clinic.test"),
            "{name}"
        );
    }
}

#[test]
fn a_bounce_in_words_only_is_understood() {
    let mail = "From: MAILER-DAEMON@mx.example.test\r
To: bounces+k3j2@clinic.test\r
Subject: failure notice\r
\r
Hi. This is the qmail-send program at mx.example.test.\r
\r
<anna@example.test>:\r
192.0.2.1 does not like recipient.\r
Remote host said: 550 5.1.1 No such user\r
\r
--- Below this line is a copy of the message.\r
\r
Return-Path: <bounces+k3j2@clinic.test>\r
Message-ID: <abc@clinic.test>\r
";
    let bounce = parse(mail.as_bytes()).unwrap();
    let report = only_recipient(&bounce);
    assert_eq!(report.final_recipient, Some(address("anna@example.test")));
    assert_eq!(report.verdict(), Verdict::Dead);
    assert_eq!(bounce.message_id, MessageId::new("abc", "clinic.test"));
    assert_eq!(bounce.token(&address("bounces@clinic.test")), Some("k3j2"));
    let from_a_person = mail.replace("MAILER-DAEMON", "anna");
    assert_eq!(parse(from_a_person.as_bytes()), None);
}

#[test]
fn an_ordinary_reply_is_no_report() {
    for mail in [
        "",
        "Subject: Re: hello\r\n\r\nThank you!\r\n",
        "Content-Type: multipart/report\r\n\r\n",
    ] {
        assert_eq!(parse(mail.as_bytes()), None, "{mail:?}");
    }
}

#[test]
fn codes_and_words_are_weighed_together() {
    for (status, words, expected) in [
        ("5.1.1", "", Verdict::Dead),
        ("5.1.2", "host not found", Verdict::Dead),
        ("5.4.4", "", Verdict::Dead),
        ("5.2.2", "mailbox full", Verdict::Failed),
        ("5.1.1", "550 5.1.1 over quota", Verdict::Failed),
        ("5.0.0", "550 unknown user", Verdict::Dead),
        ("5.0.0", "550 5.7.1 spam", Verdict::Failed),
        ("5.7.1", "blocked by policy", Verdict::Failed),
        ("4.4.1", "user unknown", Verdict::Failed),
    ] {
        let report = RecipientReport {
            action: Action::Failed,
            status: EnhancedCode::parse(status),
            final_recipient: None,
            original_recipient: None,
            diagnostic: words.to_owned(),
        };
        assert_eq!(report.verdict(), expected, "{status} {words}");
    }
}

/// Compares with another decoder's reading of some six hundred real bounces, where the
/// folder named by `HERALD_SPECS` holds them (`email/bounces`).
#[test]
fn real_bounces_are_read_as_another_decoder_reads_them() {
    let Some(specs) = std::env::var_os("HERALD_SPECS").map(PathBuf::from) else {
        eprintln!("skipped: HERALD_SPECS is not set");
        return;
    };
    let expected = std::fs::read(specs.join("email/bounces-expected-by-sisimai.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_slice(&expected).unwrap();
    let (mut read, mut same_address, mut weighed, mut same_verdict) = (0, 0, 0, 0);
    for (name, answers) in expected.as_object().unwrap() {
        let Ok(raw) = std::fs::read(specs.join("email/bounces").join(name)) else {
            continue;
        };
        let Some(Bounce {
            report: Report::Delivery(recipients),
            ..
        }) = parse(&raw)
        else {
            continue;
        };
        read += 1;
        let theirs = &answers[0];
        let text = |key: &str| theirs[key].as_str().unwrap_or_default().to_lowercase();
        let is_theirs = |own: &&RecipientReport| {
            let addresses = [&own.final_recipient, &own.original_recipient];
            addresses
                .into_iter()
                .flatten()
                .any(|own| own.normalised() == text("recipient"))
        };
        let Some(own) = recipients.iter().find(is_theirs) else {
            eprintln!("{name}: another address than {}", text("recipient"));
            continue;
        };
        same_address += 1;
        // "filtered" is the other decoder's word for "user unknown" said after DATA,
        // which it calls soft; for Herald such an address is as dead as any.
        if text("reason") == "filtered" {
            continue;
        }
        weighed += 1;
        if (own.verdict() == Verdict::Dead) == (theirs["softbounce"] == 0) {
            same_verdict += 1;
        } else {
            eprintln!(
                "{name}: {} {:?} {}",
                text("reason"),
                own.status,
                own.diagnostic
            );
        }
    }
    eprintln!(
        "read {read}, same address {same_address}; weighed {weighed}, same verdict {same_verdict}"
    );
    assert!(read >= 500 && same_address * 100 >= read * 95 && same_verdict * 100 >= weighed * 95);
}

proptest! {
    #[test]
    fn no_octets_break_the_reader(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = parse(&raw);
    }

    #[test]
    fn no_damage_to_a_report_breaks_the_reader(
        at in 0..DSN.len(),
        until in 0..DSN.len(),
        junk in prop::collection::vec(any::<u8>(), 0..40),
        complaint in any::<bool>(),
    ) {
        let mut raw = if complaint { COMPLAINT } else { DSN }.as_bytes().to_vec();
        let (at, until) = (at.min(until).min(raw.len()), at.max(until).min(raw.len()));
        raw.splice(at..until, junk);
        if let Some(Bounce { report: Report::Delivery(recipients), .. }) = parse(&raw) {
            prop_assert!(recipients.iter().all(|own| !own.diagnostic.chars().any(char::is_control)));
        }
    }
}

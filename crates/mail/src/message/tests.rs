use mail_parser::{MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::*;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn sample() -> Message {
    Message::new(
        Mailbox::named("復健中心", address("news@clinic.test")).unwrap(),
        Mailbox::named("Chen, Anna", address("anna@example.test")).unwrap(),
        HeaderValue::new("五十肩講座：十二月").unwrap(),
        MessageId::new("k3j2", "clinic.test").unwrap(),
        Moment::parse("2026-11-23T06:00:00Z").unwrap(),
    )
}

fn written(message: &Message) -> String {
    String::from_utf8(message.build().bytes().to_vec()).unwrap()
}

#[test]
fn a_complete_message_carries_every_header_once() {
    let message = sample()
        .text("您好\n.\n")
        .html("<p>您好</p>")
        .reply_to(Mailbox::bare(address("desk@clinic.test")))
        .unsubscribe(
            Unsubscribe::one_click("https://clinic.test/u/abc")
                .unwrap()
                .or_mail_to(address("leave+abc@clinic.test")),
        )
        .list_id(ListId::new("講座消息", "news.clinic.test").unwrap())
        .feedback_id(HeaderValue::new("c1:clinic:news:herald").unwrap())
        .auto_generated();
    let text = written(&message).replace("\r\n ", " ");
    for line in [
        "From: =?UTF-8?B?5b6p5YGl5Lit5b+D?= <news@clinic.test>\r\n",
        "To: \"Chen, Anna\" <anna@example.test>\r\n",
        "Reply-To: desk@clinic.test\r\n",
        "Date: Mon, 23 Nov 2026 06:00:00 +0000\r\n",
        "Message-ID: <k3j2@clinic.test>\r\n",
        "List-Unsubscribe: <https://clinic.test/u/abc>, <mailto:leave+abc@clinic.test>\r\n",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        "List-Id: =?UTF-8?B?6Kyb5bqn5raI5oGv?= <news.clinic.test>\r\n",
        "Feedback-ID: c1:clinic:news:herald\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "MIME-Version: 1.0\r\n",
    ] {
        assert_eq!(text.matches(line).count(), 1, "{line}\n{text}");
    }
}

#[test]
fn a_retry_is_the_same_octets() {
    let message = sample().text("一").html("<p>一</p>");
    assert_eq!(message.build(), message.clone().build());
}

#[test]
fn a_message_without_html_is_a_single_part() {
    let raw = sample().text("plain").build();
    let parsed = MessageParser::default().parse(raw.bytes()).unwrap();
    assert_eq!(parsed.parts.len(), 1);
    assert_eq!(parsed.body_text(0).unwrap().trim_end(), "plain");
}

#[test]
fn an_international_recipient_stands_in_the_header_as_utf8() {
    let mut message = sample();
    message.to = Mailbox::bare(address("王小明@example.test"));
    assert!(written(&message).contains("To: 王小明@example.test\r\n"));
}

#[test]
fn links_that_could_break_out_of_the_header_are_refused() {
    for link in [
        "https://a.test/>,<x",
        "https://a.test/\r\nBcc: b",
        "javascript:alert(1)",
        "https://a.test/復",
        "/u/1",
    ] {
        assert_eq!(
            Unsubscribe::one_click(link),
            Err(HeaderError::Malformed),
            "{link}"
        );
    }
    let long = format!("https://a.test/{}", "x".repeat(900));
    assert_eq!(Unsubscribe::one_click(&long), Err(HeaderError::TooLong));
    assert_eq!(ListId::new("", "no dots"), Err(HeaderError::Malformed));
    assert_eq!(
        ListId::new("a\r\nb", "a.b"),
        Err(HeaderError::ControlCharacters)
    );
}

#[test]
fn stored_octets_are_taken_only_when_they_keep_the_promise() {
    let id = || MessageId::new("a", "b.cc").unwrap();
    for good in ["A: b\r\n\r\nc\r\n", "A: b\r\n\r\n\r\n"] {
        assert!(
            RawMessage::from_bytes(good.into(), id()).is_some(),
            "{good:?}"
        );
    }
    let long = format!("A: {}\r\n", "x".repeat(999));
    for bad in [
        "",
        "\r\n",
        "A: b",
        "A: b\n",
        "A: b\r\nc\nd\r\n",
        "A: b\rc\r\n",
        "A\0\r\n",
        "A: b\r\r\n",
        &long,
    ] {
        assert!(
            RawMessage::from_bytes(bad.into(), id()).is_none(),
            "{bad:?}"
        );
    }
}

/// Text with everything that has hurt mail programs: Chinese, dots and `From ` at
/// line starts, bare CR and LF, boundaries, trailing blanks, controls.
fn rough_text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop_oneof![
            Just("\r".to_owned()),
            Just("\n".to_owned()),
            Just("\r\n.\r\n".to_owned()),
            Just("\n.\n".to_owned()),
            Just("\nFrom x".to_owned()),
            Just("--=_".to_owned()),
            Just(" \n".to_owned()),
            Just("=3D=\n".to_owned()),
            "[一-鿿]{0,40}",
            "[ -~]{0,100}",
            "\\PC{0,30}",
            "[\\x01-\\x09]{0,3}",
        ],
        0..20,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn another_parser_reads_what_was_written(
        subject in "[一-鿿，。A-Za-z0-9=?_ \"<>😀é-]{1,120}",
        name in "[一-鿿A-Za-z,\"\\\\. ]{0,40}",
        text in rough_text(),
        html in rough_text(),
    ) {
        let to = Mailbox::named(&name, address("anna@example.test")).unwrap();
        let mut message = sample().text(&text).html(&html);
        message.to = to;
        message.subject = HeaderValue::new(&subject).unwrap();
        let raw = message.build();
        let again = RawMessage::from_bytes(raw.bytes().to_vec(), raw.message_id().clone());
        prop_assert_eq!(again.as_ref(), Some(&raw));
        prop_assert!(raw.bytes().is_ascii());
        prop_assert!(raw.bytes().split(|&b| b == b'\n').all(|line| line.len() <= 77));

        let parsed = MessageParser::default().parse(raw.bytes()).unwrap();
        prop_assert_eq!(parsed.subject().unwrap_or_default(), message.subject.as_str());
        let shown = parsed.to().unwrap().first().unwrap();
        prop_assert_eq!(shown.name(), message.to.name());
        prop_assert_eq!(shown.address(), Some("anna@example.test"));
        prop_assert_eq!(parsed.message_id(), Some("k3j2@clinic.test"));
        prop_assert_eq!(parsed.parts.len(), 3);
        prop_assert_eq!(parsed.parts[1].text_contents().map(str::to_owned), Some(with_crlf(&text)));
        prop_assert_eq!(parsed.parts[2].text_contents().map(str::to_owned), Some(with_crlf(&html)));
        prop_assert_eq!(parsed.parts[2].content_type().unwrap().subtype(), Some("html"));
    }
}

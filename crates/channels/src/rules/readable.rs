//! A stored mail as people read it: its headers and its plain text.

use mail_parser::MessageParser;

/// The two halves of a mail, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readable {
    pub headers: String,
    pub text: String,
}

/// Reads a mail; what is longer than `most` octets is cut.
#[must_use]
pub fn readable(raw: &[u8], most: usize) -> Readable {
    let whole = String::from_utf8_lossy(raw);
    let headers = whole.split("\r\n\r\n").next().unwrap_or_default();
    let text = MessageParser::default()
        .parse(raw)
        .and_then(|message| message.body_text(0).map(|text| text.into_owned()))
        .unwrap_or_default();
    Readable {
        headers: cut(headers, most),
        text: cut(&text, most),
    }
}

fn cut(text: &str, most: usize) -> String {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_decoded_and_anything_can_be_read() {
        let mail = "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n5L2g5aW9\r\n";
        let read = readable(mail.as_bytes(), 1_000);
        assert_eq!(read.text.trim(), "你好");
        assert!(read.headers.starts_with("Subject: x\n"));
        assert_eq!(readable(mail.as_bytes(), 4).text, "你");
        for raw in [&b""[..], &[0xff, 0xfe, 0], b"\r\n\r\n"] {
            let _whatever = readable(raw, 10);
        }
    }
}

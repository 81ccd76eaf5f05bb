//! Relaxed canonicalisation, RFC 6376 sections 3.4.2 and 3.4.4.

/// Headers with the CRLF of the last one, and the body after the blank line.
pub(super) fn split(message: &[u8]) -> (&[u8], &[u8]) {
    match message.windows(4).position(|four| four == b"\r\n\r\n") {
        Some(at) => (&message[..at + 2], &message[at + 4..]),
        None => (message, &[]),
    }
}

/// Each header with its lower-case name and all its lines.
pub(super) fn fields(headers: &[u8]) -> Vec<(String, &[u8])> {
    let mut fields = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < headers.len() {
        at = headers[at..]
            .iter()
            .position(|&b| b == b'\n')
            .map_or(headers.len(), |newline| at + newline + 1);
        let continues = matches!(headers.get(at), Some(b' ' | b'\t'));
        if !continues {
            let field = &headers[start..at];
            let colon = field.iter().position(|&b| b == b':').unwrap_or(field.len());
            fields.push((
                String::from_utf8_lossy(&field[..colon])
                    .trim_end()
                    .to_ascii_lowercase(),
                field,
            ));
            start = at;
        }
    }
    fields
}

/// One header: name in lower case, lines unfolded, runs of blanks reduced to one,
/// none around the colon or at the end, then CRLF.
pub(super) fn field(field: &[u8]) -> Vec<u8> {
    let colon = field.iter().position(|&b| b == b':').unwrap_or(field.len());
    let mut out = field[..colon].trim_ascii_end().to_ascii_lowercase();
    out.push(b':');
    let mut blank = false;
    let mut empty = true;
    for &b in field.iter().skip(colon + 1) {
        match b {
            b' ' | b'\t' | b'\r' | b'\n' => blank = true,
            _ => {
                if blank && !empty {
                    out.push(b' ');
                }
                out.push(b);
                blank = false;
                empty = false;
            }
        }
    }
    out.extend_from_slice(b"\r\n");
    out
}

/// The body: runs of blanks reduced to one, none at line ends, no empty lines at
/// the end. An empty body stays empty.
pub(super) fn body(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(body.len());
    let mut kept = 0;
    let text = body.strip_suffix(b"\r\n").unwrap_or(body);
    for line in text.split(|&b| b == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut blank = false;
        for &b in line {
            if b == b' ' || b == b'\t' {
                blank = true;
            } else {
                if blank {
                    out.push(b' ');
                }
                out.push(b);
                blank = false;
                kept = out.len() + 2;
            }
        }
        out.extend_from_slice(b"\r\n");
    }
    out.truncate(kept);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_standard_comes_out_as_printed() {
        // RFC 6376 section 3.4.5.
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\n\r\n C \r\nD \t E\r\n\r\n\r\n";
        let (headers, text) = split(message);
        let written: Vec<u8> = fields(headers)
            .iter()
            .flat_map(|(_, own)| field(own))
            .collect();
        assert_eq!(written, b"a:X\r\nb:Y Z\r\n");
        assert_eq!(body(text), b" C\r\nD E\r\n");
    }

    #[test]
    fn an_empty_body_stays_empty() {
        for text in ["", "\r\n", "\r\n\r\n", " \r\n\t\r\n"] {
            assert_eq!(body(text.as_bytes()), b"", "{text:?}");
        }
        assert_eq!(body(b"a"), b"a\r\n");
    }
}

use std::process::Command;

use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};

use super::*;
use crate::{HeaderValue, ListId, Mailbox, Message, MessageId, Unsubscribe};

const AT: Moment = Moment(1_795_413_600_000_000);

fn message() -> RawMessage {
    let address = |text| EmailAddress::parse(text).unwrap();
    Message::new(
        Mailbox::named("復健中心", address("news@clinic.test")).unwrap(),
        Mailbox::bare(address("anna@example.test")),
        HeaderValue::new("五十肩講座").unwrap(),
        MessageId::new("k3j2", "clinic.test").unwrap(),
        AT,
    )
    .reply_to(Mailbox::bare(address("desk@clinic.test")))
    .unsubscribe(Unsubscribe::one_click("https://clinic.test/u/abc").unwrap())
    .list_id(ListId::new("", "news.clinic.test").unwrap())
    .text("您好\n\n.  two  blanks \n\n\n")
    .html("<p>您好</p>")
    .build()
}

/// A key made by another program; `None` where that program is missing.
fn openssl(arguments: &[&str]) -> Option<String> {
    let made = Command::new("openssl").args(arguments).output().ok()?;
    made.status
        .success()
        .then(|| String::from_utf8(made.stdout).unwrap())
}

fn tag(header: &str, name: &str) -> String {
    let flat: String = header.chars().filter(|c| !c.is_whitespace()).collect();
    let start = flat.find(&format!(";{name}=")).unwrap() + name.len() + 2;
    flat[start..].split(';').next().unwrap().to_owned()
}

fn signature_header(signed: &RawMessage) -> (String, Vec<u8>) {
    let text = String::from_utf8(signed.bytes().to_vec()).unwrap();
    let end = text.find("\r\nFrom:").unwrap();
    (text[..end].to_owned(), text.as_bytes()[end + 2..].to_vec())
}

#[test]
fn an_ed25519_signature_verifies_over_the_canonical_headers() {
    let (key, _) = DkimKey::generate_ed25519().unwrap();
    let record = key.dns_record();
    let public = STANDARD
        .decode(record.strip_prefix("v=DKIM1; k=ed25519; p=").unwrap())
        .unwrap();
    let signer = DkimSigner::new("clinic.test", "s1", key).unwrap();
    assert_eq!(signer.dns_name(), "s1._domainkey.clinic.test");
    let signed = signer.sign(&message(), AT).unwrap();
    let (header, rest) = signature_header(&signed);
    assert_eq!(rest, message().bytes());

    let (headers, body) = canonical::split(&rest);
    assert_eq!(
        tag(&header, "bh"),
        STANDARD.encode(digest(&SHA256, &canonical::body(body)))
    );
    let (_, mut hashed) = select(&canonical::fields(headers));
    let unsigned = &header[..header.find("\r\n b=").unwrap() + 5];
    let own = canonical::field(unsigned.as_bytes());
    hashed.extend_from_slice(&own[..own.len() - 2]);
    let signature = STANDARD.decode(tag(&header, "b")).unwrap();
    UnparsedPublicKey::new(&ED25519, public)
        .verify(digest(&SHA256, &hashed).as_ref(), &signature)
        .unwrap();
}

#[test]
fn from_is_signed_once_more_than_it_occurs_and_one_click_is_covered() {
    let (key, _) = DkimKey::generate_ed25519().unwrap();
    let signed = DkimSigner::new("clinic.test", "s1", key)
        .unwrap()
        .sign(&message(), AT)
        .unwrap();
    let names = tag(&signature_header(&signed).0, "h");
    assert!(
        names
            .starts_with("from:from:to:subject:date:message-id:reply-to:mime-version:content-type"),
        "{names}"
    );
    assert!(
        names.contains("list-unsubscribe:list-unsubscribe-post:list-id"),
        "{names}"
    );
}

#[test]
fn a_signed_message_keeps_the_promise_of_short_crlf_lines() {
    let (key, _) = DkimKey::generate_ed25519().unwrap();
    let signed = DkimSigner::new("clinic.test", "s1", key)
        .unwrap()
        .sign(&message(), AT)
        .unwrap();
    let again = RawMessage::from_bytes(signed.bytes().to_vec(), signed.message_id().clone());
    assert_eq!(again, Some(signed.clone()));
    assert!(
        signed
            .bytes()
            .split(|&b| b == b'\n')
            .all(|line| line.len() <= 77)
    );
}

#[test]
fn rsa_keys_of_another_program_are_read_in_both_forms() {
    let Some(pkcs8) = openssl(&[
        "genpkey",
        "-algorithm",
        "RSA",
        "-pkeyopt",
        "rsa_keygen_bits:2048",
    ]) else {
        eprintln!("skipped: openssl is not installed");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    std::fs::write(&path, &pkcs8).unwrap();
    let path = path.to_str().unwrap();
    let pkcs1 = openssl(&["rsa", "-in", path, "-traditional"]).unwrap();
    let public = openssl(&["rsa", "-in", path, "-pubout"]).unwrap();
    let inner: String = public
        .lines()
        .filter(|line| !line.starts_with("-----"))
        .collect();
    for pem in [&pkcs8, &pkcs1] {
        let key = DkimKey::from_pem(pem).unwrap();
        assert_eq!(key.dns_record(), format!("v=DKIM1; k=rsa; p={inner}"));
        let signature = key.sign(b"text").unwrap();
        // After the 24 octets of SubjectPublicKeyInfo's frame stands the key itself.
        let info = STANDARD.decode(&inner).unwrap();
        let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &info[24..]);
        public.verify(b"text", &signature).unwrap();
    }
}

#[test]
fn an_ed25519_key_of_another_program_is_read() {
    let Some(pem) = openssl(&["genpkey", "-algorithm", "ed25519"]) else {
        eprintln!("skipped: openssl is not installed");
        return;
    };
    assert!(
        DkimKey::from_pem(&pem)
            .unwrap()
            .dns_record()
            .starts_with("v=DKIM1; k=ed25519; p=")
    );
}

#[test]
fn a_generated_key_is_read_back_from_its_pem() {
    let (key, pem) = DkimKey::generate_ed25519().unwrap();
    assert_eq!(
        DkimKey::from_pem(pem.reveal()).unwrap().dns_record(),
        key.dns_record()
    );
    assert_eq!(format!("{key:?}"), "DkimKey(ed25519-sha256)");
}

#[test]
fn what_is_no_key_or_no_name_is_refused() {
    for pem in [
        "",
        "hello",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        assert_eq!(DkimKey::from_pem(pem).unwrap_err(), DkimError::BadKey);
    }
    for (domain, selector) in [
        ("clinic", "s1"),
        ("clinic.test", "s 1"),
        ("clinic.test", ""),
        ("a\r\nb.test", "s1"),
    ] {
        let (key, _) = DkimKey::generate_ed25519().unwrap();
        assert_eq!(
            DkimSigner::new(domain, selector, key).unwrap_err(),
            DkimError::BadName,
            "{domain} {selector}"
        );
    }
}

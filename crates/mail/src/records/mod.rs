//! The DNS records that receivers look for behind a sending domain: SPF (RFC 7208),
//! DKIM (RFC 6376) and DMARC (RFC 7489).

mod resolver;

pub use resolver::{LookupError, Resolver};

use crate::DkimSigner;

/// What DNS says of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is there, once and as it must be.
    Set,
    /// It is not there.
    Missing,
    /// Receivers ignore all of several.
    Several,
    /// It is another than this machine signs with.
    Different,
    /// DNS did not answer.
    Unknown(LookupError),
}

/// One record: where it stands, and what to set when it does not.
#[derive(Clone, Debug)]
pub struct Record {
    /// `SPF`, `DKIM` or `DMARC`.
    pub kind: &'static str,
    /// The name of the TXT record.
    pub name: String,
    pub standing: Standing,
    /// A value that would do.
    pub advice: String,
}

/// Looks the records of a sending domain up; DKIM only where mails are signed.
pub async fn look_up(
    resolver: &Resolver,
    domain: &str,
    signer: Option<&DkimSigner>,
) -> Vec<Record> {
    let mut records = vec![
        record(resolver, "SPF", domain.to_owned(), "v=spf1 mx ~all").await,
        record(
            resolver,
            "DMARC",
            format!("_dmarc.{domain}"),
            "v=DMARC1; p=none",
        )
        .await,
    ];
    if let Some(signer) = signer {
        let (name, wanted) = (signer.dns_name(), signer.dns_record());
        let standing = match resolver.txt(&name).await {
            Ok(found) => dkim_standing(&found, &wanted),
            Err(error) => Standing::Unknown(error),
        };
        records.push(Record {
            kind: "DKIM",
            name,
            standing,
            advice: wanted,
        });
    }
    records
}

async fn record(resolver: &Resolver, kind: &'static str, name: String, advice: &str) -> Record {
    // The version tag comes first in both, and nothing but a space or `;` after it.
    let version = advice.split([' ', ';']).next().unwrap_or_default();
    let standing = match resolver.txt(&name).await {
        Ok(found) => standing_of(&found, version),
        Err(error) => Standing::Unknown(error),
    };
    Record {
        kind,
        name,
        standing,
        advice: advice.to_owned(),
    }
}

fn standing_of(found: &[String], version: &str) -> Standing {
    let of_version = found.iter().filter(|text| {
        let first = text.trim_start().split([' ', ';']).next();
        first.is_some_and(|tag| tag.eq_ignore_ascii_case(version))
    });
    match of_version.count() {
        0 => Standing::Missing,
        1 => Standing::Set,
        _ => Standing::Several,
    }
}

fn dkim_standing(found: &[String], wanted: &str) -> Standing {
    let mut keys = found.iter().filter_map(|text| public_key(text)).peekable();
    if keys.peek().is_none() {
        return Standing::Missing;
    }
    let wanted = public_key(wanted);
    if keys.any(|key| Some(key) == wanted) {
        Standing::Set
    } else {
        Standing::Different
    }
}

/// The tag `p` of a key record, without the folding white space RFC 6376 allows in it.
fn public_key(text: &str) -> Option<String> {
    let tags = text.split(';').filter_map(|tag| tag.split_once('='));
    let mut keys = tags.filter(|(name, _)| name.trim() == "p");
    keys.next()
        .map(|(_, key)| key.chars().filter(|c| !c.is_whitespace()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Vec<String> {
        all.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn one_record_of_the_version_is_what_receivers_want() {
        let other = "google-site-verification=abc";
        for (found, expected) in [
            (vec![], Standing::Missing),
            (vec![other, "v=spf10 -all"], Standing::Missing),
            (vec![other, "v=spf1 -all"], Standing::Set),
            (vec!["V=SPF1"], Standing::Set),
            (vec!["v=spf1 a", "v=spf1 mx"], Standing::Several),
        ] {
            assert_eq!(standing_of(&texts(&found), "v=spf1"), expected, "{found:?}");
        }
    }

    #[test]
    fn a_key_is_compared_without_its_white_space() {
        let wanted = "v=DKIM1; k=rsa; p=AAAABBBB";
        for (found, expected) in [
            (vec!["v=DKIM1; k=rsa; p=AAAA BBBB"], Standing::Set),
            (vec!["p=AAAABBBB"], Standing::Set),
            (vec!["v=DKIM1; p=CCCC"], Standing::Different),
            (vec!["v=DKIM1; p="], Standing::Different),
            (vec!["hello"], Standing::Missing),
        ] {
            assert_eq!(dkim_standing(&texts(&found), wanted), expected, "{found:?}");
        }
    }
}

//! `Name: value` lines as headers and status reports have them, read leniently.

use crate::address::EmailAddress;

/// Most fields read from one group.
const FIELDS: usize = 200;
/// Most groups read from one report.
const GROUPS: usize = 128;
/// Octets of a value that are looked at.
const VALUE_OCTETS: usize = 4_096;

/// A group of fields, names in lower case, values unfolded.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads up to the first blank line after a field.
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self::groups(bytes).into_iter().next().unwrap_or_default()
    }

    /// Reads groups that stand apart by blank lines.
    pub(super) fn groups(bytes: &[u8]) -> Vec<Self> {
        let mut groups = vec![];
        let mut group = Self::default();
        for line in bytes.split(|&b| b == b'\n') {
            let line = String::from_utf8_lossy(&line[..line.len().min(VALUE_OCTETS)]);
            let line = line.trim_end();
            if line.is_empty() {
                if !group.0.is_empty() {
                    groups.push(std::mem::take(&mut group));
                }
                if groups.len() == GROUPS {
                    return groups;
                }
            } else {
                group.take(line);
            }
        }
        if !group.0.is_empty() {
            groups.push(group);
        }
        groups
    }

    fn take(&mut self, line: &str) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = self
                .0
                .last_mut()
                .filter(|(_, value)| value.len() < VALUE_OCTETS)
            {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':').filter(|_| self.0.len() < FIELDS) {
            self.0.push((
                name.trim_end().to_ascii_lowercase(),
                value.trim().to_owned(),
            ));
        }
    }

    /// The first value of a name that is not blank.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.values(name).find(|value| !value.is_empty())
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first address in a field.
    pub(super) fn address(&self, name: &str) -> Option<EmailAddress> {
        self.values(name).find_map(address)
    }

    /// The first address of every field with this name.
    pub(super) fn addresses(&self, name: &str) -> Vec<EmailAddress> {
        self.values(name).take(20).filter_map(address).collect()
    }
}

/// `rfc822; anna@example.test` without its type.
pub(super) fn without_type(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest))
            if kind
                .trim()
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-') =>
        {
            rest.trim()
        }
        _ => value,
    }
}

/// The address of a field with a type, as in `rfc822; <anna@example.test>`.
pub(super) fn typed_address(value: &str) -> Option<EmailAddress> {
    address(without_type(value))
}

/// Every word of a text that is an address.
pub(super) fn addresses_in(text: &str) -> impl Iterator<Item = EmailAddress> {
    let words = text.split([
        ' ', '\t', ',', ';', ':', '(', ')', '<', '>', '[', ']', '"', '\'',
    ]);
    words
        .filter(|word| word.contains('@'))
        .filter_map(|word| EmailAddress::parse(word.trim_end_matches('.')).ok())
}

/// The address in brackets or else the first word that is one.
fn address(value: &str) -> Option<EmailAddress> {
    let bracketed = value
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(inner, _)| inner);
    bracketed
        .and_then(|inner| EmailAddress::parse(inner).ok())
        .or_else(|| addresses_in(value).next())
}

//! The Merkle tree of RFC 6962, section 2.1, kept as its frontier: the roots of the
//! full subtrees on the right edge. Appending costs a logarithm, never a rebuild.

use kernel::{Digest, sha256};

/// The hash of a leaf: SHA-256 over 0x00 and the entry.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Digest {
    let mut input = Vec::with_capacity(entry.len() + 1);
    input.push(0x00);
    input.extend_from_slice(entry);
    sha256(&input)
}

fn node_hash(left: Digest, right: Digest) -> Digest {
    let mut input = [0x01; 65];
    input[1..33].copy_from_slice(&left.0);
    input[33..].copy_from_slice(&right.0);
    sha256(&input)
}

/// The right edge of a tree of `size` leaves: one root for each set bit of the size,
/// the largest subtree first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    roots: Vec<Digest>,
}

impl Frontier {
    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut node = leaf;
        let mut bits = self.size;
        while bits & 1 == 1 {
            if let Some(left) = self.roots.pop() {
                node = node_hash(left, node);
            }
            bits >>= 1;
        }
        self.roots.push(node);
        self.size += 1;
    }

    /// The Merkle tree hash; of no leaves it is the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut roots = self.roots.iter().rev().copied();
        let Some(last) = roots.next() else {
            return sha256(b"");
        };
        roots.fold(last, |right, left| node_hash(left, right))
    }

    /// The roots in hexadecimal, one after the other.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.roots.iter().map(Digest::to_string).collect()
    }

    /// Reads [`Frontier::to_text`] back; `None` when it does not fit the size.
    #[must_use]
    pub fn from_text(text: &str, size: u64) -> Option<Self> {
        if text.len() != 64 * size.count_ones() as usize || !text.is_ascii() {
            return None;
        }
        let roots = (0..text.len() / 64)
            .map(|n| text[64 * n..64 * (n + 1)].parse().ok())
            .collect::<Option<_>>()?;
        Some(Self { size, roots })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// MTH of RFC 6962, written as the recursion in its text.
    fn mth(leaves: &[Vec<u8>]) -> Digest {
        match leaves {
            [] => sha256(b""),
            [one] => leaf_hash(one),
            many => {
                let mut k = 1;
                while k * 2 < many.len() {
                    k *= 2;
                }
                node_hash(mth(&many[..k]), mth(&many[k..]))
            }
        }
    }

    proptest! {
        #[test]
        fn the_frontier_agrees_with_the_recursion_of_the_rfc(leaves in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 0..70)) {
            let mut frontier = Frontier::default();
            for leaf in &leaves {
                frontier.push(leaf_hash(leaf));
            }
            prop_assert_eq!(frontier.root(), mth(&leaves));
            prop_assert_eq!(Frontier::from_text(&frontier.to_text(), frontier.size()), Some(frontier));
        }
    }

    #[test]
    fn known_vectors_of_certificate_transparency_hold() {
        let mut frontier = Frontier::default();
        frontier.push(leaf_hash(b""));
        assert_eq!(
            frontier.root().to_string(),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
        );
        frontier.push(leaf_hash(b"\x00"));
        assert_eq!(
            frontier.root().to_string(),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
        );
    }
}

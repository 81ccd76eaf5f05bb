//! How often somebody may send something: a bucket of tokens for each key, refilled
//! at a steady pace.

use std::collections::HashMap;

use kernel::Moment;

/// Keys remembered at once; beyond that the ones that are full again are forgotten.
const KEYS_MAX: usize = 10_000;

/// Buckets by key.
#[derive(Debug)]
pub struct Buckets {
    capacity: f64,
    refill_seconds: f64,
    levels: HashMap<String, (f64, Moment)>,
}

impl Buckets {
    /// Buckets of `capacity` tokens, each token coming back after `refill_seconds`.
    #[must_use]
    pub fn new(capacity: u32, refill_seconds: u32) -> Self {
        Self {
            capacity: f64::from(capacity),
            refill_seconds: f64::from(refill_seconds.max(1)),
            levels: HashMap::new(),
        }
    }

    /// Takes a token of a key; false when there is none. When too many keys are known
    /// to remember another one, it is refused: a flood of new keys is no reason to let go.
    pub fn take(&mut self, key: &str, now: Moment) -> bool {
        if !self.levels.contains_key(key) && self.levels.len() >= KEYS_MAX {
            let (capacity, refill) = (self.capacity, self.refill_seconds);
            self.levels
                .retain(|_, (level, at)| level_at(*level, *at, now, refill) < capacity);
            if self.levels.len() >= KEYS_MAX {
                return false;
            }
        }
        let (level, at) = self
            .levels
            .get(key)
            .copied()
            .unwrap_or((self.capacity, now));
        let level = level_at(level, at, now, self.refill_seconds).min(self.capacity);
        let taken = level >= 1.0;
        let left = if taken { level - 1.0 } else { level };
        self.levels.insert(key.to_owned(), (left, now));
        taken
    }
}

fn level_at(level: f64, at: Moment, now: Moment, refill_seconds: f64) -> f64 {
    let passed = now.seconds_since(at).clamp(0, 86_400);
    level + i32::try_from(passed).map_or(0.0, f64::from) / refill_seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let mut buckets = Buckets::new(2, 60);
        let start = Moment(0);
        assert!(buckets.take("a", start));
        assert!(buckets.take("a", start));
        assert!(!buckets.take("a", start));
        assert!(buckets.take("b", start));
        assert!(!buckets.take("a", start.plus_seconds(59)));
        assert!(buckets.take("a", start.plus_seconds(61)));
    }

    #[test]
    fn waiting_long_never_gives_more_than_the_bucket_holds() {
        let mut buckets = Buckets::new(1, 1);
        assert!(buckets.take("a", Moment(0)));
        assert!(buckets.take("a", Moment(0).plus_days(9)));
        assert!(!buckets.take("a", Moment(0).plus_days(9)));
    }

    #[test]
    fn a_flood_of_keys_does_not_grow_without_end() {
        let mut buckets = Buckets::new(1, 3_600);
        for n in 0..KEYS_MAX {
            assert!(buckets.take(&n.to_string(), Moment(0)));
        }
        assert!(!buckets.take("one more", Moment(0)));
        assert!(buckets.take("one more", Moment(0).plus_days(1)));
    }
}

//! How often one token may call: a bucket that refills steadily.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use kernel::Digest;

/// Calls a second that a token may keep up.
const RATE: f64 = 60.0;
/// Calls a token may make at once after a rest.
const BURST: f64 = 120.0;
/// Buckets that are kept before full ones, which say nothing, are dropped.
const MANY: usize = 10_000;

/// One bucket for each token, by the digest of its secret.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    buckets: Mutex<HashMap<Digest, Bucket>>,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Bucket {
    fn refilled(self, now: Instant) -> f64 {
        let rested = now.saturating_duration_since(self.at);
        (self.left + rested.as_secs_f64() * RATE).min(BURST)
    }
}

impl Limiter {
    /// Takes one call, or tells after how long the next is possible.
    pub(crate) fn take(&self, token: Digest, now: Instant) -> Result<(), Duration> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| bucket.refilled(now) < BURST);
        }
        let bucket = buckets.entry(token).or_insert(Bucket {
            left: BURST,
            at: now,
        });
        let left = bucket.refilled(now);
        if left < 1.0 {
            return Err(Duration::from_secs_f64((1.0 - left) / RATE));
        }
        *bucket = Bucket {
            left: left - 1.0,
            at: now,
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::sha256;

    #[test]
    fn a_burst_is_answered_and_then_a_steady_rate() {
        let (limiter, start, token) = (Limiter::default(), Instant::now(), sha256(b"a"));
        for _ in 0..120 {
            assert_eq!(limiter.take(token, start), Ok(()));
        }
        let wait = limiter.take(token, start).expect_err("the bucket is empty");
        assert!(wait <= Duration::from_millis(17));
        assert_eq!(
            limiter.take(sha256(b"b"), start),
            Ok(()),
            "another token has its own bucket"
        );
        let later = start + Duration::from_secs(1);
        assert_eq!(
            (0..100)
                .filter(|_| limiter.take(token, later).is_ok())
                .count(),
            60
        );
    }
}

//! Slows guessing down: after some failures an address, and the place they come from,
//! must wait. Kept in memory: a restart forgives, a flood fills nothing on disk.

use std::collections::HashMap;
use std::sync::Mutex;

use kernel::Moment;

/// Failures of one address that are free, and of one place.
const FREE_OF_ADDRESS: u32 = 5;
const FREE_OF_PLACE: u32 = 30;
/// A failure is forgotten after so many seconds.
const MEMORY_SECONDS: i64 = 900;
/// More keys than this are not remembered; the oldest go.
const KEYS_MOST: usize = 20_000;

#[derive(Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, (u32, Moment)>>);

impl Throttle {
    /// Seconds to wait before the next try; 0 when it may be made now.
    pub(crate) fn wait_seconds(&self, address: &str, place: &str, now: Moment) -> i64 {
        let Ok(known) = self.0.lock() else { return 0 };
        let wait = |key: &str, free: u32| match known.get(key) {
            Some((failures, last)) if *failures >= free => {
                let pause = 15_i64 << (failures - free).min(6);
                (pause - now.seconds_since(*last)).max(0)
            }
            _ => 0,
        };
        wait(&address_key(address), FREE_OF_ADDRESS).max(wait(&place_key(place), FREE_OF_PLACE))
    }

    pub(crate) fn failed(&self, address: &str, place: &str, now: Moment) {
        let Ok(mut known) = self.0.lock() else { return };
        known.retain(|_, (_, last)| now.seconds_since(*last) < MEMORY_SECONDS);
        if known.len() >= KEYS_MOST {
            known.clear();
        }
        for key in [address_key(address), place_key(place)] {
            let entry = known.entry(key).or_insert((0, now));
            *entry = (entry.0 + 1, now);
        }
    }

    pub(crate) fn succeeded(&self, address: &str) {
        if let Ok(mut known) = self.0.lock() {
            known.remove(&address_key(address));
        }
    }
}

fn address_key(address: &str) -> String {
    format!("a:{}", address.trim().to_lowercase())
}

fn place_key(place: &str) -> String {
    format!("p:{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_guess_must_wait_and_waits_grow() {
        let throttle = Throttle::default();
        let now = Moment(1_700_000_000_000_000);
        for _ in 0..5 {
            assert_eq!(throttle.wait_seconds("A@b.test", "::1", now), 0);
            throttle.failed("a@B.test", "::1", now);
        }
        assert_eq!(throttle.wait_seconds("a@b.test", "::1", now), 15);
        throttle.failed("a@b.test", "::1", now);
        assert_eq!(throttle.wait_seconds("a@b.test", "::1", now), 30);
        assert_eq!(
            throttle.wait_seconds("a@b.test", "::1", now.plus_seconds(31)),
            0
        );
        throttle.succeeded("a@b.test");
        assert_eq!(throttle.wait_seconds("a@b.test", "::1", now), 0);
    }
}

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
    /// Counts a try before it is made, so that many at once are counted too. Seconds to
    /// wait; 0 when it may be made now.
    pub(crate) fn try_now(&self, address: &str, place: &str, now: Moment) -> i64 {
        let Ok(mut known) = self.0.lock() else {
            return 0;
        };
        known.retain(|_, (_, last)| now.seconds_since(*last) < MEMORY_SECONDS);
        let wait = |key: &str, free: u32| match known.get(key) {
            Some((tries, last)) if *tries >= free => {
                let pause = 15_i64 << (tries - free).min(6);
                (pause - now.seconds_since(*last)).max(0)
            }
            _ => 0,
        };
        let seconds = wait(&address_key(address), FREE_OF_ADDRESS)
            .max(wait(&place_key(place), FREE_OF_PLACE));
        if seconds > 0 {
            return seconds;
        }
        if known.len() >= KEYS_MOST {
            known.clear();
        }
        for key in [address_key(address), place_key(place)] {
            let entry = known.entry(key).or_insert((0, now));
            *entry = (entry.0 + 1, now);
        }
        0
    }

    /// The try was right: the address is free again, and it does not count for the place.
    pub(crate) fn succeeded(&self, address: &str, place: &str) {
        if let Ok(mut known) = self.0.lock() {
            known.remove(&address_key(address));
            if let Some((tries, _)) = known.get_mut(&place_key(place)) {
                *tries = tries.saturating_sub(1);
            }
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
            assert_eq!(throttle.try_now("A@b.test", "::1", now), 0);
        }
        assert_eq!(throttle.try_now("a@B.test", "::1", now), 15);
        assert_eq!(throttle.try_now("a@b.test", "::1", now.plus_seconds(16)), 0);
        assert_eq!(
            throttle.try_now("a@b.test", "::1", now.plus_seconds(17)),
            29
        );
        throttle.succeeded("a@b.test", "::1");
        assert_eq!(throttle.try_now("a@b.test", "::1", now.plus_seconds(17)), 0);
    }

    #[test]
    fn a_place_may_try_thirty_addresses_and_right_ones_do_not_count() {
        let throttle = Throttle::default();
        let now = Moment(1_700_000_000_000_000);
        for n in 0..30 {
            assert_eq!(throttle.try_now(&format!("{n}@b.test"), "::1", now), 0);
        }
        assert!(throttle.try_now("31@b.test", "::1", now) > 0);
        throttle.succeeded("7@b.test", "::1");
        assert_eq!(throttle.try_now("31@b.test", "::1", now), 0);
    }
}

//! Pure decisions: who is a machine, when a session ends, how
//! much of a told dwell is new, and the rates of indicator C5.

use kernel::Moment;

use crate::model::Traffic;

/// A session ends after so many seconds without anything (kpis.md C5).
pub const SESSION_SECONDS: i64 = 30 * 60;
/// A session counts as engaged from so many visible seconds on (kpis.md C5).
pub const ENGAGED_SECONDS: i64 = 10;
/// How far the clock of a browser may run ahead, in seconds.
const SLACK_SECONDS: i64 = 5;

/// Words by which robots, previews and monitors name themselves.
const MACHINES: &[&str] = &[
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "fetch",
    "monitor",
    "headless",
    "lighthouse",
    "pingdom",
    "uptime",
    "curl/",
    "wget/",
    "python",
    "java/",
    "okhttp",
    "go-http",
    "httpclient",
    "scanner",
    "facebookexternalhit",
    "whatsapp",
    "embedly",
    "validator",
    "phantomjs",
    "selenium",
];

/// Whether a user agent is a program's. One that says nothing is.
#[must_use]
pub fn is_machine(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    agent.is_empty() || MACHINES.iter().any(|word| agent.contains(word))
}

/// Whether something at `at` belongs to the session last seen at `last`.
#[must_use]
pub fn same_session(last: Moment, at: Moment) -> bool {
    at.seconds_since(last) < SESSION_SECONDS
}

/// Seconds by which a view's dwell grew: the script tells the sum, each time anew. No
/// more is believed than has passed since the view began.
#[must_use]
pub fn new_seconds(told_before: i64, told: i64, began: Moment, at: Moment) -> i64 {
    let possible = at.seconds_since(began) + SLACK_SECONDS;
    (told.min(possible) - told_before).max(0)
}

/// The day of an instant in UTC, counted from 1970: the life of a salt.
#[must_use]
pub fn day(at: Moment) -> i64 {
    at.0.div_euclid(86_400_000_000)
}

/// Engaged sessions as a share of all; none without a session.
#[must_use]
pub fn engagement_rate(traffic: &Traffic) -> Option<f64> {
    ratio(traffic.engaged, traffic.sessions)
}

/// The rest: sessions that were not engaged.
#[must_use]
pub fn bounce_rate(traffic: &Traffic) -> Option<f64> {
    engagement_rate(traffic).map(|rate| 1.0 - rate)
}

/// Visible seconds a session.
#[must_use]
pub fn average_seconds(traffic: &Traffic) -> Option<f64> {
    ratio(traffic.seconds, traffic.sessions)
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Numbers that look thrown and are the same each time (xorshift64*).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that begin at a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from 0 up to, not including, `limit`; 0 when there is none.
    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rates_of_c5_agree_with_their_fixture() {
        let traffic = Traffic {
            sessions: 2_100,
            engaged: 1_260,
            seconds: 115_500,
            ..Traffic::default()
        };
        assert_eq!(engagement_rate(&traffic), Some(0.6));
        assert_eq!(bounce_rate(&traffic), Some(0.4));
        assert_eq!(average_seconds(&traffic), Some(55.0));
        assert_eq!(engagement_rate(&Traffic::default()), None);
    }

    #[test]
    fn a_session_ends_after_half_an_hour() {
        let start = Moment(0);
        assert!(same_session(start, start.plus_seconds(1_799)));
        assert!(!same_session(start, start.plus_seconds(1_800)));
    }

    #[test]
    fn a_dwell_grows_by_what_is_new_and_possible() {
        let began = Moment(0);
        assert_eq!(new_seconds(0, 12, began, began.plus_seconds(20)), 12);
        assert_eq!(new_seconds(12, 30, began, began.plus_seconds(40)), 18);
        assert_eq!(new_seconds(30, 30, began, began.plus_seconds(40)), 0);
        assert_eq!(new_seconds(0, 3_600, began, began.plus_seconds(10)), 15);
    }

    #[test]
    fn programs_are_told_from_people() {
        assert!(is_machine("Mozilla/5.0 (compatible; Googlebot/2.1)"));
        assert!(is_machine("curl/8.5"));
        assert!(is_machine(""));
        assert!(!is_machine(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1"
        ));
    }
}

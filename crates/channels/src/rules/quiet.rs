//! Quiet hours: when a marketing mail may leave, by the centre's clock.

use jiff::Zoned;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use kernel::Moment;

use crate::model::{DayMinute, QuietHours};

/// The first instant not before `at` that is outside the quiet hours.
#[must_use]
pub fn open_at(at: Moment, zone: &TimeZone, quiet: &QuietHours) -> Moment {
    let mut candidate = at;
    // A rule covers at most an evening, a night and a morning; four moves suffice.
    for _ in 0..4 {
        let local = candidate.in_zone(zone);
        match closed_until(&local, quiet) {
            None => return candidate,
            Some(next) => candidate = next,
        }
    }
    candidate
}

/// `None` when it is open; else the next instant worth looking at.
fn closed_until(local: &Zoned, quiet: &QuietHours) -> Option<Moment> {
    let weekend = matches!(local.weekday(), Weekday::Saturday | Weekday::Sunday);
    let (from, until) = if weekend {
        (quiet.weekend_from, quiet.weekend_until)
    } else {
        (quiet.from, quiet.until)
    };
    let minute = i16::from(local.hour()) * 60 + i16::from(local.minute());
    if from == until {
        return None;
    }
    if from < until {
        return (from.0 <= minute && minute < until.0).then(|| on_day(local, until));
    }
    if minute < until.0 {
        return Some(on_day(local, until));
    }
    (minute >= from.0).then(|| next_day(local))
}

/// The same day at a time of day; where that time does not exist, the one after the gap.
fn on_day(local: &Zoned, minute: DayMinute) -> Moment {
    let time = jiff::civil::time(
        i8::try_from(minute.0 / 60).unwrap_or(0),
        i8::try_from(minute.0 % 60).unwrap_or(0),
        0,
        0,
    );
    local
        .date()
        .to_datetime(time)
        .to_zoned(local.time_zone().clone())
        .map_or(Moment(i64::MAX), |z| Moment(z.timestamp().as_microsecond()))
}

fn next_day(local: &Zoned) -> Moment {
    local
        .date()
        .tomorrow()
        .ok()
        .and_then(|day| day.to_zoned(local.time_zone().clone()).ok())
        .map_or(Moment(i64::MAX), |z| Moment(z.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn taipei() -> TimeZone {
        TimeZone::get("Asia/Taipei").unwrap()
    }

    fn at(text: &str) -> Moment {
        Moment::parse(&format!("{text}+08:00")).unwrap()
    }

    #[test]
    fn quiet_hours_move_a_mail_to_the_next_open_slot() {
        let quiet = QuietHours::default();
        for (asked, goes) in [
            ("2026-11-23T14:20:00", "2026-11-23T14:20:00"), // Monday afternoon
            ("2026-11-23T21:59:59", "2026-11-23T21:59:59"),
            ("2026-11-23T22:00:00", "2026-11-24T07:00:00"), // across midnight
            ("2026-11-24T03:00:00", "2026-11-24T07:00:00"),
            ("2026-11-27T22:30:00", "2026-11-28T10:00:00"), // Friday night: Saturday opens at ten
            ("2026-11-28T09:59:00", "2026-11-28T10:00:00"),
            ("2026-11-28T20:00:00", "2026-11-29T10:00:00"),
            ("2026-11-29T20:30:00", "2026-11-30T07:00:00"), // Sunday evening: Monday opens at seven
        ] {
            assert_eq!(open_at(at(asked), &taipei(), &quiet), at(goes), "{asked}");
        }
    }

    #[test]
    fn equal_times_switch_the_rule_off() {
        let off = QuietHours {
            from: DayMinute(0),
            until: DayMinute(0),
            weekend_from: DayMinute(0),
            weekend_until: DayMinute(0),
        };
        let night = at("2026-11-24T03:00:00");
        assert_eq!(open_at(night, &taipei(), &off), night);
    }

    proptest! {
        #[test]
        fn what_is_answered_is_open_and_never_earlier(seconds in 0_i64..400 * 86_400, zone in "Asia/Taipei|Europe/Berlin|America/New_York") {
            let zone = TimeZone::get(&zone).unwrap();
            let asked = Moment(1_767_000_000_000_000).plus_seconds(seconds);
            let opens = open_at(asked, &zone, &QuietHours::default());
            prop_assert!(opens >= asked);
            prop_assert!(opens.seconds_since(asked) <= 16 * 3_600);
            prop_assert_eq!(open_at(opens, &zone, &QuietHours::default()), opens);
        }
    }
}

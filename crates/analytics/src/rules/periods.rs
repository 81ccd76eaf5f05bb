//! Periods of the calendar in the centre's zone.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use kernel::Moment;

use crate::model::{Grain, Span};

/// The first day of the period a day lies in.
#[must_use]
pub fn start_of(grain: Grain, day: Date) -> Date {
    match grain {
        Grain::Day => day,
        Grain::Week => {
            let since_monday = i64::from(day.weekday().to_monday_zero_offset());
            day.saturating_sub(since_monday.days())
        }
        Grain::Month => day.first_of_month(),
        Grain::Quarter => date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1),
        Grain::Year => day.first_of_year(),
    }
}

fn length(grain: Grain) -> jiff::Span {
    match grain {
        Grain::Day => 1.day(),
        Grain::Week => 1.week(),
        Grain::Month => 1.month(),
        Grain::Quarter => 3.months(),
        Grain::Year => 1.year(),
    }
}

/// The first day of the period after the one that begins on `start`.
#[must_use]
pub fn next(grain: Grain, start: Date) -> Date {
    start.saturating_add(length(grain))
}

/// The first day of the period before it.
#[must_use]
pub fn previous(grain: Grain, start: Date) -> Date {
    start_of(grain, start.saturating_sub(length(grain)))
}

/// The first day of the same period a year before; of a week, the one 52 weeks before.
#[must_use]
pub fn year_before(grain: Grain, start: Date) -> Date {
    match grain {
        Grain::Week => start.saturating_sub(52.weeks()),
        _ => start.saturating_sub(1.year()),
    }
}

/// The instants of the period that begins on `start`.
#[must_use]
pub fn span(grain: Grain, start: Date, zone: &TimeZone) -> Span {
    let midnight = |day: Date| {
        // A day that a zone skips begins with the next instant it has.
        let at = day.to_zoned(zone.clone()).map(|at| at.timestamp());
        at.map_or(Moment(0), |at| Moment(at.as_microsecond()))
    };
    Span {
        from: midnight(start),
        until: midnight(next(grain, start)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_grain_begins_where_the_calendar_says() {
        let day = date(2026, 11, 26);
        let start = |grain| start_of(grain, day);
        assert_eq!(start(Grain::Week), date(2026, 11, 23));
        assert_eq!(start(Grain::Month), date(2026, 11, 1));
        assert_eq!(start(Grain::Quarter), date(2026, 10, 1));
        assert_eq!(start(Grain::Year), date(2026, 1, 1));
        assert_eq!(
            previous(Grain::Quarter, date(2026, 1, 1)),
            date(2025, 10, 1)
        );
        assert_eq!(
            year_before(Grain::Day, date(2024, 2, 29)),
            date(2023, 2, 28)
        );
        assert_eq!(
            year_before(Grain::Week, date(2026, 11, 23)),
            date(2025, 11, 24)
        );
    }

    #[test]
    fn a_month_of_taipei_begins_the_evening_before_in_greenwich() {
        let zone = TimeZone::get("Asia/Taipei").unwrap();
        let november = span(Grain::Month, date(2026, 11, 1), &zone);
        assert_eq!(
            november.from,
            Moment::parse("2026-10-31T16:00:00Z").unwrap()
        );
        assert_eq!(
            november.until,
            Moment::parse("2026-11-30T16:00:00Z").unwrap()
        );
    }

    proptest! {
        #[test]
        fn periods_follow_each_other_without_a_gap(year in 1990_i16..2100, day in 1_i16..=365, n in 0_usize..5) {
            let zone = TimeZone::get("Europe/Berlin").unwrap();
            let grain = Grain::ALL[n];
            let start = start_of(grain, date(year, 1, 1).saturating_add((i64::from(day) - 1).days()));
            prop_assert_eq!(start_of(grain, start), start);
            prop_assert_eq!(previous(grain, next(grain, start)), start);
            prop_assert_eq!(span(grain, start, &zone).until, span(grain, next(grain, start), &zone).from);
        }
    }
}

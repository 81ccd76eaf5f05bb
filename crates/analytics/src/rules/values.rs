//! Values, targets and changes in whole numbers; every division rounds half up.

use crate::model::{Change, Direction, Standing, Unit, Value};

/// Below so many answers a survey is indicative only.
const ANSWERS_LEAST: i64 = 30;

/// Numerator and denominator of a value in its shown unit; `None` when the denominator
/// is nought or less: such a value is not available.
fn ratio(value: Value) -> Option<(i128, i128)> {
    let whole = value.denominator.unwrap_or(1);
    let scale = match value.unit {
        Unit::Percent => 100,
        Unit::Count | Unit::Seconds | Unit::Money | Unit::Score => 1,
    };
    (whole > 0).then(|| (i128::from(value.numerator) * scale, i128::from(whole)))
}

/// A division rounded half up, towards the larger number: 2.5 is 3, −2.5 is −2.
fn half_up(numerator: i128, denominator: i128) -> i64 {
    let rounded = (2 * numerator + denominator).div_euclid(2 * denominator);
    i64::try_from(rounded).unwrap_or(if rounded > 0 { i64::MAX } else { i64::MIN })
}

/// A value as it is shown, in tenths of its unit: 4.6 % is 46.
#[must_use]
pub fn tenths(value: Value) -> Option<i64> {
    let (part, whole) = ratio(value)?;
    Some(half_up(part * 10, whole))
}

/// A value for a chart.
#[must_use]
pub fn shown(value: Value) -> Option<f64> {
    let (part, whole) = ratio(value)?;
    Some(part as f64 / whole as f64)
}

/// Whether a survey value rests on too few answers to be judged.
#[must_use]
pub fn indicative(survey: bool, value: Value) -> bool {
    survey && value.denominator.is_some_and(|n| n < ANSWERS_LEAST)
}

/// A value against its target, compared without rounding. Near is within ten per cent of
/// the target. For a range the target is the plan: within ten per cent of it is met,
/// within twenty near.
#[must_use]
pub fn standing(direction: Direction, value: Value, target_thousandths: i64) -> Option<Standing> {
    let (part, whole) = ratio(value)?;
    // Both sides in ten-thousandths of the unit times the denominator.
    let value = part * 10_000;
    let at = |percent: i128| i128::from(target_thousandths) * whole * percent / 10;
    let target = at(100);
    let (met, near) = match direction {
        Direction::Up => (value >= target, value >= at(90)),
        Direction::Down => (value <= target, value <= at(110)),
        Direction::Range => (
            value >= at(90) && value <= at(110),
            value >= at(80) && value <= at(120),
        ),
    };
    Some(match (met, near) {
        (true, _) => Standing::Met,
        (false, true) => Standing::Near,
        (false, false) => Standing::Missed,
    })
}

/// How a value changed: two rates differ in points, everything else in percent of the
/// base; from nought or below only the difference can be told.
#[must_use]
pub fn change(later: Value, earlier: Value) -> Option<Change> {
    let ((n1, d1), (n0, d0)) = (ratio(later)?, ratio(earlier)?);
    let difference = n1 * d0 - n0 * d1;
    Some(if later.unit == Unit::Percent {
        Change::Points(half_up(difference * 10, d1 * d0))
    } else if n0 > 0 {
        Change::Percent(half_up(difference * 1_000, n0 * d1))
    } else {
        Change::Absolute(half_up(difference * 10, d1 * d0))
    })
}

/// A typed number in thousandths: digits, grouping commas, at most three decimals.
#[must_use]
pub fn thousandths_of(text: &str) -> Option<i64> {
    let plain = text.trim().trim_end_matches('%').trim().replace(',', "");
    let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(decimals) || decimals.len() > 3 {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<3}").parse().ok()?;
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(1_000)?
        .checked_add(decimals)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rate(part: i64, whole: i64) -> Value {
        Value {
            numerator: part,
            denominator: Some(whole),
            unit: Unit::Percent,
        }
    }

    fn per(part: i64, whole: i64, unit: Unit) -> Value {
        Value {
            numerator: part,
            denominator: Some(whole),
            unit,
        }
    }

    fn count(n: i64) -> Value {
        Value {
            numerator: n,
            denominator: None,
            unit: Unit::Count,
        }
    }

    #[test]
    fn the_rates_of_the_definitions_come_out_to_one_decimal() {
        for (part, whole, tenth) in [
            (120, 400, 300),        // A1, first wave
            (156, 400, 390),        // A1, second wave
            (230, 5_000, 46),       // A2, net growth over the start
            (48, 190, 253),         // A3, share of voice
            (1_500, 22_500, 67),    // A4
            (1_840, 23_000, 80),    // A4
            (1_200, 40_000, 30),    // B1, click-through
            (90, 1_200, 75),        // B1, leads
            (60, 90, 667),          // B1, bookings
            (48, 60, 800),          // B1, arrivals
            (36, 48, 750),          // B1, started
            (36, 1_200, 30),        // B1, overall
            (69_000, 120_000, 575), // B3, margin 189,000 less cost 120,000 over cost
            (81, 108, 750),         // B4, qualified
            (18, 24, 750),          // C1, on time
            (16, 20, 800),          // C1, rubric
            (260, 5_200, 50),       // C2, by reach
            (260, 8_000, 33),       // C2, by impressions: 3.25 half up
            (260, 6_500, 40),       // C2, by followers
            (640, 2_000, 320),      // C3, readers
            (448, 640, 700),        // C3, completed
            (32, 640, 50),          // C3, sharers
            (1_940, 2_000, 970),    // C3, delivered
            (33, 1_940, 17),        // C3, clickers
            (2, 1_940, 1),          // C3, complaints: 0.103
            (528, 2_400, 220),      // C4
            (1_260, 2_100, 600),    // C5, engaged
            (840, 2_100, 400),      // C5, bounce
            (140, 160, 875),        // D1
            (240, 280, 857),        // D2, retention
            (132, 400, 330),        // D2, repeat
            (171, 190, 900),        // D3
            (84, 350, 240),         // D4
            (84, 112, 750),         // D4, show rate
            (18, 120, 150),         // D5
            (27, 900, 30),          // D5, referrers
        ] {
            assert_eq!(tenths(rate(part, whole)), Some(tenth), "{part}/{whole}");
        }
    }

    #[test]
    fn costs_times_and_scores_divide_the_same_way() {
        assert_eq!(tenths(per(120_000, 48, Unit::Money)), Some(25_000)); // B2, 2,500
        assert_eq!(tenths(per(84_000, 48, Unit::Money)), Some(17_500)); // B2, paid
        assert_eq!(tenths(per(115_500, 2_100, Unit::Seconds)), Some(550)); // C5
        assert_eq!(tenths(per(1_584, 528, Unit::Score)), Some(30)); // C4, points
        assert_eq!(tenths(per(1_900, 30, Unit::Score)), Some(633)); // A3, mean of 87.5, 70, 32.5
        assert_eq!(tenths(per(7_895, 100, Unit::Score)), Some(790)); // A5, 78.95 half up
    }

    #[test]
    fn nothing_divided_by_nothing_is_not_available() {
        assert_eq!(tenths(rate(0, 0)), None);
        assert_eq!(shown(rate(0, 0)), None);
        assert_eq!(standing(Direction::Up, rate(0, 0), 5_000), None);
        assert_eq!(change(rate(1, 2), rate(0, 0)), None);
        assert_eq!(tenths(rate(0, 10)), Some(0));
    }

    #[test]
    fn a_change_is_points_between_rates_and_percent_between_counts() {
        assert_eq!(
            change(rate(156, 400), rate(120, 400)), // A1: 9.0 points
            Some(Change::Points(90))
        );
        assert_eq!(
            change(rate(1_840, 23_000), rate(1_500, 22_500)), // A4: 1.33 points
            Some(Change::Points(13))
        );
        assert_eq!(
            change(count(5_230), count(5_000)), // A2: 4.6 %
            Some(Change::Percent(46))
        );
        assert_eq!(change(count(7), count(0)), Some(Change::Absolute(70)));
        assert_eq!(change(count(5), count(8)), Some(Change::Percent(-375)));
    }

    #[test]
    fn a_state_is_met_near_or_missed_at_exactly_ten_per_cent() {
        let of = |direction, n, target: i64| standing(direction, count(n), target * 1_000);
        assert_eq!(of(Direction::Up, 180, 180), Some(Standing::Met));
        assert_eq!(of(Direction::Up, 162, 180), Some(Standing::Near));
        assert_eq!(of(Direction::Up, 161, 180), Some(Standing::Missed));
        assert_eq!(of(Direction::Down, 1_300, 1_300), Some(Standing::Met));
        assert_eq!(of(Direction::Down, 1_430, 1_300), Some(Standing::Near));
        assert_eq!(of(Direction::Down, 1_431, 1_300), Some(Standing::Missed));
        assert_eq!(of(Direction::Range, 22, 20), Some(Standing::Met));
        assert_eq!(of(Direction::Range, 24, 20), Some(Standing::Near));
        assert_eq!(of(Direction::Range, 25, 20), Some(Standing::Missed));
        // 4.96 % shows as 5.0 % and still has not reached 5 %.
        assert_eq!(
            standing(Direction::Up, rate(496, 10_000), 5_000),
            Some(Standing::Near)
        );
    }

    #[test]
    fn a_survey_of_29_answers_is_indicative() {
        assert!(indicative(true, rate(20, 29)));
        assert!(!indicative(true, rate(20, 30)));
        assert!(!indicative(false, rate(1, 2)));
    }

    #[test]
    fn a_target_is_read_as_it_is_typed() {
        for (text, thousandths) in [
            ("5", Some(5_000)),
            ("5.5 %", Some(5_500)),
            ("1,300", Some(1_300_000)),
            ("0.103", Some(103)),
            ("", None),
            (".5", None),
            ("-3", None),
            ("1.2345", None),
            ("9223372036854775807", None),
        ] {
            assert_eq!(thousandths_of(text), thousandths, "{text}");
        }
    }

    proptest! {
        #[test]
        fn rounding_is_never_further_off_than_half(n in -1_000_000_000_i64..1_000_000_000, d in 1_i64..1_000_000) {
            let rounded = i128::from(half_up(n.into(), d.into()));
            let off = 2 * (rounded * i128::from(d) - i128::from(n));
            prop_assert!(off > -i128::from(d) && off <= i128::from(d));
        }

        #[test]
        fn reading_a_target_never_fails_badly(text in ".{0,24}") {
            prop_assert!(thousandths_of(&text).is_none_or(|n| n >= 0));
        }
    }
}

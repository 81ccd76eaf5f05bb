//! How sure a rate is: margin of error and the two-proportion z test.

use crate::model::{Significance, Unit, Value};

fn share(value: Value) -> Option<(f64, f64)> {
    let n = value
        .denominator
        .filter(|n| *n > 0 && value.unit == Unit::Percent)?;
    let part = value.numerator;
    (0..=n)
        .contains(&part)
        .then(|| (part as f64 / n as f64, n as f64))
}

/// Half the width of the 95 % interval of a rate, in percentage points:
/// 1.96 × √(p(1−p)/n).
#[must_use]
pub fn margin(value: Value) -> Option<f64> {
    let (p, n) = share(value)?;
    Some(196.0 * (p * (1.0 - p) / n).sqrt())
}

/// Whether two independent rates differ, with the pooled share. `None` when both are
/// nought or both are whole, where the test says nothing.
#[must_use]
pub fn significance(later: Value, earlier: Value) -> Option<Significance> {
    let ((p1, n1), (p0, n0)) = (share(later)?, share(earlier)?);
    let pooled = (p1 * n1 + p0 * n0) / (n1 + n0);
    let spread = (pooled * (1.0 - pooled) * (1.0 / n0 + 1.0 / n1)).sqrt();
    if spread <= 0.0 {
        return None;
    }
    let z = (p1 - p0) / spread;
    Some(Significance {
        z,
        p: outside(z.abs()),
    })
}

/// The share of a normal distribution further out than `z` on both sides, to seven
/// decimals (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26).
fn outside(z: f64) -> f64 {
    let x = z / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let steps = [
        1.061_405_429,
        -1.453_152_027,
        1.421_413_741,
        -0.284_496_736,
        0.254_829_592,
    ];
    let sum = steps.iter().fold(0.0, |sum, step| (sum + step) * t);
    sum * (-x * x).exp()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(part: i64, whole: i64) -> Value {
        Value {
            numerator: part,
            denominator: Some(whole),
            unit: Unit::Percent,
        }
    }

    #[test]
    fn the_two_waves_of_awareness_differ_beyond_chance() {
        let found = significance(rate(156, 400), rate(120, 400)).unwrap();
        assert!((found.z - 2.677).abs() < 0.000_5, "{}", found.z);
        assert!((found.p - 0.0074).abs() < 0.000_05, "{}", found.p);
        let margin = margin(rate(156, 400)).unwrap();
        assert!((margin - 4.78).abs() < 0.005, "{margin}");
    }

    #[test]
    fn no_sample_and_no_spread_say_nothing() {
        assert!(margin(rate(0, 0)).is_none());
        assert!(significance(rate(0, 50), rate(0, 60)).is_none());
        // More clicks than mails is no share of anything.
        assert!(margin(rate(9, 5)).is_none());
    }
}

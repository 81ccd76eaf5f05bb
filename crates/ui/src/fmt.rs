//! Dates, times and numbers in the words of the design language (section 14).

use jiff::Zoned;
use jiff::tz::TimeZone;
use kernel::Moment;
use maud::{Markup, html};

use crate::i18n::Lang;

const WEEKDAYS_ZH: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS_EN: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// A day in a list: `11/23（一）`, `Mon 23 Nov`.
#[must_use]
pub fn date(lang: Lang, zone: &TimeZone, at: Moment) -> String {
    let day = at.in_zone(zone);
    match lang {
        Lang::ZhHant => format!("{}（{}）", short_day(lang, &day), weekday(lang, &day)),
        Lang::En => format!("{} {}", weekday(lang, &day), short_day(lang, &day)),
    }
}

/// A day in full: `2026年11月23日（一）`, `Mon 23 Nov 2026`.
#[must_use]
pub fn date_full(lang: Lang, zone: &TimeZone, at: Moment) -> String {
    let day = at.in_zone(zone);
    let name = weekday(lang, &day);
    match lang {
        Lang::ZhHant => format!("{}年{}月{}日（{name}）", day.year(), day.month(), day.day()),
        Lang::En => format!("{name} {} {}", short_day(lang, &day), day.year()),
    }
}

/// A day with its time: `11/23 14:20`, `23 Nov, 14:20`.
#[must_use]
pub fn date_time(lang: Lang, zone: &TimeZone, at: Moment) -> String {
    let day = at.in_zone(zone);
    let comma = if lang == Lang::En { "," } else { "" };
    format!("{}{comma} {}", short_day(lang, &day), clock(&day))
}

/// A day in full with its time, for what is planned: `2026年11月23日（一）14:20`,
/// `Mon 23 Nov 2026, 14:20`.
#[must_use]
pub fn date_time_full(lang: Lang, zone: &TimeZone, at: Moment) -> String {
    let comma = if lang == Lang::En { ", " } else { "" };
    format!(
        "{}{comma}{}",
        date_full(lang, zone, at),
        clock(&at.in_zone(zone))
    )
}

/// The time alone on a 24-hour clock: `14:20`.
#[must_use]
pub fn time(zone: &TimeZone, at: Moment) -> String {
    clock(&at.in_zone(zone))
}

/// A month: `2026年11月`, `Nov 2026`.
#[must_use]
pub fn month(lang: Lang, zone: &TimeZone, at: Moment) -> String {
    let day = at.in_zone(zone);
    match lang {
        Lang::ZhHant => format!("{}年{}月", day.year(), day.month()),
        Lang::En => format!("{} {}", month_name(&day), day.year()),
    }
}

/// An instant as people near it say it: `今天 14:20`, `昨天 09:12`, `明天 18:00`,
/// otherwise [`date_time`], with the year when it is another one.
#[must_use]
pub fn near(lang: Lang, zone: &TimeZone, now: Moment, at: Moment) -> String {
    let (today, day) = (now.in_zone(zone), at.in_zone(zone));
    let key = match days_between(&today, &day) {
        0 => "ui-fmt-today",
        -1 => "ui-fmt-yesterday",
        1 => "ui-fmt-tomorrow",
        _ if today.year() == day.year() => return date_time(lang, zone, at),
        _ if lang == Lang::En => {
            return format!("{} {}, {}", short_day(lang, &day), day.year(), clock(&day));
        }
        _ => return format!("{}/{} {}", day.year(), short_day(lang, &day), clock(&day)),
    };
    lang.tr(key, &[("time", clock(&day).into())])
}

/// How long ago something happened: `3 小時前`, `3 hours ago`.
#[must_use]
pub fn ago(lang: Lang, now: Moment, at: Moment) -> String {
    spoken(
        lang,
        now.seconds_since(at),
        [
            "ui-fmt-just-now",
            "ui-fmt-minutes-ago",
            "ui-fmt-hours-ago",
            "ui-fmt-days-ago",
        ],
    )
}

/// How long something has been waiting: `已等 2 天`, `waiting 2 days`.
#[must_use]
pub fn waited(lang: Lang, now: Moment, since: Moment) -> String {
    spoken(
        lang,
        now.seconds_since(since),
        [
            "ui-fmt-waited-none",
            "ui-fmt-waited-minutes",
            "ui-fmt-waited-hours",
            "ui-fmt-waited-days",
        ],
    )
}

/// How late something is: `逾期 4 天`, `4 days late`.
#[must_use]
pub fn late(lang: Lang, now: Moment, due: Moment) -> String {
    spoken(
        lang,
        now.seconds_since(due),
        [
            "ui-fmt-late-none",
            "ui-fmt-late-minutes",
            "ui-fmt-late-hours",
            "ui-fmt-late-days",
        ],
    )
}

/// Two days: `12/1–12/31`, `1–31 Dec`; years are named when they differ.
#[must_use]
pub fn date_range(lang: Lang, zone: &TimeZone, from: Moment, to: Moment) -> String {
    let (a, b) = (from.in_zone(zone), to.in_zone(zone));
    match lang {
        Lang::ZhHant if a.year() != b.year() => {
            format!(
                "{}/{}/{}–{}/{}/{}",
                a.year(),
                a.month(),
                a.day(),
                b.year(),
                b.month(),
                b.day()
            )
        }
        Lang::ZhHant => format!("{}/{}–{}/{}", a.month(), a.day(), b.month(), b.day()),
        Lang::En if a.year() != b.year() => {
            format!(
                "{} {} – {} {}",
                short_day(lang, &a),
                a.year(),
                short_day(lang, &b),
                b.year()
            )
        }
        Lang::En if a.month() == b.month() => format!("{}–{}", a.day(), short_day(lang, &b)),
        Lang::En => format!("{} – {}", short_day(lang, &a), short_day(lang, &b)),
    }
}

/// Two times of a day: `8:30–20:30`.
#[must_use]
pub fn time_range(zone: &TimeZone, from: Moment, to: Moment) -> String {
    let short = |at: Moment| {
        let day = at.in_zone(zone);
        format!("{}:{:02}", day.hour(), day.minute())
    };
    format!("{}–{}", short(from), short(to))
}

/// A duration in minutes and seconds, `2:14`, or hours when it is longer, `1:02:14`.
#[must_use]
pub fn duration(seconds: i64) -> String {
    let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if h > 0 {
        format!("{h}:{m:02}:{s:02}")
    } else {
        format!("{m}:{s:02}")
    }
}

/// A whole number with groups: `12,480`, `−3`.
#[must_use]
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 3);
    if value < 0 {
        text.push('−');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with `places` decimals: `4.62`, `−0.2`.
#[must_use]
pub fn decimal(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let negative = value < 0.0 && text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    let sign = if negative { "−" } else { "" };
    let grouped = whole.parse().map_or_else(|_| whole.to_owned(), number);
    if rest.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}.{rest}")
    }
}

/// A difference with its sign: `+1.2`, `−0.2`, `0.0`.
#[must_use]
pub fn signed(value: f64, places: usize) -> String {
    let text = decimal(value, places);
    let zero = !text.bytes().any(|b| (b'1'..=b'9').contains(&b));
    if value > 0.0 && !zero {
        format!("+{text}")
    } else {
        text
    }
}

/// A sum without decimals: `86,000 元`, `NT$86,000`. `amount_minor` counts
/// hundredths and is rounded to the whole unit; `currency` is ISO 4217.
#[must_use]
pub fn money(lang: Lang, amount_minor: i64, currency: &str) -> String {
    let half = if amount_minor < 0 { -50 } else { 50 };
    let whole = (amount_minor + half) / 100;
    match (lang, currency) {
        (Lang::ZhHant, "TWD") => format!("{} 元", number(whole)),
        (Lang::En, "TWD") if whole < 0 => format!("−NT${}", number(-whole)),
        (Lang::En, "TWD") => format!("NT${}", number(whole)),
        _ => format!("{currency} {}", number(whole)),
    }
}

/// A ratio as percent: `percent(0.048, 1)` is `4.8%`.
#[must_use]
pub fn percent(ratio: f64, places: usize) -> String {
    format!("{}%", decimal(ratio * 100.0, places))
}

/// A difference between two ratios in points: `+1.2 點`, `+1.2 pts`.
#[must_use]
pub fn points(lang: Lang, ratio_difference: f64, places: usize) -> String {
    lang.tr(
        "ui-fmt-points",
        &[("n", signed(ratio_difference * 100.0, places).into())],
    )
}

/// A size of a file: `812 KB`, `3.4 MB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{} KB", count / 1_000),
        _ => format!("{} MB", decimal(count as f64 / 1_000_000.0, 1)),
    }
}

/// An instant as a `time` element: the words of [`near`] with the machine's form.
#[must_use]
pub fn stamp(lang: Lang, zone: &TimeZone, now: Moment, at: Moment) -> Markup {
    html! { time.tight datetime=(iso(zone, at)) { (near(lang, zone, now, at)) } }
}

/// RFC 3339 with the zone's offset, to the second: `2026-11-23T14:20:00+08:00`.
#[must_use]
pub fn iso(zone: &TimeZone, at: Moment) -> String {
    at.in_zone(zone)
        .strftime("%Y-%m-%dT%H:%M:%S%:z")
        .to_string()
}

/// The value a `datetime-local` input wants: `2026-11-23T14:20`.
#[must_use]
pub fn input_date_time(zone: &TimeZone, at: Moment) -> String {
    at.in_zone(zone).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The value a `date` input wants: `2026-11-23`.
#[must_use]
pub fn input_date(zone: &TimeZone, at: Moment) -> String {
    at.in_zone(zone).strftime("%Y-%m-%d").to_string()
}

fn spoken(lang: Lang, seconds: i64, keys: [&str; 4]) -> String {
    let (key, n) = match seconds.max(0) {
        0..60 => return lang.t(keys[0]),
        s @ 60..3_600 => (keys[1], s / 60),
        s @ 3_600..86_400 => (keys[2], s / 3_600),
        s => (keys[3], s / 86_400),
    };
    lang.tr(key, &[("n", n.into())])
}

fn short_day(lang: Lang, day: &Zoned) -> String {
    match lang {
        Lang::ZhHant => format!("{}/{:02}", day.month(), day.day()),
        Lang::En => format!("{} {}", day.day(), month_name(day)),
    }
}

fn weekday(lang: Lang, day: &Zoned) -> &'static str {
    let index = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    match lang {
        Lang::ZhHant => WEEKDAYS_ZH[index],
        Lang::En => WEEKDAYS_EN[index],
    }
}

fn month_name(day: &Zoned) -> &'static str {
    MONTHS_EN[usize::from(day.month().unsigned_abs()) - 1]
}

fn clock(day: &Zoned) -> String {
    format!("{:02}:{:02}", day.hour(), day.minute())
}

fn days_between(from: &Zoned, to: &Zoned) -> i32 {
    from.date()
        .until(to.date())
        .map_or(i32::MAX, |span| span.get_days())
}

/// An address as people read it: what was percent-encoded of Han and other letters is
/// shown as letters, everything that could mislead stays encoded.
#[must_use]
pub fn address(address: &str) -> String {
    let mut out = String::new();
    let mut pending: Vec<u8> = Vec::new();
    let mut rest = address;
    while let Some(first) = rest.chars().next() {
        let byte = rest
            .strip_prefix('%')
            .and_then(|r| r.get(..2))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            Some(byte) if byte >= 0x80 => {
                pending.push(byte);
                rest = &rest[3..];
            }
            _ => {
                flush(&mut pending, &mut out);
                out.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    flush(&mut pending, &mut out);
    out
}

fn flush(pending: &mut Vec<u8>, out: &mut String) {
    match std::str::from_utf8(pending) {
        Ok(text) if text.chars().all(char::is_alphanumeric) => out.push_str(text),
        _ => out.extend(pending.iter().map(|b| format!("%{b:02X}"))),
    }
    pending.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taipei() -> TimeZone {
        TimeZone::get("Asia/Taipei").unwrap()
    }
    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    #[test]
    fn days_read_as_the_design_says() {
        let (zone, day) = (taipei(), at("2026-11-23T06:20:00Z"));
        assert_eq!(date(Lang::ZhHant, &zone, day), "11/23（一）");
        assert_eq!(date_full(Lang::ZhHant, &zone, day), "2026年11月23日（一）");
        assert_eq!(date_time(Lang::ZhHant, &zone, day), "11/23 14:20");
        assert_eq!(date(Lang::En, &zone, day), "Mon 23 Nov");
        assert_eq!(date_full(Lang::En, &zone, day), "Mon 23 Nov 2026");
        assert_eq!(date_time(Lang::En, &zone, day), "23 Nov, 14:20");
        assert_eq!(iso(&zone, day), "2026-11-23T14:20:00+08:00");
    }

    #[test]
    fn days_near_have_names() {
        let (zone, now) = (taipei(), at("2026-11-23T06:20:00Z"));
        assert_eq!(
            near(Lang::ZhHant, &zone, now, at("2026-11-22T16:00:00Z")),
            "今天 00:00"
        );
        assert_eq!(
            near(Lang::ZhHant, &zone, now, at("2026-11-22T15:59:00Z")),
            "昨天 23:59"
        );
        assert_eq!(
            near(Lang::En, &zone, now, at("2026-11-24T10:00:00Z")),
            "tomorrow 18:00"
        );
        assert_eq!(
            near(Lang::ZhHant, &zone, now, at("2026-11-20T07:12:00Z")),
            "11/20 15:12"
        );
        assert_eq!(
            near(Lang::ZhHant, &zone, now, at("2025-11-20T07:12:00Z")),
            "2025/11/20 15:12"
        );
    }

    #[test]
    fn waiting_is_counted_in_the_largest_whole_unit() {
        let now = at("2026-11-23T06:20:00Z");
        assert_eq!(waited(Lang::ZhHant, now, now.plus_days(-2)), "已等 2 天");
        assert_eq!(
            ago(Lang::ZhHant, now, now.plus_seconds(-3 * 3600)),
            "3 小時前"
        );
        assert_eq!(ago(Lang::En, now, now.plus_seconds(-3600)), "1 hour ago");
        assert_eq!(late(Lang::ZhHant, now, now.plus_days(-4)), "逾期 4 天");
    }

    #[test]
    fn numbers_carry_groups_and_a_true_minus() {
        assert_eq!(number(12_480), "12,480");
        assert_eq!(number(-1_000), "−1,000");
        assert_eq!(number(i64::MIN), "−9,223,372,036,854,775,808");
        assert_eq!(decimal(-0.2, 1), "−0.2");
        assert_eq!(decimal(-0.01, 1), "0.0");
        assert_eq!(signed(1.2, 1), "+1.2");
        assert_eq!(percent(0.048, 1), "4.8%");
        assert_eq!(points(Lang::ZhHant, 0.012, 1), "+1.2 點");
    }

    #[test]
    fn money_has_no_decimals() {
        assert_eq!(money(Lang::ZhHant, 8_600_000, "TWD"), "86,000 元");
        assert_eq!(money(Lang::En, 8_600_000, "TWD"), "NT$86,000");
        assert_eq!(money(Lang::En, -150, "TWD"), "−NT$2");
    }

    #[test]
    fn ranges_use_an_en_dash() {
        let zone = taipei();
        let (a, b) = (at("2026-12-01T00:30:00Z"), at("2026-12-31T12:30:00Z"));
        assert_eq!(date_range(Lang::ZhHant, &zone, a, b), "12/1–12/31");
        assert_eq!(date_range(Lang::En, &zone, a, b), "1–31 Dec");
        assert_eq!(time_range(&zone, a, b), "8:30–20:30");
        assert_eq!(duration(134), "2:14");
    }
}

//! The people of the sample centre, and how far back its story begins.

use charter::Position;

/// How many days before today the sample centre begins.
pub(crate) const SAMPLE_DAYS: i64 = 200;

/// The eight people of the sample centre: position, name, local part of the address.
#[must_use]
pub fn people() -> [(&'static str, &'static str, &'static str); 8] {
    [
        (Position::SPECIALIST, "林怡安", "specialist"),
        (Position::HEAD, "陳柏翰", "head"),
        (Position::SUPERINTENDENT, "周慧文", "superintendent"),
        (Position::PHYSIOTHERAPIST, "黃思齊", "physio"),
        (Position::PHYSIOTHERAPIST, "吳佩珊", "physio2"),
        (Position::CUSTOMER_SERVICE, "李佳蓉", "service"),
        (Position::SALES, "張維哲", "sales"),
        (Position::FINANCE, "許雅婷", "finance"),
    ]
}

//! A segment's rule as one condition over `contact c`. Values are bound, never written into
//! the text; every column it reads stands in one index.

use std::collections::BTreeSet;

use kernel::{CentreId, Moment, Value};
use sea_query::{Cond, Expr, ExprTrait, Query, SelectStatement};

use crate::model::{Engagement, Purpose, Reach, Rule};

/// Marketing mail a contact may get in seven days, and in thirty (operations, section 20).
pub(crate) const MAILS_IN_7_DAYS: i64 = 1;
pub(crate) const MAILS_IN_30_DAYS: i64 = 4;

/// The contacts of a centre for whom a rule holds: `contact c`, no columns chosen yet.
pub(crate) fn matching(centre: CentreId, rule: &Rule, now: Moment) -> SelectStatement {
    let mut select = Query::select();
    select
        .from_as("contact", "c")
        .and_where(col("centre_id").eq(value(centre)))
        .cond_where(condition(centre, rule, now));
    select
}

/// The same, among those who share one reason to be reached or not.
pub(crate) fn matching_in(
    centre: CentreId,
    rule: &Rule,
    purpose: Purpose,
    reach: Reach,
    now: Moment,
) -> SelectStatement {
    let mut select = matching(centre, rule, now);
    if purpose == Purpose::MarketingEmail {
        select.and_where(col("reach").eq(reach as i64));
        return select;
    }
    let consents = || consent(centre, purpose);
    let has_address = || col("email_key").is_not_null();
    select.cond_where(match reach {
        Reach::WithoutAddress => Cond::all().add(has_address().not()),
        Reach::WithoutConsent => Cond::all().add(has_address()).add(consents().not()),
        Reach::Suppressed => Cond::all()
            .add(has_address())
            .add(consents())
            .add(flag("suppressed")),
        Reach::Reachable => Cond::all()
            .add(has_address())
            .add(consents())
            .add(flag("suppressed").not()),
    });
    select
}

/// Holds for a contact that had its share of marketing mail.
pub(crate) fn capped(centre: CentreId, now: Moment) -> Cond {
    let sent = |days: i64| {
        let mut sent = Query::select();
        sent.column("contact_id")
            .from("activity")
            .and_where(Expr::col("centre_id").eq(value(centre)))
            .and_where(Expr::col("kind").eq("mail.sent"))
            .and_where(Expr::col("at").gt(value(now.plus_days(-days))))
            .and_where(Expr::col("contact_id").is_not_null());
        sent
    };
    let often = |days: i64, most: i64| {
        sent(days)
            .group_by_col("contact_id")
            .and_having(Expr::col("contact_id").count().gte(most))
            .to_owned()
    };
    Cond::any()
        .add(col("id").in_subquery(often(7, MAILS_IN_7_DAYS)))
        .add(col("id").in_subquery(often(30, MAILS_IN_30_DAYS)))
}

fn condition(centre: CentreId, rule: &Rule, now: Moment) -> Cond {
    match rule {
        Rule::All(parts) if parts.is_empty() => constant(true),
        Rule::Any(parts) if parts.is_empty() => constant(false),
        Rule::All(parts) => parts.iter().fold(Cond::all(), |all, part| {
            all.add(condition(centre, part, now))
        }),
        Rule::Any(parts) => parts.iter().fold(Cond::any(), |any, part| {
            any.add(condition(centre, part, now))
        }),
        Rule::Not(part) => condition_of(Expr::from(condition(centre, part, now)).not()),
        Rule::Tag(any) => one_of_tags(centre, any),
        Rule::City(any) => one_of("city", any.iter().map(String::as_str)),
        Rule::Source(any) => one_of("source", any.iter().map(String::as_str)),
        Rule::Lifecycle(any) => one_of("lifecycle", any.iter().map(|it| it.key())),
        Rule::Consent(purpose) => condition_of(consent(centre, *purpose)),
        Rule::Imported(import) => Cond::any().add(col("imported_by").eq(value(*import))).add(
            col("id").in_subquery(
                Query::select()
                    .column("contact_id")
                    .from("contact_import_touch")
                    .and_where(Expr::col("centre_id").eq(value(centre)))
                    .and_where(Expr::col("import_id").eq(value(*import)))
                    .to_owned(),
            ),
        ),
        Rule::CreatedWithin(days) => {
            condition_of(col("created_at").gt(value(now.plus_days(-i64::from(*days)))))
        }
        Rule::Engaged { how, days } => condition_of(engaged(centre, *how, *days, now)),
    }
}

fn one_of_tags(centre: CentreId, any: &BTreeSet<String>) -> Cond {
    if any.is_empty() {
        return constant(false);
    }
    let sets = Query::select()
        .column("set_id")
        .from("tag_set_tag")
        .and_where(Expr::col("centre_id").eq(value(centre)))
        .and_where(Expr::col("tag").is_in(any.iter().map(String::as_str)))
        .to_owned();
    condition_of(col("tag_set").in_subquery(sets))
}

fn one_of<'a>(column: &'static str, values: impl Iterator<Item = &'a str>) -> Cond {
    let values: Vec<&str> = values.collect();
    if values.is_empty() {
        return constant(false);
    }
    condition_of(col(column).is_in(values))
}

fn consent(centre: CentreId, purpose: Purpose) -> Expr {
    if purpose == Purpose::MarketingEmail {
        return flag("consent_email");
    }
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as("consent_withdrawal", "w")
        .and_where(Expr::col(("w", "centre_id")).eq(Expr::col(("k", "centre_id"))))
        .and_where(Expr::col(("w", "contact_id")).eq(Expr::col(("k", "contact_id"))))
        .and_where(Expr::col(("w", "purpose")).eq(Expr::col(("k", "purpose"))))
        .and_where(Expr::col(("w", "at")).gte(Expr::col(("k", "at"))))
        .to_owned();
    let given = Query::select()
        .column(("k", "contact_id"))
        .from_as("consent", "k")
        .and_where(Expr::col(("k", "centre_id")).eq(value(centre)))
        .and_where(Expr::col(("k", "purpose")).eq(purpose.key()))
        .and_where(Expr::exists(later).not())
        .to_owned();
    col("id").in_subquery(given)
}

fn engaged(centre: CentreId, how: Engagement, days: u32, now: Moment) -> Expr {
    let kinds: &[&str] = match how {
        // A click was an opening, too, where pictures are switched off.
        Engagement::Opened => &["mail.opened", "mail.clicked"],
        Engagement::Clicked => &["mail.clicked"],
    };
    let acted = Query::select()
        .column("contact_id")
        .from("activity")
        .and_where(Expr::col("centre_id").eq(value(centre)))
        .and_where(Expr::col("kind").is_in(kinds.iter().copied()))
        .and_where(Expr::col("at").gt(value(now.plus_days(-i64::from(days)))))
        .and_where(Expr::col("machine").not())
        .and_where(Expr::col("contact_id").is_not_null())
        .to_owned();
    col("id").in_subquery(acted)
}

fn col(name: &'static str) -> Expr {
    Expr::col(("c", name))
}

fn flag(name: &'static str) -> Expr {
    col(name).eq(true)
}

fn value(of: impl Into<Value>) -> Expr {
    Expr::value(of.into())
}

fn condition_of(expr: Expr) -> Cond {
    Cond::all().add(expr)
}

fn constant(holds: bool) -> Cond {
    condition_of(Expr::val(1).eq(i32::from(holds)))
}

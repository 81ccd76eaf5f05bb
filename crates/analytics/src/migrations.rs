//! Targets of the indicators. A target holds from the start of a period until the next
//! one for the same grain; nothing is overwritten.

use kernel::Migration;

/// Steps of analytics.
pub const MIGRATIONS: &[Migration] = &[Migration {
    feature: "analytics",
    step: 1,
    sql: "
create table kpi_target (
  centre_id uuid not null,
  id uuid not null,
  kpi text not null,
  grain text not null,
  from_at bigint not null,
  thousandths bigint not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create index kpi_target_of on kpi_target (centre_id, kpi, grain, from_at, at)
",
}];

//! The kernel's own tables: jobs, schedules and activity.

use crate::database::Migration;

/// Steps of the kernel.
pub const MIGRATIONS: &[Migration] = &[Migration {
    feature: "kernel",
    step: 1,
    sql: "
create table job (
  id uuid not null,
  centre_id uuid not null,
  kind text not null,
  dedupe text not null,
  payload text not null,
  state text not null,
  run_at bigint not null,
  outward boolean not null,
  attempts bigint not null,
  lease_until bigint not null,
  lease_by uuid,
  error text not null,
  created_at bigint not null,
  ended_at bigint,
  primary key (centre_id, id)
);
create unique index job_once on job (centre_id, kind, dedupe);
create index job_due on job (state, run_at);
create table schedule (
  kind text not null primary key,
  every_seconds bigint not null,
  next_at bigint not null,
  last_at bigint,
  last_error text not null,
  missed bigint not null
);
create table activity (
  id uuid not null,
  centre_id uuid not null,
  at bigint not null,
  kind text not null,
  contact_id uuid,
  subject_id uuid,
  campaign_id uuid,
  machine boolean not null,
  amount bigint not null,
  data text not null,
  primary key (centre_id, id)
);
create index activity_kind on activity (centre_id, kind, at);
create index activity_contact on activity (centre_id, contact_id, at);
create index activity_subject on activity (centre_id, subject_id, kind);
create index activity_campaign on activity (centre_id, campaign_id, kind)
",
}];

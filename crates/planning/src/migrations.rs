//! The tables of planning. Approved, live, closed and done are rows of their own: who,
//! when, by which entry of the ledger.

use kernel::Migration;

/// Steps of planning.
pub const MIGRATIONS: &[Migration] = &[Migration {
    feature: "planning",
    step: 1,
    sql: "
create table campaign (
  centre_id uuid not null,
  id uuid not null,
  name text not null,
  folded text not null,
  slug text not null,
  objective text not null,
  kind text not null,
  from_at bigint not null,
  until_at bigint not null,
  owner_id uuid not null,
  kpi text not null,
  target bigint,
  revision bigint not null,
  created_by uuid not null,
  created_at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create unique index campaign_slug on campaign (centre_id, slug);
create index campaign_window on campaign (centre_id, from_at, id);
create table campaign_approval (
  centre_id uuid not null,
  campaign_id uuid not null,
  proposed_by uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, campaign_id)
);
create table campaign_launch (
  centre_id uuid not null,
  campaign_id uuid not null,
  asked_by uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, campaign_id)
);
create table campaign_end (
  centre_id uuid not null,
  campaign_id uuid not null,
  results text not null,
  lessons text not null,
  decision text not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, campaign_id)
);
create table task (
  centre_id uuid not null,
  id uuid not null,
  title text not null,
  detail text not null,
  folded text not null,
  due_at bigint,
  all_day boolean not null,
  assignee_id uuid not null,
  duty text not null,
  campaign_id uuid,
  item_id uuid,
  created_by uuid not null,
  created_at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create index task_assignee on task (centre_id, assignee_id, due_at);
create index task_campaign on task (centre_id, campaign_id);
create table task_end (
  centre_id uuid not null,
  task_id uuid not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, task_id)
);
create index task_end_at on task_end (centre_id, at);
create table task_return (
  centre_id uuid not null,
  task_id uuid not null,
  reason text not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, task_id)
)
",
}];

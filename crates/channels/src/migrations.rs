//! The tables of the channels: mailings, their deliveries, what readers did with them,
//! the settings of sending, and the outbox that stands in for a mail server.

mod measuring;

use kernel::Migration;

/// Steps of the channels.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        feature: "channels",
        step: 1,
        sql: "
create table mailing (
  centre_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  version_id uuid not null,
  campaign_id uuid,
  segment_id uuid not null,
  segment_name text not null,
  bound text not null,
  choice text not null,
  subject text not null,
  lang text not null,
  html text not null,
  body text not null,
  from_name text not null,
  from_address text not null,
  reply_to text not null,
  leaf_id uuid not null,
  digest text not null,
  sample boolean not null,
  scheduled_at bigint not null,
  created_at bigint not null,
  audience_cursor uuid,
  audience_at bigint,
  total bigint not null,
  primary key (centre_id, id)
);
create index mailing_version on mailing (centre_id, version_id);
create index mailing_created on mailing (centre_id, created_at, id);
create index mailing_campaign on mailing (centre_id, campaign_id);
create table mailing_hold (
  centre_id uuid not null,
  mailing_id uuid not null,
  reason text not null,
  at bigint not null,
  primary key (centre_id, mailing_id)
);
create table mailing_trouble (
  centre_id uuid not null,
  mailing_id uuid not null,
  reason text not null,
  detail text not null,
  since_at bigint not null,
  at bigint not null,
  primary key (centre_id, mailing_id)
);
create table mailing_end (
  centre_id uuid not null,
  mailing_id uuid not null,
  how text not null,
  at bigint not null,
  leaf_id uuid,
  primary key (centre_id, mailing_id)
);
create table tracked_link (
  centre_id uuid not null,
  mailing_id uuid not null,
  n bigint not null,
  url text not null,
  primary key (centre_id, mailing_id, n)
);
create table delivery (
  centre_id uuid not null,
  id uuid not null,
  mailing_id uuid not null,
  contact_id uuid not null,
  address text not null,
  name text not null,
  lang text not null,
  stream text not null,
  state text not null,
  reason text not null,
  detail text not null,
  next_at bigint not null,
  attempts bigint not null,
  doubts bigint not null,
  run uuid,
  queued_at bigint not null,
  offered_at bigint,
  accepted_at bigint,
  opened_at bigint,
  clicked_at bigint,
  primary key (centre_id, id)
);
create unique index delivery_once on delivery (centre_id, mailing_id, contact_id);
create index delivery_next on delivery (centre_id, mailing_id, state, next_at, id);
create index delivery_contact on delivery (centre_id, contact_id, queued_at);
create table mail_hit (
  centre_id uuid not null,
  id uuid not null,
  delivery_id uuid not null,
  kind text not null,
  link bigint not null,
  at bigint not null,
  agent text not null,
  head boolean not null,
  judged_at bigint,
  machine boolean not null,
  reason text not null,
  primary key (centre_id, id)
);
create index mail_hit_delivery on mail_hit (centre_id, delivery_id, at);
create index mail_hit_open on mail_hit (judged_at, at);
create table local_mail (
  centre_id uuid not null,
  id uuid not null,
  mailing_id uuid,
  recipient text not null,
  subject text not null,
  raw bytea not null,
  at bigint not null,
  primary key (centre_id, id)
);
create index local_mail_at on local_mail (centre_id, at, id);
create table sending_settings (
  centre_id uuid not null,
  settings text not null,
  changed_at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id)
);
create table sending_secret (
  centre_id uuid not null,
  id uuid not null,
  kind text not null,
  sealed bytea not null,
  at bigint not null,
  primary key (centre_id, id)
)
",
    },
    Migration {
        feature: "channels",
        step: 2,
        sql: measuring::SQL,
    },
];

//! The tables of the audience. `reach`, `consent_email`, `suppressed` and `tag_set` repeat
//! what other rows say, in the same transaction, so that a segment is counted from one index.

use kernel::Migration;

/// Steps of the audience.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        feature: "audience",
        step: 1,
        sql: BEGINNING,
    },
    Migration {
        feature: "audience",
        step: 2,
        sql: "
alter table contact_import add column repeated bigint not null default 0;
create index contact_source on contact (centre_id, source);
",
    },
];

const BEGINNING: &str = "
create table contact (
  centre_id uuid not null,
  id uuid not null,
  name text not null,
  folded text not null,
  email text not null,
  email_key text,
  phone text,
  city text not null,
  lang text not null,
  lifecycle text not null,
  source text not null,
  birthday bigint not null,
  notes text not null,
  tag_set bigint not null,
  reach bigint not null,
  consent_email boolean not null,
  suppressed boolean not null,
  imported_by uuid not null,
  created_at bigint not null,
  changed_at bigint not null,
  revision bigint not null,
  primary key (centre_id, id)
);
create unique index contact_email on contact (centre_id, email_key);
create index contact_phone on contact (centre_id, phone);
create index contact_imported on contact (centre_id, imported_by);
create index contact_city on contact (centre_id, reach, city, tag_set, lifecycle, source, consent_email, created_at, imported_by, id);
create index contact_tags on contact (centre_id, reach, tag_set, city, lifecycle, source, consent_email, created_at, imported_by, id);
create table tag_set (
  centre_id uuid not null,
  id bigint not null,
  tags text not null,
  primary key (centre_id, id)
);
create unique index tag_set_once on tag_set (centre_id, tags);
create table tag_set_tag (
  centre_id uuid not null,
  tag text not null,
  set_id bigint not null,
  primary key (centre_id, tag, set_id)
);
create table consent_wording (
  centre_id uuid not null,
  id uuid not null,
  purpose text not null,
  version text not null,
  wording text not null,
  digest text not null,
  at bigint not null,
  primary key (centre_id, id)
);
create unique index consent_wording_once on consent_wording (centre_id, purpose, digest);
create table consent (
  centre_id uuid not null,
  contact_id uuid not null,
  id uuid not null,
  purpose text not null,
  wording_id uuid not null,
  channel text not null,
  evidence text not null,
  at bigint not null,
  import_id uuid not null,
  primary key (centre_id, contact_id, id)
);
create table consent_withdrawal (
  centre_id uuid not null,
  contact_id uuid not null,
  id uuid not null,
  purpose text not null,
  channel text not null,
  reason text not null,
  at bigint not null,
  primary key (centre_id, contact_id, id)
);
create table suppression (
  centre_id uuid not null,
  address_hash text not null,
  reason text not null,
  at bigint not null,
  primary key (centre_id, address_hash)
);
create index suppression_at on suppression (centre_id, at);
create table segment (
  centre_id uuid not null,
  id uuid not null,
  name text not null,
  folded text not null,
  rule text not null,
  account_id uuid,
  created_at bigint not null,
  changed_at bigint not null,
  revision bigint not null,
  primary key (centre_id, id)
);
create table segment_removal (
  centre_id uuid not null,
  segment_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, segment_id)
);
create table contact_import (
  centre_id uuid not null,
  id uuid not null,
  file_name text not null,
  file_digest text not null,
  plan text not null,
  wording_id uuid not null,
  account_id uuid,
  at bigint not null,
  leaf_id uuid not null,
  total bigint not null,
  position bigint not null,
  created bigint not null,
  updated bigint not null,
  unchanged bigint not null,
  rejected bigint not null,
  ended_at bigint,
  error text not null,
  primary key (centre_id, id)
);
create table contact_import_reject (
  centre_id uuid not null,
  import_id uuid not null,
  line bigint not null,
  reason text not null,
  args text not null,
  cells text not null,
  primary key (centre_id, import_id, line)
);
create table contact_import_touch (
  centre_id uuid not null,
  import_id uuid not null,
  contact_id uuid not null,
  before text not null,
  revision_after bigint not null,
  primary key (centre_id, import_id, contact_id)
);
create table contact_import_undo (
  centre_id uuid not null,
  import_id uuid not null,
  account_id uuid,
  at bigint not null,
  leaf_id uuid not null,
  removed bigint not null,
  restored bigint not null,
  kept bigint not null,
  ended_at bigint,
  primary key (centre_id, import_id)
);
create table lead (
  centre_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  message text not null,
  page text not null,
  utm text not null,
  campaign_id uuid,
  at bigint not null,
  primary key (centre_id, id)
);
create index lead_contact on lead (centre_id, contact_id, at);
create index lead_at on lead (centre_id, at);
create table contact_export (
  centre_id uuid not null,
  id uuid not null,
  file_digest text not null,
  contacts bigint not null,
  account_id uuid,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
)
";

//! Accounts, credentials, sessions, tokens and links.

use kernel::Migration;

pub const MIGRATIONS: &[Migration] = &[Migration {
    feature: "people",
    step: 1,
    sql: "
create table account (
  centre_id uuid not null,
  id uuid not null,
  name text not null,
  email text not null,
  email_normalised text not null,
  lang text not null,
  theme text not null,
  keys_off boolean not null,
  created_at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create unique index account_email on account (centre_id, email_normalised);
create table account_end (
  centre_id uuid not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, account_id)
);
create table password_offer (
  id uuid not null primary key,
  hash text not null,
  at bigint not null
);
create table credential (
  centre_id uuid not null,
  account_id uuid not null,
  hash text not null,
  epoch bigint not null,
  at bigint not null,
  primary key (centre_id, account_id)
);
create table session (
  centre_id uuid not null,
  hash text not null,
  account_id uuid not null,
  epoch bigint not null,
  csrf text not null,
  created_at bigint not null,
  seen_at bigint not null,
  primary key (centre_id, hash)
);
create index session_account on session (centre_id, account_id);
create table token (
  centre_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  name text not null,
  hash text not null,
  agent boolean not null,
  scopes text not null,
  created_at bigint not null,
  used_at bigint,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create unique index token_hash on token (hash);
create table token_end (
  centre_id uuid not null,
  token_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, token_id)
);
create table link (
  centre_id uuid not null,
  hash text not null,
  account_id uuid not null,
  purpose text not null,
  until_at bigint not null,
  used_at bigint,
  primary key (centre_id, hash)
)
",
}];

//! Tables of the website: pages, its settings, and what readers were seen to do.

use kernel::Migration;

/// Steps of the website. `site_session` and `site_reader` repeat what the stream of
/// activity says, in the same transaction, so that a month is counted from one index.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        feature: "site",
        step: 1,
        sql: FIRST,
    },
    Migration {
        feature: "site",
        step: 2,
        sql: USED_SEALS,
    },
];

/// Seals of contact forms that were sent, until they would have ended anyway.
const USED_SEALS: &str = "
create table site_seal (
  centre_id uuid not null,
  seal uuid not null,
  used_at bigint not null,
  primary key (centre_id, seal)
);
create index site_seal_used on site_seal (centre_id, used_at)
";

const FIRST: &str = "
create table site_page (
  centre_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  version_id uuid not null,
  slug text not null,
  title text not null,
  campaign_id uuid,
  state text not null,
  due_at bigint not null,
  shown_at bigint,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create index site_page_item on site_page (centre_id, item_id, shown_at);
create index site_page_state on site_page (centre_id, state, shown_at);
create table site_settings (
  centre_id uuid not null,
  revision bigint not null,
  settings text not null,
  changed_at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id)
);
create table site_salt (
  centre_id uuid not null,
  day bigint not null,
  salt text not null,
  primary key (centre_id, day)
);
create table site_session (
  centre_id uuid not null,
  id uuid not null,
  visitor text not null,
  started_at bigint not null,
  last_at bigint not null,
  views bigint not null,
  seconds bigint not null,
  goals bigint not null,
  referrer text not null,
  source text not null,
  medium text not null,
  campaign text not null,
  primary key (centre_id, id)
);
create index site_session_started on site_session (centre_id, started_at);
create index site_session_campaign on site_session (centre_id, campaign, started_at);
create table site_reader (
  centre_id uuid not null,
  item_id uuid not null,
  visitor text not null,
  at bigint not null,
  primary key (centre_id, item_id, visitor)
);
create index site_reader_at on site_reader (centre_id, at)
";

//! Tables of content: items, their versions, publications and the media library.

use kernel::Migration;

/// Steps of content.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        feature: "content",
        step: 1,
        sql: FIRST,
    },
    Migration {
        feature: "content",
        step: 2,
        sql: HANDS,
    },
];

/// Whose words stand in an item: everybody who wrote at it after the version `since`
/// (0 before the first one) and before the next.
const HANDS: &str = "
create table item_hand (
  centre_id uuid not null,
  item_id uuid not null,
  since bigint not null,
  account_id uuid not null,
  primary key (centre_id, item_id, since, account_id)
);
insert into item_hand (centre_id, item_id, since, account_id) select centre_id, id, 0, author_id from item
";

const FIRST: &str = "
create table item (
  centre_id uuid not null,
  id uuid not null,
  kind text not null,
  language text not null,
  slug text not null,
  title text not null,
  summary text not null,
  cover text,
  sources text not null,
  doc text not null,
  revision bigint not null,
  next_review_at bigint,
  copied_from uuid,
  author_id uuid not null,
  created_at bigint not null,
  saved_by uuid not null,
  saved_at bigint not null,
  folded text not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create unique index item_slug on item (centre_id, slug);
create index item_saved on item (centre_id, saved_at, id);
create table item_trash (
  centre_id uuid not null,
  item_id uuid not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, item_id)
);
create table item_version (
  centre_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  number bigint not null,
  name text not null,
  kind text not null,
  language text not null,
  slug text not null,
  title text not null,
  summary text not null,
  cover text,
  sources text not null,
  doc text not null,
  revision bigint not null,
  author_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create unique index item_version_number on item_version (centre_id, item_id, number);
create table publication (
  centre_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  version_id uuid not null,
  outlet text not null,
  choice text not null,
  campaign_id uuid,
  revision bigint not null,
  by_account uuid,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create index publication_item on publication (centre_id, item_id, outlet, at);
create index publication_at on publication (centre_id, outlet, at);
create table publication_end (
  centre_id uuid not null,
  publication_id uuid not null,
  reason text not null,
  by_account uuid,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, publication_id)
);
create table media (
  centre_id uuid not null,
  id uuid not null,
  digest text not null,
  thumb text not null,
  name text not null,
  alt text not null,
  content_type text not null,
  bytes bigint not null,
  width bigint not null,
  height bigint not null,
  folded text not null,
  added_by uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create unique index media_digest on media (centre_id, digest);
create table media_removal (
  centre_id uuid not null,
  media_id uuid not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, media_id)
)
";

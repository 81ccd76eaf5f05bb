//! The tables of the door.

use kernel::Migration;

/// Steps of the desk.
pub const MIGRATIONS: &[Migration] = &[
    Migration {
        feature: "desk",
        step: 1,
        sql: FIRST,
    },
    Migration {
        feature: "desk",
        step: 2,
        sql: "
alter table request add column earlier text;
alter table ledger_leaf add column cell text;
create index ledger_leaf_cell on ledger_leaf (centre_id, cell, seq);
create index ledger_leaf_id on ledger_leaf (centre_id, id);
",
    },
    Migration {
        feature: "desk",
        step: 3,
        sql: "
alter table request add column facts text;
",
    },
    Migration {
        feature: "desk",
        step: 4,
        sql: "alter table request add column authors text not null default '[]'",
    },
    Migration {
        feature: "desk",
        step: 5,
        sql: "
alter table outbox add column attempts bigint not null default 0;
alter table outbox add column next_at bigint not null default 0;
alter table outbox add column held_until bigint not null default 0
",
    },
    Migration {
        feature: "desk",
        step: 6,
        sql: "alter table centre add column lang text not null default 'zh-Hant'",
    },
];

const FIRST: &str = "
create table centre (
  id uuid not null primary key,
  name text not null,
  zone text not null,
  currency text not null,
  licence text not null,
  jurisdictions text not null,
  sample boolean not null,
  founded_at bigint not null
);
create table rulebook (
  centre_id uuid not null,
  id uuid not null,
  document text not null,
  house text not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create table holding (
  centre_id uuid not null,
  id uuid not null,
  account_id uuid not null,
  position text not null,
  deputy_for uuid,
  since_at bigint not null,
  until_at bigint,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create table holding_end (
  centre_id uuid not null,
  holding_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, holding_id)
);
create table permit_kept (
  centre_id uuid not null,
  leaf_id uuid not null,
  kind text not null,
  stream text not null,
  payload text not null,
  digest text not null,
  actor text not null,
  facts text not null,
  verdict text not null,
  primary key (centre_id, leaf_id)
);
create table frozen (
  centre_id uuid not null,
  id uuid not null,
  reason text not null,
  by_account uuid,
  at bigint not null,
  primary key (centre_id, id)
);
create table thaw (
  centre_id uuid not null,
  freeze_id uuid not null,
  reason text not null,
  by_account uuid,
  at bigint not null,
  primary key (centre_id, freeze_id)
);
create table outbox (
  centre_id uuid not null,
  id uuid not null,
  stream text not null,
  to_account uuid,
  to_address text not null,
  to_name text not null,
  lang text not null,
  template text not null,
  args text not null,
  state text not null,
  created_at bigint not null,
  ended_at bigint,
  error text not null,
  primary key (centre_id, id)
);
create index outbox_waiting on outbox (state, created_at);
create table idempotency (
  centre_id uuid not null,
  who text not null,
  key text not null,
  payload text not null,
  answer text not null,
  at bigint not null,
  primary key (centre_id, who, key)
);
create table request (
  centre_id uuid not null,
  id uuid not null,
  kind text not null,
  title text not null,
  note text not null,
  payload text not null,
  snapshot text not null,
  digest text not null,
  revision bigint not null,
  verdict text not null,
  requester text not null,
  requester_account uuid,
  subject_kind text not null,
  subject_id uuid,
  raised_at bigint not null,
  due_at bigint not null,
  reminded_at bigint,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create index request_raised on request (centre_id, raised_at);
create index request_subject on request (centre_id, subject_id);
create table agreement (
  centre_id uuid not null,
  request_id uuid not null,
  revision bigint not null,
  step bigint not null,
  position text not null,
  account_id uuid not null,
  deputy_for uuid,
  comment text not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, request_id, revision, step, position)
);
create table request_end (
  centre_id uuid not null,
  request_id uuid not null,
  how text not null,
  account_id uuid,
  comment text not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, request_id)
);
create table request_comment (
  centre_id uuid not null,
  id uuid not null,
  request_id uuid not null,
  account_id uuid not null,
  body text not null,
  at bigint not null,
  primary key (centre_id, id)
);
create index request_comment_of on request_comment (centre_id, request_id, at);
create table proposal (
  centre_id uuid not null,
  id uuid not null,
  kind text not null,
  title text not null,
  note text not null,
  payload text not null,
  verdict text not null,
  proposer text not null,
  proposer_account uuid,
  raised_at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create table proposal_decision (
  centre_id uuid not null,
  proposal_id uuid not null,
  decision text not null,
  account_id uuid not null,
  comment text not null,
  look_again_at bigint,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, proposal_id)
);
create table proposal_outcome (
  centre_id uuid not null,
  proposal_id uuid not null,
  worked text not null,
  comment text not null,
  account_id uuid not null,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, proposal_id)
);
create table matter (
  centre_id uuid not null,
  id uuid not null,
  cell text not null,
  title text not null,
  body text not null,
  account_id uuid,
  at bigint not null,
  leaf_id uuid not null,
  primary key (centre_id, id)
);
create table ledger_leaf (
  centre_id uuid not null,
  seq bigint not null,
  id uuid not null,
  at bigint not null,
  kind text not null,
  what text not null,
  account_id uuid,
  subject_id uuid,
  entry text not null,
  hash text not null,
  primary key (centre_id, seq)
);
create index ledger_leaf_subject on ledger_leaf (centre_id, subject_id, seq);
create table ledger_detail (
  centre_id uuid not null,
  seq bigint not null,
  salt text not null,
  detail text not null,
  primary key (centre_id, seq)
);
create table ledger_head (
  centre_id uuid not null primary key,
  size bigint not null,
  frontier text not null,
  signature text not null,
  at bigint not null
);
create table ledger_checkpoint (
  centre_id uuid not null,
  size bigint not null,
  root text not null,
  signature text not null,
  at bigint not null,
  primary key (centre_id, size)
)
";

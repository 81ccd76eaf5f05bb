//! Step 2: what came of a mailing, without going through each of its mails.

/// The mailing of each hit, a coarse class of what it came from, and who left by which
/// mail.
pub const SQL: &str = "
alter table mail_hit add column mailing_id uuid;
alter table mail_hit add column device text not null default '';
alter table mail_hit add column program text not null default '';
alter table delivery add column left_at bigint;
update mail_hit set mailing_id = (select d.mailing_id from delivery d where d.centre_id = mail_hit.centre_id and d.id = mail_hit.delivery_id);
create index mail_hit_mailing on mail_hit (centre_id, mailing_id, kind, link)
";

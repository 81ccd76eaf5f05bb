//! What the channels are asked, named by the question.

mod deliveries;
mod figures;
mod log;
mod mailings;
mod measure;
mod settings;

pub use crate::rules::readable;
pub use crate::rules::{Frozen, Purpose, Template, annotated, mark_of, read_token, token};
pub use deliveries::{
    Target, Unjudged, deliveries_of_contact, hits_near, link, oldest_unjudged, target, targets,
    unjudged,
};
pub use figures::{
    campaign_figures, figures, figures_of, measures, period_figures, skipped_reasons,
};
pub use log::deliveries;
pub use mailings::{
    MailingFilter, bound_of_underway, count_of_campaign, due_mailings, earliest_deferred,
    frozen_text, is_missed, is_on_its_way, mailing, mailings, open_mailings, segment_rule,
};
pub use measure::{link_map, measured};
pub use settings::{
    goes_at, has_own_settings, local_mail, local_mails, own_settings, sending, was_in_doubt,
};

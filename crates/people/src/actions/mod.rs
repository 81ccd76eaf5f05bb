//! The acts around accounts, passwords, positions and tokens, and how sessions come and go.

mod accounts;
mod credentials;
mod passwords;
mod positions;
mod sessions;
mod tokens;

pub use accounts::{ChangeAccount, ChangeProfile, Invite};
pub use credentials::{AcceptInvitation, ChangePassword, ResetPassword};
pub(crate) use credentials::{RESET_SECONDS, send_link};
pub(crate) use passwords::password_fits;
pub use passwords::{PasswordFault, offer_password};
pub use positions::{AppointDeputy, GrantPosition, RevokePosition};
pub(crate) use sessions::{NewSession, begin_session, end_session, note_session, note_token};
pub use tokens::{CreateToken, RevokeToken};

use desk::FieldError;

fn name_error(name: &str) -> Option<FieldError> {
    if name.trim().is_empty() {
        return Some(FieldError::at("name", "field-empty"));
    }
    (name.chars().count() > 100)
        .then(|| FieldError::at("name", "field-too-long").with("limit", 100))
}

fn all_fine(errors: Vec<FieldError>) -> Result<(), Vec<FieldError>> {
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

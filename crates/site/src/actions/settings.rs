//! Changing what every page says of the centre.

use desk::{Act, FieldError, Permit, Refusal, Scene, Subject};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::{ABOUT_MAX, LINE_MAX, RANGES_MAX, Settings, parse_range};
use crate::store;

/// Changes address, telephone, hours and the other words of the centre on the website.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeSettings {
    pub settings: Settings,
}

impl Act for ChangeSettings {
    const KIND: &'static str = "site.settings";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("site")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        let s = &self.settings;
        let lines = [
            ("settings/address", &s.address),
            ("settings/phone", &s.phone),
            ("settings/privacy_contact", &s.privacy_contact),
            ("settings/licence_number", &s.licence_number),
        ];
        let mut errors: Vec<FieldError> = lines
            .into_iter()
            .filter_map(|(field, text)| too_long(field, text, LINE_MAX))
            .collect();
        errors.extend(too_long("settings/hours", &s.hours, 2 * LINE_MAX));
        errors.extend(too_long("settings/about", &s.about, ABOUT_MAX));
        if !["zh-Hant", "en"].contains(&s.language.as_str()) {
            errors.push(FieldError::at("settings/language", "site-unknown-language"));
        }
        let bad = s.internal.iter().find(|r| parse_range(r).is_none());
        if let Some(range) = bad {
            errors.push(FieldError::at("settings/internal", "site-bad-range").with("range", range));
        } else if s.internal.len() > RANGES_MAX {
            errors.push(
                FieldError::at("settings/internal", "site-many-ranges").with("limit", RANGES_MAX),
            );
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(errors)
        }
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        Ok(store::keep_settings(scene.conn, permit, &self.settings, scene.now).await?)
    }
}

fn too_long(field: &str, text: &str, limit: usize) -> Option<FieldError> {
    (text.chars().count() > limit)
        .then(|| FieldError::at(field, "field-too-long").with("limit", limit))
}

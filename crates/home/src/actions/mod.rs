//! Founding the centre, changing what was said then, and asking for a job again.

use charter::Facts;
use desk::{Act, Centre, FieldError, Permit, Refusal, Scene, Subject, centre};
use kernel::CentreId;
use kernel::jobs;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

mod founding;

pub(crate) use founding::found;
pub use founding::{FirstSetUp, SampleFault};

/// Licences of the compliance rules, as `compliance` names them.
pub(crate) const LICENCES: [&str; 7] = [
    "medical-institution",
    "pt-clinic",
    "ot-clinic",
    "slt-clinic",
    "ltc",
    "none",
    "unset",
];
/// Jurisdictions that can be switched on.
pub(crate) const JURISDICTIONS: [&str; 5] = ["TW", "HK", "CN", "MO", "EU"];
/// Currencies offered; ISO 4217.
pub(crate) const CURRENCIES: [&str; 5] = ["TWD", "HKD", "CNY", "MOP", "USD"];

/// Founds the centre: the first act of all.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    pub centre: CentreId,
    pub name: String,
    pub zone: String,
    pub currency: String,
    pub licence: String,
    pub jurisdictions: Vec<String>,
    /// BCP 47 tag, `zh-Hant` or `en`.
    #[serde(default = "first_language")]
    pub lang: String,
    pub sample: bool,
}

fn first_language() -> String {
    "zh-Hant".to_owned()
}

impl Act for SetUp {
    const KIND: &'static str = "centre.setup";
    type Done = CentreId;

    fn subject(&self) -> Subject {
        Subject::of("centre", self.centre)
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        check_centre(
            &self.name,
            &self.zone,
            &self.currency,
            &self.licence,
            &self.jurisdictions,
        )
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<CentreId, Refusal> {
        if !centre::all(scene.conn).await?.is_empty() {
            return Err(Refusal::conflict("home-set-up-already"));
        }
        let founded = Centre {
            id: self.centre,
            name: self.name.trim().to_owned(),
            zone: self.zone.clone(),
            currency: self.currency.clone(),
            licence: self.licence.clone(),
            jurisdictions: self.jurisdictions.clone(),
            lang: self.lang.clone(),
            sample: self.sample,
        };
        centre::found(scene.conn, permit, &founded, scene.now).await?;
        Ok(self.centre)
    }
}

/// Changes name, zone, currency, licence or jurisdictions.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeCentre {
    pub name: String,
    pub zone: String,
    pub currency: String,
    pub licence: String,
    pub jurisdictions: Vec<String>,
}

impl Act for ChangeCentre {
    const KIND: &'static str = "site.settings.centre";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::any("centre")
    }

    fn check(&self) -> Result<(), Vec<FieldError>> {
        check_centre(
            &self.name,
            &self.zone,
            &self.currency,
            &self.licence,
            &self.jurisdictions,
        )
    }

    async fn title(&self, _scene: &Scene<'_>) -> Result<String, Refusal> {
        Ok(self.name.clone())
    }

    async fn facts(&self, scene: &Scene<'_>) -> Result<Facts, Refusal> {
        let now = centre::of(scene.conn, scene.centre).await?;
        Ok(Facts::of("site.settings").flag("brand_change", now.name != self.name.trim()))
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let now = centre::of(scene.conn, scene.centre).await?;
        let changed = Centre {
            name: self.name.trim().to_owned(),
            zone: self.zone.clone(),
            currency: self.currency.clone(),
            licence: self.licence.clone(),
            jurisdictions: self.jurisdictions.clone(),
            ..now
        };
        Ok(centre::change(scene.conn, permit, &changed).await?)
    }
}

/// Asks for a job again that failed or came too late.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetryJob {
    pub job: Uuid,
}

impl Act for RetryJob {
    const KIND: &'static str = "job.retry";
    type Done = ();

    fn subject(&self) -> Subject {
        Subject::of("job", self.job)
    }

    async fn perform(&self, scene: &Scene<'_>, permit: &Permit) -> Result<(), Refusal> {
        let again = jobs::retry(scene.conn, permit.centre(), self.job, scene.now).await?;
        if again {
            Ok(())
        } else {
            Err(Refusal::conflict("home-job-not-waiting"))
        }
    }
}

fn check_centre(
    name: &str,
    zone: &str,
    currency: &str,
    licence: &str,
    jurisdictions: &[String],
) -> Result<(), Vec<FieldError>> {
    let mut errors = Vec::new();
    if name.trim().is_empty() {
        errors.push(FieldError::at("name", "field-empty"));
    }
    if name.chars().count() > 100 {
        errors.push(FieldError::at("name", "field-too-long").with("limit", 100));
    }
    if jiff::tz::TimeZone::get(zone).is_err() {
        errors.push(FieldError::at("zone", "home-unknown-zone"));
    }
    if !CURRENCIES.contains(&currency) {
        errors.push(FieldError::at("currency", "home-unknown-choice"));
    }
    if !LICENCES.contains(&licence) {
        errors.push(FieldError::at("licence", "home-unknown-choice"));
    }
    if jurisdictions.is_empty()
        || !jurisdictions
            .iter()
            .all(|j| JURISDICTIONS.contains(&j.as_str()))
    {
        errors.push(FieldError::at("jurisdictions", "home-jurisdiction-needed"));
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors)
    }
}

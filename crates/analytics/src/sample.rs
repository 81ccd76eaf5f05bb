//! Targets of the sample centre, set by the head.

use charter::Position;
use desk::Refusal;
use frame::SampleCentre;

use crate::actions::SetTarget;
use crate::model::Grain;

/// Indicator, grain, target in thousandths.
const TARGETS: [(&str, Grain, i64); 9] = [
    ("kpi.leads-generated", Grain::Month, 25_000),
    ("kpi.leads-generated", Grain::Quarter, 75_000),
    ("kpi.campaign-conversion-rate", Grain::Month, 5_000),
    ("kpi.content-read-share-rate", Grain::Month, 4_000),
    ("kpi.content-read-share-rate", Grain::Quarter, 4_000),
    ("kpi.web-traffic-dwell", Grain::Month, 600_000),
    ("kpi.content-output-quality", Grain::Month, 4_000),
    ("kpi.content-output-quality", Grain::Quarter, 12_000),
    ("kpi.customer-satisfaction", Grain::Month, 85_000),
];

/// Sets the targets in force since before the sample's first campaign.
pub(crate) async fn fill(sample: SampleCentre) -> Result<(), Refusal> {
    sample.days_ago(95, 2);
    for (kpi, grain, thousandths) in TARGETS {
        let act = SetTarget {
            kpi: kpi.into(),
            grain,
            from: sample.clock.now(),
            thousandths,
        };
        sample.does(Position::HEAD, &act).await?;
    }
    Ok(())
}

//! Its part of the sample centre.
pub async fn fill(_sample: frame::SampleCentre) -> Result<(), desk::Refusal> {
    Ok(())
}

use crate::run::Result;
pub fn check() -> Result {
    Ok(())
}

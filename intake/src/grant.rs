//! Grants: what entitles a visit to upload, one envelope each. Only their hashes stay here.

use lakzegel_contract::ProblemType;
use lakzegel_crypto::Manifest;
use sha2::{Digest as _, Sha256};

use crate::{
    login::LoginKey,
    random,
    store::{GrantHash, Store},
    time::{DAY, today},
};

/// The hash under which a grant is stored. `None` for a text that cannot be a grant.
pub fn hash(grant: &str) -> Option<GrantHash> {
    Some(Sha256::digest(random::decode(grant)?).into())
}

/// The last day on which grants that are given now count, in days since 1970: as long as a letter may wait after the visit.
pub fn last_day(manifest: &Manifest) -> u64 {
    today() + manifest.visit_life.saturating_add(manifest.outbox_life).div_ceil(DAY)
}

/// Gives a visit as many grants as the manifest says, or as many as the person's limit for the day leaves. `subject` is the provider's name
/// for the sender, and `issuer` names the provider.
///
/// # Errors
///
/// [`ProblemType::VolumeLimit`] if nothing is left for today; [`ProblemType::Internal`] if the database or the random source fails.
pub async fn give(
    store: &Store,
    key: &LoginKey,
    manifest: &Manifest,
    issuer: &str,
    subject: &str,
) -> Result<Vec<String>, ProblemType> {
    let mut grants = (0..manifest.letters_per_visit).map(|_| random::text()).collect::<Result<Vec<_>, _>>()?;
    let hashes: Vec<_> = grants.iter().filter_map(|grant| hash(grant)).collect();
    let (day, last_day) = (today(), last_day(manifest));
    // Screening watches limits for longer than a day: nothing here recognises a person from one day to the next.
    let limit = manifest.volume_limits.iter().filter(|limit| limit.days == 1).map(|limit| limit.letters).min();
    let Some(limit) = limit else {
        store.add_grants(&hashes, last_day).await?;
        return Ok(grants);
    };
    let salt = store.day_salt(day, &random::bytes()?).await?;
    let person = key.derive("volume", &[&salt, issuer.as_bytes(), subject.as_bytes()]);
    let given = store.add_grants_within(&person, day, limit, &hashes, last_day).await?;
    grants.truncate(given);
    if grants.is_empty() { Err(ProblemType::VolumeLimit) } else { Ok(grants) }
}

//! Visitor codes: screening says by slow hash whom to admit on a day, and whoever shows the admission half of such a code is admitted
//! once. Nothing here proves who somebody is: the proof half goes inside the seal, and the intake never sees it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_crypto::{
    note::MAX_NOTE_BYTES,
    visitor_code::{Admission, Admissions, CodeHalf},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tokio::{sync::Semaphore, task::spawn_blocking};
use zeroize::Zeroize as _;

use crate::{
    Shared, body,
    identity::{grant_hash, grants_last_day, is_random_text, parameter},
    problem::Problem,
    store::Admitted,
    time::today,
};

/// The longest request for admission, in bytes: half a code and a nonce.
const LONGEST_REQUEST: usize = 1024;
/// How many tries may come at once.
const BURST: u32 = 30;
/// After this time there is one try more. With 2^54 codes, a day's tries find one of ten thousand once in some 80,000 years
/// (docs/threat-model.md has the arithmetic).
const REFILL: Duration = Duration::from_secs(1);

/// How many tries are left, for everybody together: whoever guesses does so from as many addresses as he likes.
pub struct Tries {
    /// The tries that are left, and since when they have been counted up.
    left: Mutex<(u32, Instant)>,
    /// A slow hash takes 19 MiB and a core: one at a time, whether anybody still waits for it or not.
    hashing: Arc<Semaphore>,
}

impl Tries {
    /// A full measure.
    pub fn new() -> Self {
        Self { left: Mutex::new((BURST, Instant::now())), hashing: Arc::new(Semaphore::new(1)) }
    }

    /// Takes one, if there is one.
    fn take(&self, now: Instant) -> Result<(), Problem> {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let (count, since) = *left;
        let gained = u32::try_from(now.saturating_duration_since(since).as_secs() / REFILL.as_secs()).unwrap_or(u32::MAX);
        let count = count.saturating_add(gained).min(BURST);
        *left = (count.checked_sub(1).ok_or(Problem::TooMany)?, since + REFILL * gained);
        Ok(())
    }
}

/// `POST /v1/admission`: the admission half of a visitor code and the visit's nonce. The first visit that shows a code is admitted; the
/// same visit again, after a lost answer, gets the same grants.
pub async fn admit(State(app): State<Shared>, headers: HeaderMap, body: Body) -> Result<Response, Problem> {
    body::expect_media_type(&headers, "application/x-www-form-urlencoded")?;
    let mut form = body::read(body, LONGEST_REQUEST, app.limits.body).await?;
    let (typed, nonce) = (parameter(&form, "admission"), parameter(&form, "nonce"));
    form.zeroize();
    let nonce = nonce.filter(|nonce| is_random_text(nonce)).ok_or(Problem::BadLogin)?;
    let half = typed.and_then(|mut typed| {
        let half = CodeHalf::<Admission>::parse(&typed).ok();
        typed.zeroize();
        half
    });
    // A typing error is found by the client. What comes here with one is a program's, and costs no try.
    let half = half.ok_or(Problem::UnknownCode)?;
    let served = app.manifests.current();
    if !served.manifest.visitor_codes {
        return Err(Problem::NotFound);
    }
    app.tries.take(Instant::now())?;
    let (origin, day) = (served.manifest.origin.clone(), today());
    let turn = app.tries.hashing.clone().acquire_owned().await.map_err(|_| Problem::Internal)?;
    let hash = spawn_blocking(move || {
        let _until_it_is_done = turn;
        half.hash(&origin, day)
    });
    let hash = hash.await.map_err(|_| Problem::Internal)?;

    let grants = (0..served.manifest.letters_per_visit).map(|number| {
        let grant = app.login_key.derive("admission", &[&hash, nonce.as_bytes(), &number.to_be_bytes()]);
        Base64UrlUnpadded::encode_string(&grant)
    });
    let grants: Vec<_> = grants.collect();
    let hashes: Vec<_> = grants.iter().filter_map(|grant| grant_hash(grant)).collect();
    let owner = Sha256::digest(nonce.as_bytes()).into();
    match app.store.admit(&hash, day, &owner, &hashes, grants_last_day(&served.manifest)).await? {
        Admitted::Now | Admitted::Again => Ok(Json(json!({ "grants": grants })).into_response()),
        Admitted::Other => Err(Problem::UsedCode),
        Admitted::Unknown => Err(Problem::UnknownCode),
    }
}

/// `POST /v1/admissions`, from screening: a signed list of whom to admit. What is known already stays as it is, used or not.
pub async fn post_admissions(State(app): State<Shared>, headers: HeaderMap, body: Body) -> Result<StatusCode, Problem> {
    body::expect_media_type(&headers, "text/plain")?;
    let note = body::read(body, MAX_NOTE_BYTES, app.limits.body).await?;
    let note = String::from_utf8(note).map_err(|_| Problem::BadAdmissions)?;
    let served = app.manifests.current();
    let list = Admissions::verify(&note, &served.manifest.origin, &served.manifest.verdict_key);
    let list = list.map_err(|_| Problem::BadAdmissions)?;
    app.store.put_admissions(list.day, &list.hashes).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{BURST, REFILL, Tries};
    use crate::problem::Problem;

    #[test]
    fn tries_run_out_and_come_back_one_by_one() {
        let (tries, start) = (Tries::new(), Instant::now());
        for number in 0..BURST {
            assert_eq!(tries.take(start), Ok(()), "{number}");
        }
        assert_eq!(tries.take(start), Err(Problem::TooMany));
        let later = start + REFILL * 2 + Duration::from_millis(1);
        assert_eq!((tries.take(later), tries.take(later), tries.take(later)), (Ok(()), Ok(()), Err(Problem::TooMany)));
        let much_later = later + Duration::from_secs(3600);
        let all = (0..2 * BURST).filter(|_| tries.take(much_later).is_ok()).count();
        assert_eq!(all, BURST as usize, "never more than a full measure");
    }
}

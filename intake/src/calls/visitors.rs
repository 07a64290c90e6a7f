//! Visitor codes: screening announces the slow hashes of a day's codes, and the admission half of such a code admits one visit. Nothing here
//! proves who somebody is: the proof half goes inside the seal, and the intake never sees it.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use base64ct::{Base64UrlUnpadded, Encoding as _};
use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType};
use lakzegel_crypto::{
    note::MAX_NOTE_BYTES,
    visitor_code::{Admission, Admissions, CodeHalf},
};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroize as _;

use crate::{
    address::Client,
    grant,
    login::LoginKey,
    manifest::Manifests,
    problem::Problem,
    random,
    request::{self, parameter},
    serve::Limits,
    store::{AdmitOutcome, Store},
    time::today,
    tries::Tries,
};

/// The longest request for admission, in bytes: half a code and a nonce.
const LONGEST_REQUEST: usize = 1024;

/// `POST /v1/admission`: the admission half of a visitor code and the visit's nonce. The first visit that shows a code is admitted; the
/// same visit again, after a lost answer, gets the same grants.
pub async fn admit(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(login_key): State<Arc<LoginKey>>,
    State(tries): State<Arc<Tries>>,
    State(limits): State<Limits>,
    Client(address): Client,
    request: Request,
) -> Result<Response, Problem> {
    let (Parts { headers, .. }, body) = request.into_parts();
    request::expect_media_type(&headers, LOGIN_MEDIA_TYPE)?;
    let mut form = request::read(body, LONGEST_REQUEST, limits.body).await?;
    let (typed, nonce) = (parameter(&form, "admission"), parameter(&form, "nonce"));
    form.zeroize();
    let nonce = nonce.filter(|nonce| random::is_text(nonce)).ok_or(ProblemType::BadLogin)?;
    let half = typed.and_then(|mut typed| {
        let half = CodeHalf::<Admission>::parse(&typed).ok();
        typed.zeroize();
        half
    });
    // The client finds typing errors by the checksum. A code that has one here was not typed, and costs no try.
    let half = half.ok_or(ProblemType::UnknownCode)?;
    let served = manifests.current();
    if !served.manifest.visitor_codes {
        return Err(ProblemType::NotFound.into());
    }
    let day = today();
    let hash = tries.hash(address, half, served.manifest.origin.clone(), day).await?;

    let grants = (0..served.manifest.letters_per_visit).map(|number| {
        let grant = login_key.derive("admission", &[&hash, nonce.as_bytes(), &number.to_be_bytes()]);
        Base64UrlUnpadded::encode_string(&grant)
    });
    let grants: Vec<_> = grants.collect();
    let hashes: Vec<_> = grants.iter().filter_map(|grant| grant::hash(grant)).collect();
    let owner = Sha256::digest(nonce.as_bytes()).into();
    match store.admit(&hash, day, &owner, &hashes, grant::last_day(&served.manifest)).await? {
        AdmitOutcome::Admitted | AdmitOutcome::SameVisit => Ok(Json(json!({ "grants": grants })).into_response()),
        AdmitOutcome::OtherVisit => Err(ProblemType::UsedCode.into()),
        AdmitOutcome::UnknownCode => Err(ProblemType::UnknownCode.into()),
    }
}

/// `POST /v1/admissions`, from screening: a signed list of codes. Codes that are known already stay as they are, used or not.
pub async fn post_admissions(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(limits): State<Limits>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let note = request::note(&headers, body, MAX_NOTE_BYTES, limits.body, ProblemType::BadAdmissions).await?;
    let served = manifests.current();
    let list = Admissions::verify(&note, &served.manifest.origin, &served.manifest.verdict_key);
    let list = list.map_err(|_| ProblemType::BadAdmissions)?;
    store.put_admissions(list.day, &list.hashes).await?;
    Ok(StatusCode::NO_CONTENT)
}

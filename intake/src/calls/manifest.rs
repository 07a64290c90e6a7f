//! `/v1/manifest`: the manifest in use, byte for byte as it was signed, and behind it the statement that it is the newest. Screening brings that.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY},
    },
    response::{IntoResponse, Response},
};
use lakzegel_contract::{ProblemType, served};

use crate::{
    answer::{NO_CACHE, TEXT},
    manifest::Manifests,
    problem::Problem,
    request,
    serve::Limits,
    store::Store,
};

const GZIP: &str = "gzip";
/// The longest statement of freshness, in bytes. The deployment's name is in it once, and has at most 255.
const LONGEST_FRESHNESS: usize = 1_024;

/// `GET /v1/manifest`: compressed, if the caller takes that, for it is on the way of each first visit.
pub async fn get(State(manifests): State<Arc<Manifests>>, headers: HeaderMap) -> Response {
    let served = manifests.current();
    let common = [(CONTENT_TYPE, TEXT), (CACHE_CONTROL, NO_CACHE), (VARY, served::VARY)];
    if request::accepts(&headers, GZIP) {
        (common, [(CONTENT_ENCODING, GZIP)], served.gzip.clone()).into_response()
    } else {
        (common, served.answer.clone()).into_response()
    }
}

/// `POST /v1/freshness` on the screening listener: the manifest in use is the newest, by the manifest's own key.
pub async fn post_freshness(
    State(store): State<Arc<Store>>,
    State(manifests): State<Arc<Manifests>>,
    State(limits): State<Limits>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Problem> {
    let note = request::note(&headers, body, LONGEST_FRESHNESS, limits.body, ProblemType::BadFreshness).await?;
    if manifests.take_freshness(note, &store).await? { Ok(StatusCode::NO_CONTENT) } else { Err(ProblemType::BadFreshness.into()) }
}

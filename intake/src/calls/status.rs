//! `GET /v1/statuses/{lookup}`: the encrypted status of a letter, which only its reference decrypts.

use std::sync::Arc;

use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::LookupId;

use crate::{answer::BYTES, problem::Problem, request::Id, store::Store};

/// Always the same number of bytes. Neither they nor the headers tell which letter they are about.
pub async fn get(State(store): State<Arc<Store>>, Id(lookup): Id<LookupId>) -> Result<impl IntoResponse, Problem> {
    let status = store.status(&lookup).await?.ok_or(ProblemType::NotFound)?;
    Ok(([(CONTENT_TYPE, BYTES)], status))
}

//! `GET /v1/statuses/{lookup}`: the encrypted status of a letter, for whoever has its reference.

use std::sync::Arc;

use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse};
use lakzegel_contract::ProblemType;
use lakzegel_crypto::LookupId;

use crate::{answer::BYTES, problem::Problem, request::Id, store::Store};

/// Always the same number of bytes, and nothing in them or around them tells what letter they are about.
pub async fn get(State(store): State<Arc<Store>>, Id(lookup): Id<LookupId>) -> Result<impl IntoResponse, Problem> {
    let status = store.status(&lookup).await?.ok_or(ProblemType::NotFound)?;
    Ok(([(CONTENT_TYPE, BYTES)], status))
}

//! `GET /v1/statuses/{lookup}`: the encrypted status of a letter, for whoever has its reference.

use axum::{extract::State, http::header::CONTENT_TYPE, response::IntoResponse};
use lakzegel_crypto::LookupId;

use crate::{Shared, api::Id, problem::Problem};

/// Always the same number of bytes, and nothing in them or around them tells what letter they are about.
pub async fn get(State(app): State<Shared>, Id(lookup): Id<LookupId>) -> Result<impl IntoResponse, Problem> {
    let status = app.store.status(&lookup).await?.ok_or(Problem::NotFound)?;
    Ok(([(CONTENT_TYPE, "application/octet-stream")], status))
}

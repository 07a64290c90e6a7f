//! `GET /v1/manifest`: the manifest in use, byte for byte as it was signed.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};

use crate::{
    answer::{NO_CACHE, TEXT},
    manifest::Manifests,
};

/// `GET /v1/manifest`
pub async fn get(State(manifests): State<Arc<Manifests>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, TEXT), (CACHE_CONTROL, NO_CACHE)], manifests.current().note.clone())
}

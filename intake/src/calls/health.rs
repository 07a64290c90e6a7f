//! `GET /healthz`: whether letters can be stored and proved now.

use std::sync::Arc;

use axum::{Json, extract::State, response::IntoResponse};
use lakzegel_contract::ProblemType;
use serde_json::json;

use crate::{log::Log, manifest::Manifests, problem::Problem, store::Store, time::now, writer::Writer};

/// `GET /healthz`: the database answers, the log in it is the one that has been shown, the writer runs, and the manifest is one that clients
/// accept.
pub async fn get(
    State(store): State<Arc<Store>>,
    State(log): State<Arc<Log>>,
    State(manifests): State<Arc<Manifests>>,
    State(writer): State<Writer>,
) -> Result<impl IntoResponse, Problem> {
    store.check().await?;
    log.follow(&store).await?;
    let expires = manifests.current().manifest.expires;
    if writer.has_ended() || now() >= expires {
        return Err(ProblemType::Internal.into());
    }
    Ok(Json(json!({ "status": "ok", "manifest_expires": expires })))
}

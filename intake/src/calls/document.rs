//! `GET /openapi.json`: the description of all calls.

use std::borrow::Cow;

use axum::{
    http::header::{CACHE_CONTROL, CONTENT_TYPE},
    response::IntoResponse,
};

use crate::answer::NO_CACHE;

/// `GET /openapi.json`
pub async fn get() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, NO_CACHE)], document(include_str!("../../openapi.json")))
}

#[cfg(not(feature = "demo"))]
fn document(calls: &'static str) -> Cow<'static, str> {
    calls.into()
}

/// The document with the demo's calls in it. A release's document has no trace of them.
#[cfg(feature = "demo")]
fn document(calls: &'static str) -> Cow<'static, str> {
    use serde_json::Value;

    let read = |text| serde_json::from_str::<Value>(text).expect("both files are JSON, as a test shows");
    let (mut all, own) = (read(calls), read(include_str!("demo.openapi.json")));
    for part in ["/paths", "/components/parameters"] {
        if let (Some(Value::Object(all)), Some(Value::Object(own))) = (all.pointer_mut(part), own.pointer(part)) {
            all.extend(own.clone());
        }
    }
    if let (Some(Value::Array(all)), Some(Value::Array(own))) = (all.pointer_mut("/tags"), own.pointer("/tags")) {
        all.extend(own.clone());
    }
    all.to_string().into()
}

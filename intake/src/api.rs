//! Every call of both listeners in one table, and what every answer carries: the one policy for browsers, and a count in the journal.

use std::{fmt::Display, str::FromStr};

use axum::{
    Router,
    extract::{FromRequestParts, Path, Request, State},
    handler::Handler,
    http::{
        HeaderName, HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS},
        request::Parts,
    },
    middleware::{Next, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};

use crate::{Shared, client, identity, log, manifest, problem::Problem, screening, status, upload, visitors};

/// The media type of notes and receipts.
pub const TEXT: &str = "text/plain; charset=utf-8";
/// May be kept, but must be asked for again each time.
pub const NO_CACHE: &str = "no-cache";

/// The one content security policy. Nothing from elsewhere, nothing inline but the icon, no forms, no frames.
///
/// Bytes that are not HTTP at all, or headers without end, never come this far: the HTTP library answers them with an empty 400 or 431.
pub const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
                       font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
                       form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lakzegel";

/// One call: where, what it is called in the journal, and what answers it.
pub struct Call {
    /// The method; `GET` answers `HEAD` as well.
    pub method: Method,
    /// The path, as axum writes it.
    pub path: &'static str,
    action: &'static str,
    object: &'static str,
    to: MethodRouter<Shared>,
}

impl Call {
    /// `action` and `object` are what the journal counts it as.
    pub fn new<H, T>(method: Method, path: &'static str, action: &'static str, object: &'static str, to: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("the table has ordinary methods only");
        Self { method, path, action, object, to: on(filter, to) }
    }
}

/// The calls of the public listener, without the client's files.
pub fn public() -> Vec<Call> {
    let mut calls = vec![
        Call::new(Method::GET, "/v1/manifest", "read", "manifest", manifest::get),
        Call::new(Method::GET, "/v1/identity/{provider}/start", "start", "login", identity::start),
        Call::new(Method::POST, "/v1/identity/callback", "finish", "login", identity::callback),
        Call::new(Method::POST, "/v1/admission", "admit", "visitor", visitors::admit),
        Call::new(Method::PUT, "/v1/envelopes/{id}", "store", "envelope", upload::put),
        Call::new(Method::GET, "/v1/receipts/{id}", "read", "receipt", log::get_receipt),
        Call::new(Method::GET, "/v1/statuses/{lookup}", "read", "status", status::get),
        Call::new(Method::GET, "/checkpoint", "read", "checkpoint", log::get_checkpoint),
        Call::new(Method::GET, "/tile/{*path}", "read", "tile", log::get_tile),
        Call::new(Method::GET, "/healthz", "check", "health", health),
        Call::new(Method::GET, "/openapi.json", "read", "document", document),
    ];
    calls.extend(identity::provider_calls());
    calls
}

/// The calls of the screening listener.
pub fn screening() -> Vec<Call> {
    vec![
        Call::new(Method::GET, "/v1/manifest", "read for screening", "manifest", manifest::get),
        Call::new(Method::GET, "/checkpoint", "read for screening", "checkpoint", log::get_checkpoint),
        Call::new(Method::GET, "/tile/{*path}", "read for screening", "tile", log::get_tile),
        Call::new(Method::GET, "/v1/envelopes/{id}", "read for screening", "envelope", screening::get_envelope),
        Call::new(Method::PUT, "/v1/statuses/{lookup}", "publish", "status", screening::put_status),
        Call::new(Method::POST, "/v1/admissions", "announce", "visitors", visitors::post_admissions),
        Call::new(Method::POST, "/v1/cosignatures", "cosign", "checkpoint", screening::post_cosignature),
    ]
}

/// The public listener: the calls and the client.
pub fn public_router(app: &Shared) -> Router {
    finish(router(public()).fallback(client::get), app)
}

/// The screening listener: nothing without the token.
pub fn screening_router(app: &Shared) -> Router {
    let calls = router(screening()).fallback(async || Problem::NotFound);
    finish(calls.layer(from_fn_with_state(app.clone(), screening::require_token)), app)
}

/// What answers when there are too many connections.
pub fn busy_router(app: &Shared) -> Router {
    finish(Router::new().fallback(async || Problem::Busy), app)
}

fn router(calls: Vec<Call>) -> Router<Shared> {
    let add = |router: Router<Shared>, Call { path, action, object, to, .. }| {
        let name = move |response: Response| async move { counted_as(action, object, response) };
        router.route(path, to.layer(map_response(name)))
    };
    calls.into_iter().fold(Router::new(), add).method_not_allowed_fallback(other_method)
}

/// `OPTIONS`, and methods that a place does not have. axum adds `Allow`.
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS { StatusCode::NO_CONTENT.into_response() } else { Problem::WrongMethod.into_response() }
}

/// Gives an answer the name under which the journal counts it.
pub fn counted_as(action: &'static str, object: &'static str, mut response: Response) -> Response {
    response.extensions_mut().insert(Name { action, object });
    response
}

/// What a call is counted as.
#[derive(Clone, Copy)]
struct Name {
    action: &'static str,
    object: &'static str,
}

fn finish(router: Router<Shared>, app: &Shared) -> Router {
    router.layer(from_fn_with_state(app.clone(), every_answer)).with_state(app.clone())
}

/// Counts the answer, and puts on it what every answer has.
async fn every_answer(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Name { action, object } = response.extensions().get().copied().unwrap_or(Name { action: "connect", object: "listener" });
    let result = match response.extensions().get::<Problem>() {
        Some(problem) => problem.name(),
        None if response.status() == StatusCode::CREATED => "stored",
        None => "done",
    };
    app.journal.count(action, object, result);
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

const HEADERS: [(HeaderName, &str); 6] = [
    (CONTENT_SECURITY_POLICY, CSP),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// An id in the path, in lower-case hexadecimal. What is not one names nothing.
pub struct Id<T>(pub T);

impl<T: FromStr + Display> FromRequestParts<Shared> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Problem> {
        let Path(text) = Path::<String>::from_request_parts(parts, app).await.map_err(|_| Problem::NotFound)?;
        // Each thing has one address: the same id in upper case is not it.
        text.parse().ok().filter(|id: &T| id.to_string() == text).map(Self).ok_or(Problem::NotFound)
    }
}

/// `GET /healthz`: storage answers, the log in it is the one that has been shown, the writer lives, and the manifest is one that clients
/// accept.
async fn health(State(app): State<Shared>) -> Result<impl IntoResponse, Problem> {
    app.store.check().await?;
    app.log.follow(&app.store).await?;
    let expires = app.manifests.current().manifest.expires;
    if app.uploads.is_closed() || crate::time::now() >= expires {
        return Err(Problem::Internal);
    }
    Ok(axum::Json(serde_json::json!({ "status": "ok", "manifest_expires": expires })))
}

/// `GET /openapi.json`
async fn document() -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, NO_CACHE)], identity::document(include_str!("../openapi.json")))
}

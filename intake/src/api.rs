//! The table of all calls of both listeners, in whose room each is worked on, and what every answer has: the headers for browsers, and a count in the
//! journal.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Router,
    extract::{Request, State},
    handler::Handler,
    http::{
        HeaderName, HeaderValue, Method, StatusCode,
        header::{CACHE_CONTROL, STRICT_TRANSPORT_SECURITY},
    },
    middleware::{Next, from_fn, from_fn_with_state, map_response},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use lakzegel_contract::{
    ProblemType, path,
    served::{EVERY_ANSWER, NO_STORE},
};

#[cfg(feature = "demo")]
use crate::calls::demo;
use crate::{
    answer::{JournalName, counted_as},
    app::App,
    calls::{client, document, health, identity, log, manifest, missing, screening, status, upload, visitors, wipe},
    config::PublicUrl,
    journal::Journal,
    problem::Problem,
    request,
    rooms::{Kind, Rooms},
    serve::{Answers, Limits},
};

/// One call: method, path, name in the journal, and handler.
pub struct Call {
    /// The method; `GET` answers `HEAD` as well.
    pub method: Method,
    /// The path, as axum writes it.
    pub path: &'static str,
    action: &'static str,
    object: &'static str,
    kind: Option<Kind>,
    handler: MethodRouter<App>,
}

impl Call {
    /// The journal counts the call as `action` and `object`.
    ///
    /// # Panics
    ///
    /// If axum does not route the method.
    pub fn new<H, T>(method: Method, path: &'static str, action: &'static str, object: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("the table has ordinary methods only");
        Self { method, path, action, object, kind: None, handler: on(filter, handler) }
    }

    /// The call waits for something, and needs a place in the room of its kind for that. A form that comes with it is read before.
    fn in_room(self, kind: Kind) -> Self {
        Self { kind: Some(kind), ..self }
    }
}

/// The calls of the public listener, without the client's files. What has no room is answered from memory; an upload enters its room itself, for it
/// is in there twice, and its body comes in between.
pub fn public() -> Vec<Call> {
    vec![
        Call::new(Method::GET, path::MANIFEST, "read", "manifest", manifest::get),
        Call::new(Method::POST, path::IDENTITY_START, "start", "login", identity::start).in_room(Kind::Login),
        Call::new(Method::POST, path::IDENTITY_CALLBACK, "finish", "login", identity::callback).in_room(Kind::Login),
        Call::new(Method::POST, path::ADMISSION, "admit", "visitor", visitors::admit).in_room(Kind::Admission),
        Call::new(Method::PUT, path::ENVELOPE, "store", "envelope", upload::put),
        Call::new(Method::POST, path::WIPE, "wipe", "device", wipe::post),
        Call::new(Method::GET, path::RECEIPT, "read", "receipt", log::get_receipt).in_room(Kind::Read),
        Call::new(Method::GET, path::STATUS, "read", "status", status::get).in_room(Kind::Read),
        Call::new(Method::GET, path::MISSING, "read", "statements", missing::get).in_room(Kind::Read),
        Call::new(Method::GET, "/checkpoint", "read", "checkpoint", log::get_checkpoint).in_room(Kind::Read),
        Call::new(Method::GET, "/tile/{*path}", "read", "tile", log::get_tile).in_room(Kind::Read),
        Call::new(Method::GET, "/healthz", "check", "health", health::get).in_room(Kind::Read),
        Call::new(Method::GET, "/openapi.json", "read", "document", document::get),
        #[cfg(feature = "demo")]
        Call::new(Method::GET, "/demo/identity", "choose", "demo person", demo::page),
        #[cfg(feature = "demo")]
        Call::new(Method::GET, "/demo/identity/choose/{person}", "choose", "demo person", demo::choose),
        #[cfg(feature = "demo")]
        Call::new(Method::GET, "/demo/identity/style.css", "read", "demo page", demo::style),
        #[cfg(feature = "demo")]
        Call::new(Method::GET, "/demo/identity/jwks.json", "read", "demo keys", demo::keys),
        #[cfg(feature = "demo")]
        Call::new(Method::GET, "/demo/identity/.well-known/openid-configuration", "read", "demo provider", demo::configuration),
    ]
}

/// The calls of the screening listener.
pub fn screening() -> Vec<Call> {
    vec![
        Call::new(Method::GET, path::MANIFEST, "read for screening", "manifest", manifest::get),
        Call::new(Method::GET, "/checkpoint", "read for screening", "checkpoint", log::get_checkpoint),
        Call::new(Method::GET, "/tile/{*path}", "read for screening", "tile", log::get_tile),
        Call::new(Method::GET, path::ENVELOPE, "read for screening", "envelope", screening::get_envelope),
        Call::new(Method::POST, path::STATUSES, "publish", "statuses", screening::post_statuses),
        Call::new(Method::POST, path::ADMISSIONS, "announce", "visitors", visitors::post_admissions),
        Call::new(Method::GET, path::MISSING, "read for screening", "statements", missing::get),
        Call::new(Method::POST, path::MISSING, "state", "lost envelopes", missing::post),
        Call::new(Method::POST, path::FRESHNESS, "state", "freshness", manifest::post_freshness),
        Call::new(Method::POST, path::COSIGNATURES, "cosign", "checkpoint", screening::post_cosignature),
    ]
}

/// What the public listener serves: the calls and the client.
pub fn public_answers(app: &App) -> Answers {
    let calls = router(public(), app).fallback(client::get).layer(from_fn(only_own_pages_change));
    answers(calls.layer(from_fn_with_state(app.client.clone(), client::for_people)), app)
}

/// What the screening listener serves; nothing without the token.
pub fn screening_answers(app: &App) -> Answers {
    let calls = router(screening(), app).fallback(async || Problem(ProblemType::NotFound));
    answers(calls.layer(from_fn_with_state(app.token.clone(), screening::require_token)), app)
}

fn answers(calls: Router<App>, app: &App) -> Answers {
    let busy = Router::new().fallback(async || Problem(ProblemType::Busy));
    let lines = headers(&app.public_url).fold("cache-control: no-store\r\n".to_owned(), |mut lines, (name, value)| {
        // Writing into a text does not fail.
        let _ = write!(lines, "{name}: {value}\r\n");
        lines
    });
    Answers { router: finish(calls, app), busy: finish(busy, app), headers: lines.into() }
}

fn router(calls: Vec<Call>, app: &App) -> Router<App> {
    let add = |router: Router<App>, Call { path, action, object, kind, handler, .. }| {
        let name = move |response: Response| async move { counted_as(JournalName { action, object }, response) };
        let room = kind.map(|kind| from_fn_with_state((app.rooms.clone(), app.limits, kind), enter));
        let handler = room.map_or(handler.clone(), |room| handler.layer(room));
        router.route(path, handler.layer(map_response(name)))
    };
    calls.into_iter().fold(Router::new(), add).method_not_allowed_fallback(other_method)
}

/// Refuses what a page of another website sends, unless it only reads.
async fn only_own_pages_change(request: Request, next: Next) -> Response {
    if request.method().is_safe() || !request::is_foreign(request.headers()) {
        return next.run(request).await;
    }
    Problem(ProblemType::ForeignPage).into_response()
}

/// Answers `OPTIONS`, and methods that a path does not have. axum adds `Allow`.
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        StatusCode::NO_CONTENT.into_response()
    } else {
        Problem(ProblemType::WrongMethod).into_response()
    }
}

/// Lets a call into the room of its kind. A form that comes with it is read before: whoever sends it slowly takes nobody's place.
async fn enter(State((rooms, limits, kind)): State<(Arc<Rooms>, Limits, Kind)>, request: Request, next: Next) -> Response {
    let request = match request::gather(request, limits.form).await {
        Ok(request) => request,
        Err(problem) => return Problem(problem).into_response(),
    };
    match rooms.enter(kind) {
        Ok(_until_it_is_answered) => next.run(request).await,
        Err(problem) => Problem(problem).into_response(),
    }
}

fn finish(router: Router<App>, app: &App) -> Router {
    router.layer(from_fn_with_state((app.journal.clone(), app.public_url.clone()), every_answer)).with_state(app.clone())
}

/// Counts the answer, and adds the headers that every answer has.
async fn every_answer(State((journal, url)): State<(Arc<Journal>, PublicUrl)>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let unnamed = JournalName { action: "connect", object: "listener" };
    let JournalName { action, object } = response.extensions().get().copied().unwrap_or(unnamed);
    let result = match response.extensions().get::<ProblemType>() {
        Some(problem) => problem.name(),
        None if response.status() == StatusCode::CREATED => "stored",
        None => "done",
    };
    journal.count(action, object, result);
    let fields = response.headers_mut();
    for (name, value) in headers(&url) {
        fields.insert(name, HeaderValue::from_static(value));
    }
    fields.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static(NO_STORE));
    response
}

/// Headers of every answer. Where browsers come over TLS, they are to come no other way for a year (RFC 6797).
fn headers(url: &PublicUrl) -> impl Iterator<Item = (HeaderName, &'static str)> + use<> {
    let https = url.is_https().then_some((STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    EVERY_ANSWER.into_iter().map(|(name, value)| (HeaderName::from_static(name), value)).chain(https)
}

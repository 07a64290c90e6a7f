//! Everything that is no call: the client's page and files, compressed as the browser takes them.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, REFRESH, VARY},
    },
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use lakzegel_contract::{
    KIOSK, ProblemType,
    header::KIOSK_IDLE_MINUTES,
    served::{self, KIOSK_REFRESH},
};

use crate::{
    answer::{JournalName, counted_as},
    client::{Client, File, Found, Representation},
    problem::Problem,
    request::{accepts, is_navigation},
};

/// What the journal counts these answers as.
const NAME: JournalName = JournalName { action: "read", object: "client" };
/// What a file can be asked with.
const METHODS: &str = "GET, HEAD";

/// The client's page and files.
pub async fn get(State(client): State<Arc<Client>>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let answer = match client.find(uri.path()) {
        Found::Nothing => Problem(ProblemType::NotFound).into_response(),
        Found::KioskOnly => Redirect::temporary(KIOSK).into_response(),
        Found::Meant(own) => Redirect::temporary(&own).into_response(),
        Found::File(file) | Found::Page { file, kiosk: false } => answer(file, &method, &headers),
        Found::Page { file, kiosk: true } => for_kiosk(answer(file, &method, &headers), &client),
    };
    counted_as(NAME, answer)
}

/// Adds what comes with a kiosk's page.
fn for_kiosk(mut answer: Response, client: &Client) -> Response {
    let headers = answer.headers_mut();
    headers.insert(REFRESH, HeaderValue::from_static(KIOSK_REFRESH));
    let idle = client.kiosk_idle.clone();
    headers.extend(idle.map(|minutes| (HeaderName::from_static(KIOSK_IDLE_MINUTES), minutes)));
    answer
}

/// Gives people the page in the place of a refusal: who has that in the window of a browser can do nothing with a document for programs. Status,
/// headers and count stay the refusal's, and nobody keeps it. A page for kiosks leads to the kiosk.
pub async fn for_people(State(client): State<Arc<Client>>, request: Request, next: Next) -> Response {
    let address = request.uri().path().to_owned();
    let is_navigation = is_navigation(request.method(), request.headers());
    let mut answer = next.run(request).await;
    if !is_navigation || answer.extensions().get::<ProblemType>().is_none() {
        return answer;
    }
    match client.instead(&address) {
        Found::Page { file, kiosk } => {
            *answer.body_mut() = Body::from(file.plain.bytes.clone());
            answer.headers_mut().remove(CONTENT_LENGTH);
            answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
            if kiosk { for_kiosk(answer, &client) } else { answer }
        }
        _ => counted_as(NAME, Redirect::temporary(KIOSK).into_response()),
    }
}

fn answer(file: &File, method: &Method, headers: &HeaderMap) -> Response {
    match *method {
        Method::GET | Method::HEAD => content(file, headers),
        Method::OPTIONS => (StatusCode::NO_CONTENT, [(ALLOW, METHODS)]).into_response(),
        _ => ([(ALLOW, METHODS)], Problem(ProblemType::WrongMethod)).into_response(),
    }
}

/// A file's bytes, or that the browser has them already.
fn content(file: &File, headers: &HeaderMap) -> Response {
    let (encoding, Representation { bytes, etag }) = smallest(file, headers);
    let common = [
        (ETAG, etag.clone()),
        (CACHE_CONTROL, HeaderValue::from_static(file.cache_control)),
        (VARY, HeaderValue::from_static(served::VARY)),
    ];
    let tags = headers.get_all(IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    let known = |tag: &str| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == etag.as_bytes();
    if tags.flat_map(|tags| tags.split(',')).any(|tag| known(tag.trim())) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let mut response = (common, [(CONTENT_TYPE, file.media_type)], bytes.clone()).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The smallest form that the browser takes, and its content coding.
fn smallest<'f>(file: &'f File, headers: &HeaderMap) -> (Option<&'static str>, &'f Representation) {
    [("br", &file.brotli), ("gzip", &file.gzip)]
        .into_iter()
        .find_map(|(name, form)| form.as_ref().filter(|_| accepts(headers, name)).map(|form| (Some(name), form)))
        .unwrap_or((None, &file.plain))
}

//! Requests to the intake, which is the only place that the client talks to. No cookies unless asked, no cache, always a time limit.

use gloo_net::{
    Error,
    http::{Request, RequestBuilder, Response},
};
use js_sys::Promise;
use lakzegel_contract::{PROBLEM_PREFIX, ProblemType};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestCredentials, RequestRedirect};

use crate::browser::js::text_of;

/// The status by which anybody says that there are too many requests (RFC 6585, section 4).
const TOO_MANY: u16 = 429;
/// How long an answer may take, in milliseconds: a full letter over a bad connection takes half a minute.
const TIME_LIMIT: u32 = 60_000;

/// Why there is no answer of the intake's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoAnswer {
    /// None came, or one that was cut short. What was sent may have arrived all the same.
    Nothing,
    /// Somebody answered in the intake's place: the page on which one signs in to a wifi, a filter, a proxy. What was sent may have arrived all the same.
    SomebodyElse,
}

impl From<Error> for NoAnswer {
    fn from(_: Error) -> Self {
        Self::Nothing
    }
}

/// What boot.js throws: `null` where somebody else answers.
impl From<JsValue> for NoAnswer {
    fn from(thrown: JsValue) -> Self {
        if thrown.is_null() { Self::SomebodyElse } else { Self::Nothing }
    }
}

/// That the intake refuses a call.
pub struct Problem {
    /// The problem document: its `type` begins as ours do. `undefined` for a status 429 without one, which counts whoever says it.
    pub document: JsValue,
    /// The answer's status.
    pub status: u16,
    /// For how many seconds to wait, if it says so.
    pub retry_after: Option<u32>,
}

impl Problem {
    /// Its type. `None` if it is of a newer intake than this client.
    pub fn kind(&self) -> Option<ProblemType> {
        ProblemType::from_type(&text_of(&self.document, "type")?)
    }
}

/// Reads an answer, and decides whether it is the intake's: the one place for all calls. What a call gives is known by its shape: `read` gives `None` for
/// anything else. A refusal is known by its problem document. What is named as its media type decides nothing, for whoever stands in between may change it;
/// and whether what has our shape is true is shown by its signature, which nobody in between makes.
///
/// # Errors
///
/// If this is not the intake's answer, or was cut short.
pub async fn said<T>(answer: Response, read: impl FnOnce(Vec<u8>) -> Option<T>) -> Result<Result<T, Problem>, NoAnswer> {
    match body(answer).await? {
        Ok(good) => read(good).map(Ok).ok_or(NoAnswer::SomebodyElse),
        Err(problem) => Ok(Err(problem)),
    }
}

/// [`said`], for what is text.
///
/// # Errors
///
/// See there.
pub async fn said_text<T>(answer: Response, read: impl FnOnce(String) -> Option<T>) -> Result<Result<T, Problem>, NoAnswer> {
    said(answer, |bytes| String::from_utf8(bytes).ok().and_then(read)).await
}

/// What a good answer has in it, be it whose it will.
async fn body(answer: Response) -> Result<Result<Vec<u8>, Problem>, NoAnswer> {
    let bytes = answer.binary().await?;
    let status = answer.status();
    if answer.ok() {
        return Ok(Ok(bytes));
    }
    let document = String::from_utf8(bytes).ok().and_then(|text| js_sys::JSON::parse(&text).ok()).unwrap_or_default();
    let is_ours = text_of(&document, "type").is_some_and(|kind| kind.starts_with(PROBLEM_PREFIX));
    if is_ours || status == TOO_MANY {
        let retry_after = answer.headers().get("retry-after").and_then(|seconds| seconds.parse().ok());
        Ok(Err(Problem { document, status, retry_after }))
    } else {
        Err(NoAnswer::SomebodyElse)
    }
}

/// A request to a path of our own origin, which takes neither cookies along nor answers from the cache. The intake leads no call elsewhere, and whoever does
/// is to be seen: followed, that would fail as if there were no network.
fn plain(request: RequestBuilder) -> RequestBuilder {
    let signal = AbortSignal::timeout_with_u32(TIME_LIMIT);
    let request = request.credentials(RequestCredentials::Omit).cache(RequestCache::NoStore);
    request.redirect(RequestRedirect::Manual).abort_signal(Some(&signal))
}

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/boot.js: the first answer is on its way before this program has started.
    #[wasm_bindgen(js_name = lakzegelManifest, catch)]
    async fn ask_for_manifest() -> Result<JsValue, JsValue>;
    /// There too: those in the browser's language are on their way, the others are asked for.
    #[wasm_bindgen(js_name = lakzegelWords, catch)]
    async fn ask_for_words(code: &str) -> Result<JsValue, JsValue>;
    /// There too: a file as text, by its address and its hash.
    #[wasm_bindgen(js_name = lakzegelFile, catch)]
    async fn ask_for_file(address: &str, integrity: &str) -> Result<JsValue, JsValue>;
}

/// Asks for the manifest. The browser asks as it asks for the page, for the page has asked already (boot.js): a login's cookie may go along.
pub async fn get_manifest() -> Result<Response, NoAnswer> {
    let answer = ask_for_manifest().await?;
    Ok(answer.unchecked_into::<web_sys::Response>().into())
}

/// The first half of a language's table of words, by the language's code. Its hash was built in: the browser compares.
pub async fn get_words(code: &str) -> Result<String, NoAnswer> {
    Ok(ask_for_words(code).await?.as_string().unwrap_or_default())
}

/// Builds a `POST` request.
pub fn post(path: &str) -> RequestBuilder {
    plain(Request::post(path))
}

/// Builds a `PUT` request.
pub fn put(path: &str) -> RequestBuilder {
    plain(Request::put(path))
}

/// Sends a `GET` request.
///
/// # Errors
///
/// If no answer comes.
pub async fn get(path: &str) -> Result<Response, NoAnswer> {
    Ok(plain(Request::get(path)).send().await?)
}

/// A request that was sent. Its answer can be awaited later.
pub struct Sent(Option<Promise>);

impl Sent {
    /// Sends a request at once.
    pub fn now(request: Result<Request, Error>) -> Self {
        Self(request.ok().map(|request| window().fetch_with_request(&request.into())))
    }

    /// Waits for the answer.
    pub async fn answer(self) -> Result<Response, NoAnswer> {
        let answer = JsFuture::from(self.0.ok_or(NoAnswer::Nothing)?).await.map_err(|_| NoAnswer::Nothing)?;
        Ok(answer.unchecked_into::<web_sys::Response>().into())
    }
}

/// Sends a request and waits for the answer.
///
/// # Errors
///
/// If no answer comes.
pub async fn send(request: Result<Request, Error>) -> Result<Response, NoAnswer> {
    Ok(request?.send().await?)
}

/// A file whose hash was built in: the browser compares. It may come from the cache, for its name changes with its content.
pub async fn get_checked(path: &str, integrity: &str) -> Result<String, NoAnswer> {
    Ok(ask_for_file(path, integrity).await?.as_string().unwrap_or_default())
}

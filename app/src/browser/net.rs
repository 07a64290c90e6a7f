//! Requests to the intake, which is the only place that the client talks to. No cookies unless asked, no cache, always a time limit.

use gloo_net::{
    Error,
    http::{Request, RequestBuilder, Response},
};
use js_sys::Promise;
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

/// How long an answer may take, in milliseconds: a full letter over a bad connection takes half a minute.
const TIME_LIMIT: u32 = 60_000;

/// No answer, or one that was cut short. What was sent may have arrived all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

impl From<Error> for Unreachable {
    fn from(_: Error) -> Self {
        Self
    }
}

/// A request to a path of our own origin, which takes neither cookies along nor answers from the cache.
fn plain(request: RequestBuilder) -> RequestBuilder {
    let signal = AbortSignal::timeout_with_u32(TIME_LIMIT);
    request.credentials(RequestCredentials::Omit).cache(RequestCache::NoStore).abort_signal(Some(&signal))
}

#[wasm_bindgen]
extern "C" {
    /// In xtask/tools/boot.js: the first answer is on its way before this program has started.
    #[wasm_bindgen(js_name = lakzegelManifest, catch)]
    async fn ask_for_manifest() -> Result<JsValue, JsValue>;
    /// There too: those in the browser's language are on their way, the others are asked for.
    #[wasm_bindgen(js_name = lakzegelWords, catch)]
    async fn ask_for_words(code: &str) -> Result<JsValue, JsValue>;
}

/// Asks for the manifest. The browser asks as it asks for the page, for the page has asked already (boot.js): a login's cookie may go along.
pub async fn get_manifest() -> Result<Response, Unreachable> {
    let answer = ask_for_manifest().await.map_err(|_| Unreachable)?;
    Ok(answer.unchecked_into::<web_sys::Response>().into())
}

/// The first half of a language's table of words, by the language's code. Its hash was built in: the browser compares.
pub async fn get_words(code: &str) -> Result<String, Unreachable> {
    ask_for_words(code).await.ok().and_then(|words| words.as_string()).ok_or(Unreachable)
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
pub async fn get(path: &str) -> Result<Response, Unreachable> {
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
    pub async fn answer(self) -> Result<Response, Unreachable> {
        let answer = JsFuture::from(self.0.ok_or(Unreachable)?).await.map_err(|_| Unreachable)?;
        Ok(answer.unchecked_into::<web_sys::Response>().into())
    }
}

/// Sends a request and waits for the answer.
///
/// # Errors
///
/// If no answer comes.
pub async fn send(request: Result<Request, Error>) -> Result<Response, Unreachable> {
    Ok(request?.send().await?)
}

/// A file whose hash was built in: the browser compares. It may come from the cache, for its name changes with its content.
pub async fn get_checked(path: &str, integrity: &str) -> Result<String, Unreachable> {
    let answer = plain(Request::get(path)).cache(RequestCache::Default).integrity(integrity).send().await?;
    if answer.ok() { Ok(answer.text().await?) } else { Err(Unreachable) }
}

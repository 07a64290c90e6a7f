//! Requests to the intake, which is the only place that the client talks to. No cookies unless asked, no cache, always a time limit.

use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, Request, RequestCache, RequestCredentials, RequestInit, Response};

use crate::clock;

/// How long an answer may take, in milliseconds: a full letter over a bad connection takes half a minute.
const TIME_LIMIT: u32 = 60_000;

/// No answer, or one that was cut short. What was sent may have arrived all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

impl From<JsValue> for Unreachable {
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// A request that takes neither cookies along nor answers from the cache.
pub fn request(method: &str) -> RequestInit {
    let init = RequestInit::new();
    init.set_method(method);
    init.set_credentials(RequestCredentials::Omit);
    init.set_cache(RequestCache::NoStore);
    init
}

/// Sends a request to a path of our own origin.
pub async fn send(path: &str, init: &RequestInit, headers: &[(&str, &str)]) -> Result<Response, Unreachable> {
    init.set_signal(Some(&AbortSignal::timeout_with_u32(TIME_LIMIT)));
    let request = Request::new_with_str_and_init(path, init)?;
    for (name, value) in headers {
        request.headers().set(name, value)?;
    }
    Ok(JsFuture::from(window().fetch_with_request(&request)).await?.unchecked_into())
}

/// The whole body as text.
pub async fn text(answer: &Response) -> Result<String, Unreachable> {
    JsFuture::from(answer.text()?).await?.as_string().ok_or(Unreachable)
}

/// The whole body as bytes.
pub async fn bytes(answer: &Response) -> Result<Vec<u8>, Unreachable> {
    let buffer = JsFuture::from(answer.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}

/// A file whose hash was built in: the browser compares. It may come from the cache, for its name changes with its content.
pub async fn get_checked(path: &str, integrity: &str) -> Result<String, Unreachable> {
    let init = request("GET");
    init.set_cache(RequestCache::Default);
    init.set_integrity(integrity);
    let answer = send(path, &init, &[]).await?;
    if answer.ok() { text(&answer).await } else { Err(Unreachable) }
}

/// A property of a JavaScript object, if it is a text.
pub fn text_of(object: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(object, &name.into()).ok()?.as_string()
}

/// A property of a JavaScript object, if it is a time: whole seconds since 1970.
pub fn number_of(object: &JsValue, name: &str) -> Option<u64> {
    let number = js_sys::Reflect::get(object, &name.into()).ok()?.as_f64()?;
    clock::seconds(number * 1000.0)
}

//! JavaScript objects: their properties and methods, by name.

use wasm_bindgen::{JsCast as _, JsValue};

use crate::browser::clock;

/// A property of an object; `undefined` if it has none of that name.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Whether an object has a property of that name.
pub fn has(object: &JsValue, name: &str) -> bool {
    js_sys::Reflect::has(object, &name.into()).unwrap_or(false)
}

/// A property of an object, if it is a text.
pub fn text_of(object: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(object, &name.into()).ok()?.as_string()
}

/// A property of an object, if it is a time: whole seconds since 1970.
pub fn seconds_of(object: &JsValue, name: &str) -> Option<u64> {
    let number = js_sys::Reflect::get(object, &name.into()).ok()?.as_f64()?;
    clock::seconds(number * 1000.0)
}

/// Calls a method that returns a promise. `None` if this browser has no such method, or if it throws.
pub fn call(object: &JsValue, method: &str, argument: &JsValue) -> Option<js_sys::Promise> {
    let method: js_sys::Function = property(object, method).dyn_into().ok()?;
    method.call1(object, argument).ok()?.dyn_into().ok()
}

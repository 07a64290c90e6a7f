//! The device's clock, and waiting.

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// The device's clock, in seconds since 1970.
pub fn device() -> u64 {
    seconds(js_sys::Date::now()).unwrap_or(0)
}

/// Converts JavaScript's milliseconds since 1970 to seconds. Returns `None` if it is not a time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be positive and finite")]
pub fn seconds(milliseconds: f64) -> Option<u64> {
    (milliseconds.is_finite() && milliseconds >= 0.0).then_some((milliseconds / 1000.0) as u64)
}

/// Does something later. With 0: after the current task of the browser.
pub fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let act: Box<dyn FnOnce()> = Box::new(act);
    wait(Closure::once_into_js(act).unchecked_ref(), milliseconds);
}

/// Does something after the next paint: a browser shows no change while a program runs.
pub fn after_paint(act: impl FnOnce() + 'static) {
    let frame = Closure::once_into_js(move || after(0, act));
    let _ = window().request_animation_frame(frame.unchecked_ref());
}

/// Waits. The time runs from the call on, not from the first `await`.
pub fn sleep(milliseconds: i32) -> impl Future<Output = ()> {
    let timer = timer(milliseconds);
    async move { drop(JsFuture::from(timer).await) }
}

/// A promise that is fulfilled with nothing after this time.
pub fn timer(milliseconds: i32) -> Promise {
    Promise::new(&mut |resolve, _| wait(&resolve, milliseconds))
}

fn wait(act: &Function, milliseconds: i32) {
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(act, milliseconds);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_time_is_none() {
        assert_eq!(seconds(1500.0), Some(1));
        assert_eq!(seconds(f64::NAN), None);
        assert_eq!(seconds(-1.0), None);
    }
}

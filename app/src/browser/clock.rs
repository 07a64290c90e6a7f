//! The device's clock, and waiting.

use js_sys::{Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, closure::Closure};
use wasm_bindgen_futures::JsFuture;

/// The device's clock, in seconds since 1970.
pub fn device() -> u64 {
    seconds(js_sys::Date::now()).unwrap_or(0)
}

/// Milliseconds since 1970, as JavaScript counts; `None` for what is not a time.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be positive and finite")]
pub fn seconds(milliseconds: f64) -> Option<u64> {
    (milliseconds.is_finite() && milliseconds >= 0.0).then_some((milliseconds / 1000.0) as u64)
}

/// Does something later. 0 means: as soon as everything that is under way now is done.
pub fn after(milliseconds: i32, act: impl FnOnce() + 'static) {
    let act: Box<dyn FnOnce()> = Box::new(act);
    wait(Closure::once_into_js(act).unchecked_ref(), milliseconds);
}

/// Does something when what has changed by now can be seen: a browser shows nothing while a program runs.
pub fn after_paint(act: impl FnOnce() + 'static) {
    let frame = Closure::once_into_js(move || after(0, act));
    let _ = window().request_animation_frame(frame.unchecked_ref());
}

/// Waits. The time runs from the call on, whenever it is awaited.
pub fn sleep(milliseconds: i32) -> impl Future<Output = ()> {
    let timer = timer(milliseconds);
    async move { drop(JsFuture::from(timer).await) }
}

/// Is kept, with nothing, when so much time is over.
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

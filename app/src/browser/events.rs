//! Events of the window.

use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, prelude::Closure};
use web_sys::Event;

/// Listens to an event of the window as long as the page lives.
pub fn listen(event: &str, listener: impl FnMut(Event) + 'static) {
    let listener = Closure::<dyn FnMut(Event)>::new(listener).into_js_value();
    let _ = window().add_event_listener_with_callback(event, listener.unchecked_ref());
}

//! The smallest client that Leptos makes: a button that counts how often it is pressed. `cargo xtask bench` measures it beside the real one, in
//! the same run: what it takes is what any client takes that is built like this.

use leptos::{
    ev, html,
    mount::mount_to,
    prelude::{ClassAttribute as _, ElementChild as _, Get as _, OnAttribute as _, Update as _, document, signal},
};
use wasm_bindgen::JsCast as _;

fn main() {
    let Some(place) = document().get_element_by_id("app") else { return };
    let (pressed, press) = signal(0);
    let button = move || {
        let count = html::button().on(ev::click, move |_| press.update(|pressed| *pressed += 1)).child(move || pressed.get());
        html::div().class("start").child(count)
    };
    mount_to(place.unchecked_into(), button).forget();
}

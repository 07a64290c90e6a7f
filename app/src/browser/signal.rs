//! Values that the page follows: a cell and one of Leptos's triggers, with the names of Leptos's own `RwSignal`.
//!
//! Whatever reads a [`Signal`] inside an effect ([`follow`], or a changing part of a [`ui`](crate::ui) element) runs again when it changes. So a page
//! is built once, and only its parts change:
//!
//! ```ignore
//! let pressed = Signal::new(0_u32);
//! el("div")
//!     // Reads the signal, so this text follows it.
//!     .child(el("p").words(move || words::count(Key::Letters, pressed.get())))
//!     // Changes it: the text above is written anew, and nothing else.
//!     .child(button(PRIMARY, Key::Next, move |_| pressed.update(|pressed| *pressed += 1)))
//! ```
//!
//! | | follows | does not follow |
//! |---|---|---|
//! | copies the value | `get` | `get_untracked` |
//! | lends it | `with` | `with_untracked` |
//!
//! `set` puts another value in its place, and does nothing if it is the same; `update` changes the value where it is. Neither `set` nor `update` may be
//! called on a signal while it is lent.
//!
//! What is different from `RwSignal`: there is no arena, a signal lives as long as the page, and every type takes half a kilobyte less. The
//! figures are in docs/decisions/0004-elements-without-markup.md. Leptos's own are its executor, `ArcTrigger`, `RenderEffect` and `Owner`.

use std::cell::RefCell;

use leptos::reactive::{
    effect::RenderEffect,
    owner::Owner,
    signal::ArcTrigger,
    traits::{Notify as _, Track as _},
};

/// A value that can be followed. Copies are handles to the same value.
///
/// It lives as long as the page: there are a few dozen at most, and what is secret in one is overwritten at the end of the visit.
pub struct Signal<T: 'static>(&'static (RefCell<T>, ArcTrigger));

impl<T> Clone for Signal<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Signal<T> {}

impl<T> Signal<T> {
    /// A value to begin with.
    pub fn new(value: T) -> Self {
        Self(Box::leak(Box::new((RefCell::new(value), ArcTrigger::new()))))
    }

    /// Reads, and follows.
    pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.0.1.track();
        self.with_untracked(read)
    }

    /// Reads without following.
    pub fn with_untracked<U>(self, read: impl FnOnce(&T) -> U) -> U {
        read(&self.0.0.borrow())
    }

    /// A copy, followed.
    pub fn get(self) -> T
    where
        T: Clone,
    {
        self.with(T::clone)
    }

    /// A copy, not followed.
    pub fn get_untracked(self) -> T
    where
        T: Clone,
    {
        self.with_untracked(T::clone)
    }

    /// Changes the value.
    pub fn update<U>(self, change: impl FnOnce(&mut T) -> U) -> U {
        let result = change(&mut self.0.0.borrow_mut());
        self.0.1.notify();
        result
    }

    /// Puts another value in its place. The same again is no change.
    pub fn set(self, value: T)
    where
        T: PartialEq,
    {
        if self.with_untracked(|old| *old != value) {
            self.update(|old| *old = value);
        }
    }
}

/// Runs now, and again whenever something changes that was read; until the page it belongs to is taken away.
pub fn follow(mut act: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| act());
    Owner::on_cleanup(move || drop(effect));
}

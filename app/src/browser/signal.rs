//! Values that the page follows: a cell and one of Leptos's triggers.
//!
//! Leptos's own `RwSignal` and `Memo` do the same and weigh some two kilobytes of Wasm for every type that is kept in one; the client keeps
//! a dozen types and has a hundred kilobytes for everything. See docs/decisions/0004-elements-without-markup.md.

use std::cell::RefCell;

use leptos::reactive::{
    effect::RenderEffect,
    owner::Owner,
    signal::ArcTrigger,
    traits::{Notify as _, Track as _},
};

/// A value; whatever reads it inside an effect runs again when it changes. Copies are handles to the same value.
///
/// It lives as long as the page: there are a few dozen at most, and what is secret in one is overwritten at the end of the visit.
pub struct Live<T: 'static>(&'static (RefCell<T>, ArcTrigger));

impl<T> Clone for Live<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Live<T> {}

impl<T> Live<T> {
    /// A value to begin with.
    pub fn new(value: T) -> Self {
        Self(Box::leak(Box::new((RefCell::new(value), ArcTrigger::new()))))
    }

    /// Reads, and follows.
    pub fn with<U>(self, read: impl FnOnce(&T) -> U) -> U {
        self.0.1.track();
        self.peek_with(read)
    }

    /// Reads without following.
    pub fn peek_with<U>(self, read: impl FnOnce(&T) -> U) -> U {
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
    pub fn peek(self) -> T
    where
        T: Clone,
    {
        self.peek_with(T::clone)
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
        if self.peek_with(|old| *old != value) {
            self.update(|old| *old = value);
        }
    }
}

/// Runs now, and again whenever something changes that was read; until the page it belongs to is taken away.
pub fn follow(mut act: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| act());
    Owner::on_cleanup(move || drop(effect));
}

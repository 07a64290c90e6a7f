//! What a visitor of a kiosk chose on the first page.

use crate::{
    browser::signal::Signal,
    words::{self, Lang},
};

/// What a visitor chose on the first page. Each begins with 0, and again for the next visitor, who has another document.
#[derive(Clone, Copy)]
pub struct Choices {
    /// How large the letters are.
    pub size: Signal<usize>,
    /// Ordinary colours, or as much contrast as there is.
    pub contrast: Signal<usize>,
    /// The ordinary time, or more.
    pub time: Signal<usize>,
    /// The language in which the page began.
    began_in: Lang,
}

thread_local! {
    static CHOICES: Choices =
        Choices { size: Signal::new(0), contrast: Signal::new(0), time: Signal::new(0), began_in: words::lang() };
}

impl Choices {
    /// There is one of it.
    pub fn here() -> Self {
        CHOICES.with(|choices| *choices)
    }

    /// Whether anything is otherwise than the next visitor should find it.
    pub fn is_changed(self) -> bool {
        [self.size, self.contrast, self.time].iter().any(|choice| choice.get_untracked() != 0) || words::lang() != self.began_in
    }
}

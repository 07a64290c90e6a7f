//! What a visitor of a kiosk chose on the first page.

use crate::{
    browser::signal::Live,
    words::{self, Lang},
};

/// What a visitor chose on the first page. Each begins with 0, and again for the next visitor, who has another document.
#[derive(Clone, Copy)]
pub struct Choices {
    /// How large the letters are.
    pub size: Live<usize>,
    /// Ordinary colours, or as much contrast as there is.
    pub contrast: Live<usize>,
    /// The ordinary time, or more.
    pub time: Live<usize>,
    /// The language in which the page began.
    began_in: Lang,
}

thread_local! {
    static CHOICES: Choices =
        Choices { size: Live::new(0), contrast: Live::new(0), time: Live::new(0), began_in: words::lang() };
}

impl Choices {
    /// There is one of it.
    pub fn here() -> Self {
        CHOICES.with(|choices| *choices)
    }

    /// Whether anything is otherwise than the next visitor should find it.
    pub fn is_changed(self) -> bool {
        [self.size, self.contrast, self.time].iter().any(|choice| choice.peek() != 0) || words::lang() != self.began_in
    }
}

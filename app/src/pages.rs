//! What is seen: one page a file.

pub mod late;
mod privileged;
mod start;

use lakzegel_contract::Step;

use crate::{app::App, ui::El};

/// Builds the page of a step.
pub fn view(step: Step, app: App) -> El {
    match step {
        Step::Start => start::view(app),
        Step::Privileged => privileged::view(app),
        step => late::view(step, app),
    }
}

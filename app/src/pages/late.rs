//! The pages after the first two, and what the frame takes from them. The functions here are what the first module calls: they are not
//! inlined into it, and what they call may be inlined into them.

mod check;
mod drafts;
mod form;
mod identity;
mod kiosk;
mod outbox;
mod receipt;
mod recipient;
mod review;
mod send;
mod status;
mod supervision;
mod unsent;
mod wipe;
mod write;

use core::{hint::black_box, pin::Pin};

use lakzegel_contract::Step;

use crate::{
    app::App,
    browser::net::NoAnswer,
    ui::{El, late::field},
    words::Lang,
};

/// Builds the page of a step that the late module has.
///
/// # Panics
///
/// For a step of the first module: `pages::view` knows those.
#[inline(never)]
pub fn view(step: Step, app: App) -> El {
    match step {
        Step::Start | Step::Privileged => unreachable!("a step of the first module"),
        Step::Identity => identity::view(app),
        Step::Recipient => recipient::view(app),
        Step::Write => write::view(app),
        Step::Review => review::view(app),
        Step::Unsent => unsent::view(app),
        Step::Receipt => receipt::view(app),
        Step::Status => status::view(app),
        Step::Outbox => outbox::view(app),
        Step::Check => check::view(app),
        Step::Ended => kiosk::ended(),
    }
}

/// Reads the fields of the page that is shown. Returns whether something else stands there than was known.
#[inline(never)]
pub fn read_fields() -> bool {
    field::read_all()
}

/// What stands above every page while something waits in the outbox, or while there is no network.
#[inline(never)]
pub fn strip(app: App) -> Option<El> {
    outbox::strip(app)
}

/// Fetches a kiosk's own style. Gives the language of the visit that has just ended there, if there was one.
#[inline(never)]
pub fn open_kiosk() -> Pin<Box<dyn Future<Output = Result<Option<Lang>, NoAnswer>>>> {
    // Otherwise the compiler tells the first module which functions this future has, and it would call those itself.
    black_box(Box::pin(kiosk::open()))
}

/// The bar above every page of a kiosk, with the way out.
#[inline(never)]
pub fn kiosk_bar(app: App) -> El {
    kiosk::bar(app)
}

/// What a visitor of a kiosk can choose on the first page.
#[inline(never)]
pub fn kiosk_choices(app: App) -> El {
    kiosk::choices(app)
}

/// The questions that a kiosk asks over a page, closed at first.
#[inline(never)]
pub fn kiosk_questions(app: App) -> El {
    kiosk::questions(app)
}

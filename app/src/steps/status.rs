//! How a letter fares: fetched and decrypted with the sender's reference, and with nothing else.

use lakzegel_crypto::{EnvelopeId, Ground, Reference, State, Status, TechnicalReason};
use wasm_bindgen_futures::spawn_local;

use super::Step;
use crate::{
    app::{App, heading},
    manifest::Ready,
    net,
    ui::{self, El, Form, Wrong, el, lead, p},
    visit::tidy,
    words::{self, Key},
};

/// What asking for a status came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Not asked yet.
    No,
    /// On its way.
    Busy,
    /// Screening has published nothing yet.
    Nothing,
    /// This.
    Known(Status),
    /// No answer.
    Unreachable,
    /// An answer, but not screening's, or not about this letter.
    False,
}

/// Builds the page where a reference can be typed later.
pub fn view(app: App) -> El {
    let form = Form::new(app);
    let typed = app.visit.reference;
    let asked = app.visit.asked;
    let fields = form
        .view(wrongs, |app| {
            if let Ok(reference) = Reference::parse(&tidy(app.visit.reference)) {
                ask(app, reference, None);
            }
        })
        .child(form.line("reference", Key::StatusReference, Key::StatusReferenceHint, "input", typed))
        .child(ui::submit(Key::StatusAsk));
    el("div")
        .child(ui::back(app, Step::Start))
        .live(form.summary())
        .child(heading(Step::Status))
        .child(lead(Key::StatusLead))
        .child(fields)
        .live(move || shown(asked.get()))
}

fn wrongs(app: App) -> Vec<Wrong> {
    match Reference::parse(&tidy(app.visit.reference)) {
        Ok(_) => Vec::new(),
        Err(_) => vec![Wrong { field: "reference", text: |_| words::t(Key::StatusReferenceWrong) }],
    }
}

/// Asks, and tells the answer to a screen reader too. `about` is the envelope that the answer must be about, where that is known.
pub fn ask(app: App, reference: Reference, about: Option<EnvelopeId>) {
    let asked = app.visit.asked;
    let Some(ready) = app.visit.manifest().filter(|_| asked.peek() != Asked::Busy) else { return };
    asked.set(Asked::Busy);
    spawn_local(async move {
        let answer = fetch(&ready, &reference, about).await;
        asked.set(answer);
        let (title, text) = words_for(answer);
        app.speak([words::t(title), words::t(text)].join(". "));
    });
}

async fn fetch(ready: &Ready, reference: &Reference, about: Option<EnvelopeId>) -> Asked {
    let origin = &ready.manifest.origin;
    let path = ["/v1/statuses/", &reference.lookup_id(origin).to_string()].concat();
    let Ok(answer) = net::get(&path).await else { return Asked::Unreachable };
    if answer.status() == 404 {
        return Asked::Nothing;
    }
    match answer.binary().await {
        Ok(bytes) if answer.ok() => {
            let status = Status::decrypt(&bytes, reference, origin, &ready.manifest.verdict_key).ok();
            let ours = status.filter(|status| about.is_none_or(|about| about == status.envelope));
            ours.map_or(Asked::False, Asked::Known)
        }
        _ => Asked::Unreachable,
    }
}

/// The answer, in words.
pub fn shown(asked: Asked) -> Option<El> {
    let state = match asked {
        Asked::No => return None,
        Asked::Known(Status { state, .. }) => match state {
            State::Received => "received",
            State::InScreening => "screening",
            State::Screened => "screened",
            State::Withheld(_) => "withheld",
        },
        Asked::Busy | Asked::Nothing | Asked::Unreachable | Asked::False => "unknown",
    };
    let (title, text) = words_for(asked);
    let mut shown = el("div").class("status").attr("data-state", state).child(el("h2").say(title)).child(p(text));
    if let Asked::Known(status) = asked {
        if matches!(status.state, State::Withheld(_)) {
            shown = shown.child(p(Key::StatusWithheldDo));
        }
        let at = move || words::with(Key::StatusAt, &[("time", &words::moment(status.published_at))]);
        shown = shown.child(el("p").class("small").words(at));
    }
    Some(shown)
}

/// Heading and explanation of an answer. "Screened" never means handed over, and nothing is said about the recipient.
fn words_for(asked: Asked) -> (Key, Key) {
    match asked {
        Asked::No | Asked::Busy => (Key::StatusBusyTitle, Key::StatusBusy),
        Asked::Nothing => (Key::StatusNothingTitle, Key::StatusNothing),
        Asked::Unreachable => (Key::StatusUnreachableTitle, Key::StatusUnreachable),
        Asked::False => (Key::StatusFalseTitle, Key::StatusFalse),
        Asked::Known(Status { state, .. }) => match state {
            State::Received => (Key::StatusReceivedTitle, Key::StatusReceived),
            State::InScreening => (Key::StatusScreeningTitle, Key::StatusScreening),
            State::Screened => (Key::StatusScreenedTitle, Key::StatusScreened),
            State::Withheld(ground) => (Key::StatusWithheldTitle, ground_text(ground)),
        },
    }
}

fn ground_text(ground: Ground) -> Key {
    match ground {
        Ground::OrderAndSafety => Key::GroundOrder,
        Ground::PublicOrder => Key::GroundPublic,
        Ground::Offences => Key::GroundOffences,
        Ground::Victims => Key::GroundVictims,
        Ground::Technical(TechnicalReason::Unreadable) => Key::GroundUnreadable,
        Ground::Technical(TechnicalReason::Identity) => Key::GroundIdentity,
        Ground::Technical(TechnicalReason::Rules) => Key::GroundRules,
        Ground::Technical(TechnicalReason::Duplicate) => Key::GroundDuplicate,
    }
}

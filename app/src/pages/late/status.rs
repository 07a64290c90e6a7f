//! The page about how a letter fares: asks for the reference, and shows the status.

use lakzegel_crypto::{EnvelopeId, Ground, Reference, ReferenceError, State, Status, TechnicalReason};
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    model::{
        kiosk,
        late::status::{self, StatusQuery},
        step::Step,
    },
    pages::late::{
        check,
        form::{FieldError, Form},
        wipe::to_wipe,
    },
    ui::{self, El, el, heading, late::field::Typed, lead, p},
    words::{self, Key},
};

/// Builds the page where a reference can be typed later.
pub fn view(app: App) -> El {
    let form = Form::new(app);
    let typed = app.visit.reference;
    let asked = app.visit.asked;
    let fields = form
        .view(errors, |app| {
            if let Ok(reference) = typed_reference(app) {
                ask(app, reference, None);
            }
        })
        .child(form.line("reference", Typed::Code, Key::StatusReference, Key::StatusReferenceHint, "input", typed))
        .child(ui::submit(Key::StatusAsk));
    el("div")
        .child(ui::back(move |_| app.go(Step::Start)))
        .live(form.summary())
        .child(heading(Step::Status))
        .child(lead(Key::StatusLead))
        .child(fields)
        .live(move || shown(asked.get()))
        .live(move || (!kiosk::is_on()).then(|| ui::actions([check::to_check(app), to_wipe(app)])))
}

fn errors(app: App) -> Vec<FieldError> {
    match typed_reference(app) {
        Ok(_) => Vec::new(),
        Err(_) => vec![FieldError { field: "reference", text: |_| words::t(Key::StatusReferenceWrong) }],
    }
}

/// The reference in the field.
fn typed_reference(app: App) -> Result<Reference, ReferenceError> {
    app.visit.reference.with_untracked(|text| Reference::parse(text))
}

/// Asks, and tells the answer to a screen reader too. `about` is the envelope that the answer must be about, where that is known.
pub fn ask(app: App, reference: Reference, about: Option<EnvelopeId>) {
    let asked = app.visit.asked;
    let Some(ready) = app.visit.manifest().filter(|_| asked.get_untracked() != StatusQuery::Busy) else { return };
    asked.set(StatusQuery::Busy);
    spawn_local(async move {
        let answer = status::fetch(&ready, &reference, about).await;
        asked.set(answer);
        app.announce([words::t(words_for(answer).0), text(answer)].join(". "));
    });
}

/// The answer, in words.
pub fn shown(asked: StatusQuery) -> Option<El> {
    let state = match asked {
        StatusQuery::No => return None,
        StatusQuery::Old(_) => "old",
        StatusQuery::Known(Status { state, .. }) => match state {
            State::Received => "received",
            State::InScreening => "screening",
            State::Screened => "screened",
            State::Withheld(_) => "withheld",
        },
        StatusQuery::Busy | StatusQuery::Nothing | StatusQuery::Unreachable | StatusQuery::SomebodyElse | StatusQuery::False => {
            "unknown"
        }
    };
    let shown = el("div").class("status").attr("data-state", state).child(el("h2").say(words_for(asked).0));
    let shown = shown.child(el("p").words(move || text(asked)));
    // What was withheld stays withheld, and its sender can do something.
    if let StatusQuery::Old(Status { state: State::Withheld(ground), envelope, .. }) = asked {
        return Some(remedies(shown.child(p(ground_text(ground))), ground, envelope));
    }
    let StatusQuery::Known(status) = asked else { return Some(shown) };
    let shown = match status.state {
        State::Received | State::InScreening => shown.child(track(status.state)).child(p(Key::StatusLater)),
        State::Screened => shown.child(track(status.state)),
        State::Withheld(ground) => remedies(shown.child(track(status.state)), ground, status.envelope),
    };
    let at = move || words::with(Key::StatusAt, &[("time", &words::moment(status.published_at))]);
    Some(shown.child(el("p").class("small").words(at)))
}

/// The letter's way, and how far it is. Handing over is no part of it: of that this service knows nothing.
fn track(state: State) -> El {
    let (at, last) = match state {
        State::Received => (1, Key::StatusDecision),
        State::InScreening => (2, Key::StatusDecision),
        State::Screened => (3, Key::StatusScreenedTitle),
        State::Withheld(_) => (3, Key::StatusWithheldTitle),
    };
    let phases = [Key::ReceiptStoredTitle, Key::StatusReceivedTitle, Key::StatusScreeningTitle, last];
    let phase = |(number, key)| {
        let phase = el("li").say(key);
        let phase = if number == at { phase.attr("aria-current", "step") } else { phase };
        // What is decided is done; what is going on is not.
        if number < at || at == 3 { phase.class("done") } else { phase }
    };
    el("ol").class("track").children(phases.into_iter().enumerate().map(phase))
}

/// What the sender of a withheld letter can do: for a reason that the law has, and for one that the letter's form has.
fn remedies(shown: El, ground: Ground, envelope: EnvelopeId) -> El {
    let shown = if matches!(ground, Ground::Technical(_)) { shown } else { shown.child(p(Key::StatusLaw)) };
    let ways = [Key::StatusWithheldDo, Key::StatusComplain, Key::StatusOmbudsman].map(|key| el("li").say(key));
    let name = el("span").attr("dir", "ltr").attr("translate", "no").text(&envelope.to_string());
    shown
        .child(el("h3").say(Key::RefusedDoTitle))
        .child(el("ul").children(ways))
        .child(p(Key::StatusName))
        .child(el("dl").class("facts").child(ui::fact(Key::ReceiptId, name)))
}

/// Heading and explanation of an answer. "Screened" never means handed over, and nothing is said about the recipient.
fn words_for(asked: StatusQuery) -> (Key, Key) {
    match asked {
        StatusQuery::No | StatusQuery::Busy => (Key::StatusBusyTitle, Key::StatusBusy),
        StatusQuery::Nothing => (Key::StatusNothingTitle, Key::StatusNothing),
        StatusQuery::Unreachable => (Key::StatusUnreachableTitle, Key::StatusUnreachable),
        StatusQuery::SomebodyElse => (Key::StatusBetweenTitle, Key::RefusedBetween),
        StatusQuery::False => (Key::StatusFalseTitle, Key::StatusFalse),
        StatusQuery::Old(_) => (Key::StatusOldTitle, Key::StatusOld),
        StatusQuery::Known(Status { state, .. }) => match state {
            State::Received => (Key::StatusReceivedTitle, Key::StatusReceived),
            State::InScreening => (Key::StatusScreeningTitle, Key::StatusScreening),
            State::Screened => (Key::StatusScreenedTitle, Key::StatusScreened),
            State::Withheld(ground) => (Key::StatusWithheldTitle, ground_text(ground)),
        },
    }
}

/// The explanation, in the page's language. An old status is told with its time, for what it was then.
fn text(asked: StatusQuery) -> String {
    let (_, text) = words_for(asked);
    if asked == StatusQuery::SomebodyElse {
        return [text, Key::BetweenSafe, Key::AdviceBetween].map(words::t).join(" ");
    }
    let StatusQuery::Old(status) = asked else { return words::t(text) };
    let (then, _) = words_for(StatusQuery::Known(status));
    words::with(text, &[("time", &words::moment(status.published_at)), ("state", &words::t(then))])
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

//! What the pages show of letters that are kept while they are written: what is kept, the switch that ends it, the offer to go on with a
//! letter that was found, and the ways to stop.

use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use crate::{
    app::App,
    browser::signal::Signal,
    flows::late::{
        drafts::{self, DraftState, FoundDraft, here},
        leave,
    },
    model::{late::unsent::Remedy, step::Step},
    pages::late::wipe::to_wipe,
    ui::{self, El, button, el, late::field},
    words::{self, Key},
};

/// What the sender is asked and told about drafts.
#[derive(Clone, Copy)]
struct Questions {
    /// The letter that the sender is asked about whether it is to be thrown away: none, this page's (an empty name), or one that was found.
    asked: Signal<Option<String>>,
    /// What has become of a letter that was found.
    told: Signal<Option<Key>>,
}

thread_local! {
    static QUESTIONS: Questions = Questions { asked: Signal::new(None), told: Signal::new(None) };
}

fn questions() -> Questions {
    QUESTIONS.with(|questions| *questions)
}

/// What is kept on this device, and the switch that ends it: before the first word, and beside the letter.
pub fn section(app: App) -> El {
    let section = el("div").child(el("h2").say(Key::DraftTitle)).child(el("p").words(move || state(app)));
    section.children(drafts::is_senders_choice(app.visit).then(|| switch(app)))
}

fn state(app: App) -> String {
    let kept = here().state.get();
    if app.visit.shared.get() || !drafts::may_keep(app.visit) {
        return words::t(Key::DraftOnlyHere);
    }
    match kept {
        DraftState::No => words::t(Key::DraftWill),
        DraftState::Until(time) => words::with(Key::DraftKept, &[("time", &words::moment(time))]),
        DraftState::Failed => words::t(Key::DraftFailed),
    }
}

fn switch(app: App) -> El {
    let input = field::tick(move || app.visit.shared.get(), move |shared| drafts::share(app, shared));
    let hint = el("span").class("hint").say(Key::DraftSharedHint);
    el("label").class("choice").child(input).child(el("span").say(Key::DraftShared).child(hint))
}

/// The ways to stop before the letter is sent: with the letter kept, where it is, or thrown away. A sealed one waits.
pub fn stop(app: App) -> El {
    questions().asked.set(None);
    // A sealed letter that was refused waits for nothing: its text is kept. One that may have been stored is not written a second time.
    let is_sealed = move || app.visit.secrets.with_untracked(|secrets| secrets.envelope.is_some());
    let is_to_be_sent = move || app.visit.unsent.get().is_some_and(|unsent| unsent.remedy() == Remedy::SendAgain) && is_sealed();
    let is_kept = move || {
        let is_draft = matches!(here().state.get(), DraftState::Until(_));
        if is_to_be_sent() { app.visit.kept.get() } else { is_draft }
    };
    let stop = move |_| leave::leave_letter(app);
    let ways = move || {
        let key = if app.visit.kept.get() { Key::UnsentStop } else { Key::DraftStop };
        let keep = el("div").attr_live("hidden", move || (!is_kept()).then(String::new)).child(button(ui::SECONDARY, key, stop));
        ui::actions([keep, ask(Key::DraftStopThrow, "")])
    };
    el("div").live(move || {
        let asked = questions().asked.get() == Some(String::new());
        Some(if asked { question(move || leave::leave_nothing(app)) } else { ways() })
    })
}

/// What the sender has begun here earlier: an offer for each letter. While there is another letter in this page, nothing is offered.
pub fn offers(app: App) -> El {
    questions().asked.set(None);
    questions().told.set(None);
    let told = move || Some(el("p").class("notice").id("draft-told").attr("tabindex", "-1").say(questions().told.get()?));
    let offers = move || {
        let found = here().found.get();
        let shown = !found.is_empty() && !app.visit.has_letter();
        let offers = found.into_iter().map(|found| offer(app, found));
        shown.then(|| el("div").children(offers).child(ui::actions([to_wipe(app)])))
    };
    el("div").live(told).live(offers)
}

fn offer(app: App, FoundDraft { name, at }: FoundDraft) -> El {
    let id = ["draft-", &name].concat();
    let when = el("p").id(&id).words(move || words::with(Key::DraftOffer, &[("time", &words::moment(at))]));
    let choices = move || {
        let chosen = name.clone();
        if questions().asked.get().as_ref() == Some(&name) {
            return Some(question(move || discard(chosen.clone())));
        }
        let go_on = button(ui::PRIMARY, Key::DraftGoOn, move |_| go_on(app, chosen.clone())).attr("aria-describedby", &id);
        Some(ui::actions([go_on, ask(Key::DraftThrow, &name).attr("aria-describedby", &id)]))
    };
    let offer = el("div").class("notice notice-info").child(el("h2").say(Key::DraftOfferTitle));
    offer.child(when).live(choices)
}

/// A button that asks whether a letter is really to be thrown away.
fn ask(key: Key, name: &str) -> El {
    let name = name.to_owned();
    button(ui::SECONDARY, key, move |_| {
        questions().asked.set(Some(name.clone()));
        ui::focus("draft-sure");
    })
}

/// The question, in place of the buttons that led to it.
fn question(yes: impl Fn() + 'static) -> El {
    let answer = move |_| {
        questions().asked.set(None);
        yes();
    };
    let yes = button("button button-danger", Key::DraftSureYes, answer);
    let no = button(ui::SECONDARY, Key::DraftSureNo, move |_| questions().asked.set(None));
    let question = el("p").id("draft-sure").attr("tabindex", "-1").say(Key::DraftSure);
    el("div").child(question).child(ui::actions([no, yes]))
}

/// Throws away a letter that was found.
fn discard(name: String) {
    spawn_local(async move {
        drafts::discard(name.clone()).await;
        tell(&name, Key::DraftThrown);
    });
}

/// A letter that was found is not offered any more, and the sender is told why.
fn tell(name: &str, key: Key) {
    questions().told.set(Some(key));
    drafts::withdraw(name);
    ui::focus("draft-told");
}

/// Goes on with a letter that was found.
fn go_on(app: App, name: String) {
    spawn_local(async move {
        if drafts::resume(app, &name).await.is_none() {
            return tell(&name, Key::DraftGone);
        }
        questions().told.set(None);
        drafts::withdraw(&name);
        let visit = app.visit;
        for (id, text) in [("number", visit.number), ("name", visit.recipient), ("sender", visit.sender)] {
            ui::with_element(id, |field| field.unchecked_into::<HtmlInputElement>().set_value(&text.get_untracked()));
        }
        app.go(Step::Write);
        app.announce(words::t(Key::DraftBack));
    });
}

//! Wiping the device: what goes, what of it is asked for by itself, and what the page says when it is done. It stands below the letters that wait, and
//! buttons lead there from where a sender thinks of it.

use leptos::prelude::document;
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::signal::{Signal, follow},
    flows::late::{
        end,
        outbox::{State, Waiting, here},
        wipe::{Left, wipe},
    },
    model::{step::Step, visit::Sending},
    ui::{self, El, button, el, late::field, p},
    words::{self, Key},
};

/// The button that leads there.
pub fn to_wipe(app: App) -> El {
    button(ui::LINK, Key::WipeTitle, move |_| {
        app.go(Step::Outbox);
        ui::focus("wipe-title");
    })
}

/// Builds the section. There is none while a letter would be lost that is in this page alone, be it waiting or on its way.
pub fn section(app: App) -> El {
    let (asked, letters, busy) = (Signal::new(false), Signal::new(false), Signal::new(false));
    let ask = move |_| {
        asked.set(true);
        ui::focus("wipe-sure");
    };
    let no = move |_| {
        asked.set(false);
        ui::focus("wipe-title");
    };
    let yes = move |_| {
        // Pressed twice, it wipes once.
        if !busy.get_untracked() {
            busy.set(true);
            spawn_local(async move { done(wipe(app, letters.get_untracked()).await) });
        }
    };
    let choices = move || {
        if !asked.get() {
            return Some(ui::actions([button(ui::SECONDARY, Key::WipeTitle, ask)]));
        }
        let what = [Key::WipeDrafts, Key::WipeReceipts, Key::WipeCopy].map(|key| el("li").say(key));
        let sure = el("p").id("wipe-sure").attr("tabindex", "-1").say(Key::WipeSure);
        let yes = button("button button-danger", Key::WipeTitle, yes);
        let yes = yes.attr_live("aria-disabled", move || busy.get().then(|| "true".to_owned()));
        let no = button(ui::SECONDARY, Key::OutboxSureNo, no);
        Some(el("div").child(sure).child(el("ul").children(what)).live(move || waiting(letters)).child(ui::actions([no, yes])))
    };
    let (visit, only_here) = (app.visit, Signal::new(false));
    // What is sent again by itself is under way every now and then: the section stays as it is.
    follow(Box::new(move || {
        only_here.set((visit.under_way.get() || visit.sending.get() == Sending::Unsent) && !visit.kept.get());
    }));
    el("div").live(move || {
        let title = el("h2").id("wipe-title").attr("tabindex", "-1").say(Key::WipeTitle);
        (!only_here.get()).then(|| el("section").child(title).live(choices))
    })
}

/// The choice whether letters that were not sent go, too.
fn waiting(letters: Signal<bool>) -> Option<El> {
    let unsent = |all: &Vec<Waiting>| all.iter().filter(|letter| !matches!(letter.state, State::Stored(_))).count();
    let count = here().letters.with(unsent);
    let count = u32::try_from(count).ok().filter(|count| *count > 0)?;
    let input = field::tick(move || letters.get(), move |chosen| letters.set(chosen));
    let hint = el("span").class("hint").say(Key::WipeLettersHint);
    let text = el("span").words(move || words::count(Key::WipeLetters, count)).child(hint);
    Some(el("label").class("choice").child(input).child(text))
}

/// Says what is left, as the last thing that this page does.
fn done(left: Left) {
    let (title, text) = match left {
        Left::Nothing => (Key::WipeDoneTitle, Key::WipeDone),
        Left::Letters => (Key::WipeDoneTitle, Key::WipeDoneLetters),
        Left::Something => (Key::WipeFailedTitle, Key::WipeFailed),
    };
    let main = el("main").class("page-main").child(el("h1").attr("tabindex", "-1").say(title)).child(p(text));
    document().set_title(&[words::t(title), words::t(Key::Service)].join(" – "));
    end::leave(el("div").class("page").child(main).node());
}

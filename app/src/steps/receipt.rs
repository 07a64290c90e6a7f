//! The letter is stored: its reference, its receipt, and how it fares. Nothing here is shown before the receipt was verified.

use lakzegel_crypto::{Receipt, Reference};
use leptos::prelude::{document, window};
use wasm_bindgen_futures::spawn_local;

use super::{Step, status};
use crate::{
    app::{App, heading},
    clock, end, kiosk, net,
    ui::{self, El, button, el, lead, p},
    visit::{Sending, Stored},
    words::{self, Key},
};

/// How long to wait before looking whether screening has the letter: often at first, then once a minute. In seconds.
const WAITS: [i32; 6] = [3, 5, 10, 15, 30, 60];
/// How often at most: an hour's worth. The page can be opened again later with the reference.
const LOOKS: usize = 60;

/// Builds the page.
pub fn view(app: App) -> El {
    let stored = move || match app.visit.sending.get() {
        Sending::Stored(stored) => Some(stored),
        _ => None,
    };
    let reference = app.visit.held.peek_with(|held| held.reference.as_ref().map(Reference::to_string)).unwrap_or_default();
    watch(app);
    let seen = move || {
        let seen = stored()?.receipt.seen_by_screening;
        let (kind, title, text) = match seen {
            Some(_) => ("notice notice-success", Key::ReceiptSeenTitle, Key::ReceiptSeen),
            None => ("notice notice-info", Key::ReceiptStoredTitle, Key::ReceiptStored),
        };
        Some(ui::notice(kind, title, text))
    };
    let ask = move |_| {
        let reference = app.visit.held.peek_with(|held| held.reference.clone());
        if let (Some(reference), Sending::Stored(stored)) = (reference, app.visit.sending.peek()) {
            status::ask(app, reference, Some(stored.id));
        }
    };
    let another = move || {
        let left = app.visit.held.peek_with(|held| held.grants.len());
        let again = button(ui::SECONDARY, Key::ReceiptAnother, move |_| {
            app.visit.begin_another();
            app.go(Step::Recipient);
        });
        (stored().is_some() && left > 0).then_some(again)
    };
    el("div")
        .child(heading(Step::Receipt))
        .child(lead(Key::ReceiptLead))
        .live(seen)
        .live(move || Some(card(app, &reference, stored()?)))
        .child(el("h2").say(Key::ReceiptNextTitle))
        .child(p(Key::ReceiptNext))
        .child(ui::actions([button(ui::SECONDARY, Key::StatusAsk, ask)]).class("actions no-print"))
        .live(move || status::shown(app.visit.asked.get()))
        .child(ui::help_line())
        .child(p(if kiosk::is_on() { Key::KioskPrintFirst } else { Key::ReceiptEndWhy }).class("no-print"))
        .child(
            ui::actions([button(ui::PRIMARY, Key::ReceiptEnd, move |_| end::end(app))]).class("actions no-print").live(another),
        )
}

/// Reference and facts, with the ways to keep them.
fn card(app: App, reference: &str, stored: Stored) -> El {
    let groups = el("p").class("reference").attr("dir", "ltr").attr("translate", "no");
    let groups = reference.split('-').fold(groups, |groups, group| groups.child(el("span").text(group)).text(" "));
    let place = move || words::number(u32::try_from(stored.receipt.index + 1).unwrap_or(u32::MAX));
    let facts = el("dl")
        .class("facts")
        .child(ui::fact(Key::ReceiptWhen, el("span").words(move || words::moment(stored.at))))
        .child(ui::fact(Key::ReceiptPlace, el("span").words(place)))
        .child(ui::fact(Key::ReceiptId, el("span").attr("dir", "ltr").attr("translate", "no").text(&stored.id.to_string())));
    let text = reference.to_owned();
    let save_reference = move |_| ui::save("lakzegel.txt", &words::with(Key::ReceiptFile, &[("reference", &text)]));
    let save_proof = move |_| app.visit.held.peek_with(|held| ui::save("lakzegel.tlog-proof", &held.receipt));
    let print = |_| drop(window().print());
    // A kiosk saves no files.
    let actions = if kiosk::is_on() {
        ui::actions([button(ui::PRIMARY, Key::ReceiptPrint, print)])
    } else {
        ui::actions([
            button(ui::PRIMARY, Key::ReceiptSave, save_reference),
            button(ui::SECONDARY, Key::ReceiptPrint, print),
            button(ui::SECONDARY, Key::ReceiptProof, save_proof),
        ])
    };
    el("div")
        .class("receipt")
        .child(el("span").class("seal").attr("aria-hidden", "true"))
        .child(el("h2").say(Key::ReceiptReference))
        .child(groups)
        .child(p(Key::ReceiptKeep))
        .child(facts)
        .child(actions.class("actions no-print"))
}

/// Looks, gently, whether screening has cosigned a checkpoint that covers the letter, until it has or the page is left.
fn watch(app: App) {
    spawn_local(async move {
        for look in 0..LOOKS {
            clock::sleep(1000 * WAITS[look.min(WAITS.len() - 1)]).await;
            let Sending::Stored(stored) = app.visit.sending.peek() else { return };
            if app.step.peek() != Step::Receipt || stored.receipt.seen_by_screening.is_some() {
                return;
            }
            if document().hidden() {
                continue;
            }
            if let Some((text, newer)) = newest(app, stored).await {
                app.visit.held.update(|held| held.receipt = text);
                app.visit.sending.set(Sending::Stored(newer));
                app.speak([words::t(Key::ReceiptSeenTitle), words::t(Key::ReceiptSeen)].join(". "));
                return;
            }
        }
    });
}

/// The newest receipt, if it verifies and screening has seen the letter.
async fn newest(app: App, stored: Stored) -> Option<(String, Stored)> {
    let ready = app.visit.manifest()?;
    let path = ["/v1/receipts/", &stored.id.to_string()].concat();
    let answer = net::get(&path).await.ok()?;
    let text = answer.text().await.ok()?;
    let receipt = Receipt::parse(&text).ok()?.verify(&stored.id, &ready.manifest).ok()?;
    receipt.seen_by_screening.map(|_| (text, Stored { receipt, ..stored }))
}

//! The letter is stored: its reference, its receipt, and how it fares. Nothing here is shown before the receipt was verified.

use lakzegel_contract::path;
use lakzegel_crypto::{Receipt, Reference, SaysOf, log::Cosigned};
use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    app::App,
    browser::{
        clock,
        js::{call, property},
        net,
        signal::Signal,
    },
    flows::late::{
        is_kept, leave,
        outbox::{self, keeps_receipt_until, note_receipt},
    },
    model::{
        kiosk,
        late::missing,
        step::{self, Step},
        visit::{Sending, Stored},
    },
    pages::late::{
        check::{place, to_check},
        status,
        wipe::to_wipe,
    },
    ui::{self, El, button, el, heading, lead, p},
    words::{self, Key},
};

/// How long to wait before looking whether screening has the letter: often at first, then once a minute. In seconds.
const WAITS: [i32; 6] = [3, 5, 10, 15, 30, 60];
/// How often at most: an hour's worth. The page can be opened again later with the reference.
const LOOKS: usize = 60;

/// Builds the page.
pub fn view(app: App) -> El {
    let stored = |sending| match sending {
        Sending::Stored(stored) => Some(stored),
        _ => None,
    };
    let reference =
        app.visit.secrets.with_untracked(|secrets| secrets.reference.as_ref().map(Reference::to_text)).unwrap_or_default();
    let lost = Signal::new(false);
    watch(app, lost);
    let seen = move || {
        let cosigned = stored(app.visit.sending.get())?.receipt.cosigned;
        let (kind, title, text) = match cosigned.seen_by_screening {
            _ if lost.get() => ("notice notice-error", Key::CheckLostTitle, Key::CheckLost),
            Some(_) => ("notice notice-success", Key::ReceiptSeenTitle, Key::ReceiptSeen),
            None => ("notice notice-info", Key::ReceiptStoredTitle, Key::ReceiptStored),
        };
        Some(ui::notice(kind, title, text).children(cosigned.witnessed.map(|_| p(Key::ReceiptWitnessed))))
    };
    let ask = move |_| {
        let reference = app.visit.secrets.with_untracked(|secrets| secrets.reference.clone());
        if let (Some(reference), Sending::Stored(stored)) = (reference, app.visit.sending.get_untracked()) {
            status::ask(app, reference, Some(stored.id));
        }
    };
    // Made once: when the letter is seen, nobody's focus is lost with a button that is made anew.
    let stored = stored(app.visit.sending.get_untracked());
    let left = app.visit.secrets.with_untracked(|secrets| secrets.grants.len());
    let asked = Signal::new(false);
    let another = (stored.is_some() && left > 0).then(|| {
        button(ui::SECONDARY, Key::ReceiptAnother, move |_| {
            if is_kept(app.visit) {
                return begin_another(app);
            }
            asked.set(true);
            ui::focus("receipt-sure");
        })
    });
    el("div")
        .child(heading(Step::Receipt))
        .child(lead(Key::ReceiptLead))
        .live(seen)
        .children(stored.map(|stored| card(app, &reference, stored)))
        .child(el("h2").say(Key::ReceiptNextTitle))
        .child(p(Key::ReceiptNext))
        .child(ui::actions([button(ui::SECONDARY, Key::StatusAsk, ask)]).class("actions no-print"))
        .live(move || status::shown(app.visit.asked.get()))
        .live(move || (!kiosk::is_on()).then(|| proof(app)))
        .child(ui::help_line().class("notice notice-info no-print"))
        .child(p(if kiosk::is_on() { Key::KioskPrintFirst } else { Key::ReceiptEndWhy }).class("no-print"))
        .child(
            ui::actions([button(ui::PRIMARY, Key::ReceiptEnd, move |_| leave::leave(app))])
                .class("actions no-print")
                .children(another)
                .children((!kiosk::is_on()).then(|| to_wipe(app))),
        )
        .live(move || asked.get().then(|| question(app, asked)))
}

fn begin_another(app: App) {
    app.visit.begin_another();
    app.go(Step::Recipient);
    // A reference that was not noted is there from now on.
    spawn_local(outbox::read(app));
}

/// Asks whether the reference is really to be left behind, which the sender has not noted.
fn question(app: App, asked: Signal<bool>) -> El {
    let no = move |_| {
        asked.set(false);
        ui::focus(step::heading(Step::Receipt));
    };
    let yes = button("button button-danger", Key::ReceiptSureYes, move |_| begin_another(app));
    let text = el("p").id("receipt-sure").attr("tabindex", "-1").say(Key::ReceiptSure);
    el("div").class("no-print").child(text).child(ui::actions([button(ui::SECONDARY, Key::DraftSureNo, no), yes]))
}

/// Reference and facts, with the ways to keep them. In a kiosk there is one: paper.
fn card(app: App, reference: &str, stored: Stored) -> El {
    let sealed_at = app.visit.secrets.with_untracked(|secrets| secrets.sealed_at);
    let plain = |text: &str| el("span").attr("dir", "ltr").attr("translate", "no").text(text);
    let facts = el("dl")
        .class("facts")
        .child(ui::fact(Key::ReceiptSealed, el("span").words(move || words::moment(sealed_at))))
        .child(ui::fact(Key::ReceiptWhen, el("span").words(move || words::moment(stored.at))))
        .child(ui::fact(Key::ReceiptAddress, plain(&address())))
        .child(ui::fact(Key::ReceiptPlace, el("span").words(move || place(&stored.receipt))))
        .child(ui::fact(Key::ReceiptId, plain(&stored.id.to_string())));
    let kept = Signal::new(None);
    let text = move |reference: &str| file(reference, sealed_at, stored);
    let actions = ui::actions(ways(app, reference, text, kept, move || note_receipt(app))).class("actions no-print");
    el("div")
        .class("receipt")
        .child(el("span").class("seal").attr("aria-hidden", "true"))
        .child(el("h2").say(Key::ReceiptReference))
        .child(groups(reference))
        .child(p(Key::ReceiptKeep))
        .child(facts)
        .child(actions)
        .live(move || kept.get().map(|key| p(key).class("small no-print")))
        .live(move || {
            let until = keeps_receipt_until(stored.at);
            let text = move || words::with(Key::ReceiptFoundAgain, &[("time", &words::moment(until))]);
            app.visit.kept.get().then(|| el("p").class("small no-print").words(text))
        })
}

/// A reference, in its groups.
pub fn groups(reference: &str) -> El {
    let groups = el("p").class("reference").attr("dir", "ltr").attr("translate", "no");
    reference.split('-').fold(groups, |groups, group| groups.child(el("span").text(group)).text(" "))
}

/// The buttons with which a reference is kept: those that work in this browser. `file` is what is saved of a reference, `kept` is told what became of
/// copying, and `done` is called each time when the sender has used one of them.
pub fn ways(
    app: App,
    reference: &str,
    file: impl Fn(&str) -> String + 'static,
    kept: Signal<Option<Key>>,
    done: impl Fn() + Copy + 'static,
) -> Vec<El> {
    let print = |kind| {
        button(kind, Key::ReceiptPrint, move |_| {
            let _ = window().print();
            done();
        })
    };
    if kiosk::is_on() {
        return vec![print(ui::PRIMARY)];
    }
    let [to_save, to_copy, to_share] = [(); 3].map(|()| reference.to_owned());
    let save = move |_| {
        ui::save("lakzegel.txt", &file(&to_save));
        done();
    };
    let mut ways = vec![button(ui::PRIMARY, Key::ReceiptSave, save), print(ui::SECONDARY)];
    let navigator: JsValue = window().navigator().into();
    let clipboard = property(&navigator, "clipboard");
    if clipboard.is_object() {
        let copy = move |_| {
            let copying = call(&clipboard, "writeText", &to_copy.as_str().into());
            spawn_local(async move {
                let copied = match copying {
                    Some(copying) => JsFuture::from(copying).await.is_ok(),
                    None => false,
                };
                let said = if copied { Key::ReceiptCopied } else { Key::ReceiptNotCopied };
                kept.set(Some(said));
                app.announce(words::t(said));
                if copied {
                    done();
                }
            });
        };
        ways.push(button(ui::SECONDARY, Key::ReceiptCopy, copy));
    }
    if property(&navigator, "share").is_function() {
        // Whoever cancels in the browser's own dialog knows that nothing was shared.
        let share = move |_| {
            let what = js_sys::Object::new();
            let _ = js_sys::Reflect::set(&what, &"text".into(), &[&to_share, "\n", &address()].concat().into());
            if let Some(sharing) = call(&navigator, "share", &what) {
                spawn_local(async move {
                    if JsFuture::from(sharing).await.is_ok() {
                        done();
                    }
                });
            }
        };
        ways.push(button(ui::SECONDARY, Key::ReceiptShare, share));
    }
    ways
}

/// Where anybody with the reference can ask later.
pub fn address() -> String {
    [window().location().origin().unwrap_or_default(), Step::Status.path().to_owned()].concat()
}

/// What is saved with the reference: what somebody must know who finds the file a week later, and nothing about letter and recipient.
fn file(reference: &str, sealed_at: u64, stored: Stored) -> String {
    let fact = |name, value: &str| [&words::t(name), ": ", value].concat();
    let lines = [
        words::with(Key::ReceiptFile, &[("reference", reference)]),
        String::new(),
        fact(Key::ReceiptAddress, &address()),
        fact(Key::ReceiptSealed, &words::moment(sealed_at)),
        fact(Key::ReceiptWhen, &words::moment(stored.at)),
        fact(Key::ReceiptId, &stored.id.to_string()),
        String::new(),
        words::t(Key::ReceiptNext),
    ];
    lines.join("\n") + "\n"
}

/// The proof as a file, and where it can be checked.
fn proof(app: App) -> El {
    let save = move |_| {
        let Sending::Stored(stored) = app.visit.sending.get_untracked() else { return };
        // The file says which letter it is for, so that it can be checked alone.
        let text = app.visit.secrets.with_untracked(|secrets| Receipt::parse(&secrets.receipt));
        if let Ok(receipt) = text {
            ui::save("lakzegel.tlog-proof", &Receipt { envelope: Some(stored.id), ..receipt }.to_string());
        }
    };
    el("div")
        .class("no-print")
        .child(el("h2").say(Key::ReceiptProofTitle))
        .child(p(Key::ReceiptProofWhy))
        .child(ui::actions([button(ui::SECONDARY, Key::ReceiptProof, save), to_check(app)]))
}

/// Whether everybody has signed who is to: screening, and the witnesses if there are any.
fn says_all(app: App, cosigned: Cosigned) -> bool {
    let witnesses = app.visit.manifest().map_or(0, |ready| ready.manifest.witnesses.quorum);
    cosigned.seen_by_screening.is_some() && (witnesses == 0 || cosigned.witnessed.is_some())
}

/// Looks, gently, whether screening, and witnesses if there are any, have cosigned a checkpoint that covers the letter, until they have, the letter
/// is stated to be `lost`, or the page is left.
fn watch(app: App, lost: Signal<bool>) {
    spawn_local(async move {
        for look in 0..LOOKS {
            clock::sleep(1000 * WAITS[look.min(WAITS.len() - 1)]).await;
            let Sending::Stored(stored) = app.visit.sending.get_untracked() else { return };
            if app.step.get_untracked() != Step::Receipt || says_all(app, stored.receipt.cosigned) {
                return;
            }
            if document().hidden() {
                continue;
            }
            if let Some((text, newer)) = newest(app, stored).await {
                if newer.receipt.cosigned.seen_by_screening.is_some() {
                    // Screening signs without what two root keys state to be lost. Without an answer nothing is said yet.
                    let Some(statements) = missing::statements().await else { continue };
                    if missing::says_of(&statements, &newer.id, &newer.receipt) == SaysOf::Lost {
                        lost.set(true);
                        return app.announce([words::t(Key::CheckLostTitle), words::t(Key::CheckLost)].join(". "));
                    }
                }
                app.visit.secrets.update(|secrets| secrets.receipt = text);
                app.visit.sending.set(Sending::Stored(newer));
                let (before, now) = (stored.receipt.cosigned, newer.receipt.cosigned);
                let said = [
                    (before.seen_by_screening.is_none() && now.seen_by_screening.is_some())
                        .then(|| [words::t(Key::ReceiptSeenTitle), words::t(Key::ReceiptSeen)].join(". ")),
                    (before.witnessed.is_none() && now.witnessed.is_some()).then(|| words::t(Key::ReceiptWitnessed)),
                ];
                app.announce(said.into_iter().flatten().collect::<Vec<_>>().join(" "));
            }
        }
    });
}

/// The newest receipt, if it verifies and says more to the sender than this one, and nothing less.
async fn newest(app: App, stored: Stored) -> Option<(String, Stored)> {
    let ready = app.visit.manifest()?;
    let path = path::fill(path::RECEIPT, stored.id);
    let answer = net::get(&path).await.ok()?;
    let text = answer.text().await.ok()?;
    let receipt = Receipt::parse(&text).ok()?.verify(&stored.id, &ready.manifest).ok()?;
    let told = |cosigned: Cosigned| (cosigned.seen_by_screening.is_some(), cosigned.witnessed.is_some());
    let (before, now) = (told(stored.receipt.cosigned), told(receipt.cosigned));
    let is_more = now != before && now.0 >= before.0 && now.1 >= before.1;
    is_more.then_some((text, Stored { receipt, ..stored }))
}

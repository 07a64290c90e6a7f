//! Checking a receipt file later, by anybody who has one: on this device, with the keys of the manifest, and without a single request. Only who
//! asks for it looks into the log: for a receipt of a log key that is retired, which nobody else has signed. What root keys state about lost
//! envelopes is asked for when the page opens, before there is a file: that says nothing of one.

use lakzegel_contract::DEMO_ORIGINS;
use lakzegel_crypto::{
    EnvelopeId, MAX_RECEIPT_BYTES, Manifest, Missing, Receipt, ReceiptError, SaysOf, VerifiedReceipt,
    log::{Checkpoint, Cosigned, Hash, consistency_from_tiles, tiles_for_consistency},
    manifest::Retired,
    note::Note,
    typed,
};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Event};

use crate::{
    app::App,
    browser::{
        js::{property, text_of},
        net,
        signal::Signal,
    },
    model::{late::missing, step::Step},
    ui::{self, El, button, el, heading, late::field, lead, p},
    words::{self, Key},
};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    /// A receipt which proves that this envelope is in the log.
    Proof(EnvelopeId, VerifiedReceipt),
    /// A receipt for this envelope whose log key is retired, and that nothing in it confirms.
    Retired(EnvelopeId, Unconfirmed),
    /// A receipt that was changed, cut or made up.
    Broken,
    /// A receipt of the demo, where no letter is real.
    Demo,
    /// A receipt of another service.
    Foreign,
    /// A receipt that does not say for which envelope it is.
    Unnamed,
    /// Something else.
    Other,
    /// The browser could not read it.
    Unreadable,
}

/// What a receipt under a retired log key lacks: the proof that its `size` entries begin those of the key's `last` checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unconfirmed {
    size: u64,
    last: Retired,
}

/// A file that was checked.
#[derive(Clone, PartialEq, Eq)]
struct CheckedFile {
    name: String,
    text: String,
    found: FileKind,
    looked_up: LookedUp,
}

/// What the page knows.
#[derive(Clone, Copy)]
struct Known {
    /// The file that was checked last.
    checked: Signal<Option<CheckedFile>>,
    /// What root keys state about lost envelopes.
    missing: Signal<Vec<Missing>>,
}

/// What became of looking up what a receipt lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LookedUp {
    /// Nobody has asked for it.
    Not,
    /// The log does not show it, or did not answer.
    InVain,
    /// The text has it now, and can be saved with it.
    Found,
}

/// Builds the page. A file may be dropped anywhere on it.
pub fn view(app: App) -> El {
    let known = Known { checked: Signal::new(None), missing: Signal::new(Vec::new()) };
    spawn_local(async move {
        known.missing.set(missing::statements().await.unwrap_or_default());
        // A file that was checked before they came is told of once more, if they say something of it.
        if let Some(file) = known.checked.get_untracked().filter(|file| known.says_of(file.found) != SaysOf::Nothing) {
            announce(app, known, file.found);
        }
    });
    let stay = |event: Event| event.prevent_default();
    let dropped = move |event: Event| {
        event.prevent_default();
        look(app, known, &property(&event, "dataTransfer"));
    };
    let chosen = move |event: Event| look(app, known, &property(&event, "target"));
    // The browser's own field for files speaks the browser's language. This one is opened by a button that speaks the page's.
    let input = field::file("receipt-file", chosen);
    let choose = button(ui::PRIMARY, Key::CheckFile, |_| ui::with_element("receipt-file", |field| field.click()));
    let field = el("div")
        .class("drop")
        .child(p(Key::CheckPrivate))
        .child(p(Key::CheckHint).class("hint").id("receipt-file-hint"))
        .child(choose.attr("aria-describedby", "receipt-file-hint"))
        .child(input);
    el("div")
        .on("dragover", stay)
        .on("drop", dropped)
        .child(ui::back(move |_| app.go(Step::Start)))
        .child(heading(Step::Check))
        .child(lead(Key::CheckLead))
        .child(field)
        .live(move || known.checked.get().map(|file| shown(app, known, file)))
}

/// The way to the page where a receipt file is checked.
pub fn to_check(app: App) -> El {
    button(ui::LINK, Key::ReceiptCheck, move |_| app.go(Step::Check))
}

/// An entry's place in the register, counted from one.
pub fn place(receipt: &VerifiedReceipt) -> String {
    words::number(u32::try_from(receipt.index + 1).unwrap_or(u32::MAX))
}

/// Looks at the first file of a field or of what was dropped, and tells a screen reader too what it is.
fn look(app: App, known: Known, from: &JsValue) {
    let file = property(&property(from, "files"), "0");
    let (Some(ready), Ok(content)) = (app.visit.manifest(), file.clone().dyn_into::<Blob>()) else { return };
    spawn_local(async move {
        let mut text = String::new();
        // Mail may have given each line another end; the longest receipt is measured without that.
        let found = if content.size() > 2.0 * MAX_RECEIPT_BYTES as f64 {
            FileKind::Other
        } else {
            let read = JsFuture::from(content.text()).await.ok().and_then(|text| text.as_string());
            read.map_or(FileKind::Unreadable, |read| {
                text = typed::file(&read);
                judge(&text, &ready.manifest)
            })
        };
        let name = text_of(&file, "name").unwrap_or_default();
        show(app, known, CheckedFile { name, text, found, looked_up: LookedUp::Not });
    });
}

/// Shows what a file is, and tells a screen reader.
fn show(app: App, known: Known, file: CheckedFile) {
    announce(app, known, file.found);
    known.checked.set(Some(file));
}

/// Tells a screen reader what a file is.
fn announce(app: App, known: Known, found: FileKind) {
    let says = known.says_of(found);
    let (_, title, text) = words_for(found, says);
    let said = [words::t(title), words::t(text)].join(". ");
    app.announce(match found {
        FileKind::Proof(_, receipt) if says != SaysOf::Lost => [said, seen(&receipt)].join(" "),
        _ => said,
    });
}

impl Known {
    /// What the statements say of a file.
    fn says_of(self, found: FileKind) -> SaysOf {
        self.missing.with(|missing| says_of(missing, found))
    }
}

/// What statements say of a file.
fn says_of(missing: &[Missing], found: FileKind) -> SaysOf {
    match found {
        FileKind::Proof(envelope, receipt) => missing::says_of(missing, &envelope, &receipt),
        _ => SaysOf::Nothing,
    }
}

/// Looks up what a receipt under a retired log key lacks, in the log as it is now, and judges the receipt with it.
fn look_up(app: App, known: Known, file: CheckedFile, lacks: Unconfirmed) {
    let Some(ready) = app.visit.manifest() else { return };
    spawn_local(async move {
        let proved = async {
            let mut receipt = Receipt::parse(&file.text).ok()?;
            receipt.continues = continues(lacks).await?;
            let text = receipt.to_string();
            let found = judge(&text, &ready.manifest);
            matches!(found, FileKind::Proof(..)).then_some(CheckedFile {
                name: file.name.clone(),
                text,
                found,
                looked_up: LookedUp::Found,
            })
        };
        match proved.await {
            Some(proved) => show(app, known, proved),
            None => {
                app.announce(words::t(Key::CheckNotFound));
                known.checked.set(Some(CheckedFile { looked_up: LookedUp::InVain, ..file }));
            }
        }
    });
}

/// The proof that the log of a retired key's last checkpoint continues what a receipt has, from the tiles that the log serves. They need not be
/// believed: the proof is verified.
async fn continues(Unconfirmed { size, last }: Unconfirmed) -> Option<Vec<Hash>> {
    let size_in = |text: String| Some(Checkpoint::parse(Note::parse(&text).ok()?.text()).ok()?.size);
    let log_size = net::said_text(net::get("/checkpoint").await.ok()?, size_in).await.ok()?.ok()?;
    let mut tiles = Vec::new();
    for tile in tiles_for_consistency(size, last.size, log_size) {
        let bytes = net::said(net::get(&tile.to_string()).await.ok()?, Some).await.ok()?.ok()?;
        tiles.push((tile, bytes));
    }
    consistency_from_tiles(size, last.size, log_size, |at| {
        tiles.iter().find(|(tile, _)| tile == at).map(|(_, bytes)| bytes.as_slice())
    })
}

/// What a text is, by the keys of this manifest.
fn judge(text: &str, manifest: &Manifest) -> FileKind {
    let Ok(receipt) = Receipt::parse(text) else {
        return if text.starts_with("c2sp.org/tlog-proof@v1\n") { FileKind::Broken } else { FileKind::Other };
    };
    let service = receipt.checkpoint.text().lines().next().unwrap_or_default();
    if !manifest.log_keys.iter().any(|log| log.key.name() == service) {
        return if service.starts_with(DEMO_ORIGINS) { FileKind::Demo } else { FileKind::Foreign };
    }
    let Some(envelope) = receipt.envelope else { return FileKind::Unnamed };
    match receipt.verify(&envelope, manifest) {
        Ok(verified) => FileKind::Proof(envelope, verified),
        Err(ReceiptError::Unconfirmed { size, last }) => FileKind::Retired(envelope, Unconfirmed { size, last }),
        Err(_) => FileKind::Broken,
    }
}

/// What was found, in words: what it proves, and what it does not.
fn shown(app: App, known: Known, file: CheckedFile) -> El {
    let says = known.says_of(file.found);
    let (kind, title, text) = words_for(file.found, says);
    let name = el("p").class("small").child(el("span").say(Key::CheckName)).text(" ").child(ui::typed(&file.name));
    let shown = el("div").id("checked").child(name).child(ui::notice(kind, title, text));
    if let FileKind::Retired(_, lacks) = file.found {
        let in_vain = (file.looked_up == LookedUp::InVain).then(|| p(Key::CheckNotFound).class("error"));
        let look_up = move |_| look_up(app, known, file.clone(), lacks);
        return shown.children(in_vain).child(ui::actions([button(ui::PRIMARY, Key::CheckLookUp, look_up)]));
    }
    let FileKind::Proof(envelope, receipt) = file.found else { return shown };
    let save = (file.looked_up == LookedUp::Found).then(|| {
        let save = move |_| ui::save("lakzegel.tlog-proof", &file.text);
        el("div").child(p(Key::CheckSaveWhy)).child(ui::actions([button(ui::SECONDARY, Key::ReceiptProof, save)]))
    });
    let facts = el("dl")
        .class("facts")
        .child(ui::fact(Key::ReceiptId, el("span").attr("dir", "ltr").attr("translate", "no").text(&envelope.to_string())))
        .child(ui::fact(Key::ReceiptPlace, el("span").words(move || place(&receipt))));
    let shown = if app.visit.is_demo() { shown.child(p(Key::CheckDemoHere)) } else { shown };
    shown
        // A signature of the time after such a statement does not cover this letter.
        .children((says != SaysOf::Lost).then(|| el("p").words(move || seen(&receipt))))
        .child(facts)
        .children(save)
        .child(el("h2").say(Key::CheckNotTitle))
        .child(p(Key::CheckNot))
}

/// Who has signed besides the log, and what is known of the time: a receipt has no other that is proved.
fn seen(receipt: &VerifiedReceipt) -> String {
    let at = |key, time| words::with(key, &[("time", &words::moment(time))]);
    let Cosigned { seen_by_screening, witnessed, .. } = receipt.cosigned;
    let seen = seen_by_screening.map_or_else(|| words::t(Key::CheckUnseen), |time| at(Key::CheckSeen, time));
    let witnessed = witnessed.map(|time| at(Key::CheckWitnessed, time));
    [Some(seen), witnessed].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Kind of notice, heading and explanation.
fn words_for(found: FileKind, says: SaysOf) -> (&'static str, Key, Key) {
    let (success, error, warning) = ("notice notice-success", "notice notice-error", "notice notice-warning");
    match found {
        FileKind::Proof(..) if says == SaysOf::Lost => (error, Key::CheckLostTitle, Key::CheckLost),
        FileKind::Proof(..) if says == SaysOf::Contradicted => (error, Key::CheckContradictedTitle, Key::CheckContradicted),
        FileKind::Proof(..) => (success, Key::CheckProofTitle, Key::CheckProof),
        FileKind::Retired(..) => (warning, Key::CheckRetiredTitle, Key::CheckRetired),
        FileKind::Broken => (error, Key::CheckBrokenTitle, Key::CheckBroken),
        FileKind::Demo => (warning, Key::CheckDemoTitle, Key::CheckDemo),
        FileKind::Foreign => (warning, Key::CheckForeignTitle, Key::CheckForeign),
        FileKind::Unnamed => (warning, Key::CheckUnnamedTitle, Key::CheckUnnamed),
        FileKind::Other => (warning, Key::CheckOtherTitle, Key::CheckOther),
        FileKind::Unreadable => (warning, Key::CheckUnreadableTitle, Key::CheckUnreadable),
    }
}

#[cfg(test)]
mod tests {
    use lakzegel_crypto::{RootKeys, VerifiedManifest};

    use super::*;

    /// A text of several lines from the protocol's test vectors.
    fn vector(file: &str, name: &str) -> String {
        let text = file.split_once(&format!("{name} <<<\n")).expect("the vectors have it").1;
        text.split_once(">>>\n").expect("it has an end").0.to_owned()
    }

    fn manifest() -> VerifiedManifest {
        let file = include_str!("../../../../crypto/tests/vectors/04_manifest.txt");
        let roots = RootKeys::parse(&vector(file, "root_keys")).expect("they are root keys");
        let note = vector(file, "manifest");
        let issued = note.lines().find_map(|line| line.strip_prefix("issued ")).expect("it was issued");
        Manifest::verify(&note, &roots, issued.parse().expect("it is a time"), 0).expect("it is signed")
    }

    fn receipt(name: &str) -> String {
        vector(include_str!("../../../../crypto/tests/vectors/06_receipt.txt"), name)
    }

    #[test]
    fn a_saved_receipt_proves_its_letter_and_when_screening_signed() {
        let FileKind::Proof(envelope, verified) = judge(&receipt("saved"), &manifest()) else { panic!("it proves something") };
        assert!(envelope.to_string().starts_with("8005f02d"));
        assert_eq!((verified.index, verified.size), (4, 7));
        assert!(verified.cosigned.seen_by_screening.is_some());
    }

    #[test]
    fn a_receipt_whose_letter_is_stated_to_be_lost_is_no_success_and_one_that_screening_signed_before_contradicts_that() {
        let file = include_str!("../../../../crypto/tests/vectors/04_manifest.txt");
        let roots = RootKeys::parse(&vector(file, "root_keys")).expect("they are root keys");
        let note = vector(include_str!("../../../../crypto/tests/vectors/09_missing.txt"), "missing");
        let missing = [Missing::verify(&note, &roots).expect("two root keys signed it")];
        let saved = receipt("saved");
        let found = judge(&saved, &manifest());
        assert_eq!(says_of(&missing, found), SaysOf::Contradicted, "screening signed 40 seconds before");
        // The same file before anybody but the log had signed it.
        let log_alone: Vec<&str> = saved.lines().filter(|line| !line.starts_with('\u{2014}') || line.contains("/log ")).collect();
        let found = judge(&(log_alone.join("\n") + "\n"), &manifest());
        assert_eq!(says_of(&missing, found), SaysOf::Lost);
        assert_eq!((says_of(&[], found), says_of(&missing, FileKind::Broken)), (SaysOf::Nothing, SaysOf::Nothing));
        let (kind, title, _) = words_for(found, SaysOf::Lost);
        assert_eq!((kind, title), ("notice notice-error", Key::CheckLostTitle));
        assert_eq!(words_for(found, SaysOf::Contradicted).1, Key::CheckContradictedTitle);
    }

    #[test]
    fn a_receipt_that_mail_gave_other_line_ends_proves_the_same_and_one_that_it_changed_otherwise_proves_nothing() {
        let saved = receipt("saved");
        let proof = judge(&saved, &manifest());
        assert!(matches!(proof, FileKind::Proof(..)));
        for mailed in [
            saved.replace('\n', "\r\n"),
            saved.replace('\n', " \r\n"),
            format!("\u{feff}{saved}"),
            format!("\u{feff}{}\r\n\r\n", saved.replace('\n', "\r\n")),
            saved.trim_end().to_owned(),
        ] {
            assert_eq!(judge(&typed::file(&mailed), &manifest()), proof, "{mailed:?}");
        }
        for changed in [saved.replace("\n\n", "\n"), saved.replace('\n', "\n> "), saved.replace('\u{2014}', "-")] {
            assert_eq!(judge(&typed::file(&changed), &manifest()), FileKind::Broken, "{changed:?}");
        }
    }

    #[test]
    fn what_proves_nothing_is_told_apart() {
        let [saved, bare] = ["saved", "stored"].map(receipt);
        let of = |name: &str| saved.replace("test.invalid/lakzegel/log", name);
        for (text, found) in [
            (bare, FileKind::Unnamed),
            (saved.replace("index 4", "index 5"), FileKind::Broken),
            (saved.replace("extra gAXw", "extra gAXx"), FileKind::Broken),
            (saved[..saved.len() - 9].to_owned(), FileKind::Broken),
            (of("demo.invalid/lakzegel/log"), FileKind::Demo),
            (of("elsewhere.invalid/log"), FileKind::Foreign),
            ("Lieve Bram,\n\nliefs, oma".to_owned(), FileKind::Other),
            (String::new(), FileKind::Other),
        ] {
            assert_eq!(judge(&text, &manifest()), found, "{text}");
        }
    }
}

//! One visit: everything that the sender has told, proved and written, and how far it has come.
//!
//! There is one [`Visit`], made when the page starts; steps read it and change it, nothing else does. All of it lives in this page's
//! memory and nowhere else. Data goes one way: identity and recipient, then the letter, then the sealed envelope, then the receipt.

use lakzegel_contract::DEMO_ORIGINS;
use lakzegel_crypto::{Envelope, EnvelopeId, Evidence, Reference, VerifiedReceipt, manifest::Supervision};
use lakzegel_letter::Limits;

use crate::{
    browser::{late::encrypted_entry::DeviceKey, signal::Signal},
    model::{
        kiosk,
        late::{self, key::VisitKey, status::StatusQuery, unsent::Unsent},
        login::Login,
        manifest::{ManifestRefusal, Ready},
        step::{Progress, Stage},
    },
};

/// The state of a visit. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Visit {
    /// The manifest, or why nothing can be sent.
    pub ready: Signal<Result<Ready, ManifestRefusal>>,
    /// Whether other people use this device too: then nothing is kept on it.
    pub shared: Signal<bool>,
    /// Whether the sender has said not to be a privileged correspondent.
    pub ordinary: Signal<bool>,
    /// How far the login is.
    pub login: Signal<Login>,
    /// The id of the provider that the sender last left for.
    pub provider: Signal<String>,
    /// Who was logged in last, as nobody else is: the token's issuer and subject. Empty with a visitor code.
    pub writer: Signal<String>,
    /// Whether this page is about to be left for the provider.
    pub leaving: Signal<bool>,
    /// The half of a visitor code that admits, as typed.
    pub admission: Signal<String>,
    /// The half of a visitor code that proves, as typed.
    pub proof: Signal<String>,
    /// The recipient's registration number, as typed.
    pub number: Signal<String>,
    /// The recipient's name, as typed.
    pub recipient: Signal<String>,
    /// The name to print under the letter, as typed.
    pub sender: Signal<String>,
    /// The letter, with plain newlines and in NFC.
    pub body: Signal<String>,
    /// The name under which this page keeps its letter on the device, which says nothing of it. Empty if it keeps none.
    pub draft_name: Signal<String>,
    /// The letter as it was before the last repair.
    pub before: Signal<String>,
    /// Whether the browser may check the letter's spelling.
    pub spelling: Signal<bool>,
    /// How often the letter was changed.
    pub typed: Signal<u32>,
    /// A reference that was typed to ask how a letter fares.
    pub reference: Signal<String>,
    /// What asking came to.
    pub asked: Signal<StatusQuery>,
    /// What has become of the letter.
    pub sending: Signal<Sending>,
    /// Whether it is being sealed or sent at this moment.
    pub under_way: Signal<bool>,
    /// Why there is no receipt.
    pub unsent: Signal<Option<Unsent>>,
    /// Whether the sealed letter waits on the device, and not only in this page. What was refused does not wait.
    pub kept: Signal<bool>,
    /// The notice of supervision that the page last built has shown: its version, and what it said.
    pub shown_notice: Signal<Option<(u16, Supervision)>>,
    /// Whether whoever logs in wants to see a letter that waits, and not to write one. It goes along to the provider.
    pub to_outbox: Signal<bool>,
    /// What is secret or large, and shown to nobody as it is.
    pub secrets: Signal<Secrets>,
}

/// What has become of the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// It is being written.
    Writing,
    /// It is being sealed.
    Sealing,
    /// The sealed envelope is on its way.
    Uploading,
    /// Sealed or not, there is no receipt.
    Unsent,
    /// The receipt was verified.
    Stored(Stored),
}

/// A stored letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The envelope's id.
    pub id: EnvelopeId,
    /// What its receipt says.
    pub receipt: VerifiedReceipt,
    /// When the receipt arrived, in seconds since 1970.
    pub at: u64,
}

/// What the page holds but does not show as it is.
#[derive(Default)]
pub struct Secrets {
    /// The visit key.
    pub key: Option<VisitKey>,
    /// A visit key with which a visitor code was shown, to which no answer has come.
    pub unanswered: Option<VisitKey>,
    /// What proves who the sender is.
    pub evidence: Option<Evidence>,
    /// The keys to what this person's letters leave on the device: the one to encrypt with, then older ones. None with a visitor code.
    pub device_keys: Vec<DeviceKey>,
    /// Until when letters of this login may be sealed, in seconds since 1970.
    pub seal_until: u64,
    /// Rights to upload that have not been used.
    pub grants: Vec<String>,
    /// The sealed letter, with the grant to upload it.
    pub envelope: Option<(Envelope, String)>,
    /// When it was sealed, in seconds since 1970.
    pub sealed_at: u64,
    /// The sender's secret for asking how the letter fares.
    pub reference: Option<Reference>,
    /// Whether the sender has noted that, so that the letter may wait without it, and nobody is asked before its page is left.
    pub is_noted: bool,
    /// The newest verified receipt's text.
    pub receipt: String,
}

impl Secrets {
    /// Takes another grant for the envelope. `None` if there is no other.
    pub fn change_grant(&mut self) -> Option<()> {
        let (_, spent) = self.envelope.as_mut()?;
        *spent = self.grants.pop()?;
        Some(())
    }

    /// Lets go of an envelope that was not stored; its grant can be used for another.
    pub fn drop_envelope(&mut self) {
        self.grants.extend(self.envelope.take().map(|(_, grant)| grant));
    }
}

impl Visit {
    /// An empty visit.
    pub fn new(ready: Result<Ready, ManifestRefusal>) -> Self {
        Self {
            ready: Signal::new(ready),
            shared: Signal::new(false),
            ordinary: Signal::new(false),
            login: Signal::new(Login::None),
            provider: Signal::new(String::new()),
            writer: Signal::new(String::new()),
            leaving: Signal::new(false),
            admission: Signal::new(String::new()),
            proof: Signal::new(String::new()),
            number: Signal::new(String::new()),
            recipient: Signal::new(String::new()),
            sender: Signal::new(String::new()),
            body: Signal::new(String::new()),
            draft_name: Signal::new(String::new()),
            before: Signal::new(String::new()),
            spelling: Signal::new(false),
            typed: Signal::new(0),
            reference: Signal::new(String::new()),
            asked: Signal::new(StatusQuery::No),
            sending: Signal::new(Sending::Writing),
            under_way: Signal::new(false),
            unsent: Signal::new(None),
            kept: Signal::new(false),
            shown_notice: Signal::new(None),
            to_outbox: Signal::new(false),
            secrets: Signal::new(Secrets::default()),
        }
    }

    /// Which steps are done. Read without tracking: it is asked when somebody wants to go somewhere.
    pub fn progress(&self) -> Progress {
        // The rules are in the late module, which is here when somebody has logged in.
        let identified = matches!(self.login.get_untracked(), Login::Done(_));
        let recipient = identified && late::are_names_complete(self.number, self.recipient, self.sender);
        Progress {
            ready: self.ready.with_untracked(Result::is_ok),
            ordinary: self.ordinary.get_untracked(),
            identified,
            recipient,
            written: identified && late::is_letter_complete(&self.body.get_untracked(), &self.limits()),
            stage: match self.sending.get_untracked() {
                Sending::Writing | Sending::Sealing | Sending::Uploading => Stage::Writing,
                Sending::Unsent => Stage::Unsent,
                Sending::Stored(_) => Stage::Stored,
            },
        }
    }

    /// How long a letter may be, by the manifest.
    pub fn limits(&self) -> Limits {
        self.ready.with_untracked(|ready| match ready {
            Ok(Ready { manifest, .. }) => {
                Limits { characters: manifest.limits.characters, bytes: manifest.limits.bytes, pages: manifest.limits.pages }
            }
            Err(_) => Limits::default(),
        })
    }

    /// Whether this is a deployment with made-up people.
    pub fn is_demo(&self) -> bool {
        self.ready.with(|ready| ready.as_ref().is_ok_and(|ready| ready.manifest.origin.starts_with(DEMO_ORIGINS)))
    }

    /// The manifest and the time, once they are known.
    pub fn manifest(&self) -> Option<Ready> {
        self.ready.get_untracked().ok()
    }

    /// How letters are supervised, as the manifest says. Every letter is read where there is none.
    pub fn supervision(&self) -> Supervision {
        self.manifest().map_or(Supervision::Read, |ready| ready.manifest.supervision)
    }

    /// Whether anything of this visit may be kept on the device.
    pub fn may_keep(&self) -> bool {
        !self.shared.get_untracked() && !kiosk::is_on()
    }

    /// Whether there is a letter in this page that is not stored yet.
    pub fn has_letter(&self) -> bool {
        let unsent = !matches!(self.sending.get_untracked(), Sending::Stored(_));
        unsent && !self.body.with_untracked(String::is_empty)
    }

    /// Forgets a login whose time or grants are used up; the letter stays.
    pub fn log_out(&self) {
        self.wipe_codes();
        self.secrets.update(|secrets| {
            secrets.evidence.iter_mut().for_each(Evidence::wipe);
            secrets.grants.iter_mut().for_each(zero);
            *secrets = Secrets::default();
        });
        self.login.set(Login::None);
        self.sending.set(Sending::Writing);
    }

    /// Forgets a visitor code that was typed.
    pub fn wipe_codes(&self) {
        wipe(self.admission);
        wipe(self.proof);
    }

    /// Forgets the letter and its recipient; the login stays.
    pub fn wipe_letter(&self) {
        for text in [self.body, self.before, self.number, self.recipient] {
            wipe(text);
        }
    }

    /// Makes room for another letter of the same login.
    pub fn begin_another(&self) {
        self.wipe_letter();
        self.secrets.update(|secrets| {
            secrets.envelope = None;
            secrets.reference = None;
            secrets.receipt.clear();
        });
        self.asked.set(StatusQuery::No);
        self.kept.set(false);
        self.sending.set(Sending::Writing);
    }

    /// Forgets everything.
    pub fn wipe(&self) {
        self.begin_another();
        wipe(self.sender);
        wipe(self.writer);
        wipe(self.reference);
        self.log_out();
        self.ordinary.set(false);
    }
}

/// Overwrites a text before it is let go.
fn wipe(text: Signal<String>) {
    text.update(zero);
}

fn zero(text: &mut String) {
    let mut bytes = core::mem::take(text).into_bytes();
    bytes.fill(0);
    core::hint::black_box(&bytes);
}

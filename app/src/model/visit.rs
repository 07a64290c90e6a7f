//! One visit: everything that the sender has told, proved and written, and how far it has come.
//!
//! There is one [`Visit`], made when the page starts; steps read it and change it, nothing else does. All of it lives in this page's
//! memory and nowhere else. Data goes one way: identity and recipient, then the letter, then the sealed envelope, then the receipt.

use lakzegel_contract::DEMO_ORIGINS;
use lakzegel_crypto::{Envelope, EnvelopeId, Evidence, Reference, VerifiedReceipt};
use lakzegel_letter::{Limits, check, check_name, check_number};

use crate::{
    browser::signal::Live,
    model::{
        kiosk,
        late::{key::VisitKey, status::StatusQuery, unsent::Unsent},
        login::Login,
        manifest::{ManifestRefusal, Ready},
        step::{Progress, Stage},
    },
};

/// The state of a visit. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Visit {
    /// The manifest, or why nothing can be sent.
    pub ready: Live<Result<Ready, ManifestRefusal>>,
    /// Whether other people use this device too: then nothing is kept on it.
    pub shared: Live<bool>,
    /// Whether the sender has said not to be a privileged correspondent.
    pub ordinary: Live<bool>,
    /// How far the login is.
    pub login: Live<Login>,
    /// The id of the provider that the sender last left for.
    pub provider: Live<String>,
    /// Whether this page is about to be left for the provider.
    pub leaving: Live<bool>,
    /// The half of a visitor code that admits, as typed.
    pub admission: Live<String>,
    /// The half of a visitor code that proves, as typed.
    pub proof: Live<String>,
    /// The recipient's registration number, as typed.
    pub number: Live<String>,
    /// The recipient's name, as typed.
    pub recipient: Live<String>,
    /// The name to print under the letter, as typed.
    pub sender: Live<String>,
    /// The letter, with plain newlines and in NFC.
    pub body: Live<String>,
    /// The name under which this page keeps its letter on the device, which says nothing of it. Empty if it keeps none.
    pub draft_name: Live<String>,
    /// The letter as it was before the last repair.
    pub before: Live<String>,
    /// Whether the browser may check the letter's spelling.
    pub spelling: Live<bool>,
    /// How often the letter was changed.
    pub typed: Live<u32>,
    /// A reference that was typed to ask how a letter fares.
    pub reference: Live<String>,
    /// What asking came to.
    pub asked: Live<StatusQuery>,
    /// What has become of the letter.
    pub sending: Live<Sending>,
    /// Whether it is being sealed or sent at this moment.
    pub under_way: Live<bool>,
    /// Why there is no receipt.
    pub unsent: Live<Option<Unsent>>,
    /// Whether the sealed letter waits on the device, and not only in this page.
    pub kept: Live<bool>,
    /// What is secret or large, and shown to nobody as it is.
    pub secrets: Live<Secrets>,
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
            ready: Live::new(ready),
            shared: Live::new(false),
            ordinary: Live::new(false),
            login: Live::new(Login::None),
            provider: Live::new(String::new()),
            leaving: Live::new(false),
            admission: Live::new(String::new()),
            proof: Live::new(String::new()),
            number: Live::new(String::new()),
            recipient: Live::new(String::new()),
            sender: Live::new(String::new()),
            body: Live::new(String::new()),
            draft_name: Live::new(String::new()),
            before: Live::new(String::new()),
            spelling: Live::new(false),
            typed: Live::new(0),
            reference: Live::new(String::new()),
            asked: Live::new(StatusQuery::No),
            sending: Live::new(Sending::Writing),
            under_way: Live::new(false),
            unsent: Live::new(None),
            kept: Live::new(false),
            secrets: Live::new(Secrets::default()),
        }
    }

    /// Which steps are done. Read without tracking: it is asked when somebody wants to go somewhere.
    pub fn progress(&self) -> Progress {
        // Rules are in the second half of this program, which is here when somebody has logged in.
        let identified = matches!(self.login.peek(), Login::Done(_));
        let recipient = identified
            && check_number(&tidy(self.number)).is_ok()
            && check_name(&tidy(self.recipient)).is_ok()
            && check_name(&tidy(self.sender)).is_ok();
        Progress {
            ready: self.ready.peek_with(Result::is_ok),
            ordinary: self.ordinary.peek(),
            identified,
            recipient,
            written: identified && !check(&self.body.peek(), &self.limits()).blocks(),
            stage: match self.sending.peek() {
                Sending::Writing | Sending::Sealing | Sending::Uploading => Stage::Writing,
                Sending::Unsent => Stage::Unsent,
                Sending::Stored(_) => Stage::Stored,
            },
        }
    }

    /// How long a letter may be, by the manifest.
    pub fn limits(&self) -> Limits {
        self.ready.peek_with(|ready| match ready {
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
        self.ready.peek().ok()
    }

    /// Whether anything of this visit may be kept on the device.
    pub fn may_keep(&self) -> bool {
        !self.shared.peek() && !kiosk::is_on()
    }

    /// Whether there is a letter in this page that is not stored yet.
    pub fn has_letter(&self) -> bool {
        let unsent = !matches!(self.sending.peek(), Sending::Stored(_));
        unsent && !self.body.peek_with(String::is_empty)
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
        self.sending.set(Sending::Writing);
    }

    /// Forgets everything.
    pub fn wipe(&self) {
        self.begin_another();
        wipe(self.sender);
        wipe(self.reference);
        self.log_out();
        self.ordinary.set(false);
    }
}

/// What the sender typed into a field of one line, without space around it.
pub fn tidy(field: Live<String>) -> String {
    field.peek_with(|text| text.trim().to_owned())
}

/// Overwrites a text before it is let go.
fn wipe(text: Live<String>) {
    text.update(zero);
}

fn zero(text: &mut String) {
    let mut bytes = core::mem::take(text).into_bytes();
    bytes.fill(0);
    core::hint::black_box(&bytes);
}

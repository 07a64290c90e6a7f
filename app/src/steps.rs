//! The steps, in the order in which a letter goes through them, and which of them may be shown.
//!
//! Each step is one page with an address of its own. A step whose turn has not come leads to the first one that is not done yet.

use crate::{app::App, ui::El, words::Key};

pub mod check;
pub mod identity;
pub mod privileged;
pub mod receipt;
pub mod recipient;
pub mod review;
pub mod send;
pub mod start;
pub mod status;
pub mod write;

/// A page of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// What this is.
    Start,
    /// Is the sender somebody whose post may not be read?
    Privileged,
    /// Who the sender is.
    Identity,
    /// To whom the letter goes.
    Recipient,
    /// The letter.
    Write,
    /// The letter as it will be printed; sealing and sending.
    Review,
    /// The letter is not sent, why, and what now.
    Unsent,
    /// The letter is stored.
    Receipt,
    /// How a letter fares, asked later with its reference.
    Status,
    /// A receipt file, checked later by anybody.
    Check,
}

/// How far the letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Not sealed, or on its way at this moment.
    Writing,
    /// Sending did not end with a receipt.
    Unsent,
    /// The receipt was verified.
    Stored,
}

/// Which steps are done.
#[derive(Clone, Copy, Debug)]
pub struct Filled {
    /// The manifest may be used.
    pub ready: bool,
    /// The sender is not a privileged correspondent.
    pub ordinary: bool,
    /// The sender's identity is verified.
    pub identified: bool,
    /// Recipient and sender's name are there.
    pub recipient: bool,
    /// There is a letter that no rule blocks.
    pub written: bool,
    /// How far the letter is.
    pub stage: Stage,
}

/// How many steps the sender counts.
pub const COUNTED: u32 = 5;

impl Step {
    /// The page's address. An unsent letter is still at its review.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Start => "/",
            Self::Privileged => "/privileged",
            Self::Identity => "/identity",
            Self::Recipient => "/recipient",
            Self::Write => "/write",
            Self::Review | Self::Unsent => "/review",
            Self::Receipt => "/receipt",
            Self::Status => "/status",
            Self::Check => "/check",
        }
    }

    /// The page at an address; the start for any other.
    pub fn from_path(path: &str) -> Self {
        let all = [
            Self::Privileged,
            Self::Identity,
            Self::Recipient,
            Self::Write,
            Self::Review,
            Self::Receipt,
            Self::Status,
            Self::Check,
        ];
        all.into_iter().find(|step| step.path() == path).unwrap_or(Self::Start)
    }

    /// Its number, from 1 to [`COUNTED`], if the sender counts it.
    pub const fn number(self) -> Option<u32> {
        match self {
            Self::Privileged => Some(1),
            Self::Identity => Some(2),
            Self::Recipient => Some(3),
            Self::Write => Some(4),
            Self::Review => Some(5),
            Self::Start | Self::Unsent | Self::Receipt | Self::Status | Self::Check => None,
        }
    }

    /// Whether it needs the second half of this program.
    pub const fn is_in_rest(self) -> bool {
        !matches!(self, Self::Start | Self::Privileged)
    }

    /// Its heading.
    pub const fn title(self) -> Key {
        match self {
            Self::Start => Key::StartTitle,
            Self::Privileged => Key::PrivilegedTitle,
            Self::Identity => Key::IdentityTitle,
            Self::Recipient => Key::RecipientTitle,
            Self::Write => Key::WriteTitle,
            Self::Review => Key::ReviewTitle,
            Self::Unsent => Key::UnsentTitle,
            Self::Receipt => Key::ReceiptTitle,
            Self::Status => Key::StatusTitle,
            Self::Check => Key::CheckTitle,
        }
    }

    /// The id of its heading; no two pages share one, for two stand beside each other for a moment.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Start => "h-start",
            Self::Privileged => "h-privileged",
            Self::Identity => "h-identity",
            Self::Recipient => "h-recipient",
            Self::Write => "h-write",
            Self::Review => "h-review",
            Self::Unsent => "h-unsent",
            Self::Receipt => "h-receipt",
            Self::Status => "h-status",
            Self::Check => "h-check",
        }
    }

    /// Builds the page.
    pub fn view(self, app: App) -> El {
        match self {
            Self::Start => start::view(app),
            Self::Privileged => privileged::view(app),
            Self::Identity => identity::view(app),
            Self::Recipient => recipient::view(app),
            Self::Write => write::view(app),
            Self::Review => review::view(app),
            Self::Unsent => send::view(app),
            Self::Receipt => receipt::view(app),
            Self::Status => status::view(app),
            Self::Check => check::view(app),
        }
    }
}

impl Filled {
    /// The page to show when somebody wants `wanted`: that one if its turn has come, else the first that is not done.
    pub fn allow(&self, wanted: Step) -> Step {
        match (wanted, self.stage) {
            _ if !self.ready => Step::Start,
            // Anybody may ask about a letter of long ago, whatever has become of this one.
            (Step::Status | Step::Check, _) => wanted,
            // What is sealed is not changed, and what is stored is not sent again.
            (_, Stage::Stored) => Step::Receipt,
            (_, Stage::Unsent) => Step::Unsent,
            _ => self.first_open(wanted),
        }
    }

    fn first_open(&self, wanted: Step) -> Step {
        let order = [
            (Step::Start, true),
            (Step::Privileged, self.ordinary),
            (Step::Identity, self.identified),
            (Step::Recipient, self.recipient),
            (Step::Write, self.written),
        ];
        let open = |(step, done): &(Step, bool)| *step == wanted || !done;
        order.iter().find(|entry| open(entry)).map_or(Step::Review, |(step, _)| *step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Step; 10] = [
        Step::Start,
        Step::Privileged,
        Step::Identity,
        Step::Recipient,
        Step::Write,
        Step::Review,
        Step::Unsent,
        Step::Receipt,
        Step::Status,
        Step::Check,
    ];
    const NOTHING: Filled =
        Filled { ready: true, ordinary: false, identified: false, recipient: false, written: false, stage: Stage::Writing };
    const ALL_DONE: Filled =
        Filled { ready: true, ordinary: true, identified: true, recipient: true, written: true, stage: Stage::Writing };

    #[test]
    fn every_address_leads_to_its_step() {
        for step in ALL.into_iter().filter(|step| *step != Step::Unsent) {
            assert_eq!(Step::from_path(step.path()), step);
        }
        assert_eq!(Step::from_path("/nonsense"), Step::Start);
    }

    #[test]
    fn a_step_whose_turn_has_not_come_leads_to_the_first_open_one() {
        assert_eq!(NOTHING.allow(Step::Review), Step::Privileged);
        assert_eq!(NOTHING.allow(Step::Start), Step::Start);
        let identified = Filled { recipient: false, written: false, ..ALL_DONE };
        assert_eq!(identified.allow(Step::Write), Step::Recipient);
        assert_eq!(identified.allow(Step::Identity), Step::Identity, "going back is always possible");
        assert_eq!(Filled { written: false, ..ALL_DONE }.allow(Step::Review), Step::Write);
        assert_eq!(ALL_DONE.allow(Step::Review), Step::Review);
    }

    #[test]
    fn without_a_manifest_there_is_only_the_first_page() {
        for step in ALL {
            assert_eq!(Filled { ready: false, ..ALL_DONE }.allow(step), Step::Start);
        }
    }

    #[test]
    fn a_receipt_is_shown_only_for_a_stored_letter() {
        assert_eq!(ALL_DONE.allow(Step::Receipt), Step::Review);
        let stored = Filled { stage: Stage::Stored, ..ALL_DONE };
        for step in ALL.into_iter().filter(|step| !matches!(step, Step::Status | Step::Check)) {
            assert_eq!(stored.allow(step), Step::Receipt, "{step:?}");
        }
    }

    #[test]
    fn an_unsent_letter_cannot_be_walked_away_from_by_accident() {
        let unsent = Filled { stage: Stage::Unsent, ..ALL_DONE };
        assert_eq!(unsent.allow(Step::Write), Step::Unsent);
        assert_eq!(unsent.allow(Step::Receipt), Step::Unsent);
    }

    #[test]
    fn the_sender_counts_five_steps() {
        let numbers: Vec<_> = ALL.into_iter().filter_map(Step::number).collect();
        assert_eq!(numbers, (1..=COUNTED).collect::<Vec<_>>());
    }
}

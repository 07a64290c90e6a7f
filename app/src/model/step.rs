//! The steps in the order in which a letter goes through them: which of them may be shown, and what each is called.
//!
//! Each step is one page with an address of its own: `lakzegel_contract::Step`. A step whose turn has not come leads to the first one that is
//! not done yet.

use lakzegel_contract::KIOSK;
pub use lakzegel_contract::{COUNTED_STEPS, Step};

use crate::words::Key;

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
pub struct Progress {
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

/// The step at an address, a kiosk's too; the start for any other.
pub fn at(path: &str) -> Step {
    Step::from_path(path.strip_prefix(KIOSK).unwrap_or(path)).unwrap_or(Step::Start)
}

/// A step's address at a kiosk: under the kiosk's own.
pub fn kiosk_address(step: Step) -> String {
    [KIOSK, if step == Step::Start { "" } else { step.path() }].concat()
}

/// Whether the late module has it.
pub const fn is_late(step: Step) -> bool {
    !matches!(step, Step::Start | Step::Privileged)
}

/// The words of its heading.
pub const fn title(step: Step) -> Key {
    match step {
        Step::Start => Key::StartTitle,
        Step::Privileged => Key::PrivilegedTitle,
        Step::Identity => Key::IdentityTitle,
        Step::Recipient => Key::RecipientTitle,
        Step::Write => Key::WriteTitle,
        Step::Review => Key::ReviewTitle,
        Step::Unsent => Key::UnsentTitle,
        Step::Receipt => Key::ReceiptTitle,
        Step::Status => Key::StatusTitle,
        Step::Outbox => Key::OutboxTitle,
        Step::Check => Key::CheckTitle,
        Step::Ended => Key::KioskEndedTitle,
    }
}

/// The id of its heading; no two pages share one, for two stand beside each other for a moment.
pub const fn heading(step: Step) -> &'static str {
    match step {
        Step::Start => "h-start",
        Step::Privileged => "h-privileged",
        Step::Identity => "h-identity",
        Step::Recipient => "h-recipient",
        Step::Write => "h-write",
        Step::Review => "h-review",
        Step::Unsent => "h-unsent",
        Step::Receipt => "h-receipt",
        Step::Status => "h-status",
        Step::Outbox => "h-outbox",
        Step::Check => "h-check",
        Step::Ended => "h-ended",
    }
}

impl Progress {
    /// The page to show when somebody wants `wanted`: that one if its turn has come, else the first that is not done.
    pub fn allow(&self, wanted: Step) -> Step {
        match (wanted, self.stage) {
            _ if !self.ready => Step::Start,
            // Somebody may ask about a letter of long ago, for one.
            _ if wanted.is_always_open() => wanted,
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

    const NOTHING: Progress =
        Progress { ready: true, ordinary: false, identified: false, recipient: false, written: false, stage: Stage::Writing };
    const ALL_DONE: Progress =
        Progress { ready: true, ordinary: true, identified: true, recipient: true, written: true, stage: Stage::Writing };

    #[test]
    fn every_address_leads_to_its_step() {
        for step in Step::ALL.into_iter().filter(|step| *step != Step::Unsent) {
            assert_eq!(at(step.path()), step);
            assert_eq!(at(&[KIOSK, step.path()].concat()), step);
        }
        assert_eq!(at("/nonsense"), Step::Start);
    }

    #[test]
    fn a_step_whose_turn_has_not_come_leads_to_the_first_open_one() {
        assert_eq!(NOTHING.allow(Step::Review), Step::Privileged);
        assert_eq!(NOTHING.allow(Step::Start), Step::Start);
        let identified = Progress { recipient: false, written: false, ..ALL_DONE };
        assert_eq!(identified.allow(Step::Write), Step::Recipient);
        assert_eq!(identified.allow(Step::Identity), Step::Identity, "going back is always possible");
        assert_eq!(Progress { written: false, ..ALL_DONE }.allow(Step::Review), Step::Write);
        assert_eq!(ALL_DONE.allow(Step::Review), Step::Review);
    }

    #[test]
    fn without_a_manifest_there_is_only_the_first_page() {
        for step in Step::ALL {
            assert_eq!(Progress { ready: false, ..ALL_DONE }.allow(step), Step::Start);
        }
    }

    #[test]
    fn a_receipt_is_shown_only_for_a_stored_letter() {
        assert_eq!(ALL_DONE.allow(Step::Receipt), Step::Review);
        let stored = Progress { stage: Stage::Stored, ..ALL_DONE };
        for step in Step::ALL.into_iter().filter(|step| !step.is_always_open()) {
            assert_eq!(stored.allow(step), Step::Receipt, "{step:?}");
        }
    }

    #[test]
    fn an_unsent_letter_cannot_be_walked_away_from_by_accident() {
        let unsent = Progress { stage: Stage::Unsent, ..ALL_DONE };
        assert_eq!(unsent.allow(Step::Write), Step::Unsent);
        assert_eq!(unsent.allow(Step::Receipt), Step::Unsent);
    }

    #[test]
    fn the_sender_counts_five_steps() {
        let numbers: Vec<_> = Step::ALL.into_iter().filter_map(Step::number).collect();
        assert_eq!(numbers, (1..=COUNTED_STEPS).collect::<Vec<_>>());
    }
}

//! The client's pages and their addresses. Client, intake, worker and the comparison of sites all know them from here.

use crate::listed::listed;

/// The address under which the client runs as a kiosk: its first page, and the prefix of the others.
pub const KIOSK: &str = "/kiosk";

/// How many steps the sender counts, from [`Step::Privileged`] to [`Step::Review`].
pub const COUNTED_STEPS: u32 = 5;

listed! {
    /// A page of the client.
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
        /// The letters that wait for a network.
        Outbox,
        /// A kiosk's visit is over: why, and what has become of the letter.
        Ended,
    }
}

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
            Self::Outbox => "/outbox",
            Self::Ended => "/ended",
        }
    }

    /// The step with an address of its own at `path`, without [`KIOSK`] before it. `None` if there is none.
    pub fn from_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().filter(|step| step.has_address()).find(|step| step.path() == path)
    }

    /// Whether it has an address of its own. [`Step::Unsent`] is shown at its review's.
    pub const fn has_address(self) -> bool {
        !matches!(self, Self::Unsent)
    }

    /// Whether only a kiosk has it.
    pub const fn is_kiosk_only(self) -> bool {
        matches!(self, Self::Ended)
    }

    /// Whether anybody may open it at any time, whatever has become of a letter. The others have their turn.
    pub const fn is_always_open(self) -> bool {
        match self {
            Self::Status | Self::Check | Self::Outbox | Self::Ended => true,
            Self::Start
            | Self::Privileged
            | Self::Identity
            | Self::Recipient
            | Self::Write
            | Self::Review
            | Self::Unsent
            | Self::Receipt => false,
        }
    }

    /// Its number, from 1 to [`COUNTED_STEPS`], if the sender counts it.
    pub const fn number(self) -> Option<u32> {
        match self {
            Self::Privileged => Some(1),
            Self::Identity => Some(2),
            Self::Recipient => Some(3),
            Self::Write => Some(4),
            Self::Review => Some(5),
            Self::Start | Self::Unsent | Self::Receipt | Self::Status | Self::Check | Self::Outbox | Self::Ended => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::{COUNTED_STEPS, Step};

    #[test]
    fn every_step_with_an_address_is_found_at_it() {
        for step in Step::ALL.into_iter().filter(|step| step.has_address()) {
            assert_eq!(Step::from_path(step.path()), Some(step));
        }
        assert_eq!(Step::from_path("/nonsense"), None);
        assert_eq!(Step::from_path(Step::Unsent.path()), Some(Step::Review));
    }

    /// All others would be reached without what comes before them.
    #[test]
    fn only_what_needs_no_letter_of_this_visit_is_always_open() {
        let open: Vec<_> = Step::ALL.into_iter().filter(|step| step.is_always_open()).collect();
        assert_eq!(open, [Step::Status, Step::Check, Step::Outbox, Step::Ended]);
    }

    #[test]
    fn the_sender_counts_five_steps() {
        let numbers: Vec<_> = Step::ALL.into_iter().filter_map(Step::number).collect();
        assert_eq!(numbers, (1..=COUNTED_STEPS).collect::<Vec<_>>());
    }
}

//! Why a letter has no receipt yet, what that means for the sender, and what to do.

use lakzegel_contract::{ProblemType, outbox::REFUSED};

use crate::{
    browser::net::NoAnswer,
    words::{self, Key},
};

/// Why an upload ended without a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// The letter could not be sealed or signed in this browser.
    NotSealed,
    /// The login's time for sealing letters is over.
    VisitOver,
    /// There is no right left to upload a letter with this login.
    NoGrant,
    /// The manifest cannot be used any more.
    Manifest,
    /// Another manifest is needed, and somebody answered in the intake's place.
    ManifestBetween,
    /// Letters are supervised otherwise by now than the sender was shown.
    OtherNotice,
    /// No answer, or one that was cut: the envelope may have been stored all the same.
    Unreachable,
    /// Somebody answered in the intake's place: the envelope may have been stored all the same.
    SomebodyElse,
    /// The intake cannot take the letter now.
    ServerError,
    /// The answer says nothing about the letter: the intake is newer than this client.
    Unknown,
    /// Too many letters at once; how many seconds to wait, if the intake said so.
    TooMany(Option<u32>),
    /// The grant was used for another envelope.
    SpentGrant,
    /// The sealing key is past its time, or the intake does not know it.
    OutdatedKey,
    /// The intake says that the envelope is not one: a fault of this page.
    Refused,
    /// There was a receipt, but it does not prove that this envelope is in the log.
    FalseReceipt,
}

/// What pressing the button on the page about an unsent letter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Sends the very same envelope again: if it was stored, the same receipt comes back.
    SendAgain,
    /// Sends the very same envelope with another grant.
    OtherGrant,
    /// Fetches the newest manifest and seals the same letter anew.
    SealAgain,
    /// Logs in again; the letter crosses the login.
    LogInAgain,
    /// Nothing but going back to the letter: to keep its text, or to read what is new and send it from there.
    GoBack,
}

impl Unsent {
    /// What a refusal of the intake means: its problem type, its status and the seconds of its `Retry-After`.
    ///
    /// Only a problem type that this client knows can refuse a letter. One that it does not know is of a newer intake, and says nothing about the letter, so
    /// the letter is kept and sent again later.
    pub fn from_problem(problem: Option<ProblemType>, status: u16, retry_after: Option<u32>) -> Self {
        match (problem, status) {
            (Some(problem), _) => Self::from_known(problem, retry_after),
            (None, 429) => Self::TooMany(retry_after),
            (None, _) => Self::Unknown,
        }
    }

    /// What each problem type means for a letter that was to be uploaded.
    const fn from_known(problem: ProblemType, retry_after: Option<u32>) -> Self {
        match problem {
            ProblemType::NoGrant => Self::NoGrant,
            ProblemType::SpentGrant => Self::SpentGrant,
            ProblemType::OutdatedKey | ProblemType::UnknownKey => Self::OutdatedKey,
            ProblemType::TooMany => Self::TooMany(retry_after),
            ProblemType::Busy | ProblemType::TooSlow | ProblemType::Internal => Self::ServerError,
            ProblemType::WrongHash
            | ProblemType::WrongSize
            | ProblemType::TooLarge
            | ProblemType::WrongMediaType
            | ProblemType::UnknownVersion => Self::Refused,
            // Not said of an upload. A newer intake may say it of an address that it no longer has: that says nothing about the letter.
            ProblemType::NotFound
            | ProblemType::WrongMethod
            | ProblemType::ForeignPage
            | ProblemType::BadLogin
            | ProblemType::LoginLevel
            | ProblemType::ProviderUnreachable
            | ProblemType::UnknownCode
            | ProblemType::UsedCode
            | ProblemType::VolumeLimit
            | ProblemType::NotScreening
            | ProblemType::BadStatus
            | ProblemType::BadCheckpoint
            | ProblemType::BadAdmissions
            | ProblemType::BadStatement
            | ProblemType::BadFreshness => Self::Unknown,
        }
    }

    /// The name under which a refusal is written into the outbox, and read again by [`from_name`](Self::from_name).
    pub const fn name(self) -> &'static str {
        match self {
            Self::NoGrant => ProblemType::NoGrant.name(),
            Self::SpentGrant => ProblemType::SpentGrant.name(),
            Self::OutdatedKey => ProblemType::OutdatedKey.name(),
            _ => REFUSED,
        }
    }

    /// The refusal that was written into the outbox under this name. `None` if this client does not know the name, as one that is newer may
    /// have written it: then the letter still waits.
    pub fn from_name(name: &str) -> Option<Self> {
        if name == REFUSED {
            return Some(Self::Refused);
        }
        let refusal = Self::from_known(ProblemType::from_name(name)?, None);
        (refusal.remedy() != Remedy::SendAgain).then_some(refusal)
    }

    /// What can be done.
    pub fn remedy(self) -> Remedy {
        match self {
            Self::Unreachable
            | Self::SomebodyElse
            | Self::ServerError
            | Self::Unknown
            | Self::TooMany(_)
            | Self::FalseReceipt => Remedy::SendAgain,
            Self::SpentGrant => Remedy::OtherGrant,
            Self::NotSealed | Self::Manifest | Self::ManifestBetween | Self::OutdatedKey => Remedy::SealAgain,
            Self::VisitOver | Self::NoGrant => Remedy::LogInAgain,
            Self::Refused | Self::OtherNotice => Remedy::GoBack,
        }
    }

    /// What happened, in the page's language.
    pub fn what(self) -> String {
        match self {
            Self::NotSealed => words::t(Key::UnsentNotSealed),
            Self::VisitOver => words::t(Key::UnsentVisitOver),
            Self::NoGrant => words::t(Key::UnsentNoGrant),
            Self::Manifest => words::t(Key::UnsentManifest),
            Self::OtherNotice => words::t(Key::UnsentOtherNotice),
            Self::SomebodyElse | Self::ManifestBetween => words::t(Key::RefusedBetween),
            Self::Unreachable => words::t(Key::UnsentUnreachable),
            Self::ServerError | Self::Unknown => words::t(Key::UnsentTrouble),
            Self::TooMany(None) => words::t(Key::UnsentTooMany),
            Self::TooMany(Some(seconds)) => words::count(Key::UnsentTooManyMinutes, seconds.div_ceil(60)),
            Self::SpentGrant => words::t(Key::UnsentSpentGrant),
            Self::OutdatedKey => words::t(Key::UnsentOutdated),
            Self::Refused => words::t(Key::UnsentRefused),
            Self::FalseReceipt => words::t(Key::UnsentFalseReceipt),
        }
    }

    /// Where the letter is now.
    pub fn safe(self) -> Key {
        match self.remedy() {
            Remedy::SendAgain | Remedy::OtherGrant => Key::SafeSealed,
            Remedy::SealAgain | Remedy::LogInAgain | Remedy::GoBack => Key::SafeWritten,
        }
    }

    /// What to do.
    pub fn advice(self) -> Key {
        match self {
            Self::FalseReceipt => Key::AdviceFalseReceipt,
            Self::SomebodyElse | Self::ManifestBetween => Key::AdviceBetween,
            Self::VisitOver | Self::NoGrant => Key::AdviceNewLogin,
            Self::Refused => Key::AdviceRefused,
            Self::OtherNotice => Key::AdviceOtherNotice,
            Self::NotSealed | Self::Manifest | Self::OutdatedKey => Key::AdviceSealAgain,
            Self::Unreachable | Self::ServerError | Self::Unknown | Self::TooMany(_) | Self::SpentGrant => Key::AdviceSendAgain,
        }
    }
}

impl From<NoAnswer> for Unsent {
    fn from(none: NoAnswer) -> Self {
        match none {
            NoAnswer::Nothing => Self::Unreachable,
            NoAnswer::SomebodyElse => Self::SomebodyElse,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(name: &str) -> Unsent {
        Unsent::from_problem(ProblemType::from_name(name), 400, Some(90))
    }

    #[test]
    fn every_problem_of_the_intake_has_its_meaning() {
        let meanings = [
            ("no-grant", Unsent::NoGrant),
            ("spent-grant", Unsent::SpentGrant),
            ("outdated-key", Unsent::OutdatedKey),
            ("unknown-key", Unsent::OutdatedKey),
            ("too-many", Unsent::TooMany(Some(90))),
            ("busy", Unsent::ServerError),
            ("too-slow", Unsent::ServerError),
            ("internal", Unsent::ServerError),
            ("wrong-hash", Unsent::Refused),
            ("wrong-size", Unsent::Refused),
            ("too-large", Unsent::Refused),
            ("wrong-media-type", Unsent::Refused),
            ("unknown-version", Unsent::Refused),
            ("not-found", Unsent::Unknown),
            ("wrong-method", Unsent::Unknown),
            ("foreign-page", Unsent::Unknown),
            ("bad-login", Unsent::Unknown),
            ("login-level", Unsent::Unknown),
            ("provider-unreachable", Unsent::Unknown),
            ("unknown-code", Unsent::Unknown),
            ("used-code", Unsent::Unknown),
            ("volume-limit", Unsent::Unknown),
            ("not-screening", Unsent::Unknown),
            ("bad-status", Unsent::Unknown),
            ("bad-statement", Unsent::Unknown),
            ("bad-freshness", Unsent::Unknown),
            ("bad-checkpoint", Unsent::Unknown),
            ("bad-admissions", Unsent::Unknown),
        ];
        for (name, unsent) in meanings {
            assert_eq!(problem(name), unsent, "{name}");
        }
        for problem in ProblemType::ALL {
            assert!(meanings.iter().any(|(name, _)| *name == problem.name()), "{}", problem.name());
        }
    }

    #[test]
    fn a_refusal_is_written_down_and_read_again() {
        for unsent in [Unsent::NoGrant, Unsent::SpentGrant, Unsent::OutdatedKey, Unsent::Refused] {
            assert_eq!(Unsent::from_name(unsent.name()), Some(unsent));
        }
    }

    #[test]
    fn what_only_a_newer_intake_says_is_no_refusal() {
        let answer = |status| Unsent::from_problem(None, status, Some(90));
        for status in [400, 404, 409, 422, 503] {
            assert_eq!((answer(status), answer(status).remedy()), (Unsent::Unknown, Remedy::SendAgain), "{status}");
        }
        assert_eq!(answer(429), Unsent::TooMany(Some(90)), "how long to wait is known all the same");
    }

    #[test]
    fn what_somebody_else_answers_is_no_refusal() {
        for none in [NoAnswer::Nothing, NoAnswer::SomebodyElse] {
            assert_eq!(Unsent::from(none).remedy(), Remedy::SendAgain);
        }
    }

    #[test]
    fn a_letter_of_which_a_newer_client_wrote_something_down_still_waits() {
        for name in ["something-new", "", "busy", "not-found"] {
            assert_eq!(Unsent::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_login_that_is_used_up_is_renewed_and_the_letter_stays() {
        for unsent in [Unsent::VisitOver, Unsent::NoGrant] {
            assert_eq!(unsent.remedy(), Remedy::LogInAgain, "{unsent:?}");
        }
    }

    #[test]
    fn an_envelope_that_may_be_stored_is_only_ever_sent_again() {
        for unsent in [
            Unsent::Unreachable,
            Unsent::SomebodyElse,
            Unsent::ServerError,
            Unsent::Unknown,
            Unsent::TooMany(None),
            Unsent::FalseReceipt,
        ] {
            assert_eq!(unsent.remedy(), Remedy::SendAgain, "{unsent:?}");
        }
    }
}

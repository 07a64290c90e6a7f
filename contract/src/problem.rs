//! The types of the intake's problem documents (RFC 9457). A client decides by the type alone; title and detail are for people.

use crate::listed::listed;

/// Before the type's last part: a problem's `type` is this and its [`name`](ProblemType::name).
pub const PROBLEM_PREFIX: &str = "urn:lakzegel:problem:";

/// The media type of a problem document (RFC 9457, section 3).
pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

listed! {
    /// Why the intake refused a call. The client matches it exhaustively: a new one does not compile until somebody wrote what a sender reads.
    pub enum ProblemType {
        /// The envelope's bytes do not have the SHA-256 that the address names.
        WrongHash,
        /// Shorter than what is expected here, or cut.
        WrongSize,
        /// Longer than what is expected here; not read to the end.
        TooLarge,
        /// Another `Content-Type` than the call has.
        WrongMediaType,
        /// An envelope of a version that the intake does not know.
        UnknownVersion,
        /// An envelope to a sealing key that the manifest does not have.
        UnknownKey,
        /// An envelope to a sealing key whose accept-until is over.
        OutdatedKey,
        /// No grant came along, or something that is not one.
        NoGrant,
        /// A grant that was never given, has expired, or has been used. The intake cannot tell which.
        SpentGrant,
        /// More than is allowed in a time.
        TooMany,
        /// The body took longer than the limit.
        TooSlow,
        /// Nothing is there.
        NotFound,
        /// The place exists, but not for this method.
        WrongMethod,
        /// Another website's page sent it.
        ForeignPage,
        /// The login cannot be finished: another browser's, an old one, or used before.
        BadLogin,
        /// The provider knows the sender, but on a lower level than letters need.
        LoginLevel,
        /// The identity provider does not answer.
        ProviderUnreachable,
        /// The visitor code is not one of today's.
        UnknownCode,
        /// The visitor code has admitted another visit.
        UsedCode,
        /// This person has had as many letters' rights today as the manifest allows.
        VolumeLimit,
        /// The screening listener was called without its token.
        NotScreening,
        /// Statuses of which one is not signed by the manifest's verdict key for its place, is older than the one that is there, or of a time to come.
        BadStatus,
        /// A checkpoint that is not this log's, or that screening did not cosign.
        BadCheckpoint,
        /// A list of admissions that the manifest's verdict key did not sign for this deployment.
        BadAdmissions,
        /// A statement about lost envelopes that two root keys did not sign, or whose envelopes the intake has.
        BadStatement,
        /// A statement that the manifest is the newest which its key did not sign, which names a newer one than the intake has, or goes back.
        BadFreshness,
        /// More connections than the intake takes at once.
        Busy,
        /// Something broke on our side.
        Internal,
    }
}

impl ProblemType {
    /// The last part of the type: what stands behind [`PROBLEM_PREFIX`].
    pub const fn name(self) -> &'static str {
        match self {
            Self::WrongHash => "wrong-hash",
            Self::WrongSize => "wrong-size",
            Self::TooLarge => "too-large",
            Self::WrongMediaType => "wrong-media-type",
            Self::UnknownVersion => "unknown-version",
            Self::UnknownKey => "unknown-key",
            Self::OutdatedKey => "outdated-key",
            Self::NoGrant => "no-grant",
            Self::SpentGrant => "spent-grant",
            Self::TooMany => "too-many",
            Self::TooSlow => "too-slow",
            Self::NotFound => "not-found",
            Self::WrongMethod => "wrong-method",
            Self::ForeignPage => "foreign-page",
            Self::BadLogin => "bad-login",
            Self::LoginLevel => "login-level",
            Self::ProviderUnreachable => "provider-unreachable",
            Self::UnknownCode => "unknown-code",
            Self::UsedCode => "used-code",
            Self::VolumeLimit => "volume-limit",
            Self::NotScreening => "not-screening",
            Self::BadStatus => "bad-status",
            Self::BadCheckpoint => "bad-checkpoint",
            Self::BadAdmissions => "bad-admissions",
            Self::BadStatement => "bad-statement",
            Self::BadFreshness => "bad-freshness",
            Self::Busy => "busy",
            Self::Internal => "internal",
        }
    }

    /// The problem type of a problem document, by its member `type`. `None` if it is no such type, or of a newer server than this program.
    pub fn from_type(kind: &str) -> Option<Self> {
        Self::from_name(kind.strip_prefix(PROBLEM_PREFIX)?)
    }

    /// The problem type with this name. `None` if it is of a newer server than this program.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|problem| problem.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::{PROBLEM_MEDIA_TYPE, PROBLEM_PREFIX, ProblemType};

    /// As other programs read them.
    #[test]
    fn the_prefix_and_the_media_type_do_not_change() {
        assert_eq!((PROBLEM_PREFIX, PROBLEM_MEDIA_TYPE), ("urn:lakzegel:problem:", "application/problem+json"));
    }

    #[test]
    fn every_problem_type_is_found_by_its_name_alone() {
        for problem in ProblemType::ALL {
            assert_eq!(ProblemType::from_name(problem.name()), Some(problem));
            assert_eq!(ProblemType::from_type(&[PROBLEM_PREFIX, problem.name()].concat()), Some(problem));
            assert_eq!(ProblemType::from_type(problem.name()), None);
        }
        assert_eq!(ProblemType::from_name("something-new"), None);
    }
}

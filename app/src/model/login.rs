//! How far a login is, and why it did not succeed.

/// How far the login is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// Not begun.
    None,
    /// The sender is about to leave for the provider, or has just come back.
    Busy,
    /// The sender cancelled at the provider.
    Cancelled,
    /// It did not succeed.
    Failed(LoginFailure),
    /// Done; the name that the provider gave. None with a visitor code.
    Done(String),
}

/// Why a login did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginFailure {
    /// The browser cannot make a key that no script can read.
    Unsupported,
    /// The browser did not keep the key while the sender was away.
    NotKept,
    /// The browser keeps nothing for this site: its cookies or its storage are refused.
    NoStorage,
    /// The intake did not answer, cannot answer now, or says something that this client does not know.
    Unreachable,
    /// Somebody answered in the intake's place.
    SomebodyElse,
    /// The provider or the intake refused.
    Refused,
    /// The provider does not answer.
    ProviderDown,
    /// The provider knows the sender on too low a level.
    Level,
    /// The same person has had all letters of the day.
    Volume,
    /// The visitor code is not one of today's.
    UnknownCode,
    /// The visitor code was used for another visit.
    UsedCode,
    /// Too many visitor codes are being tried.
    TooManyTries,
    /// The token is larger than fits into an envelope.
    TooLarge,
    /// The token's time was over before it arrived.
    Expired,
    /// Twice in a row a code came back from the provider, and no token of ours followed: somebody may keep the logins for himself.
    Lost,
    /// The token is bound to another key than ours: somebody may have put himself in between.
    NotOurs,
}

//! Everything that the intake refuses, as RFC 9457 problem documents: one enum, each variant with a sentence on what to do.

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use serde_json::json;

/// Why a call was refused. A client decides by the type alone; title and detail are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
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
    /// A status that the manifest's verdict key did not sign for this place.
    BadStatus,
    /// A checkpoint that is not this log's, or that screening did not cosign.
    BadCheckpoint,
    /// A list of admissions that the manifest's verdict key did not sign for this deployment.
    BadAdmissions,
    /// More connections than the intake takes at once.
    Busy,
    /// Something broke on our side.
    Internal,
}

/// What [`Problem`] stands for on the wire.
struct Words {
    name: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: &'static str,
}

impl Problem {
    /// Every problem, for the tests that hold the documents against it.
    pub const ALL: [Self; 25] = [
        Self::WrongHash,
        Self::WrongSize,
        Self::TooLarge,
        Self::WrongMediaType,
        Self::UnknownVersion,
        Self::UnknownKey,
        Self::OutdatedKey,
        Self::NoGrant,
        Self::SpentGrant,
        Self::TooMany,
        Self::TooSlow,
        Self::NotFound,
        Self::WrongMethod,
        Self::BadLogin,
        Self::LoginLevel,
        Self::ProviderUnreachable,
        Self::UnknownCode,
        Self::UsedCode,
        Self::VolumeLimit,
        Self::NotScreening,
        Self::BadStatus,
        Self::BadCheckpoint,
        Self::BadAdmissions,
        Self::Busy,
        Self::Internal,
    ];

    /// The last part of the type `urn:lakzegel:problem:<name>`.
    pub fn name(self) -> &'static str {
        self.words().name
    }

    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        self.words().status
    }

    fn words(self) -> Words {
        let (name, status, title, detail) = match self {
            Self::WrongHash => (
                "wrong-hash",
                StatusCode::BAD_REQUEST,
                "The envelope changed on its way",
                "Nothing was stored. Send the same envelope again; its address is the SHA-256 of its bytes.",
            ),
            Self::WrongSize => (
                "wrong-size",
                StatusCode::BAD_REQUEST,
                "The body is too short",
                "Nothing was stored. Send the whole body again; an envelope is exactly 42,106 bytes.",
            ),
            Self::TooLarge => (
                "too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too long",
                "Nothing was stored. An envelope is exactly 42,106 bytes; send nothing longer.",
            ),
            Self::WrongMediaType => (
                "wrong-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body has another media type than this call takes",
                "Nothing was stored. Send it again with the Content-Type that the API document names; for an envelope that is \
                 application/octet-stream.",
            ),
            Self::UnknownVersion => (
                "unknown-version",
                StatusCode::UNPROCESSABLE_ENTITY,
                "This version of the envelope is not known here",
                "Nothing was stored. Load the page again to get the current client, and seal the letter once more.",
            ),
            Self::UnknownKey => (
                "unknown-key",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The envelope is for a key that this service does not have",
                "Nothing was stored. Fetch the manifest again and seal the letter to the key that it names.",
            ),
            Self::OutdatedKey => (
                "outdated-key",
                StatusCode::UNPROCESSABLE_ENTITY,
                "The envelope is for a key that is no longer in use",
                "Nothing was stored; the letter waited too long. Fetch the manifest again, log in again and seal the letter to the \
                 current key.",
            ),
            Self::NoGrant => (
                "no-grant",
                StatusCode::UNAUTHORIZED,
                "There is no grant with this envelope",
                "Nothing was stored. Log in to get grants, and send one along as a bearer token.",
            ),
            Self::SpentGrant => (
                "spent-grant",
                StatusCode::FORBIDDEN,
                "This grant is not valid, or no longer",
                "Nothing was stored. Use another grant of the same visit, or log in again. The sealed letter is not affected.",
            ),
            Self::TooMany => (
                "too-many",
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "Wait for as long as Retry-After says and try again. Ordinary post stays possible.",
            ),
            Self::TooSlow => (
                "too-slow",
                StatusCode::REQUEST_TIMEOUT,
                "The body took too long to arrive",
                "Nothing was stored. Try again with a better connection; the sealed letter can wait.",
            ),
            Self::NotFound => (
                "not-found",
                StatusCode::NOT_FOUND,
                "Nothing is there",
                "Check the address. A status appears only after screening has published one.",
            ),
            Self::WrongMethod => (
                "wrong-method",
                StatusCode::METHOD_NOT_ALLOWED,
                "This place does not take that method",
                "Use one of the methods in the Allow header.",
            ),
            Self::BadLogin => (
                "bad-login",
                StatusCode::BAD_REQUEST,
                "This login cannot be finished",
                "Log in again from the start, in this browser. A login counts once, and only for a short time.",
            ),
            Self::LoginLevel => (
                "login-level",
                StatusCode::FORBIDDEN,
                "This way of logging in is not certain enough",
                "Log in again, and choose a more certain way at the provider, for example with its app and an identity document.",
            ),
            Self::ProviderUnreachable => (
                "provider-unreachable",
                StatusCode::BAD_GATEWAY,
                "The identity provider does not answer",
                "Log in again later, or with another provider. Nothing was kept of this login.",
            ),
            Self::UnknownCode => (
                "unknown-code",
                StatusCode::FORBIDDEN,
                "This visitor code does not admit anybody today",
                "Nothing was used up. Compare it with the paper, and look whether it is for today. The visiting desk can make a new one.",
            ),
            Self::UsedCode => (
                "used-code",
                StatusCode::FORBIDDEN,
                "This visitor code was used before",
                "A code counts for one visit. Ask the visiting desk for a new one.",
            ),
            Self::VolumeLimit => (
                "volume-limit",
                StatusCode::TOO_MANY_REQUESTS,
                "No more letters from the same person today",
                "Log in again tomorrow; the manifest names the limit and its legal basis. Ordinary post stays possible.",
            ),
            Self::NotScreening => (
                "not-screening",
                StatusCode::UNAUTHORIZED,
                "Only screening may call this",
                "Send the token that both offices' configuration names as a bearer token.",
            ),
            Self::BadStatus => (
                "bad-status",
                StatusCode::UNPROCESSABLE_ENTITY,
                "This is not a status for this place",
                "Nothing was published. Sign it with the manifest's verdict key, for this origin and this look-up id.",
            ),
            Self::BadCheckpoint => (
                "bad-checkpoint",
                StatusCode::UNPROCESSABLE_ENTITY,
                "This is not a cosigned checkpoint of this log",
                "Nothing was stored. Send a checkpoint that this log signed, with the cosignature of the manifest's cosigner added.",
            ),
            Self::BadAdmissions => (
                "bad-admissions",
                StatusCode::UNPROCESSABLE_ENTITY,
                "This is not a list of admissions for this deployment",
                "Nothing was stored. Sign it with the manifest's verdict key, for this origin.",
            ),
            Self::Busy => (
                "busy",
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is very busy",
                "Nothing was stored. Wait for as long as Retry-After says and send the same again.",
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
                "It is not known whether anything was stored. Send the same envelope again: it is stored once, and the receipt is the \
                 same.",
            ),
        };
        Words { name, status, title, detail }
    }

    /// Seconds after which trying again makes sense.
    fn retry_after(self) -> Option<HeaderValue> {
        match self {
            Self::Busy => Some(HeaderValue::from_static("5")),
            Self::TooMany => Some(HeaderValue::from_static("60")),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Words { name, status, title, detail } = self.words();
        let kind = format!("urn:lakzegel:problem:{name}");
        let document = Json(json!({ "type": kind, "title": title, "status": status.as_u16(), "detail": detail }));
        let mut response = (status, document).into_response();
        response.extensions_mut().insert(self);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after() {
            headers.insert(RETRY_AFTER, seconds);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // The rest of such a body is not wanted: the connection ends with the answer.
        if matches!(self, Self::TooLarge | Self::TooSlow | Self::Busy) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

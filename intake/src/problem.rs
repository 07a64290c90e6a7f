//! How a refused call is answered: a problem document (RFC 9457) with the status, a title, and a sentence on what to do.
//!
//! Which problem types there are stands in `lakzegel-contract`, because the client has to know every one of them.

use axum::{
    Json,
    http::{
        HeaderValue, StatusCode,
        header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use lakzegel_contract::{PROBLEM_MEDIA_TYPE, PROBLEM_PREFIX, ProblemType};
use serde_json::json;

/// A refused call, as it is answered. The client decides by the type alone; title and detail are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem(pub ProblemType);

/// A refused call whose answer says more than the problem (RFC 9457, section 3.2): names, and a text for each.
pub struct WithMembers<'a> {
    problem: Problem,
    members: &'a [(&'a str, &'a str)],
}

/// So that handlers can use `?` on every error that has a problem type.
impl<E: Into<ProblemType>> From<E> for Problem {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

/// What the document says besides its type.
struct Text {
    status: StatusCode,
    title: &'static str,
    detail: &'static str,
}

impl Problem {
    /// The status of the answer.
    pub fn status(self) -> StatusCode {
        self.text().status
    }

    fn text(self) -> Text {
        let (status, title, detail) = match self.0 {
            ProblemType::WrongHash => (
                StatusCode::BAD_REQUEST,
                "The envelope changed on its way",
                "Nothing was stored. Send the same envelope again; its address is the SHA-256 of its bytes.",
            ),
            ProblemType::WrongSize => (
                StatusCode::BAD_REQUEST,
                "The body is too short",
                "Nothing was stored. Send the whole body again; an envelope is exactly 42,106 bytes.",
            ),
            ProblemType::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "The body is too long",
                "Nothing was stored. An envelope is exactly 42,106 bytes; send nothing longer.",
            ),
            ProblemType::WrongMediaType => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body has another media type than this call takes",
                "Nothing was stored. Send it again with the Content-Type that the API document names; for an envelope that is \
                 application/octet-stream.",
            ),
            ProblemType::UnknownVersion => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This version of the envelope is not known here",
                "Nothing was stored. Load the page again to get the current client, and seal the letter once more.",
            ),
            ProblemType::UnknownKey => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The envelope is for a key that this service does not have",
                "Nothing was stored. Fetch the manifest again and seal the letter to the key that it names.",
            ),
            ProblemType::OutdatedKey => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The envelope is for a key that is no longer in use",
                "Nothing was stored; the letter waited too long. Fetch the manifest again, log in again and seal the letter to the \
                 current key.",
            ),
            ProblemType::NoGrant => (
                StatusCode::UNAUTHORIZED,
                "There is no grant with this envelope",
                "Nothing was stored. Log in to get grants, and send one along as a bearer token.",
            ),
            ProblemType::SpentGrant => (
                StatusCode::FORBIDDEN,
                "This grant is not valid, or no longer",
                "Nothing was stored. Use another grant of the same visit, or log in again. The sealed letter is not affected.",
            ),
            ProblemType::TooMany => (
                StatusCode::TOO_MANY_REQUESTS,
                "Too many requests",
                "Wait for as long as Retry-After says and try again. Ordinary post stays possible.",
            ),
            ProblemType::TooSlow => (
                StatusCode::REQUEST_TIMEOUT,
                "The body took too long to arrive",
                "Nothing was stored. Try again with a better connection; the sealed letter can wait.",
            ),
            ProblemType::NotFound => (
                StatusCode::NOT_FOUND,
                "Nothing is there",
                "Check the address. A status appears only after screening has published one.",
            ),
            ProblemType::WrongMethod => (
                StatusCode::METHOD_NOT_ALLOWED,
                "This place does not take that method",
                "Use one of the methods in the Allow header.",
            ),
            ProblemType::ForeignPage => (
                StatusCode::FORBIDDEN,
                "Another website sent this",
                "Nothing was done. Only the pages of this service may change anything here; open one of them and try again.",
            ),
            ProblemType::BadLogin => (
                StatusCode::BAD_REQUEST,
                "This login cannot be finished",
                "Log in again from the start, in this browser. A login counts once, and only for a short time.",
            ),
            ProblemType::LoginLevel => (
                StatusCode::FORBIDDEN,
                "This way of logging in is not certain enough",
                "Log in again, and choose a more certain way at the provider, for example with its app and an identity document.",
            ),
            ProblemType::ProviderUnreachable => (
                StatusCode::BAD_GATEWAY,
                "The identity provider does not answer",
                "Log in again later, or with another provider. Nothing was kept of this login.",
            ),
            ProblemType::UnknownCode => (
                StatusCode::FORBIDDEN,
                "This visitor code does not admit anybody today",
                "Nothing was used up. Compare it with the paper, and look whether it is for today. The visiting desk can make a new one.",
            ),
            ProblemType::UsedCode => (
                StatusCode::FORBIDDEN,
                "This visitor code was used before",
                "A code counts for one visit. Ask the visiting desk for a new one.",
            ),
            ProblemType::VolumeLimit => (
                StatusCode::TOO_MANY_REQUESTS,
                "No more letters from the same person today",
                "Log in again tomorrow; the manifest names the limit and its legal basis. Ordinary post stays possible.",
            ),
            ProblemType::NotScreening => (
                StatusCode::UNAUTHORIZED,
                "Only screening may call this",
                "Send the token that both offices' configuration names as a bearer token.",
            ),
            ProblemType::BadStatus => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "These are not all statuses that can be published",
                "Nothing was published. Send look-up ids with statuses behind them, signed with the manifest's verdict key for this origin and \
                 place, later than those that are there, and of no time to come.",
            ),
            ProblemType::BadCheckpoint => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This is not a cosigned checkpoint of this log",
                "Nothing was stored. Send a checkpoint that this log signed, with a cosignature of a key that the manifest names added.",
            ),
            ProblemType::BadAdmissions => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This is not a list of admissions for this deployment",
                "Nothing was stored. Sign it with the manifest's verdict key, for this origin.",
            ),
            ProblemType::BadStatement => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This is not a statement about envelopes that are lost here",
                "Nothing was published. Two root keys must sign it, for this origin, about entries of this log whose envelopes are not here.",
            ),
            ProblemType::BadFreshness => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "This does not say that the manifest here is the newest",
                "The statement before stays. Sign it with the manifest's key for it, later than the one before; and give this intake the newest \
                 manifest, if it names one that is not here.",
            ),
            ProblemType::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "The service is very busy",
                "Nothing was stored. Wait for as long as Retry-After says and send the same again.",
            ),
            ProblemType::Internal => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong here",
                "It is not known whether anything was stored. Send the same envelope again: it is stored once, and the receipt is the \
                 same.",
            ),
        };
        Text { status, title, detail }
    }

    /// Seconds after which trying again makes sense.
    fn retry_after(self) -> Option<HeaderValue> {
        match self.0 {
            ProblemType::Busy => Some(HeaderValue::from_static("5")),
            ProblemType::TooMany => Some(HeaderValue::from_static("60")),
            _ => None,
        }
    }

    /// Adds members to the document.
    pub const fn with<'a>(self, members: &'a [(&'a str, &'a str)]) -> WithMembers<'a> {
        WithMembers { problem: self, members }
    }

    fn answer(self, members: &[(&str, &str)]) -> Response {
        let Text { status, title, detail } = self.text();
        let problem_type = format!("{PROBLEM_PREFIX}{}", self.0.name());
        let mut document = json!({ "type": problem_type, "title": title, "status": status.as_u16(), "detail": detail });
        for (name, value) in members {
            document[name] = (*value).into();
        }
        let mut response = (status, Json(document)).into_response();
        response.extensions_mut().insert(self.0);
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_MEDIA_TYPE));
        if let Some(seconds) = self.retry_after() {
            headers.insert(RETRY_AFTER, seconds);
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        // The rest of the body is not read: the connection ends with the answer.
        if matches!(self.0, ProblemType::TooLarge | ProblemType::TooSlow | ProblemType::Busy) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.answer(&[])
    }
}

impl IntoResponse for WithMembers<'_> {
    fn into_response(self) -> Response {
        self.problem.answer(self.members)
    }
}

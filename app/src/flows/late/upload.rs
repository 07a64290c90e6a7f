//! One upload of one sealed letter, and what its receipt proves.

use lakzegel_contract::path;
use lakzegel_crypto::{Envelope, EnvelopeId, Receipt, ReceiptError, VerifiedReceipt};

use crate::{
    browser::{js::text_of, net},
    model::{
        late::unsent::Unsent,
        manifest::{Ready, saw_signed},
    },
};

/// An upload that is on its way.
pub struct Upload(net::Sent);

impl Upload {
    /// Begins to send.
    pub fn begin(envelope: &Envelope, grant: &str) -> Self {
        let path = path::fill(path::ENVELOPE, envelope.id());
        let bearer = ["Bearer ", grant].concat();
        let request = net::put(&path).header("content-type", "application/octet-stream").header("authorization", &bearer);
        Self(net::Sent::now(request.body(js_sys::Uint8Array::from(envelope.as_bytes()))))
    }

    /// The receipt's text, not verified.
    pub async fn receipt(self) -> Result<String, Unsent> {
        let answer = self.0.answer().await.map_err(|_| Unsent::Unreachable)?;
        let text = answer.text().await.map_err(|_| Unsent::Unreachable)?;
        if answer.ok() {
            return Ok(text);
        }
        let problem = js_sys::JSON::parse(&text).ok().and_then(|problem| text_of(&problem, "type"));
        let wait = answer.headers().get("retry-after").and_then(|seconds| seconds.parse().ok());
        Err(Unsent::from_answer(answer.status(), problem.as_deref(), wait))
    }
}

/// Verifies a receipt: the envelope's hash, its inclusion in the log, and the signatures. Nothing says "stored" before this holds. Gives the text that
/// holds and what it proves: an upload's own receipt stays the same for ever, so its log key may be retired by now; then the newest one is asked for.
///
/// # Errors
///
/// `FalseReceipt` for one that proves nothing; what became of asking if the newest one did not come.
pub async fn verify(text: String, id: EnvelopeId, ready: &Ready) -> Result<(String, VerifiedReceipt), Unsent> {
    let verified = |text: &str| {
        let verified = Receipt::parse(text)?.verify(&id, &ready.manifest)?;
        [verified.cosigned.seen_by_screening, verified.cosigned.consistent].into_iter().flatten().for_each(saw_signed);
        Ok(verified)
    };
    match verified(&text) {
        Ok(receipt) => Ok((text, receipt)),
        Err(ReceiptError::Unconfirmed { .. }) => {
            let answer = net::get(&path::fill(path::RECEIPT, id)).await.map_err(|_| Unsent::Unreachable)?;
            if !answer.ok() {
                return Err(Unsent::ServerError);
            }
            let newest = answer.text().await.map_err(|_| Unsent::Unreachable)?;
            let receipt = verified(&newest).map_err(|_| Unsent::FalseReceipt)?;
            Ok((newest, receipt))
        }
        Err(_) => Err(Unsent::FalseReceipt),
    }
}

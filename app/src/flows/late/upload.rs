//! One upload of one sealed letter, and what its receipt proves.

use gloo_net::http::Response;
use lakzegel_contract::path;
use lakzegel_crypto::{Envelope, EnvelopeId, Receipt, ReceiptError, VerifiedReceipt};

use crate::{
    browser::net::{self, NoAnswer},
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
        let said = receipt_in(self.0.answer().await?).await?;
        said.map_err(|problem| Unsent::from_problem(problem.kind(), problem.status, problem.retry_after))
    }
}

/// What has a receipt's form.
async fn receipt_in(answer: Response) -> Result<Result<String, net::Problem>, NoAnswer> {
    net::said_text(answer, |text| Receipt::parse(&text).is_ok().then_some(text)).await
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
            let answer = net::get(&path::fill(path::RECEIPT, id)).await?;
            let newest = receipt_in(answer).await?.map_err(|_| Unsent::ServerError)?;
            let receipt = verified(&newest).map_err(|_| Unsent::FalseReceipt)?;
            Ok((newest, receipt))
        }
        Err(_) => Err(Unsent::FalseReceipt),
    }
}

//! What two root keys state about lost envelopes: asked for, and held against a receipt.

use lakzegel_contract::path;
use lakzegel_crypto::{EnvelopeId, Missing, SaysOf, VerifiedReceipt, missing_notes, note::Note};

use crate::{browser::net, model::manifest::root_keys};

/// All statements that the intake publishes. What two root keys did not sign is passed over. `None` without an answer.
pub async fn statements() -> Option<Vec<Missing>> {
    let roots = root_keys()?;
    let is_list = |text: &str| missing_notes(text).all(|note| Note::parse(note).is_ok());
    let text = net::said_text(net::get(path::MISSING).await.ok()?, |text| is_list(&text).then_some(text)).await.ok()?.ok()?;
    Some(missing_notes(&text).filter_map(|note| Missing::verify(note, &roots).ok()).collect())
}

/// What statements say of an envelope and its receipt. A receipt that contradicts one speaks for itself, whatever others say.
pub fn says_of(missing: &[Missing], envelope: &EnvelopeId, receipt: &VerifiedReceipt) -> SaysOf {
    let any = |word: &SaysOf| missing.iter().any(|missing| missing.says_of(envelope, receipt) == *word);
    [SaysOf::Contradicted, SaysOf::Lost].into_iter().find(any).unwrap_or(SaysOf::Nothing)
}

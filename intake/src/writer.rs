//! The one writer: takes all uploads that wait, stores them in one durable transaction with one signed checkpoint, and then answers.
//!
//! Many uploads share one write to the disk, and nobody gets a receipt for something that could still be lost.

use std::sync::Arc;

use lakzegel_contract::ProblemType;
use tokio::sync::{mpsc, oneshot};

use crate::{
    log::Log,
    store::{AppendOutcome, Entry, Store, Upload},
    time::today,
};

/// The most envelopes in one transaction: about 11 MB.
const BATCH: usize = 256;

/// An upload, and where its outcome goes.
pub struct Queued {
    upload: Upload,
    outcome: oneshot::Sender<Outcome>,
}

/// What became of one upload, after the commit. `None` means not known: the commit failed, and the batch may be stored or not.
type Outcome = Option<AppendOutcome>;

/// The way to the writer, for any number of calls.
#[derive(Clone)]
pub struct Writer(mpsc::Sender<Queued>);

impl Writer {
    /// The queue's two ends, with room for `length` uploads.
    pub fn queue(length: usize) -> (Self, mpsc::Receiver<Queued>) {
        let (sender, receiver) = mpsc::channel(length);
        (Self(sender), receiver)
    }

    /// Hands an envelope to the writer, and waits until it is in stable storage. Gives its place in the log, and whether it was stored before.
    ///
    /// # Errors
    ///
    /// [`ProblemType::Busy`] if the queue is full, [`ProblemType::SpentGrant`] if the grant does not count, [`ProblemType::Internal`] if the
    /// batch could not be stored.
    pub async fn store(&self, upload: Upload) -> Result<(Entry, bool), ProblemType> {
        let (outcome, stored) = oneshot::channel();
        self.0.try_send(Queued { upload, outcome }).map_err(|_| ProblemType::Busy)?;
        match stored.await.ok().flatten() {
            Some(AppendOutcome::Stored(entry)) => Ok((entry, false)),
            Some(AppendOutcome::AlreadyStored(entry)) => Ok((entry, true)),
            Some(AppendOutcome::NoGrant) => Err(ProblemType::SpentGrant),
            None => Err(ProblemType::Internal),
        }
    }

    /// Whether the writer has ended, so that nothing can be stored any more.
    pub fn has_ended(&self) -> bool {
        self.0.is_closed()
    }
}

/// Stores what waits, until the last [`Writer`] is dropped.
pub async fn write(store: Arc<Store>, log: Arc<Log>, mut queue: mpsc::Receiver<Queued>) {
    let mut batch = Vec::with_capacity(BATCH);
    while queue.recv_many(&mut batch, BATCH).await > 0 {
        let (uploads, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|queued| (queued.upload, queued.outcome)).unzip();
        let outcomes = match log.append(&store, &uploads, today()).await {
            Ok(outcomes) => outcomes.into_iter().map(Some).collect(),
            Err(error) => {
                tracing::error!(%error, "a batch of envelopes could not be stored");
                vec![None; answers.len()]
            }
        };
        for (answer, outcome) in answers.into_iter().zip(outcomes) {
            // A client that has gone in the meantime asks again, and gets the same receipt.
            let _gone = answer.send(outcome);
        }
    }
}

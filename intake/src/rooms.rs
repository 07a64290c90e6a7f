//! How many calls of each kind are worked on at once. Each kind has a room of its own, so that no kind can take all of it.

use std::sync::Arc;

use lakzegel_contract::ProblemType;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::serve::Limits;

/// The kinds of calls that wait for something: the database, a provider, or a slow hash. What is answered from memory needs no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Reading what is stored.
    Read,
    /// Storing an envelope.
    Upload,
    /// Beginning or finishing a login.
    Login,
    /// Trying a visitor code.
    Admission,
}

/// The rooms of all kinds.
pub struct Rooms {
    reads: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
    logins: Arc<Semaphore>,
    admissions: Arc<Semaphore>,
}

impl Rooms {
    /// Of these sizes.
    pub fn new(limits: &Limits) -> Self {
        let room = |size| Arc::new(Semaphore::new(size));
        Self {
            reads: room(limits.reads),
            uploads: room(limits.uploads),
            logins: room(limits.logins),
            admissions: room(limits.admissions),
        }
    }

    /// Enters the room of a kind, for as long as what is given is kept.
    ///
    /// # Errors
    ///
    /// [`ProblemType::Busy`] if it is full.
    pub fn enter(&self, kind: Kind) -> Result<OwnedSemaphorePermit, ProblemType> {
        let room = match kind {
            Kind::Read => &self.reads,
            Kind::Upload => &self.uploads,
            Kind::Login => &self.logins,
            Kind::Admission => &self.admissions,
        };
        room.clone().try_acquire_owned().map_err(|_| ProblemType::Busy)
    }
}

//! Appending to the log: envelopes are stored, their grants spent and a checkpoint signed in one durable transaction.

use std::collections::{HashMap, HashSet};

use lakzegel_crypto::EnvelopeId;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    database::{Store, StoreError, in_time, rows, turn},
    grants::GrantHash,
    log::{Entry, NewEntries, entry, envelope_id, new_entries},
};

/// An envelope to store.
pub struct Upload {
    /// SHA-256 of `bytes`.
    pub id: EnvelopeId,
    /// The envelope, whose form has been checked.
    pub bytes: Vec<u8>,
    /// The grant that is spent on it. An envelope that is stored already needs none.
    pub grant: Option<GrantHash>,
}

/// What became of an envelope in [`Store::append`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendOutcome {
    /// Stored now. An envelope that comes twice in one batch is stored once, and this is the outcome of both.
    Stored(Entry),
    /// Stored before.
    AlreadyStored(Entry),
    /// Not stored: its grant was never given, is spent, or has lapsed.
    NoGrant,
}

impl Store {
    /// Stores a batch in one durable transaction: spends the grants, stores envelopes and entries, has the new checkpoint signed, and stores
    /// it. No other intake appends meanwhile.
    ///
    /// `size` is how many entries the caller knows, and `today` is in days since 1970. `sign` gets the entries that other intakes have
    /// appended beyond `size`, and the ids that are appended now. It gives the new checkpoint's note, or `None` if there are no such ids.
    ///
    /// # Errors
    ///
    /// What `sign` gives, or [`StoreError`]. Whether the batch is stored is then not known; [`Store::new_entries`] tells it later.
    pub async fn append<E: From<StoreError>>(
        &self,
        size: u64,
        batch: &[Upload],
        today: u64,
        sign: impl FnOnce(NewEntries, &[EnvelopeId]) -> Result<Option<String>, E>,
    ) -> Result<Vec<AppendOutcome>, E> {
        let connection = self.writer.acquire().await.map_err(StoreError::from)?;
        let shared = self.is_shared();
        in_time(connection, async |connection: &mut AnyConnection| append(connection, shared, size, batch, today, sign).await)
            .await
    }
}

async fn append<E: From<StoreError>>(
    connection: &mut AnyConnection,
    shared: bool,
    size: u64,
    batch: &[Upload],
    today: u64,
    sign: impl FnOnce(NewEntries, &[EnvelopeId]) -> Result<Option<String>, E>,
) -> Result<Vec<AppendOutcome>, E> {
    let mut turn = turn(connection, shared).await.map_err(StoreError::from)?;
    let others = new_entries(&mut turn, size).await?;
    let first = size + others.ids.len() as u64;
    let stored = stored(&mut turn, batch).await?;
    let new = spend(&mut turn, batch.iter().filter(|upload| !stored.contains_key(&upload.id)), today).await?;
    let ids: Vec<EnvelopeId> = new.iter().map(|upload| upload.id).collect();
    let checkpoint = first + ids.len() as u64;
    if let Some(note) = sign(others, &ids)? {
        insert(&mut turn, first, &new, &note).await.map_err(StoreError::from)?;
    }
    turn.commit().await.map_err(StoreError::from)?;
    let numbers: HashMap<EnvelopeId, u64> = ids.into_iter().zip(first..).collect();
    let outcome = |upload: &Upload| match (numbers.get(&upload.id), stored.get(&upload.id)) {
        (Some(number), _) => AppendOutcome::Stored(Entry { number: *number, checkpoint }),
        (None, Some(entry)) => AppendOutcome::AlreadyStored(*entry),
        (None, None) => AppendOutcome::NoGrant,
    };
    Ok(batch.iter().map(outcome).collect())
}

/// Those envelopes of a batch that are stored already. Here and below one statement serves the whole batch: with PostgreSQL every statement
/// is a round trip, and all other intakes wait meanwhile.
async fn stored(turn: &mut AnyConnection, batch: &[Upload]) -> Result<HashMap<EnvelopeId, Entry>, StoreError> {
    let select = format!("SELECT id, number, checkpoint FROM entries WHERE id IN {}", rows(1, batch.len()));
    let mut query = sqlx::query_as(AssertSqlSafe(select));
    for upload in batch {
        query = query.bind(upload.id.as_bytes().to_vec());
    }
    let found: Vec<(Vec<u8>, i64, i64)> = query.persistent(false).fetch_all(turn).await?;
    found.into_iter().map(|(id, number, checkpoint)| Ok((envelope_id(id)?, entry(number, checkpoint)))).collect()
}

/// Gives those envelopes that have a valid grant, each once, and deletes these grants.
async fn spend<'b>(
    turn: &mut AnyConnection,
    batch: impl Iterator<Item = &'b Upload>,
    today: u64,
) -> Result<Vec<&'b Upload>, StoreError> {
    let asked: Vec<(&Upload, GrantHash)> = batch.filter_map(|upload| Some((upload, upload.grant?))).collect();
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let select = format!("SELECT hash FROM grants WHERE hash IN {} AND last_day >= {today}", rows(1, asked.len()));
    let mut query = sqlx::query_scalar(AssertSqlSafe(select));
    for (_, hash) in &asked {
        query = query.bind(hash.to_vec());
    }
    let left: Vec<Vec<u8>> = query.persistent(false).fetch_all(&mut *turn).await?;
    let mut left: HashSet<Vec<u8>> = left.into_iter().collect();
    let (mut new, mut spent, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
    for (upload, hash) in asked {
        // An envelope that comes twice is stored once, for one grant.
        if !ids.contains(&upload.id) && left.remove(hash.as_slice()) {
            ids.insert(upload.id);
            new.push(upload);
            spent.push(hash);
        }
    }
    if spent.is_empty() {
        return Ok(new);
    }
    let mut query = sqlx::query(AssertSqlSafe(format!("DELETE FROM grants WHERE hash IN {}", rows(1, spent.len()))));
    for hash in &spent {
        query = query.bind(hash.to_vec());
    }
    // No other intake spends grants during this transaction, so all of them are still there.
    let deleted = query.persistent(false).execute(turn).await?.rows_affected();
    if deleted == spent.len() as u64 { Ok(new) } else { Err(StoreError::Damaged) }
}

/// Stores envelopes as the entries from number `first`, under one checkpoint.
async fn insert(turn: &mut AnyConnection, first: u64, new: &[&Upload], note: &str) -> Result<(), sqlx::Error> {
    let checkpoint = (first + new.len() as u64).cast_signed();
    let query = sqlx::query("INSERT INTO checkpoints (size, note) VALUES ($1, $2)").bind(checkpoint).bind(note.to_owned());
    query.execute(&mut *turn).await?;
    let mut entries =
        sqlx::query(AssertSqlSafe(format!("INSERT INTO entries (number, id, checkpoint) VALUES {}", rows(new.len(), 3))));
    let mut envelopes =
        sqlx::query(AssertSqlSafe(format!("INSERT INTO envelopes (number, bytes) VALUES {}", rows(new.len(), 2))));
    for (number, upload) in (first.cast_signed()..).zip(new) {
        entries = entries.bind(number).bind(upload.id.as_bytes().to_vec()).bind(checkpoint);
        envelopes = envelopes.bind(number).bind(upload.bytes.clone());
    }
    entries.persistent(false).execute(&mut *turn).await?;
    envelopes.persistent(false).execute(turn).await.map(drop)
}

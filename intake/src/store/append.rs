//! Adding to the log: a batch of envelopes, their grants and one signed checkpoint in one durable transaction.

use std::collections::{HashMap, HashSet};

use lakzegel_crypto::EnvelopeId;
use sqlx::{AnyConnection, AssertSqlSafe};

use super::{
    database::{Store, StoreError, in_time, rows, turn},
    grants::GrantHash,
    log::{Entry, NewEntries, entry, envelope_id, new_entries},
};

/// An envelope that waits to be stored.
pub struct Upload {
    /// SHA-256 of `bytes`.
    pub id: EnvelopeId,
    /// The envelope, whose form has been checked.
    pub bytes: Vec<u8>,
    /// What entitles it to be stored; none is needed for one that is stored already.
    pub grant: Option<GrantHash>,
}

/// What became of an envelope in [`Store::append`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendOutcome {
    /// Stored now. An envelope that comes twice in one batch is stored once, and both are told so.
    Stored(Entry),
    /// Stored before.
    AlreadyStored(Entry),
    /// Its grant does not exist, or no longer.
    NoGrant,
}

impl Store {
    /// Stores a batch in one durable transaction: grants spent, envelopes and entries stored, the new checkpoint signed and stored.
    /// Meanwhile no other intake adds anything.
    ///
    /// `sign` gets what others have added to the log since it had `size` entries, and the ids that come after that; it gives the new
    /// checkpoint's note, which is not asked for when there are no such ids. When this returns `Ok`, all is on stable storage; when it
    /// returns `Err`, that is not known, and whoever wants to know has to look what the log has grown by.
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
    let known = known(&mut turn, batch).await?;
    let new = spend(&mut turn, batch.iter().filter(|upload| !known.contains_key(&upload.id)), today).await?;
    let ids: Vec<EnvelopeId> = new.iter().map(|upload| upload.id).collect();
    let checkpoint = first + ids.len() as u64;
    if let Some(note) = sign(others, &ids)? {
        insert(&mut turn, first, &new, &note).await.map_err(StoreError::from)?;
    }
    turn.commit().await.map_err(StoreError::from)?;
    let numbers: HashMap<EnvelopeId, u64> = ids.into_iter().zip(first..).collect();
    let outcome = |upload: &Upload| match (numbers.get(&upload.id), known.get(&upload.id)) {
        (Some(number), _) => AppendOutcome::Stored(Entry { number: *number, checkpoint }),
        (None, Some(entry)) => AppendOutcome::AlreadyStored(*entry),
        (None, None) => AppendOutcome::NoGrant,
    };
    Ok(batch.iter().map(outcome).collect())
}

/// Those envelopes of a batch that are stored already. Here and below, one statement serves the whole batch: with a server every
/// statement is a journey, and all other intakes wait meanwhile.
async fn known(turn: &mut AnyConnection, batch: &[Upload]) -> Result<HashMap<EnvelopeId, Entry>, StoreError> {
    let select = format!("SELECT id, number, checkpoint FROM entries WHERE id IN {}", rows(1, batch.len()));
    let mut query = sqlx::query_as(AssertSqlSafe(select));
    for upload in batch {
        query = query.bind(upload.id.as_bytes().to_vec());
    }
    let found: Vec<(Vec<u8>, i64, i64)> = query.persistent(false).fetch_all(turn).await?;
    found.into_iter().map(|(id, number, checkpoint)| Ok((envelope_id(id)?, entry(number, checkpoint)))).collect()
}

/// Those envelopes that have a grant, once each, with the grants taken away.
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
        // An envelope that came twice is stored once, for one grant.
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
    // It is our turn, so they are all still there.
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

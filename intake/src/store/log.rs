//! Reading the log: entries, envelopes and checkpoints.

use lakzegel_crypto::{EnvelopeId, log::Cosigned};
use sqlx::{AnyConnection, Connection as _};

use super::database::{Store, StoreError, in_time};

/// An envelope's place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 0.
    pub number: u64,
    /// The size of the checkpoint in its first receipt.
    pub checkpoint: u64,
}

/// What the log has beyond a size.
pub struct NewEntries {
    /// The entries from there on, in order.
    pub ids: Vec<EnvelopeId>,
    /// The newest signed checkpoint, as a note. `None` if none was ever signed.
    pub newest: Option<String>,
}

/// A cosigned checkpoint as its table has it: note, and when it was seen, called consistent, and witnessed.
type CosignedRow = (String, Option<i64>, Option<i64>, Option<i64>);

impl Store {
    /// Reads what the log has beyond `size` entries, in one snapshot.
    ///
    /// # Errors
    ///
    /// [`StoreError`], also if an entry is missing.
    pub async fn new_entries(&self, size: u64) -> Result<NewEntries, StoreError> {
        let begin = if self.is_shared() { "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY" } else { "BEGIN" };
        let reading = async |connection: &mut AnyConnection| {
            let mut transaction = connection.begin_with(begin).await?;
            let new = new_entries(&mut transaction, size).await?;
            transaction.commit().await?;
            Ok(new)
        };
        in_time(self.readers.acquire().await?, reading).await
    }

    /// Reads at most `count` entries, from number `first`.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn some_entries(&self, first: u64, count: usize) -> Result<Vec<EnvelopeId>, StoreError> {
        let query = sqlx::query_as("SELECT id FROM entries WHERE number >= $1 ORDER BY number LIMIT $2");
        let query = query.bind(first.cast_signed()).bind(count as i64);
        let reading = async |connection: &mut AnyConnection| Ok::<_, StoreError>(query.fetch_all(connection).await?);
        let ids = in_time(self.readers.acquire().await?, reading).await?;
        ids.into_iter().map(|(id,)| envelope_id(id)).collect()
    }

    /// An envelope's place in the log. `None` if it is not stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn find(&self, id: &EnvelopeId) -> Result<Option<Entry>, StoreError> {
        let query = sqlx::query_as("SELECT number, checkpoint FROM entries WHERE id = $1").bind(id.as_bytes().to_vec());
        Ok(self.read(query).await?.map(|(number, checkpoint)| entry(number, checkpoint)))
    }

    /// An envelope's bytes. `None` if it is not stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn envelope(&self, id: &EnvelopeId) -> Result<Option<Vec<u8>>, StoreError> {
        let query = sqlx::query_as("SELECT bytes FROM envelopes JOIN entries USING (number) WHERE id = $1");
        self.read_value(query.bind(id.as_bytes().to_vec())).await
    }

    /// Whether the envelope of an entry is here. One that is not was lost.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn has_envelope(&self, number: u64) -> Result<bool, StoreError> {
        let query = sqlx::query_as("SELECT count(*) FROM envelopes WHERE number = $1").bind(number.cast_signed());
        Ok(self.read_value::<i64>(query).await?.is_some_and(|count| count > 0))
    }

    /// Stores the bytes of an envelope that was lost under its entry's number. One that is there stays as it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`], also if there is no such entry.
    pub async fn restore(&self, number: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO envelopes (number, bytes) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING");
        self.write(query.bind(number.cast_signed()).bind(bytes.to_vec())).await
    }

    /// The note of the checkpoint over `size` entries. `None` if none was signed over so many.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn checkpoint(&self, size: u64) -> Result<Option<String>, StoreError> {
        self.read_value(sqlx::query_as("SELECT note FROM checkpoints WHERE size = $1").bind(size.cast_signed())).await
    }

    /// Stores the checkpoint of an empty log. If another intake has done so before, that one stays: it is the same.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn put_first_checkpoint(&self, note: &str) -> Result<(), StoreError> {
        let query = sqlx::query("INSERT INTO checkpoints (size, note) VALUES (0, $1) ON CONFLICT (size) DO NOTHING");
        self.write(query.bind(note.to_owned())).await
    }

    /// The checkpoints that somebody has cosigned, as notes, each with who did.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn cosigned(&self) -> Result<Vec<(String, Cosigned)>, StoreError> {
        let query = sqlx::query_as("SELECT note, seen, consistent, witnessed FROM cosignatures ORDER BY size");
        let reading = async |connection: &mut AnyConnection| Ok::<_, StoreError>(query.fetch_all(connection).await?);
        let rows: Vec<CosignedRow> = in_time(self.readers.acquire().await?, reading).await?;
        let time = |time: Option<i64>| time.map(i64::cast_unsigned);
        let row = |(note, seen, consistent, witnessed): CosignedRow| {
            (note, Cosigned { seen_by_screening: time(seen), consistent: time(consistent), witnessed: time(witnessed) })
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Stores a cosigned checkpoint over `size` entries in place of the one of that size, and deletes those of the sizes `outdone`.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn put_cosigned(&self, size: u64, note: &str, by: Cosigned, outdone: &[u64]) -> Result<(), StoreError> {
        let time = |time: Option<u64>| time.map(u64::cast_signed);
        let query = sqlx::query(
            "INSERT INTO cosignatures (size, note, seen, consistent, witnessed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (size) DO UPDATE \
             SET note = excluded.note, seen = excluded.seen, consistent = excluded.consistent, witnessed = excluded.witnessed",
        );
        let query = query.bind(size.cast_signed()).bind(note.to_owned()).bind(time(by.seen_by_screening));
        self.write(query.bind(time(by.consistent)).bind(time(by.witnessed))).await?;
        // A kill in between leaves a row that says nothing more than the new one.
        for size in outdone {
            self.write(sqlx::query("DELETE FROM cosignatures WHERE size = $1").bind(size.cast_signed())).await?;
        }
        Ok(())
    }
}

/// [`Store::new_entries`] within a transaction.
///
/// # Errors
///
/// [`StoreError`], also if an entry is missing.
pub async fn new_entries(connection: &mut AnyConnection, size: u64) -> Result<NewEntries, StoreError> {
    let newest = sqlx::query_scalar("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1");
    let newest = newest.fetch_optional(&mut *connection).await?;
    let entries = sqlx::query_as("SELECT number, id FROM entries WHERE number >= $1 ORDER BY number").bind(size.cast_signed());
    let entries: Vec<(i64, Vec<u8>)> = entries.fetch_all(connection).await?;
    let id = |(expected, (number, id)): (u64, (i64, Vec<u8>))| {
        if number.cast_unsigned() == expected { envelope_id(id) } else { Err(StoreError::Gap(expected)) }
    };
    Ok(NewEntries { ids: (size..).zip(entries).map(id).collect::<Result<_, _>>()?, newest })
}

/// An entry from two columns.
pub fn entry(number: i64, checkpoint: i64) -> Entry {
    Entry { number: number.cast_unsigned(), checkpoint: checkpoint.cast_unsigned() }
}

/// An envelope's id from a column.
///
/// # Errors
///
/// [`StoreError::Damaged`] if it does not have 32 bytes.
pub fn envelope_id(id: Vec<u8>) -> Result<EnvelopeId, StoreError> {
    Ok(EnvelopeId::from_bytes(id.try_into().map_err(|_| StoreError::Damaged)?))
}

//! The log as screening has seen it: entries, the newest checkpoint, and the alarms against it.

use lakzegel_crypto::EnvelopeId;
use sqlx::{AssertSqlSafe, Row as _, sqlite::SqliteRow};

use super::database::{Result, Store, StoreError, id, signed, unsigned};
use crate::letter::State;

/// How many alarms of one kind are kept.
const MOST_ALARMS: i64 = 64;

impl Store {
    /// At most `limit` entries of the log from number `first` on, in order: their envelope ids.
    ///
    /// # Errors
    ///
    /// Also if an entry is missing between two others.
    pub async fn entries(&self, first: u64, limit: u32) -> Result<Vec<EnvelopeId>> {
        let query = sqlx::query("SELECT number, envelope FROM entries WHERE number >= ? ORDER BY number LIMIT ?");
        let rows = query.bind(signed(first)).bind(limit).fetch_all(&self.pool).await?;
        ids_from(first, &rows)
    }

    /// The entries from number `first` on that were stored as claimed in one go, in order. Empty if there are none.
    pub async fn claimed(&self, first: u64) -> Result<Vec<EnvelopeId>> {
        let query = sqlx::query("SELECT ids FROM claimed WHERE first = ?").bind(signed(first));
        let Some(row) = query.fetch_optional(&self.pool).await? else { return Ok(Vec::new()) };
        let (ids, rest) = row.try_get::<&[u8], _>("ids")?.as_chunks();
        if rest.is_empty() {
            Ok(ids.iter().copied().map(EnvelopeId::from_bytes).collect())
        } else {
            Err(StoreError::Content("ids"))
        }
    }

    /// Keeps entries from number `first` on that the intake gave and no checkpoint has proved yet.
    pub async fn claim(&self, first: u64, ids: &[EnvelopeId]) -> Result<()> {
        let bytes: Vec<u8> = ids.iter().flat_map(|id| *id.as_bytes()).collect();
        let query = sqlx::query("INSERT INTO claimed (first, ids) VALUES (?, ?)").bind(signed(first)).bind(bytes);
        query.execute(&self.pool).await?;
        Ok(())
    }

    /// Drops every entry that is only claimed.
    pub async fn drop_claimed(&self) -> Result<()> {
        sqlx::query("DELETE FROM claimed").execute(&self.pool).await?;
        Ok(())
    }

    /// Makes entries of all that were claimed, now that this checkpoint proves them, with a letter for each new envelope, in one transaction.
    /// The envelopes are missing until [`add_envelopes`](Self::add_envelopes). Times are in seconds since 1970.
    pub async fn append_claimed(&self, checkpoint: &str, seen_at: u64, seen_after: u64) -> Result<()> {
        // Each stretch's ids, one by one.
        const ONE_BY_ONE: &str = "WITH RECURSIVE one (number, at, ids) AS (SELECT first, 1, ids FROM claimed UNION ALL
             SELECT number + 1, at + 32, ids FROM one WHERE at + 32 < length(ids))";
        let mut transaction = self.pool.begin().await?;
        let entries = format!(
            "INSERT INTO entries (number, envelope, seen_at, seen_after) {ONE_BY_ONE} SELECT number, substr(ids, at, 32), ?, ? FROM one"
        );
        let query = sqlx::query(AssertSqlSafe(entries)).bind(signed(seen_at)).bind(signed(seen_after));
        query.execute(&mut *transaction).await?;
        sqlx::query(
            "INSERT INTO letters (id, number, state) SELECT envelope, number, ? FROM entries WHERE number >= (SELECT min(first) FROM claimed)
             ORDER BY number ON CONFLICT DO NOTHING",
        )
        .bind(State::Missing.as_str())
        .execute(&mut *transaction)
        .await?;
        sqlx::query("INSERT INTO checkpoint (only, note) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET note = excluded.note")
            .bind(checkpoint)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("DELETE FROM claimed").execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// At most `limit` letters whose envelopes are missing, from entry `first` on and then from the beginning: number, envelope id, and whether it
    /// was stated that the envelope is lost.
    pub async fn missing(&self, first: u64, limit: u32) -> Result<Vec<(u64, EnvelopeId, bool)>> {
        let query = sqlx::query(
            "SELECT number, id, reason IS NOT NULL AS lost FROM letters WHERE state = ? ORDER BY number < ?, number LIMIT ?",
        );
        let rows = query.bind(State::Missing.as_str()).bind(signed(first)).bind(limit).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((unsigned(row, "number")?, id(row, "id")?, row.try_get("lost")?))).collect()
    }

    /// Whether an envelope is missing of which nobody stated that it is lost.
    pub async fn lacks_any(&self) -> Result<bool> {
        let query = sqlx::query("SELECT 1 FROM letters WHERE state = ? AND reason IS NULL LIMIT 1");
        Ok(query.bind(State::Missing.as_str()).fetch_optional(&self.pool).await?.is_some())
    }

    /// Adds the bytes of envelopes that were missing, in one transaction.
    pub async fn add_envelopes(&self, envelopes: &[(EnvelopeId, Vec<u8>)]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for (id, bytes) in envelopes {
            sqlx::query("INSERT INTO envelopes (id, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(&id.as_bytes()[..])
                .bind(bytes)
                .execute(&mut *transaction)
                .await?;
            sqlx::query("UPDATE letters SET state = 'pending', reason = NULL WHERE id = ? AND state = 'missing'")
                .bind(&id.as_bytes()[..])
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Stores a checkpoint, or another note, that must not exist. False if it was there already, or if there are [`MOST_ALARMS`] of its kind:
    /// who lies anew every second must not fill the disk, and those are proof enough.
    pub async fn record_alarm(&self, kind: &'static str, checkpoint: &str, seen_at: u64) -> Result<bool> {
        let query = sqlx::query(
            "INSERT INTO alarms (seen_at, kind, checkpoint, held) SELECT ?1, ?2, ?3, (SELECT note FROM checkpoint)
             WHERE (SELECT count(*) FROM alarms WHERE kind = ?2) < ?4 ON CONFLICT DO NOTHING",
        );
        let query = query.bind(signed(seen_at)).bind(kind).bind(checkpoint).bind(MOST_ALARMS);
        Ok(query.execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Each alarm's time (seconds since 1970) and kind, the oldest first.
    pub async fn alarms(&self) -> Result<Vec<(u64, String)>> {
        let rows = sqlx::query("SELECT seen_at, kind FROM alarms ORDER BY seen_at").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((unsigned(row, "seen_at")?, row.try_get("kind")?))).collect()
    }
}

/// The envelope ids of these rows, which must be numbered from `first` on.
fn ids_from(first: u64, rows: &[SqliteRow]) -> Result<Vec<EnvelopeId>> {
    let entry = |(number, row): (u64, &SqliteRow)| {
        if unsigned(row, "number")? == number { id(row, "envelope") } else { Err(StoreError::Content("a gap in the log")) }
    };
    (first..).zip(rows).map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_lies_anew_each_time_fills_no_disk() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let store = Store::open(dir.path()).await.expect("a new one is made");
        let mut kept = 0;
        for number in 0..200 {
            kept += usize::from(store.record_alarm("forked", &format!("note {number}"), number).await.expect("stores"));
        }
        assert_eq!(kept, 64);
        assert!(!store.record_alarm("forked", "note 1", 300).await.expect("stores"), "it is there");
        assert!(store.record_alarm("rolled-back", "note 1", 300).await.expect("stores"), "another kind has room of its own");
        assert_eq!(store.alarms().await.expect("reads").len(), 65);
    }

    #[tokio::test]
    async fn what_was_claimed_in_stretches_becomes_entries_in_order() {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let store = Store::open(dir.path()).await.expect("a new one is made");
        let ids: Vec<EnvelopeId> = (0..700_u32).map(|number| EnvelopeId::of(&(number % 600).to_be_bytes())).collect();
        for (at, stretch) in [(0, &ids[..1]), (1, &ids[1..300])] {
            store.claim(at, stretch).await.expect("stores");
        }
        store.append_claimed("note", 5, 4).await.expect("stores");
        store.claim(300, &ids[300..]).await.expect("stores");
        assert_eq!(store.claimed(300).await.expect("reads"), ids[300..]);
        assert_eq!(store.entries(0, 1_000).await.expect("reads").len(), 300, "what is claimed is no entry");
        store.append_claimed("note", 7, 6).await.expect("stores");
        assert_eq!(store.entries(0, 1_000).await.expect("reads"), ids);
        assert_eq!(store.entries(690, 1_000).await.expect("reads"), ids[690..]);
        let letters = store.letters().await.expect("reads");
        assert!(letters.iter().map(|letter| letter.number).eq(0..600), "a letter at its first entry");
        assert_eq!((letters[299].seen_at, letters[300].seen_at, letters[300].seen_after), (5, 7, 6));
        assert!(store.claimed(300).await.expect("reads").is_empty());
        let missing = store.missing(598, 4).await.expect("reads");
        assert!(missing.iter().map(|(number, ..)| *number).eq([598, 599, 0, 1]), "from there on, and then from the beginning");
    }
}

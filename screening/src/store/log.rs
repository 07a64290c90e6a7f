//! The log as screening has seen it: entries, the newest checkpoint, and the alarms against it.

use lakzegel_crypto::EnvelopeId;
use sqlx::Row as _;

use super::database::{Result, Store, StoreError, id, signed, unsigned};
use crate::letter::State;

impl Store {
    /// The log: the envelope id of each entry, in order.
    ///
    /// # Errors
    ///
    /// Also if an entry is missing between two others.
    pub async fn entries(&self) -> Result<Vec<EnvelopeId>> {
        let rows = sqlx::query("SELECT number, envelope FROM entries ORDER BY number").fetch_all(&self.pool).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            if unsigned(row, "number")? != entries.len() as u64 {
                return Err(StoreError::Content("a gap in the log"));
            }
            entries.push(id(row, "envelope")?);
        }
        Ok(entries)
    }

    /// Adds entries from number `first` on, a letter for each new envelope, and the checkpoint that covers them, in one transaction. The
    /// envelopes are missing until [`add_envelopes`](Self::add_envelopes).
    pub async fn append(&self, first: u64, ids: &[EnvelopeId], checkpoint: &str, seen_at: u64, seen_after: u64) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for (number, id) in (first..).zip(ids) {
            sqlx::query("INSERT INTO entries (number, envelope, seen_at, seen_after) VALUES (?, ?, ?, ?)")
                .bind(signed(number))
                .bind(&id.as_bytes()[..])
                .bind(signed(seen_at))
                .bind(signed(seen_after))
                .execute(&mut *transaction)
                .await?;
            sqlx::query("INSERT INTO letters (id, number, state) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .bind(&id.as_bytes()[..])
                .bind(signed(number))
                .bind(State::Missing.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("INSERT INTO checkpoint (only, note) VALUES (1, ?) ON CONFLICT (only) DO UPDATE SET note = excluded.note")
            .bind(checkpoint)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
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
            sqlx::query("UPDATE letters SET state = 'pending' WHERE id = ? AND state = 'missing'")
                .bind(&id.as_bytes()[..])
                .execute(&mut *transaction)
                .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Stores a checkpoint, or another note, that must not exist. False if it was there already.
    pub async fn record_alarm(&self, kind: &'static str, checkpoint: &str, seen_at: u64) -> Result<bool> {
        let query = sqlx::query(
            "INSERT INTO alarms (seen_at, kind, checkpoint, held) VALUES (?, ?, ?, (SELECT note FROM checkpoint)) ON CONFLICT DO NOTHING",
        );
        Ok(query.bind(signed(seen_at)).bind(kind).bind(checkpoint).execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Each alarm's time (seconds since 1970) and kind, the oldest first.
    pub async fn alarms(&self) -> Result<Vec<(u64, String)>> {
        let rows = sqlx::query("SELECT seen_at, kind FROM alarms ORDER BY seen_at").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((unsigned(row, "seen_at")?, row.try_get("kind")?))).collect()
    }
}

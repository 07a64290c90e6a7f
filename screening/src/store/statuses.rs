//! The statuses that senders can ask for: the newest of each letter, and whether the intake has it; and the references that they are made with.

use lakzegel_crypto::{EnvelopeId, LookupId};
use sqlx::Row as _;

use super::{
    database::{Counter, Result, Store, array, signed},
    letters::letter,
};
use crate::letter::Letter;

/// A letter whose sender may ask for its status.
pub struct ReferencedLetter {
    /// The letter.
    pub letter: Letter,
    /// The sender's secret, as it is kept (`reference.rs`).
    pub reference: Vec<u8>,
}

/// A status: where it is found, and what is found there.
pub struct PlacedStatus {
    /// The look-up id that it is published under.
    pub lookup: LookupId,
    /// Encrypted and signed.
    pub bytes: Vec<u8>,
}

/// A status to be published.
pub struct NewStatus {
    /// The letter that it is about.
    pub letter: EnvelopeId,
    /// Where and what.
    pub placed: PlacedStatus,
}

impl Store {
    /// Every letter whose sender may ask, in the log's order.
    pub async fn letters_with_reference(&self) -> Result<Vec<ReferencedLetter>> {
        let query = sqlx::query(
            "SELECT letters.*, seen_at, seen_after FROM letters JOIN entries USING (number) WHERE reference IS NOT NULL ORDER BY number",
        );
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(ReferencedLetter { letter: letter(row)?, reference: row.try_get("reference")? })).collect()
    }

    /// Keeps a letter's reference in this form, in place of the one before.
    pub async fn keep_reference(&self, id: EnvelopeId, reference: &[u8]) -> Result<()> {
        let query = sqlx::query("UPDATE letters SET reference = ? WHERE id = ?");
        self.forgot(query.bind(reference).bind(&id.as_bytes()[..]).execute(&self.pool).await?.rows_affected());
        Ok(())
    }

    /// Erases a letter's reference: its sender is told nothing more.
    pub async fn forget_reference(&self, id: EnvelopeId) -> Result<()> {
        let query = sqlx::query("UPDATE letters SET reference = NULL WHERE id = ?");
        self.forgot(query.bind(&id.as_bytes()[..]).execute(&self.pool).await?.rows_affected());
        Ok(())
    }

    /// Stores a whole publication and its time (seconds since 1970), in one transaction, in place of the one before.
    pub async fn publish(&self, statuses: &[NewStatus], at: u64) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("DELETE FROM statuses").execute(&mut *transaction).await?;
        for NewStatus { letter, placed } in statuses {
            sqlx::query("INSERT INTO statuses (lookup, letter, bytes, sent) VALUES (?, ?, ?, 0)")
                .bind(&placed.lookup.as_bytes()[..])
                .bind(&letter.as_bytes()[..])
                .bind(&placed.bytes)
                .execute(&mut *transaction)
                .await?;
        }
        sqlx::query("INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind(Counter::LastPublication.as_str())
            .bind(signed(at))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The first statuses, in the order of their look-up ids, that the intake does not have yet; at most so many.
    pub async fn unsent_statuses(&self, most: usize) -> Result<Vec<PlacedStatus>> {
        let query = sqlx::query("SELECT lookup, bytes FROM statuses WHERE sent = 0 ORDER BY lookup LIMIT ?").bind(most as i64);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| Ok(PlacedStatus { lookup: LookupId::from_bytes(array(row, "lookup")?), bytes: row.try_get("bytes")? }))
            .collect()
    }

    /// Notes that the intake has these.
    pub async fn mark_statuses_sent(&self, statuses: &[PlacedStatus]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for PlacedStatus { lookup, bytes } in statuses {
            let query = sqlx::query("UPDATE statuses SET sent = 1 WHERE lookup = ? AND bytes = ?");
            query.bind(&lookup.as_bytes()[..]).bind(bytes).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }
}

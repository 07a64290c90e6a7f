//! The statuses that senders can ask for: the newest of each letter, and whether the intake has it.

use lakzegel_crypto::{EnvelopeId, LookupId};
use sqlx::Row as _;

use super::database::{Counter, Result, Store, array, id, signed};

/// A status that the intake does not have yet.
pub struct UnsentStatus {
    /// The look-up id that it is published under.
    pub lookup: LookupId,
    /// Encrypted and signed.
    pub bytes: Vec<u8>,
}

/// A status to be published.
pub struct NewStatus {
    /// The look-up id to publish it under.
    pub lookup: LookupId,
    /// The letter that it is about.
    pub letter: EnvelopeId,
    /// The sequence number that is in it.
    pub sequence: u32,
    /// The state's name, by which the next publication sees whether it has changed.
    pub state: &'static str,
    /// Encrypted and signed.
    pub bytes: Vec<u8>,
}

impl Store {
    /// The newest status under a look-up id: its letter, its sequence number and its state's name. `None` if there is none.
    pub async fn status(&self, lookup: &LookupId) -> Result<Option<(EnvelopeId, u32, String)>> {
        let query = sqlx::query("SELECT letter, sequence, state FROM statuses WHERE lookup = ?");
        let row = query.bind(&lookup.as_bytes()[..]).fetch_optional(&self.pool).await?;
        row.map(|row| Ok((id(&row, "letter")?, row.try_get("sequence")?, row.try_get("state")?))).transpose()
    }

    /// Stores a whole publication and its time (seconds since 1970), in one transaction.
    pub async fn publish(&self, statuses: &[NewStatus], at: u64) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for status in statuses {
            sqlx::query(
                "INSERT INTO statuses (lookup, letter, sequence, state, bytes, sent) VALUES (?, ?, ?, ?, ?, 0)
                 ON CONFLICT (lookup) DO UPDATE SET sequence = excluded.sequence, state = excluded.state, bytes = excluded.bytes, sent = 0",
            )
            .bind(&status.lookup.as_bytes()[..])
            .bind(&status.letter.as_bytes()[..])
            .bind(i64::from(status.sequence))
            .bind(status.state)
            .bind(&status.bytes)
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

    /// The statuses that the intake does not have yet.
    pub async fn unsent_statuses(&self) -> Result<Vec<UnsentStatus>> {
        let rows = sqlx::query("SELECT lookup, bytes FROM statuses WHERE sent = 0 ORDER BY lookup").fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| Ok(UnsentStatus { lookup: LookupId::from_bytes(array(row, "lookup")?), bytes: row.try_get("bytes")? }))
            .collect()
    }

    /// Notes that the intake has this status, unless a newer one has replaced it.
    pub async fn mark_status_sent(&self, status: &UnsentStatus) -> Result<()> {
        let query = sqlx::query("UPDATE statuses SET sent = 1 WHERE lookup = ? AND bytes = ?");
        query.bind(&status.lookup.as_bytes()[..]).bind(&status.bytes).execute(&self.pool).await?;
        Ok(())
    }
}

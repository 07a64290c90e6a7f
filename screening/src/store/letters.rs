//! The letters: where each is, what opening it told, and its envelope.

use lakzegel_crypto::{EnvelopeId, KeyId};
use sqlx::{Row as _, sqlite::SqliteRow};

use super::database::{Result, Store, StoreError, array, id, optional, signed, unsigned};
use crate::{
    letter::{DecidedBy, Letter, LetterFingerprint, Outcome, Sealing, State, Withheld},
    refusal::Refusal,
};

impl Store {
    /// All letters, in the log's order.
    pub async fn letters(&self) -> Result<Vec<Letter>> {
        let rows = sqlx::query("SELECT letters.*, seen_at, seen_after FROM letters JOIN entries USING (number) ORDER BY number");
        rows.fetch_all(&self.pool).await?.iter().map(letter).collect()
    }

    /// The letters in a state, in the log's order.
    pub async fn letters_in(&self, state: State) -> Result<Vec<Letter>> {
        let query = sqlx::query(
            "SELECT letters.*, seen_at, seen_after FROM letters JOIN entries USING (number) WHERE state = ? ORDER BY number",
        );
        query.bind(state.as_str()).fetch_all(&self.pool).await?.iter().map(letter).collect()
    }

    /// The envelope of a letter. `None` if it is missing.
    pub async fn envelope(&self, id: EnvelopeId) -> Result<Option<Vec<u8>>> {
        let row =
            sqlx::query("SELECT bytes FROM envelopes WHERE id = ?").bind(&id.as_bytes()[..]).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("bytes")).transpose()?)
    }

    /// How many letters of this visit count before the one at entry `number`: those before it in the log, without copies, and those behind it
    /// that were accepted already because its envelope or key came late.
    pub async fn letters_of_visit(&self, visit_key: &[u8; 32], number: u64) -> Result<u64> {
        let query = sqlx::query(
            "SELECT count(*) AS count FROM letters WHERE visit_key = ?1 AND state <> 'ignored' AND
             (number < ?2 OR (number > ?2 AND state IN ('waiting', 'releasing', 'placing', 'released')))",
        );
        let row = query.bind(&visit_key[..]).bind(signed(number)).fetch_one(&self.pool).await?;
        unsigned(&row, "count")
    }

    /// The content hash of the first letter with this message id and visit that counts before the one at entry `number`: one before it in the
    /// log, or one behind it that was opened first because this one's envelope or key came late.
    pub async fn earlier_content(&self, visit_key: &[u8; 32], message_id: &[u8; 16], number: u64) -> Result<Option<[u8; 32]>> {
        // Behind it, a letter that is a copy or has other contents was compared with this very letter: it says nothing about it.
        let query = sqlx::query(
            "SELECT content FROM letters WHERE visit_key = ?1 AND message_id = ?2 AND
             (number < ?3 OR (number > ?3 AND state <> 'ignored' AND reason IS NOT ?4)) ORDER BY number LIMIT 1",
        );
        let query = query.bind(&visit_key[..]).bind(&message_id[..]).bind(signed(number)).bind(Refusal::OtherContent.as_str());
        query.fetch_optional(&self.pool).await?.map(|row| array(&row, "content")).transpose()
    }

    /// Notes that a letter cannot be opened, and why. It stays as it is. Its `reference` is kept if it is known now.
    pub async fn keep_unopened(&self, id: EnvelopeId, reason: &'static str, reference: Option<&[u8]>) -> Result<()> {
        sqlx::query("UPDATE letters SET state = 'kept', reason = ?, reference = coalesce(?, reference) WHERE id = ?")
            .bind(reason)
            .bind(reference)
            .bind(&id.as_bytes()[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Has letters that were kept for this reason judged again: their key may have been brought. Returns how many.
    pub async fn retry_unknown_keys(&self, reason: &'static str) -> Result<u64> {
        let query = sqlx::query("UPDATE letters SET state = 'pending', reason = NULL WHERE state = 'kept' AND reason = ?");
        Ok(query.bind(reason).execute(&self.pool).await?.rows_affected())
    }

    /// Stores what became of a letter together with its fingerprint and its encrypted `reference`, in one step. A copy has no reference: its
    /// sender is told how the first one fares.
    pub async fn record_outcome(
        &self,
        id: EnvelopeId,
        fingerprint: &LetterFingerprint,
        reference: Option<&[u8]>,
        outcome: Outcome,
        now: u64,
    ) -> Result<()> {
        let (state, reason, decided) = match outcome {
            Outcome::Waiting => (State::Waiting, None, false),
            Outcome::Release => (State::Releasing, None, true),
            Outcome::Withhold(refusal) => (State::Withheld, Some(refusal.as_str()), true),
            Outcome::Ignore => (State::Ignored, None, true),
            Outcome::Unchecked => (State::Unchecked, None, false),
        };
        sqlx::query(
            "UPDATE letters SET state = ?, reason = ?, decided_at = ?, decided_by = ?, visit_key = ?, message_id = ?, content = ?, reference = ?,
             sealed_at = ?, manifest_hash = ?, key_id = ? WHERE id = ? AND state IN ('pending', 'unchecked')",
        )
        .bind(state.as_str())
        .bind(reason)
        .bind(decided.then_some(signed(now)))
        .bind(decided.then_some(DecidedBy::Rules.as_str()))
        .bind(&fingerprint.visit_key[..])
        .bind(&fingerprint.message_id[..])
        .bind(&fingerprint.content[..])
        .bind(reference)
        .bind(signed(fingerprint.sealed_at))
        .bind(&fingerprint.manifest_hash[..])
        .bind(&fingerprint.key_id.as_bytes()[..])
        .bind(&id.as_bytes()[..])
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// How every letter was sealed that was opened since that is noted, in the log's order, whoever wrote it. Copies are left out.
    pub async fn sealings(&self) -> Result<Vec<Sealing>> {
        let query = sqlx::query(
            "SELECT number, sealed_at, manifest_hash, key_id FROM letters WHERE key_id IS NOT NULL AND state <> 'ignored' ORDER BY number",
        );
        query.fetch_all(&self.pool).await?.iter().map(sealing).collect()
    }

    /// As [`sealings`](Self::sealings), but only of the letter at entry `number`. `None` if that is not known, or it is a copy.
    pub async fn sealing_of(&self, number: u64) -> Result<Option<Sealing>> {
        let query = sqlx::query(
            "SELECT number, sealed_at, manifest_hash, key_id FROM letters WHERE key_id IS NOT NULL AND state <> 'ignored' AND number = ?",
        );
        query.bind(signed(number)).fetch_optional(&self.pool).await?.as_ref().map(sealing).transpose()
    }

    /// A person's decision on a letter that waits: to withhold it, or with `None` to release it. False if it does not wait (any longer).
    pub async fn decide(&self, id: EnvelopeId, withheld: Option<Withheld>, now: u64) -> Result<bool> {
        let state = if withheld.is_some() { State::Withheld } else { State::Releasing };
        let query = sqlx::query(
            "UPDATE letters SET state = ?, reason = ?, decided_at = ?, decided_by = ? WHERE id = ? AND state = 'waiting'",
        );
        let query =
            query.bind(state.as_str()).bind(withheld.map(Withheld::as_str)).bind(signed(now)).bind(DecidedBy::Person.as_str());
        Ok(query.bind(&id.as_bytes()[..]).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Moves a letter from one state to the next. Nothing happens if it is not at `from`.
    pub async fn advance(&self, id: EnvelopeId, from: State, to: State) -> Result<()> {
        let query = sqlx::query("UPDATE letters SET state = ? WHERE id = ? AND state = ?");
        query.bind(to.as_str()).bind(&id.as_bytes()[..]).bind(from.as_str()).execute(&self.pool).await?;
        Ok(())
    }
}

/// Reads a letter from a row of `letters` beside its entry.
pub fn letter(row: &SqliteRow) -> Result<Letter> {
    let state: String = row.try_get("state")?;
    Ok(Letter {
        id: id(row, "id")?,
        number: unsigned(row, "number")?,
        state: State::parse(&state).ok_or(StoreError::Content("state"))?,
        reason: row.try_get("reason")?,
        decided_at: optional(row, "decided_at")?,
        decided_by: row.try_get("decided_by")?,
        seen_at: unsigned(row, "seen_at")?,
        seen_after: unsigned(row, "seen_after")?,
    })
}

fn sealing(row: &SqliteRow) -> Result<Sealing> {
    Ok(Sealing {
        number: unsigned(row, "number")?,
        sealed_at: unsigned(row, "sealed_at")?,
        manifest_hash: array(row, "manifest_hash")?,
        key_id: KeyId::from_bytes(array(row, "key_id")?),
    })
}

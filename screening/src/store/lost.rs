//! What root keys stated about lost envelopes, and what became of each statement.

use lakzegel_crypto::EnvelopeId;
use sqlx::Row as _;

use super::database::{Result, Store, StoreError, signed};
use crate::letter::State;

/// The reason of a letter whose envelope was stated to be lost.
const LOST: &str = "lost";

/// What became of a statement about one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// The entry is not needed for *seen by screening*.
    Excused,
    /// The envelope was here before the statement was.
    Void,
    /// The log has another envelope there, or screening had signed that it holds this one.
    Refused,
}

impl Stated {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Excused => "excused",
            Self::Void => "void",
            Self::Refused => "refused",
        }
    }
}

impl Store {
    /// What was made of the statement that the envelope `id` of entry `number` is lost. `None` if there was none yet.
    pub async fn stated(&self, number: u64, id: EnvelopeId) -> Result<Option<Stated>> {
        let query = sqlx::query("SELECT outcome FROM stated WHERE number = ? AND envelope = ?");
        let row = query.bind(signed(number)).bind(&id.as_bytes()[..]).fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let name: String = row.try_get("outcome")?;
        let known = [Stated::Excused, Stated::Void, Stated::Refused].into_iter().find(|stated| stated.as_str() == name);
        known.map(Some).ok_or(StoreError::Content("outcome"))
    }

    /// Stores what becomes of such a statement. A letter that is excused has it as its reason.
    pub async fn record_stated(&self, number: u64, id: EnvelopeId, stated: Stated) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        let query = sqlx::query("INSERT INTO stated (number, envelope, outcome) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        query.bind(signed(number)).bind(&id.as_bytes()[..]).bind(stated.as_str()).execute(&mut *transaction).await?;
        if stated == Stated::Excused {
            let query = sqlx::query("UPDATE letters SET reason = ? WHERE id = ? AND number = ? AND state = ?");
            let query = query.bind(LOST).bind(&id.as_bytes()[..]).bind(signed(number)).bind(State::Missing.as_str());
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Where a letter is. `None` if no entry has this envelope.
    pub async fn state(&self, id: EnvelopeId) -> Result<Option<State>> {
        let query = sqlx::query("SELECT state FROM letters WHERE id = ?").bind(&id.as_bytes()[..]);
        let Some(row) = query.fetch_optional(&self.pool).await? else { return Ok(None) };
        State::parse(row.try_get("state")?).map(Some).ok_or(StoreError::Content("state"))
    }

    /// The statements that the intake has published, as notes.
    pub async fn statements(&self) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT note FROM statements").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("note")?)).collect()
    }

    /// Remembers a statement that the intake has published.
    pub async fn record_statement(&self, note: &str) -> Result<()> {
        sqlx::query("INSERT INTO statements (note) VALUES (?) ON CONFLICT DO NOTHING").bind(note).execute(&self.pool).await?;
        Ok(())
    }
}

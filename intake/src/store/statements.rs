//! Statements of root keys about lost envelopes: added, and never taken away.

use lakzegel_crypto::EnvelopeId;
use sqlx::AnyConnection;

use super::{
    database::{Store, StoreError, in_time},
    log::envelope_id,
};

impl Store {
    /// All statements, as notes, in the order in which they came.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn statements(&self) -> Result<Vec<String>, StoreError> {
        let query = sqlx::query_as("SELECT note FROM statements ORDER BY place");
        let reading = async |connection: &mut AnyConnection| Ok::<_, StoreError>(query.fetch_all(connection).await?);
        let rows: Vec<(String,)> = in_time(self.readers.acquire().await?, reading).await?;
        Ok(rows.into_iter().map(|(note,)| note).collect())
    }

    /// Adds a statement about these entries, unless it is there. Gives `false`, and adds none, if the log has another envelope at one of them or
    /// the envelope is here, or if all statements together would be longer than `most` bytes.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn add_statement(&self, note: &str, entries: &[(u64, EnvelopeId)], most: usize) -> Result<bool, StoreError> {
        self.in_turn(async |turn: &mut AnyConnection| {
            let known: Vec<(String,)> = sqlx::query_as("SELECT note FROM statements").fetch_all(&mut *turn).await?;
            if known.iter().any(|(known,)| known == note) {
                return Ok(true);
            }
            if known.iter().map(|(known,)| known.len()).sum::<usize>() + note.len() > most {
                return Ok(false);
            }
            for (number, id) in entries {
                let query = sqlx::query_as(
                    "SELECT id, (SELECT count(*) FROM envelopes WHERE envelopes.number = entries.number) FROM entries WHERE number = $1",
                );
                let found: Option<(Vec<u8>, i64)> = query.bind(number.cast_signed()).fetch_optional(&mut *turn).await?;
                let Some((named, envelopes)) = found else { return Ok(false) };
                if envelope_id(named)? != *id || envelopes > 0 {
                    return Ok(false);
                }
            }
            let insert = sqlx::query("INSERT INTO statements (place, note) VALUES ($1, $2)").bind(known.len() as i64);
            insert.bind(note.to_owned()).execute(turn).await?;
            Ok(true)
        })
        .await
    }
}

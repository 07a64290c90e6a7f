//! Notices to people: how far each is. What they say is not kept here.

use sqlx::Row as _;

use super::database::{Result, Store, StoreError};

/// How far a notice is. Each state's name is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeState {
    /// To be written.
    Due,
    /// Written; the file only needs its name.
    Placing,
    /// In the spool, or collected.
    Done,
}

impl NoticeState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Placing => "placing",
            Self::Done => "done",
        }
    }
}

impl Store {
    /// How far the notice with this id is. `None` if there is none.
    pub async fn notice(&self, id: &[u8; 32]) -> Result<Option<NoticeState>> {
        let row = sqlx::query("SELECT state FROM notices WHERE id = ?").bind(&id[..]).fetch_optional(&self.pool).await?;
        let Some(row) = row else { return Ok(None) };
        let name: String = row.try_get("state")?;
        let mut states = [NoticeState::Due, NoticeState::Placing, NoticeState::Done].into_iter();
        states.find(|state| state.as_str() == name).map(Some).ok_or(StoreError::Content("state of a notice"))
    }

    /// Moves a notice from one state to the next. Nothing happens if it is not at `from`.
    pub async fn advance_notice(&self, id: &[u8; 32], from: NoticeState, to: NoticeState) -> Result<()> {
        let query = sqlx::query("UPDATE notices SET state = ? WHERE id = ? AND state = ?");
        query.bind(to.as_str()).bind(&id[..]).bind(from.as_str()).execute(&self.pool).await?;
        Ok(())
    }
}

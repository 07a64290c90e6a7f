//! Who wrote: the visits for which somebody vouched, and visitor codes.

use sqlx::{Row as _, sqlite::SqliteRow};

use super::database::{Result, Store, array, signed, unsigned};
use crate::sender::{Vouched, VouchedLetter};

/// What is remembered of a new visitor code: hashes, never the code.
pub struct NewCode {
    /// SHA-256 of its proof half.
    pub proof: [u8; 32],
    /// Argon2id of its admission half.
    pub admission: [u8; 32],
}

impl Store {
    /// Remembers a visit with good evidence.
    pub async fn record_visit(&self, vouched: &Vouched, visit_key: &[u8; 32]) -> Result<()> {
        let query = sqlx::query("INSERT INTO visits (person, visit_key, issued) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        query.bind(&vouched.person[..]).bind(&visit_key[..]).bind(signed(vouched.issued)).execute(&self.pool).await?;
        Ok(())
    }

    /// Every letter for whose sender somebody vouches, in the log's order. Copies are left out.
    pub async fn vouched_letters(&self) -> Result<Vec<VouchedLetter>> {
        let query = sqlx::query(
            "SELECT number, person, visit_key, issued FROM letters JOIN visits USING (visit_key) WHERE state <> 'ignored' ORDER BY number",
        );
        query.fetch_all(&self.pool).await?.iter().map(vouched_letter).collect()
    }

    /// As [`vouched_letters`](Self::vouched_letters), but only of the person who wrote the letter at entry `number`.
    pub async fn vouched_letters_of_the_sender_of(&self, number: u64) -> Result<Vec<VouchedLetter>> {
        let query = sqlx::query(
            "SELECT number, person, visit_key, issued FROM visits JOIN letters USING (visit_key) WHERE state <> 'ignored' AND person IN
             (SELECT person FROM letters JOIN visits USING (visit_key) WHERE number = ?) ORDER BY number",
        );
        query.bind(signed(number)).fetch_all(&self.pool).await?.iter().map(vouched_letter).collect()
    }

    /// Remembers new codes for a name and a day (days since 1970), in one transaction.
    pub async fn add_codes(&self, codes: &[NewCode], day: u64, name: &str) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for code in codes {
            let query = sqlx::query("INSERT INTO visitor_codes (proof, admission, day, name) VALUES (?, ?, ?, ?)");
            let query = query.bind(&code.proof[..]).bind(&code.admission[..]).bind(signed(day)).bind(name);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The codes that the intake does not know yet: day (days since 1970) and hash of the admission half.
    pub async fn unannounced_codes(&self) -> Result<Vec<(u64, [u8; 32])>> {
        let query = sqlx::query("SELECT day, admission FROM visitor_codes WHERE admission IS NOT NULL ORDER BY admission");
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((unsigned(row, "day")?, array(row, "admission")?))).collect()
    }

    /// Forgets hashes of admission halves, once the intake has them.
    pub async fn forget_admissions(&self, admissions: &[[u8; 32]]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for admission in admissions {
            let query = sqlx::query("UPDATE visitor_codes SET admission = NULL WHERE admission = ?").bind(&admission[..]);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The day of a code in days since 1970, by the hash of its proof half. `None` if this office made no such code.
    pub async fn code_day(&self, proof: &[u8; 32]) -> Result<Option<u64>> {
        let query = sqlx::query("SELECT day FROM visitor_codes WHERE proof = ?").bind(&proof[..]);
        query.fetch_optional(&self.pool).await?.map(|row| unsigned(&row, "day")).transpose()
    }

    /// The name on a code, by the hash of its proof half.
    pub async fn code_name(&self, proof: &[u8; 32]) -> Result<Option<String>> {
        let query = sqlx::query("SELECT name FROM visitor_codes WHERE proof = ?").bind(&proof[..]);
        Ok(query.fetch_optional(&self.pool).await?.map(|row| row.try_get("name")).transpose()?)
    }

    /// Makes a visit the owner of a code, unless another visit is. True if it is the owner now.
    pub async fn claim_code(&self, proof: &[u8; 32], visit_key: &[u8; 32]) -> Result<bool> {
        let query = sqlx::query("UPDATE visitor_codes SET owner = ?1 WHERE proof = ?2 AND (owner IS NULL OR owner = ?1)");
        Ok(query.bind(&visit_key[..]).bind(&proof[..]).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Deletes the codes of days before `day` (days since 1970), with the names on them.
    pub async fn forget_codes(&self, day: u64) -> Result<()> {
        sqlx::query("DELETE FROM visitor_codes WHERE day < ?").bind(signed(day)).execute(&self.pool).await?;
        Ok(())
    }
}

fn vouched_letter(row: &SqliteRow) -> Result<VouchedLetter> {
    let (person, visit_key) = (array(row, "person")?, array(row, "visit_key")?);
    Ok(VouchedLetter { number: unsigned(row, "number")?, person, visit_key, issued: unsigned(row, "issued")? })
}

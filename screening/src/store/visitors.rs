//! Who wrote: the visits for which somebody vouched, and visitor codes.

use sqlx::{Row as _, sqlite::SqliteRow};

use super::database::{Result, Store, array, optional, signed, unsigned};
use crate::sender::{Vouched, VouchedLetter};

/// What is remembered of a new visitor code: hashes, never the code.
pub struct NewCode {
    /// SHA-256 of its proof half.
    pub proof: [u8; 32],
    /// Argon2id of its admission half.
    pub admission: [u8; 32],
}

impl Store {
    /// Remembers a visit with good evidence, and who it was until [`forget_people`](Self::forget_people), in one transaction. A login is
    /// remembered as the person's first if none is known that was before it: also where another's letter came first, for an intake says the
    /// order of letters. The notice with this id, if one is given, is due then, unless it was before.
    pub async fn record_visit(&self, vouched: &Vouched, visit_key: &[u8; 32], notice: Option<&[u8; 32]>) -> Result<()> {
        let (person, issued) = (&vouched.person[..], signed(vouched.issued));
        let mut transaction = self.pool.begin().await?;
        let known = sqlx::query("SELECT first_login FROM people WHERE person = ?").bind(person);
        let known = known.fetch_optional(&mut *transaction).await?;
        let known = known.map(|row| unsigned(&row, "first_login")).transpose()?;
        let is_first = vouched.is_login && known.is_none_or(|first| vouched.issued <= first);
        sqlx::query(
            "INSERT INTO people (person, last_login, first_login) VALUES (?1, ?2, ?2)
             ON CONFLICT (person) DO UPDATE SET last_login = max(last_login, excluded.last_login),
             first_login = min(first_login, excluded.first_login)",
        )
        .bind(person)
        .bind(issued)
        .execute(&mut *transaction)
        .await?;
        let new = sqlx::query(
            "INSERT INTO visits (visit_key, someone, issued, is_first) SELECT ?, someone, ?, ? FROM people WHERE person = ?
             ON CONFLICT DO NOTHING",
        )
        .bind(&visit_key[..])
        .bind(issued)
        .bind(is_first)
        .bind(person)
        .execute(&mut *transaction)
        .await?;
        if let Some(notice) = notice.filter(|_| is_first && new.rows_affected() == 1) {
            let due = sqlx::query("INSERT INTO notices (id, state) VALUES (?, 'due') ON CONFLICT DO NOTHING");
            due.bind(&notice[..]).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Forgets who people are whose last login was before `before` (seconds since 1970), and which of their visits belong together. That
    /// alone, and no longer who it was, stays while a letter of theirs is not decided and delivered: its flags must not go from under
    /// the eyes of whoever decides.
    pub async fn forget_people(&self, before: u64) -> Result<()> {
        let people = sqlx::query("DELETE FROM people WHERE last_login < ?").bind(signed(before)).execute(&self.pool).await?;
        let visits = sqlx::query(
            "DELETE FROM visits WHERE issued < ? AND someone NOT IN (SELECT someone FROM visits JOIN letters USING (visit_key)
             WHERE state IN ('unchecked', 'waiting', 'releasing', 'placing'))",
        );
        let visits = visits.bind(signed(before)).execute(&self.pool).await?;
        self.forgot(people.rows_affected() + visits.rows_affected());
        Ok(())
    }

    /// Every letter for whose sender somebody vouches, in the log's order. Copies are left out.
    pub async fn vouched_letters(&self) -> Result<Vec<VouchedLetter>> {
        let query = sqlx::query(
            "SELECT number, someone, visit_key, issued, is_first, sealed_at, state = 'withheld' AND decided_by = 'rules' AS turned_away
             FROM letters JOIN visits USING (visit_key) WHERE state <> 'ignored' ORDER BY number",
        );
        query.fetch_all(&self.pool).await?.iter().map(vouched_letter).collect()
    }

    /// As [`vouched_letters`](Self::vouched_letters), but only of the person who wrote the letter at entry `number`.
    pub async fn vouched_letters_of_the_sender_of(&self, number: u64) -> Result<Vec<VouchedLetter>> {
        let query = sqlx::query(
            "SELECT number, someone, visit_key, issued, is_first, sealed_at, state = 'withheld' AND decided_by = 'rules' AS turned_away
             FROM visits JOIN letters USING (visit_key) WHERE state <> 'ignored' AND someone IN (SELECT someone FROM letters JOIN visits USING (visit_key) WHERE number = ?) ORDER BY number",
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
        transaction.commit().await?;
        self.forgot(admissions.len() as u64);
        Ok(())
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
        let deleted = sqlx::query("DELETE FROM visitor_codes WHERE day < ?").bind(signed(day)).execute(&self.pool).await?;
        self.forgot(deleted.rows_affected());
        Ok(())
    }
}

fn vouched_letter(row: &SqliteRow) -> Result<VouchedLetter> {
    Ok(VouchedLetter {
        number: unsigned(row, "number")?,
        someone: row.try_get("someone")?,
        visit_key: array(row, "visit_key")?,
        issued: unsigned(row, "issued")?,
        is_first: row.try_get("is_first")?,
        sealed_at: optional(row, "sealed_at")?,
        turned_away: row.try_get::<Option<bool>, _>("turned_away")?.unwrap_or(false),
    })
}

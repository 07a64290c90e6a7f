//! Grants, the visitor codes that grants are given for, and how many grants a person got on a day.

use sqlx::{AnyConnection, AssertSqlSafe};

use super::database::{Store, StoreError, in_time, rows};

/// SHA-256 of a grant.
pub type GrantHash = [u8; 32];

/// The outcome of showing a visitor code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AdmitOutcome {
    /// Admitted, and the grants are stored.
    Admitted,
    /// This visit was admitted before.
    SameVisit,
    /// Another visit was admitted with this code.
    OtherVisit,
    /// There is no such code for this day.
    UnknownCode,
}

/// The most rows in one statement: databases limit the values in one.
const MOST_ROWS: usize = 1_000;

impl Store {
    /// Whether a grant is valid on the day `today` (days since 1970, as all days here). [`Store::append`] decides; asking before saves reading
    /// the body of a request without a valid grant.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn has_grant(&self, hash: &GrantHash, today: u64) -> Result<bool, StoreError> {
        let query = sqlx::query_as("SELECT last_day FROM grants WHERE hash = $1").bind(hash.to_vec());
        Ok(self.read_value(query).await?.is_some_and(|last_day: i64| last_day.cast_unsigned() >= today))
    }

    /// Stores grants that are valid until the end of `last_day`.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn add_grants(&self, hashes: &[GrantHash], last_day: u64) -> Result<(), StoreError> {
        let giving = async |connection: &mut AnyConnection| Ok(insert_grants(connection, hashes, last_day).await?);
        in_time(self.writer.acquire().await?, giving).await
    }

    /// Stores as many of these grants as the person's limit for the day leaves, and counts them. Gives how many.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then none is stored.
    pub async fn add_grants_within(
        &self,
        person: &[u8; 32],
        day: u64,
        limit: u32,
        hashes: &[GrantHash],
        last_day: u64,
    ) -> Result<usize, StoreError> {
        let giving = async |turn: &mut AnyConnection| {
            let query = sqlx::query_scalar("SELECT letters FROM volume WHERE person = $1 AND day = $2");
            let query = query.bind(person.to_vec()).bind(day.cast_signed());
            let before: i64 = query.fetch_optional(&mut *turn).await?.unwrap_or(0);
            let left = usize::try_from(i64::from(limit) - before).unwrap_or(0);
            let given = left.min(hashes.len());
            let insert = sqlx::query(
                "INSERT INTO volume (person, day, letters) VALUES ($1, $2, $3) ON CONFLICT (person) \
                 DO UPDATE SET letters = excluded.letters",
            );
            let insert = insert.bind(person.to_vec()).bind(day.cast_signed()).bind(before + given as i64);
            insert.execute(&mut *turn).await?;
            insert_grants(turn, &hashes[..given], last_day).await?;
            Ok(given)
        };
        self.in_turn(giving).await
    }

    /// The day's salt. If there is none yet, `fresh` becomes it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]
    pub async fn day_salt(&self, day: u64, fresh: &[u8; 32]) -> Result<[u8; 32], StoreError> {
        let reading = async |turn: &mut AnyConnection| {
            let insert = sqlx::query("INSERT INTO day_salts (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING");
            insert.bind(day.cast_signed()).bind(fresh.to_vec()).execute(&mut *turn).await?;
            let query = sqlx::query_scalar("SELECT salt FROM day_salts WHERE day = $1").bind(day.cast_signed());
            let salt: Vec<u8> = query.fetch_one(turn).await?;
            salt.try_into().map_err(|_| StoreError::Damaged)
        };
        self.in_turn(reading).await
    }

    /// Stores the visitor codes of a day. Codes that are stored already stay as they are, used or not.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then none is stored.
    pub async fn put_admissions(&self, day: u64, hashes: &[[u8; 32]]) -> Result<(), StoreError> {
        let announcing = async |turn: &mut AnyConnection| {
            for some in hashes.chunks(MOST_ROWS) {
                let insert =
                    format!("INSERT INTO admissions (hash, day) VALUES {} ON CONFLICT (hash) DO NOTHING", rows(some.len(), 2));
                let mut query = sqlx::query(AssertSqlSafe(insert));
                for hash in some {
                    query = query.bind(hash.to_vec()).bind(day.cast_signed());
                }
                query.persistent(false).execute(&mut *turn).await?;
            }
            Ok(())
        };
        self.in_turn(announcing).await
    }

    /// Admits a visit with a visitor code and stores the visit's grants, in one transaction. `admission` is the code's slow hash, `owner` the
    /// hash of the visit's nonce.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; then the code is as it was.
    pub async fn admit(
        &self,
        admission: &[u8; 32],
        day: u64,
        owner: &[u8; 32],
        grants: &[GrantHash],
        last_day: u64,
    ) -> Result<AdmitOutcome, StoreError> {
        let admitting = async |turn: &mut AnyConnection| {
            let query = sqlx::query_scalar("SELECT owner FROM admissions WHERE hash = $1 AND day = $2");
            let query = query.bind(admission.to_vec()).bind(day.cast_signed());
            let found: Option<Option<Vec<u8>>> = query.fetch_optional(&mut *turn).await?;
            match found {
                None => return Ok(AdmitOutcome::UnknownCode),
                Some(Some(known)) => return Ok(if known == owner { AdmitOutcome::SameVisit } else { AdmitOutcome::OtherVisit }),
                Some(None) => {}
            }
            let update = sqlx::query("UPDATE admissions SET owner = $1 WHERE hash = $2").bind(owner.to_vec());
            update.bind(admission.to_vec()).execute(&mut *turn).await?;
            insert_grants(turn, grants, last_day).await?;
            Ok(AdmitOutcome::Admitted)
        };
        self.in_turn(admitting).await
    }
}

async fn insert_grants(writer: &mut AnyConnection, hashes: &[GrantHash], last_day: u64) -> Result<(), sqlx::Error> {
    if hashes.is_empty() {
        return Ok(());
    }
    let mut query = sqlx::query(AssertSqlSafe(format!("INSERT INTO grants (hash, last_day) VALUES {}", rows(hashes.len(), 2))));
    for hash in hashes {
        query = query.bind(hash.to_vec()).bind(last_day.cast_signed());
    }
    query.execute(writer).await.map(drop)
}

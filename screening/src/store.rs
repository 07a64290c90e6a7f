//! Screening's own memory: the log as it has seen it, the envelopes, what became of each letter. One SQLite file, every write durable
//! before it counts. It holds no letter text, and no name but those that the visiting desk
//! wrote on its codes: a letter is opened again, with its sealing key, whenever it is needed, so
//! that destroying the key ends it.

use std::{fmt, path::Path, time::Duration};

use lakzegel_crypto::{EnvelopeId, Ground, LookupId, Reference};
use sqlx::{
    Row as _, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteRow, SqliteSynchronous},
};

use crate::{
    decide::{Refusal, Vouched},
    flags::Written,
};

/// The database could not be read or written, or holds what this version never wrote.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite's own error.
    #[error("the database: {0}")]
    Database(#[from] sqlx::Error),
    /// A value that this version did not write.
    #[error("the database holds something that this version does not know: {0}")]
    Content(&'static str),
}

type Result<T> = std::result::Result<T, StoreError>;

const SCHEMA: &[&str] = &[
    // Single numbers, by name: see `Fact`.
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    // Every manifest that was ever taken, as the signed note.
    "CREATE TABLE IF NOT EXISTS manifests (hash BLOB PRIMARY KEY, version INTEGER NOT NULL, seen_at INTEGER NOT NULL, note TEXT NOT NULL) STRICT",
    // Every key that a provider ever published, with the times it was seen, and when it was first seen to be gone.
    "CREATE TABLE IF NOT EXISTS provider_keys (issuer TEXT NOT NULL, jwk TEXT NOT NULL, first_seen INTEGER NOT NULL, gone_at INTEGER,
        PRIMARY KEY (issuer, jwk)) STRICT, WITHOUT ROWID",
    // The log. `seen_after` is the last time at which it was certainly not there yet.
    "CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, envelope BLOB NOT NULL, seen_at INTEGER NOT NULL, seen_after INTEGER NOT NULL)
        STRICT",
    // The one checkpoint that the last entries were taken from, as the signed note.
    "CREATE TABLE IF NOT EXISTS checkpoint (only INTEGER PRIMARY KEY CHECK (only = 1), note TEXT NOT NULL) STRICT",
    "CREATE TABLE IF NOT EXISTS envelopes (id BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT",
    // One row for each envelope, at its first entry. The last four columns are known once it is opened; the reference is wiped when
    // the last status has been handed over.
    "CREATE TABLE IF NOT EXISTS letters (id BLOB PRIMARY KEY, number INTEGER NOT NULL UNIQUE, state TEXT NOT NULL, reason TEXT,
        decided_at INTEGER, decided_by TEXT, visit_key BLOB, message_id BLOB, content BLOB, reference BLOB) STRICT",
    "CREATE INDEX IF NOT EXISTS letters_by_state ON letters (state)",
    "CREATE INDEX IF NOT EXISTS letters_by_visit ON letters (visit_key, message_id)",
    // Every visit whose evidence was good: who (a hash of issuer and subject), and when its token was issued.
    "CREATE TABLE IF NOT EXISTS visits (person BLOB NOT NULL, visit_key BLOB NOT NULL, issued INTEGER NOT NULL,
        PRIMARY KEY (person, visit_key)) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS visits_by_key ON visits (visit_key)",
    // Visitor codes: the hash of the proof half; until the intake has it, that of the admission half; the day on which they admit (days
    // since 1970), the name that the desk wrote on them, and the visit that owns them.
    "CREATE TABLE IF NOT EXISTS visitor_codes (proof BLOB PRIMARY KEY, admission BLOB, day INTEGER NOT NULL, name TEXT NOT NULL,
        owner BLOB) STRICT, WITHOUT ROWID",
    // The newest status under each look-up id.
    "CREATE TABLE IF NOT EXISTS statuses (lookup BLOB PRIMARY KEY, letter BLOB NOT NULL, sequence INTEGER NOT NULL, state TEXT NOT NULL,
        bytes BLOB NOT NULL, sent INTEGER NOT NULL) STRICT",
    // Checkpoints that must not exist, with the one that was held then: the log's own signed word against it, twice.
    "CREATE TABLE IF NOT EXISTS alarms (seen_at INTEGER NOT NULL, kind TEXT NOT NULL, checkpoint TEXT NOT NULL, held TEXT,
        UNIQUE (kind, checkpoint)) STRICT",
];

/// Where a letter is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In the log, but the intake has not given the envelope, or other bytes than the log says.
    Missing,
    /// Held, not looked at yet.
    Pending,
    /// Opened, but what it must be checked against is not here yet: its manifest, its rule set, the provider's keys or the
    /// register of names.
    Unchecked,
    /// Cannot be opened; kept as it is.
    Kept,
    /// A copy of a letter that came before.
    Ignored,
    /// Nothing against it; waits for a human.
    Waiting,
    /// To be released; its files are being written.
    Releasing,
    /// Its files are written; the last one needs only its name.
    Placing,
    /// Released, with all its files.
    Released,
    /// Withheld.
    Withheld,
}

impl State {
    const ALL: [Self; 10] = [
        Self::Missing,
        Self::Pending,
        Self::Unchecked,
        Self::Kept,
        Self::Ignored,
        Self::Waiting,
        Self::Releasing,
        Self::Placing,
        Self::Released,
        Self::Withheld,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Pending => "pending",
            Self::Unchecked => "unchecked",
            Self::Kept => "kept",
            Self::Ignored => "ignored",
            Self::Waiting => "waiting",
            Self::Releasing => "releasing",
            Self::Placing => "placing",
            Self::Released => "released",
            Self::Withheld => "withheld",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

/// Why a letter is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withheld {
    /// Art. 36(4)(a): order and safety in the institution.
    Order,
    /// Art. 36(4)(b): public order and national security.
    PublicOrder,
    /// Art. 36(4)(c): preventing and detecting offences.
    Offences,
    /// Art. 36(4)(d): protecting victims and others.
    Victims,
    /// Something that a program found.
    Technical(Refusal),
}

impl Withheld {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::PublicOrder => "public-order",
            Self::Offences => "offences",
            Self::Victims => "victims",
            Self::Technical(refusal) => refusal.as_str(),
        }
    }

    /// What the sender is told.
    pub const fn ground(self) -> Ground {
        match self {
            Self::Order => Ground::OrderAndSafety,
            Self::PublicOrder => Ground::PublicOrder,
            Self::Offences => Ground::Offences,
            Self::Victims => Ground::Victims,
            Self::Technical(refusal) => Ground::Technical(refusal.technical()),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let legal = [Self::Order, Self::PublicOrder, Self::Offences, Self::Victims];
        legal.into_iter().chain(Refusal::ALL.into_iter().map(Self::Technical)).find(|reason| reason.as_str() == name)
    }
}

/// Who decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedBy {
    /// This program, by its rules.
    Rules,
    /// A person, with `release` or `withhold`.
    Person,
}

impl DecidedBy {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Person => "person",
        }
    }
}

/// A number that is remembered by name.
#[derive(Clone, Copy, Debug)]
pub enum Fact {
    /// When the log was last looked at with success.
    LastLook,
    /// The highest manifest version seen.
    ManifestVersion,
    /// The size of the last checkpoint whose cosignature the intake took.
    Cosigned,
    /// The fixed time at which statuses were last published.
    LastPublication,
}

impl Fact {
    const fn as_str(self) -> &'static str {
        match self {
            Self::LastLook => "last-look",
            Self::ManifestVersion => "manifest-version",
            Self::Cosigned => "cosigned",
            Self::LastPublication => "last-publication",
        }
    }
}

/// A letter as the database knows it: never its contents.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its envelope.
    pub id: EnvelopeId,
    /// Its first entry in the log.
    pub number: u64,
    /// Where it is on its way.
    pub state: State,
    /// The name of the reason for which it is kept or withheld.
    pub reason: Option<String>,
    /// When it was decided.
    pub decided_at: Option<u64>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When screening first saw it.
    pub seen_at: u64,
    /// The last time at which it was certainly not in the log yet.
    pub seen_after: u64,
}

impl Letter {
    /// Why it is withheld, if it is.
    pub fn withheld(&self) -> Option<Withheld> {
        (self.state == State::Withheld).then(|| self.reason.as_deref().and_then(Withheld::parse)).flatten()
    }
}

/// What opening a letter tells, and is remembered of it.
#[derive(Clone)]
pub struct Traits {
    /// The visit it was written in.
    pub visit_key: [u8; 32],
    /// The client's id for the message.
    pub message_id: [u8; 16],
    /// A hash of what it says and to whom.
    pub content: [u8; 32],
    /// The secret under which its status is published.
    pub reference: Reference,
}

/// What became of a letter when screening looked at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing against it, and a human decides.
    Waiting,
    /// Nothing against it.
    Release,
    /// Withheld for a reason that a program finds.
    Withhold(Refusal),
    /// A copy of a letter that came before.
    Ignore,
    /// What it must be checked against is not here; to be looked at again.
    Unchecked,
}

/// A key that an identity provider was seen to have.
#[derive(Clone, Debug)]
pub struct ProviderKey {
    /// The key, as JSON (RFC 7517).
    pub jwk: String,
    /// When the provider was first seen to have it no longer.
    pub gone_at: Option<u64>,
}

/// A status that the intake does not have yet.
pub struct Unsent {
    /// Where it is published.
    pub lookup: LookupId,
    /// Encrypted and signed.
    pub bytes: Vec<u8>,
}

/// A letter whose sender may ask for its status.
pub struct Referenced {
    /// The letter.
    pub letter: Letter,
    /// The secret.
    pub reference: Reference,
}

/// The database.
#[derive(Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the database in `dir`, and makes it if there is none.
    pub async fn open(dir: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(dir.join("screening.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            // What is forgotten, names on visitor codes and references among it, is overwritten.
            .pragma("secure_delete", "ON")
            .busy_timeout(Duration::from_secs(20));
        // One connection: screening does one thing after another, and other processes are kept apart by SQLite's own lock.
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        for statement in SCHEMA {
            sqlx::query(*statement).execute(&pool).await?;
        }
        Ok(Self { pool })
    }

    /// Reads a number.
    pub async fn fact(&self, fact: Fact) -> Result<Option<u64>> {
        let row = sqlx::query("SELECT value FROM facts WHERE name = ?").bind(fact.as_str()).fetch_optional(&self.pool).await?;
        row.map(|row| time(&row, "value")).transpose()
    }

    /// Remembers a number.
    pub async fn set_fact(&self, fact: Fact, value: u64) -> Result<()> {
        let query =
            sqlx::query("INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        query.bind(fact.as_str()).bind(signed(value)).execute(&self.pool).await?;
        Ok(())
    }

    // The log

    /// Every envelope id that was ever in the log, in order.
    pub async fn entries(&self) -> Result<Vec<EnvelopeId>> {
        let rows = sqlx::query("SELECT number, envelope FROM entries ORDER BY number").fetch_all(&self.pool).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for row in &rows {
            if time(row, "number")? != entries.len() as u64 {
                return Err(StoreError::Content("a gap in the log"));
            }
            entries.push(id(row, "envelope")?);
        }
        Ok(entries)
    }

    /// Adds entries from number `first` on, the letters that are new among them, and the checkpoint that speaks of them, in one
    /// transaction. Their envelopes are missing until they are [`found`](Self::found).
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

    /// Adds envelopes that were missing, in one transaction.
    pub async fn found(&self, envelopes: &[(EnvelopeId, Vec<u8>)]) -> Result<()> {
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

    /// Remembers a checkpoint that must not exist. False if it was remembered before.
    pub async fn alarm(&self, kind: &'static str, checkpoint: &str, seen_at: u64) -> Result<bool> {
        let query = sqlx::query(
            "INSERT INTO alarms (seen_at, kind, checkpoint, held) VALUES (?, ?, ?, (SELECT note FROM checkpoint)) ON CONFLICT DO NOTHING",
        );
        Ok(query.bind(signed(seen_at)).bind(kind).bind(checkpoint).execute(&self.pool).await?.rows_affected() > 0)
    }

    /// Each alarm's time and kind, the oldest first.
    pub async fn alarms(&self) -> Result<Vec<(u64, String)>> {
        let rows = sqlx::query("SELECT seen_at, kind FROM alarms ORDER BY seen_at").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((time(row, "seen_at")?, row.try_get("kind")?))).collect()
    }

    // Manifests and providers

    /// Remembers a manifest that was verified at `seen_at`.
    pub async fn keep_manifest(&self, hash: &[u8; 32], version: u64, note: &str, seen_at: u64) -> Result<()> {
        let query =
            sqlx::query("INSERT INTO manifests (hash, version, note, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
        query.bind(&hash[..]).bind(signed(version)).bind(note).bind(signed(seen_at)).execute(&self.pool).await?;
        Ok(())
    }

    /// Every manifest that was taken, as a note, the newest version first.
    pub async fn manifests(&self) -> Result<Vec<String>> {
        let rows = sqlx::query("SELECT note FROM manifests ORDER BY version DESC, seen_at DESC").fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(row.try_get("note")?)).collect()
    }

    /// Remembers which keys a provider has at this moment, and which it has no longer.
    pub async fn saw_provider_keys(&self, issuer: &str, jwks: &[String], now: u64) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("UPDATE provider_keys SET gone_at = ? WHERE issuer = ? AND gone_at IS NULL")
            .bind(signed(now))
            .bind(issuer)
            .execute(&mut *transaction)
            .await?;
        for jwk in jwks {
            sqlx::query(
                "INSERT INTO provider_keys (issuer, jwk, first_seen) VALUES (?, ?, ?) ON CONFLICT (issuer, jwk) DO UPDATE SET gone_at = NULL",
            )
            .bind(issuer)
            .bind(jwk)
            .bind(signed(now))
            .execute(&mut *transaction)
            .await?;
        }
        Ok(transaction.commit().await?)
    }

    /// Every key that a provider was ever seen to have.
    pub async fn provider_keys(&self, issuer: &str) -> Result<Vec<ProviderKey>> {
        let query = sqlx::query("SELECT jwk, gone_at FROM provider_keys WHERE issuer = ? ORDER BY first_seen");
        let rows = query.bind(issuer).fetch_all(&self.pool).await?;
        let key = |row: &SqliteRow| {
            let gone_at = row.try_get::<Option<i64>, _>("gone_at")?.map(|value| value.cast_unsigned());
            Ok(ProviderKey { jwk: row.try_get("jwk")?, gone_at })
        };
        rows.iter().map(key).collect()
    }

    // Letters

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

    /// The envelope of a letter.
    pub async fn envelope(&self, id: EnvelopeId) -> Result<Option<Vec<u8>>> {
        let row =
            sqlx::query("SELECT bytes FROM envelopes WHERE id = ?").bind(&id.as_bytes()[..]).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("bytes")).transpose()?)
    }

    /// How many letters of this visit go before the one at entry `number`: those before it in the log, without copies, and those
    /// behind it that have passed already, because its envelope or key came late.
    pub async fn letters_of_visit(&self, visit_key: &[u8; 32], number: u64) -> Result<u64> {
        let query = sqlx::query(
            "SELECT count(*) AS count FROM letters WHERE visit_key = ?1 AND state <> 'ignored' AND
             (number < ?2 OR (number > ?2 AND state IN ('waiting', 'releasing', 'placing', 'released')))",
        );
        let row = query.bind(&visit_key[..]).bind(signed(number)).fetch_one(&self.pool).await?;
        time(&row, "count")
    }

    /// Remembers a visit of somebody whom a provider vouched for.
    pub async fn saw_visit(&self, vouched: &Vouched, visit_key: &[u8; 32]) -> Result<()> {
        let query = sqlx::query("INSERT INTO visits (person, visit_key, issued) VALUES (?, ?, ?) ON CONFLICT DO NOTHING");
        query.bind(&vouched.person[..]).bind(&visit_key[..]).bind(signed(vouched.issued)).execute(&self.pool).await?;
        Ok(())
    }

    /// Every letter of somebody whom a provider vouched for, in the log's order.
    pub async fn written(&self) -> Result<Vec<Written>> {
        let query = sqlx::query(
            "SELECT number, person, visit_key, issued FROM letters JOIN visits USING (visit_key) WHERE state <> 'ignored' ORDER BY number",
        );
        query.fetch_all(&self.pool).await?.iter().map(written).collect()
    }

    /// The same, of whoever wrote the letter at entry `number` only.
    pub async fn written_by_the_sender_of(&self, number: u64) -> Result<Vec<Written>> {
        let query = sqlx::query(
            "SELECT number, person, visit_key, issued FROM visits JOIN letters USING (visit_key) WHERE state <> 'ignored' AND person IN
             (SELECT person FROM letters JOIN visits USING (visit_key) WHERE number = ?) ORDER BY number",
        );
        query.bind(signed(number)).fetch_all(&self.pool).await?.iter().map(written).collect()
    }

    // Visitor codes

    /// Remembers new codes for a name and a day.
    pub async fn add_codes(&self, codes: &[NewCode], day: u64, name: &str) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for code in codes {
            let query = sqlx::query("INSERT INTO visitor_codes (proof, admission, day, name) VALUES (?, ?, ?, ?)");
            let query = query.bind(&code.proof[..]).bind(&code.admission[..]).bind(signed(day)).bind(name);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// What the intake does not know yet: days and hashes of admission halves.
    pub async fn unannounced_codes(&self) -> Result<Vec<(u64, [u8; 32])>> {
        let query = sqlx::query("SELECT day, admission FROM visitor_codes WHERE admission IS NOT NULL ORDER BY admission");
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((time(row, "day")?, array(row, "admission")?))).collect()
    }

    /// The intake knows these: forgets them.
    pub async fn announced_codes(&self, admissions: &[[u8; 32]]) -> Result<()> {
        let mut transaction = self.pool.begin().await?;
        for admission in admissions {
            let query = sqlx::query("UPDATE visitor_codes SET admission = NULL WHERE admission = ?").bind(&admission[..]);
            query.execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    /// The day of a code, by the hash of its proof half.
    pub async fn code_day(&self, proof: &[u8; 32]) -> Result<Option<u64>> {
        let query = sqlx::query("SELECT day FROM visitor_codes WHERE proof = ?").bind(&proof[..]);
        query.fetch_optional(&self.pool).await?.map(|row| time(&row, "day")).transpose()
    }

    /// The name on a code.
    pub async fn code_name(&self, proof: &[u8; 32]) -> Result<Option<String>> {
        let query = sqlx::query("SELECT name FROM visitor_codes WHERE proof = ?").bind(&proof[..]);
        Ok(query.fetch_optional(&self.pool).await?.map(|row| row.try_get("name")).transpose()?)
    }

    /// Makes a visit the owner of a code, unless another is. Whether it is this one's now.
    pub async fn own_code(&self, proof: &[u8; 32], visit_key: &[u8; 32]) -> Result<bool> {
        let query = sqlx::query("UPDATE visitor_codes SET owner = ?1 WHERE proof = ?2 AND (owner IS NULL OR owner = ?1)");
        Ok(query.bind(&visit_key[..]).bind(&proof[..]).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Forgets the codes of days before `day`, with the names on them.
    pub async fn forget_codes(&self, day: u64) -> Result<()> {
        sqlx::query("DELETE FROM visitor_codes WHERE day < ?").bind(signed(day)).execute(&self.pool).await?;
        Ok(())
    }

    // Messages

    /// The content hash of the first letter with this message id in this visit that goes before the one at entry `number`: one before
    /// it in the log, or one behind it that was opened first, because this one's envelope or key came late.
    pub async fn message(&self, visit_key: &[u8; 32], message_id: &[u8; 16], number: u64) -> Result<Option<[u8; 32]>> {
        // Behind it, a copy or another content was judged by this very letter, and says nothing about it.
        let query = sqlx::query(
            "SELECT content FROM letters WHERE visit_key = ?1 AND message_id = ?2 AND
             (number < ?3 OR (number > ?3 AND state <> 'ignored' AND reason IS NOT ?4)) ORDER BY number LIMIT 1",
        );
        let query = query.bind(&visit_key[..]).bind(&message_id[..]).bind(signed(number)).bind(Refusal::OtherContent.as_str());
        query.fetch_optional(&self.pool).await?.map(|row| array(&row, "content")).transpose()
    }

    /// A letter that cannot be opened is kept.
    pub async fn keep(&self, id: EnvelopeId, reason: &'static str) -> Result<()> {
        sqlx::query("UPDATE letters SET state = 'kept', reason = ? WHERE id = ?")
            .bind(reason)
            .bind(&id.as_bytes()[..])
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Letters whose key was not there are looked at again: it may have been brought.
    pub async fn retry_unknown_keys(&self, reason: &'static str) -> Result<u64> {
        let query = sqlx::query("UPDATE letters SET state = 'pending', reason = NULL WHERE state = 'kept' AND reason = ?");
        Ok(query.bind(reason).execute(&self.pool).await?.rows_affected())
    }

    /// Remembers what screening found, with what opening told, in one step.
    pub async fn settle(&self, id: EnvelopeId, traits: &Traits, outcome: Outcome, now: u64) -> Result<()> {
        let (state, reason, decided) = match outcome {
            Outcome::Waiting => (State::Waiting, None, false),
            Outcome::Release => (State::Releasing, None, true),
            Outcome::Withhold(refusal) => (State::Withheld, Some(refusal.as_str()), true),
            Outcome::Ignore => (State::Ignored, None, true),
            Outcome::Unchecked => (State::Unchecked, None, false),
        };
        // A copy has no status of its own: the first one's counts.
        let reference = (outcome != Outcome::Ignore).then(|| &traits.reference.as_bytes()[..]);
        sqlx::query(
            "UPDATE letters SET state = ?, reason = ?, decided_at = ?, decided_by = ?, visit_key = ?, message_id = ?, content = ?, reference = ?
             WHERE id = ? AND state IN ('pending', 'unchecked')",
        )
        .bind(state.as_str())
        .bind(reason)
        .bind(decided.then_some(signed(now)))
        .bind(decided.then_some(DecidedBy::Rules.as_str()))
        .bind(&traits.visit_key[..])
        .bind(&traits.message_id[..])
        .bind(&traits.content[..])
        .bind(reference)
        .bind(&id.as_bytes()[..])
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// A person decides on a letter that waits: to release it, or to withhold it. False if it does not wait (any longer).
    pub async fn decide(&self, id: EnvelopeId, withheld: Option<Withheld>, now: u64) -> Result<bool> {
        let state = if withheld.is_some() { State::Withheld } else { State::Releasing };
        let query = sqlx::query(
            "UPDATE letters SET state = ?, reason = ?, decided_at = ?, decided_by = ? WHERE id = ? AND state = 'waiting'",
        );
        let query =
            query.bind(state.as_str()).bind(withheld.map(Withheld::as_str)).bind(signed(now)).bind(DecidedBy::Person.as_str());
        Ok(query.bind(&id.as_bytes()[..]).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Moves a letter one step on; nothing happens if it is not at `from`.
    pub async fn step(&self, id: EnvelopeId, from: State, to: State) -> Result<()> {
        let query = sqlx::query("UPDATE letters SET state = ? WHERE id = ? AND state = ?");
        query.bind(to.as_str()).bind(&id.as_bytes()[..]).bind(from.as_str()).execute(&self.pool).await?;
        Ok(())
    }

    // Statuses

    /// Every letter whose sender may still learn something new.
    pub async fn referenced(&self) -> Result<Vec<Referenced>> {
        let query = sqlx::query(
            "SELECT letters.*, seen_at, seen_after FROM letters JOIN entries USING (number) WHERE reference IS NOT NULL ORDER BY number",
        );
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| Ok(Referenced { letter: letter(row)?, reference: Reference::from_bytes(array(row, "reference")?) }))
            .collect()
    }

    /// The newest status under a look-up id: whose it is, its sequence number and its state's name.
    pub async fn status(&self, lookup: &LookupId) -> Result<Option<(EnvelopeId, u32, String)>> {
        let query = sqlx::query("SELECT letter, sequence, state FROM statuses WHERE lookup = ?");
        let row = query.bind(&lookup.as_bytes()[..]).fetch_optional(&self.pool).await?;
        row.map(|row| Ok((id(&row, "letter")?, row.try_get("sequence")?, row.try_get("state")?))).transpose()
    }

    /// Writes a whole publication, and that it was made, in one transaction.
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
            .bind(Fact::LastPublication.as_str())
            .bind(signed(at))
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    /// The statuses that the intake does not have yet.
    pub async fn unsent(&self) -> Result<Vec<Unsent>> {
        let rows = sqlx::query("SELECT lookup, bytes FROM statuses WHERE sent = 0 ORDER BY lookup").fetch_all(&self.pool).await?;
        rows.iter()
            .map(|row| Ok(Unsent { lookup: LookupId::from_bytes(array(row, "lookup")?), bytes: row.try_get("bytes")? }))
            .collect()
    }

    /// The intake has this status.
    pub async fn sent(&self, status: &Unsent) -> Result<()> {
        let query = sqlx::query("UPDATE statuses SET sent = 1 WHERE lookup = ? AND bytes = ?");
        query.bind(&status.lookup.as_bytes()[..]).bind(&status.bytes).execute(&self.pool).await?;
        Ok(())
    }

    /// Wipes the references of letters whose last status the intake has.
    pub async fn forget_references(&self) -> Result<()> {
        sqlx::query(
            "UPDATE letters SET reference = NULL WHERE reference IS NOT NULL AND state IN ('released', 'withheld') AND id IN
             (SELECT letter FROM statuses WHERE sent = 1 AND state NOT IN ('received', 'in-screening'))",
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Wipes one letter's reference, which is another letter's.
    pub async fn forget_reference(&self, id: EnvelopeId) -> Result<()> {
        let query = sqlx::query("UPDATE letters SET reference = NULL WHERE id = ?");
        query.bind(&id.as_bytes()[..]).execute(&self.pool).await?;
        Ok(())
    }

    /// Closes the database in good order.
    pub async fn close(self) {
        self.pool.close().await;
    }
}

/// What is remembered of a visitor code that was made just now.
pub struct NewCode {
    /// The hash of its proof half.
    pub proof: [u8; 32],
    /// The slow hash of its admission half.
    pub admission: [u8; 32],
}

/// A status to be published.
pub struct NewStatus {
    /// Where.
    pub lookup: LookupId,
    /// Whose.
    pub letter: EnvelopeId,
    /// The sequence number inside.
    pub sequence: u32,
    /// The state's name, to see later whether it has changed.
    pub state: &'static str,
    /// Encrypted and signed.
    pub bytes: Vec<u8>,
}

/// SQLite's integers are signed; times and counts stay far below 2^63, and what does not comes back as it went in.
const fn signed(value: u64) -> i64 {
    value.cast_signed()
}

fn time(row: &SqliteRow, column: &'static str) -> Result<u64> {
    Ok(row.try_get::<i64, _>(column)?.cast_unsigned())
}

fn array<const N: usize>(row: &SqliteRow, column: &'static str) -> Result<[u8; N]> {
    row.try_get::<Vec<u8>, _>(column)?.try_into().map_err(|_| StoreError::Content(column))
}

fn id(row: &SqliteRow, column: &'static str) -> Result<EnvelopeId> {
    Ok(EnvelopeId::from_bytes(array(row, column)?))
}

fn written(row: &SqliteRow) -> Result<Written> {
    let (person, visit_key) = (array(row, "person")?, array(row, "visit_key")?);
    Ok(Written { number: time(row, "number")?, person, visit_key, issued: time(row, "issued")? })
}

fn letter(row: &SqliteRow) -> Result<Letter> {
    let state: String = row.try_get("state")?;
    Ok(Letter {
        id: id(row, "id")?,
        number: time(row, "number")?,
        state: State::ALL.into_iter().find(|known| known.as_str() == state).ok_or(StoreError::Content("state"))?,
        reason: row.try_get("reason")?,
        decided_at: row.try_get::<Option<i64>, _>("decided_at")?.map(i64::cast_unsigned),
        decided_by: row.try_get("decided_by")?,
        seen_at: time(row, "seen_at")?,
        seen_after: time(row, "seen_after")?,
    })
}

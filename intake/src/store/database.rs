//! Connections to the database: where it is, how a connection is set up, transactions, and how long a query may take.

use std::{
    fmt::Write as _,
    fs::{self, DirBuilder, File, TryLockError},
    io,
    os::unix::{ffi::OsStrExt as _, fs::DirBuilderExt as _},
    path::{Path, PathBuf},
    str::FromStr as _,
    thread,
    time::{Duration, Instant},
};

use lakzegel_contract::ProblemType;
use sqlx::{
    Any, AnyConnection, AnyPool, ConnectOptions as _, Connection as _, FromRow, Transaction,
    any::{AnyArguments, AnyConnectOptions, AnyPoolOptions, AnyRow, install_default_drivers},
    pool::PoolConnection,
    query::{Query, QueryAs},
};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::schema::{self, SchemaError};

/// Settings of every SQLite connection. An envelope takes three pages of this size; of the usual size it would take eleven, and as many
/// writes. The write-ahead log is emptied into the database when it is 2,000 pages, or 32 MB, long.
const SQLITE: &str = "
PRAGMA page_size = 16384;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA busy_timeout = 10000;
PRAGMA secure_delete = ON;
PRAGMA wal_autocheckpoint = 2000;
";

/// Settings of every PostgreSQL connection, whatever its server is set to. A commit is on stable storage before it is confirmed. A statement
/// sees what was committed before it, which is needed after waiting for [`TURN`]. An intake that disappears does not block the others.
const POSTGRES: &str = "
SET synchronous_commit = on;
SET default_transaction_isolation = 'read committed';
SET lock_timeout = '20s';
SET statement_timeout = '20s';
SET idle_in_transaction_session_timeout = '10s';
";

/// Takes the lock under which one intake at a time appends to the log, gives grants that are limited, or changes the schema, until its
/// transaction ends. The number is arbitrary, and used for nothing else.
pub const TURN: &str = "SELECT pg_advisory_xact_lock(7811887321)";

/// How long a query or a transaction may take. A server that is alive gives up sooner, see [`POSTGRES`].
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long connecting may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Where the database is.
pub enum Location {
    /// The folder of an SQLite database, for a single intake. Both are made if they are missing.
    Folder(PathBuf),
    /// The address of a PostgreSQL database, which intakes share. It may contain a password.
    Address(Zeroizing<String>),
}

/// Why the database could not be used, or a query failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The data directory cannot be made or locked.
    #[error("the data directory {0} cannot be used: {1}")]
    Directory(PathBuf, io::Error),
    /// Another intake uses the same data directory.
    #[error("another intake is using the data directory {0}; stop it first")]
    InUse(PathBuf),
    /// The address is not that of a PostgreSQL database. It is not repeated in the message, because it may contain a password.
    #[error("the database's address must be like postgres://user:password@host/database, on one line")]
    Address,
    /// No server answers at the address, or it refuses the connection.
    #[error("the database cannot be reached: {0}; does its server run, and are address, user and password right?")]
    Unreachable(sqlx::Error),
    /// The server confirms commits before they are on its disk.
    #[error("the database would lose what it has confirmed: set fsync = on in its server's configuration")]
    NotDurable,
    /// The database has another schema than this program.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A query took too long.
    #[error("the database does not answer; look at its server and the way to it")]
    Silent,
    /// The entries' numbers are not 0, 1, 2 and so on.
    #[error("the database is damaged: entry {0} of the log is missing")]
    Gap(u64),
    /// A value in the database is not what this program writes.
    #[error("the database is damaged: a value in it is not one that this program writes")]
    Damaged,
    /// Any other error of the database.
    #[error("the database does not work: {0}")]
    Database(#[from] sqlx::Error),
}

impl From<StoreError> for ProblemType {
    /// The error is for the operator, and not for the client.
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database failed");
        Self::Internal
    }
}

/// The database. One connection writes, so that an intake's own transactions never wait for each other in the database; a few others read.
pub struct Store {
    pub(super) writer: AnyPool,
    pub(super) readers: AnyPool,
    /// Locks the data directory for this intake. `None` for a database that intakes share.
    lock: Option<File>,
}

impl Store {
    /// Opens the database. Makes it if it is missing or empty, and brings it up to date if it is older.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be reached or used.
    pub async fn open(location: &Location) -> Result<Self, StoreError> {
        let (lock, address, begin) = match location {
            Location::Folder(directory) => (Some(lock(directory)?), sqlite(directory)?, SQLITE),
            Location::Address(address) => (None, postgres(address)?, POSTGRES),
        };
        let shared = lock.is_none();
        // Connects once without a pool, because a pool would retry and then not say why it failed.
        let mut connection = connect(&address).await?;
        sqlx::raw_sql(begin).execute(&mut connection).await?;
        if shared {
            expect_durable(&mut connection).await?;
        }
        let mut turn = turn(&mut connection, shared).await?;
        schema::migrate(&mut turn, shared).await?;
        turn.commit().await?;
        connection.close().await?;
        let pool = |connections, and| {
            let options = AnyPoolOptions::new().max_connections(connections).acquire_timeout(CONNECT_TIMEOUT);
            // A PostgreSQL server that was restarted has ended its connections.
            let options = options.idle_timeout(None).max_lifetime(None).test_before_acquire(shared);
            let options = options.after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::raw_sql(begin).execute(&mut *connection).await?;
                    sqlx::raw_sql(and).execute(connection).await.map(drop)
                })
            });
            options.connect_lazy_with(address.clone())
        };
        let read_only = if shared { "SET default_transaction_read_only = on" } else { "PRAGMA query_only = ON" };
        Ok(Self { writer: pool(1, ""), readers: pool(4, read_only), lock })
    }

    /// Checks that the database is there and can be used by this program. Makes and changes nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it cannot be reached or used.
    pub async fn examine(location: &Location) -> Result<(), StoreError> {
        // SQLite's folder is made at the start if it is missing.
        let Location::Address(address) = location else { return Ok(()) };
        let mut connection = connect(&postgres(address)?).await?;
        expect_durable(&mut connection).await?;
        schema::examine_shared(&mut connection).await?;
        Ok(connection.close().await?)
    }

    /// Whether other intakes can use the same database.
    pub fn is_shared(&self) -> bool {
        self.lock.is_none()
    }

    /// Waits for running transactions and closes all connections; that empties SQLite's write-ahead log.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Checks that the database answers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if it does not.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.read_value::<i64>(sqlx::query_as("SELECT size FROM checkpoints LIMIT 1")).await.map(drop)
    }

    /// Runs `work` in one transaction, while no other intake has one of this kind.
    pub(super) async fn in_turn<T>(
        &self,
        work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let shared = self.is_shared();
        let working = async |connection: &mut AnyConnection| {
            let mut turn = turn(connection, shared).await?;
            let done = work(&mut turn).await?;
            turn.commit().await?;
            Ok(done)
        };
        in_time(self.writer.acquire().await?, working).await
    }

    /// Reads one row.
    pub(super) async fn read<O>(&self, query: QueryAs<'_, Any, O, AnyArguments>) -> Result<Option<O>, StoreError>
    where
        O: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        let reading = async |connection: &mut AnyConnection| Ok(query.fetch_optional(connection).await?);
        in_time(self.readers.acquire().await?, reading).await
    }

    /// Reads one row of one value.
    pub(super) async fn read_value<O>(&self, query: QueryAs<'_, Any, (O,), AnyArguments>) -> Result<Option<O>, StoreError>
    where
        (O,): for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        Ok(self.read(query).await?.map(|(value,)| value))
    }

    /// Runs one statement that writes.
    pub(super) async fn write(&self, query: Query<'_, Any, AnyArguments>) -> Result<(), StoreError> {
        let writing = async |connection: &mut AnyConnection| Ok(query.execute(connection).await.map(drop)?);
        in_time(self.writer.acquire().await?, writing).await
    }
}

/// Runs `work` with a time limit, because a machine that has gone does not answer. After the time limit the connection is closed.
///
/// # Errors
///
/// [`StoreError::Silent`] after the time limit, else what `work` gives.
pub async fn in_time<T, E: From<StoreError>>(
    mut connection: PoolConnection<Any>,
    work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    if let Ok(done) = timeout(TIMEOUT, work(&mut connection)).await {
        return done;
    }
    connection.close_on_drop();
    Err(StoreError::Silent.into())
}

/// Begins a transaction in which no other intake appends to the log or changes the schema, and which sees all that others have committed
/// before.
///
/// # Errors
///
/// If the database does not work, or another intake does not end its own in time.
pub async fn turn(connection: &mut AnyConnection, shared: bool) -> Result<Transaction<'_, Any>, sqlx::Error> {
    if !shared {
        return connection.begin_with("BEGIN IMMEDIATE").await;
    }
    let mut transaction = connection.begin_with("BEGIN").await?;
    sqlx::raw_sql(TURN).execute(&mut *transaction).await?;
    Ok(transaction)
}

/// `($1, $2), ($3, $4)`: placeholders for that many rows and columns of values.
pub fn rows(rows: usize, columns: usize) -> String {
    let mut places = String::new();
    for place in 1..=rows * columns {
        let before = if place % columns != 1 % columns {
            ", "
        } else if place == 1 {
            "("
        } else {
            "), ("
        };
        // Writing to a String does not fail.
        let _always = write!(places, "{before}${place}");
    }
    places + ")"
}

/// The address of the database in a folder. Special characters in the folder's name are percent-encoded.
fn sqlite(directory: &Path) -> Result<AnyConnectOptions, StoreError> {
    let mut address = "sqlite://".to_owned();
    let directory = fs::canonicalize(directory).map_err(|error| StoreError::Directory(directory.to_owned(), error))?;
    for byte in directory.join("intake.sqlite").as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(*byte)),
            byte => address += &format!("%{byte:02X}"),
        }
    }
    Ok(AnyConnectOptions::from_str(&format!("{address}?mode=rwc"))?.disable_statement_logging())
}

/// The address of a PostgreSQL database.
fn postgres(address: &str) -> Result<AnyConnectOptions, StoreError> {
    let address = address.trim();
    let options = AnyConnectOptions::from_str(address).map_err(|_| StoreError::Address)?;
    let right = address.starts_with("postgres://") || address.starts_with("postgresql://");
    if right { Ok(options.disable_statement_logging()) } else { Err(StoreError::Address) }
}

async fn connect(address: &AnyConnectOptions) -> Result<AnyConnection, StoreError> {
    install_default_drivers();
    let connection = timeout(CONNECT_TIMEOUT, AnyConnection::connect_with(address)).await.map_err(|_| StoreError::Silent)?;
    connection.map_err(StoreError::Unreachable)
}

/// Checks `fsync`: a server that confirms commits before they are on its disk could lose letters that have a receipt.
async fn expect_durable(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let fsync: String = sqlx::query_scalar("SHOW fsync").fetch_one(connection).await?;
    if fsync == "on" { Ok(()) } else { Err(StoreError::NotDurable) }
}

/// How long to wait for another process to let go of a data directory.
const LETTING_GO: Duration = Duration::from_secs(3);

/// Makes the directory, readable by its owner only, and makes sure that no other intake works in it.
fn lock(directory: &Path) -> Result<File, StoreError> {
    let failed = |error| StoreError::Directory(directory.to_owned(), error);
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(failed)?;
    let file = fs::OpenOptions::new().create(true).truncate(false).write(true).open(directory.join("lock")).map_err(failed)?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            // Whoever has just ended may need a moment to let go, and so does a process that was just begun and has not become another program yet.
            Err(TryLockError::WouldBlock) if begun.elapsed() < LETTING_GO => thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(directory.to_owned())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Location, Store};

    #[tokio::test]
    async fn every_commit_waits_for_the_disk() {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let store = Store::open(&Location::Folder(folder.path().to_owned())).await.expect("the database can be made");
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&store.writer).await.expect("it is known");
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&store.writer).await.expect("it is known");
        let overwrite: i64 = sqlx::query_scalar("PRAGMA secure_delete").fetch_one(&store.writer).await.expect("it is known");
        assert_eq!((mode.as_str(), synchronous, overwrite), ("wal", 2, 1), "write-ahead log, FULL, spent grants overwritten");
    }
}

//! A PostgreSQL server for the tests: its own data and socket in a temporary folder, stopped and gone when the last test lets go of it.

use std::{
    env,
    ffi::OsStr,
    fs::{self, File},
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, any::install_default_drivers};
use tempfile::TempDir;

/// Both things that an operator may have set otherwise, and that intakes must not depend on.
const SERVER: [&str; 2] = ["synchronous_commit=off", "default_transaction_isolation=repeatable read"];

/// The server.
pub struct Cluster {
    folder: TempDir,
    /// PostgreSQL refuses to run as root.
    user: Option<(u32, u32)>,
    server: Mutex<Option<Child>>,
    databases: AtomicU64,
}

impl Cluster {
    /// One that tests share, as long as they do nothing to the server itself.
    pub fn shared() -> Arc<Self> {
        static SHARED: Mutex<Weak<Cluster>> = Mutex::new(Weak::new());
        let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let cluster = Self::new();
            *shared = Arc::downgrade(&cluster);
            cluster
        })
    }

    /// One alone, running.
    pub fn new() -> Arc<Self> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let user = (number(Command::new("id").arg("-u")) == 0).then(|| {
            let of = |what| number(Command::new("id").args([what, "postgres"]));
            (of("-u"), of("-g"))
        });
        if let Some((user, group)) = user {
            chown(folder.path(), Some(user), Some(group)).expect("root can give a folder away");
        }
        let cluster = Self { folder, user, server: Mutex::new(None), databases: AtomicU64::new(0) };
        let mut initdb = cluster.command("initdb");
        initdb.args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "-D"]);
        let made = initdb.arg(cluster.folder.path().join("data")).output().expect("initdb can be run");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        cluster.start();
        Arc::new(cluster)
    }

    /// Starts the server, and waits until it answers.
    pub fn start(&self) {
        let log = self.folder.path().join("server.log");
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .arg("-k")
            .arg(self.folder.path())
            .args(["-c", "listen_addresses="]);
        command.args(SERVER.iter().flat_map(|setting| ["-c", setting]));
        command.stdout(Stdio::null()).stderr(File::create(&log).expect("a file can be made"));
        let child = command.stdin(Stdio::null()).spawn().expect("the server can be started");
        *self.server.lock().expect("no test panics in here") = Some(child);
        let given_up = Instant::now() + Duration::from_secs(60);
        while !fs::read_to_string(&log).is_ok_and(|log| log.contains("database system is ready to accept connections")) {
            assert!(Instant::now() < given_up, "{}", fs::read_to_string(&log).unwrap_or_default());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops the server at once, whoever is connected to it.
    pub fn stop(&self) {
        let Some(mut child) = self.server.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let _already_over = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        let _already_over = child.wait();
    }

    /// Makes an empty database, and gives its address.
    pub async fn new_database(&self) -> String {
        let name = format!("intake_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.execute(&format!("CREATE DATABASE {name}")).await;
        self.address(&name)
    }

    /// Has the administrator do something.
    pub async fn execute(&self, statement: &str) {
        install_default_drivers();
        let mut connection = AnyConnection::connect(&self.address("postgres")).await.expect("the server answers");
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.expect("the statement is right");
        connection.close().await.expect("the connection can be closed");
    }

    /// The address of a database: by the socket in the server's folder.
    pub fn address(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.path().display())
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(programs().join(program));
        command.current_dir(self.folder.path());
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The folder of the newest server that Debian has installed, or the one that is named.
fn programs() -> PathBuf {
    let named = env::var_os("LAKZEGEL_POSTGRES").map(PathBuf::from);
    let version = |path: &Path| path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse::<u32>().ok());
    let newest = || {
        let versions = fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path());
        let servers = versions.filter(|path| path.join("bin/initdb").is_file() && path.join("bin/postgres").is_file());
        servers.max_by_key(|path| version(path)).map(|path| path.join("bin"))
    };
    named.or_else(newest).expect(
        "PostgreSQL's server is installed; on Debian: apt-get install postgresql. Else name its bin folder in LAKZEGEL_POSTGRES",
    )
}

fn number(command: &mut Command) -> u32 {
    let output = command.output().expect("there is an id command");
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    text.parse().unwrap_or_else(|_| panic!("no such user: {}", String::from_utf8_lossy(&output.stderr)))
}

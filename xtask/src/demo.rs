//! `cargo xtask demo`: a whole deployment on one machine, with made-up people. Everything that it makes is in one folder.

use std::{
    fs,
    io::{self, Read as _},
    os::unix::{
        fs::{OpenOptionsExt as _, PermissionsExt as _},
        process::CommandExt as _,
    },
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::{
    client, files,
    run::{Progress, Result, Trouble, is_stopped, marked, side_by_side, signal},
    tools::{self, FOR_CLIENT, Tool, cargo},
};

/// Names the deployment. `dist` refuses it.
pub const ORIGIN: &str = "demo.invalid/lakzegel";
/// How long a manifest of the demo is valid. A new one is signed when less than a third of that is left.
const VALID_DAYS: u64 = 30;
const DAY: u64 = 24 * 60 * 60;
/// Clients seal to a key for this long from its making.
const SEAL_DAYS: u64 = 60;
/// How long a server may take to start, and to stop.
const PATIENCE: Duration = Duration::from_secs(30);

/// What was asked for.
pub struct Wanted {
    /// The intake's port. Screening's listener is on the next one.
    pub port: u16,
    /// Where everything goes.
    pub data: PathBuf,
    /// Forget letters and log first. Keys stay, so that the client need not be built again.
    pub fresh: bool,
}

/// Where the browser tests have theirs, so that they never disturb a demo that is running.
pub fn tests_folder() -> PathBuf {
    files::target().join("test/demo")
}

/// The files of a deployment.
pub struct Deployment {
    data: PathBuf,
    port: u16,
}

impl Deployment {
    /// A deployment in the folder `data`, with its intake on this port and screening's listener on the next.
    pub const fn new(data: PathBuf, port: u16) -> Self {
        Self { data, port }
    }

    /// The file with the root keys that its client is built with.
    pub fn root_keys(&self) -> PathBuf {
        self.path("root-keys.txt")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn screening_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port + 1)
    }

    /// Where everything is, for programs that start the servers themselves.
    pub fn to_json(&self) -> String {
        let file = |name: &str| self.path(name).display().to_string();
        let fields = [
            ("origin", ORIGIN.to_owned()),
            ("url", self.url()),
            ("screeningUrl", self.screening_url()),
            ("intake", binary("lakzegel-intake").display().to_string()),
            ("screening", binary("lakzegel-screening").display().to_string()),
            ("client", file("client")),
            ("contract", file("contract.json")),
            ("fonts", tools::fonts().display().to_string()),
            ("data", self.data.display().to_string()),
            ("keys", file("keys")),
            ("sealingKeys", file("keys/sealing")),
            ("rootKeys", file("root-keys.txt")),
            ("manifest", file("manifest.txt")),
            ("manifestConfig", file("manifest.toml")),
            ("screeningToken", file("screening-token")),
        ];
        let lines: Vec<String> = fields.iter().map(|(name, value)| format!("  {}: {}", json(name), json(value))).collect();
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }
}

/// `cargo xtask demo`.
pub fn run(wanted: &Wanted) -> Result {
    serve(&prepare(wanted)?)
}

/// Runs both servers until somebody stops the demo, or one of them ends by itself.
fn serve(deployment: &Deployment) -> Result {
    let mut intake = Server::start("intake", deployment, &mut intake(deployment))?;
    intake.wait_until_ready()?;
    let mut screening = Server::start("screening", deployment, &mut screening(deployment))?;
    screening.wait_until_ready()?;
    if !is_stopped() {
        println!(
            "\nOpen {} and write a letter.\nDJI reads each letter: here that is you. What to type is said when one has come.\n\
             Released letters land in {}.\nLogs: {} and {}.\nCtrl-C stops both servers.",
            deployment.url(),
            files::shown(&deployment.path("released")),
            files::shown(&intake.log),
            files::shown(&screening.log),
        );
    }
    let ended = follow(deployment, &mut intake, &mut screening)?;
    // Screening first: it talks to the intake.
    let (second, first) = (screening.stop(), intake.stop());
    first?;
    second?;
    match ended {
        None => {
            println!("Both servers have stopped.");
            Ok(())
        }
        Some(trouble) => Err(trouble),
    }
}

/// `cargo xtask demo --prepare-only`: everything but starting, and where it all is, as JSON on standard output.
pub fn prepare_only(wanted: &Wanted) -> Result {
    print!("{}", prepare(wanted)?.to_json());
    Ok(())
}

/// A JSON string, which TOML reads too.
fn json(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Sets up, builds, and makes keys and manifest.
pub fn prepare(wanted: &Wanted) -> Result<Deployment> {
    let deployment = Deployment::new(wanted.data.clone(), wanted.port);
    let progress = Progress::new(2);
    tools::set_up(&[Tool::WasmTarget, Tool::Crates], &progress)?;
    // Side by side: a compiler at the end of its work keeps one processor busy, and the other would stand still. Keys come from screening, and
    // the client is built with them.
    let office = || build(&progress, "screening", &SCREENING).and_then(|()| make_keys(&deployment, wanted.fresh));
    side_by_side([&office, &|| tools::set_up(&FOR_CLIENT, &progress)])?;
    let intake = || build(&progress, "intake, with made-up people", &INTAKE).and_then(|()| configure(&deployment));
    side_by_side([&intake, &|| build_client(&deployment, &progress)])?;
    sign_list(&deployment)?;
    Ok(deployment)
}

/// What is compiled of screening, and of the intake. Each is built alone: in one build, what screening turns on would be turned on in the
/// intake too.
pub const SCREENING: [&str; 2] = ["-p", "lakzegel-screening"];
/// See [`SCREENING`].
pub const INTAKE: [&str; 4] = ["-p", "lakzegel-intake", "--features", "demo"];

fn build(progress: &Progress, what: &str, arguments: &[&str]) -> Result {
    progress.run(&format!("{what}: compiling"), cargo().args(["build", "--locked"]).args(arguments), "").map(drop)
}

/// Builds the deployment's client. Its root keys must be there.
pub fn build_client(deployment: &Deployment, progress: &Progress) -> Result {
    client::build(Some(&deployment.root_keys()), &deployment.path("client"), progress)
}

/// Writes what both servers are told, and signs a manifest. Both must have been compiled, and the keys must be there.
pub fn configure(deployment: &Deployment) -> Result {
    for name in FOLDERS {
        let folder = deployment.path(name);
        fs::create_dir_all(&folder).map_err(|error| Trouble::file(&folder, &error))?;
    }
    for name in FOLDERS.into_iter().chain(["", "keys", "keys/sealing"]) {
        close(&deployment.path(name))?;
    }
    files::write(&deployment.path("contract.json"), lakzegel_contract::json::to_json())?;
    files::write(&deployment.path("intake.toml"), intake_config(deployment))?;
    files::write(&deployment.path("screening.toml"), screening_config(deployment))?;
    for name in ["screening.toml", "root-keys.txt"] {
        close(&deployment.path(name))?;
    }
    sign_manifest(deployment)
}

/// Leaves a file, or a folder with the files in it, to its owner: screening uses nothing that others can change, whatever the shell that
/// started this lets others do. One that is not there is fine.
fn close(path: &Path) -> Result {
    if !path.exists() {
        return Ok(());
    }
    let inside = fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    for path in inside.chain([path.to_owned()]) {
        let about = fs::metadata(&path).map_err(|error| Trouble::file(&path, &error))?;
        let owners = fs::Permissions::from_mode(about.permissions().mode() & 0o700);
        fs::set_permissions(&path, owners).map_err(|error| Trouble::file(&path, &error))?;
    }
    Ok(())
}

/// Where letters and log are.
const FOLDERS: [&str; 3] = ["intake", "screening", "released"];

fn binary(name: &str) -> PathBuf {
    files::target().join("debug").join(name)
}

/// Runs one of screening's own commands.
fn office(deployment: &Deployment, arguments: &[&str]) -> Result<String> {
    let failed =
        |why: String| Trouble::new(format!("lakzegel-screening {}: {why}", arguments.join(" ")), "cargo xtask demo --fresh");
    let mut command = Command::new(binary("lakzegel-screening"));
    let output = marked(&mut command).args(arguments).current_dir(&deployment.data).output();
    let output = output.map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        return Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Makes the keys that are missing; screening must have been compiled. Letters and log are forgotten if any was, or if `fresh` says so: a log
/// that was signed with other keys is another log.
pub fn make_keys(deployment: &Deployment, fresh: bool) -> Result {
    const NOTE_KEYS: [(&str, &str, &str); 9] = [
        ("root-1", "root-1", "note"),
        ("root-2", "root-2", "note"),
        ("root-3", "root-3", "note"),
        ("log", "log", "note"),
        ("cosigner", "screening", "cosigner"),
        ("consistency", "consistency", "cosigner"),
        ("verdict", "verdict", "note"),
        ("freshness", "freshness", "note"),
        ("demo-identity", "identity", "note"),
    ];
    let keys = deployment.path("keys");
    fs::create_dir_all(&keys).map_err(|error| Trouble::file(&keys, &error))?;
    close(&deployment.data)?;
    let mut made = false;
    for (file, name, kind) in NOTE_KEYS {
        if !keys.join(format!("{file}.key.pub")).is_file() {
            files::remove(&keys.join(format!("{file}.key")))?;
            let (name, out) = (format!("{ORIGIN}/{name}"), format!("keys/{file}.key"));
            office(deployment, &["note-key", "make", "--name", &name, "--kind", kind, "--out", &out])?;
            made = true;
        }
    }
    let mut root_keys = format!("{ORIGIN}\n");
    for number in 1..=3 {
        root_keys += &format!("{}\n", files::read(&keys.join(format!("root-{number}.key.pub")))?.trim());
    }
    files::write(&deployment.path("root-keys.txt"), root_keys)?;
    for secret in ["screening-token", "login.key"].map(|name| deployment.path(name)) {
        if !secret.is_file() {
            write_secret(&secret).map_err(|error| Trouble::file(&secret, &error))?;
        }
    }
    if made || fresh {
        for name in FOLDERS {
            files::remove(&deployment.path(name))?;
        }
    }
    Ok(())
}

/// 64 random hexadecimal digits that only their owner can read.
fn write_secret(path: &Path) -> io::Result<()> {
    let mut bytes = [0; 32];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    io::Write::write_all(&mut file, format!("{token}\n").as_bytes())
}

/// Signs a manifest, unless the one that is there still says the right things for a while.
fn sign_manifest(deployment: &Deployment) -> Result {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (config, note) = (deployment.path("manifest.toml"), deployment.path("manifest.txt"));
    let found = files::read(&config).ok();
    let version = found.as_deref().and_then(version);
    // Screening says which rules it knows, and may have been built anew.
    let time = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    let newer = time(&note).zip(time(&binary("lakzegel-screening"))).is_some_and(|(note, screening)| note > screening);
    let long_enough = version.is_some_and(|made| made <= now && now < made + VALID_DAYS * DAY * 2 / 3);
    let same = version.is_some_and(|version| found.as_deref() == Some(&manifest_config(deployment, version)));
    if newer && long_enough && same {
        return Ok(());
    }
    let youngest = office(deployment, &["keys", "list", "--keys", "keys/sealing"]).ok().and_then(|list| youngest_key(&list));
    if youngest.is_none_or(|made| made + SEAL_DAYS * DAY <= now + VALID_DAYS * DAY) {
        office(deployment, &["keys", "make", "--keys", "keys/sealing"])?;
    }
    files::write(&config, manifest_config(deployment, now))?;
    office(deployment, &["manifest", "draft", "--config", "manifest.toml", "--keys", "keys/sealing", "--out", "manifest.new"])?;
    for root in ["keys/root-1.key", "keys/root-2.key"] {
        office(deployment, &["manifest", "sign", "--key", root, "--note", "manifest.new"])?;
    }
    office(deployment, &["manifest", "check", "--root-keys", "root-keys.txt", "--note", "manifest.new"])?;
    fs::rename(deployment.path("manifest.new"), &note).map_err(|error| Trouble::file(&note, &error))
}

/// Signs the list of the client's files, which screening states as the newest: `node tests/site.mjs` compares the demo with it.
fn sign_list(deployment: &Deployment) -> Result {
    let (unfinished, list) = ("client.new", "client.txt");
    let draft =
        ["client", "draft", "--client", "client", "--root-keys", "root-keys.txt", "--version", "demo", "--out", unfinished];
    office(deployment, &draft)?;
    for root in ["keys/root-1.key", "keys/root-2.key"] {
        office(deployment, &["client", "sign", "--key", root, "--note", unfinished])?;
    }
    let list = deployment.path(list);
    fs::rename(deployment.path(unfinished), &list).map_err(|error| Trouble::file(&list, &error))?;
    close(&list)
}

/// What the manifest is to say. Its version is the time at which it was made: it rises even when a demo is thrown away and begun
/// again, and a browser that has seen the old one refuses anything lower.
fn manifest_config(deployment: &Deployment, version: u64) -> String {
    format!(
        r#"# Made by `cargo xtask demo`; see screening/manifest.example.toml.
version = {version}
origin = "{ORIGIN}"
validity_days = {VALID_DAYS}
notice_version = 1
supervision = "read"
visitor_codes = true
log_key = "keys/log.key.pub"
cosigner_key = "keys/cosigner.key.pub"
consistency_key = "keys/consistency.key.pub"
verdict_key = "keys/verdict.key.pub"
freshness_key = "keys/freshness.key.pub"

[sealing_keys]
seal_days = {SEAL_DAYS}
open_days = 90

[[provider]]
id = "demo"
name = "Demo"
issuer = "{}/demo/identity"
audience = "lakzegel-demo"
acr = ["urn:lakzegel:demo:substantial"]
algorithms = ["EdDSA"]
"#,
        deployment.url()
    )
}

fn version(config: &str) -> Option<u64> {
    config.lines().find_map(|line| line.strip_prefix("version = ")?.parse().ok())
}

/// When the newest key in the output of `keys list` was made.
fn youngest_key(list: &str) -> Option<u64> {
    list.lines().filter_map(|line| line.split_once(" made ")?.1.trim().parse().ok()).max()
}

fn intake(deployment: &Deployment) -> Command {
    let mut command = Command::new(binary("lakzegel-intake"));
    command.arg("--config").arg(deployment.path("intake.toml"));
    command
}

/// What the intake is told. Paths are relative to the file.
fn intake_config(deployment: &Deployment) -> String {
    format!(
        r#"# Made by `cargo xtask demo`; see intake/intake.example.toml.
data = "intake"
client = "client"
manifest = "manifest.txt"
root_keys = "root-keys.txt"
log_key = "keys/log.key"
screening_token = "screening-token"
login_key = "login.key"
demo_identity_key = "keys/demo-identity.key"
public_url = "{}"
listen = "127.0.0.1:{}"
screening_listen = "127.0.0.1:{}"
"#,
        deployment.url(),
        deployment.port,
        deployment.port + 1
    )
}

fn screening(deployment: &Deployment) -> Command {
    let mut command = Command::new(binary("lakzegel-screening"));
    command.args(["run", "--config"]).arg(deployment.path("screening.toml"));
    command
}

/// What screening is told. Paths are relative to the file.
fn screening_config(deployment: &Deployment) -> String {
    format!(
        r#"# Made by `cargo xtask demo`; see screening/screening.example.toml.
data = "screening"
intake = "{}"
screening_token = "screening-token"
root_keys = "root-keys.txt"
sealing_keys = "keys/sealing"
cosigner_key = "keys/cosigner.key"
consistency_key = "keys/consistency.key"
verdict_key = "keys/verdict.key"
freshness_key = "keys/freshness.key"
manifest = "manifest.txt"
client_list = "client.txt"
person_key = "keys/person.key"
released = "released"
supervision = "read"
fonts = {}
publish_every_seconds = 5
poll_every_seconds = 1
"#,
        deployment.screening_url(),
        json(&tools::fonts().display().to_string())
    )
}

/// One of the two servers, with its log in a file.
struct Server {
    name: &'static str,
    child: Child,
    log: PathBuf,
    ended: Option<ExitStatus>,
}

impl Server {
    fn start(name: &'static str, deployment: &Deployment, command: &mut Command) -> Result<Self> {
        let log = deployment.path(&format!("{name}.log"));
        let file = fs::File::create(&log).map_err(|error| Trouble::file(&log, &error))?;
        let second = file.try_clone().map_err(|error| Trouble::file(&log, &error))?;
        command.stdin(Stdio::null()).stdout(second).stderr(file);
        // A Ctrl-C reaches xtask alone, which then stops both in order.
        let child = marked(command)
            .process_group(0)
            .spawn()
            .map_err(|error| Trouble::new(format!("{name} cannot be started: {error}"), ""))?;
        Ok(Self { name, child, log, ended: None })
    }

    fn has_ended(&mut self) -> bool {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().unwrap_or_default();
        }
        self.ended.is_some()
    }

    /// Waits until its log says that it is ready, or until somebody stops the demo.
    fn wait_until_ready(&mut self) -> Result {
        let start = Instant::now();
        while !is_stopped() {
            if files::read(&self.log).is_ok_and(|log| log.contains("\"message\":\"ready\"")) {
                return Ok(());
            }
            if self.has_ended() || start.elapsed() > PATIENCE {
                return Err(self.trouble("did not start"));
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// The last lines of its log say why.
    fn trouble(&self, what: &str) -> Trouble {
        let log = files::read(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(5)..].iter().map(|line| format!("  {line}\n")).collect::<String>();
        Trouble::new(format!("{} {what}; its log {} ends:\n{tail}", self.name, files::shown(&self.log)), "")
    }

    /// Asks it to stop, and waits.
    fn stop(mut self) -> Result {
        if self.has_ended() {
            return Ok(());
        }
        signal("TERM", &[self.child.id()]);
        let start = Instant::now();
        while !self.has_ended() {
            if start.elapsed() > PATIENCE {
                return Err(self.trouble("did not stop in time and was killed"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        match self.ended {
            Some(status) if !status.success() => Err(self.trouble(&format!("stopped with {status}"))),
            _ => Ok(()),
        }
    }
}

/// Whatever happens, nobody is left behind.
impl Drop for Server {
    fn drop(&mut self) {
        if !self.has_ended() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// Tells of each letter that waits to be read, and of each that was released, until a signal comes or a server ends by itself: then that is
/// the trouble.
fn follow(deployment: &Deployment, intake: &mut Server, screening: &mut Server) -> Result<Option<Trouble>> {
    let released = deployment.path("released");
    let letters = || files::list(&released).into_iter().filter(|file| file.extension().is_some_and(|kind| kind == "pdf"));
    let mut known: Vec<PathBuf> = letters().collect();
    let mut told = 0;
    while !is_stopped() {
        for server in [&mut *intake, &mut *screening] {
            if server.has_ended() {
                return Ok(Some(server.trouble("has ended")));
            }
        }
        let log = files::read(&screening.log).unwrap_or_default();
        let waiting: Vec<&str> = log.lines().filter_map(letter_that_waits).collect();
        for id in &waiting[told..] {
            let office = |what: &str| {
                let (program, config) = (binary("lakzegel-screening"), deployment.path("screening.toml"));
                format!("{} {what} --config {}", files::shown(&program), files::shown(&config))
            };
            let id = &id[..id.len().min(12)];
            println!("\nA letter waits for somebody to read it. In another terminal:");
            for what in [format!("show {id}"), format!("release {id}"), format!("withhold {id} --ground order")] {
                println!("  {}", office(&what));
            }
        }
        told = waiting.len();
        for letter in letters() {
            if !known.contains(&letter) {
                println!("A letter was released: {}", files::shown(&released.join(&letter)));
                known.push(letter);
            }
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(None)
}

/// The envelope's id, if a line of screening's log says that its letter waits for a person.
fn letter_that_waits(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("\"message\":\"waits for a person\"")?;
    let (_, rest) = rest.split_once("\"envelope\":\"")?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use std::{
        env, fs,
        os::unix::fs::PermissionsExt as _,
        path::PathBuf,
        process::{Child, Command, Stdio},
        thread,
        time::{Duration, Instant},
    };

    use super::{
        Deployment, files, intake_config, json, letter_that_waits, manifest_config, screening_config, serve, version,
        youngest_key,
    };
    use crate::run::{Progress, Underway, end_after, running_with, signal};

    /// How long something may take to come true on a slow machine.
    const PATIENCE: Duration = Duration::from_secs(120);
    /// Names the folder of a demo that a test started. All that it starts has this, too.
    const FOLDER: &str = "LAKZEGEL_TEST_DEMO";

    /// A demo as a process of its own, with servers that are none. It says that it runs by a file `ready`.
    struct Demo {
        folder: PathBuf,
        process: Child,
    }

    impl Demo {
        /// `act` is one of the tests below that are for this alone.
        fn start(name: &str, act: &str) -> Self {
            let folder = env::temp_dir().join(format!("xtask-demo-{name}-{}", std::process::id()));
            let (debug, intake, screening) = (folder.join("debug"), "lakzegel-intake", "lakzegel-screening");
            fs::create_dir_all(&debug).expect("a folder can be made");
            // Neither ends with its parent, nor by what a terminal sends. Screening ends when the test lets it, and has an answer for the demo.
            let server = |at_term: &str, then: &str| {
                format!(
                    "#!/bin/sh\ncd {}\ntrap '' INT HUP\ntrap '{at_term}' TERM\nsleep 600 &\necho '\"message\":\"ready\"'\n{then}\nwait\n",
                    folder.display()
                )
            };
            let until = |file: &str| format!("until [ -e {file} ]; do sleep 0.02; done");
            let waits = r#"echo '"message":"waits for a person","envelope":"00aa11"'"#;
            for (name, text) in [
                (intake, server("exit", "")),
                (
                    screening,
                    server(&format!(": > stopping; {}; exit", until("may-stop")), &format!("{}; {waits}", until("letter"))),
                ),
            ] {
                let file = debug.join(name);
                fs::write(&file, text).expect("a file can be written");
                fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).expect("it is ours");
            }
            let mut command = itself(act);
            command.env(FOLDER, &folder).env("CARGO_TARGET_DIR", &folder).stdin(Stdio::null()).stdout(Stdio::piped());
            let process = command.stderr(Stdio::null()).spawn().expect("this program can be started");
            let demo = Self { folder, process };
            demo.waits_for("ready");
            demo
        }

        fn waits_for(&self, file: &str) {
            let start = Instant::now();
            while !self.folder.join(file).exists() {
                assert!(start.elapsed() < PATIENCE, "there is no {file}; {:?}", self.running());
                thread::sleep(Duration::from_millis(5));
            }
        }

        /// Lets a server go on that waits for this file.
        fn says(&self, file: &str) {
            fs::write(self.folder.join(file), "").expect("a file can be written");
        }

        fn sends(&self, name: &str) {
            signal(name, &[self.process.id()]);
        }

        /// All that it started and still runs, itself included.
        fn running(&self) -> Vec<String> {
            running_with(FOLDER, &self.folder.display().to_string()).into_iter().map(|(_, name)| name).collect()
        }

        /// Waits until it has ended, and gives what runs in that moment.
        fn leaves(&mut self) -> Vec<String> {
            self.process.wait().expect("it is our child");
            self.running()
        }
    }

    impl Drop for Demo {
        fn drop(&mut self) {
            let ids: Vec<u32> = running_with(FOLDER, &self.folder.display().to_string()).into_iter().map(|(id, _)| id).collect();
            signal("KILL", &ids);
            let _ = self.process.wait();
            let _ = fs::remove_dir_all(&self.folder);
        }
    }

    /// This program, told to run one of its tests as a process.
    fn itself(test: &str) -> Command {
        let mut command = Command::new(env::current_exe().expect("it runs"));
        command.args(["--exact", &format!("demo::tests::{test}"), "--ignored", "--nocapture"]);
        command
    }

    /// The folder of the demo that this process is. `None` if somebody runs all tests that are ignored.
    fn own_folder() -> Option<PathBuf> {
        env::var_os(FOLDER).map(PathBuf::from)
    }

    #[test]
    #[ignore = "a process that other tests start"]
    fn a_demo() {
        let Some(folder) = own_folder() else { return };
        let underway = Underway::begin(&mut itself("what_looks_after_it")).expect("it begins");
        let deployment = Deployment { data: folder.clone(), port: 8080 };
        thread::spawn(move || {
            let is_ready =
                |server: &str| files::read(&folder.join(format!("{server}.log"))).is_ok_and(|log| log.contains("\"ready\""));
            while !(is_ready("intake") && is_ready("screening")) {
                thread::sleep(Duration::from_millis(5));
            }
            fs::write(folder.join("ready"), "")
        });
        if serve(&deployment).is_ok() {
            underway.over();
        }
    }

    #[test]
    #[ignore = "a process that other tests start"]
    fn a_demo_that_builds() {
        let Some(folder) = own_folder() else { return };
        let _underway = Underway::begin(&mut itself("what_looks_after_it")).expect("it begins");
        let build = "trap '' INT HUP; setsid sleep 600 & : > ready; sleep 600; sleep 600";
        let _stopped = Progress::new(1).run("builds", Command::new("sh").args(["-c", build]).current_dir(folder), "");
    }

    #[test]
    #[ignore = "a process that other tests start"]
    fn what_looks_after_it() {
        if own_folder().is_some() {
            end_after();
        }
    }

    /// Ctrl-C, the same from a program without a terminal, and a terminal that is closed.
    #[test]
    fn a_demo_that_is_stopped_leaves_nothing() {
        for name in ["INT", "TERM", "HUP"] {
            let mut demo = Demo::start(&name.to_lowercase(), "a_demo");
            demo.says("may-stop");
            demo.sends(name);
            assert_eq!(demo.leaves(), [""; 0], "{name}");
        }
    }

    /// `timeout` sends two signals, and who waits for a server that does not end sends more.
    #[test]
    fn a_demo_that_is_stopped_more_than_once_leaves_nothing() {
        let mut demo = Demo::start("twice", "a_demo");
        demo.sends("INT");
        demo.waits_for("stopping");
        demo.sends("INT");
        demo.says("may-stop");
        assert_eq!(demo.leaves(), [""; 0]);

        let mut demo = Demo::start("more", "a_demo");
        let start = Instant::now();
        while demo.process.try_wait().expect("it is our child").is_none() {
            assert!(start.elapsed() < PATIENCE, "it does not end although screening does not");
            demo.sends("INT");
            thread::sleep(Duration::from_millis(100));
        }
        only_what_looks_after_it_may_end_later(&demo);
    }

    #[test]
    fn a_demo_that_breaks_leaves_nothing() {
        let mut demo = Demo::start("panic", "a_demo");
        // Nobody reads any more what it says: that is a panic when it says something.
        drop(demo.process.stdout.take());
        demo.says("letter");
        assert_eq!(demo.leaves(), [""; 0]);
    }

    #[test]
    fn a_demo_that_is_killed_leaves_nothing() {
        for act in ["a_demo", "a_demo_that_builds"] {
            let mut demo = Demo::start(&format!("killed-{act}"), act);
            demo.sends("KILL");
            demo.process.wait().expect("it is our child");
            only_what_looks_after_it_may_end_later(&demo);
        }
    }

    #[test]
    fn a_demo_that_is_stopped_while_it_builds_leaves_nothing() {
        for name in ["INT", "TERM", "HUP"] {
            let mut demo = Demo::start(&format!("builds-{}", name.to_lowercase()), "a_demo_that_builds");
            demo.sends(name);
            assert_eq!(demo.leaves(), [""; 0], "{name}");
        }
    }

    fn only_what_looks_after_it_may_end_later(demo: &Demo) {
        let start = Instant::now();
        while !demo.running().is_empty() {
            assert!(start.elapsed() < PATIENCE, "{:?}", demo.running());
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn the_manifest_names_the_port_and_its_version_is_read_back() {
        let deployment = |port| Deployment { data: PathBuf::new(), port };
        let config = manifest_config(&deployment(9000), 1_790_000_000);
        assert!(config.contains("issuer = \"http://127.0.0.1:9000/demo/identity\""));
        assert_eq!(version(&config), Some(1_790_000_000));
        assert_ne!(config, manifest_config(&deployment(9001), 1_790_000_000));
    }

    #[test]
    fn screening_is_told_where_the_intake_listens_for_it() {
        let deployment = Deployment { data: PathBuf::new(), port: 9000 };
        assert!(intake_config(&deployment).contains("screening_listen = \"127.0.0.1:9001\""));
        assert!(screening_config(&deployment).contains("intake = \"http://127.0.0.1:9001\""));
    }

    #[test]
    fn a_letter_that_waits_is_known_by_its_envelope() {
        let line = r#"{"level":"INFO","fields":{"message":"waits for a person","envelope":"00aa11","number":0},"target":"run"}"#;
        assert_eq!(letter_that_waits(line), Some("00aa11"));
        assert_eq!(letter_that_waits(&line.replace("waits for a person", "released")), None);
    }

    #[test]
    fn the_youngest_key_is_found() {
        assert_eq!(youngest_key("0011223344556677  made 5\n8899aabbccddeeff  made 7\n"), Some(7));
        assert_eq!(youngest_key(""), None);
    }

    #[test]
    fn paths_are_json_strings() {
        assert_eq!(json("a \"b\" \\ c\n"), r#""a \"b\" \\ c\u000a""#);
    }
}

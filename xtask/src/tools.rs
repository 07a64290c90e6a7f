//! The tools: the one place where they are pinned, installed (under `target/tools`, never in a user's own folders), found again and
//! verified. What comes from npm is pinned in `xtask/tools/package.json` and its lock.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    files::{self, root, target},
    run::{Progress, Result, Trouble, answer},
};

/// Lays out the client a second time, for `cargo xtask test --full` (docs/decisions/0018-trunk.md). 0.22 wants a newer compiler.
const TRUNK: &str = "0.21.14";
/// Where senders' code runs.
pub const WASM: &str = "wasm32-unknown-unknown";
/// The oldest Node with everything that is used.
const NODE: u32 = 20;

/// The printing fonts, each with its package. All are under the SIL Open Font License.
const FONTS: [&str; 10] = [
    "noto-sans/400Regular/NotoSans_400Regular.ttf",
    "noto-sans/400Regular_Italic/NotoSans_400Regular_Italic.ttf",
    "noto-sans/700Bold/NotoSans_700Bold.ttf",
    "noto-sans/700Bold_Italic/NotoSans_700Bold_Italic.ttf",
    "noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf",
    "noto-sans-devanagari/400Regular/NotoSansDevanagari_400Regular.ttf",
    "noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf",
    "noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "noto-sans-thai/400Regular/NotoSansThai_400Regular.ttf",
    "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
];

/// `target/tools`.
pub fn folder() -> PathBuf {
    target().join("tools")
}

/// The folder with npm's `node_modules`.
pub fn npm() -> PathBuf {
    folder().join("npm")
}

/// The folder with the printing fonts.
pub fn fonts() -> PathBuf {
    folder().join("fonts")
}

/// The runner of Wasm tests.
pub fn wasm_test_runner() -> PathBuf {
    folder().join("wasm-bindgen/bin/wasm-bindgen-test-runner")
}

/// The command-line wasm-bindgen.
pub fn wasm_bindgen() -> PathBuf {
    folder().join("wasm-bindgen/bin/wasm-bindgen")
}

/// The browser of the browser tests, and its shell, in which most of them are run: without what stands around a page it costs half. Who
/// names another browser means that one for all of them.
fn chromium() -> Option<(PathBuf, PathBuf)> {
    if let Some(named) = env::var_os("LAKZEGEL_CHROMIUM").map(PathBuf::from) {
        return Some((named.clone(), named)).filter(|(named, _)| named.is_file());
    }
    let [browser, shell] = ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"].map(PathBuf::from);
    (browser.is_file() && shell.is_file()).then_some((browser, shell))
}

/// The other browser of the browser tests.
fn firefox() -> Option<PathBuf> {
    let named = env::var_os("LAKZEGEL_FIREFOX").map(PathBuf::from);
    named.into_iter().chain(["/usr/bin/firefox-esr", "/usr/bin/firefox"].map(PathBuf::from)).find(|path| path.is_file())
}

/// The driver of WebKitGTK, and the browser that it starts: a library's own, in the folder of the machine's architecture and its version.
fn webkit() -> Option<(PathBuf, PathBuf)> {
    let driver = env::var_os("LAKZEGEL_WEBKIT_DRIVER").map_or_else(|| PathBuf::from("/usr/bin/WebKitWebDriver"), PathBuf::from);
    let within = |folder: PathBuf| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let browsers = within("/usr/lib".into()).flat_map(within).map(|folder| folder.join("MiniBrowser"));
    let named = env::var_os("LAKZEGEL_WEBKIT").map(PathBuf::from);
    let browser = named.into_iter().chain(browsers).find(|path| path.is_file())?;
    driver.is_file().then_some((driver, browser))
}

/// The library that shows a program another time. It lies in the folder of the machine's architecture.
fn faketime() -> Option<PathBuf> {
    let named = env::var_os("LAKZEGEL_FAKETIME").map(PathBuf::from);
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let found = folders.map(|folder| folder.join("faketime/libfaketimeMT.so.1"));
    named.into_iter().chain(found).find(|path| path.is_file())
}

/// nginx, as Debian has it: not on everybody's path.
fn nginx() -> Option<PathBuf> {
    let program = env::var_os("LAKZEGEL_NGINX").map_or_else(|| PathBuf::from("/usr/sbin/nginx"), PathBuf::from);
    program.is_file().then_some(program)
}

/// The folder with PostgreSQL's programs: the newest that Debian has installed.
pub fn postgres() -> Option<PathBuf> {
    let named = env::var_os("LAKZEGEL_POSTGRES").map(PathBuf::from);
    let mut versions: Vec<PathBuf> =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    versions.sort_by_key(|path| path.file_name().map(|name| numbers(&name.to_string_lossy())));
    let found = versions.into_iter().rev().map(|version| version.join("bin"));
    named.into_iter().chain(found).find(|path| path.join("initdb").is_file() && path.join("postgres").is_file())
}

/// Cargo, in the workspace.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    // What `cargo run` says about xtask itself is not for the packages that xtask builds.
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Cargo with clippy in the compiler's place for the workspace's own packages: what is compiled for tests is looked at, too. What they depend on
/// is compiled once, whether clippy looks on or not.
pub fn linted() -> Command {
    let mut command = cargo();
    // What `cargo clippy` does, but with everything built instead of only checked.
    command.envs(sysroot().map(|sysroot| ("RUSTC_WORKSPACE_WRAPPER", sysroot.join("bin/clippy-driver"))));
    command
}

/// Trunk, with the tools that it looks for on its path.
pub fn trunk() -> Command {
    let mut command = Command::new(folder().join("trunk/bin/trunk"));
    let ours = [folder().join("wasm-bindgen/bin"), npm().join("node_modules/.bin")];
    let path = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(ours.into_iter().chain(env::split_paths(&path))).unwrap_or(path);
    command.current_dir(root()).env("PATH", path);
    command
}

/// Node, with the packages at hand. Scripts find them with `createRequire`.
pub fn node() -> Command {
    let mut command = Command::new("node");
    command.current_dir(root()).env("LAKZEGEL_NPM", npm()).env("LAKZEGEL_TARGET", target());
    let found = [("FIREFOX", firefox()), ("FAKETIME", faketime())];
    command.envs(found.into_iter().filter_map(|(name, path)| Some((format!("LAKZEGEL_{name}"), path?))));
    if let Some((browser, shell)) = chromium() {
        command.env("LAKZEGEL_CHROMIUM", browser).env("LAKZEGEL_CHROMIUM_SHELL", shell);
    }
    if let Some((driver, browser)) = webkit() {
        command.env("LAKZEGEL_WEBKIT_DRIVER", driver).env("LAKZEGEL_WEBKIT", browser);
    }
    command
}

/// Something that is installed when it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// The standard library for Wasm.
    WasmTarget,
    /// rustfmt.
    Rustfmt,
    /// clippy.
    Clippy,
    /// trunk.
    Trunk,
    /// wasm-bindgen's command line, of the version in `Cargo.lock`.
    WasmBindgen,
    /// wasm-opt, esbuild, playwright-core, puppeteer-core, axe-core, oidc-provider and the fonts.
    Npm,
    /// The crates in `Cargo.lock`, so that all else can work offline.
    Crates,
    /// A browser, and its shell.
    Chromium,
    /// Another browser.
    Firefox,
    /// A third browser, and its driver.
    WebKit,
    /// Orca, and a desktop for it that nobody looks at.
    ScreenReader,
    /// What moves a server's clock.
    Faketime,
    /// What makes certificates.
    Openssl,
    /// A database server.
    Postgres,
    /// A web server, which stands in front of an intake.
    Nginx,
}

/// What the client, and so the demo, is built with.
pub const FOR_CLIENT: [Tool; 4] = [Tool::WasmTarget, Tool::Crates, Tool::Npm, Tool::WasmBindgen];
/// What the tests need besides.
pub const FOR_TESTS: [Tool; 10] = [
    Tool::Rustfmt,
    Tool::Clippy,
    Tool::Postgres,
    Tool::Nginx,
    Tool::Chromium,
    Tool::Firefox,
    Tool::WebKit,
    Tool::ScreenReader,
    Tool::Faketime,
    Tool::Openssl,
];
/// What the tests in browsers need of it.
pub const FOR_BROWSERS: [Tool; 6] =
    [Tool::Chromium, Tool::Firefox, Tool::WebKit, Tool::ScreenReader, Tool::Faketime, Tool::Openssl];

/// The programs of the screen reader's desktop: the reader, a screen, a bus, keys and windows.
const DESKTOP: [&str; 5] =
    ["/usr/bin/orca", "/usr/bin/Xvfb", "/usr/bin/dbus-run-session", "/usr/bin/xdotool", "/usr/bin/openbox"];

/// How a tool is found.
#[derive(Debug, PartialEq, Eq)]
pub enum State {
    /// There, and of the right version.
    Ready(String),
    /// Not there.
    Missing,
    /// There, but of another version.
    Other(String),
}

impl Tool {
    /// What it is, in a few words.
    pub fn name(self) -> String {
        match self {
            Self::WasmTarget => format!("Rust's standard library for {WASM}"),
            Self::Rustfmt => "rustfmt".to_owned(),
            Self::Clippy => "clippy".to_owned(),
            Self::Trunk => format!("trunk {TRUNK}"),
            Self::WasmBindgen => format!("wasm-bindgen {}", wasm_bindgen_version().unwrap_or_default()),
            Self::Npm => {
                "npm packages (wasm-opt, esbuild, playwright-core, puppeteer-core, axe-core, oidc-provider, fonts)".to_owned()
            }
            Self::Crates => "crates of Cargo.lock".to_owned(),
            Self::Chromium => "Chromium and its headless shell".to_owned(),
            Self::Firefox => "Firefox".to_owned(),
            Self::WebKit => "WebKitGTK and its driver".to_owned(),
            Self::ScreenReader => "the screen reader Orca, with a desktop".to_owned(),
            Self::Faketime => "libfaketime".to_owned(),
            Self::Openssl => "the command openssl".to_owned(),
            Self::Postgres => "PostgreSQL's server".to_owned(),
            Self::Nginx => "nginx".to_owned(),
        }
    }

    /// Debian's packages with it, if that is where it comes from, and the variable that names it where it lies elsewhere.
    pub const fn debian(self) -> Option<(&'static str, Option<&'static str>)> {
        match self {
            Self::Chromium => Some(("chromium chromium-headless-shell", Some("LAKZEGEL_CHROMIUM"))),
            Self::Firefox => Some(("firefox-esr", Some("LAKZEGEL_FIREFOX"))),
            Self::WebKit => Some(("webkit2gtk-driver", Some("LAKZEGEL_WEBKIT_DRIVER and its MiniBrowser in LAKZEGEL_WEBKIT"))),
            Self::ScreenReader => {
                Some(("orca at-spi2-core dbus dbus-x11 xvfb xdotool openbox python3-pyatspi gir1.2-atspi-2.0", None))
            }
            Self::Faketime => Some(("libfaketime", Some("LAKZEGEL_FAKETIME"))),
            Self::Openssl => Some(("openssl", None)),
            Self::Postgres => Some(("postgresql", Some("LAKZEGEL_POSTGRES"))),
            Self::Nginx => Some(("nginx", Some("LAKZEGEL_NGINX"))),
            _ => None,
        }
    }

    /// The versions with which all tests have passed, where they come from a system's packages. Others are likely to work: no test depends on one.
    pub const fn known(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["156"],
            Self::Firefox => &["153"],
            Self::ScreenReader => &["43"],
            Self::Postgres => &["15"],
            _ => &[],
        }
    }

    /// Looks for it.
    pub fn state(self) -> State {
        match self {
            Self::WasmTarget => {
                let libraries = sysroot().map(|sysroot| sysroot.join("lib/rustlib").join(WASM));
                if libraries.is_some_and(|libraries| libraries.is_dir()) { ready("") } else { State::Missing }
            }
            Self::Rustfmt => version_of(cargo().args(["fmt", "--version"]), None),
            Self::Clippy => version_of(cargo().args(["clippy", "--version"]), None),
            Self::Trunk => version_of(Command::new(folder().join("trunk/bin/trunk")).arg("--version"), Some(TRUNK)),
            Self::WasmBindgen => match wasm_bindgen_version() {
                Ok(version) if wasm_test_runner().is_file() => {
                    version_of(Command::new(wasm_bindgen()).arg("--version"), Some(&version))
                }
                _ => State::Missing,
            },
            Self::Npm => {
                let fonts = FONTS.iter().all(|font| font_file(font).is_file());
                match (npm_lock(), files::read(&npm_mark())) {
                    (Ok(wanted), Ok(found)) if wanted == found && fonts => ready(""),
                    (_, Ok(_)) => State::Other("another lock".to_owned()),
                    _ => State::Missing,
                }
            }
            Self::Crates => {
                let found = answer(cargo().args(["fetch", "--offline", "--locked", "--quiet"]));
                if found.is_some() { ready("") } else { State::Missing }
            }
            Self::Chromium => browser(chromium().map(|(browser, _)| browser)),
            Self::Firefox => browser(firefox()),
            Self::WebKit => webkit().map_or(State::Missing, |_| ready("")),
            Self::ScreenReader => {
                let all = DESKTOP.iter().all(|program| Path::new(program).is_file());
                if all { version_of(Command::new(DESKTOP[0]).arg("--version"), None) } else { State::Missing }
            }
            Self::Faketime => faketime().map_or(State::Missing, |_| ready("")),
            Self::Openssl => version_of(Command::new("openssl").arg("version"), None),
            Self::Postgres => postgres()
                .map_or(State::Missing, |programs| version_of(Command::new(programs.join("postgres")).arg("--version"), None)),
            Self::Nginx => nginx().map_or(State::Missing, |_| ready("")),
        }
    }

    /// Installs it, as one step.
    fn install(self, progress: &Progress) -> Result {
        let name = self.name();
        match self {
            Self::WasmTarget => rustup(progress, &name, ["target", "add", WASM]),
            Self::Rustfmt => rustup(progress, &name, ["component", "add", "rustfmt"]),
            Self::Clippy => rustup(progress, &name, ["component", "add", "clippy"]),
            Self::Trunk => cargo_install(progress, &name, "trunk", TRUNK, &folder().join("trunk"), &["--no-default-features"]),
            Self::WasmBindgen => {
                cargo_install(progress, &name, "wasm-bindgen-cli", &wasm_bindgen_version()?, &folder().join("wasm-bindgen"), &[])
            }
            Self::Npm => install_npm(progress, &name),
            Self::Crates => {
                let remedy = "Is there a way to the crate registry? `cargo fetch --locked` must work.";
                progress.run(&format!("{name}: downloading"), cargo().args(["fetch", "--locked"]), remedy).map(drop)
            }
            Self::Chromium
            | Self::Firefox
            | Self::WebKit
            | Self::ScreenReader
            | Self::Faketime
            | Self::Openssl
            | Self::Postgres
            | Self::Nginx => install_from_debian(progress, &[self]),
        }
    }
}

/// Installs what is missing. Says nothing if all is there. What comes from Debian comes in one go.
pub fn set_up(tools: &[Tool], progress: &Progress) -> Result {
    let missing: Vec<Tool> = tools.iter().copied().filter(|tool| !matches!(tool.state(), State::Ready(_))).collect();
    if missing.is_empty() {
        return Ok(());
    }
    need_programs()?;
    let (debian, own): (Vec<Tool>, Vec<Tool>) = missing.iter().partition(|tool| tool.debian().is_some());
    progress.add(own.len());
    if !debian.is_empty() {
        install_from_debian(progress, &debian)?;
    }
    for tool in own {
        tool.install(progress)?;
    }
    match missing.into_iter().find(|tool| !matches!(tool.state(), State::Ready(_))) {
        None => Ok(()),
        Some(tool) => {
            Err(Trouble::new(format!("{} was installed but is not found: {:?}", tool.name(), tool.state()), "cargo xtask doctor"))
        }
    }
}

/// A program that must be on the machine already, with what to do if not.
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// What was found.
    pub found: Option<String>,
    /// Whether that will do.
    pub good: bool,
    /// What to do if not.
    pub remedy: &'static str,
}

/// The programs that xtask itself does not install.
pub fn programs() -> Vec<Program> {
    let line = |command: &mut Command| answer(command).and_then(|text| text.lines().next().map(str::to_owned));
    let program = |name, command: &mut Command, remedy| {
        let found = line(command);
        Program { name, good: found.is_some(), found, remedy }
    };
    let mut node = program("node", Command::new("node").arg("--version"), "install Node 20 or later: https://nodejs.org");
    node.good = node.found.as_deref().and_then(major).is_some_and(|major| major >= NODE);
    let rust = version_line("rust-version").unwrap_or_default();
    let mut rustc = program("rustc", Command::new("rustc").arg("--version").current_dir(root()), "rustup update stable");
    rustc.good = rustc.found.as_deref().and_then(version_in).is_some_and(|found| numbers(&found) >= numbers(&rust));
    vec![
        program("rustup", Command::new("rustup").arg("--version"), "install rustup: https://rustup.rs"),
        rustc,
        program("cc", Command::new("cc").arg("--version"), "install a C compiler; on Debian: apt-get install build-essential"),
        node,
        program("npm", Command::new("npm").arg("--version"), "install npm; it comes with Node: https://nodejs.org"),
        program("git", Command::new("git").arg("--version"), "install git; on Debian: apt-get install git"),
    ]
}

fn need_programs() -> Result {
    let missing: Vec<String> = programs()
        .into_iter()
        .filter(|program| !program.good)
        .map(|program| {
            let found = program.found.map_or_else(|| "missing".to_owned(), |found| format!("too old: {found}"));
            format!("  {}: {found}; {}", program.name, program.remedy)
        })
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Trouble::new("this machine lacks something", missing.join("\n"))) }
}

fn rustup<const N: usize>(progress: &Progress, name: &str, arguments: [&str; N]) -> Result {
    let remedy = format!("This must work: rustup {}", arguments.join(" "));
    progress.run(name, Command::new("rustup").args(arguments).current_dir(root()), &remedy).map(drop)
}

fn cargo_install(progress: &Progress, name: &str, package: &str, version: &str, into: &Path, more: &[&str]) -> Result {
    let mut command = cargo();
    command.args(["install", package, "--version", version, "--locked", "--force", "--debug", "--root"]).arg(into).args(more);
    // What is left over from compiling it is ten times as large as it is.
    let build = folder().join("build").join(package);
    command.arg("--target-dir").arg(&build);
    // A debug build halves the wait, and nobody debugs the tools.
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    let remedy = "A C compiler and a way to the crate registry are needed; `cargo xtask doctor` looks for the first.";
    progress.run(&format!("{name}: compiling"), &mut command, remedy)?;
    files::remove(&build)
}

/// The lock that is wanted, and which one was installed.
fn npm_lock() -> Result<String> {
    files::read(&root().join("xtask/tools/package-lock.json"))
}

fn npm_mark() -> PathBuf {
    npm().join("installed-lock.json")
}

fn install_npm(progress: &Progress, name: &str) -> Result {
    for file in ["package.json", "package-lock.json"] {
        files::copy(&root().join("xtask/tools").join(file), &npm().join(file))?;
    }
    files::remove(&npm_mark())?;
    npm_ci(progress, name, &npm())?;
    for font in FONTS {
        files::copy(&npm().join("node_modules/@expo-google-fonts").join(font), &font_file(font))?;
    }
    files::write(&npm_mark(), npm_lock()?)
}

/// Installs what the lock in a folder says, and runs nobody's install scripts.
pub fn npm_ci(progress: &Progress, name: &str, folder_: &Path) -> Result {
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--cache"]).arg(folder().join("npm-cache"));
    command.current_dir(folder_).env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    progress.run(name, &mut command, "Is there a way to the npm registry? `npm ping` must work.").map(drop)
}

fn font_file(font: &str) -> PathBuf {
    fonts().join(font.rsplit('/').next().unwrap_or(font))
}

/// As root, where there is apt.
pub fn can_install_from_debian() -> bool {
    let root = answer(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    root && answer(Command::new("apt-get").arg("--version")).is_some()
}

fn install_from_debian(progress: &Progress, tools: &[Tool]) -> Result {
    let each = |what: fn(&Tool) -> String| tools.iter().map(what).collect::<Vec<_>>();
    let names = each(|tool| tool.name()).join(", ");
    let packages = each(|tool| tool.debian().unwrap_or_default().0.to_owned()).join(" ");
    let elsewhere = each(|tool| match tool.debian() {
        Some((_, Some(variable))) => format!("\nIf {} is elsewhere, name it in {variable}.", tool.name()),
        _ => String::new(),
    });
    let by_hand = format!(
        "Install what is missing; on Debian, as root:\n  apt-get update && apt-get install --no-install-recommends {packages}{}",
        elsewhere.concat()
    );
    if !can_install_from_debian() {
        return Err(Trouble::new(format!("the tests need {names}"), by_hand));
    }
    progress.add(2);
    let apt = || {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    // Without it a list of last year names a browser of last year.
    progress.run("Debian's list of packages", apt().arg("update"), &by_hand)?;
    let mut install = apt();
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages.split(' '));
    progress.run(&format!("from Debian: {names}"), &mut install, &by_hand).map(drop)
}

/// The compiler, to the commit.
pub fn rustc_version() -> String {
    answer(Command::new("rustc").arg("--version").current_dir(root())).unwrap_or_default()
}

/// Where Cargo keeps the crates' sources.
pub fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(|| env::home_dir().unwrap_or_default().join(".cargo"), PathBuf::from)
}

fn sysroot() -> Option<PathBuf> {
    let path = answer(Command::new("rustc").args(["--print", "sysroot"]).current_dir(root()))?;
    Some(PathBuf::from(path.trim()))
}

fn ready(version: &str) -> State {
    State::Ready(version.to_owned())
}

fn browser(found: Option<PathBuf>) -> State {
    found.map_or(State::Missing, |path| version_of(Command::new(path).arg("--version"), None))
}

/// Asks a program for its version. Without a wanted one, any will do.
fn version_of(command: &mut Command, wanted: Option<&str>) -> State {
    match answer(command).as_deref().and_then(version_in) {
        None => State::Missing,
        Some(found) if wanted.is_none_or(|wanted| wanted == found) => State::Ready(found),
        Some(found) => State::Other(found),
    }
}

/// The version in what a program says of itself.
fn version_in(text: &str) -> Option<String> {
    let word = text.split_whitespace().map(|word| word.trim_start_matches('v'));
    word.filter(|word| word.contains('.') && word.starts_with(|first: char| first.is_ascii_digit())).map(str::to_owned).next()
}

/// The first number of a version.
fn major(text: &str) -> Option<u32> {
    version_in(text)?.split('.').next()?.parse().ok()
}

/// A version's numbers, to compare.
fn numbers(version: &str) -> Vec<u32> {
    version.split(['.', '-']).map_while(|part| part.parse().ok()).collect()
}

/// `key = "value"` in the workspace's `Cargo.toml`.
fn version_line(key: &str) -> Option<String> {
    let text = fs::read_to_string(root().join("Cargo.toml")).ok()?;
    text.lines().find_map(|line| {
        line.strip_prefix(key)?.trim_start().strip_prefix('=')?.trim().strip_prefix('"')?.strip_suffix('"').map(str::to_owned)
    })
}

/// The version of wasm-bindgen that the client is built with: the tool must be of the very same.
fn wasm_bindgen_version() -> Result<String> {
    let lock = files::read(&root().join("Cargo.lock"))?;
    locked_version(&lock, "wasm-bindgen").ok_or_else(|| Trouble::new("Cargo.lock has no wasm-bindgen", "git checkout Cargo.lock"))
}

fn locked_version(lock: &str, package: &str) -> Option<String> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{
        FONTS, FOR_BROWSERS, FOR_TESTS, Tool, files, locked_version, major, npm_lock, numbers, root, version_in, version_line,
        wasm_bindgen_version,
    };

    #[test]
    fn versions_are_found_in_what_programs_say() {
        for (said, version) in [
            ("trunk 0.21.14", "0.21.14"),
            ("v20.20.2\n", "20.20.2"),
            ("rustc 1.95.0 (59807616e 2026-04-14)", "1.95.0"),
            ("Chromium 156.0.8078.79 built on Debian", "156.0.8078.79"),
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "15.18"),
            ("Mozilla Firefox 153.7.0esr\n", "153.7.0esr"),
            ("OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)", "3.0.19"),
        ] {
            assert_eq!(version_in(said).as_deref(), Some(version), "{said}");
        }
        assert_eq!(version_in("command not found"), None);
        assert_eq!(major("v20.20.2"), Some(20));
        assert!(numbers("1.95.0") >= numbers("1.95"));
        assert!(numbers("1.100.0") > numbers("1.95"));
    }

    #[test]
    fn what_the_browser_tests_need_comes_from_debian() {
        for tool in FOR_BROWSERS {
            assert!(FOR_TESTS.contains(&tool) && tool.debian().is_some(), "{tool:?}");
        }
        assert_eq!(Tool::Npm.debian(), None);
    }

    #[test]
    fn the_lock_names_one_wasm_bindgen() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.78\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.128\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.128"));
        assert_eq!(locked_version(lock, "wasm"), None);
        assert!(wasm_bindgen_version().is_ok());
        assert!(version_line("rust-version").is_some());
    }

    /// What a registry gives another time, or another registry gives, is refused by the programs that install it.
    #[test]
    fn everything_from_a_registry_is_pinned_by_its_hash() {
        let lock = files::read(&root().join("Cargo.lock")).unwrap_or_default();
        let crates: Vec<&str> =
            lock.split("[[package]]").skip(1).filter(|package| !package.contains("\nname = \"lakzegel-")).collect();
        let foreign = crates.iter().filter(|package| !package.contains("\nname = \"xtask\"")).collect::<Vec<_>>();
        assert!(foreign.len() > 100, "{}", foreign.len());
        for package in foreign {
            assert!(package.contains("\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n"), "{package}");
            assert!(package.contains("\nchecksum = \""), "{package}");
        }
        let lock = npm_lock().unwrap_or_default();
        let packages =
            lock.lines().filter(|line| line.trim_start().starts_with("\"node_modules/") && line.ends_with('{')).count();
        assert!(packages > 100, "{packages}");
        assert_eq!(lock.matches("\"integrity\": \"sha512-").count(), packages);
    }

    #[test]
    fn the_npm_lock_names_every_font_package_and_no_registry() {
        let lock = npm_lock().unwrap_or_default();
        for font in FONTS {
            let package = font.split('/').next().unwrap_or_default();
            assert!(lock.contains(&format!("\"node_modules/@expo-google-fonts/{package}\"")), "{package}");
        }
        assert!(
            !lock.contains("\"resolved\""),
            "the lock must not name a registry: npm config set omit-lockfile-registry-resolved true"
        );
    }
}

//! Builds the sender client: Cargo and wasm-bindgen compile it, `xtask/tools/shrink.mjs` makes it small, and this file finishes it into a
//! folder that can be served as it is: content hashes in names, integrity in the page, compressed forms beside the files.
//!
//! `index.html` says in Trunk's notation what the client consists of, and Trunk makes the same of it ([`check_with_trunk`]); it is not needed
//! to build (docs/decisions/0018-trunk.md).

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use lakzegel_contract::{CLIENT_RELEASE, KIOSK, PROBLEM_PREFIX, Step, outbox, path, served};

use crate::{
    files::{self, hashed_name, integrity, root, target},
    html::{self, Names},
    run::{Progress, Result, Trouble, side_by_side},
    tools::{self, FOR_CLIENT, WASM, cargo},
};

/// All that the client is made of, the build itself included. A second build with the same sources does nothing.
const SOURCES: [&str; 23] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "contract/Cargo.toml",
    "contract/src",
    "crypto/Cargo.toml",
    "crypto/src",
    "index.html",
    "letter",
    "public",
    "words/Cargo.toml",
    "words/src",
    "xtask/src/client.rs",
    "xtask/src/html.rs",
    "xtask/tools/boot.js",
    "xtask/tools/compress.mjs",
    "xtask/tools/end.js",
    "xtask/tools/fonts.mjs",
    "xtask/tools/package-lock.json",
    "xtask/tools/service-worker.js",
    "xtask/tools/shrink.mjs",
    "xtask/tools/split.mjs",
];

/// Where the finished client is. Cargo's own `target/client` belongs to the profile of that name.
pub fn folder() -> PathBuf {
    target().join("web/client")
}

/// `cargo xtask client`.
pub fn run(root_keys: Option<&Path>) -> Result {
    let progress = Progress::new(0);
    tools::set_up(&FOR_CLIENT, &progress)?;
    build(root_keys, &folder(), &progress)?;
    println!("The client is in {}.", files::shown(&folder()));
    if root_keys.is_none() {
        println!("It was built without root keys and refuses to send: --root-keys FILE, or `cargo xtask demo`.");
    }
    Ok(())
}

/// Builds into `out` with these root keys, unless that is there already.
pub fn build(root_keys: Option<&Path>, out: &Path, progress: &Progress) -> Result {
    let stamp_file = out.with_extension("stamp");
    let stamp = stamp(root_keys)?;
    if files::read(&stamp_file).is_ok_and(|found| found == stamp) && out.join("index.html").is_file() {
        progress.add(1);
        progress.skip("client: nothing has changed");
        return Ok(());
    }
    progress.add(5);
    let web = target().join("web");
    let small = web.join("small");
    side_by_side([&|| compile(root_keys, &small, progress), &|| make_fonts(progress)])?;
    let unfinished = out.with_extension("new");
    files::remove(&unfinished)?;
    finish(&small, &unfinished)?;
    let mut compress = tools::node();
    compress.arg("xtask/tools/compress.mjs").arg(&unfinished);
    progress.run("client: compressing", &mut compress, "")?;
    files::remove(&stamp_file)?;
    files::remove(out)?;
    std::fs::rename(&unfinished, out).map_err(|error| Trouble::file(out, &error))?;
    files::write(&stamp_file, stamp)
}

/// The profile in `Cargo.toml`.
const PROFILE: &str = "client";

/// Compiles the client for browsers, and makes it small.
fn compile(root_keys: Option<&Path>, small: &Path, progress: &Progress) -> Result {
    let mut compile = cargo();
    compile.args(["build", "--locked", "--offline", "--profile", PROFILE, "--target", WASM, "-p", "lakzegel-app"]);
    with_sources(&mut compile, root_keys);
    progress.run("client: compiling to Wasm", &mut compile, "")?;

    let bindgen = target().join("web/bindgen");
    let mut bind = Command::new(tools::wasm_bindgen());
    bind.args(["--target", "web", "--no-typescript", "--out-name", "lakzegel-app", "--out-dir"]).arg(&bindgen).arg(module());
    progress.run("client: making it callable", &mut bind, "")?;

    let mut shrink = tools::node();
    shrink.arg("xtask/tools/shrink.mjs");
    shrink.args([GLUE, BOUND].map(|name| bindgen.join(name))).arg(root().join("app/style.css")).arg(small);
    progress.run("client: making it small", &mut shrink, "")?;
    // On standard error, as all that is said while it is built: `demo --prepare-only` answers on the other.
    eprint!("{}", files::read(&small.join("weights.txt"))?);
    Ok(())
}

/// What wasm-bindgen writes.
const GLUE: &str = "lakzegel-app.js";
const BOUND: &str = "lakzegel-app_bg.wasm";

/// What Cargo writes.
fn module() -> PathBuf {
    target().join(WASM).join(PROFILE).join("lakzegel-app.wasm")
}

/// What decides what is compiled besides the sources: root keys, and no folder's name.
fn with_sources(command: &mut Command, root_keys: Option<&Path>) {
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", remap());
    match root_keys {
        Some(file) => command.env("LAKZEGEL_ROOT_KEYS", file),
        None => command.env_remove("LAKZEGEL_ROOT_KEYS"),
    };
}

/// Has Trunk build the client that was just built with these root keys, and compares what wasm-bindgen writes, Wasm and glue, to the byte, and
/// the lines of `index.html` that neither of the two replaces.
///
/// # Errors
///
/// If Trunk fails, or comes to something else.
pub fn check_with_trunk(root_keys: &Path, progress: &Progress) -> Result {
    let laid_out = target().join("web/trunk");
    progress.add(1);
    let mut trunk = tools::trunk();
    trunk.arg("build").arg("--dist").arg(&laid_out);
    with_sources(&mut trunk, Some(root_keys));
    progress.run("client: the same with Trunk", &mut trunk, "")?;
    for name in [GLUE, BOUND] {
        let [ours, trunks] = ["web/bindgen", "wasm-bindgen/release"].map(|folder| target().join(folder).join(name));
        if files::read_bytes(&ours)? != files::read_bytes(&trunks)? {
            return Err(Trouble::new(format!("Trunk makes another {name}"), ""));
        }
    }
    // All but the lines that name what is built: those have other hashes in them.
    let lines = |page: &str| -> Vec<String> {
        let fixed =
            |line: &&str| !line.contains("data-trunk") && !line.contains("stylesheet") && !line.contains("lakzegel: scripts");
        page.lines().filter(fixed).map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    if lines(&files::read(&root().join("index.html"))?) == lines(&files::read(&laid_out.join("index.html"))?) {
        Ok(())
    } else {
        Err(Trouble::new("Trunk makes another page of index.html", ""))
    }
}

/// The fonts of the preview, made out of the printing fonts. They take a quarter of a minute and change with their recipe only.
fn make_fonts(progress: &Progress) -> Result {
    let folder = fonts();
    let recipe = ["xtask/tools/fonts.mjs", "xtask/tools/package-lock.json"].map(PathBuf::from);
    let (stamp_file, stamp) = (folder.with_extension("stamp"), files::hash_of(&root(), recipe)?);
    if files::read(&stamp_file).is_ok_and(|found| found == stamp) && folder.join(FACES).is_file() {
        progress.skip("client: the fonts of the preview have not changed");
        return Ok(());
    }
    let mut make = tools::node();
    make.arg("xtask/tools/fonts.mjs").arg(tools::fonts()).arg(&folder);
    progress.run("client: the fonts of the preview", &mut make, "")?;
    files::write(&stamp_file, stamp)
}

/// Where the fonts of the preview are.
fn fonts() -> PathBuf {
    target().join("web/fonts")
}

/// The rules that say which font is for what.
const FACES: &str = "faces.css";

/// Puts the fonts and the stylesheet of the preview into `out`, and gives that one's name and integrity.
fn preview(fonts: &Path, out: &Path) -> Result<(String, String)> {
    let mut style = files::read(&root().join("app/print.css"))? + &files::read(&fonts.join(FACES))?;
    for font in files::list(fonts).into_iter().filter(|file| file != Path::new(FACES)) {
        let bytes = files::read_bytes(&fonts.join(&font))?;
        let name = font.display().to_string();
        let hashed = hashed_name(&name, &bytes);
        style = style.replace(&format!("/fonts/{name}"), &format!("/fonts/{hashed}"));
        files::write(&out.join("fonts").join(hashed), bytes)?;
    }
    let name = hashed_name("print.css", style.as_bytes());
    files::write(&out.join(&name), &style)?;
    Ok((name, integrity(style.as_bytes())))
}

/// Stands for everything that decides what the client will be.
fn stamp(root_keys: Option<&Path>) -> Result<String> {
    let sources = SOURCES
        .into_iter()
        .flat_map(|source| files::list(&root().join(source)).into_iter().map(move |file| Path::new(source).join(file)));
    let sources = sources.map(|path| path.components().collect());
    let keys = root_keys.map(files::read).transpose()?.unwrap_or_default();
    Ok(format!("{}\n{}\n{keys}", files::hash_of(&root(), sources)?, tools::rustc_version()))
}

/// Keeps this machine's folders out of the Wasm: the same sources give the same bytes everywhere.
pub fn remap() -> String {
    let mut flags = vec![format!("--remap-path-prefix={}=.", root().display())];
    let registry = tools::cargo_home().join("registry/src");
    for folder in std::fs::read_dir(registry).into_iter().flatten().flatten() {
        flags.push(format!("--remap-path-prefix={}=crates", folder.path().display()));
    }
    flags.join(" ")
}

/// Puts the finished client into `out`.
fn finish(small: &Path, out: &Path) -> Result {
    let wasm = files::read_bytes(&small.join("client.wasm"))?;
    let wasm_name = hashed_name("client.wasm", &wasm);
    let rest = files::read_bytes(&small.join("rest.wasm"))?;
    let rest_name = hashed_name("rest.wasm", &rest);
    let (print_name, print_integrity) = preview(&fonts(), out)?;
    let rest_script = filled(
        files::read(&small.join("rest.js"))?,
        &[
            ("PRINT_NAME", &print_name),
            ("PRINT_INTEGRITY", &print_integrity),
            ("KIOSK_PATH", KIOSK),
            ("KIOSK_ENDED", &[KIOSK, Step::Ended.path()].concat()),
        ],
    )?;
    let rest_script_name = hashed_name("rest.js", rest_script.as_bytes());
    let script = filled(
        files::read(&small.join("client.js"))?,
        &[
            ("WASM_NAME", &wasm_name),
            ("WASM_INTEGRITY", &integrity(&wasm)),
            ("REST_NAME", &rest_name),
            ("REST_INTEGRITY", &integrity(&rest)),
            ("REST_SCRIPT_NAME", &rest_script_name),
            ("REST_SCRIPT_INTEGRITY", &integrity(rest_script.as_bytes())),
            ("FIRST_WORDS", &first_words()?),
            ("MANIFEST_PATH", path::MANIFEST),
            ("IDENTITY_PATH", Step::Identity.path()),
        ],
    )?;
    let script_name = hashed_name("client.js", script.as_bytes());
    let public = root().join("public");
    let icon = files::read(&public.join("seal.svg"))?;
    let style = files::read_bytes(&small.join("style.css"))?;
    let style_name = hashed_name("style.css", &style);
    let names = Names {
        script: &script_name,
        script_integrity: &integrity(script.as_bytes()),
        wasm: &wasm_name,
        style: &style_name,
        style_integrity: &integrity(&style),
        icon: &icon,
    };
    let page = files::read(&root().join("index.html"))?;
    let page = html::finish(&page, &names).map_err(|what| Trouble::new(what, ""))?;
    files::write(&out.join(&wasm_name), wasm)?;
    files::write(&out.join(&rest_name), rest)?;
    files::write(&out.join(&script_name), script)?;
    files::write(&out.join(&rest_script_name), rest_script)?;
    files::write(&out.join(&style_name), style)?;
    files::write(&out.join("index.html"), page)?;

    for file in files::list(&public) {
        files::copy(&public.join(&file), &out.join(&file))?;
    }
    // The client asks for the second half of a table by this name, made in the same way by app/build.rs.
    for (name, table) in tables()?.into_iter().flatten() {
        files::write(&out.join("strings").join(name), table)?;
    }
    // And so does a kiosk for its style.
    let style = files::read_bytes(&root().join("app").join(KIOSK_STYLE))?;
    files::write(&out.join(hashed_name(KIOSK_STYLE, &style)), style)?;
    files::write(&out.join(release_file()), format!("{CLIENT_RELEASE}\n"))?;
    let worker = worker(out, &files::read(&root().join("xtask/tools").join(WORKER))?)?;
    files::write(&out.join(WORKER), worker)
}

/// A script with each place filled in. Fails if it has no such place.
fn filled(script: String, places: &[(&str, &str)]) -> Result<String> {
    places.iter().try_fold(script, |script, (place, value)| {
        if script.contains(place) {
            Ok(script.replace(place, value))
        } else {
            Err(Trouble::new(format!("a script of the client has no {place} to fill in"), ""))
        }
    })
}

/// The two halves of the tables of words, each in the languages' order: under which names they are served, and what they say.
fn tables() -> Result<[Vec<(String, String)>; 2]> {
    let folder = root().join("app/strings");
    let halves = lakzegel_words::read(&folder).map_err(|problem| Trouble::new(problem.to_string(), ""))?;
    Ok(halves.map(|tables| {
        let named = |table: &lakzegel_words::Table| {
            let served = table.served();
            (hashed_name(&format!("{}.txt", table.name), served.as_bytes()), served)
        };
        tables.iter().map(named).collect()
    }))
}

/// Where the first half of each language's words is served, and its hash, as a script has it.
fn first_words() -> Result<String> {
    let [first, _] = tables()?;
    let mut list = String::from("{");
    for (language, (name, table)) in lakzegel_words::LANGUAGES.iter().zip(first) {
        list += &format!("{}:[\"/strings/{name}\",\"{}\"],", language.code, integrity(table.as_bytes()));
    }
    Ok(list + "}")
}

/// The script that has the client open without a network. Its name has no hash in it: a browser asks for it anew to learn of a new release.
const WORKER: &str = "service-worker.js";

/// What a kiosk looks like besides. A kiosk keeps nothing, so nobody keeps this.
const KIOSK_STYLE: &str = "kiosk.css";

/// The file that says which release this is.
fn release_file() -> &'static Path {
    Path::new(served::RELEASE.trim_start_matches('/'))
}

/// Puts into that script the list of all files of `client`, each with its hash: what it keeps, and nothing else.
fn worker(client: &Path, script: &str) -> Result<String> {
    // What search engines ask for, the number of the release, which the program knows, the icon, which stands in the page, and the preview's fonts, of which a letter needs two in a dozen: without
    // a network the preview has the device's own, in the same lines.
    let unasked = [Path::new("robots.txt"), Path::new("seal.svg"), Path::new(WORKER), release_file()];
    let is_kiosks = |file: &Path| file.display().to_string().starts_with("kiosk.");
    let is_asked = |file: &PathBuf| !unasked.contains(&file.as_path()) && !file.starts_with("fonts") && !is_kiosks(file);
    let mut list = String::from("[\n");
    for file in files::list(client).into_iter().filter(is_asked) {
        let address = if file == Path::new("index.html") { String::new() } else { file.display().to_string() };
        list += &format!("  [\"/{address}\", \"{}\"],\n", integrity(&files::read_bytes(&client.join(&file))?));
    }
    list.push(']');
    let release = format!("lakzegel-release-{}", &files::sha256(list.as_bytes())[..16]);
    let script = script.replace("RELEASE_NAME", &release).replace("FILE_LIST", &list);
    Ok(places().into_iter().fold(script, |script, (place, value)| script.replace(place, &value)))
}

/// What the worker has of the contract: each place in its script, and what it is filled in with.
fn places() -> [(&'static str, String); 5] {
    let steps: Vec<_> =
        Step::ALL.into_iter().filter(|step| step.has_address() && !step.is_kiosk_only()).map(Step::path).collect();
    let fields = [outbox::ID, outbox::ENVELOPE, outbox::GRANT, outbox::UNTIL, outbox::PROBLEM, outbox::RECEIPT];
    [
        ("STEP_LIST", format!("{steps:?}")),
        ("OUTBOX_STORE", format!("{:?}", outbox::STORE)),
        ("OUTBOX_FIELDS", format!("{fields:?}")),
        ("ENVELOPES_PATH", format!("{:?}", path::fill(path::ENVELOPE, ""))),
        ("PROBLEM_BEGINS", format!("{PROBLEM_PREFIX:?}")),
    ]
}

#[cfg(test)]
mod tests {
    use super::{SOURCES, WORKER, files, places, root, target, worker};

    #[test]
    fn every_source_of_the_client_is_there() {
        for source in SOURCES {
            assert!(root().join(source).exists(), "{source}");
        }
        assert!(SOURCES.is_sorted());
    }

    #[test]
    fn the_workers_list_has_every_file_that_a_page_asks_for_and_changes_with_each() {
        let client = target().join("test/worker");
        let write = |name: &str, content: &str| files::write(&client.join(name), content).expect("target/ can be written");
        for (name, content) in [
            ("index.html", "abc"),
            ("strings/nl.1.txt", "abc"),
            ("robots.txt", "x"),
            ("release.txt", "1\n"),
            ("seal.svg", "x"),
            (WORKER, "x"),
        ] {
            write(name, content);
        }
        let made = || worker(&client, "RELEASE_NAME FILE_LIST").unwrap_or_default();
        let first = made();
        let hash = "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn";
        assert!(first.starts_with("lakzegel-release-"));
        assert!(first.ends_with(&format!(" [\n  [\"/\", \"{hash}\"],\n  [\"/strings/nl.1.txt\", \"{hash}\"],\n]")), "{first}");
        write("index.html", "abcd");
        assert_ne!(made().split(' ').next(), first.split(' ').next());
    }

    #[test]
    fn the_worker_knows_steps_and_outbox_by_the_contract_and_nothing_is_left_to_fill_in() {
        let client = target().join("test/worker-filled");
        files::write(&client.join("index.html"), "abc").expect("target/ can be written");
        let script = files::read(&root().join("xtask/tools").join(WORKER)).expect("it is a source");
        let filled = worker(&client, &script).expect("it can be filled in");
        for (place, _) in places() {
            assert!(script.contains(place) && !filled.contains(place), "{place}");
        }
        assert!(filled.contains("const STEPS = [\"/\", \"/privileged\","), "{filled}");
        assert!(!filled.contains("/ended"), "a kiosk keeps nothing");
        assert!(filled.contains("const ENVELOPES = \"/v1/envelopes/\";"), "{filled}");
    }
}

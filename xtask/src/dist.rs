//! `cargo xtask dist`: release artefacts in `dist/`, for real root keys only, and searched for any trace of the demo.

use std::path::{Path, PathBuf};

use base64ct::{Base64, Encoding as _};
use lakzegel_contract::{CLIENT_RELEASE, DEMO_ORIGINS};

use crate::{
    client, demo, files,
    run::{Progress, Result, Trouble},
    test,
    tools::{self, FOR_CLIENT, cargo},
};

/// The demo's source names its people; whatever it names, a release must not.
const DEMO_SOURCE: &str = include_str!("../../intake/src/demo.rs");
const ROOT_KEYS: &str = "root keys are four lines: the origin, and three different Ed25519 verifier keys";
const SERVERS: [&str; 2] = ["lakzegel-intake", "lakzegel-screening"];

/// `cargo xtask dist --root-keys FILE`.
pub fn run(root_keys: Option<&Path>) -> Result {
    let Some(root_keys) = root_keys else {
        return Err(Trouble::new(
            "a release needs root keys",
            "cargo xtask dist --root-keys FILE: the origin, and three verifier keys",
        ));
    };
    check(&files::read(root_keys)?).map_err(|why| Trouble::new(format!("{}: {why}", root_keys.display()), ""))?;

    test::demand_full()?;

    let dist = files::root().join("dist");
    let progress = Progress::new(0);
    tools::set_up(&FOR_CLIENT, &progress)?;
    let built = files::target().join("web/release");
    client::build(Some(root_keys), &built, &progress)?;
    progress.add(SERVERS.len());
    for server in SERVERS {
        let mut command = cargo();
        command.args(["build", "--release", "--locked", "-p", server]).env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
        command.env("RUSTFLAGS", client::remap());
        progress.run(&format!("{server}: compiling for release"), &mut command, "")?;
    }

    files::remove(&dist)?;
    for file in files::list(&built) {
        files::copy(&built.join(&file), &dist.join("client").join(&file))?;
    }
    for server in SERVERS {
        files::copy(&files::target().join("release").join(server), &dist.join(server))?;
    }
    let traces = traces(&dist)?;
    if !traces.is_empty() {
        files::remove(&dist)?;
        return Err(Trouble::new(
            format!("what was built has traces of the demo:\n  {}", traces.join("\n  ")),
            "dist/ was removed.",
        ));
    }
    files::write(&dist.join("SHA256SUMS"), sums(&dist)?)?;
    println!("The release is in dist/, with hashes in dist/SHA256SUMS.");
    println!("{}", next_steps(root_keys));
    Ok(())
}

/// What is to be done with a release before anybody gets it.
fn next_steps(root_keys: &Path) -> String {
    let root_keys = root_keys.display();
    format!(
        "It is release {CLIENT_RELEASE} of the client. If another one was published under this number, raise CLIENT_RELEASE in contract/src/lib.rs and build anew.\n\
         Next (docs/operations.md, \"A release, and whether a site serves it\"):\n  \
         1. where the root keys are: lakzegel-screening client draft --client dist/client --root-keys {root_keys} --version NAME --out client.txt\n  \
         2. two holders of root keys: lakzegel-screening client sign --key KEY --note client.txt\n  \
         3. hand client.txt to screening (client_list), which states it as the newest\n  \
         4. only then serve dist/client, and publish client.txt elsewhere"
    )
}

/// Refuses root keys that are not a real deployment's.
fn check(root_keys: &str) -> std::result::Result<(), String> {
    let lines: Vec<&str> = root_keys.lines().collect();
    let [origin, keys @ ..] = lines.as_slice() else { return Err("no origin".to_owned()) };
    if origin.starts_with(DEMO_ORIGINS) || *origin == demo::ORIGIN {
        return Err(format!("{origin} is a demo's origin; a release is for a real deployment"));
    }
    if keys.iter().any(|key| key.starts_with(DEMO_ORIGINS)) {
        return Err("one of the keys is a demo's".to_owned());
    }
    let public: Vec<Vec<u8>> = keys.iter().filter_map(|key| public_key(key)).collect();
    let [first, second, third] = public.as_slice() else { return Err(ROOT_KEYS.to_owned()) };
    if origin.is_empty() || keys.len() != 3 || first == second || second == third || first == third {
        return Err(ROOT_KEYS.to_owned());
    }
    Ok(())
}

/// The public key in `NAME+ID+KEY`, as C2SP's signed notes write an Ed25519 key; `None` if it is not whole. With a key that was copied
/// wrongly, every client would refuse every manifest.
fn public_key(text: &str) -> Option<Vec<u8>> {
    let (name, rest) = text.split_once('+')?;
    let (id, encoded) = rest.split_once('+')?;
    let key = Base64::decode_vec(encoded).ok()?;
    let hash = files::sha256(&[name.as_bytes(), b"\n", &key].concat());
    (key.len() == 33 && key[0] == 1 && hash[..8] == *id).then_some(key)
}

/// What must not be found: the people's names, and everything by which the demo's identity provider is known.
fn needles() -> Vec<String> {
    let people =
        DEMO_SOURCE.split_once("const PEOPLE").and_then(|(_, rest)| rest.split_once("];")).map_or("", |(people, _)| people);
    let names = people.lines().filter(|line| line.trim_start().starts_with('(')).filter_map(|line| line.rsplit('"').nth(1));
    let known = [demo::ORIGIN, "lakzegel-demo", "urn:lakzegel:demo", "/demo/identity", "demo_identity_key"];
    names.chain(known).map(str::to_owned).collect()
}

/// Every needle in every file. Clients and screening may know how demo origins begin, since they mark a demo's letters as such; the
/// intake may not know even that.
fn traces(folder: &Path) -> Result<Vec<String>> {
    let needles = needles();
    let mut found = Vec::new();
    for file in files::list(folder) {
        let content = files::read_bytes(&folder.join(&file))?;
        let intake = file == Path::new("lakzegel-intake");
        let needles = needles.iter().map(String::as_str).chain(intake.then_some(DEMO_ORIGINS));
        for needle in needles {
            if content.windows(needle.len()).any(|window| window == needle.as_bytes()) {
                found.push(format!("{}: {needle}", file.display()));
            }
        }
    }
    Ok(found)
}

/// In the form that `sha256sum --check` reads.
fn sums(folder: &Path) -> Result<String> {
    let line = |file: PathBuf| Ok(format!("{}  {}\n", files::sha256(&files::read_bytes(&folder.join(&file))?), file.display()));
    files::list(folder).into_iter().filter(|file| file != Path::new("SHA256SUMS")).map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::{
        env, fs,
        path::{Path, PathBuf},
        process,
    };

    use base64ct::{Base64, Encoding as _};

    use super::{CLIENT_RELEASE, DEMO_ORIGINS, check, files, needles, next_steps, run, sums, traces};

    /// Root keys with this origin, under this name: any 32 bytes will do for a key here.
    fn keys(origin: &str, name: &str) -> String {
        let key = |number: u8| {
            let name = format!("{name}-{number}");
            let key = [[1].as_slice(), &[number; 32]].concat();
            let id = &files::sha256(&[name.as_bytes(), b"\n", &key].concat())[..8];
            format!("{name}+{id}+{}\n", Base64::encode_string(&key))
        };
        format!("{origin}\n{}{}{}", key(1), key(2), key(3))
    }

    /// A folder of this test's own, gone afterwards.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let folder = env::temp_dir().join(format!("lakzegel-xtask-{}-{name}", process::id()));
            fs::create_dir_all(&folder).expect("a temporary folder can be made");
            Self(folder)
        }

        fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
            fs::write(self.0.join(name), content).expect("a file can be written");
            self
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_release_is_refused_with_the_demos_keys_or_none() {
        assert!(check(&keys("brief.example/lakzegel", "brief.example/lakzegel/root")).is_ok());
        assert!(check(&keys("demo.invalid/lakzegel", "demo.invalid/lakzegel/root")).is_err());
        assert!(check(&keys("demo.invalid/another", "demo.invalid/another/root")).is_err());
        assert!(check(&keys("brief.example/lakzegel", "demo.invalid/lakzegel/root")).is_err());
        assert!(check("brief.example/lakzegel\n").is_err());
        assert!(check("").is_err());
        // The command itself, before it builds anything.
        assert!(run(None).is_err());
        let folder = Folder::new("refused").with("root-keys.txt", keys("demo.invalid/lakzegel", "demo.invalid/root"));
        assert!(run(Some(&folder.0.join("root-keys.txt"))).is_err());
        assert!(run(Some(&folder.0.join("missing.txt"))).is_err());
    }

    #[test]
    fn a_release_is_refused_with_root_keys_that_no_client_could_use() {
        let good = keys("brief.example/lakzegel", "brief.example/lakzegel/root");
        assert!(check(&good).is_ok());
        // The crypto crate writes them in the same way.
        assert!(check(&text_in(include_str!("../../crypto/tests/vectors/04_manifest.txt"), "root_keys")).is_ok());
        let lines: Vec<&str> = good.lines().collect();
        let three = |keys: [&str; 3]| check(&[&[lines[0]], keys.as_slice()].concat().join("\n"));
        assert!(three([lines[1], lines[2], lines[3]]).is_ok());
        assert!(three([lines[1], lines[2], lines[1]]).is_err(), "twice the same");
        assert!(three([lines[1], lines[2], &lines[3][1..]]).is_err(), "another name than the key's id is of");
        assert!(three([lines[1], lines[2], &lines[3][..lines[3].len() - 4]]).is_err(), "cut");
        assert!(check(&good.replacen("brief.example/lakzegel\n", "\n", 1)).is_err(), "no origin");
        assert!(check(&format!("{good}{}\n", lines[1])).is_err(), "five lines");
    }

    /// A text of several lines in a file of vectors.
    fn text_in(vectors: &str, name: &str) -> String {
        let (_, rest) = vectors.split_once(&format!("\n{name} <<<\n")).expect("it is there");
        rest.split_once(">>>").expect("it ends").0.to_owned()
    }

    #[test]
    fn the_demos_people_are_known_by_name() {
        let needles = needles();
        assert!(needles.len() >= 10, "{needles:?}");
        assert!(needles.iter().any(|needle| needle.contains("Voorbeeld")), "{needles:?}");
    }

    #[test]
    fn every_trace_of_the_demo_is_found() {
        for needle in needles() {
            let content = [b"\0\xff", needle.as_bytes(), b"\0"].concat();
            let folder = Folder::new("traces").with("lakzegel-screening", content);
            let found = traces(&folder.0).expect("the folder can be read");
            assert!(found.contains(&format!("lakzegel-screening: {needle}")), "{needle}");
        }
        let marks = DEMO_ORIGINS;
        let folder = Folder::new("marks").with("lakzegel-screening", marks).with("lakzegel-intake", marks);
        assert_eq!(traces(&folder.0).expect("the folder can be read"), ["lakzegel-intake: demo.invalid/"]);
    }

    #[test]
    fn whoever_built_a_release_is_told_its_number_and_that_it_is_signed_before_it_is_served() {
        let said = next_steps(Path::new("keys/root-keys.txt"));
        assert!(said.starts_with(&format!("It is release {CLIENT_RELEASE} of the client.")), "{said}");
        let steps =
            ["client draft --client dist/client --root-keys keys/root-keys.txt", "client sign", "client_list", "only then serve"];
        let places: Vec<_> = steps.iter().map(|step| said.find(step).unwrap_or_else(|| panic!("{step}: {said}"))).collect();
        assert!(places.is_sorted(), "{said}");
    }

    #[test]
    fn sums_are_in_the_form_that_sha256sum_reads() {
        let folder = Folder::new("sums").with("a", "abc").with("SHA256SUMS", "old");
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n";
        assert_eq!(sums(&folder.0).expect("the folder can be read"), expected);
    }
}

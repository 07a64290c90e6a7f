//! Where things are, and what is in them: folders of the workspace, hashes, copying.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256, Sha384};

use crate::run::{Result, Trouble, answer};

/// The workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// Cargo's target folder. Everything that is built or installed is in it.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| absolute(Path::new(&folder)))
}

/// A path as the caller meant it: relative to the folder in which the command was given.
pub fn absolute(path: impl AsRef<Path>) -> PathBuf {
    std::path::absolute(&path).unwrap_or_else(|_| path.as_ref().to_owned())
}

/// A path as it is shown: relative to the workspace if it is in there.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Trouble::file(path, &error))
}

/// Reads a file's bytes.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| Trouble::file(path, &error))
}

/// Writes a file, and the folders that it is in.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Trouble::file(folder, &error))?;
    }
    fs::write(path, content).map_err(|error| Trouble::file(path, &error))
}

/// Copies a file, and makes the folders that it goes to.
pub fn copy(from: &Path, to: &Path) -> Result {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).map_err(|error| Trouble::file(folder, &error))?;
    }
    fs::copy(from, to).map(drop).map_err(|error| Trouble::file(from, &error))
}

/// Removes a folder or file if it is there.
pub fn remove(path: &Path) -> Result {
    let done = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match done {
        Err(error) if path.exists() => Err(Trouble::file(path, &error)),
        _ => Ok(()),
    }
}

/// Every file in a folder and the folders in it, sorted, relative to it. A file is itself; what is missing has no files.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    fn walk(folder: &Path, inside: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder.join(inside)).into_iter().flatten().flatten() {
            let path = inside.join(entry.file_name());
            if folder.join(&path).is_dir() { walk(folder, &path, into) } else { into.push(path) }
        }
    }
    let mut found = Vec::new();
    if folder.is_file() {
        found.push(PathBuf::new());
    } else {
        walk(folder, Path::new(""), &mut found);
    }
    found.sort();
    found
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Subresource integrity with SHA-384.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", Base64::encode_string(&Sha384::digest(bytes)))
}

/// A name with the content's hash in it: `client.js` becomes `client.0123456789abcdef.js`. So a name never stands for two contents.
pub fn hashed_name(name: &str, content: &[u8]) -> String {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{stem}.{}.{extension}", &sha256(content)[..16])
}

/// One hash over files: names and contents.
pub fn hash_of(root: &Path, files: impl IntoIterator<Item = PathBuf>) -> Result<String> {
    let mut hash = Sha256::new();
    for file in files {
        let content = read_bytes(&root.join(&file))?;
        hash.update(format!("{}\n{}\n", file.display(), content.len()));
        hash.update(content);
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Stands for all sources: results are of these and no others.
pub fn sources() -> Result<String> {
    sources_with(|_| true)
}

/// Stands for all sources but the documents, which no browser reads.
pub fn code() -> Result<String> {
    sources_with(|file| file.extension().is_none_or(|extension| extension != "md"))
}

fn sources_with(is_meant: impl Fn(&Path) -> bool) -> Result<String> {
    let listed =
        answer(Command::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(root()));
    let listed = listed.ok_or_else(|| Trouble::new("git ls-files failed", "is this a clone?"))?;
    let mut sources: Vec<PathBuf> = listed.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect();
    sources.sort();
    sources.dedup();
    sources.retain(|file| is_meant(file) && root().join(file).is_file());
    hash_of(&root(), sources)
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{hash_of, hashed_name, integrity, list, root, sha256};

    #[test]
    fn hashes_are_those_of_the_standards() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(integrity(b"abc"), "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
    }

    #[test]
    fn a_name_carries_its_contents_hash() {
        assert_eq!(hashed_name("client.js", b"abc"), "client.ba7816bf8f01cfea.js");
    }

    #[test]
    fn the_hash_of_files_depends_on_names_and_contents() {
        let here = root().join("xtask");
        let hash = |names: &[&str]| hash_of(&here, names.iter().map(PathBuf::from)).ok();
        assert!(hash(&["Cargo.toml"]).is_some());
        assert_ne!(hash(&["Cargo.toml"]), hash(&["src/main.rs"]));
        assert_ne!(hash(&["Cargo.toml"]), hash(&["Cargo.toml", "src/main.rs"]));
        assert_eq!(hash(&["missing"]), None);
    }

    #[test]
    fn files_are_listed_in_order_and_a_file_is_itself() {
        let found = list(&root().join("xtask/src"));
        assert!(found.is_sorted() && found.contains(&PathBuf::from("main.rs")));
        assert_eq!(list(&root().join("Cargo.toml")), [Path::new("")]);
        assert!(list(&root().join("nowhere")).is_empty());
    }
}

//! Who else can read or change a file or folder. What the office keeps secret belongs to its user alone; what it believes, nobody else may
//! change: neither the file, nor the folder that it is in, where another could be put in its place.

use std::{
    fs::{self, File, Metadata},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

/// A file or folder that somebody else can read or change, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Untrusted {
    /// Permissions.
    #[error("{} can be {deed} by others than its owner (its mode is {mode:04o}): `chmod {remedy} {}`{}", path.display(), path.display(), after(deed))]
    Mode {
        /// Which one.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
        /// What others can do.
        deed: Deed,
        /// What to tell `chmod`.
        remedy: &'static str,
    },
    /// The owner.
    #[error("{} belongs to the user with the number {owner}, who can read and change it: `chown` it to the user that screening runs as", path.display())]
    Owner {
        /// Which one.
        path: PathBuf,
        /// The number of its user.
        owner: u32,
    },
}

/// What others can do with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Read it, and maybe change it.
    Read,
    /// Change it.
    Changed,
}

impl std::fmt::Display for Deed {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(match self {
            Self::Read => "read",
            Self::Changed => "changed",
        })
    }
}

/// What a mode that is put right does not put right.
fn after(deed: &Deed) -> &'static str {
    match deed {
        Deed::Read => "; what was in it may be known by now",
        Deed::Changed => ", after a look at what is in it",
    }
}

/// Permissions of group and others to read, write and search.
const ANYTHING: u32 = 0o077;
/// Their permissions to write.
const WRITING: u32 = 0o022;
/// All but the group's permissions to read and search.
const BUT_READING: u32 = 0o027;
/// Others' permission to write.
const WRITING_BY_ALL: u32 = 0o002;
/// In such a folder everybody may make files, and nobody may touch another's.
const STICKY: u32 = 0o1000;

/// A secret file or folder: for its owner only. One that is not there is fine.
///
/// # Errors
///
/// If others can read or change it.
pub fn secret(path: &Path) -> Result<(), Untrusted> {
    there(path).map_or(Ok(()), |about| judge(path, &about, ANYTHING))
}

/// A secret file that is open: what is read is then what was judged.
///
/// # Errors
///
/// If others can read or change it.
pub fn secret_file(path: &Path, file: &File) -> Result<(), Untrusted> {
    file.metadata().map_or(Ok(()), |about| judge(path, &about, ANYTHING))
}

/// A secret folder, and everything in it but what is in folders there.
///
/// # Errors
///
/// The first thing that others can read or change.
pub fn secret_folder(path: &Path) -> Result<(), Untrusted> {
    secret(path)?;
    let Ok(entries) = fs::read_dir(path) else { return Ok(()) };
    entries.flatten().try_for_each(|entry| secret(&entry.path()))
}

/// A file that its owner's group may read, and nobody else may read or change: one with people's names.
///
/// # Errors
///
/// If others can.
pub fn private(path: &Path) -> Result<(), Untrusted> {
    there(path).map_or(Ok(()), |about| judge(path, &about, BUT_READING))
}

/// A file or folder that is believed, and that everybody may read.
///
/// # Errors
///
/// If others can change it.
pub fn believed(path: &Path) -> Result<(), Untrusted> {
    there(path).map_or(Ok(()), |about| judge(path, &about, WRITING))
}

/// A file or folder of which only what everybody could change counts: the system's administrator decides on groups there.
///
/// # Errors
///
/// If everybody can change it.
pub fn not_everybodys(path: &Path) -> Result<(), Untrusted> {
    match there(path) {
        Some(about) if about.mode() & WRITING_BY_ALL != 0 && !is_sticky(&about) => Err(mode(path, &about, WRITING_BY_ALL)),
        _ => Ok(()),
    }
}

/// The folders that lead to a path, by its name and where links lead: whoever can change one of them can put another file there. In the
/// folder that it is in, nobody else may make files; in those above, not everybody may.
///
/// # Errors
///
/// The first such folder.
pub fn way_to(path: &Path) -> Result<(), Untrusted> {
    let named = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = path.canonicalize().unwrap_or_else(|_| named.clone());
    for path in [named, real] {
        let mut above = path.ancestors().skip(1);
        if let Some(folder) = above.next()
            && let Some(about) = there(folder)
            && about.mode() & WRITING != 0
            && !is_sticky(&about)
        {
            return Err(mode(folder, &about, WRITING));
        }
        above.try_for_each(not_everybodys)?;
    }
    Ok(())
}

fn there(path: &Path) -> Option<Metadata> {
    fs::metadata(path).ok()
}

fn is_sticky(about: &Metadata) -> bool {
    about.is_dir() && about.mode() & STICKY != 0
}

fn judge(path: &Path, about: &Metadata, forbidden: u32) -> Result<(), Untrusted> {
    if ![0, rustix::process::geteuid().as_raw()].contains(&about.uid()) {
        return Err(Untrusted::Owner { path: path.to_owned(), owner: about.uid() });
    }
    if about.mode() & forbidden == 0 { Ok(()) } else { Err(mode(path, about, forbidden)) }
}

fn mode(path: &Path, about: &Metadata, forbidden: u32) -> Untrusted {
    let (deed, remedy) = match forbidden {
        ANYTHING if about.is_dir() => (Deed::Read, "-R go="),
        ANYTHING => (Deed::Read, "go="),
        BUT_READING => (Deed::Read, "g-w,o="),
        WRITING_BY_ALL => (Deed::Changed, "o-w"),
        _ => (Deed::Changed, "go-w"),
    };
    Untrusted::Mode { path: path.to_owned(), mode: about.permissions().mode() & 0o7777, deed, remedy }
}

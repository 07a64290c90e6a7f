//! Notices: telling a person that the first letter in his or her name came. Whoever took a login over writes in somebody else's name, and
//! only that person can know it; so the operator has each told on a way that no intake touches, as by post or in a message box.
//!
//! A notice is a file in a folder, the spool, until the operator's program has taken and deleted it. It gets there exactly once, whatever is
//! cut short, in the two steps of `release.rs`. *Due*: it is written under a temporary name, and may be written again. *Placing*: only the
//! rename is left, and if the temporary file is gone, it was done.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use base16ct::lower as hex;
use serde_json::json;

use crate::{
    files,
    store::{NoticeState, Store, StoreError},
};

/// Times of logins are told to the hour, in seconds.
const HOUR: u64 = 60 * 60;
/// What is said where the configuration has no spool.
pub const NONE: &str = "no `notices` in the configuration: nobody is told of the first letter in their name";
/// How the name of a whole notice ends.
const EXTENSION: &str = "json";

/// Why a notice could not be put into the spool. The letter waits, and the next round tries again.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// A file could not be written.
    #[error("notices: {path}: {error}")]
    File {
        /// Which one, or its folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whom to tell, and of what. Nothing of the letter.
pub struct Notice<'a> {
    /// The provider's issuer.
    pub issuer: &'a str,
    /// The person, by the issuer's identifier.
    pub subject: &'a str,
    /// When the token was issued, in seconds since 1970.
    pub issued: u64,
}

/// The folder of notices that wait to be collected.
pub struct Spool {
    dir: PathBuf,
}

impl Spool {
    /// Makes the folder if it is not there.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn open(dir: PathBuf) -> Result<Self, NoticeError> {
        match fs::create_dir_all(&dir) {
            Ok(()) => Ok(Self { dir }),
            Err(error) => Err(NoticeError::File { path: dir, error }),
        }
    }

    /// Puts the notice with this id into the folder, if the database says that it is due or half done. It is on disk when this returns.
    ///
    /// # Errors
    ///
    /// If a file cannot be written, or the database fails.
    pub async fn put(&self, store: &Store, id: &[u8; 32], notice: &Notice<'_>) -> Result<(), NoticeError> {
        let path = self.dir.join(format!("{}.{EXTENSION}", hex::encode_string(id)));
        match store.notice(id).await? {
            None | Some(NoticeState::Done) => return Ok(()),
            Some(NoticeState::Due) => {
                let about = json!({
                    "format": "lakzegel notice 1",
                    "issuer": notice.issuer,
                    "subject": notice.subject,
                    "login_hour": notice.issued - notice.issued % HOUR,
                });
                let temporary = files::temporary(&path);
                files::write_synced(&temporary, format!("{about}\n").as_bytes()).map_err(at(&temporary))?;
                files::sync_dir(&self.dir).map_err(at(&self.dir))?;
                store.advance_notice(id, NoticeState::Due, NoticeState::Placing).await?;
            }
            Some(NoticeState::Placing) => {}
        }
        match fs::rename(files::temporary(&path), &path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(at(&path)(error)),
            _ => files::sync_dir(&self.dir).map_err(at(&self.dir))?,
        }
        Ok(store.advance_notice(id, NoticeState::Placing, NoticeState::Done).await?)
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> NoticeError {
    move |error| NoticeError::File { path: path.to_owned(), error }
}

/// The notices that wait to be collected.
pub struct Uncollected {
    /// How many.
    pub count: usize,
    /// Since when the oldest waits. `None` if none does.
    pub since: Option<SystemTime>,
}

impl Uncollected {
    /// What waits in this folder. A folder that is not there yet holds none; a file that is collected at this moment is not counted.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read.
    pub fn of(dir: &Path) -> io::Result<Self> {
        let mut found = Self { count: 0, since: None };
        let entries = match fs::read_dir(dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if Path::new(&entry.file_name()).extension().is_none_or(|extension| extension != EXTENSION) {
                continue;
            }
            let Ok(written) = entry.metadata().and_then(|about| about.modified()) else { continue };
            found.count += 1;
            found.since = Some(found.since.map_or(written, |since| since.min(written)));
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sender::Vouched;

    const NAME: &str = "0707070707070707070707070707070707070707070707070707070707070707.json";

    /// A store in which one notice is due, and its spool.
    async fn due() -> (tempfile::TempDir, Store, Spool) {
        let dir = tempfile::tempdir().expect("the system gives a temporary folder");
        let store = Store::open(dir.path()).await.expect("a new one is made");
        let vouched = Vouched { person: [1; 32], issued: 1_790_000_000, is_login: true };
        store.record_visit(&vouched, &[2; 32], Some(&[7; 32])).await.expect("stores");
        let spool = Spool::open(dir.path().join("notices")).expect("it is made");
        (dir, store, spool)
    }

    async fn put(store: &Store, spool: &Spool) {
        let notice = Notice { issuer: "https://provider.invalid", subject: "burger", issued: 1_790_000_000 };
        spool.put(store, &[7; 32], &notice).await.expect("it is put there");
    }

    fn names(spool: &Spool) -> Vec<String> {
        let names = fs::read_dir(&spool.dir).expect("the folder is there").flatten();
        names.map(|entry| entry.file_name().into_string().expect("text")).collect()
    }

    #[tokio::test]
    async fn a_notice_that_was_cut_short_anywhere_is_there_once_and_one_that_was_collected_does_not_come_back() {
        // Killed while the temporary file was written: half of it is there.
        let (_dir, store, spool) = due().await;
        fs::write(files::temporary(&spool.dir.join(NAME)), "{\"iss").expect("it is written");
        assert_eq!(Uncollected::of(&spool.dir).expect("reads").count, 0, "half a notice is none");
        put(&store, &spool).await;
        let text = fs::read_to_string(spool.dir.join(NAME)).expect("it is there");
        assert_eq!(text.matches("burger").count(), 1);
        assert_eq!(names(&spool), [NAME]);

        // Killed before the rename.
        let (_dir, store, spool) = due().await;
        fs::write(files::temporary(&spool.dir.join(NAME)), "whole").expect("it is written");
        store.advance_notice(&[7; 32], NoticeState::Due, NoticeState::Placing).await.expect("stores");
        put(&store, &spool).await;
        assert_eq!(fs::read_to_string(spool.dir.join(NAME)).expect("it is there"), "whole");

        // Killed after the rename, and collected meanwhile.
        let (_dir, store, spool) = due().await;
        store.advance_notice(&[7; 32], NoticeState::Due, NoticeState::Placing).await.expect("stores");
        put(&store, &spool).await;
        assert_eq!(names(&spool), [""; 0]);

        // Done, and collected; the person is forgotten, and a letter of that visit comes late.
        let (_dir, store, spool) = due().await;
        put(&store, &spool).await;
        fs::remove_file(spool.dir.join(NAME)).expect("it is collected");
        store.forget_people(u64::MAX >> 1).await.expect("forgets");
        let vouched = Vouched { person: [1; 32], issued: 1_790_000_000, is_login: true };
        store.record_visit(&vouched, &[2; 32], Some(&[7; 32])).await.expect("stores");
        put(&store, &spool).await;
        assert_eq!(names(&spool), [""; 0]);
    }

    #[tokio::test]
    async fn who_is_known_is_nobody_new_until_the_term_is_over() {
        let (_dir, store, _spool) = due().await;
        let login = async |key: u8, issued| {
            let vouched = Vouched { person: [1; 32], issued, is_login: true };
            store.record_visit(&vouched, &[key; 32], Some(&[key; 32])).await.expect("stores");
            store.notice(&[key; 32]).await.expect("reads").is_some()
        };
        let first = 1_790_000_000;
        assert!(!login(3, first + 1).await, "another login");
        assert!(!login(4, first + 9_000).await, "much later");
        store.forget_people(first + 9_000).await.expect("forgets");
        assert!(!login(5, first + 9_001).await, "who wrote within the term is known, though the first visit is forgotten");
        store.forget_people(first + 20_000).await.expect("forgets");
        assert!(login(6, first + 30_000).await, "and after it is somebody new");
    }
}

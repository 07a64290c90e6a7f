//! Keys on disk: sealing keys (made, listed, found, destroyed), note keys, and root keys. Nothing here knows what they open or sign.
//!
//! A sealing key is one file, `<keyid>.seed`. When it is gone, no letter that was sealed to it can be opened: forward secrecy and the retention
//! limit both rest on that. `keys.log`, which only grows, says what was made and destroyed, and when.

use std::{
    collections::{HashMap, hash_map::Entry},
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{
    KeyId, OpeningKey, RootKeys,
    note::{Algorithm, SigningKey, VerifierKey},
};
use zeroize::Zeroizing;

use crate::{
    files,
    sender::PersonKey,
    system,
    trust::{self, Untrusted},
};

/// The append-only record of what was made and destroyed, beside the seeds.
const LOG: &str = "keys.log";
const FIRST_LINE: &str = "lakzegel sealing key v1";
const PERSON_FIRST_LINE: &str = "lakzegel person key v1";
/// The most bytes of a key file that are read.
const MAX_KEY_FILE: u64 = 4096;

/// Why something about keys could not be done.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// A file or folder could not be read or written.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A secret that others can read, or a key that others can change.
    #[error(transparent)]
    Untrusted(#[from] Untrusted),
    /// A file is not what its name says.
    #[error("{0} is not a key file of this version")]
    Form(PathBuf),
    /// The root keys' file.
    #[error("{0} is not a file of root keys: four lines, the origin and three different keys")]
    RootKeys(PathBuf),
    /// There is no such key.
    #[error("there is no sealing key {0} here")]
    Unknown(KeyId),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes: {0}")]
    Random(getrandom::Error),
    /// A note key's name is empty, or has white space or a `+` in it.
    #[error("a note key's name may not be empty, and has no white space and no '+'")]
    Name,
}

/// Adds the path to an error of the system.
fn at(path: &Path) -> impl FnOnce(io::Error) -> KeyFileError {
    move |error| KeyFileError::File { path: path.to_owned(), error }
}

/// A sealing key's file, read.
pub struct SealingKeyFile {
    /// The key.
    pub key: OpeningKey,
    /// When it was made: seconds since 1970.
    pub made: u64,
}

/// Makes a sealing key in `dir` and returns its id. `now` is in seconds since 1970.
///
/// # Errors
///
/// If the file cannot be written, or there are no random bytes.
pub fn make(dir: &Path, now: u64) -> Result<KeyId, KeyFileError> {
    fs::create_dir_all(dir).map_err(at(dir))?;
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(KeyFileError::Random)?;
    // RFC 9458's one-byte number only has to tell the keys of one list apart: they are counted.
    let number = u8::try_from(log_lines(dir)?.iter().filter(|line| line.deed == "made").count() % 256)
        .expect("a number below 256 is a byte");
    let id = OpeningKey::from_seed(number, *seed).config().key_id();
    let mut text = Zeroizing::new(String::with_capacity(256));
    text.push_str(&format!("{FIRST_LINE}\nnumber {number}\nmade {now}\nseed "));
    let mut digits = Zeroizing::new([0; 64]);
    text.push_str(base16ct::lower::encode_str(&*seed, &mut *digits).expect("32 bytes have 64 digits"));
    text.push('\n');
    write_new(&seed_path(dir, id), text.as_bytes())?;
    log(dir, now, "made", id)?;
    Ok(id)
}

/// Every sealing key in `dir`, the oldest first.
///
/// # Errors
///
/// If the folder or a key cannot be read.
pub fn list(dir: &Path) -> Result<Vec<SealingKeyFile>, KeyFileError> {
    let mut keys = Vec::new();
    for entry in fs::read_dir(dir).map_err(at(dir))? {
        let path = entry.map_err(at(dir))?.path();
        if path.extension().is_some_and(|extension| extension == "seed") {
            keys.push(read(&path)?);
        }
    }
    keys.sort_by_key(|file| (file.made, file.key.config().key_id()));
    Ok(keys)
}

/// Destroys a sealing key: whatever was sealed to it stays sealed for ever. `now` is in seconds since 1970.
///
/// The intention is logged first, so that after a crash the log still says why the file is gone. Overwriting helps on plain disks only; on
/// others the file system's own encryption must make deleted blocks unreadable (see docs/operations.md).
///
/// # Errors
///
/// If there is no such key, or its file or the log cannot be written.
pub fn destroy(dir: &Path, id: KeyId, now: u64) -> Result<(), KeyFileError> {
    let path = seed_path(dir, id);
    if !path.exists() {
        // A crash came between deleting and logging: only the log's line is missing.
        let lines = log_lines(dir)?;
        let deed = |name| lines.iter().any(|line| line.deed == name && line.id == id);
        return if deed("destroying") && !deed("destroyed") {
            log(dir, now, "destroyed", id)
        } else {
            Err(KeyFileError::Unknown(id))
        };
    }
    log(dir, now, "destroying", id)?;
    let length = fs::metadata(&path).map_err(at(&path))?.len().min(MAX_KEY_FILE);
    let mut file = OpenOptions::new().write(true).open(&path).map_err(at(&path))?;
    let zeroes = vec![0; usize::try_from(length).expect("a key file's length fits in memory")];
    file.rewind().and_then(|()| file.write_all(&zeroes)).and_then(|()| file.sync_all()).map_err(at(&path))?;
    fs::remove_file(&path).map_err(at(&path))?;
    files::sync_dir(dir).map_err(at(dir))?;
    log(dir, now, "destroyed", id)
}

/// Why there is no key to open an envelope with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// It was here, and `keys.log` says that it was destroyed.
    Destroyed,
    /// It was never here. Its file may still be brought.
    Unknown,
}

/// The sealing keys of one folder. Each is read when it is first needed.
pub struct SealingKeys {
    dir: PathBuf,
    read: HashMap<KeyId, OpeningKey>,
}

impl SealingKeys {
    /// The keys in `dir`; reads none yet.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, read: HashMap::new() }
    }

    /// Forgets every key whose file is gone or cannot be seen, and overwrites what using keys left on the stack. To be called again and again,
    /// whether letters come or not: a key that is destroyed is then nowhere any more.
    pub fn sweep(&mut self) {
        self.read.retain(|id, _| seed_path(&self.dir, *id).try_exists().unwrap_or(false));
        system::wipe_stack();
    }

    /// The key with this id; the inner error says why there is none. A key whose file is destroyed while this program runs is forgotten at
    /// once.
    ///
    /// # Errors
    ///
    /// If its file or the log cannot be read.
    pub fn find(&mut self, id: KeyId) -> Result<Result<&OpeningKey, NoKey>, KeyFileError> {
        let path = seed_path(&self.dir, id);
        if !path.try_exists().map_err(at(&path))? {
            self.sweep();
            let destroyed = log_lines(&self.dir)?.iter().any(|line| line.id == id && line.deed.starts_with("destroy"));
            return Ok(Err(if destroyed { NoKey::Destroyed } else { NoKey::Unknown }));
        }
        match self.read.entry(id) {
            Entry::Occupied(known) => Ok(Ok(known.into_mut())),
            Entry::Vacant(new) => {
                let file = read(&path)?;
                if file.key.config().key_id() != id {
                    return Err(KeyFileError::Form(path));
                }
                Ok(Ok(new.insert(file.key)))
            }
        }
    }
}

/// Makes a note key: the secret half in `path`, the public half in `path` with `.pub` behind it. Returns the public half.
///
/// # Errors
///
/// If the name is not valid, a file is there already, or it cannot be written.
pub fn make_note_key(name: &str, algorithm: Algorithm, path: &Path) -> Result<VerifierKey, KeyFileError> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *seed).map_err(KeyFileError::Random)?;
    let key = SigningKey::from_seed(name, algorithm, *seed).map_err(|_| KeyFileError::Name)?;
    let mut text = key.to_text();
    text.push('\n');
    write_new(path, text.as_bytes())?;
    let mut public = path.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    fs::write(&public, format!("{}\n", key.verifier())).map_err(at(&public))?;
    Ok(key.verifier().clone())
}

/// Reads a secret note key.
///
/// # Errors
///
/// If the file cannot be read, or is not one.
pub fn read_note_key(path: &Path) -> Result<SigningKey, KeyFileError> {
    let text = read_file(path)?;
    SigningKey::parse(text.trim_end()).map_err(|_| KeyFileError::Form(path.to_owned()))
}

/// Reads a public note key.
///
/// # Errors
///
/// If the file cannot be read, or is not one.
pub fn read_verifier_key(path: &Path) -> Result<VerifierKey, KeyFileError> {
    trust::not_everybodys(path)?;
    let text = fs::read_to_string(path).map_err(at(path))?;
    VerifierKey::parse(text.trim_end()).map_err(|_| KeyFileError::Form(path.to_owned()))
}

/// Reads a file of root keys: the origin and three public keys, a line each.
///
/// # Errors
///
/// If the file cannot be read, or is not one.
pub fn read_root_keys(path: &Path) -> Result<RootKeys, KeyFileError> {
    trust::not_everybodys(path)?;
    let text = fs::read_to_string(path).map_err(at(path))?;
    RootKeys::parse(&text).map_err(|_| KeyFileError::RootKeys(path.to_owned()))
}

/// Makes the key by which people are known again, if there is none yet. True if it was made.
///
/// # Errors
///
/// If the file cannot be written, or there are no random bytes.
pub fn make_person_key(path: &Path) -> Result<bool, KeyFileError> {
    if path.try_exists().map_err(at(path))? {
        return Ok(false);
    }
    let mut secret = Zeroizing::new([0; 32]);
    getrandom::fill(&mut *secret).map_err(KeyFileError::Random)?;
    let mut digits = Zeroizing::new([0; 64]);
    let digits = base16ct::lower::encode_str(&*secret, &mut *digits).expect("32 bytes have 64 digits");
    write_new(path, Zeroizing::new(format!("{PERSON_FIRST_LINE}\nsecret {digits}\n")).as_bytes())?;
    Ok(true)
}

/// Reads the key by which people are known again.
///
/// # Errors
///
/// If the file cannot be read, or is not one.
pub fn read_person_key(path: &Path) -> Result<PersonKey, KeyFileError> {
    let text = read_file(path)?;
    let parse = || {
        let digits = text.strip_prefix(PERSON_FIRST_LINE)?.strip_prefix("\nsecret ")?.strip_suffix('\n')?;
        let mut secret = Box::new(Zeroizing::new([0; 32]));
        (base16ct::mixed::decode(digits, &mut **secret).ok()?.len() == 32).then(|| PersonKey::from_bytes(secret))
    };
    parse().ok_or_else(|| KeyFileError::Form(path.to_owned()))
}

fn seed_path(dir: &Path, id: KeyId) -> PathBuf {
    dir.join(format!("{id}.seed"))
}

fn read(path: &Path) -> Result<SealingKeyFile, KeyFileError> {
    let text = read_file(path)?;
    let parse = || {
        let mut lines = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?.lines();
        let number = lines.next()?.strip_prefix("number ")?.parse().ok()?;
        let made = lines.next()?.strip_prefix("made ")?.parse().ok()?;
        let digits = lines.next()?.strip_prefix("seed ")?;
        let mut seed = Zeroizing::new([0; 32]);
        let is_whole = base16ct::mixed::decode(digits, &mut *seed).ok()?.len() == 32 && lines.next().is_none();
        is_whole.then(|| SealingKeyFile { key: OpeningKey::from_seed(number, *seed), made })
    };
    parse().ok_or_else(|| KeyFileError::Form(path.to_owned()))
}

/// A small secret text file, wiped from memory after use. Nobody else may be able to read it.
fn read_file(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let file = File::open(path).map_err(at(path))?;
    trust::secret_file(path, &file)?;
    // All the room at once: growing would leave copies of the secret behind.
    let mut text = Zeroizing::new(String::with_capacity(MAX_KEY_FILE as usize));
    file.take(MAX_KEY_FILE).read_to_string(&mut text).map_err(at(path))?;
    Ok(text)
}

/// Writes a secret file that must not exist yet, for its owner's eyes only, so that it survives a crash.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), KeyFileError> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(at(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(at(path))?;
    let dir = files::parent(path);
    files::sync_dir(dir).map_err(at(dir))
}

/// One line of `keys.log`.
struct LogLine {
    deed: String,
    id: KeyId,
}

fn log(dir: &Path, now: u64, deed: &str, id: KeyId) -> Result<(), KeyFileError> {
    let path = dir.join(LOG);
    let mut file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path).map_err(at(&path))?;
    file.write_all(format!("{now} {deed} {id}\n").as_bytes()).and_then(|()| file.sync_all()).map_err(at(&path))?;
    files::sync_dir(dir).map_err(at(dir))
}

fn log_lines(dir: &Path) -> Result<Vec<LogLine>, KeyFileError> {
    let path = dir.join(LOG);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(&path)(error)),
    };
    // A line that a crash cut short is not there.
    Ok(text.lines().filter_map(parse_log_line).collect())
}

fn parse_log_line(line: &str) -> Option<LogLine> {
    let (_time, rest) = line.split_once(' ')?;
    let (deed, id) = rest.split_once(' ')?;
    Some(LogLine { deed: deed.to_owned(), id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, os::unix::fs::PermissionsExt as _};

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("the system gives a temporary folder")
    }

    #[test]
    fn a_key_that_was_made_is_found_again_and_only_its_owner_may_read_it() {
        let dir = folder();
        let id = make(dir.path(), 1_764_000_000).expect("makes a key");
        let listed = list(dir.path()).expect("lists");
        assert_eq!(listed.len(), 1);
        assert_eq!((listed[0].key.config().key_id(), listed[0].made), (id, 1_764_000_000));
        let mode = fs::metadata(seed_path(dir.path(), id)).expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let mut keys = SealingKeys::new(dir.path().to_owned());
        assert_eq!(keys.find(id).expect("reads").expect("is there").config().key_id(), id);
    }

    #[test]
    fn the_person_key_is_made_once_and_is_the_same_ever_after() {
        let dir = folder();
        let path = dir.path().join("person.key");
        assert!(make_person_key(&path).expect("makes a key") && !make_person_key(&path).expect("it is there"));
        let mode = fs::metadata(&path).expect("the file is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let person = |path: &Path| read_person_key(path).map(|key| key.of_subject("https://provider.invalid", "1"));
        assert_eq!(person(&path).expect("reads"), person(&path).expect("reads again"));
        let other = dir.path().join("other.key");
        make_person_key(&other).expect("makes a key");
        assert_ne!(person(&path).expect("reads"), person(&other).expect("reads"));
        fs::write(&other, "lakzegel person key v1\nsecret 00\n").expect("writes");
        assert!(matches!(person(&other), Err(KeyFileError::Form(_))));
    }

    #[test]
    fn a_secret_that_others_can_read_is_not_used_and_the_remedy_is_said() {
        let dir = folder();
        let id = make(dir.path(), 1).expect("makes a key");
        let (seed, note) = (seed_path(dir.path(), id), dir.path().join("root.key"));
        make_note_key("demo.invalid/lakzegel/root-1", Algorithm::Ed25519, &note).expect("makes a key");
        for loose in [0o640, 0o604, 0o620, 0o602, 0o644, 0o666] {
            for path in [&seed, &note] {
                fs::set_permissions(path, fs::Permissions::from_mode(loose)).expect("its owner may");
            }
            let refused = [list(dir.path()).err(), read_note_key(&note).err()];
            for (error, path) in refused.into_iter().zip([&seed, &note]) {
                let said = error.map(|error| error.to_string()).unwrap_or_default();
                assert!(said.contains(&format!("`chmod go= {}`", path.display())), "{loose:o}: {said}");
            }
            assert!(SealingKeys::new(dir.path().to_owned()).find(id).is_err(), "{loose:o}");
        }
        for path in [&seed, &note] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o400)).expect("its owner may");
        }
        assert!(list(dir.path()).is_ok() && read_note_key(&note).is_ok());
    }

    #[test]
    fn a_destroyed_key_is_gone_at_once_and_said_to_be_destroyed() {
        let dir = folder();
        let id = make(dir.path(), 1).expect("makes a key");
        let mut keys = SealingKeys::new(dir.path().to_owned());
        assert!(keys.find(id).expect("reads").is_ok());
        destroy(dir.path(), id, 2).expect("destroys");
        assert_eq!(keys.find(id).expect("looks").err(), Some(NoKey::Destroyed));
        assert!(!seed_path(dir.path(), id).exists());
        let log = fs::read_to_string(dir.path().join(LOG)).expect("there is a record");
        assert_eq!(log, format!("1 made {id}\n2 destroying {id}\n2 destroyed {id}\n"));
        assert!(matches!(destroy(dir.path(), id, 3), Err(KeyFileError::Unknown(_))));
    }

    /// What this process has in memory of these bytes, each of which is given the other way round: as they are, they would be found here.
    fn count_in_own_memory(turned: &[u8]) -> usize {
        let maps = fs::read_to_string("/proc/self/maps").expect("Linux says it");
        let mut memory = File::open("/proc/self/mem").expect("a process may look into its own memory");
        let mut count = 0;
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let (start, end) = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
            let [mut at, end] = [start, end].map(|number| u64::from_str_radix(number, 16).expect("an address"));
            // A page at a time, with the end of the one before: what is mapped meanwhile does not matter.
            let mut bytes = vec![0_u8; 8192];
            let own = bytes.as_ptr().addr() as u64;
            while at < end && memory.seek(io::SeekFrom::Start(at)).is_ok() && memory.read_exact(&mut bytes[4096..]).is_ok() {
                // What was copied here to be looked at is no copy that somebody left, wherever this buffer happens to lie.
                let within = |address: u64| address.clamp(at, at + 4096) - at;
                bytes[4096..][within(own) as usize..within(own + 8192) as usize].fill(0);
                let is_here = |window: &&[u8]| window.iter().zip(turned).all(|(byte, other)| *byte == !*other);
                count += bytes[4096 - turned.len() + 1..].windows(turned.len()).filter(is_here).count();
                bytes.copy_within(4096.., 0);
                at += 4096;
            }
            bytes.fill(0);
        }
        count
    }

    /// The seed in a key's file, each byte the other way round; nothing of it stays in memory as it is.
    fn turned_seed(path: &Path) -> [u8; 32] {
        let mut text = Zeroizing::new([0_u8; 256]);
        let length = File::open(path).and_then(|mut file| file.read(&mut *text)).expect("the key is there");
        let digits = text[..length].trim_ascii_end();
        let digits = &digits[digits.len() - 64..];
        let value = |digit: u8| if digit < b'a' { digit - b'0' } else { digit - b'a' + 10 };
        std::array::from_fn(|at| !((value(digits[2 * at]) << 4) | value(digits[2 * at + 1])))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_key_whose_file_is_gone_is_swept_from_memory_without_being_asked_for() {
        let dir = folder();
        let id = make(dir.path(), 1).expect("makes a key");
        let path = seed_path(dir.path(), id);
        let turned = turned_seed(&path);
        let mut keys = SealingKeys::new(dir.path().to_owned());
        assert!(keys.find(id).expect("reads").is_ok());
        keys.sweep();
        assert_eq!(count_in_own_memory(&turned), 1, "it is kept once, and nowhere else");
        fs::remove_file(path).expect("deletes");
        keys.sweep();
        assert_eq!(count_in_own_memory(&turned), 0);
    }

    #[test]
    fn a_destruction_that_a_crash_cut_off_is_still_said_and_can_be_finished() {
        let dir = folder();
        let id = make(dir.path(), 1).expect("makes a key");
        log(dir.path(), 2, "destroying", id).expect("logs");
        fs::remove_file(seed_path(dir.path(), id)).expect("deletes");
        assert_eq!(SealingKeys::new(dir.path().to_owned()).find(id).expect("looks").err(), Some(NoKey::Destroyed));
        destroy(dir.path(), id, 3).expect("finishes");
    }

    #[test]
    fn a_key_that_never_was_here_is_unknown() {
        let dir = folder();
        let found = SealingKeys::new(dir.path().to_owned()).find(KeyId::from_bytes([7; 8])).map(|key| key.err());
        assert_eq!(found.expect("looks"), Some(NoKey::Unknown));
    }

    #[test]
    fn keys_have_different_numbers_and_ids() {
        let dir = folder();
        let ids: HashSet<KeyId> = (0..3).map(|time| make(dir.path(), time).expect("makes a key")).collect();
        assert_eq!(ids.len(), 3);
        let numbers: HashSet<u8> = list(dir.path()).expect("lists").iter().map(|file| file.key.config().encode()[0]).collect();
        assert_eq!(numbers, HashSet::from([0, 1, 2]));
    }

    #[test]
    fn a_note_key_never_overwrites_another() {
        let dir = folder();
        let path = dir.path().join("log.key");
        let public = make_note_key("demo.invalid/lakzegel/log", Algorithm::Ed25519, &path).expect("makes a key");
        assert_eq!(read_note_key(&path).expect("reads").verifier(), &public);
        assert_eq!(read_verifier_key(&dir.path().join("log.key.pub")).expect("reads"), public);
        assert!(make_note_key("demo.invalid/lakzegel/log", Algorithm::Ed25519, &path).is_err());
    }
}

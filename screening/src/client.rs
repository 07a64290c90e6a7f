//! The signed list of the client's files, and of the headers that come with them: with it anybody can check that a site serves this client and no
//! other (`tests/site.mjs`). Root keys sign it. They are offline: the commands that draft and sign it run where the keys are, and talk to nobody.
//! The office reads the newest one, to state which it is.

use std::{
    fs, io,
    path::{Path, PathBuf},
    str::FromStr,
};

use lakzegel_contract::{KIOSK, PROBLEM_MEDIA_TYPE, Step, path, served};
use lakzegel_crypto::{
    Newest, RootKeys,
    manifest::THRESHOLD,
    note::{Note, NoteError},
};
use sha2::{Digest as _, Sha256};

use crate::{
    files,
    keys::{self, KeyFileError},
    time::{DAY, calendar},
};

/// The longest time for which a list may count, in days: somewhat more than a year, for an office whose holders of root keys meet once in it.
pub const MAX_DAYS: u64 = 400;
/// For how many days a list counts if nobody says otherwise: a quarter. Who loses track of a release, or hides the next one, is found out when it is over;
/// and two holders of root keys have to sign this often anyway, for a manifest counts for at most 35 days.
pub const USUAL_DAYS: u64 = 90;
const FIRST_LINE: &str = "lakzegel client v1";
/// Compressed copies of files that are there too: a browser unpacks them to the same bytes.
const COMPRESSED: [&str; 2] = ["br", "gz"];

/// Why the list could not be made or signed.
#[derive(Debug, thiserror::Error)]
pub enum ClientNoteError {
    /// A file or folder.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Nothing was built there.
    #[error("{0} has no index.html: give the folder with the built client")]
    NoPage(PathBuf),
    /// The file that says which release it is.
    #[error("{0} must have the number of the release and the end of the line, as the build writes it: build the client anew")]
    NoRelease(PathBuf),
    /// What people call the release.
    #[error("{0:?} cannot name a release: give one line of text")]
    Version(String),
    /// Valid for no time, or for longer than allowed.
    #[error("a list counts for 1 to {MAX_DAYS} days")]
    Days,
    /// A name that does not fit into a line.
    #[error("{0} has a name that is not plain text without white space")]
    Name(PathBuf),
    /// Key files.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The file to sign is another.
    #[error("{0} is not a list of a client's files, as `client draft` makes it now: draft it anew if it is an older one")]
    NotAClient(PathBuf),
    /// The key has signed already.
    #[error("{0} has signed this note already; two different root keys must")]
    SignedAlready(String),
}

/// What `client draft` is told.
pub struct Draft<'d> {
    /// The folder with the built client.
    pub client: &'d Path,
    /// The file with the origin and the root keys.
    pub root_keys: &'d Path,
    /// What people call the release, in one line.
    pub version: &'d str,
    /// For how many days the list counts: 1 to [`MAX_DAYS`].
    pub days: u64,
    /// Where the list goes.
    pub out: &'d Path,
}

/// Writes the unsigned list of a built client's files, for the deployment of these root keys (`docs/protocol.md`, section 10). `now` is in seconds since
/// 1970.
///
/// ```text
/// lakzegel client v1
/// origin ORIGIN
/// release NUMBER             the client's own, of its file release.txt
/// version TEXT
/// issued TIME
/// expires TIME
/// page /PATH                 where the page is served
/// kiosk /PATH                the same on a kiosk
/// header WHERE NAME: VALUE   of every answer (*), where nothing is (404), of a kiosk's page (/kiosk), or of what is served at a path
/// file SHA256 /PATH          sorted by path; the hash is of the uncompressed file
/// ```
///
/// # Errors
///
/// If a file cannot be read or written, there is no `index.html` or no release, a name has white space in it, or the version or the days do not fit.
pub fn draft(draft: &Draft<'_>, now: u64) -> Result<(), ClientNoteError> {
    let Draft { client, root_keys, version, days, out } = *draft;
    let origin = keys::read_root_keys(root_keys)?.origin;
    if version.is_empty() || version.contains(char::is_control) {
        return Err(ClientNoteError::Version(version.to_owned()));
    }
    if !(1..=MAX_DAYS).contains(&days) {
        return Err(ClientNoteError::Days);
    }
    let mut files = Vec::new();
    list(client, "", &mut files)?;
    files.sort();
    if !files.iter().any(|(path, _)| path == served::PAGE) {
        return Err(ClientNoteError::NoPage(client.to_owned()));
    }
    let release = release(client)?;
    let head = Head { origin: &origin, release, version, issued: now, expires: now.saturating_add(days * DAY) }.to_text();
    let lines: String = files.iter().map(|(path, hash)| format!("file {hash} {path}\n")).collect();
    let (pages, headers) = (pages(), headers(files.iter().map(|(path, _)| path.as_str())));
    let note = Note::new(format!("{head}{pages}{headers}{lines}"))?;
    write(out, note.text())
}

/// The number of the release, of the built client's file.
fn release(client: &Path) -> Result<u32, ClientNoteError> {
    let path = client.join(served::RELEASE.trim_start_matches('/'));
    let text = match fs::read_to_string(&path) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidData) => {
            return Err(ClientNoteError::File { path, error });
        }
        read => read.unwrap_or_default(),
    };
    text.strip_suffix('\n').and_then(number).ok_or(ClientNoteError::NoRelease(path))
}

/// A number without sign and leading zeros.
fn number<N: ToString + FromStr>(text: &str) -> Option<N> {
    text.parse().ok().filter(|number: &N| number.to_string() == text)
}

/// What a list says before its addresses.
struct Head<'l> {
    origin: &'l str,
    release: u32,
    version: &'l str,
    issued: u64,
    expires: u64,
}

impl<'l> Head<'l> {
    fn to_text(&self) -> String {
        let Self { origin, release, version, issued, expires } = self;
        format!("{FIRST_LINE}\norigin {origin}\nrelease {release}\nversion {version}\nissued {issued}\nexpires {expires}\n")
    }

    /// Reads a list, and sees whether the rest of it is one, too. `None` if it is anything else.
    fn read(text: &'l str) -> Option<Self> {
        let mut rest = text.strip_prefix(FIRST_LINE)?.strip_prefix('\n')?;
        let mut field = |name| {
            let (line, others) = rest.split_once('\n')?;
            rest = others;
            line.strip_prefix(name)?.strip_prefix(' ').filter(|value| !value.is_empty())
        };
        let (origin, release, version) = (field("origin")?, number(field("release")?)?, field("version")?);
        let (issued, expires) = (number(field("issued")?)?, number(field("expires")?)?);
        let head = Self { origin, release, version, issued, expires };
        let fits = issued < expires && expires - issued <= MAX_DAYS * DAY;
        (fits && lists_a_client(rest, release)).then_some(head)
    }
}

/// Whether this is what a list has behind its head: lines of each kind in their order, with the page and this release's number among the files.
fn lists_a_client(body: &str, release: u32) -> bool {
    let Some(lines) = body.strip_suffix('\n').and_then(|body| body.split('\n').map(Line::read).collect::<Option<Vec<_>>>())
    else {
        return false;
    };
    let files: Vec<_> =
        lines.iter().filter_map(|line| if let Line::File(path, hash) = line { Some((*path, *hash)) } else { None }).collect();
    let number = base16ct::lower::encode_string(&Sha256::digest(format!("{release}\n")));
    lines.first() == Some(&Line::Page)
        && lines.is_sorted_by_key(Line::place)
        && files.is_sorted_by(|(one, _), (other, _)| one < other)
        && files.iter().any(|(path, _)| *path == served::PAGE)
        && files.contains(&(served::RELEASE, &number))
}

/// A line behind the head.
#[derive(PartialEq)]
enum Line<'l> {
    Page,
    Kiosk,
    Header,
    /// Its address and its hash.
    File(&'l str, &'l str),
}

impl<'l> Line<'l> {
    fn read(line: &'l str) -> Option<Self> {
        let is_address = |text: &str| text.starts_with('/') && !text.contains(char::is_whitespace);
        let (kind, value) = line.split_once(' ')?;
        let (one, other) = value.split_once(' ').unwrap_or((value, ""));
        let read = match kind {
            "page" if is_address(value) => Self::Page,
            "kiosk" if is_address(value) => Self::Kiosk,
            "header" if ["*", "404"].contains(&one) || is_address(one) => {
                let (name, value) = other.split_once(": ")?;
                let is_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
                let fits = !name.is_empty() && name.bytes().all(is_name) && !value.is_empty();
                (fits && value.bytes().all(|byte| (b' '..=b'~').contains(&byte))).then_some(Self::Header)?
            }
            "file" if is_address(other) => {
                let is_hash = one.len() == 64 && one.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
                is_hash.then_some(Self::File(other, one))?
            }
            _ => return None,
        };
        Some(read)
    }

    /// The kinds in the order in which a list has them.
    const fn place(&self) -> u8 {
        match self {
            Self::Page => 0,
            Self::Kiosk => 1,
            Self::Header => 2,
            Self::File(..) => 3,
        }
    }
}

/// A line for each address of the page: one for each step, and those of a kiosk.
fn pages() -> String {
    let steps = || Step::ALL.into_iter().filter(|step| step.has_address());
    let pages = steps().filter(|step| !step.is_kiosk_only()).map(|step| format!("page {}\n", step.path()));
    let kiosk = steps().map(|step| format!("kiosk {KIOSK}{}\n", step.path().trim_end_matches('/')));
    pages.chain(kiosk).collect()
}

/// A line for each header that an honest intake sends: with every answer, where nothing is, with a kiosk's page, with the manifest and the statements about
/// lost envelopes, and with each of the client's files.
fn headers<'f>(files: impl Iterator<Item = &'f str>) -> String {
    let every = served::EVERY_ANSWER.into_iter().map(|(name, value)| ("*", name, value));
    let others = [
        ("404", "cache-control", served::NO_STORE),
        ("404", "content-type", PROBLEM_MEDIA_TYPE),
        (KIOSK, "refresh", served::KIOSK_REFRESH),
        (path::MANIFEST, "cache-control", served::NO_CACHE),
        (path::MANIFEST, "content-type", served::NOTE_MEDIA_TYPE),
        (path::MANIFEST, "vary", served::VARY),
        (path::MISSING, "cache-control", served::NO_CACHE),
        (path::MISSING, "content-type", served::NOTE_MEDIA_TYPE),
    ];
    let of_files = files.flat_map(|path| {
        [
            (path, "cache-control", served::cache_control(path)),
            (path, "content-type", served::media_type(path)),
            (path, "vary", served::VARY),
        ]
    });
    every.chain(others).chain(of_files).map(|(place, name, value)| format!("header {place} {name}: {value}\n")).collect()
}

/// Every file in a folder and below: its address, and its SHA-256 in hexadecimal.
fn list(folder: &Path, address: &str, files: &mut Vec<(String, String)>) -> Result<(), ClientNoteError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |error| ClientNoteError::File { path, error }
    };
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).filter(|name| !name.contains(char::is_whitespace));
        let address = format!("{address}/{}", name.ok_or_else(|| ClientNoteError::Name(path.clone()))?);
        let compressed = path.extension().is_some_and(|extension| COMPRESSED.iter().any(|form| extension == *form));
        if path.is_dir() {
            list(&path, &address, files)?;
        } else if !compressed {
            let hash = Sha256::digest(fs::read(&path).map_err(at(&path))?);
            files.push((address, base16ct::lower::encode_string(&hash)));
        }
    }
    Ok(())
}

/// Adds a root key's signature to the list in `note_path`, in place.
///
/// # Errors
///
/// If a file cannot be read or written, is not such a list, or the key has signed already.
pub fn sign(key_path: &Path, note_path: &Path) -> Result<(), ClientNoteError> {
    let key = keys::read_note_key(key_path)?;
    let content = fs::read_to_string(note_path).map_err(|error| ClientNoteError::File { path: note_path.to_owned(), error })?;
    // A draft has no signature yet, and so is not a whole note.
    let mut note = Note::parse(&content).or_else(|_| Note::new(content))?;
    if Head::read(note.text()).is_none() {
        return Err(ClientNoteError::NotAClient(note_path.to_owned()));
    }
    if !note.verify([key.verifier()])?.is_empty() {
        return Err(ClientNoteError::SignedAlready(key.verifier().name().to_owned()));
    }
    note.add(key.sign(note.text()));
    write(note_path, &note.to_string())
}

/// Why a list is not one that the office can state as the newest. Each text says what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// Its file.
    #[error("{0} cannot be read: {1}")]
    File(PathBuf, io::Error),
    /// Not a note, or one with a false signature.
    #[error("{0}: {1}; give the list as the holders of the root keys signed it")]
    Note(PathBuf, NoteError),
    /// Fewer root keys signed than must; how many did.
    #[error("{0}: {1} of the root keys signed it, and {THRESHOLD} must: have it signed with `client sign`")]
    Signatures(PathBuf, usize),
    /// Signed, but no list of this version.
    #[error("{0} is not a list of a client's files, as `client draft` makes it now: have a new one signed")]
    Content(PathBuf),
    /// For another deployment, which is named.
    #[error("{0} is the list of another deployment, {1}: give the one that was drafted with the root keys here")]
    Origin(PathBuf, String),
    /// Its time has not come; the time at which it will, in seconds since 1970.
    #[error("{0} does not count before {day}: set this machine's clock right, or the one where it was drafted", day = calendar(*.1).date())]
    NotYet(PathBuf, u64),
    /// Its time is over.
    #[error("{} counted until {}: have a new list of the same client signed", path.display(), calendar(*expires).date())]
    Over {
        /// Its file.
        path: PathBuf,
        /// Until when it counted, in seconds since 1970.
        expires: u64,
        /// Which it is: what is over stays the newest until there is another.
        newest: Newest,
    },
}

/// Which release a signed list is of, and the SHA-256 of its text: what a statement of freshness says of it. `now` is in seconds since 1970.
///
/// # Errors
///
/// If the file cannot be read, is no list that two of these root keys signed for their deployment, or does not count at `now`.
pub fn newest(path: &Path, root_keys: &RootKeys, now: u64) -> Result<Newest, ListError> {
    let at = || path.to_owned();
    let content = fs::read_to_string(path).map_err(|error| ListError::File(at(), error))?;
    let note = Note::parse(&content).map_err(|error| ListError::Note(at(), error))?;
    let signed = note.verify(&root_keys.keys).map_err(|error| ListError::Note(at(), error))?.len();
    if signed < THRESHOLD {
        return Err(ListError::Signatures(at(), signed));
    }
    let Head { origin, release, issued, expires, .. } = Head::read(note.text()).ok_or_else(|| ListError::Content(at()))?;
    let newest = Newest { number: release.into(), hash: Sha256::digest(note.text()).into() };
    if origin != root_keys.origin {
        Err(ListError::Origin(at(), origin.to_owned()))
    } else if now < issued {
        Err(ListError::NotYet(at(), issued))
    } else if now >= expires {
        Err(ListError::Over { path: at(), expires, newest })
    } else {
        Ok(newest)
    }
}

fn write(path: &Path, text: &str) -> Result<(), ClientNoteError> {
    files::replace(path, text.as_bytes()).map_err(|error| ClientNoteError::File { path: path.to_owned(), error })
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use lakzegel_crypto::{
        RootKeys,
        note::{Algorithm, Note, SigningKey},
    };
    use sha2::{Digest as _, Sha256};
    use tempfile::TempDir;

    use super::{ClientNoteError, Draft, ListError, MAX_DAYS, draft, headers, newest, pages, sign};
    use crate::{files, time::DAY};

    const ORIGIN: &str = "demo.invalid/lists";
    /// When lists are drafted here.
    const ISSUED: u64 = 1_796_000_000;
    const LIST: &str = "client.txt";

    /// A folder with a built client, small as can be, and root keys.
    struct Desk {
        folder: TempDir,
        roots: RootKeys,
    }

    impl Desk {
        fn new() -> Self {
            let folder = tempfile::tempdir().expect("a temporary folder can be made");
            fs::create_dir(folder.path().join("client")).expect("a folder can be made");
            let roots = RootKeys { origin: ORIGIN.to_owned(), keys: [1, 2, 3].map(|number| root(number).verifier().clone()) };
            let desk = Self { folder, roots };
            for number in 1..=3 {
                desk.write(&format!("{number}.key"), &root(number).to_text());
            }
            desk.write("root-keys.txt", &desk.roots.to_string());
            desk.write("client/index.html", "<!doctype html>");
            desk.write("client/release.txt", "7\n");
            desk.write("client/robots.txt", "");
            desk.write("client/robots.txt.br", "compressed");
            desk
        }

        fn write(&self, name: &str, content: &str) {
            files::write_synced(&self.folder.path().join(name), content.as_bytes()).expect("a file can be written");
        }

        fn list(&self) -> String {
            fs::read_to_string(self.folder.path().join(LIST)).expect("there is a list")
        }

        fn draft(&self, version: &str, days: u64) -> Result<(), ClientNoteError> {
            let [client, root_keys, out] = ["client", "root-keys.txt", LIST].map(|name| self.folder.path().join(name));
            draft(&Draft { client: &client, root_keys: &root_keys, version, days, out: &out }, ISSUED)
        }

        fn sign(&self, number: u8) -> Result<(), ClientNoteError> {
            sign(&self.folder.path().join(format!("{number}.key")), &self.folder.path().join(LIST))
        }

        fn newest(&self, now: u64) -> Result<(u64, [u8; 32]), ListError> {
            newest(&self.folder.path().join(LIST), &self.roots, now).map(|newest| (newest.number, newest.hash))
        }

        /// Puts this text in the list's place, signed by two of the keys whatever it is.
        fn put_signed(&self, text: &str) {
            let mut note = Note::new(text.to_owned()).expect("it can be signed");
            [1, 3].map(root).iter().for_each(|key| note.add(key.sign(text)));
            self.write(LIST, &note.to_string());
        }
    }

    fn root(number: u8) -> SigningKey {
        let name = format!("{ORIGIN}/root-{number}");
        SigningKey::from_seed(&name, Algorithm::Ed25519, [number; 32]).expect("the name is valid")
    }

    #[test]
    fn a_list_says_which_release_it_is_and_for_how_long_it_counts() {
        let desk = Desk::new();
        desk.draft("of the tests", 2).expect("it can be drafted");
        let text = desk.list();
        let head = "lakzegel client v1\norigin demo.invalid/lists\nrelease 7\nversion of the tests\nissued 1796000000\nexpires 1796172800\npage /\n";
        assert!(text.starts_with(head), "{text}");
        assert!(!text.contains("robots.txt.br") && text.contains(" /release.txt\n"), "{text}");
        desk.sign(1).expect("a root key signs");
        assert!(matches!(desk.sign(1), Err(ClientNoteError::SignedAlready(_))));
        assert!(matches!(desk.newest(ISSUED), Err(ListError::Signatures(_, 1))));
        desk.sign(3).expect("another signs");
        let expected = (7, <[u8; 32]>::from(Sha256::digest(&text)));
        for now in [ISSUED, ISSUED + 2 * DAY - 1] {
            assert_eq!(desk.newest(now).expect("it counts"), expected);
        }
        assert!(matches!(desk.newest(ISSUED - 1), Err(ListError::NotYet(_, ISSUED))));
        let over = desk.newest(ISSUED + 2 * DAY);
        // Whoever states it goes on: there is no newer one.
        assert!(matches!(&over, Err(ListError::Over { newest, .. }) if (newest.number, newest.hash) == expected), "{over:?}");
        assert!(
            over.expect_err("it is over")
                .to_string()
                .ends_with("client.txt counted until 2026-12-02: have a new list of the same client signed")
        );
    }

    #[test]
    fn a_client_that_does_not_say_its_number_is_not_listed() {
        let desk = Desk::new();
        for text in ["", "\n", "7", "07\n", "+7\n", "-1\n", "7\n\n", "7 \n", " 7\n", "7\r\n", "seven\n", "4294967296\n"] {
            desk.write("client/release.txt", text);
            assert!(matches!(desk.draft("1", 1), Err(ClientNoteError::NoRelease(_))), "{text:?}");
        }
        fs::write(desk.folder.path().join("client/release.txt"), [0xff, b'\n']).expect("a file can be written");
        assert!(matches!(desk.draft("1", 1), Err(ClientNoteError::NoRelease(_))));
        fs::remove_file(desk.folder.path().join("client/release.txt")).expect("a file can be removed");
        let none = desk.draft("1", 1).expect_err("there is no such file").to_string();
        assert!(none.ends_with("client/release.txt must have the number of the release and the end of the line, as the build writes it: build the client anew"), "{none}");
        for text in ["0\n", "4294967295\n"] {
            desk.write("client/release.txt", text);
            desk.draft("1", 1).expect("that is a number");
        }
    }

    #[test]
    fn a_list_counts_for_at_most_400_days_and_its_name_is_a_line() {
        let desk = Desk::new();
        for days in [0, MAX_DAYS + 1, u64::MAX] {
            assert!(matches!(desk.draft("1", days), Err(ClientNoteError::Days)), "{days}");
        }
        for version in ["", "1\nissued 5", "1\r", "\u{85}"] {
            assert!(matches!(desk.draft(version, 1), Err(ClientNoteError::Version(_))), "{version:?}");
        }
        desk.draft("2026-12, the one with more words", MAX_DAYS).expect("that is the most");
        desk.sign(2).expect("it is a list");
    }

    /// What two root keys signed is not a list for that, and no root key signs what is none.
    #[test]
    fn a_list_of_another_form_is_neither_signed_nor_stated() {
        let desk = Desk::new();
        desk.draft("1", 1).expect("it can be drafted");
        let good = desk.list();
        desk.put_signed(&good);
        desk.newest(ISSUED).expect("it is a list");
        let swapped = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|begin| good.lines().find(|line| line.starts_with(begin)).expect("there is one"));
            good.replacen(&format!("{one}\n"), "\0", 1)
                .replacen(&format!("{other}\n"), &format!("{one}\n"), 1)
                .replace('\0', &format!("{other}\n"))
        };
        let hash = |text: &str| base16ct::lower::encode_string(&Sha256::digest(text));
        let page = format!("file {} /index.html\n", hash("<!doctype html>"));
        let release = format!("file {} /release.txt\n", hash("7\n"));
        let header = "header * x-content-type-options: nosniff\n";
        for (text, what) in [
            (good.replace("release 7\n", "").replace("issued 1796000000\nexpires 1796086400\n", ""), "of the form before"),
            (good.replace("v1", "v2"), "another version"),
            (good.replace("release 7\n", ""), "no release"),
            (good.replace("release 7", "release 07"), "a leading zero"),
            (good.replace("release 7", "release 4294967296"), "a number that is too great"),
            (good.replace("release 7", "release 8"), "another number than its client's"),
            (good.replace("version 1\n", "version \n"), "no name"),
            (good.replace("issued 1796000000\n", ""), "no time"),
            (good.replace("expires 1796086400", "expires 1796000000"), "over as it begins"),
            (good.replace("expires 1796086400", "expires 1830560001"), "longer than it may"),
            (good.replace("expires 1796086400", "expires -1"), "a sign"),
            (swapped("release", "version"), "release and version"),
            (swapped("issued", "expires"), "issued and expires"),
            (swapped("page", "kiosk"), "page and kiosk"),
            (swapped("header", "file"), "headers and files"),
            (swapped("file", release.trim_end()), "files"),
            (good.replace(&page, &page.repeat(2)), "a file twice"),
            (good.replace(&page, ""), "no page"),
            (good.replace(&release, ""), "no file with the number"),
            (
                good.replace(&page, &page.to_uppercase().replace("FILE", "file").replace("INDEX.HTML", "index.html")),
                "a hash in capitals",
            ),
            (good.replace(" /index.html", " index.html"), "no address"),
            (good.replace("page /\n", "page \n"), "no address of the page"),
            (good.replace(header, "header * X-Content: nosniff\n"), "a header in capitals"),
            (good.replace(header, "header nowhere x: nosniff\n"), "a header of nowhere"),
            (good.replace(header, "header * x-content-type-options\n"), "a header without value"),
            (good.replace(header, "header * x: \u{e9}\n"), "a header that is not ASCII"),
            (good.replace(header, "witness me\n"), "an unknown line"),
            (format!("{good}\n"), "an empty line"),
        ] {
            assert_ne!(text, good, "{what}");
            desk.put_signed(&text);
            let refused = desk.newest(ISSUED);
            // With an empty line at its end a note's text is another's.
            assert!(matches!(refused, Err(ListError::Content(_) | ListError::Note(..))), "{what}: {refused:?}");
            desk.write(LIST, &text);
            let refused = desk.sign(2);
            assert!(matches!(refused, Err(ClientNoteError::NotAClient(_))), "{what}: {refused:?}");
        }
    }

    #[test]
    fn a_list_that_the_root_keys_here_did_not_sign_is_not_stated() {
        let desk = Desk::new();
        assert!(matches!(desk.newest(ISSUED), Err(ListError::File(..))));
        desk.write(LIST, "nothing");
        assert!(matches!(desk.newest(ISSUED), Err(ListError::Note(..))));
        desk.draft("1", 1).expect("it can be drafted");
        let good = desk.list();
        assert!(matches!(desk.newest(ISSUED), Err(ListError::Note(..))), "not signed at all");
        let twice = root(1).sign(&good);
        let mut note = Note::new(good.clone()).expect("it is text");
        note.add(twice.clone());
        note.add(twice);
        desk.write(LIST, &note.to_string());
        assert!(matches!(desk.newest(ISSUED), Err(ListError::Signatures(_, 1))), "one key twice");
        desk.put_signed(&good);
        desk.write(LIST, &desk.list().replace("version 1", "version 2"));
        assert!(matches!(desk.newest(ISSUED), Err(ListError::Note(..))), "changed after it was signed");
        desk.put_signed(&good.replace("origin demo.invalid/lists", "origin demo.invalid/others"));
        assert!(matches!(desk.newest(ISSUED), Err(ListError::Origin(_, origin)) if origin == "demo.invalid/others"));
        desk.put_signed(&good);
        let others = RootKeys { keys: [1, 4, 5].map(|number| root(number).verifier().clone()), ..desk.roots.clone() };
        let path: &Path = &desk.folder.path().join(LIST);
        assert!(matches!(newest(path, &others, ISSUED), Err(ListError::Signatures(_, 1))), "with other root keys");
    }

    #[test]
    fn the_list_says_where_the_page_is_and_with_which_headers_everything_comes() {
        let pages = pages();
        for line in ["page /", "page /write", "kiosk /kiosk", "kiosk /kiosk/write", "kiosk /kiosk/ended"] {
            assert!(pages.lines().any(|found| found == line), "{line}: {pages}");
        }
        assert!(!pages.contains("page /ended"), "{pages}");
        let headers = headers(["/index.html", "/app.0123456789abcdef.js"].into_iter());
        for line in [
            "header * x-content-type-options: nosniff",
            "header 404 cache-control: no-store",
            "header /kiosk refresh: 60; url=/kiosk",
            "header /index.html cache-control: no-cache",
            "header /index.html content-type: text/html; charset=utf-8",
            "header /app.0123456789abcdef.js cache-control: public, max-age=31536000, immutable",
        ] {
            assert!(headers.lines().any(|found| found == line), "{line}: {headers}");
        }
    }
}

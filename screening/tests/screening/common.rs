//! What the tests share: one deployment with its keys in a folder of its own, visits that write letters, and the built program.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    fs,
    io::Read as _,
    net::SocketAddr,
    os::unix::fs::PermissionsExt as _,
    panic::{self, AssertUnwindSafe},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::Signer as _;
use hpke::{Deserializable as _, Serializable as _, inout::InOutBuf};
use lakzegel_crypto::{
    Envelope, EnvelopeId, Evidence, KeyConfig, Manifest, OpeningKey, PADDED_LETTER_BYTES, Reference, RootKeys, SealedLetter,
    Status,
    manifest::{Limits, LogKey, Provider, SealingKey, Supervision, Witnesses},
    note::{Algorithm, Note, SigningKey},
    rand_core::{TryCryptoRng, TryRng},
    visit_nonce,
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::intake::Intake;

pub const ORIGIN: &str = "demo.invalid/screening-test";
pub const TOKEN: &str = "screening-token-of-the-screening-tests";
pub const DAY: u64 = 86_400;
/// How long a sender may write after the login, in the tests' manifest.
pub const VISIT_LIFE: u64 = 7_200;
pub const OUTBOX_LIFE: u64 = 7 * DAY;
pub const TOLERANCE: u64 = 120;
/// Waits give up after this long, and only then.
const PATIENCE: Duration = Duration::from_secs(120);

pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is later than 1970").as_secs()
}

/// Looks again and again until it is there.
pub fn wait_for<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begin = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begin.elapsed() < PATIENCE, "{what}: not in {PATIENCE:?}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Runs a test of what holds on one day only, and once more if midnight came in between.
pub fn within_a_day(test: impl Fn()) {
    loop {
        let day = now() / DAY;
        match panic::catch_unwind(AssertUnwindSafe(&test)) {
            Ok(()) => return,
            Err(failed) if now() / DAY == day => panic::resume_unwind(failed),
            Err(_) => {}
        }
    }
}

pub fn key(name: &str, algorithm: Algorithm, seed: u8) -> SigningKey {
    SigningKey::from_seed(&format!("{ORIGIN}/{name}"), algorithm, [seed; 32]).expect("the name is valid")
}

pub fn log_key() -> SigningKey {
    key("log", Algorithm::Ed25519, 0x21)
}

pub fn consistency_key() -> SigningKey {
    key("consistency", Algorithm::Cosignature, 0x24)
}

pub fn cosigner() -> SigningKey {
    key("screening", Algorithm::Cosignature, 0x22)
}

pub fn verdict_key() -> SigningKey {
    key("verdict", Algorithm::Ed25519, 0x23)
}

pub fn freshness_key() -> SigningKey {
    key("freshness", Algorithm::Ed25519, 0x25)
}

pub fn root_key(number: u8) -> SigningKey {
    key(&format!("root-{number}"), Algorithm::Ed25519, 0x30 + number)
}

pub fn root_keys() -> RootKeys {
    RootKeys { origin: ORIGIN.to_owned(), keys: [1, 2, 3].map(|number| root_key(number).verifier().clone()) }
}

/// The manifest's text, signed by these root keys.
pub fn signed_by(manifest: &Manifest, roots: &[u8]) -> String {
    let mut note = Note::new(manifest.to_text()).expect("a manifest is printable text");
    for number in roots {
        note.add(root_key(*number).sign(&manifest.to_text()));
    }
    note.to_string()
}

/// A list of a client with the page alone, signed by these root keys.
pub fn client_list(origin: &str, issued: u64, expires: u64, roots: &[u8]) -> String {
    let hash = |text: &str| base16ct::lower::encode_string(&Sha256::digest(text));
    let files = format!("file {} /index.html\nfile {} /release.txt\n", hash("the page"), hash("3\n"));
    let text = format!(
        "lakzegel client v1\norigin {origin}\nrelease 3\nversion 2026-12\nissued {issued}\nexpires {expires}\npage /\n{files}"
    );
    let mut note = Note::new(text.clone()).expect("a list is printable text");
    roots.iter().for_each(|number| note.add(root_key(*number).sign(&text)));
    note.to_string()
}

/// This configuration, with such a list in `client.txt`.
pub fn with_client_list(config: &str) -> String {
    config.replace("manifest = \"manifest.txt\"\n", "manifest = \"manifest.txt\"\nclient_list = \"client.txt\"\n")
}

pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("there is randomness");
    bytes
}

/// The system's randomness, as sealing takes it.
struct SystemRng;

impl TryRng for SystemRng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(random()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(random()))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        getrandom::fill(out).expect("there is randomness");
        Ok(())
    }
}

impl TryCryptoRng for SystemRng {}

/// The folder with all printing fonts.
fn all_fonts() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/tools/fonts");
    std::env::var_os("LAKZEGEL_FONTS").map_or_else(default, PathBuf::from)
}

/// A screening office with its keys and folders, and the intake that it follows.
pub struct Office {
    folder: TempDir,
    pub intake: Intake,
    pub manifest: Manifest,
    pub key: KeyConfig,
}

impl Office {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        // The letters here are in Latin script: two fonts read faster than ten.
        for font in ["NotoSans_400Regular.ttf", "NotoSans_700Bold.ttf"] {
            fs::create_dir_all(folder.path().join("fonts")).expect("a folder can be made");
            fs::copy(all_fonts().join(font), folder.path().join("fonts").join(font))
                .expect("the printing fonts are there: `cargo xtask test` fetches them, LAKZEGEL_FONTS names another folder");
        }
        let key = make_sealing_key(&folder.path().join("keys"));
        let mut kept = None;
        let intake = Intake::start(|address| {
            let manifest = manifest(address, &key);
            let note = signed_by(&manifest, &[1, 3]);
            kept = Some(manifest.clone());
            (manifest, note)
        });
        let manifest = kept.expect("the intake asked for a manifest");
        intake.says().provider_keys = vec![provider_jwk(PROVIDER_KEY)];
        let office = Self { folder, intake, manifest, key };
        office.write("root-keys.txt", &root_keys().to_string());
        office.write("token", &format!("{TOKEN}\n"));
        office.write("cosigner.key", &cosigner().to_text());
        office.write("consistency.key", &consistency_key().to_text());
        office.write("verdict.key", &verdict_key().to_text());
        office.write("freshness.key", &freshness_key().to_text());
        let note = office.intake.says().manifest.clone();
        office.write("manifest.txt", &note);
        office.write("screening.toml", &office.config());
        office
    }

    /// From its next start on every letter waits for a person.
    pub fn reads(&self) {
        let config = fs::read_to_string(self.path("screening.toml")).expect("it was written");
        self.write("screening.toml", &config.replace(r#"supervision = "rules""#, r#"supervision = "read""#));
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        fs::write(self.path(name), content).expect("a file can be written");
        self.allow(name, 0o600);
    }

    /// Sets a file's mode, as `chmod` does.
    pub fn allow(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).expect("its owner may set its mode");
    }

    /// Publishes a manifest that two root keys signed: it is given to the intake and to the office.
    pub fn publish(&self, manifest: &Manifest) {
        let note = signed_by(manifest, &[1, 2]);
        self.write("manifest.txt", &note);
        self.intake.says().manifest = note;
    }

    /// Seals a letter to the office's key.
    pub fn seal(&self, visit: &Visit, letter: &SealedLetter) -> Envelope {
        seal(visit, letter, &self.key)
    }

    /// A letter of this visit, as a client that keeps the rules writes it.
    pub fn letter(&self, visit: &Visit) -> SealedLetter {
        SealedLetter {
            message_id: random(),
            sealed_at: visit.issued + 60,
            origin: ORIGIN.to_owned(),
            manifest_hash: hash_of(&self.manifest),
            notice_version: self.manifest.notice_version,
            supervision: self.manifest.supervision,
            rules_version: self.manifest.rules_version,
            recipient_number: "1234567".to_owned(),
            recipient_name: "Voorbeeld de Ontvanger".to_owned(),
            sender_name: "Zoë Afzender".to_owned(),
            reference: Reference::from_bytes(random()),
            evidence: Evidence::IdToken(visit.token()),
            visit_key: visit.public_key(),
            body: "Lieve papa,\n\nHet gaat goed met ons. Tot snel!\n".to_owned(),
        }
    }

    /// A visit that has begun just now.
    pub fn visit(&self) -> Visit {
        Visit::begun(&self.manifest.providers[0], now() - 90)
    }

    /// A visit that begins at this moment.
    pub fn visit_now(&self) -> Visit {
        Visit::begun(&self.manifest.providers[0], now())
    }

    /// A good letter of a new visit, in the log.
    pub fn send(&self) -> Sent {
        let visit = self.visit();
        self.send_letter(&visit, self.letter(&visit))
    }

    pub fn send_letter(&self, visit: &Visit, letter: SealedLetter) -> Sent {
        Sent { id: self.intake.add(&self.seal(visit, &letter)), letter }
    }

    /// A command of the built program.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = program();
        command.args(words);
        command
    }

    /// `run`, with all that it needs.
    pub fn run_command(&self, more: &[&str]) -> Command {
        self.with_config(&[&["run"], more].concat())
    }

    /// A command that reads the configuration.
    pub fn with_config(&self, words: &[&str]) -> Command {
        let mut command = self.command(words);
        command.arg("--config").arg(self.path("screening.toml"));
        command
    }

    /// The configuration. Paths are relative to its file.
    pub fn config(&self) -> String {
        format!(
            r#"data = "data"
intake = "http://{}"
screening_token = "token"
root_keys = "root-keys.txt"
sealing_keys = "keys"
cosigner_key = "cosigner.key"
consistency_key = "consistency.key"
verdict_key = "verdict.key"
freshness_key = "freshness.key"
manifest = "manifest.txt"
person_key = "person.key"
released = "released"
notices = "notices"
supervision = "rules"
fonts = "fonts"
publish_every_seconds = 1
poll_every_seconds = 1
"#,
            self.intake.address
        )
    }

    /// One round of the office.
    pub fn round(&self) -> Said {
        said(&mut self.run_command(&["--once"]))
    }

    /// One round in which nothing goes wrong.
    pub fn good_round(&self) -> Said {
        let round = self.round();
        assert!(round.success, "{}", round.errors);
        round
    }

    /// A person's command on this office's data.
    pub fn person(&self, words: &[&str]) -> Said {
        said(&mut self.with_config(words))
    }

    /// What `list` says about each letter.
    pub fn list(&self) -> List {
        let listed = self.person(&["list"]);
        assert!(listed.success, "{}", listed.errors);
        List::read(&listed.output)
    }

    /// Where a letter is, and why: "released", "withheld nonce".
    pub fn state_of(&self, id: EnvelopeId) -> String {
        self.list().letters.get(&id).cloned().unwrap_or_else(|| panic!("{id} is not in the list"))
    }

    /// The names in the folder of released letters, in order.
    pub fn released(&self) -> Vec<String> {
        names(&self.path("released"))
    }

    /// The names in the folder of notices, hidden ones among them, in order.
    pub fn notices(&self) -> Vec<String> {
        names(&self.path("notices"))
    }

    /// Takes the notices away, as the operator's program does that tells people.
    pub fn collect(&self) -> Vec<Value> {
        let names = self.notices().into_iter().filter(|name| name.ends_with(".json"));
        let taken = names.map(|name| {
            let file = self.path("notices").join(name);
            let text = fs::read_to_string(&file).expect("the notice is there");
            fs::remove_file(file).expect("it can be taken away");
            serde_json::from_str(&text).expect("the notice is whole")
        });
        taken.collect()
    }

    /// The files of a released letter.
    pub fn released_json(&self, id: EnvelopeId) -> Value {
        let text = fs::read_to_string(self.path("released").join(format!("{id}.json"))).expect("the letter's JSON is there");
        serde_json::from_str(&text).expect("it is JSON")
    }

    pub fn released_pdf(&self, id: EnvelopeId) -> Vec<u8> {
        fs::read(self.path("released").join(format!("{id}.pdf"))).expect("the letter's print is there")
    }

    /// Every status that the intake was given for this letter, in order, decrypted as its sender does.
    pub fn statuses(&self, sent: &Sent) -> Vec<Status> {
        let lookup = sent.letter.reference.lookup_id(ORIGIN);
        let said = self.intake.says();
        let own = said.statuses.iter().filter(|(at, _)| *at == lookup);
        let decrypt = |bytes: &Vec<u8>| Status::decrypt(bytes, &sent.letter.reference, ORIGIN, verdict_key().verifier());
        own.map(|(_, bytes)| decrypt(bytes).expect("the status is for this reference")).collect()
    }

    /// Works rounds until the letter's newest status is there.
    pub fn told(&self, sent: &Sent) -> Status {
        wait_for("a status", || {
            self.round();
            self.statuses(sent).pop()
        })
    }

    /// How large the log was each time that screening said that it holds every envelope.
    pub fn cosigned(&self) -> Vec<u64> {
        self.intake.says().cosignatures.iter().filter(|(.., by)| by.seen_by_screening.is_some()).map(|(size, ..)| *size).collect()
    }

    /// How large the log was each time that screening said that it continues, and no more.
    pub fn called_consistent(&self) -> Vec<u64> {
        self.intake.says().cosignatures.iter().filter(|(.., by)| by.seen_by_screening.is_none()).map(|(size, ..)| *size).collect()
    }

    /// The running program.
    pub fn spawn(&self) -> Process {
        let mut command = self.run_command(&[]);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the built program starts");
        Process { child }
    }
}

/// The names in a folder, in order. None if it is not there.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("the folder can be read").file_name().into_string().expect("names are text")).collect();
    names.sort();
    names
}

/// The built program.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lakzegel-screening"));
    command.env_remove("RUST_LOG");
    command
}

/// What a command said.
pub struct Said {
    pub success: bool,
    pub output: String,
    pub errors: String,
}

pub fn said(command: &mut Command) -> Said {
    let Output { status, stdout, stderr } = command.output().expect("the built program starts");
    let text = |bytes| String::from_utf8(bytes).expect("it says text");
    Said { success: status.success(), output: text(stdout), errors: text(stderr) }
}

/// A letter, and the name of the envelope that it went in.
pub struct Sent {
    pub id: EnvelopeId,
    pub letter: SealedLetter,
}

/// What `list` printed: each letter's state with its reason, the counts, the flags, and the alarms.
pub struct List {
    pub letters: BTreeMap<EnvelopeId, String>,
    pub counts: BTreeMap<String, u64>,
    pub alarms: Vec<String>,
    /// The flags but those of first letters.
    pub flags: Vec<String>,
    /// The log numbers of the letters that are said to be the first in somebody's name.
    pub firsts: Vec<u64>,
}

impl List {
    fn read(text: &str) -> Self {
        let mut list =
            Self { letters: BTreeMap::new(), counts: BTreeMap::new(), alarms: Vec::new(), flags: Vec::new(), firsts: Vec::new() };
        for line in text.lines().skip(2) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["ALARM:", ..] => list.alarms.push(line.to_owned()),
                ["FLAG:", "letter", number, "the", "first", ..] => {
                    list.firsts.push(number.trim_end_matches(':').parse().expect("a log number"));
                }
                ["FLAG:", ..] => list.flags.push(line.to_owned()),
                [_number, state @ .., _seen_at, id] if id.parse::<EnvelopeId>().is_ok() => {
                    list.letters.insert(id.parse().expect("an id"), state.join(" "));
                }
                [count, what @ ..] => {
                    list.counts.insert(what.join(" "), count.parse().expect("a count"));
                }
                [] => panic!("an empty line in {text}"),
            }
        }
        list
    }
}

/// The program at work. It is killed when the test ends.
pub struct Process {
    child: Child,
}

impl Process {
    /// Its number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().expect("the process can be killed");
        self.child.wait().expect("the process ends");
    }

    /// Asks it to stop, and gives all that it said.
    pub fn stop(mut self) -> Said {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("there is a kill command").success());
        let (mut output, mut errors) = (String::new(), String::new());
        self.child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("it says text");
        self.child.stdout.take().expect("a pipe").read_to_string(&mut output).expect("it says text");
        Said { success: self.child.wait().expect("the process ends").success(), output, errors }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _already_over = self.child.kill();
        let _already_over = self.child.wait();
    }
}

/// Has the program make a sealing key.
pub fn make_sealing_key(dir: &Path) -> KeyConfig {
    let made = said(program().args(["keys", "make", "--keys"]).arg(dir));
    assert!(made.success, "{}", made.errors);
    let id = made.output.trim();
    let text = fs::read_to_string(dir.join(format!("{id}.seed"))).expect("the key's file is there");
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).expect("the field is there").trim().to_owned();
    let seed = base16ct::lower::decode_vec(field("seed ")).expect("the seed is hexadecimal");
    let key = OpeningKey::from_seed(field("number ").parse().expect("a number"), seed.try_into().expect("a seed has 32 bytes"));
    assert_eq!(key.config().key_id().to_string(), id);
    key.config().clone()
}

/// The manifest of the tests' deployment; intake and provider are at `address`.
pub fn manifest(address: SocketAddr, key: &KeyConfig) -> Manifest {
    Manifest {
        origin: ORIGIN.to_owned(),
        version: 7,
        // Long enough ago for a letter that waited on a device for longer than it may.
        issued: now() - 20 * DAY,
        expires: now() + 10 * DAY,
        client_release: 1,
        rules_version: lakzegel_letter::RULES_VERSION,
        notice_version: 1,
        supervision: Supervision::Rules,
        limits: Limits { characters: 8_000, bytes: 30_000, pages: 4 },
        visit_life: VISIT_LIFE,
        outbox_life: OUTBOX_LIFE,
        clock_tolerance: TOLERANCE,
        letters_per_visit: 3,
        time_zone: "Europe/Amsterdam".to_owned(),
        status_period: 6 * 3_600,
        status_term: 30 * DAY,
        sealing_keys: vec![SealingKey {
            config: key.clone(),
            seal_until: now() + 30 * DAY,
            accept_until: now() + 37 * DAY,
            open_until: now() + 97 * DAY,
        }],
        log_keys: vec![LogKey { key: log_key().verifier().clone(), retired_at: None }],
        cosigner: cosigner().verifier().clone(),
        consistency_key: consistency_key().verifier().clone(),
        verdict_key: verdict_key().verifier().clone(),
        freshness_key: freshness_key().verifier().clone(),
        witnesses: Witnesses::default(),
        visitor_codes: true,
        providers: vec![Provider {
            id: "proef".to_owned(),
            issuer: format!("http://{address}/provider"),
            audience: "lakzegel-test".to_owned(),
            algorithms: vec!["EdDSA".to_owned()],
            acr: vec!["urn:test:substantial".to_owned(), "urn:test:high".to_owned()],
            name: "Proefdienst".to_owned(),
            help: Vec::new(),
            failure: None,
        }],
        volume_limits: Vec::new(),
    }
}

/// What letters call a manifest: SHA-256 of its text.
pub fn hash_of(manifest: &Manifest) -> [u8; 32] {
    Sha256::digest(manifest.to_text()).into()
}

/// The seed of the provider's key; its name is made of it.
pub const PROVIDER_KEY: u8 = 0x41;

fn provider_key(seed: u8) -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[seed; 32])
}

/// The provider's key as it publishes it.
pub fn provider_jwk(seed: u8) -> Value {
    let x = Base64UrlUnpadded::encode_string(provider_key(seed).verifying_key().as_bytes());
    json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": format!("key-{seed}"), "use": "sig", "alg": "EdDSA" })
}

/// One sender's visit: its key, and the token that vouches for it. Tests change the token to what an attacker would like.
pub struct Visit {
    key: ed25519_dalek::SigningKey,
    /// When the provider issued the token.
    pub issued: u64,
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    /// The seed of the key that signs the token.
    pub signer: u8,
}

impl Visit {
    pub fn begun(provider: &Provider, issued: u64) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(&random());
        let fields = |value: Value| value.as_object().expect("an object").clone();
        let subject = format!("burger-{}", u32::from_be_bytes(random()));
        let claims = json!({
            "iss": provider.issuer, "aud": provider.audience, "sub": subject, "iat": issued, "exp": issued + 600,
            "auth_time": issued, "acr": provider.acr[0], "nonce": visit_nonce(key.verifying_key().as_bytes()),
        });
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "kid": format!("key-{PROVIDER_KEY}") });
        Self { key, issued, header: fields(header), claims: fields(claims), signer: PROVIDER_KEY }
    }

    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }

    /// The ID token, signed by whoever [`Visit::signer`] says.
    pub fn token(&self) -> String {
        let signed = self.unsigned_token();
        format!("{signed}.{}", Base64UrlUnpadded::encode_string(&provider_key(self.signer).sign(signed.as_bytes()).to_bytes()))
    }

    /// Header and claims.
    pub fn unsigned_token(&self) -> String {
        let part =
            |value: &Map<String, Value>| Base64UrlUnpadded::encode_string(Value::Object(value.clone()).to_string().as_bytes());
        format!("{}.{}", part(&self.header), part(&self.claims))
    }
}

/// Seals as a client does.
pub fn seal(visit: &Visit, letter: &SealedLetter, key: &KeyConfig) -> Envelope {
    let to_sign = letter.to_sign(key).expect("the letter is within its limits");
    let signature = visit.sign(to_sign.message());
    to_sign.seal(signature, &mut SystemRng).expect("the signature is the visit key's")
}

/// Content, signature and fill of a letter, before sealing: 40,960 bytes (docs/protocol.md, section 3.1).
pub fn padded(visit: &Visit, letter: &SealedLetter, key: &KeyConfig) -> Vec<u8> {
    const BEFORE_CONTENT: usize = "lakzegel/v1 letter\0".len() + 32;
    let message = letter.to_sign(key).expect("the letter is within its limits").message().to_vec();
    let mut padded = [&message[BEFORE_CONTENT..], &visit.sign(&message)].concat();
    padded.resize(PADDED_LETTER_BYTES, 0);
    padded
}

/// Seals any 40,960 bytes, as an attacker does who has the public key and this protocol (docs/protocol.md, section 3.4).
pub fn seal_raw(mut padded: Vec<u8>, key: &KeyConfig) -> Vec<u8> {
    assert_eq!(padded.len(), PADDED_LETTER_BYTES);
    let header = [&[0, 1], key.key_id().as_bytes().as_slice()].concat();
    let info = [b"lakzegel/v1 seal\0", ORIGIN.as_bytes(), &key.hash(), &[0x64, 0x7a, 0, 1, 0, 3]].concat();
    let (encapsulated, tag) =
        hpke::single_shot_seal_inout_detached_with_rng::<hpke::aead::ChaCha20Poly1305, hpke::kdf::HkdfSha256, hpke::kem::XWing>(
            &hpke::OpModeS::Base,
            &<hpke::kem::XWing as hpke::Kem>::PublicKey::from_bytes(&key.encode()[3..1219]).expect("it is a public key"),
            &info,
            InOutBuf::from(padded.as_mut_slice()),
            &header,
            &mut SystemRng,
        )
        .expect("it seals");
    [header.as_slice(), &encapsulated.to_bytes(), &padded, &tag.to_bytes()].concat()
}

//! The office at work. In each round it takes the manifest, follows the log, opens and judges what is new, delivers what is released, and
//! publishes statuses. Each step is stored before the next begins: a kill between any two loses nothing and repeats nothing.

use std::{path::PathBuf, time::Duration};

use lakzegel_crypto::{
    EnvelopeId, Evidence, Manifest, ManifestError, Newest, Reference, RootKeys, SealedLetter, VerifiedManifest,
    manifest::Supervision,
};
use tokio::signal::unix::{SignalKind, signal};

use crate::{
    client::{self, ListError},
    config::{Settings, StartError},
    decide::{self, Facts},
    describe::LetterRecord,
    evidence::{self, Bound, Providers, Token},
    flags::{self, Exceeded, Flags},
    follow::{FollowError, Follower, Look, Signers},
    freshness::Stater,
    health::Round,
    http::HttpError,
    intake::{Intake, ServedManifest},
    keys::SealingKeys,
    letter::{Letter, Outcome, State},
    missing::{Statements, TakeError},
    notice::{Notice, NoticeError, Spool},
    open::{self, Closed, Opened},
    pdf::{FontsError, Printer},
    reference::ReferenceKey,
    refusal::Refusal,
    register::{Register, RegisterError},
    release::{Folder, ReleaseError},
    sender::{PersonKey, Vouched},
    status::{PublishError, Publisher},
    store::{Counter, Store, StoreError, StoredManifest},
    supervision::{Supervised, Weaker},
    time::{DAY, now},
    visitors::{self, VisitorsError},
};

/// How many new letters are judged before the log is followed again.
const ROUND: usize = 256;

/// Why the office stopped.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// A file.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Another screening works on the same data.
    #[error("another screening is running on {0}: stop it first, or give this one another `data`")]
    Running(PathBuf),
    /// Something that the configuration names cannot be used.
    #[error(transparent)]
    Start(#[from] StartError),
    /// Less supervision than the manifest promises.
    #[error(transparent)]
    Weaker(#[from] Weaker),
    /// The fonts.
    #[error(transparent)]
    Fonts(#[from] FontsError),
    /// The folder for released letters.
    #[error(transparent)]
    Folder(#[from] ReleaseError),
    /// The folder for notices to people.
    #[error(transparent)]
    Notices(#[from] NoticeError),
    /// The HTTP client.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The database. Without it nothing can be stored, so the program ends.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something in the one round of `--once` failed, and was logged.
    #[error("not everything in this round succeeded; see the log")]
    RoundFailed,
}

/// Everything that the office works with.
struct Office {
    store: Store,
    intake: Intake,
    root_keys: RootKeys,
    signers: Signers,
    follower: Follower,
    statements: Statements,
    keys: SealingKeys,
    person_key: PersonKey,
    providers: Providers,
    publisher: Publisher,
    stater: Stater,
    register: Register,
    printer: Printer,
    folder: Folder,
    /// `None` if people are not told.
    notices: Option<Spool>,
    supervised: Supervised,
    /// The manifests that were ever accepted, the newest version first.
    manifests: Vec<StoredManifest>,
    own: OwnManifest,
    /// Where the newest list of the client's files is. `None` if the office states none.
    list: Option<PathBuf>,
    /// What was last said to be wrong with that list.
    list_complaint: Option<String>,
    /// The manifest of the intake's that was last accepted, as a note, and its version.
    taken: Option<(String, u64)>,
    /// The manifest that was last refused, as a note.
    refused: Option<String>,
    /// The hash of the manifest that was last compared with what this office has.
    compared: Option<[u8; 32]>,
    /// The intake gave no manifest in this round, or none that is accepted.
    manifest_missed: bool,
    /// How many entries the log has, by the intake's word, that are not here yet.
    behind: u64,
    /// Something in this round failed.
    failed: bool,
}

/// The newest manifest as the office has it from those who sign it.
struct OwnManifest {
    file: PathBuf,
    /// What was last taken from the file, and its version.
    taken: Option<(String, u64)>,
    /// What was last said to be wrong with the file.
    complaint: Option<String>,
}

/// Works until a signal comes or, with `once`, for one round.
///
/// # Errors
///
/// If it cannot start, the database fails, or with `once` if anything in the round failed.
pub async fn run(settings: &Settings, once: bool) -> Result<(), RunError> {
    let file = |path: &PathBuf| {
        let path = path.clone();
        move |error| RunError::File { path, error }
    };
    settings.check_trust()?;
    std::fs::create_dir_all(&settings.data).map_err(file(&settings.data))?;
    let lock_path = settings.data.join("lock");
    let lock = std::fs::File::create(&lock_path).map_err(file(&lock_path))?;
    lock.try_lock().map_err(|_| RunError::Running(settings.data.clone()))?;

    // Before the fonts are read, which takes a moment: a signal in that time ends the program properly too.
    let end = |kind| signal(kind).map_err(|error| RunError::File { path: "signals".into(), error });
    let (mut interrupt, mut terminate) = (end(SignalKind::interrupt())?, end(SignalKind::terminate())?);
    let mut office = Office::open(settings).await?;
    office.take_manifest().await?;
    office.keeps_its_word()?;
    tracing::info!(entries = office.follower.size(), supervision = office.supervised.kind.as_str(), "ready");

    let ended = loop {
        // What a signal cuts short is as safe as after a kill, and goes on at the next start.
        let more = tokio::select! {
            round = office.round() => match round {
                Ok(more) => more,
                Err(error) => break Err(RunError::Store(error)),
            },
            _ = interrupt.recv() => break Ok(()),
            _ = terminate.recv() => break Ok(()),
        };
        // What failed before this round began, at the start, counts as its.
        let mut failed = std::mem::take(&mut office.failed);
        let Office { supervised, behind, ref stater, .. } = office;
        let round = Round { at: now(), supervision: supervised.kind, good: !failed, behind, stated_at: stater.served_at() };
        if let Err(error) = round.leave(&settings.data) {
            failed = true;
            tracing::error!(%error, "what `health` reads cannot be written");
        }
        if more {
            continue;
        }
        if once {
            break if failed { Err(RunError::RoundFailed) } else { Ok(()) };
        }
        let now = now();
        let wait = settings.poll_every_seconds.get().min(office.publisher.next(now) - now).max(1);
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(wait)) => {}
            _ = interrupt.recv() => break Ok(()),
            _ = terminate.recv() => break Ok(()),
        }
    };
    office.store.close().await;
    tracing::info!("stopped");
    ended
}

impl Office {
    async fn open(settings: &Settings) -> Result<Self, RunError> {
        let signers = Signers { cosigner: settings.cosigner()?, consistency: settings.consistency_key()? };
        let (root_keys, verdict_key, supervised) = (settings.root_keys()?, settings.verdict_key()?, settings.supervised()?);
        let intake = Intake::new(&settings.address()?, &settings.token()?, settings.certificates()?)?;
        let stater = Stater::new(settings.freshness_key()?, settings.freshness_every_seconds.get(), now());
        let (register, person_key) = (settings.register()?, settings.person_key()?);
        let reference_key = ReferenceKey::new(&person_key);
        let store = Store::open(&settings.data).await?;
        let retried = store.retry_unknown_keys(Closed::KeyUnknown.as_str()).await?;
        if retried > 0 {
            tracing::info!(letters = retried, "letters whose key was unknown are tried again");
        }
        Ok(Self {
            intake,
            signers,
            follower: Follower::open(&store).await?,
            statements: Statements::default(),
            keys: SealingKeys::new(settings.sealing_keys.clone()),
            person_key,
            providers: Providers::new()?,
            publisher: Publisher::new(settings.publish_every_seconds.get(), root_keys.origin.clone(), verdict_key, reference_key),
            stater,
            register,
            printer: Printer::load(&settings.fonts)?,
            folder: Folder::open(settings.released.clone())?,
            notices: settings.notices.clone().map(Spool::open).transpose()?,
            supervised,
            manifests: store.manifests().await?,
            list: settings.client_list.clone(),
            list_complaint: None,
            own: OwnManifest { file: settings.manifest.clone(), taken: None, complaint: None },
            taken: None,
            refused: None,
            compared: None,
            manifest_missed: false,
            behind: 0,
            failed: false,
            root_keys,
            store,
        })
    }

    /// Whether letters are supervised as the newest manifest tells senders. Without a manifest nothing is judged, and nothing is promised.
    fn keeps_its_word(&self) -> Result<(), Weaker> {
        self.newest().map_or(Ok(()), |manifest| self.supervised.keeps(manifest))
    }

    /// One round. True if there are more letters to judge at once.
    async fn round(&mut self) -> Result<bool, StoreError> {
        self.take_manifest().await?;
        self.compare_with_manifest();
        self.state_newest().await?;
        self.take_statements().await?;
        let more_to_fetch = self.follow().await?;
        self.refresh_provider_keys().await?;
        self.announce_visitors().await?;
        let more = self.judge().await? || more_to_fetch;
        self.deliver().await?;
        self.publish().await?;
        if !more {
            self.forget().await?;
        }
        // Last: what this round used of a key that was destroyed meanwhile goes with it.
        self.keys.sweep();
        Ok(more)
    }

    /// Forgets who wrote long ago, and sees to it that nothing forgotten stays in the files. Not while letters are still to be judged: after a
    /// long standstill they are flagged with one another first.
    async fn forget(&mut self) -> Result<(), StoreError> {
        if let Some(StoredManifest { manifest, .. }) = self.manifests.first() {
            self.store.forget_people(flags::forgotten_before(manifest, now())).await?;
        }
        self.store.wipe().await
    }

    /// Takes the office's own manifest and the one that the intake serves, if they are new and valid. Until then those before stay in use.
    async fn take_manifest(&mut self) -> Result<(), StoreError> {
        self.take_own_manifest().await?;
        self.manifest_missed = true;
        let ServedManifest { note, statement } = match self.intake.manifest().await {
            Ok(served) => served,
            Err(error) => {
                self.failed = true;
                tracing::warn!(%error, "the intake does not give the manifest");
                return Ok(());
            }
        };
        self.stater.is_served(statement.as_deref());
        if self.taken.as_ref().is_some_and(|(taken, _)| *taken == note) {
            self.manifest_missed = false;
            return Ok(());
        }
        let highest = self.store.counter(Counter::ManifestVersion).await?.unwrap_or(0);
        match Manifest::verify(&note, &self.root_keys, now(), highest) {
            Ok(manifest) => {
                self.remember_manifest(&manifest, &note).await?;
                self.store.set_counter(Counter::ManifestVersion, manifest.version).await?;
                tracing::info!(version = manifest.version, "manifest taken");
                self.taken = Some((note, manifest.version));
                self.manifest_missed = false;
            }
            // Verified again in each round, because its time may come, but logged once.
            Err(error) => {
                self.failed = true;
                if self.refused.as_ref() != Some(&note) {
                    // A manifest that has expired, or is not valid yet, is the office's own mistake. Anything else is the intake's.
                    let untimely = matches!(error, ManifestError::Expired(_) | ManifestError::NotYet(_));
                    let first = !untimely && self.store.record_alarm("manifest", &note, now()).await?;
                    tracing::error!(first, "the manifest that the intake serves is refused: {error}");
                    self.refused = Some(note);
                }
            }
        }
        Ok(())
    }

    /// Takes the newest manifest from the office's own file, so that no intake can hide it. One that is older than the intake's takes nothing away.
    async fn take_own_manifest(&mut self) -> Result<(), StoreError> {
        let read = tokio::fs::read_to_string(&self.own.file).await;
        if let (Ok(note), Some((taken, _))) = (&read, &self.own.taken)
            && note == taken
        {
            return Ok(());
        }
        let verified = read.map_err(|error| error.to_string()).and_then(|note| {
            let manifest = Manifest::verify(&note, &self.root_keys, now(), 0).map_err(|error| error.to_string())?;
            Ok((note, manifest))
        });
        match verified {
            Ok((note, manifest)) => {
                self.remember_manifest(&manifest, &note).await?;
                self.own.taken = Some((note, manifest.version));
            }
            // Its time may come, or the file: it is read in each round, and said once.
            Err(complaint) => {
                self.failed = true;
                if self.own.complaint.as_ref() != Some(&complaint) {
                    tracing::error!(file = %self.own.file.display(), "this office's own manifest cannot be used: {complaint}");
                    self.own.complaint = Some(complaint);
                }
            }
        }
        Ok(())
    }

    async fn remember_manifest(&mut self, manifest: &VerifiedManifest, note: &str) -> Result<(), StoreError> {
        self.store.record_manifest(&manifest.hash(), manifest.version, note, now()).await?;
        self.manifests = self.store.manifests().await?;
        Ok(())
    }

    /// States which manifest is the newest, if it is time, and whether the intake serves that.
    async fn state_newest(&mut self) -> Result<(), StoreError> {
        let Some(StoredManifest { manifest, hash, .. }) = self.manifests.first() else { return Ok(()) };
        let (newest, issued) = (Newest { number: manifest.version, hash: *hash }, manifest.issued);
        let served = self.taken.as_ref().map(|(_, version)| *version);
        if let Some(served) = served.filter(|served| *served < newest.number) {
            self.failed = true;
            // Who replaces a manifest needs a moment for both; letters that are sealed by it a day later are flagged.
            let is_hidden = issued.saturating_add(DAY) <= now();
            let detail = format!("manifest {served} instead of {}", newest.number);
            let first = is_hidden && self.store.record_alarm("superseded", &detail, now()).await?;
            tracing::error!(first, served, newest = newest.number, "the intake does not serve the newest manifest: give it that");
        }
        let client = self.newest_list().await?;
        if let Some(stated) = self.stater.next(newest, client, now()) {
            match self.intake.freshness(stated.note.clone()).await {
                Ok(()) => self.stater.is_taken(stated),
                Err(error) => {
                    self.failed = true;
                    tracing::warn!(%error, "the intake does not take the statement of which manifest is the newest");
                }
            }
        }
        if let Some(overdue) = self.stater.overdue(now()) {
            self.failed = true;
            let first = self.store.record_alarm("freshness", &overdue.to_string(), now()).await?;
            tracing::error!(first, "{overdue}: clients refuse to seal when it is a day old");
        }
        Ok(())
    }

    /// Which list of the client's files is the newest. What is wrong with the office's own is said once, and what was stated before stays.
    async fn newest_list(&mut self) -> Result<Option<Newest>, StoreError> {
        let own = match self.list.as_deref().map(|path| client::newest(path, &self.root_keys, now())).transpose() {
            Ok(own) => own,
            Err(error) => {
                // A list that is over stays the newest until there is another.
                let over = if let ListError::Over { newest, .. } = &error { Some(*newest) } else { None };
                if over.is_some() {
                    self.store.record_alarm("client-list", &error.to_string(), now()).await?;
                }
                self.complain_of_list(error.to_string());
                over
            }
        };
        let newest = self.stater.newest_client(own);
        if let (Some(own), Some(newest)) = (own, newest)
            && own.number < newest.number
        {
            self.complain_of_list(format!("it is of release {}, and {} was stated before", own.number, newest.number));
        }
        Ok(newest)
    }

    fn complain_of_list(&mut self, complaint: String) {
        self.failed = true;
        if self.list_complaint.as_ref() != Some(&complaint) {
            tracing::error!("client_list: {complaint}");
            self.list_complaint = Some(complaint);
        }
    }

    /// Whether the newest manifest names this office's keys, and promises senders no more supervision than there is. A round in which it does not has
    /// failed; it is logged once for each manifest. Each letter is supervised as its own manifest says in any case.
    fn compare_with_manifest(&mut self) {
        let Some(StoredManifest { manifest, hash, .. }) = self.manifests.first() else { return };
        let own_keys = manifest.cosigner == *self.signers.cosigner.verifier()
            && manifest.consistency_key == *self.signers.consistency.verifier()
            && manifest.verdict_key == *self.publisher.verdict_key().verifier()
            && manifest.freshness_key == *self.stater.key().verifier();
        let weaker = self.supervised.keeps(manifest).err();
        let is_seldom = !self.publisher.keeps(manifest);
        let is_told = self.compared.replace(*hash) == Some(*hash);
        // The intake's is newer. The next one can only be hidden from an office that does not get its own.
        if let Some((_, own)) = self.own.taken.as_ref().filter(|(_, own)| *own < manifest.version && !is_told) {
            tracing::warn!(own, newest = manifest.version, "this office's own manifest is not the newest: put that in its place");
        }
        if !own_keys {
            self.failed = true;
            if !is_told {
                tracing::error!(
                    "the manifest names other keys of screening than those given here: nobody will believe what they sign"
                );
            }
        }
        if is_seldom {
            self.failed = true;
            if !is_told {
                tracing::error!(
                    period = manifest.status_period,
                    "publish_every_seconds is longer than the manifest's status-period: senders are shown statuses as old ones"
                );
            }
        }
        if let Some(weaker) = weaker {
            self.failed = true;
            if !is_told {
                tracing::error!("{weaker}");
            }
        }
    }

    /// Announces new visitor codes to the intake, and deletes those whose letters can no longer be opened.
    async fn announce_visitors(&mut self) -> Result<(), StoreError> {
        let Some(StoredManifest { manifest, .. }) = self.manifests.first() else { return Ok(()) };
        self.store.forget_codes(visitors::forgotten_before(manifest, now())).await?;
        let (origin, key) = (&self.root_keys.origin, self.publisher.verdict_key());
        match visitors::announce(&self.store, &self.intake, origin, key, now()).await {
            Ok(0) => Ok(()),
            Ok(told) => {
                tracing::info!(told, "the intake knows new visitor codes");
                Ok(())
            }
            Err(VisitorsError::Store(error)) => Err(error),
            Err(error) => {
                self.failed = true;
                tracing::warn!("{error}");
                Ok(())
            }
        }
    }

    async fn refresh_provider_keys(&mut self) -> Result<(), StoreError> {
        if let Some(StoredManifest { manifest, .. }) = self.manifests.first()
            && !self.providers.refresh(&self.store, manifest, now()).await?
        {
            self.failed = true;
        }
        Ok(())
    }

    /// Takes what root keys stated about lost envelopes, before the log is followed: it decides what screening can sign.
    async fn take_statements(&mut self) -> Result<(), StoreError> {
        match self.statements.take(&self.intake, &self.store, &self.root_keys, now()).await {
            Ok(good) => self.failed |= !good,
            Err(TakeError::Store(error)) => return Err(error),
            Err(TakeError::Intake(error)) => {
                self.failed = true;
                tracing::warn!(%error, "the intake does not give the statements about lost envelopes");
            }
        }
        Ok(())
    }

    /// Follows the log. True if more of it can be fetched at once.
    async fn follow(&mut self) -> Result<bool, StoreError> {
        let Some(StoredManifest { manifest, .. }) = self.manifests.first() else {
            self.failed = true;
            return Ok(false);
        };
        match self.follower.look(&self.intake, &self.store, manifest, &self.signers, now()).await {
            Ok(Look { new, behind, more }) => {
                self.behind = behind;
                if new > 0 {
                    tracing::info!(new, "entries stored");
                }
                if behind > 0 {
                    tracing::warn!(behind, "the log is longer than one look takes; the next goes on where this one ended");
                }
                return Ok(more);
            }
            // Logged where it was found.
            Err(FollowError::Alarm(_)) => self.failed = true,
            Err(FollowError::Intake(error)) => {
                self.failed = true;
                tracing::warn!(%error, "the log could not be followed to its end");
            }
            Err(FollowError::Store(error)) => return Err(error),
        }
        Ok(false)
    }

    /// Opens and judges letters in the log's order.
    async fn judge(&mut self) -> Result<bool, StoreError> {
        for stored in self.store.letters_in(State::Unchecked).await? {
            self.judge_one(&stored).await?;
        }
        let mut judged = 0;
        for stored in self.store.letters_in(State::Pending).await? {
            if judged == ROUND {
                return Ok(true);
            }
            // A letter whose key cannot be read does not count: it must neither hold up the others nor start the next round at once.
            judged += usize::from(self.judge_one(&stored).await?);
        }
        Ok(false)
    }

    /// Opens and judges one letter. False if it stays where it was.
    async fn judge_one(&mut self, stored: &Letter) -> Result<bool, StoreError> {
        let bytes = self.store.envelope(stored.id).await?.ok_or(StoreError::Content("a letter without its envelope"))?;
        let opened = match open::open(&bytes, &mut self.keys, &self.root_keys.origin) {
            Ok(Ok(opened)) => opened,
            Ok(Err(closed)) => {
                let reference = open::reference(&bytes, &mut self.keys, &self.root_keys.origin);
                let Some(reference) = self.locked(stored.id, reference.as_ref()) else { return Ok(false) };
                self.store.keep_unopened(stored.id, closed.as_str(), reference.as_deref()).await?;
                tracing::warn!(envelope = %stored.id, number = stored.number, reason = closed.as_str(), "kept unopened: {closed}");
                return Ok(true);
            }
            Err(error) => {
                self.failed = true;
                tracing::error!(envelope = %stored.id, %error, "a sealing key cannot be read; the letter waits");
                return Ok(false);
            }
        };
        let fingerprint = open::fingerprint(&opened);
        let letter = opened.letter;
        let Some(reference) = self.locked(stored.id, Some(&letter.reference)) else { return Ok(false) };
        let outcome = match self.store.earlier_content(&fingerprint.visit_key, &fingerprint.message_id, stored.number).await? {
            Some(content) if content == fingerprint.content => Outcome::Ignore,
            Some(_) => Outcome::Withhold(Refusal::OtherContent),
            None => self.outcome(stored, &letter).await?,
        };
        let reference = reference.as_deref().filter(|_| outcome != Outcome::Ignore);
        self.store.record_outcome(stored.id, &fingerprint, reference, outcome, now()).await?;
        let (id, number) = (stored.id, stored.number);
        match outcome {
            Outcome::Withhold(refusal) => tracing::warn!(envelope = %id, number, reason = refusal.as_str(), "withheld"),
            Outcome::Ignore => tracing::info!(envelope = %id, number, "a copy of an earlier letter: ignored"),
            Outcome::Waiting => tracing::info!(envelope = %id, number, "waits for a person"),
            Outcome::Unchecked if stored.state == State::Unchecked => {}
            Outcome::Unchecked => tracing::warn!(envelope = %id, number, "waits for what it must be checked against"),
            Outcome::Release => tracing::info!(envelope = %id, number, "released"),
        }
        // A letter that cannot be checked yet is flagged when it can.
        if outcome != Outcome::Unchecked {
            let flags = Flags::of(&self.store, number, &self.manifests).await?;
            let Flags { first, other_visits, over, superseded_by, key_withdrawn } = flags;
            if first {
                tracing::info!(envelope = %id, number, "the first letter in this person's name, as far back as people are known");
            }
            if !other_visits.is_empty() {
                let others = other_visits;
                tracing::warn!(envelope = %id, number, ?others, "flagged: the same person wrote with another visit key within the hour");
            }
            for Exceeded { letters, limit } in over {
                let (limit, days) = (limit.letters, limit.days);
                tracing::warn!(envelope = %id, number, letters, limit, days, "flagged: one person's letters go over a volume limit");
            }
            if let Some(newer) = superseded_by {
                tracing::warn!(envelope = %id, number, newer, "flagged: sealed by an old manifest, more than a day after a newer one was issued");
            }
            if key_withdrawn {
                tracing::warn!(envelope = %id, number, "flagged: sealed to a key that was withdrawn");
            }
        }
        Ok(true)
    }

    /// A letter's reference in the form in which it is kept. `None` if the system gives no random bytes: the letter waits.
    fn locked(&mut self, id: EnvelopeId, reference: Option<&Reference>) -> Option<Option<Vec<u8>>> {
        let locked = reference.map(|reference| self.publisher.lock(reference, id)).transpose();
        if let Err(error) = &locked {
            self.failed = true;
            tracing::error!(envelope = %id, %error, "the system gives no random bytes; the letter waits");
        }
        locked.ok()
    }

    fn newest(&self) -> Option<&Manifest> {
        self.manifests.first().map(|newest| &newest.manifest)
    }

    async fn outcome(&mut self, stored: &Letter, letter: &SealedLetter) -> Result<Outcome, StoreError> {
        let named = |manifests: &[StoredManifest]| manifests.iter().position(|taken| taken.hash == letter.manifest_hash);
        if named(&self.manifests).is_none() && !self.manifest_missed {
            // It may have been published after this round began.
            self.take_manifest().await?;
        }
        let Some(named) = named(&self.manifests) else {
            // Only a manifest that was fetched after the letter shows that the letter's own was never published.
            return Ok(if self.manifest_missed { Outcome::Unchecked } else { Outcome::Withhold(Refusal::ManifestUnknown) });
        };
        let manifest = &self.manifests[named].manifest;
        if manifest.rules_version != lakzegel_letter::RULES_VERSION {
            self.failed = true;
            tracing::error!(
                rules = manifest.rules_version,
                "this program does not have the letter's rule set: use the version that has it"
            );
            return Ok(Outcome::Unchecked);
        }
        let evidence = match check_evidence(&mut self.providers, &self.store, &self.person_key, stored, letter, manifest).await? {
            Some(evidence) => evidence,
            None => {
                self.failed = true;
                return Ok(Outcome::Unchecked);
            }
        };
        if let Ok(vouched) = &evidence
            && !self.remember(vouched, stored, letter).await?
        {
            self.failed = true;
            return Ok(Outcome::Unchecked);
        }
        let letters_before = self.store.letters_of_visit(&letter.visit_key, stored.number).await?;
        let check = decide::check_text(letter, manifest);
        let decided =
            decide::decide(letter, &Facts { manifest, evidence, seen_at: stored.seen_at, letters_before, check: &check });
        // The register's answer is not stored. It only matters here that it gives one, for whoever decides or prints.
        if decided.is_ok()
            && let Err(error) = self.register.name(&self.store, letter).await
        {
            self.failed = true;
            if stored.state != State::Unchecked {
                tracing::error!(envelope = %stored.id, "the sender's name cannot be looked up: {error}");
            }
            return Ok(Outcome::Unchecked);
        }
        Ok(match decided {
            Err(refusal) => {
                if refusal == Refusal::SealedAhead {
                    // An honest client seals by the server's time: if it goes on, two clocks disagree. Anybody can send one such letter.
                    let (ahead, tolerance) = (letter.sealed_at.saturating_sub(stored.seen_at), manifest.clock_tolerance);
                    tracing::error!(
                        number = stored.number,
                        ahead,
                        tolerance,
                        "sealed later than it was seen: are this machine's clock and the intake's right?"
                    );
                }
                Outcome::Withhold(refusal)
            }
            Ok(()) if self.is_for_a_person(stored, letter) => Outcome::Waiting,
            Ok(()) => Outcome::Release,
        })
    }

    /// Remembers who wrote, and puts the notice of a first letter into the spool. False if that fails: the letter waits, whatever else is to be
    /// said of it.
    async fn remember(&self, vouched: &Vouched, stored: &Letter, letter: &SealedLetter) -> Result<bool, StoreError> {
        let id = self.person_key.of_notice(&letter.visit_key, &vouched.person);
        self.store.record_visit(vouched, &letter.visit_key, self.notices.as_ref().map(|_| &id)).await?;
        let token = Token::of(letter);
        let Some(token) = token.as_ref().filter(|_| vouched.is_login) else { return Ok(true) };
        let (Some(spool), Some(issuer), Some(subject)) = (&self.notices, token.issuer(), token.subject()) else {
            return Ok(true);
        };
        match spool.put(&self.store, &id, &Notice { issuer, subject, issued: vouched.issued }).await {
            Ok(()) => Ok(true),
            Err(NoticeError::Store(error)) => Err(error),
            Err(error) => {
                if stored.state != State::Unchecked {
                    tracing::error!(envelope = %stored.id, %error, "a person cannot be told of a first letter; it waits");
                }
                Ok(false)
            }
        }
    }

    /// Whether a person reads this letter: by what its sender was told, or by what is done here, whichever is more.
    fn is_for_a_person(&self, stored: &Letter, letter: &SealedLetter) -> bool {
        match self.supervised.kind.min(letter.supervision) {
            Supervision::Read => true,
            Supervision::Sample => self.person_key.draws(&stored.id, self.supervised.percent),
            Supervision::Rules => false,
        }
    }

    /// Puts what is released into the folder. A letter that cannot be delivered does not hold up the next.
    async fn deliver(&mut self) -> Result<(), StoreError> {
        for stored in self.store.letters_in(State::Releasing).await? {
            match self.write(&stored).await {
                Ok(()) => {}
                Err(ReleaseError::Store(error)) => return Err(error),
                // Logged when the program failed.
                Err(ReleaseError::Register(RegisterError::LeftAlone)) => self.failed = true,
                Err(error) => {
                    self.failed = true;
                    tracing::error!(envelope = %stored.id, %error, "not delivered; it is tried again");
                }
            }
        }
        for stored in self.store.letters_in(State::Placing).await? {
            match self.folder.place(&self.store, &stored).await {
                Ok(()) => tracing::info!(envelope = %stored.id, number = stored.number, "delivered"),
                Err(ReleaseError::Store(error)) => return Err(error),
                Err(error) => {
                    self.failed = true;
                    tracing::error!(envelope = %stored.id, %error, "not delivered; it is tried again");
                }
            }
        }
        Ok(())
    }

    async fn write(&mut self, stored: &Letter) -> Result<(), ReleaseError> {
        let bytes = self.store.envelope(stored.id).await?.ok_or(StoreError::Content("a letter without its envelope"))?;
        let letter = match open::open(&bytes, &mut self.keys, &self.root_keys.origin) {
            Ok(Ok(Opened { letter, .. })) => letter,
            Ok(Err(closed)) => {
                tracing::error!(envelope = %stored.id, "was released, but its key is gone before it was delivered");
                return Ok(self.store.keep_unopened(stored.id, closed.as_str(), None).await?);
            }
            Err(error) => return Err(ReleaseError::Key(error)),
        };
        let named = self.manifests.iter().find(|taken| taken.hash == letter.manifest_hash);
        let manifest = &named.ok_or(StoreError::Content("a released letter's manifest"))?.manifest;
        let name = self.register.name(&self.store, &letter).await?;
        let flags = Flags::of(&self.store, stored.number, &self.manifests).await?;
        let record = LetterRecord { stored, letter: &letter, manifest, name: Ok(name.as_ref()), flags: &flags };
        self.folder.write(&self.store, &mut self.printer, &record).await
    }

    /// Publishes statuses. Without a manifest nobody was promised any.
    async fn publish(&mut self) -> Result<(), StoreError> {
        let Some(term) = self.newest().map(|manifest| manifest.status_term) else { return Ok(()) };
        let published = async {
            self.publisher.publish_if_due(&self.store, now(), term).await?;
            self.publisher.hand_over(&self.store, &self.intake).await
        };
        match published.await {
            Ok(()) => Ok(()),
            Err(PublishError::Store(error)) => Err(error),
            Err(error) => {
                self.failed = true;
                tracing::error!(%error, "statuses were not published");
                Ok(())
            }
        }
    }
}

/// What the evidence shows, or why it is not accepted. `None` if the provider's keys could not be fetched.
async fn check_evidence(
    providers: &mut Providers,
    store: &Store,
    person_key: &PersonKey,
    stored: &Letter,
    letter: &SealedLetter,
    manifest: &Manifest,
) -> Result<Option<Result<Vouched, Refusal>>, StoreError> {
    let text = match &letter.evidence {
        Evidence::IdToken(text) => text,
        Evidence::VisitorCode(code) => {
            return Ok(Some(visitors::check(store, code, letter, manifest, stored.seen_after, person_key).await?));
        }
    };
    let token = match Token::parse(text) {
        Ok(token) => token,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let provider = match token.provider(manifest) {
        Ok(provider) => provider,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    match providers.keys(store, provider, &token, stored.seen_at, now()).await {
        Ok(keys) => {
            let bound = Bound { visit_key: &letter.visit_key, sealed_at: letter.sealed_at, arrived_after: stored.seen_after };
            Ok(Some(evidence::check(&token, &bound, manifest, provider, keys, person_key)))
        }
        Err(evidence::ProviderError::Store(error)) => Err(error),
        Err(error) => {
            if stored.state != State::Unchecked {
                tracing::warn!(provider = provider.id, %error, "the identity provider's keys cannot be fetched");
            }
            Ok(None)
        }
    }
}

//! Visitor codes: made for a name and a day at the visiting desk, printed, announced to the intake by hash, and checked when a letter comes
//! with one. The code itself is on paper only. Screening stores a hash of each half, that of the admission half until the intake has it.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{
    Manifest, SealedLetter,
    note::{NoteError, SigningKey},
    visitor_code::{Admissions, CODE_HASH_BYTES, CodeHalf, MAX_ADMISSIONS, Proof},
};

use crate::{
    files,
    http::HttpError,
    intake::Intake,
    pdf::{PrintError, PrintedCode, Printer, SLIPS, Sheet},
    refusal::Refusal,
    sender::{PersonKey, Vouched},
    store::{NewCode, Store, StoreError},
    time::{self, DAY},
};

/// The codes that the visiting desk asks for.
pub struct CodeRequest<'a> {
    /// The visitor's name, in any script, as the desk has established it.
    pub name: &'a str,
    /// The day on which they admit, in days since 1970.
    pub day: u64,
    /// How many codes; at most four fit on a sheet.
    pub count: usize,
    /// The file for the sheet. It may not exist yet.
    pub out: &'a Path,
}

/// Why no codes were made, or not announced.
#[derive(Debug, thiserror::Error)]
pub enum VisitorsError {
    /// The date.
    #[error("{0:?} is not a date: write it as 2026-11-28")]
    Date(String),
    /// The day is over.
    #[error("{0} is over; a code is made for today or later")]
    Past(String),
    /// The number.
    #[error("one to {SLIPS} codes fit on a sheet, not {0}; make another sheet for more")]
    Count(usize),
    /// The name.
    #[error("the name is empty, too long or not on one line: write it as it stands on the visitor's papers")]
    Name,
    /// Something is there already.
    #[error("{0} is there already; give another name, so that no sheet that somebody may still have is replaced")]
    Exists(PathBuf),
    /// The sheet's file.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Randomness.
    #[error("the system gives no randomness: {0}")]
    Random(getrandom::Error),
    /// The print.
    #[error("the sheet cannot be printed: {0}")]
    Print(#[from] PrintError),
    /// The list for the intake.
    #[error("the list for the intake cannot be signed: {0}")]
    Note(#[from] NoteError),
    /// The intake.
    #[error("the intake did not take the list of visitors; it is offered again: {0}")]
    Intake(#[from] HttpError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The day of a date such as 2026-11-28, in days since 1970.
///
/// # Errors
///
/// If it is not a date, or before `today` (days since 1970).
pub fn day_of(date: &str, today: u64) -> Result<u64, VisitorsError> {
    match time::day_of(date) {
        None => Err(VisitorsError::Date(date.to_owned())),
        Some(day) if day < today => Err(VisitorsError::Past(date.to_owned())),
        Some(day) => Ok(day),
    }
}

/// Makes codes, stores their hashes, and writes the sheet. The running screening announces them to the intake.
///
/// # Errors
///
/// If the request cannot be met, the sheet cannot be written, or the database fails.
pub async fn make(store: &Store, printer: &mut Printer, origin: &str, request: &CodeRequest<'_>) -> Result<(), VisitorsError> {
    if !(1..=SLIPS).contains(&request.count) {
        return Err(VisitorsError::Count(request.count));
    }
    lakzegel_letter::check_name(request.name.trim()).map_err(|_| VisitorsError::Name)?;
    if request.out.exists() {
        return Err(VisitorsError::Exists(request.out.to_owned()));
    }
    let codes = (0..request.count).map(|_| new_code()).collect::<Result<Vec<_>, _>>().map_err(VisitorsError::Random)?;
    let sheet = Sheet { origin, name: request.name.trim(), day: request.day, codes: &codes };
    let pdf = printer.print_codes(&sheet)?;
    let new =
        codes.iter().map(|code| NewCode { proof: code.proof.hash(origin), admission: code.admission.hash(origin, request.day) });
    // Stored before printed: a letter with a code that screening does not know is withheld.
    store.add_codes(&new.collect::<Vec<_>>(), request.day, request.name.trim()).await?;
    files::replace(request.out, &pdf).map_err(|error| VisitorsError::File { path: request.out.to_owned(), error })
}

fn new_code() -> Result<PrintedCode, getrandom::Error> {
    let random = || {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map(|()| bytes)
    };
    Ok(PrintedCode { admission: CodeHalf::from_random(random()?), proof: CodeHalf::from_random(random()?) })
}

/// The day (days since 1970) before which codes are deleted: no letter that they vouched for can be opened any more.
///
/// A letter of a code's day may be sealed for a visit's life longer, to a key that is in use until its seal-until; that key may have come
/// into use on the very day, and opens until its open-until. The manifest's longest such life is that of the key that was made last.
pub fn forgotten_before(manifest: &Manifest, now: u64) -> u64 {
    let open_until = manifest.sealing_keys.iter().map(|key| key.open_until).max().unwrap_or(u64::MAX);
    let longest =
        open_until.saturating_sub(manifest.issued).saturating_add(manifest.visit_life).saturating_add(manifest.clock_tolerance);
    (now.saturating_sub(longest) / DAY).saturating_sub(1)
}

/// Tells the intake whom to admit today and tomorrow, and then deletes those hashes here: only the intake needs them. Returns how many codes it
/// was told.
///
/// Codes of later days have to wait: whoever takes over the intake could try to guess codes for as long as it has their hashes. Codes of past
/// days are not told.
///
/// # Errors
///
/// If the intake does not take a list, or the database fails.
pub async fn announce(
    store: &Store,
    intake: &Intake,
    origin: &str,
    verdict_key: &SigningKey,
    now: u64,
) -> Result<usize, VisitorsError> {
    let mut days: BTreeMap<u64, Vec<[u8; CODE_HASH_BYTES]>> = BTreeMap::new();
    let soon = |day: u64| day <= now / DAY + 1;
    for (day, admission) in store.unannounced_codes().await?.into_iter().filter(|(day, _)| soon(*day)) {
        days.entry(day).or_default().push(admission);
    }
    let mut told = 0;
    for (day, hashes) in days {
        for some in hashes.chunks(MAX_ADMISSIONS) {
            if day >= now / DAY
                && let Some(list) = Admissions::new(origin, day, some.to_vec())
            {
                intake.admissions(list.sign(verdict_key)?.to_string()).await?;
                told += some.len();
            }
            store.forget_admissions(some).await?;
        }
    }
    Ok(told)
}

/// Checks whether a visitor code vouches for the visit in which a letter was written. The first visit that shows a good code owns it. The
/// inner error says why it does not.
///
/// # Errors
///
/// If the database fails.
pub async fn check(
    store: &Store,
    typed: &str,
    letter: &SealedLetter,
    manifest: &Manifest,
    arrived_after: u64,
    person_key: &PersonKey,
) -> Result<Result<Vouched, Refusal>, StoreError> {
    let half = CodeHalf::<Proof>::parse(typed).ok().filter(|_| manifest.visitor_codes);
    let Some(half) = half else { return Ok(Err(Refusal::VisitorCode)) };
    let proof = half.hash(&manifest.origin);
    let Some(day) = store.code_day(&proof).await? else { return Ok(Err(Refusal::VisitorCode)) };
    let (begins, ends) = (day * DAY, (day + 1) * DAY);
    let tolerance = manifest.clock_tolerance;
    // Who is admitted in the day's last minute has a visit's life to write.
    let visit_ends = ends.saturating_add(manifest.visit_life).saturating_add(tolerance);
    if letter.sealed_at.saturating_add(tolerance) < begins || letter.sealed_at > visit_ends {
        return Ok(Err(Refusal::VisitorCodeDay));
    }
    if arrived_after > visit_ends.saturating_add(manifest.outbox_life) {
        return Ok(Err(Refusal::ArrivedTooLate));
    }
    if !store.claim_code(&proof, &letter.visit_key).await? {
        return Ok(Err(Refusal::VisitorCodeOwner));
    }
    Ok(Ok(Vouched { person: person_key.of_code(&proof), issued: begins, is_login: false }))
}

/// The name that the desk wrote on a code. `None` if it is not a code of this office.
///
/// # Errors
///
/// If the database fails.
pub async fn name(store: &Store, typed: &str, origin: &str) -> Result<Option<String>, StoreError> {
    match CodeHalf::<Proof>::parse(typed) {
        Ok(half) => store.code_name(&half.hash(origin)).await,
        Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let vectors = include_str!("../../crypto/tests/vectors/04_manifest.txt");
        let text = vectors.split_once("manifest <<<\n").expect("the vectors have a manifest").1;
        let text = text.split_once("\n\n").expect("signatures follow").0;
        Manifest::parse_text(&format!("{text}\n")).expect("it is a manifest")
    }

    #[test]
    fn a_code_is_remembered_for_as_long_as_its_letters_can_be_opened() {
        let manifest = manifest();
        let open_until = manifest.sealing_keys.iter().map(|key| key.open_until).max().expect("there are keys");
        let today = manifest.issued / DAY;
        for now in [manifest.issued, open_until, open_until + manifest.visit_life] {
            assert!(forgotten_before(&manifest, now) <= today, "{now}");
        }
        assert!(forgotten_before(&manifest, open_until + manifest.visit_life + 4 * DAY) > today, "and not for ever");
    }

    #[test]
    fn what_is_not_a_date_or_is_over_is_told() {
        assert!(matches!(day_of("28-11-2026", 0), Err(VisitorsError::Date(_))));
        let today = 1_790_000_000 / DAY;
        assert!(matches!(day_of("2026-09-20", today), Err(VisitorsError::Past(_))));
        assert_eq!(day_of("2026-09-21", today).ok(), Some(today));
    }
}

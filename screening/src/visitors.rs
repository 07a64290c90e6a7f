//! Visitor codes: made for a name and a day at the visiting desk, printed, announced to the intake by hash, and checked when a letter
//! comes with one. The code itself is on paper and nowhere else: here there are two hashes, and of the first one only until the intake
//! has it.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
};

use lakzegel_crypto::{
    Manifest, SealedLetter,
    note::{NoteError, SigningKey},
    visitor_code::{Admission, Admissions, CODE_HASH_BYTES, CodeHalf, MAX_ADMISSIONS, Proof},
};
use sha2::{Digest as _, Sha256};

use crate::{
    decide::{Refusal, Vouched},
    files,
    intake::{Intake, IntakeError},
    pdf::{
        PrintError, Printer,
        codes::{SLIPS, Sheet},
    },
    store::{NewCode, Store, StoreError},
};

/// Seconds in a day.
pub const DAY: u64 = 24 * 60 * 60;

/// A visitor code as it goes onto paper.
pub struct Code {
    /// What the sender shows the intake.
    pub admission: CodeHalf<Admission>,
    /// What goes inside the seal.
    pub proof: CodeHalf<Proof>,
}

/// What the desk asks for.
pub struct Wanted<'a> {
    /// Whom the codes are for, in any script, as the desk has established it.
    pub name: &'a str,
    /// On which day they admit: days since 1970.
    pub day: u64,
    /// How many codes; at most four fit on a sheet.
    pub count: usize,
    /// Where the sheet goes. Nothing may be there yet.
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
    Intake(#[from] IntakeError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The day of a date such as 2026-11-28, in days since 1970, if it is not before `today`.
pub fn day_of(date: &str, today: u64) -> Result<u64, VisitorsError> {
    let wrong = || VisitorsError::Date(date.to_owned());
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.try_into().map_err(|_| wrong())?;
    let number = |text: &str, digits| if text.len() == digits { text.parse::<u64>().ok() } else { None };
    let (year, month, day) =
        number(year, 4).zip(number(month, 2)).zip(number(day, 2)).map(|((y, m), d)| (y, m, d)).ok_or_else(wrong)?;
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(wrong());
    }
    // Years are counted from March, so that a leap day is the last of its year (the days-from-date algorithm of H. Hinnant).
    let shifted = if month > 2 { year } else { year - 1 };
    let (era, of_era) = (shifted / 400, shifted % 400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    // The 31st of a month that has 30 is another day's date.
    let [y, m, d, ..] = crate::pdf::calendar(days * DAY);
    match (y, m, d) == (year, month, day) {
        false => Err(wrong()),
        true if days < today => Err(VisitorsError::Past(date.to_owned())),
        true => Ok(days),
    }
}

/// Makes codes, remembers their hashes, and writes the sheet. The running screening announces them to the intake.
pub async fn make(store: &Store, printer: &mut Printer, origin: &str, wanted: &Wanted<'_>) -> Result<(), VisitorsError> {
    if !(1..=SLIPS).contains(&wanted.count) {
        return Err(VisitorsError::Count(wanted.count));
    }
    lakzegel_letter::check_name(wanted.name.trim()).map_err(|_| VisitorsError::Name)?;
    if wanted.out.exists() {
        return Err(VisitorsError::Exists(wanted.out.to_owned()));
    }
    let codes = (0..wanted.count).map(|_| Code::make()).collect::<Result<Vec<_>, _>>().map_err(VisitorsError::Random)?;
    let sheet = Sheet { origin, name: wanted.name.trim(), day: wanted.day, codes: &codes };
    let pdf = printer.print_codes(&sheet)?;
    let new =
        codes.iter().map(|code| NewCode { proof: code.proof.hash(origin), admission: code.admission.hash(origin, wanted.day) });
    // First the memory, then the paper: a code on paper that nobody knows would be a letter withheld.
    store.add_codes(&new.collect::<Vec<_>>(), wanted.day, wanted.name.trim()).await?;
    files::replace(wanted.out, &pdf).map_err(|error| VisitorsError::File { path: wanted.out.to_owned(), error })
}

impl Code {
    fn make() -> Result<Self, getrandom::Error> {
        let random = || {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map(|()| bytes)
        };
        Ok(Self { admission: CodeHalf::from_random(random()?), proof: CodeHalf::from_random(random()?) })
    }
}

/// The day before which codes are forgotten: no letter that they vouched for can be opened any more.
///
/// A letter of a code's day may be sealed for a visit's life longer, to a key that is in use until its seal-until; that key may have come
/// into use on the very day, and opens until its open-until. The manifest's longest such life is that of the key that was made last.
pub fn forgotten_before(manifest: &Manifest, now: u64) -> u64 {
    let open_until = manifest.sealing_keys.iter().map(|key| key.open_until).max().unwrap_or(u64::MAX);
    let longest =
        open_until.saturating_sub(manifest.issued).saturating_add(manifest.visit_life).saturating_add(manifest.clock_tolerance);
    (now.saturating_sub(longest) / DAY).saturating_sub(1)
}

/// Tells the intake whom to admit today and tomorrow, and forgets what only the intake needs to know. What lies there for days could be
/// guessed at for days. Nothing is told about days that are over.
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
            store.announced_codes(some).await?;
        }
    }
    Ok(told)
}

/// Whether a visitor code shows that the desk vouches for the visit in which a letter was written. The first visit that shows a good code
/// owns it.
pub async fn check(
    store: &Store,
    typed: &str,
    letter: &SealedLetter,
    manifest: &Manifest,
    arrived_after: u64,
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
    if !store.own_code(&proof, &letter.visit_key).await? {
        return Ok(Err(Refusal::VisitorCodeOwner));
    }
    let person = Sha256::new().chain_update(b"lakzegel visitor code\0").chain_update(proof).finalize().into();
    Ok(Ok(Vouched { person, issued: begins }))
}

/// The name that the desk wrote on a code.
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
    fn a_date_is_a_day() {
        assert_eq!(day_of("1970-01-01", 0).ok(), Some(0));
        assert_eq!(day_of("2000-02-29", 0).ok(), Some(11_016));
        assert_eq!(day_of("2026-09-21", 0).ok(), Some(1_790_000_000 / DAY));
        assert_eq!(day_of("2100-03-01", 0).ok(), Some(4_107_542_400 / DAY));
    }

    #[test]
    fn what_is_not_a_date_or_is_over_is_told() {
        for wrong in
            ["", "morgen", "28-11-2026", "2026-11-31", "2027-02-29", "2026-13-01", "2026-1-1", "2026-11-28-1", "+026-11-28"]
        {
            assert!(matches!(day_of(wrong, 0), Err(VisitorsError::Date(_))), "{wrong}");
        }
        let today = 1_790_000_000 / DAY;
        assert!(matches!(day_of("2026-09-20", today), Err(VisitorsError::Past(_))));
        assert!(day_of("2026-09-21", today).is_ok());
    }
}

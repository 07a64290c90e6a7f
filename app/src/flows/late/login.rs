//! Logging in: makes the visit key, leaves for the identity provider, and checks what comes back; or has a visitor code admitted.
//!
//! The key commits the login to this page: its hash is the login's nonce, and a token with another nonce stops the visit.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use gloo_net::http::Response;
use lakzegel_contract::{LOGIN_MEDIA_TYPE, ProblemType, limit::LOGIN_SECONDS, path};
use lakzegel_crypto::{
    Evidence,
    visitor_code::{Admission, CodeHalf, Proof},
};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCredentials;

use crate::{
    app::App,
    browser::{
        clock,
        js::{property, text_of},
        late::{encrypted_entry::DeviceKey, webcrypto::Random},
        net::{self, NoAnswer},
    },
    flows::{
        late::{drafts, login_carryover},
        login_return::{self, Outcome, Return},
    },
    model::{
        departure,
        late::{
            key::{self, KeyError, PendingLogin, VisitKey},
            lost_login, token,
        },
        login::{Login, LoginFailure},
        manifest::Ready,
        step::Step,
        visit::Visit,
    },
    ui, words,
};

/// Leads somebody to the login who wrote a letter that waits, or that went while it waited; after it they are at those letters again. Whether they are
/// privileged correspondents is asked before, as always.
pub fn for_outbox(app: App) {
    app.visit.to_outbox.set(true);
    app.go(Step::Identity);
}

/// Asks the intake to admit the visitor code. Pressing twice asks once.
pub fn admit(app: App) {
    let visit = app.visit;
    let login = visit.login.get_untracked();
    if login == Login::Busy || login == Login::Failed(LoginFailure::NotOurs) {
        return;
    }
    let Some(ready) = visit.manifest() else { return };
    // If the answer was lost, ask again with the same key: if the code admitted that one, the answer is the same.
    let known = visit
        .secrets
        .update(|secrets| secrets.unanswered.take())
        .filter(|_| matches!(login, Login::Failed(failure) if is_silence(failure)));
    visit.login.set(Login::Busy);
    spawn_local(async move {
        match ask_admission(app, &ready, known).await {
            Ok(()) => {
                visit.wipe_codes();
                visit.login.set(Login::Done(String::new()));
                go_on(app);
            }
            Err(failure) => fail(app, failure),
        }
    });
}

/// Sends the admission half to the intake, and keeps the proof half for the seal.
async fn ask_admission(app: App, ready: &Ready, known: Option<VisitKey>) -> Result<(), LoginFailure> {
    let visit = app.visit;
    let half = CodeHalf::<Admission>::parse(&visit.admission.get_untracked()).map_err(|_| LoginFailure::UnknownCode)?;
    let proof = CodeHalf::<Proof>::parse(&visit.proof.get_untracked()).map_err(|_| LoginFailure::UnknownCode)?;
    let key = match known {
        Some(key) => key,
        None => VisitKey::make().await.map_err(|_| LoginFailure::Unsupported)?,
    };
    visit.secrets.update(|secrets| secrets.unanswered = Some(key.clone()));
    let body = ["admission=", &half.to_string(), "&nonce=", &key.nonce()].concat();
    let request = net::post(path::ADMISSION).header("content-type", LOGIN_MEDIA_TYPE).body(body);
    let json = Answer::read(net::send(request).await, "grants").await?.good()?;
    let grants = texts_in(&json, "grants")?;
    visit.secrets.update(|secrets| {
        secrets.unanswered = None;
        secrets.key = Some(key);
        secrets.evidence = Some(Evidence::VisitorCode(proof.to_string()));
        secrets.grants = grants;
        secrets.seal_until = ready.server_now().saturating_add(ready.manifest.visit_life);
    });
    Ok(())
}

/// Leaves for the provider. Pressing twice leaves once. After the alarm [`LoginFailure::NotOurs`] it does nothing.
pub fn begin(app: App, provider: String) {
    let login = app.visit.login.get_untracked();
    if login == Login::Busy || login == Login::Failed(LoginFailure::NotOurs) {
        return;
    }
    app.visit.login.set(Login::Busy);
    app.visit.provider.set(provider.clone());
    spawn_local(async move {
        if let Err(failure) = leave(app, &provider).await {
            fail(app, failure);
        }
    });
}

/// Asks the intake where to go, stores what must be there after the return, and goes.
async fn leave(app: App, provider: &str) -> Result<(), LoginFailure> {
    let visit = app.visit;
    // The login travels in a cookie: without one it could not be finished.
    if !property(&window().navigator(), "cookieEnabled").is_truthy() {
        return Err(LoginFailure::NoStorage);
    }
    // A letter may still wait for the answer to an earlier return.
    if let Some(nonce) = departure::away().filter(|_| !visit.has_letter()) {
        fetch_letter(visit, &nonce).await;
    }
    let key = VisitKey::make_for_login().await.map_err(|_| LoginFailure::Unsupported)?;
    let (nonce, travel) = (key.nonce(), Base64UrlUnpadded::encode_string(&Random::bytes::<32>()));
    let body = ["nonce=", &nonce, "&travel_key=", &travel].concat();
    let request = net::post(&path::fill(path::IDENTITY_START, provider)).credentials(RequestCredentials::SameOrigin);
    let answer = net::send(request.header("content-type", LOGIN_MEDIA_TYPE).body(body)).await;
    let said = Answer::read(answer, "location").await.and_then(Answer::good)?;
    let text = |name: &str| text_of(&said, name).ok_or(LoginFailure::Unreachable);
    let (location, state) = (text("location")?, text("state")?);
    let kept = async {
        let travel_key = DeviceKey::from_text(&travel).await.ok_or(KeyError::Unsupported)?;
        let letter = match visit.has_letter() {
            true => Some(login_carryover::seal(visit, &travel_key).await.ok_or(KeyError::NotKept)?),
            false => None,
        };
        key.keep(&travel_key, words::lang().code(), provider, letter.as_ref(), visit.to_outbox.get_untracked()).await
    };
    departure::begin(&nonce, &state);
    if let Err(error) = kept.await {
        key::forget(&nonce).await;
        return Err(match error {
            KeyError::Unsupported => LoginFailure::Unsupported,
            KeyError::NotKept => LoginFailure::NoStorage,
        });
    }
    visit.leaving.set(true);
    let _ = window().location().assign(&location);
    Ok(())
}

fn fail(app: App, failure: LoginFailure) {
    app.visit.login.set(Login::Failed(failure));
    ui::focus("login-message");
}

/// Finishes a login after the return, and goes on to the first page that is not done yet. Whatever became of it, in whichever tab it came back:
/// the letter that was taken along is in the visit again, unless somebody else has logged in at the same provider.
pub async fn finish(app: App, back: Return, pending: Option<PendingLogin>, nonce: Option<String>) {
    let visit = app.visit;
    let Some(ready) = visit.manifest() else { return };
    let Return { outcome, handed_in } = back;
    let answer = match handed_in {
        Some(sent) => Answer::read(sent.answer().await, RETURNED).await,
        None => Err(LoginFailure::NotKept),
    };
    let has_letter = pending.as_ref().is_some_and(|pending| pending.letter.is_some());
    let travel_key = match &answer {
        Ok(answer) => answer.travel_key().await,
        Err(_) => None,
    };
    if let Some(pending) = &pending {
        visit.provider.set(pending.provider.clone());
        visit.to_outbox.set(pending.to_outbox);
    }
    let came_back = travel_key.is_some();
    let unreachable = !came_back && says_nothing(&answer);
    let lost_again = matches!(outcome, Outcome::Code) && nonce.as_deref().is_some_and(|nonce| is_lost_again(&answer, nonce));
    let mut letter = None;
    let result = match (outcome, pending.zip(travel_key)) {
        (outcome, Some((mut pending, travel_key))) => {
            letter = pending.letter.take().map(|letter| (letter, travel_key.clone()));
            match (outcome, answer) {
                (Outcome::Code, Ok(answer)) => Some(exchange(app, &ready, answer, pending.key(&travel_key).await).await),
                (Outcome::Code, Err(failure)) => Some(Err(failure)),
                (outcome, _) => without_a_code(&outcome),
            }
        }
        // Without what the device kept, or the key to it, a code is of no use.
        (Outcome::Code, None) => Some(Err(match answer {
            Ok(answer) => answer.good().err().unwrap_or(LoginFailure::NotKept),
            Err(failure) => failure,
        })),
        (outcome, None) => without_a_code(&outcome),
    };
    if let Some((letter, travel_key)) = letter {
        let now = visit.writer.get_untracked();
        // If the browser cannot decrypt it, the letter is lost and the page for writing is empty.
        let _ = login_carryover::open(&letter, &[travel_key], visit, |writer| !is_somebody_else(writer, &now)).await;
        visit.writer.set(if now.is_empty() { visit.writer.get_untracked() } else { now });
    }
    match nonce {
        // A letter that was taken along stays where it is. It is asked for again, and so is the end of this login.
        Some(nonce) if unreachable => {
            if !has_letter {
                key::forget(&nonce).await;
            }
            departure::mark(&nonce);
            spawn_local(fetch_letter_later(visit, nonce));
        }
        Some(nonce) if came_back => key::forget(&nonce).await,
        // A return that is not this login's ends nothing at the intake. But this tab is back from there.
        _ => {
            if let Some(nonce) = departure::away()
                && !fetch_letter(visit, &nonce).await
            {
                spawn_local(fetch_letter_later(visit, nonce));
            }
        }
    }
    match result {
        None => {
            visit.login.set(Login::Cancelled);
            ui::focus("login-message");
        }
        Some(Err(failure)) if lost_again && failure != LoginFailure::NotOurs => fail(app, LoginFailure::Lost),
        Some(Err(failure)) => fail(app, failure),
        Some(Ok(name)) => {
            // A name that the sender has chosen stays.
            if visit.sender.with_untracked(String::is_empty) {
                visit.sender.set(name.clone());
            }
            visit.login.set(Login::Done(name));
            drafts::begin(app).await;
            if visit.to_outbox.get_untracked() && !visit.has_letter() {
                visit.to_outbox.set(false);
                app.go(Step::Outbox);
            } else {
                go_on(app);
            }
        }
    }
}

/// Whether the login with this nonce, of which a code came back, is lost, and another was before it. It is not if the answer has a token of ours: an
/// intake that refuses a login shows with it that it has bound it to nobody else's key.
fn is_lost_again(answer: &Result<Answer, LoginFailure>, nonce: &str) -> bool {
    let token = answer.as_ref().ok().and_then(|answer| text_of(&answer.json, "id_token"));
    if token.is_some_and(|token| token::is_bound(&token, nonce)) {
        lost_login::forget();
        false
    } else {
        lost_login::lost(nonce)
    }
}

/// What a return without a code means. `None` if the sender cancelled.
fn without_a_code(outcome: &Outcome) -> Option<Result<String, LoginFailure>> {
    match outcome {
        Outcome::Cancelled => None,
        Outcome::Down => Some(Err(LoginFailure::ProviderDown)),
        Outcome::Code | Outcome::Failed => Some(Err(LoginFailure::Refused)),
    }
}

/// Whether this says nothing about the login: no answer, somebody else's, or that of an intake that is busy or in trouble. It can be asked again.
fn says_nothing(answer: &Result<Answer, LoginFailure>) -> bool {
    let failure = answer.as_ref().map_or_else(|failure| Some(*failure), |answer| answer.refused);
    failure.is_some_and(is_silence)
}

/// Whether the intake has said nothing that counts: it may have done what was asked, or not.
fn is_silence(failure: LoginFailure) -> bool {
    matches!(failure, LoginFailure::Unreachable | LoginFailure::SomebodyElse)
}

/// Whether two people, each as issuer and subject, are two by the word of one provider. Of two providers none says so.
fn is_somebody_else(one: &str, other: &str) -> bool {
    let issuer = |who: &str| who.split_once('\n').map(|(issuer, _)| issuer.to_owned());
    one != other && issuer(one).is_some() && issuer(one) == issuer(other)
}

/// How long after a lost answer the next try is made to get the letter back, in milliseconds.
const NEXT_TRY: i32 = 5000;

/// Asks again and again for the key to a letter that was taken along, as long as the intake would give it.
async fn fetch_letter_later(visit: Visit, nonce: String) {
    for _ in 0..1000 * LOGIN_SECONDS / NEXT_TRY.unsigned_abs() as u64 {
        clock::sleep(NEXT_TRY).await;
        if departure::away().as_deref() != Some(&*nonce) || fetch_letter(visit, &nonce).await {
            return;
        }
    }
}

/// Asks for the key to a letter that was taken along, and puts the letter back into the visit. Returns whether that is settled: if not, it can
/// be asked again.
async fn fetch_letter(visit: Visit, nonce: &str) -> bool {
    let answer = Answer::read(login_return::hand_in(nonce, "").answer().await, RETURNED).await;
    let travel_key = match &answer {
        Ok(answer) => answer.travel_key().await,
        Err(_) => None,
    };
    if travel_key.is_none() && says_nothing(&answer) {
        return false;
    }
    if let Some((pending, travel_key)) = key::read(nonce).await.zip(travel_key)
        && let Some(letter) = pending.letter
        && !visit.has_letter()
    {
        let _ = login_carryover::open(&letter, &[travel_key], visit, |_| true).await;
        // The page for logging in says that it is there.
        visit.login.update(|_| ());
    }
    key::forget(nonce).await;
    true
}

/// Goes to the recipient, or to the review if there is a letter from before this login.
fn go_on(app: App) {
    app.go(if app.visit.has_letter() { Step::Review } else { Step::Recipient });
}

/// Checks the token and keeps it with the key and the grants. Returns the sender's name; empty if the provider gives none.
async fn exchange(app: App, ready: &Ready, answer: Answer, key: Option<VisitKey>) -> Result<String, LoginFailure> {
    let json = answer.good()?;
    let key = key.ok_or(LoginFailure::NotKept)?;
    let token = text_of(&json, "id_token").ok_or(LoginFailure::Refused)?;
    let times = token::check(&token, &key.nonce(), ready.server_now())?;
    let grants = texts_in(&json, "grants")?;
    let mut device_keys = Vec::new();
    for text in texts_in(&json, "device_keys").unwrap_or_default() {
        device_keys.extend(DeviceKey::from_text(&text).await);
    }
    app.visit.writer.set(token::subject(&token).unwrap_or_default());
    app.visit.secrets.update(|secrets| {
        secrets.key = Some(key);
        secrets.evidence = Some(Evidence::IdToken(token));
        secrets.grants = grants;
        secrets.device_keys = device_keys;
        secrets.seal_until = times.saturating_add(ready.manifest.visit_life);
    });
    Ok(text_of(&json, "name").unwrap_or_default())
}

impl From<NoAnswer> for LoginFailure {
    fn from(none: NoAnswer) -> Self {
        match none {
            NoAnswer::Nothing => Self::Unreachable,
            NoAnswer::SomebodyElse => Self::SomebodyElse,
        }
    }
}

/// What the intake's answer to every return has, whatever became of the login: the key to what was left on the device.
const RETURNED: &str = "travel_key";

/// What the intake said: JSON, and what it means if it is a refusal.
struct Answer {
    json: JsValue,
    refused: Option<LoginFailure>,
}

impl Answer {
    /// Reads an answer that has this member if it is a good one.
    ///
    /// # Errors
    ///
    /// [`LoginFailure::Unreachable`] if none came, and [`LoginFailure::SomebodyElse`] if it is not the intake's: whoever stands in front of it refuses nobody's
    /// login.
    async fn read(answer: Result<Response, NoAnswer>, has: &str) -> Result<Self, LoginFailure> {
        let good = |text: String| js_sys::JSON::parse(&text).ok().filter(|json| property(json, has).is_truthy());
        Ok(match net::said_text(answer?, good).await? {
            Ok(json) => Self { json, refused: None },
            // By the problem's type alone.
            Err(problem) => {
                Self { refused: Some(problem.kind().map_or(LoginFailure::Unreachable, failure)), json: problem.document }
            }
        })
    }

    /// # Errors
    ///
    /// What it means, if it is a refusal.
    fn good(self) -> Result<JsValue, LoginFailure> {
        self.refused.map_or(Ok(self.json), Err)
    }

    /// The key to what was left on the device, if the intake brings it back.
    async fn travel_key(&self) -> Option<DeviceKey> {
        DeviceKey::from_text(&text_of(&self.json, RETURNED)?).await
    }
}

/// What each problem type means for a login.
const fn failure(problem: ProblemType) -> LoginFailure {
    match problem {
        ProblemType::LoginLevel => LoginFailure::Level,
        ProblemType::ProviderUnreachable => LoginFailure::ProviderDown,
        ProblemType::VolumeLimit => LoginFailure::Volume,
        ProblemType::UnknownCode => LoginFailure::UnknownCode,
        ProblemType::UsedCode => LoginFailure::UsedCode,
        ProblemType::TooMany => LoginFailure::TooManyTries,
        ProblemType::BadLogin
        | ProblemType::ForeignPage
        | ProblemType::WrongSize
        | ProblemType::TooLarge
        | ProblemType::WrongMediaType => LoginFailure::Refused,
        ProblemType::Busy | ProblemType::TooSlow | ProblemType::Internal => LoginFailure::Unreachable,
        // Not said of a login: it says nothing about this one.
        ProblemType::WrongHash
        | ProblemType::UnknownVersion
        | ProblemType::UnknownKey
        | ProblemType::OutdatedKey
        | ProblemType::NoGrant
        | ProblemType::SpentGrant
        | ProblemType::NotFound
        | ProblemType::WrongMethod
        | ProblemType::NotScreening
        | ProblemType::BadStatus
        | ProblemType::BadCheckpoint
        | ProblemType::BadAdmissions
        | ProblemType::BadStatement
        | ProblemType::BadFreshness => LoginFailure::Unreachable,
    }
}

/// The texts of that name in an answer: at least one.
fn texts_in(json: &JsValue, name: &str) -> Result<Vec<String>, LoginFailure> {
    let texts = js_sys::Reflect::get(json, &name.into()).map_err(|_| LoginFailure::Refused)?;
    let texts: Vec<_> = js_sys::Array::from(&texts).iter().filter_map(|text| text.as_string()).collect();
    if texts.is_empty() { Err(LoginFailure::Refused) } else { Ok(texts) }
}

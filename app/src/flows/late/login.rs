//! Logging in: makes the visit key, leaves for the identity provider, and checks what comes back; or has a visitor code admitted.
//!
//! The key commits the login to this page: its hash is the login's nonce, and a token with another nonce stops the visit.

use lakzegel_contract::{ProblemType, path};
use lakzegel_crypto::{
    Evidence, visit_nonce,
    visitor_code::{Admission, CodeHalf, Proof},
};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::{
    app::App,
    browser::{
        js::text_of,
        late::{encrypted_entry::EncryptedEntry, storage::Deleting},
        net::{self, Sent},
    },
    flows::{
        late::{drafts, login_carryover},
        login_return::{self, Outcome, Return},
    },
    model::{
        late::{
            key::{self, KeyError, PendingLogin, VisitKey},
            token,
        },
        login::{Login, LoginFailure},
        manifest::Ready,
        step::Step,
    },
    ui, words,
};

/// Asks the intake to admit the visitor code. Pressing twice asks once.
pub fn admit(app: App) {
    let visit = app.visit;
    let login = visit.login.get_untracked();
    if login == Login::Busy || login == Login::Failed(LoginFailure::NotOurs) {
        return;
    }
    let Some(ready) = visit.manifest() else { return };
    // If the answer was lost, ask again with the same key: if the code admitted that one, the answer is the same.
    let known =
        visit.secrets.update(|secrets| secrets.unanswered.take()).filter(|_| login == Login::Failed(LoginFailure::Unreachable));
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
    let body = ["admission=", &half.to_string(), "&nonce=", &visit_nonce(&key.public)].concat();
    let request = net::post(path::ADMISSION).header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = net::send(request).await.map_err(|_| LoginFailure::Unreachable)?;
    let json = read(answer).await?;
    let grants = grants_in(&json)?;
    visit.secrets.update(|secrets| {
        secrets.unanswered = None;
        secrets.key = Some(key);
        secrets.evidence = Some(Evidence::VisitorCode(proof.to_string()));
        secrets.grants = grants;
        secrets.seal_until = ready.now().saturating_add(ready.manifest.visit_life);
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
    spawn_local(async move {
        match leave(app, &provider).await {
            Ok(()) => (),
            Err(KeyError::Unsupported) => fail(app, LoginFailure::Unsupported),
            Err(KeyError::NotKept) => {
                key::forget().await;
                fail(app, LoginFailure::NotKept);
            }
        }
    });
}

async fn leave(app: App, provider: &str) -> Result<(), KeyError> {
    let key = VisitKey::make().await?;
    let letter = match app.visit.has_letter() {
        true => Some(login_carryover::seal(app.visit, "").await.ok_or(KeyError::NotKept)?),
        // A letter that left from another tab, or whose login from this tab failed, comes back with this login.
        false => key::read().await.filter(|kept| !kept.is_old()).and_then(|kept| kept.letter),
    };
    key.keep(words::lang().code(), provider, letter.as_ref()).await?;
    if app.visit.has_letter() {
        login_return::mark_tab();
    }
    app.visit.leaving.set(true);
    let path = [&*path::fill(path::IDENTITY_START, provider), "?nonce=", &visit_nonce(&key.public)].concat();
    let _ = window().location().assign(&path);
    Ok(())
}

fn fail(app: App, failure: LoginFailure) {
    app.visit.login.set(Login::Failed(failure));
    ui::focus("login-message");
}

/// What was stored on the device while the sender was away, and its deletion if that has begun.
pub type Pending = (Option<PendingLogin>, Option<Deleting>);

/// Reads what the device kept while the sender was away, and begins to take it off there: it is in this page's memory now. A letter waits on
/// the device until its login is finished.
pub async fn pending() -> Pending {
    let pending = key::read().await;
    let has_letter = pending.as_ref().is_some_and(|pending| pending.letter.is_some());
    (pending, (!has_letter).then(key::forgetting))
}

/// Finishes a login after the return, and goes on to the first page that is not done yet. A letter that left from this tab is put back
/// first; in another tab of the browser only a login that succeeds brings it back.
pub async fn finish(app: App, back: Return, pending: Option<PendingLogin>, forgetting: Option<Deleting>, left_here: bool) {
    let visit = app.visit;
    let Some(ready) = visit.manifest() else { return };
    let (mut letter, mut found) = (None, None);
    if let Some(PendingLogin { key, provider, letter: crossed, .. }) = pending {
        visit.provider.set(provider);
        (letter, found) = (crossed, Some(key));
    }
    let crossed = letter.is_some();
    if left_here {
        restore(app, letter.take()).await;
        login_return::unmark_tab();
    }
    let elsewhere = letter.is_some();
    let result = async {
        match (back.outcome, found) {
            (Outcome::Code, Some(key)) => Some(exchange(app, &ready, back.handed_in, key).await),
            (outcome, _) => {
                drop(back.handed_in.answer().await);
                match outcome {
                    Outcome::Code => Some(Err(LoginFailure::NotKept)),
                    Outcome::Cancelled => None,
                    Outcome::Down => Some(Err(LoginFailure::ProviderDown)),
                    Outcome::Failed => Some(Err(LoginFailure::Refused)),
                }
            }
        }
    };
    let result = result.await;
    if elsewhere {
        // Another tab may still come back for its letter: it stays until then, or until the login's time is over.
        if matches!(result, Some(Ok(_))) {
            restore(app, letter).await;
            key::forget().await;
        }
    } else if crossed {
        key::forget().await;
    } else if let Some(forgetting) = forgetting {
        forgetting.end().await;
    }
    match result {
        None => {
            visit.login.set(Login::Cancelled);
            ui::focus("login-message");
        }
        Some(Err(failure)) => fail(app, failure),
        Some(Ok(name)) => {
            // A name that the sender has chosen stays.
            if visit.sender.with_untracked(String::is_empty) {
                visit.sender.set(name.clone());
            }
            visit.login.set(Login::Done(name));
            drafts::begin(app).await;
            go_on(app);
        }
    }
}

/// Puts a letter that was taken along back into the visit.
async fn restore(app: App, letter: Option<EncryptedEntry>) {
    if let Some(letter) = letter {
        // If the browser cannot decrypt it, the letter is lost and the page for writing is empty.
        let _ = login_carryover::open(letter, app.visit, "").await;
    }
}

/// Goes to the recipient, or to the review if there is a letter from before this login.
fn go_on(app: App) {
    app.go(if app.visit.has_letter() { Step::Review } else { Step::Recipient });
}

/// Waits for the token, checks it and keeps it with the key and the grants. Returns the sender's name; empty if the provider gives none.
async fn exchange(app: App, ready: &Ready, handed_in: Sent, key: VisitKey) -> Result<String, LoginFailure> {
    let answer = handed_in.answer().await.map_err(|_| LoginFailure::Unreachable)?;
    let json = read(answer).await?;
    let token = text_of(&json, "id_token").ok_or(LoginFailure::Refused)?;
    let times = token::check(&token, &visit_nonce(&key.public), ready.now())?;
    let grants = grants_in(&json)?;
    app.visit.secrets.update(|secrets| {
        secrets.key = Some(key);
        secrets.evidence = Some(Evidence::IdToken(token));
        secrets.grants = grants;
        secrets.seal_until = times.saturating_add(ready.manifest.visit_life);
    });
    Ok(text_of(&json, "name").unwrap_or_default())
}

/// What the intake answered, or what it refused.
async fn read(answer: gloo_net::http::Response) -> Result<JsValue, LoginFailure> {
    let text = answer.text().await.map_err(|_| LoginFailure::Unreachable)?;
    let json = js_sys::JSON::parse(&text).ok();
    if answer.ok() {
        return json.ok_or(LoginFailure::Refused);
    }
    // By the problem's type alone: whoever stands in front of the intake answers with statuses of its own, and refuses nobody's login.
    let problem = json.and_then(|problem| text_of(&problem, "type")).and_then(|problem| ProblemType::from_type(&problem));
    Err(problem.map_or(LoginFailure::Unreachable, failure))
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
        ProblemType::BadLogin | ProblemType::WrongSize | ProblemType::TooLarge | ProblemType::WrongMediaType => {
            LoginFailure::Refused
        }
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
        | ProblemType::BadAdmissions => LoginFailure::Unreachable,
    }
}

/// The grants in an answer: at least one.
fn grants_in(json: &JsValue) -> Result<Vec<String>, LoginFailure> {
    let grants = js_sys::Reflect::get(json, &"grants".into()).map_err(|_| LoginFailure::Refused)?;
    let grants: Vec<_> = js_sys::Array::from(&grants).iter().filter_map(|grant| grant.as_string()).collect();
    if grants.is_empty() { Err(LoginFailure::Refused) } else { Ok(grants) }
}

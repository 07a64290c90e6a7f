//! Who the sender is: makes the visit key, leaves for the identity provider, and checks what comes back; or has a visitor code admitted.
//!
//! The key commits the login to this page: its hash is the login's nonce, and a token with another nonce stops the visit.

use lakzegel_crypto::{
    Evidence, MAX_EVIDENCE_BYTES,
    manifest::{Provider, VolumeLimit},
    visit_nonce,
    visitor_code::{Admission, CodeError, CodeHalf, Proof},
};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Url;

use super::Step;
use crate::{
    app::{App, heading},
    crossing,
    key::{self, Kept, KeyError, VisitKey},
    kiosk,
    locked::Locked,
    manifest::Ready,
    net::{self, Sent, text_of},
    storage::Deleting,
    ui::{self, El, Form, Wrong, el, lead, p},
    visit::{Login, LoginFailure},
    words::{self, Key},
};

/// Builds the page.
#[inline(never)]
pub fn view(app: App) -> El {
    let Some(ready) = app.visit.manifest() else { return el("div") };
    let manifest = &ready.manifest;
    // The letter may come back after the page is there, and then the login is known.
    let kept = move || {
        app.visit.login.get();
        app.visit.has_letter().then(|| p(if kiosk::is_on() { Key::KioskLetterStays } else { Key::IdentityLetterKept }))
    };
    let form = Form::new(app);
    let limits = manifest.volume_limits.iter().map(volume_limit);
    let codes = manifest.visitor_codes.then(|| visitor(app, form));
    let ways = if kiosk::is_on() {
        // Nobody logs in anywhere else from here.
        let none = (!manifest.visitor_codes).then(|| ui::notice("notice notice-warning", Key::RefusedTitle, Key::KioskNoCodes));
        el("div").child(lead(Key::KioskCodes)).live(kept).children(none).children(limits).children(codes)
    } else {
        let providers = manifest.providers.iter().map(|provider| choice(app, provider.clone()));
        el("div")
            .child(lead(Key::IdentityLead))
            .live(kept)
            .child(p(Key::IdentityWhy))
            .child(el("ul").class("providers").children(providers))
            .child(el("p").class("small").say(Key::IdentityPrivacy))
            .children(limits)
            .children(codes)
    };
    // After an alarm there is no way on.
    let stopped = move || (app.visit.login.get() == Login::Failed(LoginFailure::NotOurs)).then(String::new);
    el("div")
        .child(ui::back(app, Step::Privileged))
        .live(form.summary())
        .child(heading(Step::Identity))
        .live(move || what_happened(app))
        .child(ways.attr_live("hidden", stopped))
        .live(move || {
            let next = ui::button(ui::SECONDARY, Key::IdentityGoOn, move |_| app.go(Step::Recipient));
            matches!(app.visit.login.get(), Login::Done(_)).then(|| ui::actions([next]))
        })
}

/// One way to log in: a button with the provider's name, what helps to choose it, and whether it answered when it was last tried.
fn choice(app: App, provider: Provider) -> El {
    let (id, name, help) = (provider.id.clone(), provider.name, provider.help);
    let start = move |_| begin(app, id.clone());
    let busy = move || (app.visit.login.get() == Login::Busy).then(|| "true".to_owned());
    let label = move || words::with(Key::IdentityWith, &[("name", &name)]);
    let id = provider.id;
    let down = move || {
        let down = app.visit.login.get() == Login::Failed(LoginFailure::ProviderDown) && app.visit.provider.get() == id;
        down.then(|| el("p").class("provider-down").say(Key::IdentityDown))
    };
    let help = move || {
        let lang = words::lang().code();
        let (lang, text) = help.iter().find(|(of, _)| of == lang).or(help.first())?;
        Some(el("p").class("small").attr("lang", lang).text(text))
    };
    el("li").child(ui::bare_button(ui::PRIMARY, start).attr_live("aria-disabled", busy).words(label)).live(down).live(help)
}

/// How many letters one person may send, and by what law.
fn volume_limit(limit: &VolumeLimit) -> El {
    let (letters, days) = (limit.letters, limit.days);
    let text = move || {
        let (letters, days) = (words::count(Key::IdentityLetters, letters), words::count(Key::IdentityDays, days));
        words::with(Key::IdentityVolumeLimit, &[("letters", &letters), ("days", &days)]) + " "
    };
    el("p").class("small").words(text).child(el("span").attr("lang", "nl").text(&limit.basis))
}

/// For those without a digital identity: a code on paper, in two halves. Typing errors are found here, before anything is asked.
fn visitor(app: App, form: Form) -> El {
    let half = |id, label, value| form.line(id, label, Key::VisitorHint, "input input-code", value);
    let fields = form
        .view(visitor_wrongs, admit)
        .child(half("admission", Key::VisitorAdmission, app.visit.admission))
        .child(half("proof", Key::VisitorProof, app.visit.proof))
        .child(ui::actions([el("button").class(ui::SECONDARY).attr("type", "submit").say(Key::VisitorNext)]));
    // Shown again, a code would be one that was used.
    let done = move || matches!(app.visit.login.get(), Login::Done(_)).then(String::new);
    let asked = || [el("h2").say(Key::VisitorTitle), p(Key::VisitorLead)];
    el("section").attr_live("hidden", done).children((!kiosk::is_on()).then(asked).into_iter().flatten()).child(fields)
}

fn visitor_wrongs(app: App) -> Vec<Wrong> {
    let admission = CodeHalf::<Admission>::parse(&app.visit.admission.peek()).is_err();
    let proof = CodeHalf::<Proof>::parse(&app.visit.proof.peek()).is_err();
    let admission = admission.then_some(Wrong {
        field: "admission",
        text: |app| code_error(app, CodeHalf::<Admission>::parse(&app.visit.admission.peek()).err()),
    });
    let proof = proof.then_some(Wrong {
        field: "proof",
        text: |app| code_error(app, CodeHalf::<Proof>::parse(&app.visit.proof.peek()).err()),
    });
    admission.into_iter().chain(proof).collect()
}

/// What is wrong with half a code, and how to mend it. It was typed again since, if nothing is.
fn code_error(app: App, error: Option<CodeError>) -> String {
    // One typing error in thirty looks like the other half; two that look like each other's are no errors.
    let swapped = CodeHalf::<Proof>::parse(&app.visit.admission.peek()).is_ok()
        && CodeHalf::<Admission>::parse(&app.visit.proof.peek()).is_ok();
    match error {
        Some(CodeError::Length(_)) => words::t(Key::VisitorWrongLength),
        Some(CodeError::Character(character)) => {
            words::with(Key::VisitorWrongCharacter, &[("character", character.encode_utf8(&mut [0; 4]))])
        }
        Some(CodeError::OtherHalf) if swapped => words::t(Key::VisitorWrongHalf),
        Some(CodeError::Check | CodeError::OtherHalf) | None => words::t(Key::VisitorWrongCheck),
    }
}

/// Has the visitor code admitted. Pressing twice asks once.
fn admit(app: App) {
    let visit = app.visit;
    let login = visit.login.peek();
    if login == Login::Busy || login == Login::Failed(LoginFailure::NotOurs) {
        return;
    }
    let Some(ready) = visit.manifest() else { return };
    // After a lost answer the same key asks again: if the code admitted it, the answer is the same.
    let known = visit.held.update(|held| held.unanswered.take()).filter(|_| login == Login::Failed(LoginFailure::Unreachable));
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

/// Shows the admission half, and keeps the proof half for the seal.
async fn ask_admission(app: App, ready: &Ready, known: Option<VisitKey>) -> Result<(), LoginFailure> {
    let visit = app.visit;
    let half = CodeHalf::<Admission>::parse(&visit.admission.peek()).map_err(|_| LoginFailure::UnknownCode)?;
    let proof = CodeHalf::<Proof>::parse(&visit.proof.peek()).map_err(|_| LoginFailure::UnknownCode)?;
    let key = match known {
        Some(key) => key,
        None => VisitKey::make().await.map_err(|_| LoginFailure::Unsupported)?,
    };
    visit.held.update(|held| held.unanswered = Some(key.clone()));
    let body = ["admission=", &half.to_string(), "&nonce=", &visit_nonce(&key.public)].concat();
    let request = net::post("/v1/admission").header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = net::send(request).await.map_err(|_| LoginFailure::Unreachable)?;
    let json = read(answer).await?;
    let grants = grants_in(&json)?;
    visit.held.update(|held| {
        held.unanswered = None;
        held.key = Some(key);
        held.evidence = Some(Evidence::VisitorCode(proof.to_string()));
        held.grants = grants;
        held.seal_until = ready.now().saturating_add(ready.manifest.visit_life);
    });
    Ok(())
}

/// What the sender is told about the login so far.
fn what_happened(app: App) -> Option<El> {
    let login = app.visit.login.get();
    let box_of = |kind, title, text: Key| Some(ui::notice(kind, title, text).id("login-message").attr("tabindex", "-1"));
    match &login {
        Login::None => None,
        Login::Busy => Some(p(Key::IdentityBusy).class("lead")),
        Login::Cancelled => box_of("notice notice-info", Key::IdentityCancelledTitle, Key::IdentityCancelled),
        Login::Failed(LoginFailure::NotOurs) => box_of("notice notice-error", Key::IdentityNotOursTitle, Key::IdentityNotOurs),
        Login::Failed(failure) => {
            let text = match failure {
                LoginFailure::Unsupported => Key::IdentityUnsupported,
                LoginFailure::NotKept => Key::IdentityNotKept,
                LoginFailure::Unreachable => Key::IdentityUnreachable,
                LoginFailure::TooLarge => Key::IdentityTooLarge,
                LoginFailure::Expired => Key::IdentityExpired,
                LoginFailure::ProviderDown => Key::IdentityProviderDown,
                LoginFailure::Level => Key::IdentityLevel,
                LoginFailure::Volume => Key::IdentityVolume,
                LoginFailure::UnknownCode => Key::VisitorUnknown,
                LoginFailure::UsedCode => Key::VisitorUsed,
                LoginFailure::TooManyTries => Key::VisitorTooMany,
                LoginFailure::Refused | LoginFailure::NotOurs => Key::IdentityRefused,
            };
            let told = box_of("notice notice-error", Key::IdentityFailedTitle, text)?;
            let theirs = matches!(failure, LoginFailure::Refused | LoginFailure::ProviderDown | LoginFailure::Level);
            let sentence = if theirs { required_sentence(app) } else { None };
            Some(told.children(sentence))
        }
        Login::Done(name) => {
            let done = el("h2").say(Key::IdentityDoneTitle);
            // A provider may prove who somebody is without a name.
            let by_code = app.visit.held.peek_with(|held| matches!(held.evidence, Some(Evidence::VisitorCode(_))));
            let who = by_code.then(|| p(Key::VisitorDone));
            let name = (!name.is_empty()).then(|| el("p").child(ui::typed(name)));
            Some(el("div").class("notice notice-success").child(done).children(who).children(name))
        }
    }
}

/// What the provider wants said where a login failed there: Dutch, word for word, whatever language the page is in.
fn required_sentence(app: App) -> Option<El> {
    let sentence = app.visit.manifest()?.manifest.provider(&app.visit.provider.get())?.failure.clone()?;
    Some(el("p").attr("lang", "nl").attr("dir", "ltr").attr("translate", "no").text(&sentence))
}

/// Leaves for the provider. Pressing twice leaves once; after an alarm nobody leaves any more.
fn begin(app: App, provider: String) {
    let login = app.visit.login.peek();
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
        true => Some(crossing::seal(app.visit).await.ok_or(KeyError::NotKept)?),
        // One that left from another tab, or from this one before its return failed, is taken along: it comes back with this login.
        false => key::read().await.filter(|kept| !kept.is_old()).and_then(|kept| kept.letter),
    };
    key.keep(words::lang().code(), provider, letter.as_ref()).await?;
    if app.visit.has_letter() {
        crossing::mark_tab();
    }
    app.visit.leaving.set(true);
    let path = ["/v1/identity/", provider, "/start?nonce=", &visit_nonce(&key.public)].concat();
    let _ = window().location().assign(&path);
    Ok(())
}

fn fail(app: App, failure: LoginFailure) {
    app.visit.login.set(Login::Failed(failure));
    ui::focus("login-message");
}

/// What the provider sent the sender back with.
pub struct Return {
    outcome: Outcome,
    /// What came back was handed in at once: the provider takes its time while this page starts.
    handed_in: Sent,
}

impl Return {
    /// The sender came back to the page without anything from the provider.
    pub fn without_an_answer() -> Self {
        Self { outcome: Outcome::Cancelled, handed_in: hand_in("") }
    }
}

enum Outcome {
    /// A code to hand in, with the state that goes with it.
    Code,
    /// The sender cancelled.
    Cancelled,
    /// The provider does not answer.
    Down,
    /// Something else went wrong there.
    Failed,
}

/// Takes code and state out of the address, at once: they must not stay in the history. And hands them in.
pub fn take_return() -> Option<Return> {
    let location = window().location();
    if location.pathname().ok()? != Step::Identity.path() {
        return None;
    }
    let query = Url::new(&location.href().ok()?).ok()?.search_params();
    let _ = window().history().ok()?.replace_state_with_url(&JsValue::NULL, "", Some(Step::Identity.path()));
    let outcome = match (query.get("code"), query.get("state"), query.get("error")) {
        (Some(_), Some(_), None) => Outcome::Code,
        (_, _, Some(error)) if error == "access_denied" => Outcome::Cancelled,
        (_, _, Some(error)) if error == "temporarily_unavailable" => Outcome::Down,
        (None, None, None) => return None,
        _ => Outcome::Failed,
    };
    // Without a code nothing comes of it but the end of the intake's cookie.
    let form = if matches!(outcome, Outcome::Code) { query.to_string().into() } else { String::new() };
    Some(Return { outcome, handed_in: hand_in(&form) })
}

/// Finishes a login after the return, and goes on to the first page that is not done yet. A letter that left from this tab is put back
/// first; in another tab of the browser only a login that succeeds brings it back.
pub async fn finish(app: App, back: Return, kept: Option<Kept>, forgetting: Deleting, left_here: bool) {
    let visit = app.visit;
    let Some(ready) = visit.manifest() else { return };
    let (mut letter, mut found) = (None, None);
    if let Some(Kept { key, provider, letter: crossed, .. }) = kept {
        visit.provider.set(provider);
        (letter, found) = (crossed, Some(key));
    }
    let crossed = letter.is_some();
    if left_here {
        restore(app, letter.take()).await;
        crossing::unmark_tab();
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
        // What another tab may still come back for stays until it does, or until its time is over.
        if matches!(result, Some(Ok(_))) {
            restore(app, letter).await;
            key::forget().await;
        }
    } else if crossed {
        key::forget().await;
    } else {
        forgetting.end().await;
    }
    match result {
        None => {
            visit.login.set(Login::Cancelled);
            ui::focus("login-message");
        }
        Some(Err(failure)) => fail(app, failure),
        Some(Ok(name)) => {
            // The name under the letter is the sender's to choose; who had chosen one keeps it.
            if visit.sender.peek_with(String::is_empty) {
                visit.sender.set(name.clone());
            }
            visit.login.set(Login::Done(name));
            go_on(app);
        }
    }
}

/// Puts a letter that crossed back where it was.
async fn restore(app: App, letter: Option<Locked>) {
    if let Some(letter) = letter {
        // What the browser cannot decrypt is lost, and the page for writing is empty.
        let _ = crossing::open(letter, app.visit).await;
    }
}

/// To the recipient; with a letter that was written before this login, to its review.
fn go_on(app: App) {
    app.go(if app.visit.has_letter() { Step::Review } else { Step::Recipient });
}

/// Sends what came back, with the cookie that holds the login's state.
fn hand_in(form: &str) -> Sent {
    let request = net::post("/v1/identity/callback").credentials(web_sys::RequestCredentials::SameOrigin);
    Sent::now(request.header("content-type", "application/x-www-form-urlencoded").body(form))
}

/// Waits for the token, checks it and keeps it with the key and the grants. Gives the sender's name.
async fn exchange(app: App, ready: &Ready, handed_in: Sent, key: VisitKey) -> Result<String, LoginFailure> {
    let answer = handed_in.answer().await.map_err(|_| LoginFailure::Unreachable)?;
    let json = read(answer).await?;
    let token = text_of(&json, "id_token").ok_or(LoginFailure::Refused)?;
    let times = check(&token, &visit_nonce(&key.public), ready.now())?;
    let grants = grants_in(&json)?;
    app.visit.held.update(|held| {
        held.key = Some(key);
        held.evidence = Some(Evidence::IdToken(token));
        held.grants = grants;
        held.seal_until = times.saturating_add(ready.manifest.visit_life);
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
    // By the problem's type alone: whoever stands in front of the intake answers with statuses of its own.
    let problem = json.and_then(|problem| text_of(&problem, "type"));
    Err(match problem.as_deref().and_then(|problem| problem.strip_prefix("urn:lakzegel:problem:")) {
        Some("login-level") => LoginFailure::Level,
        Some("provider-unreachable") => LoginFailure::ProviderDown,
        Some("volume-limit") => LoginFailure::Volume,
        Some("unknown-code") => LoginFailure::UnknownCode,
        Some("used-code") => LoginFailure::UsedCode,
        Some("too-many") => LoginFailure::TooManyTries,
        _ if answer.status() >= 500 => LoginFailure::Unreachable,
        _ => LoginFailure::Refused,
    })
}

/// The rights to upload in an answer.
fn grants_in(json: &JsValue) -> Result<Vec<String>, LoginFailure> {
    let grants = js_sys::Reflect::get(json, &"grants".into()).map_err(|_| LoginFailure::Refused)?;
    let grants: Vec<_> = js_sys::Array::from(&grants).iter().filter_map(|grant| grant.as_string()).collect();
    if grants.is_empty() { Err(LoginFailure::Refused) } else { Ok(grants) }
}

/// Checks what a client can check of a token: that it fits, is ours and is fresh. Gives its `iat`.
///
/// Its signature is screening's to check: it has the provider's keys.
fn check(token: &str, nonce: &str, now: u64) -> Result<u64, LoginFailure> {
    if token.len() > MAX_EVIDENCE_BYTES {
        return Err(LoginFailure::TooLarge);
    }
    let claims = token.split('.').nth(1).and_then(decode).ok_or(LoginFailure::Refused)?;
    if text_of(&claims, "nonce").as_deref() != Some(nonce) {
        return Err(LoginFailure::NotOurs);
    }
    let time = |name: &str| net::number_of(&claims, name).ok_or(LoginFailure::Refused);
    if now >= time("exp")? { Err(LoginFailure::Expired) } else { time("iat") }
}

/// The claims of a token: base64url of JSON. Its texts may come out garbled beyond ASCII; those that are read here are ASCII.
fn decode(payload: &str) -> Option<JsValue> {
    let plain = |letter| match letter {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let base64: String = payload.chars().map(plain).collect();
    js_sys::JSON::parse(&window().atob(&base64).ok()?).ok()
}

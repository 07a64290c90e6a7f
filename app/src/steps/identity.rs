//! Who the sender is: makes the visit key, leaves for the identity provider, and checks what comes back.
//!
//! The key commits the login to this page: its hash is the login's nonce, and a token with another nonce stops the visit.

use lakzegel_crypto::{MAX_EVIDENCE_BYTES, manifest::Provider, visit_nonce};
use leptos::prelude::window;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::Url;

use super::Step;
use crate::{
    app::{App, heading},
    key::{self, Kept, KeyError, VisitKey},
    manifest::Ready,
    net::{self, Unreachable, text_of},
    ui::{self, El, el, lead, p},
    visit::{Login, LoginFailure},
    words::{self, Key},
};

/// Builds the page.
pub fn view(app: App) -> El {
    let providers = app.visit.manifest().map(|ready| ready.manifest.providers.clone()).unwrap_or_default();
    let ways = el("div")
        .child(lead(Key::IdentityLead))
        .child(p(Key::IdentityWhy))
        .child(el("ul").class("providers").children(providers.into_iter().map(|provider| choice(app, provider))))
        .child(el("p").class("small").say(Key::IdentityPrivacy));
    // After an alarm there is no way on.
    let stopped = move || (app.visit.login.get() == Login::Failed(LoginFailure::NotOurs)).then(String::new);
    el("div")
        .child(ui::back(app, Step::Privileged))
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
                LoginFailure::Refused | LoginFailure::NotOurs => Key::IdentityRefused,
            };
            let told = box_of("notice notice-error", Key::IdentityFailedTitle, text)?;
            let theirs = matches!(failure, LoginFailure::Refused | LoginFailure::ProviderDown | LoginFailure::Level);
            let sentence = if theirs { required_sentence(app) } else { None };
            Some(told.children(sentence))
        }
        Login::Done(name) => {
            let done = el("h2").say(Key::IdentityDoneTitle);
            Some(el("div").class("notice notice-success").child(done).child(el("p").child(ui::typed(name))))
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
        match leave(&provider).await {
            Ok(()) => (),
            Err(KeyError::Unsupported) => fail(app, LoginFailure::Unsupported),
            Err(KeyError::NotKept) => {
                key::forget().await;
                fail(app, LoginFailure::NotKept);
            }
        }
    });
}

async fn leave(provider: &str) -> Result<(), KeyError> {
    let key = VisitKey::make().await?;
    key.keep(words::lang().code(), provider).await?;
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
    /// The whole query: the body of the request that hands it in.
    query: String,
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

/// Takes code and state out of the address, at once: they must not stay in the history.
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
        (None, _, None) => return None,
        _ => Outcome::Failed,
    };
    Some(Return { outcome, query: query.to_string().into() })
}

/// Finishes a login after the return, and goes on to the recipient.
pub async fn finish(app: App, back: Return, kept: Option<Kept>) {
    let visit = app.visit;
    let Some(ready) = visit.manifest() else { return };
    if let Some(kept) = &kept {
        visit.provider.set(kept.provider.clone());
    }
    let result = match (back.outcome, kept) {
        (Outcome::Code, Some(kept)) => Some(exchange(app, &ready, &back.query, kept.key).await),
        (outcome, _) => {
            // Without a code nothing comes of it but the end of the intake's cookie.
            drop(hand_in("").await);
            match outcome {
                Outcome::Code => Some(Err(LoginFailure::NotKept)),
                Outcome::Cancelled => None,
                Outcome::Down => Some(Err(LoginFailure::ProviderDown)),
                Outcome::Failed => Some(Err(LoginFailure::Refused)),
            }
        }
    };
    key::forget().await;
    match result {
        None => {
            visit.login.set(Login::Cancelled);
            ui::focus("login-message");
        }
        Some(Err(failure)) => fail(app, failure),
        Some(Ok(name)) => {
            visit.sender.set(name.clone());
            visit.login.set(Login::Done(name));
            app.go(Step::Recipient);
        }
    }
}

/// Sends what came back. The one request with a cookie: it holds the login's state.
async fn hand_in(query: &str) -> Result<gloo_net::http::Response, Unreachable> {
    let request = net::post("/v1/identity/callback").credentials(web_sys::RequestCredentials::SameOrigin);
    net::send(request.header("content-type", "application/x-www-form-urlencoded").body(query)).await
}

/// Hands in the code, checks the token and keeps it with the key and the grants. Gives the sender's name.
async fn exchange(app: App, ready: &Ready, code: &str, key: VisitKey) -> Result<String, LoginFailure> {
    let answer = hand_in(code).await.map_err(|_| LoginFailure::Unreachable)?;
    let text = answer.text().await.map_err(|_| LoginFailure::Unreachable)?;
    if !answer.ok() {
        // By the problem's type alone: whoever stands in front of the intake answers with statuses of its own.
        let problem = js_sys::JSON::parse(&text).ok().and_then(|problem| text_of(&problem, "type"));
        return Err(match problem.as_deref() {
            Some("urn:lakzegel:problem:login-level") => LoginFailure::Level,
            Some("urn:lakzegel:problem:provider-unreachable") => LoginFailure::ProviderDown,
            _ if answer.status() >= 500 => LoginFailure::Unreachable,
            _ => LoginFailure::Refused,
        });
    }
    let json = js_sys::JSON::parse(&text).map_err(|_| LoginFailure::Refused)?;
    let token = text_of(&json, "id_token").ok_or(LoginFailure::Refused)?;
    let times = check(&token, &visit_nonce(&key.public), ready.now())?;
    let grants = js_sys::Reflect::get(&json, &"grants".into()).map_err(|_| LoginFailure::Refused)?;
    let grants = js_sys::Array::from(&grants).iter().filter_map(|grant| grant.as_string()).collect();
    app.visit.held.update(|held| {
        held.key = Some(key);
        held.token = token;
        held.grants = grants;
        held.seal_until = times.saturating_add(ready.manifest.visit_life);
    });
    Ok(text_of(&json, "name").unwrap_or_default())
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

//! Who the sender is: the providers at which one can log in, the field for a visitor code, and what came of either.

use lakzegel_crypto::{
    Evidence,
    manifest::{Provider, VolumeLimit},
    visitor_code::{Admission, CodeError, CodeHalf, Proof},
};

use crate::{
    app::App,
    browser::clock,
    flows::late::login,
    model::{
        kiosk,
        login::{Login, LoginFailure},
        step::Step,
    },
    pages::late::form::{FieldError, Form},
    ui::{self, El, el, heading, late::field::Typed, lead, p},
    words::{self, Key},
};

/// Builds the page.
#[inline(never)]
pub fn view(app: App) -> El {
    let Some(ready) = app.visit.manifest() else { return el("div") };
    let manifest = &ready.manifest;
    // The letter may come back after the page is there: a change of the login tells.
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
        .child(ui::back(move |_| app.go(Step::Privileged)))
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
    let start = move |_| login::begin(app, id.clone());
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
    let half = |id, label, value| form.line(id, Typed::Code, label, Key::VisitorHint, "input input-code", value);
    let fields = form
        .view(visitor_errors, login::admit)
        .child(half("admission", Key::VisitorAdmission, app.visit.admission))
        .child(half("proof", Key::VisitorProof, app.visit.proof))
        .child(ui::actions([el("button").class(ui::SECONDARY).attr("type", "submit").say(Key::VisitorNext)]));
    // A code counts once, so the form is hidden when it has been used.
    let done = move || matches!(app.visit.login.get(), Login::Done(_)).then(String::new);
    let asked = || [el("h2").say(Key::VisitorTitle), p(Key::VisitorLead)];
    el("section").attr_live("hidden", done).children((!kiosk::is_on()).then(asked).into_iter().flatten()).child(fields)
}

fn visitor_errors(app: App) -> Vec<FieldError> {
    let admission = CodeHalf::<Admission>::parse(&app.visit.admission.get_untracked()).is_err();
    let proof = CodeHalf::<Proof>::parse(&app.visit.proof.get_untracked()).is_err();
    let admission = admission.then_some(FieldError {
        field: "admission",
        text: |app| code_error(app, CodeHalf::<Admission>::parse(&app.visit.admission.get_untracked()).err()),
    });
    let proof = proof.then_some(FieldError {
        field: "proof",
        text: |app| code_error(app, CodeHalf::<Proof>::parse(&app.visit.proof.get_untracked()).err()),
    });
    admission.into_iter().chain(proof).collect()
}

/// What is wrong with half a code, and how to mend it. `error` is `None` if it was corrected since.
fn code_error(app: App, error: Option<CodeError>) -> String {
    // One typing error in thirty looks like the other half; two that look like each other's are no errors.
    let swapped = CodeHalf::<Proof>::parse(&app.visit.admission.get_untracked()).is_ok()
        && CodeHalf::<Admission>::parse(&app.visit.proof.get_untracked()).is_ok();
    match error {
        Some(CodeError::Length(_)) => words::t(Key::VisitorWrongLength),
        Some(CodeError::Character(character)) => {
            words::with(Key::VisitorWrongCharacter, &[("character", character.encode_utf8(&mut [0; 4]))])
        }
        Some(CodeError::OtherHalf) if swapped => words::t(Key::VisitorWrongHalf),
        Some(CodeError::Check | CodeError::OtherHalf) | None => words::t(Key::VisitorWrongCheck),
    }
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
        Login::Failed(LoginFailure::Lost) => {
            let told = box_of("notice notice-error", Key::IdentityLostTitle, Key::IdentityLost)?;
            let now = clock::device();
            let time = move || words::with(Key::IdentityLostReport, &[("time", &words::moment(now))]);
            Some(told.child(el("p").words(time)).child(p(Key::IdentityLostLater)))
        }
        Login::Failed(failure) => {
            let text = match failure {
                LoginFailure::Unsupported => Key::IdentityUnsupported,
                LoginFailure::NotKept => Key::IdentityNotKept,
                LoginFailure::NoStorage => Key::IdentityRefusedStorage,
                LoginFailure::Unreachable => Key::IdentityUnreachable,
                LoginFailure::SomebodyElse => Key::RefusedBetween,
                LoginFailure::TooLarge => Key::IdentityTooLarge,
                LoginFailure::Expired => Key::IdentityExpired,
                LoginFailure::ProviderDown => Key::IdentityProviderDown,
                LoginFailure::Level => Key::IdentityLevel,
                LoginFailure::Volume => Key::IdentityVolume,
                LoginFailure::UnknownCode => Key::VisitorUnknown,
                LoginFailure::UsedCode => Key::VisitorUsed,
                LoginFailure::TooManyTries => Key::VisitorTooMany,
                LoginFailure::Refused | LoginFailure::Lost | LoginFailure::NotOurs => Key::IdentityRefused,
            };
            let told = box_of("notice notice-error", Key::IdentityFailedTitle, text)?;
            let theirs = matches!(failure, LoginFailure::Refused | LoginFailure::ProviderDown | LoginFailure::Level);
            let sentence = if theirs { required_sentence(app) } else { None };
            let between = (*failure == LoginFailure::SomebodyElse).then_some([Key::BetweenSafe, Key::AdviceBetween]);
            Some(told.children(sentence).children(between.into_iter().flatten().map(p)))
        }
        Login::Done(name) => {
            let done = el("h2").say(Key::IdentityDoneTitle);
            // A provider may prove who somebody is without a name.
            let by_code = app.visit.secrets.with_untracked(|secrets| matches!(secrets.evidence, Some(Evidence::VisitorCode(_))));
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

//! The contract as JSON, for what is not written in Rust: the service worker and the tests.

use alloc::{format, string::String, vec::Vec};

use crate::{
    COUNTED_STEPS, DEMO_ORIGINS, KIOSK, LOGIN_MEDIA_TYPE, PROBLEM_PREFIX, ProblemType, Step, WIPE_MEDIA_TYPE, header, limit,
    outbox, path,
};

/// All of it in one object. Nothing in it needs escaping: names of our own, in ASCII.
///
/// # Panics
///
/// If that is not so. A test calls it.
pub fn to_json() -> String {
    let steps: Vec<&str> =
        Step::ALL.into_iter().filter(|step| step.has_address() && !step.is_kiosk_only()).map(Step::path).collect();
    let open: Vec<&str> =
        Step::ALL.into_iter().filter(|step| step.is_always_open() && !step.is_kiosk_only()).map(Step::path).collect();
    let problems: Vec<&str> = ProblemType::ALL.into_iter().map(ProblemType::name).collect();
    let fields = [
        ("steps", list(&steps)),
        ("openSteps", list(&open)),
        ("kiosk", text(KIOSK)),
        ("ended", text(Step::Ended.path())),
        ("countedSteps", format!("{COUNTED_STEPS}")),
        ("problems", list(&problems)),
        ("problemPrefix", text(PROBLEM_PREFIX)),
        ("demoOrigins", text(DEMO_ORIGINS)),
        ("kioskIdleMinutes", text(header::KIOSK_IDLE_MINUTES)),
        ("loginMediaType", text(LOGIN_MEDIA_TYPE)),
        ("loginSeconds", format!("{}", limit::LOGIN_SECONDS)),
        ("envelopePath", text(path::ENVELOPE)),
        ("manifestPath", text(path::MANIFEST)),
        ("identityStartPath", text(path::IDENTITY_START)),
        ("identityCallbackPath", text(path::IDENTITY_CALLBACK)),
        ("admissionPath", text(path::ADMISSION)),
        ("wipePath", text(path::WIPE)),
        ("wipeMediaType", text(WIPE_MEDIA_TYPE)),
        ("outbox", text(outbox::STORE)),
    ];
    let lines: Vec<String> = fields.iter().map(|(name, value)| format!("  {}: {value}", text(name))).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

fn text(value: &str) -> String {
    assert!(is_plain(value), "{value:?} would have to be escaped");
    format!("\"{value}\"")
}

/// Whether a string of JSON can hold this as it is.
fn is_plain(value: &str) -> bool {
    value.chars().all(|c| matches!(c, ' '..='~') && c != '"' && c != '\\')
}

fn list(values: &[&str]) -> String {
    let values: Vec<String> = values.iter().map(|value| text(value)).collect();
    format!("[{}]", values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::{is_plain, to_json};

    #[test]
    fn nothing_in_it_needs_escaping() {
        assert!(is_plain("urn:lakzegel:problem:"));
        for value in ["a\"b", "a\\b", "a\nb", "\u{7f}", "\u{e9}"] {
            assert!(!is_plain(value), "{value:?}");
        }
        // Each value is checked as it is written.
        assert!(to_json().lines().all(|line| !line.contains('\\')));
    }

    #[test]
    fn the_steps_are_in_it_without_a_kiosks_own() {
        let json = to_json();
        let steps = json.lines().find(|line| line.trim_start().starts_with("\"steps\"")).unwrap_or_default();
        assert!(steps.contains(r#"["/", "/privileged","#), "{steps}");
        assert!(!steps.contains("/ended"), "{steps}");
    }
}

//! How the client is served: the headers of every answer, and each file's media type and how long it may be kept. The intake serves it so, and
//! the signed list of the client's files says so, for whoever compares a site with it.

/// The content security policy of every answer: nothing from elsewhere, nothing inline but the icon, no forms, no frames.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                                           img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
                                           worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                                           require-trusted-types-for 'script'; trusted-types lakzegel";

/// The headers of every answer for browsers, refusals included: name in lower case, and value.
pub const EVERY_ANSWER: [(&str, &str); 6] = [
    ("content-security-policy", CONTENT_SECURITY_POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// `Cache-Control`: may be kept, but must be asked for again each time.
pub const NO_CACHE: &str = "no-cache";
/// `Cache-Control`: never changes. What is different has another address.
pub const FOREVER: &str = "public, max-age=31536000, immutable";
/// `Cache-Control`: nobody keeps it. Every answer says so that says nothing else.
pub const NO_STORE: &str = "no-store";

/// `Vary` of each of the client's files: they are there compressed, too.
pub const VARY: &str = "Accept-Encoding";

/// `Refresh` of a kiosk's page: one that does not start is loaded anew after a minute, for nobody is there to do it. One that has started
/// calls this off.
pub const KIOSK_REFRESH: &str = "60; url=/kiosk";

/// The media type of a signed note, such as the manifest.
pub const NOTE_MEDIA_TYPE: &str = "text/plain; charset=utf-8";

/// The address of the one page that shows every step. It is served at theirs.
pub const PAGE: &str = "/index.html";

/// The address of the client's file that says which release it is: [`CLIENT_RELEASE`](crate::CLIENT_RELEASE) and the end of the line. No page asks
/// for it; it is for whoever makes the list of files, or looks at a site.
pub const RELEASE: &str = "/release.txt";

/// The least number of hexadecimal digits in a row that is taken for a hash.
const HASH_DIGITS: usize = 12;

/// The media type of the client's file with this name.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "txt" | "pub" => "text/plain; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        _ => "application/octet-stream",
    }
}

/// `Cache-Control` of the client's file with this name: [`FOREVER`] if the name has a hash in it, else [`NO_CACHE`].
pub fn cache_control(name: &str) -> &'static str {
    if has_hash(name) { FOREVER } else { NO_CACHE }
}

/// Whether the file's name has a hash in it: a part of at least [`HASH_DIGITS`] characters, hexadecimal digits only.
fn has_hash(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.split(['-', '.', '_']).any(|part| part.len() >= HASH_DIGITS && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{EVERY_ANSWER, RELEASE, has_hash};

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for hashed in
            ["/lakzegel-app-1f2e3d4c5b6a7988.js", "/lakzegel-app-1f2e3d4c5b6a7988_bg.wasm", "/strings/nl.0011223344556677.txt"]
        {
            assert!(has_hash(hashed), "{hashed}");
        }
        for plain in ["/index.html", "/service-worker.js", RELEASE, "/favicon.svg", "/facade.css", "/1f2e3d4c5b6a7988/index.html"]
        {
            assert!(!has_hash(plain), "{plain}");
        }
    }

    /// They stand in lines of the signed list as they are.
    #[test]
    fn headers_are_written_in_one_line_and_in_lower_case() {
        for (name, value) in EVERY_ANSWER {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
            assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && value.trim() == value, "{value}");
        }
    }
}

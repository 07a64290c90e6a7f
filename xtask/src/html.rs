//! The client's page, made fit for a policy without inline scripts. Pure: text in, text out.

use lakzegel_contract::path;

/// The files that the page loads, by the names under which they are served.
pub struct Names<'a> {
    /// The one script.
    pub script: &'a str,
    /// Its subresource integrity.
    pub script_integrity: &'a str,
    /// The Wasm module.
    pub wasm: &'a str,
    /// The style sheet.
    pub style: &'a str,
    /// Its subresource integrity.
    pub style_integrity: &'a str,
    /// The icon itself, SVG. It stands in the page: a browser asks for no other.
    pub icon: &'a str,
}

/// Marks the lines of `index.html` that say what to build and to copy: Trunk's notation.
const ASSET: &str = "data-trunk";
/// The icon's address in `index.html`.
const ICON: &str = "href=\"/seal.svg\"";

/// Takes `index.html`, and puts in the style sheet, the icon, the one script, and preloads of the manifest and of the Wasm, so that all come at
/// once: each where Trunk would put it (docs/decisions/0018-trunk.md). Comments go.
///
/// # Errors
///
/// If the page lacks one of the places, names another asset than these, or has something in it that the policy forbids.
pub fn finish(page: &str, names: &Names) -> Result<String, String> {
    let Names { script, script_integrity, wasm, icon, style, style_integrity } = names;
    let manifest = path::MANIFEST;
    let tags = format!(
        "  <link rel=\"preload\" href=\"{manifest}\" as=\"fetch\" crossorigin>\n  \
         <link rel=\"preload\" href=\"/{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n  \
         <script type=\"module\" src=\"/{script}\" integrity=\"{script_integrity}\"></script>\n"
    );
    let style = format!("  <link rel=\"stylesheet\" href=\"/{style}\" integrity=\"{style_integrity}\"/>\n");
    let mut finished = String::with_capacity(page.len());
    let mut kinds = Vec::new();
    for line in without_comments(page).split_inclusive('\n') {
        if !line.contains(ASSET) {
            finished += line;
            continue;
        }
        let attributes = attributes(line.trim().trim_matches(['<', '>']));
        let kind = attributes.into_iter().find(|(name, _)| name == "rel").map_or_else(String::new, |(_, kind)| kind);
        match kind.as_str() {
            "css" => finished += &style,
            "rust" => finished += &tags,
            // All of `public/` is served.
            "copy-file" => {}
            _ => return Err(format!("index.html has an asset that is not built here: {}", line.trim())),
        }
        kinds.push(kind);
    }
    for kind in ["css", "rust"] {
        if kinds.iter().filter(|found| *found == kind).count() != 1 {
            return Err(format!("index.html does not have one line with {ASSET} and rel=\"{kind}\""));
        }
    }
    if !finished.contains(ICON) {
        return Err(format!("index.html has no icon with {ICON}"));
    }
    let finished = finished.replace(ICON, &format!("href=\"{}\"", as_data(icon)));
    match violations(&finished).as_slice() {
        [] => Ok(finished),
        found => Err(found.join("; ")),
    }
}

/// An SVG image as an address that holds it, without the characters that end an attribute, a tag or an address.
fn as_data(svg: &str) -> String {
    let mut address = String::from(SVG_DATA);
    for character in svg.trim().chars() {
        match character {
            '"' => address.push('\''),
            '<' | '>' | '#' | '%' => address += &format!("%{:02X}", u32::from(character)),
            _ => address.push(character),
        }
    }
    address
}

const SVG_DATA: &str = "data:image/svg+xml,";

fn without_comments(page: &str) -> String {
    let mut rest = page;
    let mut out = String::with_capacity(page.len());
    while let Some((before, comment)) = rest.split_once("<!--") {
        out.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after.trim_start_matches('\n'));
    }
    out + rest
}

/// What the content policy would forbid, or should not be there: inline scripts, styles and handlers, and files of other sites.
pub fn violations(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in tags(page) {
        let name = tag.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        let attributes = attributes(tag);
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        if name == "script" && (value("src").is_none() || value("integrity").is_none()) {
            found.push(format!("a script without src and integrity: <{tag}>"));
        }
        if name == "style" || value("style").is_some() {
            found.push(format!("an inline style: <{tag}>"));
        }
        if name == "link" && value("rel") == Some("stylesheet") && value("integrity").is_none() {
            found.push(format!("a style sheet without integrity: <{tag}>"));
        }
        if let Some((handler, _)) = attributes.iter().find(|(name, _)| name.len() > 2 && name.starts_with("on")) {
            found.push(format!("an inline handler {handler}: <{tag}>"));
        }
        let loads = if matches!(name.as_str(), "a" | "base") { value("src") } else { value("src").or(value("href")) };
        let icon = name == "link" && value("rel") == Some("icon") && loads.is_some_and(|address| address.starts_with(SVG_DATA));
        if loads.is_some_and(|address| address.contains("//") || address.starts_with("data:")) && !icon {
            found.push(format!("a file of another site: <{tag}>"));
        }
        if matches!(name.as_str(), "base" | "iframe" | "object" | "embed") || (name == "form" && value("action").is_some()) {
            found.push(format!("not allowed here: <{tag}>"));
        }
    }
    found
}

/// The inside of each start tag.
fn tags(page: &str) -> impl Iterator<Item = &str> {
    let starts = page.split('<').skip(1).filter(|tag| tag.starts_with(|first: char| first.is_ascii_alphabetic()));
    starts.filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag))
}

/// Names and values of a start tag's attributes. Values must be quoted or bare.
fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut rest = tag.split_once(char::is_whitespace).map_or("", |(_, rest)| rest).trim_start();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            (value, rest) = match quote {
                Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
            };
            rest = rest.trim_start();
        }
        if name != "/" {
            found.push((name, value.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Names, attributes, finish, violations};

    const NAMES: Names = Names {
        script: "client.1.js",
        script_integrity: "sha384-x",
        wasm: "client.2.wasm",
        style: "style.3.css",
        style_integrity: "sha384-y",
        icon: "<svg fill=\"#96172a\"/>\n",
    };
    const STYLE: &str = "  <link data-trunk rel=\"css\" href=\"app/style.css\">\n";
    const RUST: &str = "  <link data-trunk rel=\"rust\" href=\"app/Cargo.toml\">\n";
    const LINK_TO_ICON: &str = "  <link rel=\"icon\" href=\"/seal.svg\">\n";

    #[test]
    fn the_page_gets_its_style_its_icon_and_one_script_with_integrity_and_no_comment() {
        let copied = "  <link data-trunk rel=\"copy-file\" href=\"public/seal.svg\">\n";
        let page = format!(
            "<!DOCTYPE html>\n<!-- for people -->\n<html><head>\n{STYLE}{LINK_TO_ICON}{copied}{RUST}</head><body>Brief</body></html>\n"
        );
        let finished = finish(&page, &NAMES).unwrap_or_default();
        assert_eq!(
            finished,
            "<!DOCTYPE html>\n<html><head>\n  \
             <link rel=\"stylesheet\" href=\"/style.3.css\" integrity=\"sha384-y\"/>\n  \
             <link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg fill='%2396172a'/%3E\">\n  \
             <link rel=\"preload\" href=\"/v1/manifest\" as=\"fetch\" crossorigin>\n  \
             <link rel=\"preload\" href=\"/client.2.wasm\" as=\"fetch\" type=\"application/wasm\" crossorigin>\n  \
             <script type=\"module\" src=\"/client.1.js\" integrity=\"sha384-x\"></script>\n</head><body>Brief</body></html>\n"
        );
    }

    #[test]
    fn a_page_that_lacks_a_place_or_names_another_asset_is_refused() {
        let refused = |parts: &[&str]| finish(&parts.concat(), &NAMES).is_err();
        assert!(!refused(&[STYLE, LINK_TO_ICON, RUST]));
        assert!(refused(&[STYLE, LINK_TO_ICON]));
        assert!(refused(&[STYLE, RUST]));
        assert!(refused(&[LINK_TO_ICON, RUST]));
        assert!(refused(&[STYLE, STYLE, LINK_TO_ICON, RUST]));
        assert!(refused(&[STYLE, LINK_TO_ICON, RUST, "<link data-trunk rel=\"sass\" href=\"a.scss\">\n"]));
    }

    #[test]
    fn everything_that_the_policy_forbids_is_found() {
        for bad in [
            "<script>start()</script>",
            "<script type=\"module\" src=\"/a.js\"></script>",
            "<style>p { color: red }</style>",
            "<p style=\"color: red\">",
            "<link rel=\"stylesheet\" href=\"/a.css\">",
            "<img src=\"/a.png\" onerror=\"start()\">",
            "<BODY ONLOAD=start()>",
            "<link rel=\"icon\" href=\"https://example.org/a.svg\">",
            "<img src='//example.org/a.png'>",
            "<img src=\"data:image/png;base64,AA\">",
            "<img src=\"data:image/svg+xml,%3Csvg/%3E\">",
            "<link rel=\"icon\" href=\"data:text/html,%3Cp%3E\">",
            "<form action=\"/send\">",
            "<iframe src=\"/a\">",
            "<base href=\"/x/\">",
        ] {
            assert_eq!(violations(bad).len(), 1, "{bad}: {:?}", violations(bad));
        }
    }

    #[test]
    fn what_is_allowed_is_not_found() {
        for good in [
            "<!DOCTYPE html><p lang=\"nl\">1 < 2</p>",
            "<script type=\"module\" src=\"/a.js\" integrity=\"sha384-x\"></script>",
            "<link rel=\"stylesheet\" href=\"/a.css\" integrity=\"sha384-x\"/>",
            "<link rel=\"icon\" href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\">",
            "<a href=\"https://www.dji.nl/\">dji.nl</a>",
            "<form novalidate>",
        ] {
            assert!(violations(good).is_empty(), "{good}: {:?}", violations(good));
        }
    }

    #[test]
    fn attributes_are_read_in_every_form() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            attributes("a HREF=\"/x y\" b='c' d=e f/"),
            [pair("href", "/x y"), pair("b", "c"), pair("d", "e"), pair("f/", "")]
        );
        assert_eq!(attributes("link rel=\"x\" /"), [pair("rel", "x")]);
    }
}

//! What somebody pastes or drops into the letter, and what of it a letter cannot carry. Nothing is left out in silence, and no text ever is.

use web_sys::DataTransfer;

use crate::words::Key;

/// What the letter cannot carry of a paste, as the sender is told. Returns `None` if everything came along.
pub fn left_behind(data: &DataTransfer) -> Option<Vec<Key>> {
    let get = |kind| data.get_data(kind).unwrap_or_default();
    let files = data.files().is_some_and(|files| files.length() > 0);
    if get("text/plain").is_empty() {
        return files.then(|| vec![Key::PasteNothing]);
    }
    let lost = lost(&get("text/html"));
    (!lost.is_empty()).then_some(lost)
}

/// The text that would come along.
pub fn text_of(data: &DataTransfer) -> String {
    data.get_data("text/plain").unwrap_or_default()
}

/// Whether it is a file: a browser would open that in place of the page.
pub fn is_file(data: &DataTransfer) -> bool {
    data.types().iter().any(|kind| kind.as_string().is_some_and(|kind| kind == "Files"))
}

/// What of a piece of HTML is more than its text. The tags are looked at and never made into a page.
fn lost(html: &str) -> Vec<Key> {
    const KINDS: [(Key, &[&str]); 4] = [
        (Key::PastePictures, &["img", "picture", "svg", "video", "canvas"]),
        (Key::PasteTables, &["table"]),
        (Key::PasteLinks, &["a"]),
        (
            Key::PasteStyles,
            &["b", "strong", "i", "em", "u", "s", "del", "sup", "sub", "font", "h1", "h2", "h3", "h4", "h5", "h6"],
        ),
    ];
    let tags: Vec<String> = html
        .split('<')
        .skip(1)
        // One word processor puts everything into a bold that is none.
        .filter(|tag| !tag.starts_with("b style=\"font-weight:normal"))
        .map(|tag| tag.chars().take_while(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect())
        .collect();
    let there = |names: &[&str]| tags.iter().any(|tag| names.contains(&tag.as_str()));
    KINDS.into_iter().filter(|(_, names)| there(names)).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_tables_links_and_styles_are_found_and_plain_text_is_not() {
        let plain = "<meta charset='utf-8'><span style=\"color: rgb(0, 0, 0)\">Lieve Bram,</span><br><p>a &lt;b&gt; c</p>";
        for (html, found) in [
            ("", vec![]),
            (plain, vec![]),
            ("<b style=\"font-weight:normal;\" id=\"x\"><span>Dag</span></b>", vec![]),
            ("<p><B>Dag</B> <IMG src=x></p>", vec![Key::PastePictures, Key::PasteStyles]),
            ("<table><tr><td>1</td></tr></table>", vec![Key::PasteTables]),
            ("<a href=\"https://example.org\">hier</a>", vec![Key::PasteLinks]),
            ("<article><abbr>x</abbr></article>", vec![]),
            ("<h2>Nieuws</h2>", vec![Key::PasteStyles]),
        ] {
            assert_eq!(lost(html), found, "{html}");
        }
    }
}

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
    let lost = lost(&get("text/html"), &get("text/plain"));
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

/// What of a piece of HTML is more than its text, `plain`. The tags are looked at and never made into a page.
fn lost(html: &str, plain: &str) -> Vec<Key> {
    const STYLES: [&str; 17] =
        ["b", "strong", "i", "em", "u", "s", "del", "sup", "sub", "font", "h1", "h2", "h3", "h4", "h5", "h6", "mark"];
    let mut found = [(Key::PastePictures, false), (Key::PasteTables, false), (Key::PasteLinks, false), (Key::PasteStyles, false)];
    let [pictures, tables, links, styles] = &mut found;
    let mut in_link = false;
    for part in without_comments(html).split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let tag = Tag(tag);
        match tag.name().as_str() {
            "img" => pictures.1 |= !tag.is_text_of(plain),
            "svg" | "video" | "canvas" => pictures.1 = true,
            "table" => tables.1 = true,
            // Where a link leads within the same text, and where it leads nowhere, nothing is lost with it.
            "a" => in_link = tag.value("href").is_some_and(|address| !address.is_empty() && !address.starts_with('#')),
            "/a" => in_link = false,
            // One word processor puts everything into a bold that is none.
            name => styles.1 |= STYLES.contains(&name) && !tag.is_plain(),
        }
        links.1 |= in_link && !text.trim().is_empty();
    }
    found.into_iter().filter(|(_, is_lost)| *is_lost).map(|(key, _)| key).collect()
}

/// HTML without its comments: word processors write markup into them that only they read.
fn without_comments(html: &str) -> String {
    let mut parts = html.split("<!--");
    let mut rest = parts.next().unwrap_or_default().to_owned();
    rest.extend(parts.filter_map(|part| part.split_once("-->")).map(|(_, behind)| behind));
    rest
}

/// What stands between `<` and `>`.
struct Tag<'a>(&'a str);

impl Tag<'_> {
    /// Its name in small letters, with the `/` of one that ends something.
    fn name(&self) -> String {
        let is_of_name = |character: &char| character.is_ascii_alphanumeric() || *character == '/';
        self.0.chars().take_while(is_of_name).map(|letter| letter.to_ascii_lowercase()).collect::<String>()
    }

    /// An attribute's value, without its quotes. `None` if it has none of that name.
    fn value(&self, name: &str) -> Option<String> {
        let small = self.0.to_ascii_lowercase();
        let mut rest = 0;
        while let Some(at) = small[rest..].find(name).map(|at| rest + at) {
            rest = at + name.len();
            let is_alone = small[..at].ends_with(|before: char| before.is_ascii_whitespace() || matches!(before, '"' | '\''));
            let Some(value) = self.0[rest..].trim_start().strip_prefix('=').filter(|_| is_alone) else { continue };
            let value = value.trim_start();
            let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
            return Some(match quote {
                Some(quote) => value[1..].split(quote).next().unwrap_or_default().to_owned(),
                None => value.split(|end: char| end.is_ascii_whitespace()).next().unwrap_or_default().to_owned(),
            });
        }
        None
    }

    /// Whether this picture stands for a text that came along, as an emoji does, or for nothing that can be seen.
    fn is_text_of(&self, plain: &str) -> bool {
        let is_text = self.value("alt").is_some_and(|text| !text.trim().is_empty() && plain.contains(text.trim()));
        let is_small = |side| self.value(side).is_some_and(|length| matches!(length.trim_end_matches("px"), "0" | "1"));
        is_text || is_small("width") || is_small("height")
    }

    /// Whether its style takes back what its name says.
    fn is_plain(&self) -> bool {
        let style = self.value("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
        ["font-weight:normal", "font-weight:400", "font-style:normal", "text-decoration:none"]
            .iter()
            .any(|plain| style.contains(plain))
    }
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
            assert_eq!(lost(html, "Dag"), found, "{html}");
        }
    }

    #[test]
    fn nothing_is_said_to_be_lost_that_was_not() {
        for html in [
            // Word: bookmarks, links round nothing, and markup that only it reads.
            "<a name=\"_GoBack\"></a><p class=MsoNormal>Dag</p>",
            "<a name=\"_Toc1\">Dag</a>",
            "<a href=\"#_Toc1\">Dag</a>",
            "<a href=\"https://example.org\"></a>Dag",
            "<a href='https://example.org'> <span></span></a>Dag",
            "<!--[if gte vml 1]><img src=\"x.png\"><table><b>x</b></table><![endif]-->Dag",
            "Dag<!-- <img src=x> ",
            // Bold that is none, however it is written.
            "<b id=\"docs-internal\" style=\"font-weight: normal\">Dag</b>",
            "<STRONG STYLE='color:red; Font-Weight : 400'>Dag</STRONG>",
            "<i style=\"font-style:normal\">Dag</i>",
            // Emoji that are pictures, and pictures that nobody sees.
            "Dag <img src=\"smile.png\" alt=\"\u{1f642}\" class=\"emoji\">",
            "<img alt='\u{1f642}' src=smile.png>Dag",
            "<img src=\"spacer.gif\" width=\"1\" height=\"1\">Dag",
            "<img src=teller.gif width=1px height=20>Dag",
        ] {
            assert_eq!(lost(html, "Dag \u{1f642}"), vec![], "{html}");
        }
        for (html, found) in [
            ("<a href=\"https://example.org\"><b>hier</b></a>", vec![Key::PasteLinks, Key::PasteStyles]),
            ("<a data-href=\"#x\" href=mailto:a@example.org>Dag</a>", vec![Key::PasteLinks]),
            ("<img src=\"oma.jpg\" alt=\"Oma\">", vec![Key::PastePictures]),
            ("<img src=\"oma.jpg\" alt=\"\">", vec![Key::PastePictures]),
            ("<!-- a --><img src=oma.jpg><!-- b -->", vec![Key::PastePictures]),
            ("<b style=\"font-weight:700\">Dag</b>", vec![Key::PasteStyles]),
        ] {
            assert_eq!(lost(html, "Dag \u{1f642}"), found, "{html}");
        }
    }
}

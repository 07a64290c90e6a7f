//! The field that a letter is written in: it grows with the letter, so that only the page scrolls, and keeps the place of writing in view.
//!
//! A field cannot mark places in itself. So the same text stands behind it once more, unseen and unspoken, in the same lines, and carries the
//! marks. It stands there paragraph by paragraph, each cut where a mark begins or ends, and only what changes is touched: browsers lay out
//! anew what is touched, and typing has to stay quick in a full letter.

use std::{cell::RefCell, ops::Range, rc::Rc};

use js_sys::JsString;
use leptos::prelude::{document, window};
use wasm_bindgen::{JsCast as _, closure::Closure};
use web_sys::{DomRect, Element, HtmlDocument, HtmlTextAreaElement, Node, Text};

use crate::ui::dom::{El, el};

/// A place in the letter that is marked, in bytes.
pub struct Mark {
    /// Where.
    pub place: Range<usize>,
    /// Why: the mark's class.
    pub kind: &'static str,
}

/// The field with its marks. Copies are handles to the same one.
#[derive(Clone)]
pub struct Editor(Rc<Parts>);

struct Parts {
    area: HtmlTextAreaElement,
    mirror: Element,
    shown: RefCell<Vec<Paragraph>>,
}

/// A paragraph as it stands in the mirror. The letter itself is not kept here: it has one place, which is wiped.
struct Paragraph {
    /// Hash of its text and its marks.
    print: u64,
    element: Element,
    pieces: Vec<Piece>,
}

/// A piece of a paragraph over which the same marks lie.
struct Piece {
    /// Hash of its text and its marks.
    print: u64,
    /// How long it is, in units of UTF-16, as the field counts.
    units: u32,
    /// The classes of its marks.
    class: String,
    text: Text,
}

/// Distance in pixels between the cursor and the window's edges; the count stands at the lower one.
const MARGIN: f64 = 72.0;

impl Editor {
    /// Puts the mirror behind a field.
    pub fn new(area: &El) -> Self {
        let mirror = el("div").class("mirror").attr("aria-hidden", "true").attr("translate", "no");
        let area = area.node().clone().unchecked_into();
        Self(Rc::new(Parts { area, mirror: mirror.node().clone(), shown: RefCell::new(Vec::new()) }))
    }

    /// The element that holds both. The field is taken from where it is.
    pub fn view(&self) -> El {
        let holder = el("div").class("input editor");
        let _ = holder.node().append_child(&self.0.mirror).and_then(|_| holder.node().append_child(&self.0.area));
        holder
    }

    /// Shows the letter as it is now, with these marks, in the letter's order.
    pub fn show(&self, body: &str, marks: &[Mark]) {
        let mut shown = self.0.shown.borrow_mut();
        let wanted: Vec<NewParagraph<'_>> = paragraphs(body, marks).collect();
        let (old, new) = changed(&shown, &wanted, |old, new| old.print == new.print);
        let next = shown.get(old.end).map(|paragraph| Node::from(paragraph.element.clone()));
        let mut spare = shown.splice(old.clone(), []).collect::<Vec<_>>().into_iter();
        let filled: Vec<Paragraph> = wanted[new]
            .iter()
            .map(|wanted| {
                let mut paragraph = spare.next().unwrap_or_else(|| {
                    let element = el("div").node().clone();
                    let _ = self.0.mirror.insert_before(&element, next.as_ref());
                    Paragraph { print: 0, element, pieces: Vec::new() }
                });
                paragraph.fill(wanted);
                paragraph
            })
            .collect();
        spare.for_each(|paragraph| paragraph.element.remove());
        shown.splice(old.start..old.start, filled);
    }

    /// Puts `text` in the place of what the field has, as if it were typed: the browser's own way to undo it goes on working.
    pub fn replace(&self, text: &str) {
        let Parts { area, .. } = &*self.0;
        let old = area.value();
        let (start, end, middle) = difference(&old, text);
        let _ = area.focus();
        let _ = area.set_selection_range(units(&old[..start]), units(&old[..end]));
        let (command, value) = if middle.is_empty() { ("delete", "") } else { ("insertText", middle) };
        let document: HtmlDocument = document().unchecked_into();
        if !document.exec_command_with_show_ui_and_value(command, false, value).unwrap_or(false) || area.value() != text {
            area.set_value(text);
        }
    }

    /// Whether the field has more in it than is looked at.
    pub fn is_beyond(&self, most: u32) -> bool {
        self.0.area.text_length() > most
    }

    /// Whether the field would have more in it than that, were this put in the place of what is selected there.
    pub fn would_be_beyond(&self, most: u32, more: &str) -> bool {
        let area = &self.0.area;
        let at = |place: Result<Option<u32>, _>| place.ok().flatten().unwrap_or(0);
        let selected = at(area.selection_end()).saturating_sub(at(area.selection_start()));
        area.text_length().saturating_sub(selected).saturating_add(units(more)) > most
    }

    /// Puts back what stood there, where what came was never announced: there is nothing to undo.
    pub fn put_back(&self, text: &str) {
        self.0.area.set_value(text);
    }

    /// The field's text in NFC. What stands in the field stays as it came: a field that is given a value forgets what could be undone.
    pub fn text(&self) -> String {
        normal(&self.raw()).into()
    }

    /// What stands in the field, as it came.
    fn raw(&self) -> JsString {
        self.0.area.value().into()
    }

    /// Where in the letter a place of the field is, both in units of UTF-16.
    fn in_letter(&self, at: u32) -> u32 {
        normal(&self.raw().substring(0, at)).length()
    }

    /// Where in the field a place of the letter is, both in units of UTF-16: behind all that is put together into the letter's character before it.
    fn in_field(&self, at: u32) -> u32 {
        let raw = self.raw();
        let (mut low, mut high) = (0, raw.length());
        if normal(&raw).length() == high {
            return at;
        }
        while low < high {
            let middle = high - (high - low) / 2;
            if normal(&raw.substring(0, middle)).length() <= at { low = middle } else { high = middle - 1 }
        }
        low
    }

    /// Selects a place of the letter, and brings it into view.
    pub fn select(&self, body: &str, place: &Range<usize>) {
        let (Some(before), Some(found)) = (body.get(..place.start), body.get(place.clone())) else { return };
        let start = units(before);
        let (from, to) = (self.in_field(start), self.in_field(start + units(found)));
        let area = &self.0.area;
        let _ = area.focus();
        let _ = area.set_selection_range(from, to);
        self.bring_into_view(start);
    }

    /// Keeps the place of writing in view, once the field has grown.
    pub fn follow(&self) {
        let editor = self.clone();
        let act = Closure::once_into_js(move || {
            // Whoever has gone on to the next page has that one in view, also while this one stays beside it for a moment.
            let area = &editor.0.area;
            let is_here = area.is_connected() && matches!(area.closest(".leaving"), Ok(None));
            let at = area.selection_end().ok().flatten().filter(|_| is_here);
            at.into_iter().for_each(|at| editor.bring_into_view(editor.in_letter(at)));
        });
        let _ = window().request_animation_frame(act.unchecked_ref());
    }

    /// Scrolls the page as far as is needed to see a place. An on-screen keyboard takes its part of the window.
    fn bring_into_view(&self, at: u32) {
        let Some(rect) = self.rect(at) else { return };
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(0.0);
        let (top, height) = window().visual_viewport().map_or((0.0, height), |seen| (seen.offset_top(), seen.height()));
        let (above, below) = (top + MARGIN - rect.top(), rect.bottom() - (top + height - MARGIN));
        if above > 0.0 {
            window().scroll_by_with_x_and_y(0.0, -above);
        } else if below > 0.0 {
            window().scroll_by_with_x_and_y(0.0, below);
        }
    }

    /// Where a place of the letter is in the window; places are counted as the field counts.
    fn rect(&self, mut at: u32) -> Option<DomRect> {
        let shown = self.0.shown.borrow();
        for paragraph in shown.iter() {
            for piece in &paragraph.pieces {
                if at <= piece.units {
                    let range = document().create_range().ok()?;
                    range.set_start(&piece.text, at).ok()?;
                    let rect = range.get_bounding_client_rect();
                    // Some browsers give no rectangle for an empty range.
                    return Some(if rect.height() > 0.0 { rect } else { paragraph.element.get_bounding_client_rect() });
                }
                at -= piece.units;
            }
            // The end of the paragraph; in an empty one, that is all there is.
            let Some(rest) = at.checked_sub(1) else { return Some(paragraph.element.get_bounding_client_rect()) };
            at = rest;
        }
        None
    }
}

/// A text in NFC.
fn normal(text: &JsString) -> JsString {
    text.normalize("NFC")
}

/// A paragraph as it should stand in the mirror.
struct NewParagraph<'a> {
    text: &'a str,
    /// Places in its text, each with a class.
    marks: Vec<(Range<usize>, &'static str)>,
    print: u64,
}

/// A letter's paragraphs, each with what is marked in it.
fn paragraphs<'a>(body: &'a str, marks: &[Mark]) -> impl Iterator<Item = NewParagraph<'a>> {
    let mut start = 0;
    body.split('\n').map(move |text| {
        let place = start..start + text.len();
        start = place.end + 1;
        let inside = marks.iter().filter_map(|mark| {
            let (from, to) = (mark.place.start.max(place.start), mark.place.end.min(place.end));
            (from < to).then(|| (from - place.start..to - place.start, mark.kind))
        });
        let marks: Vec<_> = inside.collect();
        let ends = |place: &Range<usize>| [place.start, place.end].into_iter().flat_map(usize::to_le_bytes);
        let print = fingerprint(text.bytes().chain(marks.iter().flat_map(|(place, kind)| ends(place).chain(kind.bytes()))));
        NewParagraph { text, marks, print }
    })
}

impl Paragraph {
    /// Takes over the text and the marks of `wanted`.
    fn fill(&mut self, wanted: &NewParagraph<'_>) {
        let cut: Vec<(&str, String, u64)> = pieces(wanted.text.len(), &wanted.marks)
            .into_iter()
            .map(|(place, kinds)| {
                let (text, class) = (&wanted.text[place], kinds.join(" "));
                let print = fingerprint(text.bytes().chain([0]).chain(class.bytes()));
                (text, class, print)
            })
            .collect();
        let (old, new) = changed(&self.pieces, &cut, |old, (_, _, print)| old.print == *print);
        let next = self.pieces.get(old.end).map(Piece::node);
        let mut spare = self.pieces.splice(old.clone(), []).collect::<Vec<_>>().into_iter();
        let put = |(text, class, print): &(&str, String, u64)| {
            let units = units(text);
            // `replaceData` tells the browser which characters changed, so that it shapes only these anew.
            if let Some(piece) = spare.next() {
                if piece.class == *class {
                    let before = piece.text.data();
                    let (start, end, middle) = difference(&before, text);
                    let count = self::units(&before[start..end]);
                    let _ = piece.text.replace_data(self::units(&before[..start]), count, middle);
                    return Piece { print: *print, units, ..piece };
                }
                piece.remove();
            }
            let piece = Piece { print: *print, units, class: class.clone(), text: document().create_text_node(text) };
            let node = if class.is_empty() {
                piece.node()
            } else {
                let mark = el("mark").class(class).node().clone();
                let _ = mark.append_child(&piece.text);
                mark.into()
            };
            let before = spare.as_slice().first().map(Piece::node).or_else(|| next.clone());
            let _ = self.element.insert_before(&node, before.as_ref());
            piece
        };
        let filled: Vec<Piece> = cut[new].iter().map(put).collect();
        spare.for_each(|piece| piece.remove());
        self.pieces.splice(old.start..old.start, filled);
        self.print = wanted.print;
    }
}

impl Piece {
    /// Its node in the paragraph: the mark, or the text itself.
    fn node(&self) -> Node {
        let mark = self.text.parent_node().filter(|_| !self.class.is_empty());
        mark.unwrap_or_else(|| self.text.clone().into())
    }

    fn remove(&self) {
        let node = self.node();
        if let Some(paragraph) = node.parent_node() {
            let _ = paragraph.remove_child(&node);
        }
    }
}

/// Which parts of two lists are not the same: what is before them and after them is.
fn changed<Old, New>(old: &[Old], new: &[New], same: impl Fn(&Old, &New) -> bool) -> (Range<usize>, Range<usize>) {
    let before = old.iter().zip(new).take_while(|(old, new)| same(old, new)).count();
    let after = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(|(old, new)| same(old, new)).count();
    (before..old.len() - after, before..new.len() - after)
}

/// Cuts a text of `length` bytes where a mark begins or ends. Returns each piece that is not empty, with its marks.
fn pieces(length: usize, marks: &[(Range<usize>, &'static str)]) -> Vec<(Range<usize>, Vec<&'static str>)> {
    let ends = || marks.iter().flat_map(|(place, _)| [place.start, place.end]).chain([length]);
    let cuts = core::iter::successors(Some(0), |cut| ends().filter(|end| end > cut).min());
    let cuts: Vec<usize> = cuts.collect();
    let over = |piece: &Range<usize>| {
        let over = marks.iter().filter(|(place, _)| place.start <= piece.start && piece.end <= place.end);
        over.map(|(_, kind)| *kind).collect()
    };
    cuts.windows(2).map(|cut| cut[0]..cut[1]).map(|piece| (piece.clone(), over(&piece))).collect()
}

/// Hash of some bytes (FNV-1a). It tells changes apart; nobody gains by a collision.
pub fn fingerprint(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Length of a text in units of UTF-16, as fields count.
fn units(text: &str) -> u32 {
    text.encode_utf16().count().try_into().unwrap_or(u32::MAX)
}

/// The one place in which two texts differ: where it starts and ends in the first, and what the second has there.
fn difference<'a>(old: &str, new: &'a str) -> (usize, usize, &'a str) {
    let start = old.char_indices().zip(new.chars()).find(|((_, old), new)| old != new).map(|((at, _), _)| at);
    let start = start.unwrap_or(old.len().min(new.len()));
    let same = old[start..].chars().rev().zip(new[start..].chars().rev()).take_while(|(old, new)| old == new);
    let same: usize = same.map(|(character, _)| character.len_utf8()).sum();
    (start, old.len() - same, &new[start..new.len() - same])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_place_in_which_two_texts_differ_is_found() {
        for (old, new, found) in [
            ("Dag Bram", "Dag Bram", (8, 8, "")),
            ("Dag \u{202e}Bram", "Dag Bram", (4, 7, "")),
            ("Dag Bram", "Dag lieve Bram", (4, 4, "lieve ")),
            ("aa", "aaa", (2, 2, "a")),
            ("aaa", "aa", (2, 3, "")),
            ("", "Dag", (0, 0, "Dag")),
            ("één", "èén", (0, 2, "è")),
        ] {
            assert_eq!(difference(old, new), found, "{old:?} {new:?}");
            let (start, end, middle) = found;
            assert_eq!([&old[..start], middle, &old[end..]].concat(), new);
        }
    }

    #[test]
    fn marks_are_cut_at_paragraphs_and_where_they_overlap() {
        let marks = [Mark { place: 1..5, kind: "warn" }, Mark { place: 4..9, kind: "over" }];
        let found: Vec<_> = paragraphs("abc\ndef\ngh", &marks).map(|wanted| pieces(wanted.text.len(), &wanted.marks)).collect();
        assert_eq!(found[0], [(0..1, vec![]), (1..3, vec!["warn"])]);
        assert_eq!(found[1], [(0..1, vec!["warn", "over"]), (1..3, vec!["over"])]);
        assert_eq!(found[2], [(0..1, vec!["over"]), (1..2, vec![])]);
    }

    #[test]
    fn a_paragraph_is_known_by_its_text_and_its_marks() {
        let print = |body: &str, marks: &[Mark]| paragraphs(body, marks).map(|wanted| wanted.print).collect::<Vec<_>>();
        let mark = |place| [Mark { place, kind: "warn" }];
        assert_eq!(print("a\na\nb", &[])[0], print("a\na\nb", &[])[1]);
        assert_ne!(print("a\na\nb", &mark(0..1))[0], print("a\na\nb", &[])[0]);
        assert_eq!(print("a\na\nb", &mark(0..1))[2], print("a\na\nb", &[])[2]);
        assert_ne!(print("ab", &mark(0..1)), print("ab", &mark(1..2)));
        let kinds = ["doubtful", "too-much"].map(|kind| print("ab", &[Mark { place: 0..1, kind }]));
        assert_ne!(kinds[0], kinds[1], "another kind in the same place is another mark");
    }
}

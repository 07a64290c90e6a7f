// The rules of a letter that block it, and those of the fields beside it (docs/protocol.md, section 11). Pages are left out: how wide a line is
// printed, only the printing fonts know.

/** The rule set that these are. */
export const VERSION = 1n;

/** A class of characters, from its ranges as the page writes them. */
function characters(ranges) {
  const pairs = ranges.trim().split(/\s+/).map((range) => range.split("-").map((code) => parseInt(code, 16)));
  return (code) => pairs.some(([first, last = first]) => code >= first && code <= last);
}
const CLASSES = Object.entries({
  joining: "0610-061A 0620-0669 066E-06D3 06D5-077F 07C0-07F5 0840-085B 0860-08FF A840-A871 FB50-FDFF FE70-FEFC 10D00-10D39 1E900-1E959",
  Mongolian: "1810-18AA",
  Indic: "0900-0963 0966-0DF3 1B00-1B59 1CD0-1CFF A880-A8D9 A8E0-A8FF A980-A9D9 11000-11FFF",
  unspaced: "0E01-109F 1780-17E9 1950-1AAD",
  Chinese: "3400-4DBF 4E00-9FFF F900-FAFF 20000-3FFFF",
  Latin: "0041-005A 0061-007A 00C0-024F",
  digit: "0030-0039 0023 002A",
  picture: "00A9 00AE 203C 2049 2122 2139 2190-21FF 2300-23FF 24C2 25A0-27BF 2934-2935 2B00-2BFF 3030 303D 3297 3299 1F000-1F3FA 1F400-1FAFF",
  varied: "1F3FB-1F3FF",
}).map(([name, ranges]) => [name, characters(ranges)]);
const [control, bidi, mark, nowhere, joiner, selector, variant, mongolian, tag, combining, blank, lineEnd] = [
  "0000-0008 000B-001F 007F-009F", "202A-202E 2066-2069", "200E-200F 061C",
  "00AD 034F 115F-1160 17B4-17B5 2060-2065 206A-206F 3164 FEFF FFA0 FFF0-FFFB 1BCA0-1BCA3 1D173-1D17A",
  "200C-200D", "FE0E-FE0F", "FE00-FE0D E0100-E01EF", "180B-180F", "E0000-E0FFF", "0300-036F 20D0-20FF",
  "0020 0009 00A0 1680 2000-200A 202F 205F 3000", "000A-000D 0085 2028-2029",
].map(characters);
const privateUse = (code) => characters("E000-F8FF FDD0-FDEF F0000-10FFFF")(code) || (code & 0xfffe) === 0xfffe;
const FLAGS = ["gbeng", "gbsct", "gbwls"].map((name) => [...name].map((letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0))).join("") + "\u{e007f}");
const JOINED = new Set(["joining", "Mongolian", "Indic", "unspaced"]);
const MOST_MARKS = 6;
const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
/** Consonants that stand inside one character (Indic_Conjunct_Break), of the scripts that letters here are written in. */
const conjunct = characters("0915-0939 0958-095F 0978-097F 0995-09B9 09DC-09DF 09F0-09F1 0A95-0AB9 0AF9 0B15-0B39 0B5C-0B5F 0B71 0C15-0C39 0C58-0C5A 0D15-0D3A");

const classOf = (code) => CLASSES.find(([, has]) => has(code))?.[0];

/** The rules of what cannot be seen, in one pass: what stands before a character decides on joiners and selectors. */
function hidden(text) {
  const found = new Set();
  let before;
  for (let index = 0; index < text.length; ) {
    const code = text.codePointAt(index);
    const character = String.fromCodePoint(code);
    index += character.length;
    const flag = code === 0x1f3f4 && FLAGS.find((tags) => text.startsWith(tags, index));
    if (flag) {
      [before, index] = ["varied", index + flag.length];
      continue;
    }
    const next = index < text.length ? classOf(text.codePointAt(index)) : undefined;
    const needed = (is) => is || found.add("zero-width") === undefined;
    const was = before;
    before = undefined;
    if (control(code)) found.add("control");
    else if (bidi(code)) found.add("bidi");
    else if (privateUse(code)) found.add("private-use");
    else if (variant(code)) needed(was === "Chinese");
    else if (tag(code)) found.add("tag");
    else if (selector(code)) before = needed(was === "picture" || was === "digit") && was === "picture" ? "varied" : undefined;
    else if (mongolian(code)) needed(was === "Mongolian");
    else if (mark(code)) before = needed(was !== "mark") ? "mark" : undefined;
    else if (joiner(code)) {
      const inside = (JOINED.has(was) || was === "Latin" || was === "digit") && JOINED.has(next);
      needed(inside || was === "Indic" || (code === 0x200d && (was === "picture" || was === "varied") && next === "picture"));
    } else if (code === 0x200b) needed(was === "unspaced" && next === "unspaced");
    else if (nowhere(code)) found.add("zero-width");
    else if (!combining(code)) before = classOf(code);
  }
  return found;
}

/** Whether one letter carries more marks than it may. */
const isPile = (cluster) => {
  let count = 0;
  return [...cluster].slice(1).some((character) => {
    const code = character.codePointAt(0);
    if (joiner(code) || selector(code) || variant(code) || tag(code)) return false;
    count = classOf(code) === "picture" || conjunct(code) ? 0 : count + 1;
    return count > MOST_MARKS;
  });
};

const isVisible = (text) => [...text].some((character) => {
  const code = character.codePointAt(0);
  return !blank(code) && !lineEnd(code) && !mark(code) && !joiner(code) && hidden(character).size === 0;
});

/** The rules that a text breaks, by name. `limits` are characters, bytes and pages, of which pages are not looked at. */
export function broken(text, limits) {
  const found = hidden(text);
  const clusters = [...segmenter.segment(text)].map(({ segment }) => segment);
  if (clusters.some(isPile)) found.add("combining-pile");
  if (!isVisible(text)) found.add("empty");
  if (clusters.length > Number(limits[0]) || Buffer.byteLength(text) > Number(limits[1])) found.add("too-long");
  return found;
}

/** Whether a text may be a name: one line, seen, and nothing that a rule forbids. */
export const isName = (text) => {
  const tooMany = [...segmenter.segment(text)].some(({ segment }) => isPile(segment));
  return Buffer.byteLength(text) <= 400 && isVisible(text) && ![...text].some((one) => lineEnd(one.codePointAt(0)) || one === "\t") && hidden(text).size === 0 && !tooMany;
};

/** Whether a text may be a registration number. */
export const isNumber = (text) => /^[0-9A-Za-z]{1,32}$/.test(text);

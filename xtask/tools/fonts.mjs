// Makes the fonts of the preview out of those that letters are printed with: node fonts.mjs FONTS_FOLDER OUT_FOLDER writes a WOFF2 file for
// each slice, and faces.css, which says in which characters each is needed, so that a browser fetches no other. Widths and shapes are the
// print's own: nothing but characters and hints for small screens is taken away.
//
// Chinese, Japanese and Korean come from the device. Their font weighs ten megabytes, and each of their characters is an em wide in any font,
// so lines and places agree all the same. docs/decisions/0015-the-letter-as-it-will-be-printed.md
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

const npm = createRequire(join(resolve(process.env.LAKZEGEL_NPM), "x.js"));
const subset = npm("subset-font");
const [folder, out] = process.argv.slice(2);

const ANY = [[0, 0x10ffff]];
const MARKS = [[0x300, 0x36f]];
/** Of the font that comes first for everything: what each slice has. The last one has the rest. */
const BASE = {
  latin: [[0x20, 0x17f], [0x218, 0x21b], ...MARKS, [0x2000, 0x206f], [0x20a0, 0x20cf], [0x2122, 0x2122]],
  greek: [[0x370, 0x3ff], [0x1f00, 0x1fff], ...MARKS],
  cyrillic: [[0x400, 0x52f], ...MARKS],
  devanagari: [[0x900, 0x97f], [0x1cd0, 0x1cff], [0x200c, 0x200d], [0xa8e0, 0xa8ff]],
  more: ANY,
};
/** Digits, joiners, selectors and skin tones are parts of pictures. */
const PARTS = [[0x200d, 0x200d], [0x20e3, 0x20e3], [0xfe0e, 0xfe0f], [0x1f3fb, 0x1f3ff]];
/** The others, in the order in which the print asks them: what each slice has that none before it has, and what it has whoever else has it. */
const OTHERS = [
  ["arabic", "NotoSansArabic", ANY, [[0x200c, 0x200f]]],
  ["hebrew", "NotoSansHebrew", ANY, [[0x200e, 0x200f]]],
  // The font that has Chinese, for everything else.
  ["signs", "NotoSansSC", [[0x2000, 0x2e7f], [0x1f000, 0x1faff]], []],
  ["thai", "NotoSansThai", ANY, []],
  // What letters to somebody dear are full of: faces, hearts, hands; then flowers, weather and feasts; then everything.
  ["faces", "NotoEmoji", [[0x261d, 0x261d], [0x2639, 0x263a], [0x270a, 0x270d], [0x2763, 0x2764], [0x1f440, 0x1f450], [0x1f493, 0x1f49f], [0x1f600, 0x1f64f], [0x1f90c, 0x1f93a], [0x1f970, 0x1f97a], [0x1f9e1, 0x1f9e1]], PARTS],
  ["feasts", "NotoEmoji", [[0x2600, 0x2604], [0x2b50, 0x2b50], [0x1f300, 0x1f343], [0x1f380, 0x1f393]], PARTS],
  ["pictures", "NotoEmoji", ANY, PARTS],
];

const within = (ranges, code) => ranges.some(([first, last]) => first <= code && code <= last);

/** The characters that a font has (OpenType `cmap`, formats 4 and 12). */
function characters(font) {
  const found = new Set();
  const u16 = (at) => font.readUInt16BE(at);
  const u32 = (at) => font.readUInt32BE(at);
  for (let table = 0; table < u16(4); table++) {
    if (font.toString("latin1", 12 + 16 * table, 16 + 16 * table) !== "cmap") continue;
    const cmap = u32(12 + 16 * table + 8);
    for (let part = 0; part < u16(cmap + 2); part++) {
      const at = cmap + u32(cmap + 4 + 8 * part + 4);
      if (u16(at) === 12) {
        for (let group = 0; group < u32(at + 12); group++) {
          for (let code = u32(at + 16 + 12 * group); code <= u32(at + 20 + 12 * group); code++) found.add(code);
        }
      } else if (u16(at) === 4) {
        const count = u16(at + 6) / 2;
        for (let segment = 0; segment < count; segment++) {
          const [end, start, delta, offset] = [14, 16 + 2 * count, 16 + 4 * count, 16 + 6 * count].map((from) => u16(at + from + 2 * segment));
          for (let code = start; code <= end && code < 0xffff; code++) {
            const glyph = offset ? u16(at + 16 + 6 * count + 2 * segment + offset + 2 * (code - start)) : (code + delta) & 0xffff;
            if (glyph) found.add(code);
          }
        }
      }
    }
  }
  return found;
}

/** `U+20-7E, U+A9`, as `unicode-range` has it. */
function rangeOf(codes) {
  const ranges = [];
  for (const code of [...codes].sort((a, b) => a - b)) {
    if (ranges.at(-1)?.[1] === code - 1) ranges.at(-1)[1] = code;
    else ranges.push([code, code]);
  }
  const hex = (code) => code.toString(16).toUpperCase();
  return ranges.map(([first, last]) => `U+${hex(first)}${first === last ? "" : `-${hex(last)}`}`).join(",");
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const faces = [];
async function slice(name, font, weights, codes) {
  const bytes = await subset(font, String.fromCodePoint(...codes), { targetFormat: "woff2", noHinting: true });
  writeFileSync(join(out, `${name}.woff2`), bytes);
  for (const weight of weights) faces.push(`@font-face{font-family:"Lakzegel print";font-weight:${weight};font-display:swap;src:url(/fonts/${name}.woff2)format("woff2");unicode-range:${rangeOf(codes)}}`);
}

const known = new Set();
for (const [weight, file, suffix] of [[400, "400Regular", ""], [700, "700Bold", "-bold"]]) {
  const font = readFileSync(join(folder, `NotoSans_${file}.ttf`));
  const all = [...characters(font)].filter((code) => code >= 0x20);
  let rest = all;
  for (const [name, ranges] of Object.entries(BASE)) {
    await slice(name + suffix, font, [weight], (name === "more" ? rest : all).filter((code) => within(ranges, code)));
    rest = rest.filter((code) => !within(ranges, code));
  }
  all.forEach((code) => known.add(code));
}
for (const [name, file, own, shared] of OTHERS) {
  const font = readFileSync(join(folder, `${file}_400Regular.ttf`));
  const all = [...characters(font)].filter((code) => code >= 0x80);
  const codes = all.filter((code) => within(shared, code) || (within(own, code) && !known.has(code)));
  // There is no bold of these: a name in such a script is printed in regular weight. Rules for a range of weights would count for themselves.
  await slice(name, font, [400, 700], codes);
  (file === "NotoEmoji" ? codes : all).forEach((code) => known.add(code));
}
// The last rule counts most: the font that comes first stands last.
writeFileSync(join(out, "faces.css"), `${faces.reverse().join("\n")}\n`);

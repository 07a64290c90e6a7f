// Reads the text of a PDF as screening prints it: finds streams through the cross-reference table or stream, inflates them, and turns
// glyphs into text by each font's ToUnicode map. Enough for our own prints, and no more (ISO 32000-1: 7.5, 9.10.3).
import { inflateSync } from "node:zlib";

/** Every object of the file by number: its dictionary as text, and its stream, inflated. */
function objects(bytes) {
  const source = bytes.toString("latin1");
  const found = new Map();
  const add = (number, text, stream) => found.set(number, { text, stream });
  for (const match of source.matchAll(/(?:^|\s)(\d+) 0 obj\b/g)) {
    const start = match.index + match[0].length;
    const end = source.indexOf("endobj", start);
    const body = source.slice(start, end);
    const at = body.search(/stream\r?\n/);
    if (at < 0 || !body.includes("/Length")) {
      add(Number(match[1]), body, null);
      continue;
    }
    const head = body.slice(0, at);
    const first = start + at + body.slice(at).match(/stream\r?\n/)[0].length;
    const length = Number(head.match(/\/Length (\d+)/)?.[1]);
    const raw = bytes.subarray(first, first + length);
    add(Number(match[1]), head, head.includes("/FlateDecode") ? inflateSync(raw) : raw);
  }
  // Objects inside object streams (7.5.7).
  for (const { text, stream } of [...found.values()]) {
    if (!/\/Type\s*\/ObjStm/.test(text)) continue;
    const first = Number(text.match(/\/First (\d+)/)[1]);
    const content = stream.toString("latin1");
    const numbers = content.slice(0, first).trim().split(/\s+/).map(Number);
    for (let i = 0; i < numbers.length; i += 2) {
      const until = numbers[i + 3] === undefined ? content.length : first + numbers[i + 3];
      add(numbers[i], content.slice(first + numbers[i + 1], until), null);
    }
  }
  return found;
}

const utf16be = (hex) => Buffer.from(hex, "hex").swap16().toString("utf16le");

/** A ToUnicode map: glyph code to text. */
function toUnicode(cmap) {
  const map = new Map();
  for (const [, block] of cmap.matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, code, text] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) map.set(parseInt(code, 16), utf16be(text));
  }
  for (const [, block] of cmap.matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, from, to, text] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
      const start = parseInt(from, 16);
      for (let code = start; code <= parseInt(to, 16); code++) {
        map.set(code, String.fromCodePoint(utf16be(text).codePointAt(0) + code - start));
      }
    }
  }
  return map;
}

/** The bytes of a string in a content stream: `<hex>`, or `(...)` with escapes. */
function stringBytes(token) {
  if (token[0] === "<") return Buffer.from(token.slice(1, -1).replace(/\s/g, ""), "hex");
  const escapes = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
  const plain = token.slice(1, -1).replace(/\\([0-7]{1,3}|\r?\n|[^])/g, (_, code) => {
    if (/^[0-7]/.test(code)) return String.fromCharCode(parseInt(code, 8));
    return code.endsWith("\n") ? "" : (escapes[code] ?? code);
  });
  return Buffer.from(plain, "latin1");
}

/** What counts in a content stream: fonts, strings, and the operators that move to another place. */
function* tokens(content) {
  const next = /\/([^\s/]+) [\d.]+ Tf|\(|<[0-9a-fA-F\s]*>|(?:-?[\d.]+ ){4}(-?[\d.]+) (-?[\d.]+) Tm\b|\bET\b/g;
  for (let match; (match = next.exec(content)); ) {
    let [token, name, x, y] = match;
    if (token === "(") {
      // Parentheses inside a string need no escape where they are balanced (7.3.4.2).
      let [end, depth] = [next.lastIndex, 1];
      for (; depth > 0 && end < content.length; end++) {
        if (content[end] === "\\") end++;
        else if (content[end] === "(") depth++;
        else if (content[end] === ")") depth--;
      }
      token = content.slice(match.index, end);
      next.lastIndex = end;
    }
    yield { token, name, place: x === undefined ? undefined : { x: Number(x), y: Number(y) } };
  }
}

/** What a PDF puts on its pages, in order: the page, from 0, the place of the first baseline, in points, and the text. */
export function pdfPieces(bytes) {
  const all = objects(bytes);
  const reference = (text, key) => text.match(new RegExp(`/${key}\\s+(\\d+) 0 R`))?.[1];
  const fonts = new Map();
  for (const [number, { text }] of all) {
    const cmap = /\/Type\s*\/Font\b/.test(text) && reference(text, "ToUnicode");
    if (cmap) fonts.set(number, toUnicode(all.get(Number(cmap)).stream.toString("latin1")));
  }
  const pieces = [];
  let number = 0;
  for (const { text: page } of all.values()) {
    if (!/\/Type\s*\/Page\b(?!s)/.test(page)) continue;
    const resources = reference(page, "Resources");
    const names = (resources ? all.get(Number(resources)).text : page).match(/\/Font\s*<<([^>]*)>>/)?.[1] ?? "";
    const byName = new Map([...names.matchAll(/\/(\S+)\s+(\d+) 0 R/g)].map(([, name, number]) => [name, fonts.get(Number(number))]));
    const content = all.get(Number(reference(page, "Contents"))).stream.toString("latin1");
    let [font, text, place] = [null, "", null];
    for (const { token, name, place: next } of tokens(content)) {
      if (name) font = byName.get(name);
      else if (next || token === "ET") {
        if (text) pieces.push({ page: number, ...place, text });
        [text, place] = ["", next ?? place];
      } else if (font) {
        const codes = stringBytes(token);
        for (let i = 0; i + 1 < codes.length; i += 2) text += font.get(codes.readUInt16BE(i)) ?? "";
      }
    }
    if (text) pieces.push({ page: number, ...place, text });
    number += 1;
  }
  return pieces;
}

/** The text of a PDF, one line for each place in which the print puts text. */
export const pdfText = (bytes) => pdfPieces(bytes).map(({ text }) => text).join("\n");

// Looking for a text in whatever form it may have leaked: plain, percent-encoded, base64, UTF-16, hexadecimal.

const utf8 = (text) => Buffer.from(text, "utf8");
const utf16 = (text) => Buffer.from(text, "utf16le");

/** `%xx` for every byte that a URL or a form does not write as itself. */
const percent = (text) => encodeURIComponent(text);

/** Base64 of bytes that begin `offset` bytes into a group of three: only the characters that depend on these bytes alone. */
function base64At(bytes, offset) {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64").replace(/=+$/, "");
  const first = Math.ceil((offset * 4) / 3);
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(first, whole);
}

/** Every disguise of a text, by name, as the bytes to look for. */
export function disguises(text) {
  const found = { plain: utf8(text), "JSON with escapes": utf8(text.replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)) };
  found["percent-encoded"] = utf8(percent(text));
  found["percent-encoded, small letters"] = utf8(percent(text).replace(/%../g, (code) => code.toLowerCase()));
  found["a form"] = utf8(new URLSearchParams({ t: text }).toString().slice(2));
  found["UTF-16, small end first"] = utf16(text);
  found["UTF-16, big end first"] = Buffer.from(utf16(text)).swap16();
  for (const [name, bytes] of [["", utf8(text)], [" of UTF-16", utf16(text)]]) {
    found[`hexadecimal${name}`] = utf8(bytes.toString("hex"));
    found[`hexadecimal${name}, capitals`] = utf8(bytes.toString("hex").toUpperCase());
    for (const offset of [0, 1, 2]) {
      const base64 = base64At(bytes, offset);
      found[`base64${name} at ${offset}`] = utf8(base64);
      found[`base64url${name} at ${offset}`] = utf8(base64.replaceAll("+", "-").replaceAll("/", "_"));
    }
  }
  return found;
}

/** How many bytes are looked at together. */
const BLOCK = 3;

/** A number below 65536 for the block that begins at `at`. */
const blockAt = (bytes, at) => Math.imul(bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16), 0x9e3779b1) >>> 16;

/**
 * Looks for all of the `needles` at once, by the method of Wu and Manber (A fast algorithm for multi-pattern searching, 1994): most places of a text
 * are passed over, for its blocks say how far away the next needle can begin at the soonest. Gives a function from bytes to the needles in them.
 */
export function searchFor(needles) {
  const known = new Map(needles.map((needle) => [needle.toString("latin1"), needle]));
  const long = [...known].filter(([, needle]) => needle.length >= BLOCK);
  const short = [...known].filter(([, needle]) => needle.length < BLOCK);
  const depth = Math.min(...long.map(([, needle]) => needle.length), 255);
  // By the last block of a needle's first `depth` bytes: which needles may be there. Before it, how many bytes are left to that block.
  const ends = new Map();
  const leaps = new Uint8Array(65536).fill(depth - BLOCK + 1);
  for (const [key, needle] of long) {
    for (let at = 0; at + BLOCK <= depth; at += 1) {
      const block = blockAt(needle, at);
      leaps[block] = Math.min(leaps[block], depth - BLOCK - at);
    }
    const last = blockAt(needle, depth - BLOCK);
    ends.set(last, [...(ends.get(last) ?? []), [key, needle]]);
  }
  const isAt = (bytes, needle, begin) => {
    for (let at = 0; at < needle.length; at += 1) if (bytes[begin + at] !== needle[at]) return false;
    return true;
  };
  return (bytes) => {
    const found = new Set(short.filter(([, needle]) => bytes.includes(needle)).map(([key]) => key));
    for (let at = depth - BLOCK; at + BLOCK <= bytes.length; ) {
      const block = blockAt(bytes, at);
      at += leaps[block];
      if (leaps[block] > 0) continue;
      for (const [key, needle] of ends.get(block)) if (isAt(bytes, needle, at - depth + BLOCK)) found.add(key);
      at += 1;
    }
    return { has: (needle) => found.has(needle.toString("latin1")) };
  };
}

/** Where any of the texts occurs, in any disguise: a line for each. `places` are names and contents, bytes or text. */
export function leaks(texts, places) {
  const wanted = texts.flatMap((text) => Object.entries(disguises(text)).map(([name, bytes]) => ({ text, name, bytes })));
  const search = searchFor(wanted.map(({ bytes }) => bytes));
  return places.flatMap(({ name: place, content }) => {
    const found = search(Buffer.isBuffer(content) ? content : utf8(content));
    return wanted.filter((want) => found.has(want.bytes)).map(({ text, name }) => `${place}: "${text}", ${name}`);
  });
}

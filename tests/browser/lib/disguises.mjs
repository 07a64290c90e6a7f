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

/** Where any of the texts occurs, in any disguise: a line for each. `places` are names and contents, bytes or text. */
export function leaks(texts, places) {
  const wanted = texts.flatMap((text) => Object.entries(disguises(text)).map(([name, bytes]) => ({ text, name, bytes })));
  return places.flatMap(({ name: place, content }) => {
    const bytes = Buffer.isBuffer(content) ? content : utf8(content);
    return wanted.filter((want) => bytes.includes(want.bytes)).map(({ text, name }) => `${place}: "${text}", ${name}`);
  });
}

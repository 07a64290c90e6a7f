// Bytes and texts as docs/protocol.md, section 1, has them: checked reading of structures, and the one canonical form of each text encoding.
import { createHash } from "node:crypto";

/** Something does not have the form that the protocol gives it. `name` says which of a format's errors it is. */
export class Refused extends Error {
  constructor(name, message = name) {
    super(message);
    this.name = name;
  }
}

/** The largest numbers of so many bits. */
export const [U16, U32, U64] = [16n, 32n, 64n].map((bits) => 2n ** bits - 1n);

export const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
/** ASCII or UTF-8 text as bytes; bytes stay what they are. */
export const bytes = (text) => (typeof text === "string" ? Buffer.from(text, "utf8") : text);
/** Joins texts and bytes with one zero byte between each two. */
export const joined = (...parts) => Buffer.concat(parts.flatMap((part, index) => (index ? [Buffer.of(0), bytes(part)] : [bytes(part)])));

/** An unsigned integer in so many bytes, big-endian. */
export function uint(value, length) {
  const hex = BigInt(value).toString(16).padStart(length * 2, "0");
  if (hex.length > length * 2) throw new RangeError(`${value} is more than ${length} bytes hold`);
  return Buffer.from(hex, "hex");
}

/** `opaque x<a..b>`: a two-byte length, and that many bytes. Whether it is within a..b is the caller's to see. */
export const variable = (value) => Buffer.concat([uint(bytes(value).length, 2), bytes(value)]);

/** UTF-8 as text, or undefined. A byte order mark is a character like any other. */
export function utf8(value) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(value);
  } catch {
    return undefined;
  }
}

/** What counts of a code or a reference that a person typed, in capitals: plain digits and letters, and whatever else is left. */
export function typedCharacters(text) {
  const plain = [...text].map((character) => {
    const code = character.codePointAt(0);
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
    if (!/\p{Nd}/u.test(character)) return character;
    // Each ten follow each other: the number of digits in front of it says which it is.
    let first = code;
    while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
    return String((code - first) % 10);
  });
  const nothing = /^[\p{White_Space}\p{Pd}\p{Cc}\p{Default_Ignorable_Code_Point}\u2043\u2212\u2800\ufff9-\ufffb]$/u;
  const round = /^["'`´«»\u2018-\u201f\u2039\u203a\u300c-\u300f()[\]<>*_/.,:;·…\u3001\u3002\u060c\u061b\u066b\u066c\u06d4]$/u;
  const counts = plain.filter((character) => character === "\u202e" || !(nothing.test(character) || round.test(character)));
  return counts.join("").replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Canonical base 64 with padding as bytes, or undefined. */
export function base64(text) {
  const value = Buffer.from(text, "base64");
  return value.toString("base64") === text ? value : undefined;
}

/** A decimal number of at most `max`, without sign or leading zeroes, as a BigInt, or undefined. */
export function number(text, max = U64) {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= max ? value : undefined;
}

/** Reads a structure from its beginning. Whoever runs out of bytes, or leaves some, is refused with `error`. */
export class Reader {
  #rest;
  #error;

  constructor(value, error) {
    this.#rest = value;
    this.#error = error;
  }

  refuse(why) {
    throw new Refused(this.#error, `${this.#error}: ${why}`);
  }

  take(length) {
    if (this.#rest.length < length) this.refuse("it is cut off");
    const taken = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    return taken;
  }

  uint(length) {
    return BigInt(`0x${this.take(length).toString("hex")}`);
  }

  variable(min, max) {
    const length = Number(this.uint(2));
    if (length < min || length > max) this.refuse(`a length of ${length} is not within ${min}..${max}`);
    return this.take(length);
  }

  text(min, max) {
    return utf8(this.variable(min, max)) ?? this.refuse("it is not UTF-8");
  }

  /** What has not been read yet. */
  rest() {
    return this.take(this.#rest.length);
  }

  end() {
    if (this.#rest.length) this.refuse("something follows it");
  }
}

// The search of a profile's files is seen to find: everything that a page can leave behind, in every form that it looks for, in files of noise, as
// it is and compressed by a compressor of this test's own. What it finds in the files of real browsers, disk.test.mjs shows.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { newFolder, remove } from "./lib/children.mjs";
import { searchFor } from "./lib/disguises.mjs";
import { found, placesIn } from "./lib/profile.mjs";

// With signs that URLs, JSON and base64 write each in a way of its own.
const SECRET = "Lieve Bram, is de zonnebloem geel??? — Ook in één vaas";
const NUMBER = "7350916";
const KEY = createHash("sha256").update("a key of this test").digest();
/** The same as a browser gives it, with what stands before it in PKCS #8. */
const NOTED = [...noise(16, "before a key"), ...KEY];

/** Bytes that look like nothing, the same in every run. */
function noise(length, seed) {
  const parts = [];
  for (let count = 0; count * 32 < length; count += 1) parts.push(createHash("sha256").update(`${seed} ${count}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

/** Snappy's literal of these bytes (format_description.txt, section 2.1), its length in as few bytes as it can be. */
function literal(bytes) {
  const [last, size] = [bytes.length - 1, bytes.length <= 60 ? 0 : bytes.length <= 256 ? 1 : 2];
  const length = Buffer.from([last & 0xff, last >> 8]).subarray(0, size);
  return bytes.length === 0 ? bytes : Buffer.concat([Buffer.from([(size === 0 ? last : 59 + size) << 2]), length, bytes]);
}

/** Snappy's copy of up to 64 bytes from `back` bytes before (sections 2.2.1 and 2.2.2). */
const copy = (back, length) =>
  length >= 4 && length <= 11 && back < 2048
    ? Buffer.from([1 | ((length - 4) << 2) | ((back >> 8) << 5), back & 0xff])
    : Buffer.from([2 | ((length - 1) << 2), back & 0xff, back >> 8]);

/** A Snappy stream that says every four bytes only once. */
function compressed(bytes) {
  const size = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    size.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) break;
  }
  const parts = [Buffer.from(size)];
  const seen = new Map();
  let begin = 0;
  for (let at = 0; at + 4 <= bytes.length; ) {
    const four = bytes.readUInt32LE(at);
    const from = seen.get(four);
    seen.set(four, at);
    if (from === undefined || at - from > 65_535) {
      at += 1;
      continue;
    }
    let length = 4;
    while (length < 64 && at + length < bytes.length && bytes[from + length] === bytes[at + length]) length += 1;
    parts.push(literal(bytes.subarray(begin, at)), copy(at - from, length));
    begin = at += length;
  }
  return Buffer.concat([...parts, literal(bytes.subarray(begin))]);
}

/** Every form in which a secret can have been left, by real encoders and in the middle of something else. */
function forms() {
  const whole = `{"v":1,"x":"${SECRET} en verder"}`;
  const [bytes, wide] = [Buffer.from(whole), Buffer.from(whole, "utf16le")];
  return {
    plain: bytes, "UTF-16": wide, "UTF-16, the other end first": Buffer.from(wide).swap16(),
    "JSON with escapes": whole.replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`),
    base64: bytes.toString("base64"), base64url: bytes.toString("base64url"), "base64 of UTF-16": wide.toString("base64"),
    hexadecimal: bytes.toString("hex"), "hexadecimal of UTF-16, capitals": wide.toString("hex").toUpperCase(),
    "percent-encoded": encodeURIComponent(whole), "a form": new URLSearchParams({ whole }).toString(),
    "a key's bytes": KEY,
  };
}

/** Asserts that exactly these of the files, contents by path in a profile, have the secret or the key. */
function assertFound(files, expected) {
  const profile = newFolder("lakzegel-search");
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(profile, path)), { recursive: true });
      writeFileSync(join(profile, path), content);
    }
    const lines = found(placesIn(profile), [SECRET, NUMBER, NOTED]);
    assert.deepEqual([...new Set(lines.map((line) => line.split(":")[0]))].toSorted(), expected.toSorted());
  } finally {
    remove(profile);
  }
}

test("a secret is found in a file in every form, wherever it stands", () => {
  const files = Object.entries(forms()).map(([name, content], index) => [name, Buffer.concat([noise(4000 + index, name), Buffer.from(content), noise(index, "end")])]);
  assertFound({ ...Object.fromEntries(files), "nothing of it": noise(20_000, "nothing") }, files.map(([name]) => name));
});

test("a secret is found in a database in every form that was compressed, also where a part of it is left only", () => {
  const databases = ["Default/IndexedDB/x/", "Default/Local Storage/leveldb/", "Default/Session Storage/", "Default/Service Worker/Database/", "storage/default/x/idb/", "storage/default/x/ls/"];
  const [files, names] = [{}, []];
  for (const [index, [name, content]] of Object.entries(forms()).entries()) {
    const secret = Buffer.from(content);
    // Its parts come before it, each by itself, so that the whole is there only when it is decompressed.
    const pieces = [];
    for (let at = 0; at < secret.length; at += 11) pieces.push(secret.subarray(at, at + 11), Buffer.from(`${at}`));
    const whole = compressed(Buffer.concat([noise(300, "begin"), ...pieces, secret, noise(300, "lost")]));
    // What came last is lost: the file ends there, or something that cannot go on so was written over it.
    const left = whole.subarray(0, whole.length - 300);
    assert.ok(!left.includes(secret.subarray(4, 24)), `${name} does not lie there as it is`);
    const after = index % 2 === 0 ? [] : [3, ...noise(2000, "after")];
    files[`${databases[index % databases.length]}${name}`] = Buffer.concat([noise(1000 + (index >> 1), name), Buffer.from([0]), left, Buffer.from(after)]);
    names.push(`${name}, decompressed`);
  }
  // The shortest stream that says more than the file does.
  files[`${databases[0]}short`] = Buffer.concat([Buffer.from([0, 29]), literal(Buffer.from("0916 was the end, not 735")), copy(25, 4)]);
  names.push("short, decompressed");
  assertFound(files, names);
});

test("what is looked for at once is found as each would be alone", () => {
  const bytes = Buffer.concat([noise(3000, "many"), Buffer.from("abracadabra"), noise(2, "end")]);
  const cut = Array.from({ length: 300 }, (_, index) => bytes.subarray((index * 7) % 2900, ((index * 7) % 2900) + 1 + (index % 90)));
  const needles = [...cut, ...["abra", "abracadabra", "dabra", "abracadabrax", "a", "", "ab"].map((text) => Buffer.from(text)), bytes, bytes.subarray(-1), bytes.subarray(-3), noise(7, "not there")];
  for (const some of [needles, needles.slice(0, 90), needles.filter(({ length }) => length > 30), needles.filter(({ length }) => length < 3), []]) {
    const seen = searchFor(some)(bytes);
    for (const needle of some) assert.equal(seen.has(needle), bytes.includes(needle), needle.toString("latin1"));
  }
});

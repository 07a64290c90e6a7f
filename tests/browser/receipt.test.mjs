// The second reader of receipts, against the protocol's test vectors: what it accepts, and that it refuses everything else.
import assert from "node:assert/strict";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { newFolder, remove } from "./lib/children.mjs";
import { readReceipt } from "./lib/receipt.mjs";

/** The values of a numbered vector file by name; those of several lines end in a newline. */
function vector(name) {
  const text = readFileSync(new URL(`../../crypto/tests/vectors/${name}.txt`, import.meta.url), "utf8");
  const values = {};
  for (const [, key, block, line] of text.matchAll(/^(\w+) (?:<<<\n([^]*?\n)>>>$|= (.*)$)/gm)) values[key] = block ?? line;
  return values;
}

const { root_keys: rootKeys, manifest, ...roots } = vector("04_manifest");
const { envelope_id: id, stored, consistent, seen_by_screening: seen, one_witness: oneWitness, witnessed, saved, ...keys } = vector("06_receipt");
const { entry_3: another } = vector("05_log");
const { fresh, refused_superseded: superseded, refused_unsigned: unsigned } = vector("10_freshness");
let folder;

before(() => (folder = newFolder("lakzegel-receipt")));
after(() => remove(folder));

/** Runs the reader as its own process, on files. */
function read(receipt, { envelope = id, note = manifest, roots = rootKeys } = {}) {
  const files = { receipt, note, roots };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return readReceipt(join(folder, "receipt"), envelope, join(folder, "note"), join(folder, "roots"));
}

/** The manifest of the vectors, changed and signed anew by root keys 1 and 3. */
function resigned(change) {
  const [text] = manifest.split("\n\n");
  const changed = change(`${text}\n`);
  assert.notEqual(changed, `${text}\n`);
  const signature = (number) => {
    const [, , name, hash, typed] = roots[`root_${number}_signing_key`].match(/^(PRIVATE\+KEY)\+([^+]+)\+([0-9a-f]{8})\+(.*)$/);
    const seed = Buffer.from(typed, "base64").subarray(1);
    const key = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
    return `— ${name} ${Buffer.concat([Buffer.from(hash, "hex"), sign(null, Buffer.from(changed), key)]).toString("base64")}\n`;
  };
  return `${changed}\n${signature(1)}${signature(3)}`;
}

/** A key of this name, for plain signatures if its type is no other, with the public key of another. */
function noteKey(name, other, type = 1) {
  const typed = Buffer.concat([Buffer.from([type]), Buffer.from(other.match(/^[^+]+\+[^+]+\+(.*)$/)[1], "base64").subarray(1)]);
  const hash = createHash("sha256").update(`${name}\n`).update(typed).digest("hex").slice(0, 8);
  return `${name}+${hash}+${typed.toString("base64")}`;
}

/** Changes one character of the base64 in a line that begins with `start`. */
function forge(text, start) {
  const lines = text.split("\n");
  const at = lines.findIndex((line) => line.startsWith(start));
  assert.ok(at >= 0, start);
  const place = start.length + 12;
  const other = lines[at][place] === "A" ? "B" : "A";
  lines[at] = lines[at].slice(0, place) + other + lines[at].slice(place + 1);
  return lines.join("\n");
}

test("a receipt proves its envelope to the second reader, before and after screening has seen it", () => {
  assert.deepEqual(read(stored), { code: 0, said: "stored: entry 4 of the 7 in the signed log\nnot yet seen by screening\n", refused: "" });
  const { code, said } = read(seen);
  assert.equal(code, 0);
  assert.match(said, /^seen by screening: at 20\d\d-/m);
});

test("the second reader shows no word whose signatures are not there", () => {
  const lines = (receipt, note) => read(receipt, { note }).said.split("\n").map((line) => line.split(":")[0]).filter(Boolean);
  const witnesses = [1, 2, 3].map((number) => `witness ${keys[`witness_${number}`]}\n`).join("");
  const watched = resigned((text) => text.replace("visitor-codes", `${witnesses}quorum 2\nvisitor-codes`));
  assert.deepEqual(lines(stored, watched), ["stored", "not yet seen by screening", "not yet witnessed"]);
  assert.deepEqual(lines(consistent, watched), ["stored", "not yet seen by screening", "screening says that the log continues", "not yet witnessed"]);
  assert.deepEqual(lines(seen, watched), ["stored", "seen by screening", "screening says that the log continues", "not yet witnessed"]);
  assert.deepEqual(lines(oneWitness, watched), ["stored", "seen by screening", "screening says that the log continues", "not yet witnessed"]);
  assert.deepEqual(lines(witnessed, watched), ["stored", "seen by screening", "screening says that the log continues", "witnessed"]);
  assert.deepEqual(lines(witnessed, manifest), ["stored", "seen by screening", "screening says that the log continues"], "where there are none");
});

test("of a retired log key the second reader wants another signature, or the proof that its log went on", () => {
  const { retired_at: size, retired_root: root, witness_1: other, proved } = keys;
  const newKey = noteKey("test.invalid/lakzegel/log", other);
  const note = resigned((text) => text.replace(/^log-key (.*)$/m, (_, old) => `log-key ${newKey}\nretired-log-key ${old} ${size} ${root}`));
  assert.match(read(stored, { note }).refused, /^refused: .*cannot be confirmed from this file/);
  assert.equal(read(consistent, { note }).code, 0);
  assert.match(read(proved, { note, envelope: "-" }).said, /^stored: entry 4 of the 7 in the signed log\nnot yet seen by screening\n$/);
  const end = resigned((text) => text.replace(/^log-key (.*)$/m, (_, old) => `log-key ${newKey}\nretired-log-key ${old} ${size} ${Buffer.alloc(32, 7).toString("base64")}`));
  assert.equal(read(proved, { note: end }).code, 1, "a proof to another end");
  const cut = proved.replace(/^extra (.*)$/m, (_, extra) => `extra ${Buffer.from(extra, "base64").subarray(0, -32).toString("base64")}`);
  assert.equal(read(cut, { note }).code, 1, "a hash too few");
});

test("the second reader refuses a manifest that says what it does not know, although two root keys signed it", () => {
  const changes = {
    "a number of witnesses": (text) => text.replace("visitor-codes", "witnesses 1\nvisitor-codes"),
    "a line": (text) => text.replace("visitor-codes", "new-rule always\nvisitor-codes"),
    "a line at the end": (text) => `${text}new-rule always\n`,
    "a quorum of nobody": (text) => text.replace("visitor-codes", "quorum 1\nvisitor-codes"),
    "a quorum of half": (text) => text.replace("visitor-codes", `witness ${keys.witness_1}\nwitness ${keys.witness_2}\nquorum 1\nvisitor-codes`),
    "a witness that is screening": (text) => text.replace("visitor-codes", `witness ${text.match(/^consistency (.*)$/m)[1]}\nquorum 1\nvisitor-codes`),
    "no word on supervision": (text) => text.replace(/^supervision .*\n/m, ""),
    "no release of the client": (text) => text.replace(/^client .*\n/m, ""),
    "two releases of the client": (text) => text.replace(/^client .*\n/m, "$&$&"),
    "the release of the client at another place": (text) => text.replace(/^(client .*\n)(notice .*\n)/m, "$2$1"),
    "no freshness key": (text) => text.replace(/^freshness .*\n/m, ""),
    "two freshness keys": (text) => text.replace(/^freshness .*\n/m, `$&freshness ${noteKey("test.invalid/lakzegel/freshness", keys.witness_1)}\n`),
    "the freshness key at another place": (text) => text.replace(/^(verdict-key .*\n)(freshness .*\n)/m, "$2$1"),
    "a freshness key of another name": (text) => text.replace(/^freshness .*$/m, `freshness ${noteKey("test.invalid/lakzegel/fresh", keys.witness_1)}`),
    "a freshness key that cosigns": (text) => text.replace(/^freshness .*$/m, `freshness ${noteKey("test.invalid/lakzegel/freshness", keys.witness_1, 4)}`),
    "a freshness key that is the verdict key": (text) => text.replace(/^freshness .*$/m, `freshness ${noteKey("test.invalid/lakzegel/freshness", text.match(/^verdict-key (.*)$/m)[1])}`),
  };
  for (const [what, change] of Object.entries(changes)) {
    const { code, said, refused } = read(stored, { note: resigned(change) });
    assert.deepEqual([code, said], [1, ""], what);
    assert.match(refused, /^refused: /, what);
  }
});

test("the manifest's file may be the whole answer of the service, as it was saved: the statement behind the manifest does not matter to a receipt", () => {
  const { said } = read(seen);
  for (const statement of [fresh, superseded, unsigned, fresh.slice(0, 60), fresh + fresh]) assert.deepEqual(read(seen, { note: manifest + statement }), { code: 0, said, refused: "" }, statement);
  const wrong = { "a blank line between": `${manifest}\n${fresh}`, "the statement first": fresh + manifest, "the statement alone": fresh, "another line behind": `${manifest}lakzegel fresh v2\n` };
  for (const [what, note] of Object.entries(wrong)) assert.equal(read(seen, { note }).code, 1, what);
});

test("a receipt as a client saves it names its envelope, so that the file alone is enough", () => {
  const { code, said } = read(saved, { envelope: "-" });
  assert.equal(code, 0);
  assert.match(said, /^stored: entry 4 of the 7 in the signed log\nseen by screening: at 20/);
  assert.equal(read(saved).said, said, "and for whoever knows the envelope it proves the same");
});

test("a receipt that mail gave other line ends, a byte order mark or blanks proves the same to the second reader", () => {
  const { said } = read(saved, { envelope: "-" });
  const crlf = (text) => text.replaceAll("\n", "\r\n");
  for (const mailed of [crlf(saved), saved.replaceAll("\n", " \r\n"), `\ufeff${saved}`, `\ufeff${crlf(saved)}\r\n\r\n`, saved.trimEnd()]) {
    assert.deepEqual(read(mailed, { envelope: "-" }), { code: 0, said, refused: "" }, JSON.stringify(mailed));
  }
  assert.deepEqual(read(crlf(saved), { envelope: "-", note: `\ufeff${crlf(manifest)}`, roots: crlf(rootKeys) }), { code: 0, said, refused: "" });
  for (const changed of [saved.replaceAll("\n", "\n> "), saved.replaceAll("\n\n", "\n")]) assert.equal(read(changed, { envelope: "-" }).code, 1);
});

test("the second reader refuses what proves nothing", () => {
  const cases = {
    "another envelope": () => read(stored, { envelope: another }),
    "a changed proof": () => read(forge(stored, "VoENl4")),
    "a changed root": () => read(forge(stored, "O65gRQT")),
    "a forged checkpoint": () => read(forge(stored, "— test.invalid/lakzegel/log ")),
    "a forged cosignature": () => read(forge(seen, "— test.invalid/lakzegel/screening ")),
    "a hash too few": () => read(stored.replace(/^9Cm5.*\n/m, "")),
    "a file that names no envelope": () => read(stored, { envelope: "-" }),
    "a file that names another envelope": () => read(forge(saved, "extra "), { envelope: "-" }),
    "another place": () => read(stored.replace("index 4", "index 5")),
    "a place beyond the end": () => read(stored.replace("index 4", "index 7")),
    "a receipt cut short": () => read(stored.slice(0, -20)),
    "a manifest with one signature": () => read(stored, { note: manifest.replace(/^— .*root-3.*\n/m, "") }),
    "a manifest that was changed": () => read(stored, { note: manifest.replace("version 7", "version 8") }),
    "root keys of somebody else": () => read(stored, { roots: rootKeys.replace(/root-1\+.*/, rootKeys.match(/root-2\+.*/)[0]) }),
    "a manifest of another origin": () => read(stored, { roots: rootKeys.replace("test.invalid/lakzegel\n", "test.invalid/other\n") }),
  };
  for (const [what, run] of Object.entries(cases)) {
    const { code, said, refused } = run();
    assert.equal(code, 1, `${what}: ${said}${refused}`);
    assert.match(refused, /^refused: /, what);
    assert.equal(said, "", what);
  }
});

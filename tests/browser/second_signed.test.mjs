// Manifests, statements of freshness, receipts and statuses that are wrong in one way each, or right at an edge, before the second implementation's
// readers (tests/second); all but receipts before the real ones as well: screening's own check of a manifest, and the intake, to which statements and
// statuses are handed. What must be said of each stands in the table before it is asked.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createCipheriv, createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { joined, sha256, uint } from "../second/bytes.mjs";
import { acceptAnswer, judge, readStatement, splitAnswer } from "../second/freshness.mjs";
import { acceptManifest, readRootKeys } from "../second/manifest.mjs";
import { COSIGNATURE, NOTE, keyId, signatureLine, timed, verifierKey } from "../second/note.mjs";
import { envelopeOf, verifyReceipt } from "../second/receipt.mjs";
import { isNewer, lookupId, openStatus, shown, statusAad, statusKey, statusMessage, typed } from "../second/status.mjs";
import { hex, vectors } from "../second/vectors.mjs";
import { deploy, prepared } from "./lib/deployment.mjs";

const run = promisify(execFile);
const DAY = 86_400;
const ORIGIN = "test.invalid/lakzegel";
/** The order of Ed25519's group: S + L is S once more. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const U64 = String(2n ** 64n - 1n);

let deployment;
before(async () => (deployment = await deploy()));
after(() => deployment?.end());

/** A key that signs notes or cosigns checkpoints, of this name and seed: `text` is its verifier key's. */
function signer(name, type, seed) {
  const key = createPrivateKey({ key: Buffer.concat([hex("302e020100300506032b657004220420"), seed]), format: "der", type: "pkcs8" });
  const publicKey = Buffer.from(createPublicKey(key).export({ format: "jwk" }).x, "base64url");
  return { name, type, seed, publicKey, text: keyText(name, type, publicKey), raw: (message) => sign(null, Buffer.from(message), key) };
}
const keyText = (name, type, publicKey) => `${name}+${keyId(name, type, publicKey).toString("hex")}+${Buffer.concat([Buffer.of(type), publicKey]).toString("base64")}`;
const renamed = (key, name, type = key.type) => signer(name, type, key.seed);
/** A line under a note: of a note's signer, or of a cosigner at a time. */
const line = (key, text, time) => {
  const value = key.type === NOTE ? key.raw(text) : timed(time, key.raw(`cosignature/v1\ntime ${time}\n${text}`));
  return signatureLine(key.name, keyId(key.name, key.type, key.publicKey).toString("hex"), value);
};
/** A signature line whose bytes are changed. */
const changedLine = (text, change) => {
  const [, start, encoded] = /^(.*) (\S+)\n$/.exec(text);
  return `${start} ${change(Buffer.from(encoded, "base64")).toString("base64")}\n`;
};
const flipped = (value, index) => {
  const changed = Buffer.from(value);
  changed[index < 0 ? value.length + index : index] ^= 1;
  return changed;
};
const reversed = (value) => Buffer.from(value).reverse();
/** A signature with S + L in the place of S. */
const plusOrder = (value) => Buffer.concat([value.subarray(0, -32), reversed(uint(BigInt(`0x${reversed(value.subarray(-32)).toString("hex")}`) + L, 32))]);
const seed = (number) => Buffer.alloc(32, number);
const SMALL = hex(`01${"00".repeat(31)}`);
/** A point of large order, y = 3, with its y written as 2^255 - 19 + 3. */
const UNCANONICAL = hex(`f0${"ff".repeat(30)}7f`);

const KEYS = {
  log: signer(`${ORIGIN}/log`, NOTE, seed(1)), oldLog: signer(`${ORIGIN}/log`, NOTE, seed(2)), olderLog: signer(`${ORIGIN}/log`, NOTE, seed(3)),
  cosigner: signer(`${ORIGIN}/screening`, COSIGNATURE, seed(4)), consistency: signer(`${ORIGIN}/consistency`, COSIGNATURE, seed(5)),
  verdict: signer(`${ORIGIN}/verdict`, NOTE, seed(6)), stranger: signer("stranger.invalid", NOTE, seed(7)), freshness: signer(`${ORIGIN}/freshness`, NOTE, seed(8)),
  witnesses: [11, 12, 13].map((number) => signer(`witness-${number}.invalid`, COSIGNATURE, seed(number))),
};
const V4 = vectors("04_manifest.txt");
const ROOTS = [1, 2, 3].map((number) => signer(`${ORIGIN}/root-${number}`, NOTE, hex(V4[`root_${number}_seed`])));
const NOW = Math.floor(Date.now() / 1000);
const [CONFIG] = /(?<=^sealing-key )\S+/m.exec(V4.manifest);
const ROOT13 = sha256(Buffer.from("a root")).toString("base64");

/** The manifest that is changed, line by line: the vectors', of now, with three witnesses and a retired log key. */
const LINES = V4.manifest.split("\n\n")[0].split("\n").flatMap((text) => {
  if (text.startsWith("issued ")) return [`issued ${NOW - 3600}`];
  if (text.startsWith("expires ")) return [`expires ${NOW + DAY}`];
  if (text.startsWith("sealing-key ")) return [`sealing-key ${CONFIG} ${NOW + DAY} ${NOW + 2 * DAY} ${NOW + 3 * DAY}`];
  if (text.startsWith("log-key ")) return [`log-key ${KEYS.log.text}`, `retired-log-key ${KEYS.oldLog.text} 13 ${ROOT13}`];
  if (text.startsWith("cosigner ")) return [`cosigner ${KEYS.cosigner.text}`];
  if (text.startsWith("consistency ")) return [`consistency ${KEYS.consistency.text}`];
  if (text.startsWith("verdict-key ")) return [`verdict-key ${KEYS.verdict.text}`];
  if (text.startsWith("freshness ")) return [`freshness ${KEYS.freshness.text}`, ...KEYS.witnesses.map(({ text }) => `witness ${text}`), "quorum 2"];
  return [text];
});
/** Changes of lines: each gives the lines anew. */
const set = (name, ...values) => (lines) => change(lines, (text) => text.startsWith(`${name} `), values.map((value) => `${name} ${value}`));
const drop = (name) => set(name);
const insert = (before, ...added) => (lines) => lines.flatMap((text) => (text.startsWith(`${before} `) ? [...added, text] : [text]));
const append = (...added) => (lines) => [...lines, ...added];
const word = (name, index, value) => (lines) => change(lines, (text) => text.startsWith(`${name} `), (text) => withWord(text, index, value));
const withWord = (text, index, value) => text.split(" ").map((one, at) => (at === index ? value : one)).join(" ");
/** The first of the lines that fit is replaced, the others of them are left out. */
function change(lines, fits, by) {
  const at = lines.findIndex(fits);
  assert.ok(at >= 0, "there is nothing to change");
  const put = typeof by === "function" ? [by(lines[at])] : by;
  return lines.flatMap((text, index) => (index === at ? put : typeof by !== "function" && fits(text) ? [] : [text]));
}
const swap = (name, other) => (lines) => {
  const [one, two] = [name, other].map((name) => lines.findIndex((text) => text.startsWith(`${name} `)));
  return lines.map((text, index) => (index === one ? lines[two] : index === two ? lines[one] : text));
};
const repeat = (count, make) => Array.from({ length: count }, (_, index) => make(index));
/** All of the deployment's keys under another origin. */
const elsewhere = (origin) => (lines) => lines.map((text) => {
  if (text.startsWith("origin ")) return `origin ${origin}`;
  const [name, value, ...rest] = text.split(" ");
  const key = { "log-key": KEYS.log, "retired-log-key": KEYS.oldLog, cosigner: KEYS.cosigner, consistency: KEYS.consistency, "verdict-key": KEYS.verdict, freshness: KEYS.freshness }[name];
  return key ? [name, renamed(key, key.name.replace(ORIGIN, origin)).text, ...rest].join(" ") : text;
});

/** Signed by the first two roots, after these changes of lines. */
const byTwo = (...changes) => ({ lines: changes });
/** The text is as it was; the lines below it are these. */
const signed = (make) => ({ lines: [], sign: make });
const two = (text) => ROOTS.slice(0, 2).map((root) => line(root, text));
const OK = "accepted";
const config = (change) => change(Buffer.from(CONFIG, "base64")).toString("base64");
const provider = (id, algorithms = "EdDSA", acr = "a") => `provider ${id} https://p.invalid client ${algorithms} ${acr} Proef`;

/** What is changed, how, and what must be said. `now` and `highest` are the client's, where they decide; then the real program, which has its own clock, is not asked. */
const MANIFESTS = [
  ["nothing", byTwo(), OK],

  ["one root key has signed", signed((text) => two(text).slice(1)), "signatures"],
  ["nobody has signed", signed(() => [line(KEYS.stranger, "x\n")]), "signatures"],
  ["one root key has signed twice", signed((text) => [two(text)[0], two(text)[0]]), "signatures"],
  ["another key has signed under a root key's name", signed((text) => [two(text)[0], line(renamed(KEYS.stranger, ROOTS[1].name), text)]), "signatures"],
  ["a root key has cosigned, which is another type", signed((text) => [two(text)[0], line(renamed(ROOTS[1], ROOTS[1].name, COSIGNATURE), text, NOW)]), "signatures"],
  ["a root key's signature stands under another name", signed((text) => [two(text)[0], two(text)[1].replace("root-2 ", "root-4 ")]), "signatures"],
  ["the third root key's signature is false", signed((text) => [...two(text), changedLine(line(ROOTS[2], text), (value) => flipped(value, -1))]), "note"],
  ["a root key's second signature is false", signed((text) => [...two(text), changedLine(two(text)[1], (value) => flipped(value, 20))]), "note"],
  ["a root key has signed the text without its last newline", signed((text) => [two(text)[0], line(ROOTS[1], text.slice(0, -1))]), "note"],
  ["a root key has signed another text", signed((text) => [two(text)[0], line(ROOTS[1], text.replace("version 7", "version 8"))]), "note"],
  ["S is larger than the group's order", signed((text) => [two(text)[0], changedLine(two(text)[1], plusOrder)]), "note"],
  ["a signature has a byte more", signed((text) => [two(text)[0], changedLine(two(text)[1], (value) => Buffer.concat([value, Buffer.of(0)]))]), "note"],
  ["strangers have signed, too, of unknown types and lengths", signed((text) => [...two(text), line(KEYS.stranger, text), signatureLine("other.invalid", "01020304", Buffer.alloc(1))]), OK],
  ["64 signatures", signed((text) => [...two(text), ...repeat(62, (index) => signatureLine(`s${index}`, "01020304", Buffer.alloc(64)))]), OK],
  ["65 signatures", signed((text) => [...two(text), ...repeat(63, (index) => signatureLine(`s${index}`, "01020304", Buffer.alloc(64)))]), "note"],
  ["more than 65,536 bytes", signed((text) => [...two(text), signatureLine("s", "01020304", Buffer.alloc(50_000))]), "note"],
  ["a signature's base 64 is not canonical", signed((text) => [two(text)[0], two(text)[1].replace(/.=\n$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=\n`)]), "note"],
  ["a signature's base 64 has no padding", signed((text) => [two(text)[0], two(text)[1].replace("=\n", "\n")]), "note"],
  ["a hyphen in the place of the dash", signed((text) => two(text).map((one) => one.replace("—", "-"))), "note"],
  ["two blanks in a signature's line", signed((text) => two(text).map((one) => one.replace("— ", "—  "))), "note"],
  ["lines end with CR LF", { lines: [], note: (note) => note.replaceAll("\n", "\r\n") }, "note"],
  ["no newline at the end", { lines: [], note: (note) => note.slice(0, -1) }, "note"],
  ["a byte order mark at the beginning", { lines: [], note: (note) => `\ufeff${note}` }, "note"],
  ["no blank line", { lines: [], note: (note) => note.replace("\n\n", "\n") }, "note"],
  ["it is not UTF-8", { lines: [], bytes: (note) => Buffer.concat([note, hex("e28094206100ff0a")]) }, "note"],
  ["a tab in a text", byTwo((lines) => lines.map((text) => text.replace("Proefdienst met", "Proefdienst\tmet"))), "note"],

  ["another version of the format", byTwo((lines) => ["lakzegel manifest v2", ...lines.slice(1)]), "content"],
  ["an empty line in it", byTwo(insert("suite", "")), "content"],
  ["an empty line at its end", byTwo(append("")), "content"],
  ["a line that nobody knows, at its end", byTwo(append("witnesses-url https://w.invalid")), "content"],
  ["a line that nobody knows, in it", byTwo(insert("rules", "mode strict")), "content"],
  ["the number of witnesses, as manifests of before had it", byTwo(drop("witness"), drop("quorum"), insert("visitor-codes", "witnesses 1")), "content"],
  ["two fields change places", byTwo(swap("rules", "notice")), "content"],
  ["a field is there twice", byTwo(insert("rules", "padded 40960")), "content"],
  ["a field is missing", byTwo(drop("clock-tolerance")), "content"],
  ["two blanks behind a name", byTwo(set("rules", " 1")), "content"],
  ["a blank at a line's end", byTwo(set("rules", "1 ")), "content"],
  ["a leading zero", byTwo(set("version", "07")), "content"],
  ["a sign", byTwo(set("version", "+7")), "content"],
  ["a number in other digits", byTwo(set("version", "٧")), "content"],
  ["no number", byTwo(set("version", "")), "content"],
  ["version 0", byTwo(set("version", "0")), OK],
  ["the largest version", byTwo(set("version", U64)), OK],
  ["a version of 65 bits", byTwo(set("version", String(2n ** 64n))), "content"],
  ["the largest lives and tolerance", byTwo(set("visit-life", U64), set("outbox-life", U64), set("clock-tolerance", U64)), OK],
  ["a tolerance of 65 bits", byTwo(set("clock-tolerance", String(2n ** 64n))), "content"],
  ["the largest rule set and notice", byTwo(set("rules", "65535"), set("notice", "65535")), OK],
  ["a rule set of 17 bits", byTwo(set("rules", "65536")), "content"],
  ["a notice of 17 bits", byTwo(set("notice", "65536")), "content"],
  ["any release of the client", byTwo(set("client", "0")), OK],
  ["the largest release of the client", byTwo(set("client", "4294967295")), OK],
  ["a release of the client of 33 bits", byTwo(set("client", "4294967296")), "content"],
  ["a release of the client with a leading zero", byTwo(set("client", "01")), "content"],
  ["a release of the client that is no number", byTwo(set("client", "1.0")), "content"],
  ["an empty release of the client", byTwo(set("client", "")), "content"],
  ["two releases of the client in a line", byTwo(set("client", "1 2")), "content"],
  ["no release of the client, as manifests of before", byTwo(drop("client")), "content"],
  ["the release of the client is there twice", byTwo(set("client", "1", "1")), "content"],
  ["the release of the client before the rule set", byTwo(swap("rules", "client")), "content"],
  ["the release of the client behind the notice", byTwo(swap("client", "notice")), "content"],
  ["the release of the client at the end", byTwo(drop("client"), append("client 1")), "content"],
  ["the largest limits", byTwo(set("limits", "4294967295 4294967295 4294967295")), OK],
  ["a limit of 33 bits", byTwo(set("limits", "8000 4294967296 4")), "content"],
  ["two limits", byTwo(set("limits", "8000 30000")), "content"],
  ["no letter a visit", byTwo(set("letters-per-visit", "0")), "content"],
  ["letters a visit of 33 bits", byTwo(set("letters-per-visit", "4294967296")), "content"],
  ["a status period of nothing", byTwo(set("status-period", "0")), "content"],
  ["a status term of a period", byTwo(set("status-period", "5"), set("status-term", "5")), OK],
  ["a status term of less than a period", byTwo(set("status-period", "5"), set("status-term", "4")), "content"],
  ["the largest status period and term", byTwo(set("status-period", U64), set("status-term", U64)), OK],
  ["no status period, as manifests of before", byTwo(drop("status-period"), drop("status-term")), "content"],
  ["the older number of X-Wing", byTwo(set("suite", "004d 0001 0003")), "content"],
  ["the suite in capitals", byTwo(set("suite", "647A 0001 0003")), "content"],
  ["another AEAD", byTwo(set("suite", "647a 0001 0002")), "content"],
  ["a longer letter", byTwo(set("padded", "40961")), "content"],
  ["valid for 35 days", byTwo(set("expires", NOW - 3600 + 35 * DAY)), OK],
  ["valid for a second more", byTwo(set("expires", NOW - 3600 + 35 * DAY + 1)), "content"],
  ["valid for no time", byTwo(set("expires", NOW - 3600)), "content"],
  ["supervision of another kind", byTwo(set("supervision", "none")), "content"],
  ["supervision in capitals", byTwo(set("supervision", "READ")), "content"],

  ["no sealing key", byTwo(drop("sealing-key")), "content"],
  ["32 sealing keys, some of them the same", byTwo(set("sealing-key", ...repeat(32, () => `${CONFIG} 1 2 3`))), OK],
  ["33 sealing keys", byTwo(set("sealing-key", ...repeat(33, () => `${CONFIG} 1 2 3`))), "content"],
  ["a sealing key's times are the same", byTwo(set("sealing-key", `${CONFIG} 5 5 5`)), OK],
  ["accept-until is before seal-until", byTwo(set("sealing-key", `${CONFIG} 5 4 6`)), "content"],
  ["open-until is before accept-until", byTwo(set("sealing-key", `${CONFIG} 4 6 5`)), "content"],
  ["a sealing key for the older number of X-Wing", byTwo(word("sealing-key", 1, config((value) => Buffer.concat([value.subarray(0, 1), hex("004d"), value.subarray(3)])))), "content"],
  ["a sealing key with two suites", byTwo(word("sealing-key", 1, config((value) => Buffer.concat([value.subarray(0, -6), hex("0008000100030001"), hex("0001")])))), "content"],
  ["a sealing key that is a byte short", byTwo(word("sealing-key", 1, config((value) => value.subarray(0, -1)))), "content"],
  ["a sealing key with another key number", byTwo(word("sealing-key", 1, config((value) => flipped(value, 0)))), OK],
  ["a sealing key in base64url", byTwo(word("sealing-key", 1, Buffer.from(CONFIG, "base64").toString("base64url"))), "content"],

  ["no log key at all", byTwo(drop("log-key"), drop("retired-log-key")), "content"],
  ["retired log keys only", byTwo(drop("log-key")), OK],
  ["two log keys", byTwo(set("log-key", KEYS.log.text, KEYS.olderLog.text)), OK],
  ["the retired log key before the other", byTwo(swap("log-key", "retired-log-key")), "content"],
  ["a log key that cosigns", byTwo(set("log-key", renamed(KEYS.log, KEYS.log.name, COSIGNATURE).text)), "content"],
  ["a log key of another name", byTwo(set("log-key", renamed(KEYS.log, `${ORIGIN}/logs`).text)), "content"],
  ["a log key of another origin", byTwo(set("log-key", renamed(KEYS.log, "other.invalid/lakzegel/log").text)), "content"],
  ["a log key whose id is not its own", byTwo(set("log-key", KEYS.log.text.replace(/\+[0-9a-f]{8}\+/, "+00000000+"))), "content"],
  ["a log key whose id is in capitals", byTwo(set("log-key", KEYS.log.text.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase()))), "content"],
  ["a log key of small order", byTwo(set("log-key", keyText(`${ORIGIN}/log`, NOTE, SMALL))), "content"],
  ["a log key that is not canonical", byTwo(set("log-key", keyText(`${ORIGIN}/log`, NOTE, UNCANONICAL))), "content"],
  ["a root that is a byte short", byTwo(set("retired-log-key", `${KEYS.oldLog.text} 13 ${Buffer.alloc(31).toString("base64")}`)), "content"],
  ["a retired log key without its root", byTwo(set("retired-log-key", `${KEYS.oldLog.text} 13`)), "content"],
  ["the cosigner signs notes", byTwo(set("cosigner", renamed(KEYS.cosigner, KEYS.cosigner.name, NOTE).text)), "content"],
  ["cosigner and consistency key change names", byTwo(set("cosigner", renamed(KEYS.cosigner, KEYS.consistency.name).text), set("consistency", renamed(KEYS.consistency, KEYS.cosigner.name).text)), "content"],
  ["one key is cosigner and consistency key", byTwo(set("consistency", renamed(KEYS.cosigner, KEYS.consistency.name).text)), "content"],
  ["one key is log and verdict key", byTwo(set("verdict-key", renamed(KEYS.log, KEYS.verdict.name).text)), "content"],
  ["no consistency key", byTwo(drop("consistency")), "content"],
  ["no freshness key, as manifests of before", byTwo(drop("freshness")), "content"],
  ["an empty freshness key", byTwo(set("freshness", "")), "content"],
  ["the freshness key is there twice", byTwo(set("freshness", KEYS.freshness.text, KEYS.freshness.text)), "content"],
  ["two freshness keys", byTwo(set("freshness", KEYS.freshness.text, renamed(KEYS.stranger, KEYS.freshness.name).text)), "content"],
  ["the freshness key with a word more", byTwo(set("freshness", `${KEYS.freshness.text} 300`)), "content"],
  ["the freshness key before the verdict key", byTwo(swap("verdict-key", "freshness")), "content"],
  ["the freshness key behind the witnesses", byTwo(drop("freshness"), insert("quorum", `freshness ${KEYS.freshness.text}`)), "content"],
  ["the freshness key at the end", byTwo(drop("freshness"), append(`freshness ${KEYS.freshness.text}`)), "content"],
  ["the freshness key's line is called as the verdict key's", byTwo((lines) => lines.map((text) => text.replace(/^freshness /, "freshness-key "))), "content"],
  ["the freshness key cosigns", byTwo(set("freshness", renamed(KEYS.freshness, KEYS.freshness.name, COSIGNATURE).text)), "content"],
  ["a freshness key of another name", byTwo(set("freshness", renamed(KEYS.freshness, `${ORIGIN}/fresh`).text)), "content"],
  ["a freshness key of another origin", byTwo(set("freshness", renamed(KEYS.freshness, "other.invalid/lakzegel/freshness").text)), "content"],
  ["a freshness key whose id is not its own", byTwo(set("freshness", KEYS.freshness.text.replace(/\+[0-9a-f]{8}\+/, "+00000000+"))), "content"],
  ["a freshness key of small order", byTwo(set("freshness", keyText(KEYS.freshness.name, NOTE, SMALL))), "content"],
  ["one key is freshness and verdict key", byTwo(set("freshness", renamed(KEYS.verdict, KEYS.freshness.name).text)), "content"],
  ["one key is freshness and log key", byTwo(set("freshness", renamed(KEYS.log, KEYS.freshness.name).text)), "content"],
  ["one key is freshness and retired log key", byTwo(set("freshness", renamed(KEYS.oldLog, KEYS.freshness.name).text)), "content"],
  ["one key is freshness and consistency key", byTwo(set("freshness", renamed(KEYS.consistency, KEYS.freshness.name, NOTE).text)), "content"],
  ["one key is freshness key and witness", byTwo(set("freshness", renamed(KEYS.witnesses[1], KEYS.freshness.name, NOTE).text)), "content"],
  ["freshness and verdict key change names", byTwo(set("verdict-key", renamed(KEYS.verdict, KEYS.freshness.name).text), set("freshness", renamed(KEYS.freshness, KEYS.verdict.name).text)), "content"],
  ["a witness is the log key by another name", byTwo(set("witness", ...[renamed(KEYS.log, "witness.invalid", COSIGNATURE), ...KEYS.witnesses.slice(1)].map(({ text }) => text))), "content"],
  ["a witness is there twice, by two names", byTwo(set("witness", ...[KEYS.witnesses[0], renamed(KEYS.witnesses[0], "again.invalid"), KEYS.witnesses[1]].map(({ text }) => text))), "content"],
  ["a witness that signs notes", byTwo(set("witness", ...[renamed(KEYS.witnesses[0], "w.invalid", NOTE), ...KEYS.witnesses.slice(1)].map(({ text }) => text))), "content"],
  ["a witness of small order", byTwo(set("witness", keyText("w.invalid", COSIGNATURE, SMALL)), set("quorum", "1")), "content"],
  ["a witness's name of 64 bytes", byTwo(set("witness", signer("w".repeat(64), COSIGNATURE, seed(30)).text), set("quorum", "1")), OK],
  ["a witness's name of 65 bytes", byTwo(set("witness", signer("w".repeat(65), COSIGNATURE, seed(30)).text), set("quorum", "1")), "content"],
  ["15 witnesses", byTwo(set("witness", ...repeat(15, (index) => signer(`w${index}`, COSIGNATURE, seed(40 + index)).text)), set("quorum", "8")), OK],
  ["16 witnesses", byTwo(set("witness", ...repeat(16, (index) => signer(`w${index}`, COSIGNATURE, seed(40 + index)).text)), set("quorum", "9")), "content"],
  ["a quorum of all", byTwo(set("quorum", "3")), OK],
  ["a quorum of half", byTwo(set("witness", ...KEYS.witnesses.slice(1).map(({ text }) => text)), set("quorum", "1")), "content"],
  ["a quorum of more than there are", byTwo(set("quorum", "4")), "content"],
  ["no quorum", byTwo(drop("quorum")), "content"],
  ["a quorum of nobody", byTwo(drop("witness"), set("quorum", "0")), "content"],
  ["no witnesses and no quorum", byTwo(drop("witness"), drop("quorum")), OK],
  ["visitor codes are refused", byTwo(set("visitor-codes", "refused")), "content"],
  ["no visitor codes", byTwo(drop("visitor-codes")), OK],

  ["no provider", byTwo(drop("provider"), drop("provider-help"), drop("provider-failure")), OK],
  ["help without a provider", byTwo(drop("provider")), "content"],
  ["the failure before the help", byTwo(swap("provider-help", "provider-failure")), "content"],
  ["two sentences for a failure", byTwo(insert("volume", "provider-failure Nog een.")), "content"],
  ["help without a text", byTwo(set("provider-help", "en")), "content"],
  ["33 lines of help", byTwo(set("provider-help", ...repeat(33, (index) => `l${index} Text`))), "content"],
  ["a provider's id with a capital", byTwo(word("provider", 1, "Test")), "content"],
  ["two providers of one id", byTwo(insert("volume", provider("test"))), "content"],
  ["two providers of one issuer", byTwo(insert("volume", provider("other").replace("https://p.invalid", "https://provider.invalid"))), OK],
  ["algorithm none", byTwo(word("provider", 4, "EdDSA,none")), "content"],
  ["a symmetric algorithm", byTwo(word("provider", 4, "HS256")), "content"],
  ["nothing between two algorithms", byTwo(word("provider", 4, "EdDSA,,ES256")), "content"],
  ["every algorithm", byTwo(word("provider", 4, "EdDSA,ES256,ES384,RS256,PS256")), OK],
  ["nothing between two levels", byTwo(word("provider", 5, "a,,b")), "content"],
  ["a provider without a name", byTwo(set("provider", "test https://provider.invalid client EdDSA a")), "content"],
  ["32 providers", byTwo(drop("provider"), drop("provider-help"), drop("provider-failure"), insert("volume", ...repeat(32, (index) => provider(`p${index}`)))), OK],
  ["33 providers", byTwo(drop("provider"), drop("provider-help"), drop("provider-failure"), insert("volume", ...repeat(33, (index) => provider(`p${index}`)))), "content"],
  ["a volume limit of 33 bits", byTwo(set("volume", "4294967296 7 basis")), "content"],
  ["a volume limit without its basis", byTwo(set("volume", "20 7")), "content"],
  ["33 volume limits", byTwo(set("volume", ...repeat(33, () => "20 7 basis"))), "content"],
  ["a volume limit before the providers", byTwo(insert("provider", "volume 20 7 basis"), (lines) => lines.slice(0, -1)), "content"],

  ["another deployment's", byTwo(elsewhere("other.invalid/lakzegel")), "origin"],
  ["an origin that begins with this one", byTwo(elsewhere(`${ORIGIN}x`)), "origin"],
  ["an origin of 255 bytes", byTwo(elsewhere("o".repeat(255))), "origin"],
  ["an origin of 256 bytes", byTwo(elsewhere("o".repeat(256))), "content"],
  ["an origin with a plus sign", byTwo(elsewhere("a+b")), "content"],
  ["an origin with a no-break space", byTwo(elsewhere("a\u00a0b")), "content"],
  ["keys of another origin than its own", byTwo(set("origin", "other.invalid/lakzegel")), "content"],
  ["its time is long over", byTwo(set("issued", NOW - 3 * DAY), set("expires", NOW - DAY)), "expired"],
  ["its time is to come", byTwo(set("issued", NOW + DAY), set("expires", NOW + 2 * DAY)), "not yet"],
  ["the version that was accepted before", { ...byTwo(), highest: 7n }, OK],
  ["a lower version than was accepted before", { ...byTwo(), highest: 8n }, "older"],
  ["the last second of its time", { ...byTwo(), now: NOW + DAY - 1 }, OK],
  ["the second in which it is over", { ...byTwo(), now: NOW + DAY }, "expired"],
  ["as early as the tolerance allows", { ...byTwo(), now: NOW - 3600 - 120 }, OK],
  ["a second before", { ...byTwo(), now: NOW - 3600 - 121 }, "not yet"],
  ["older, and its time is over: it is older", { ...byTwo(), highest: 8n, now: NOW + 2 * DAY }, "older"],
  ["another deployment's, and its time is over: it is another's", { ...byTwo(elsewhere("other.invalid/lakzegel")), now: NOW + 2 * DAY }, "origin"],
  ["no manifest, and signed by one: the signatures are named", { lines: [append("more")], sign: (text) => two(text).slice(1) }, "signatures"],
];

/** A manifest as the table wants it, as bytes. */
function manifestOf({ lines, sign = two, note = (note) => note, bytes = (bytes) => bytes }) {
  const text = `${lines.reduce((all, change) => change(all), LINES).join("\n")}\n`;
  return bytes(Buffer.from(note(`${text}\n${sign(text).join("")}`)));
}

/** What a reader says: "accepted", or the name of the error. */
function saying(read) {
  try {
    read();
    return OK;
  } catch (error) {
    if (!/^[a-z ]+$/.test(error.name)) throw error;
    return error.name;
  }
}

/** What screening's own check says of a manifest, by the same names. */
async function checked(note) {
  const file = deployment.path(`checked-${sha256(note).toString("hex").slice(0, 16)}.txt`);
  writeFileSync(file, note);
  const said = await run(prepared.screening, ["manifest", "check", "--root-keys", deployment.path("test-root-keys.txt"), "--note", file]).then(() => "", ({ stderr }) => stderr);
  const names = { "": OK, "not a signed note": "note", "UTF-8": "note", "of the root keys signed": "signatures", "text is not one": "content", "another deployment": "origin", expired: "expired", "valid only from": "not yet" };
  return names[Object.keys(names).find((words) => words && said.includes(words)) ?? (said ? undefined : "")] ?? said;
}

/** Compares what is said with what must be, and gives what differs. */
function differences(found) {
  return found.filter(([, is, must]) => is !== must).map(([name, is, must]) => `${name}: ${is} instead of ${must}`);
}

test("each manifest that is wrong in one way is refused as was written down for it, here and by screening's own check", async () => {
  assert.equal(new Set(MANIFESTS.map(([name]) => name)).size, MANIFESTS.length, "no two are the same");
  const root = readRootKeys(V4.root_keys);
  writeFileSync(deployment.path("test-root-keys.txt"), V4.root_keys);
  const found = [];
  for (let next = 0; next < MANIFESTS.length; next += 8) {
    const some = MANIFESTS.slice(next, next + 8).map(async ([name, how, must]) => {
      const note = manifestOf(how);
      found.push([name, saying(() => acceptManifest(note, root, how.now ?? NOW, how.highest)), must]);
      if (how.now === undefined && how.highest === undefined) found.push([`${name}, by screening`, await checked(note), must]);
    });
    await Promise.all(some);
  }
  assert.deepEqual(differences(found), []);
});

/** The other notes of an answer to GET /v1/manifest: statements of freshness. The manifest's hash is filled in where they are made. */
const AT = NOW - 300;
const [LIST, OTHER_HASH] = [sha256(Buffer.from("a list")), Buffer.alloc(32, 0xfb)].map((hash) => hash.toString("base64"));
const textOf = (note) => note.slice(0, note.lastIndexOf("\n\n") + 1);
const hashOf = (text) => sha256(Buffer.from(text)).toString("base64");
const statementLines = (hash) => ["lakzegel fresh v1", `manifest 7 ${hash}`, `client 3 ${LIST}`, `at ${AT}`];
/** A statement's note from its lines, after these changes. */
function statementOf({ lines = [], sign = (text) => [line(KEYS.freshness, text)], statement = (note) => note }, begun) {
  const text = `${lines.reduce((all, change) => change(all), begun).join("\n")}\n`;
  return statement(`${text}\n${sign(text).join("")}`);
}
/** An answer: the manifest, and the statement behind it. */
function answerOf({ manifest = byTwo(), answer = (manifest, statement) => manifest + statement, bytes = (answer) => answer, ...how }) {
  const note = manifestOf(manifest).toString();
  return bytes(Buffer.from(answer(note, statementOf(how, statementLines(hashOf(textOf(note)))))));
}
const stating = (...changes) => ({ lines: changes });
const newest = (version, hash) => stating((lines) => lines.map((text) => text.replace(/^manifest 7 (.*)$/, (_, own) => `manifest ${version} ${typeof hash === "function" ? hash(own) : hash ?? own}`)));
const listed = (value) => stating(set("client", value));
const time = (value) => stating(set("at", value));
const below = (make) => ({ sign: make });
const whole = (make) => ({ answer: make });
const changedStatement = (make) => ({ statement: make });
/** The same bytes in base 64 that is not canonical: of the last character before the padding the lowest bit, which means nothing, is set. */
const uncanonical = (text) => text.replace(/.=$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=`);
const fresh = (text) => line(KEYS.freshness, text);

/** What is changed, how, and what must be said of an answer. `now`, `highest` and `release` are the client's. */
const ANSWERS = [
  ["nothing", {}, OK],
  ["no list of the client's files", stating(drop("client")), OK],

  // Where which note is.
  ["no statement", whole((manifest) => manifest), "freshness"],
  ["nothing at all", whole(() => ""), "note"],
  ["the statement in front of the manifest", whole((manifest, statement) => statement + manifest), "note"],
  ["a statement on either side of the manifest", whole((manifest, statement) => statement + manifest + statement), "note"],
  ["the statement twice", whole((manifest, statement) => manifest + statement + statement), "freshness"],
  ["a true statement behind a false one", whole((manifest, statement) => manifest + statement.replace("client 3", "client 4") + statement), "freshness"],
  ["a false statement behind a true one", whole((manifest, statement) => manifest + statement + statement.replace("client 3", "client 4")), "freshness"],
  ["two manifests", whole((manifest, statement) => manifest + manifest + statement), "note"],
  ["a blank line between them", whole((manifest, statement) => `${manifest}\n${statement}`), "note"],
  ["a blank line in front of them", whole((manifest, statement) => `\n${manifest}${statement}`), "note"],
  ["a blank line behind them", whole((manifest, statement) => `${manifest}${statement}\n`), "freshness"],
  ["a line between them", whole((manifest, statement) => `${manifest}more\n${statement}`), "note"],
  ["a line behind them", whole((manifest, statement) => `${manifest}${statement}more\n`), "freshness"],
  ["a byte behind them", whole((manifest, statement) => `${manifest}${statement}x`), "freshness"],
  ["a zero byte behind them", { bytes: (answer) => Buffer.concat([answer, Buffer.of(0)]) }, "freshness"],
  ["no newline at the end", whole((manifest, statement) => manifest + statement.slice(0, -1)), "freshness"],
  ["lines end with CR LF", whole((manifest, statement) => (manifest + statement).replaceAll("\n", "\r\n")), "note"],
  ["the manifest's lines end with CR LF", whole((manifest, statement) => manifest.replaceAll("\n", "\r\n") + statement), "note"],
  ["the statement's lines end with CR LF", changedStatement((note) => note.replaceAll("\n", "\r\n")), "note"],
  ["the statement's lines but the first end with CR LF", changedStatement((note) => note.replaceAll("\n", "\r\n").replace("\r", "")), "freshness"],
  ["a byte order mark in front of them", whole((manifest, statement) => `\ufeff${manifest}${statement}`), "note"],
  // What does not begin with its line is no statement: then all of it is the manifest's note, and below that no root key has signed.
  ["no newline between them", whole((manifest, statement) => manifest.slice(0, -1) + statement), "signatures"],
  ["a statement and no manifest", whole((manifest, statement) => statement), "signatures"],
  ["a byte order mark between them", whole((manifest, statement) => `${manifest}\ufeff${statement}`), "signatures"],
  ["another version of the format", stating((lines) => ["lakzegel fresh v2", ...lines.slice(1)]), "signatures"],
  ["the first line in capitals", stating((lines) => ["Lakzegel fresh v1", ...lines.slice(1)]), "signatures"],
  ["a blank behind the first line", stating((lines) => ["lakzegel fresh v1 ", ...lines.slice(1)]), "signatures"],
  ["the first line alone", whole((manifest) => `${manifest}lakzegel fresh v1\n`), "freshness"],
  ["the first line alone, without its end", whole((manifest) => `${manifest}lakzegel fresh v1`), "note"],
  ["cut off in the statement", whole((manifest, statement) => manifest + statement.slice(0, 60)), "freshness"],
  ["the first line is in the manifest, behind a line separator", { manifest: byTwo(set("provider-failure", "Mis\u2028lakzegel fresh v1\u2028lakzegel fresh v1")) }, OK],
  ["it is not UTF-8 in the statement", { bytes: (answer) => Buffer.concat([answer, hex("e28094206100ff0a")]) }, "freshness"],
  ["it is not UTF-8 in the manifest", { bytes: (answer) => Buffer.concat([Buffer.of(0xff), answer]) }, "note"],
  ["a tab in the statement", time(`${AT}\t`), "freshness"],
  ["no blank line in the statement", changedStatement((note) => note.replace("\n\n", "\n")), "freshness"],
  ["a root key's signature of the manifest stands below the statement", whole((manifest, statement) => manifest.replace(/— .*root-2 .*\n/, "") + statement + /— .*root-2 .*\n/.exec(manifest)[0]), "signatures"],
  ["a root key's signature of the manifest stands below the statement, too", whole((manifest, statement) => manifest + statement + /— .*root-2 .*\n/.exec(manifest)[0]), OK],

  // Who has signed.
  ["the verdict key has signed", below((text) => [line(KEYS.verdict, text)]), "freshness"],
  ["the verdict key has signed under the freshness key's name", below((text) => [line(renamed(KEYS.verdict, KEYS.freshness.name), text)]), "freshness"],
  ["another key has signed under the freshness key's name", below((text) => [line(renamed(KEYS.stranger, KEYS.freshness.name), text)]), "freshness"],
  ["the freshness key has signed under the verdict key's name", below((text) => [line(renamed(KEYS.freshness, KEYS.verdict.name), text)]), "freshness"],
  ["the freshness key has cosigned, which is another type", below((text) => [line(renamed(KEYS.freshness, KEYS.freshness.name, COSIGNATURE), text, AT)]), "freshness"],
  ["two root keys have signed", below(two), "freshness"],
  ["nobody has signed whom anybody knows", below((text) => [line(KEYS.stranger, text)]), "freshness"],
  ["the signature is false", below((text) => [changedLine(fresh(text), (value) => flipped(value, -1))]), "freshness"],
  ["the signature's id is another key's", below((text) => [changedLine(fresh(text), (value) => flipped(value, 0))]), "freshness"],
  ["S is larger than the group's order", below((text) => [changedLine(fresh(text), plusOrder)]), "freshness"],
  ["the signature has a byte more", below((text) => [changedLine(fresh(text), (value) => Buffer.concat([value, Buffer.of(0)]))]), "freshness"],
  ["the signature's base 64 is not canonical", below((text) => [fresh(text).replace(/.=\n$/, (end) => `${uncanonical(end.slice(0, -1))}\n`)]), "freshness"],
  ["the text is signed without its last newline", below((text) => [fresh(text.slice(0, -1))]), "freshness"],
  ["a later time is signed", below((text) => [fresh(text.replace(`at ${AT}`, `at ${AT + 1}`))]), "freshness"],
  ["the freshness key has signed twice", below((text) => [fresh(text), fresh(text)]), OK],
  ["the freshness key's second signature is false", below((text) => [fresh(text), changedLine(fresh(text), (value) => flipped(value, -1))]), "freshness"],
  ["strangers have signed, too", below((text) => [line(KEYS.stranger, text), fresh(text), line(KEYS.verdict, text), signatureLine("other.invalid", "01020304", Buffer.alloc(1))]), OK],
  ["64 signatures", below((text) => [fresh(text), ...repeat(63, (index) => signatureLine(`s${index}`, "01020304", Buffer.alloc(64)))]), OK],
  ["65 signatures", below((text) => [fresh(text), ...repeat(64, (index) => signatureLine(`s${index}`, "01020304", Buffer.alloc(64)))]), "freshness"],
  ["a statement of more than 65,536 bytes", below((text) => [fresh(text), signatureLine("s", "01020304", Buffer.alloc(50_000))]), "freshness"],

  // What it says.
  ["a lower version, with another hash", newest(6, OTHER_HASH), OK],
  ["a lower version, with this hash", newest(6), OK],
  ["version 0", newest(0, OTHER_HASH), OK],
  ["this version with another hash", newest(7, OTHER_HASH), "superseded"],
  ["this version with the hash of the manifest with its signatures", newest(7, hashOf(manifestOf(byTwo()))), "superseded"],
  ["this version with the hash of the text without its last newline", newest(7, hashOf(LINES.join("\n"))), "superseded"],
  ["a greater version, with this hash", newest(8), "superseded"],
  ["a greater version, with another hash", newest(8, OTHER_HASH), "superseded"],
  ["a version that is greater as a number and not as a text", newest(10, OTHER_HASH), "superseded"],
  ["the largest version", newest(U64), "superseded"],
  ["a version of 65 bits", newest(String(2n ** 64n)), "freshness"],
  ["a version with a leading zero", newest("07"), "freshness"],
  ["a version with a sign", newest("+7"), "freshness"],
  ["no version", newest(""), "freshness"],
  ["a hash that is not canonical", newest(7, uncanonical), "freshness"],
  ["a hash without padding", newest(7, (hash) => hash.slice(0, -1)), "freshness"],
  ["a hash in base64url", newest(6, Buffer.from(OTHER_HASH, "base64").toString("base64url") + "="), "freshness"],
  ["a hash in hexadecimal digits", newest(7, (hash) => Buffer.from(hash, "base64").toString("hex")), "freshness"],
  ["a hash of 31 bytes", newest(6, Buffer.alloc(31).toString("base64")), "freshness"],
  ["a hash of 33 bytes", newest(6, Buffer.alloc(33).toString("base64")), "freshness"],
  ["an empty hash", newest(7, ""), "freshness"],
  ["no hash", stating(set("manifest", "7")), "freshness"],
  ["a word behind the hash", newest(7, (hash) => `${hash} more`), "freshness"],
  ["two blanks before the hash", newest(7, (hash) => ` ${hash}`), "freshness"],
  ["no manifest's line", stating(drop("manifest")), "freshness"],
  ["the manifest's line twice", stating(insert("client", `manifest 6 ${OTHER_HASH}`)), "freshness"],
  ["release 0", listed(`0 ${LIST}`), OK],
  ["the largest release", listed(`${U64} ${LIST}`), OK],
  ["a release of 65 bits", listed(`${2n ** 64n} ${LIST}`), "freshness"],
  ["a release with a leading zero", listed(`03 ${LIST}`), "freshness"],
  ["a list's hash that is not canonical", listed(`3 ${uncanonical(LIST)}`), "freshness"],
  ["a list's hash of 31 bytes", listed(`3 ${Buffer.alloc(31).toString("base64")}`), "freshness"],
  ["an empty client's line", listed(""), "freshness"],
  ["a client's line without a blank", stating((lines) => lines.map((text) => text.replace(/^client .*$/, "client"))), "freshness"],
  ["a client's line without a hash", listed("3"), "freshness"],
  ["the client's line twice", stating(set("client", `3 ${LIST}`, `3 ${LIST}`)), "freshness"],
  ["manifest and client change places", stating(swap("manifest", "client")), "freshness"],
  ["client and time change places", stating(swap("client", "at")), "freshness"],
  ["the time before all else", stating(swap("manifest", "at")), "freshness"],
  ["no time", stating(drop("at")), "freshness"],
  ["an empty time", time(""), "freshness"],
  ["the time twice", stating(append(`at ${AT}`)), "freshness"],
  ["a time with a leading zero", time(`0${AT}`), "freshness"],
  ["a negative time", time("-1"), "freshness"],
  ["a time with a fraction", time(`${AT}.5`), "freshness"],
  ["a time of 65 bits", time(String(2n ** 64n)), "freshness"],
  ["a word behind the time", time(`${AT} ${AT}`), "freshness"],
  ["a blank behind the time", time(`${AT} `), "freshness"],
  ["a line that nobody knows, at its end", stating(append("alarm 7200")), "freshness"],
  ["a line that nobody knows, in it", stating(insert("at", `key ${LIST}`)), "freshness"],
  ["the origin, as other notes have it", stating(insert("manifest", `origin ${ORIGIN}`)), "freshness"],
  ["an empty line in it", stating(insert("at", "")), "freshness"],
  ["an empty line at its end", stating(append("")), "freshness"],

  // How old it is.
  ["exactly a day old", time(NOW - DAY), "stale"],
  ["a second younger", time(NOW - DAY + 1), OK],
  ["a second older", time(NOW - DAY - 1), "stale"],
  ["of 1970", time(0), "stale"],
  ["of now", time(NOW), OK],
  ["of a time to come", time(NOW + 3 * DAY), OK],
  ["the largest time", time(U64), OK],
  ["a day later by the client's clocks", { manifest: byTwo(set("expires", NOW + 3 * DAY)), now: AT + DAY }, "stale"],
  ["a second less than a day later by the client's clocks", { manifest: byTwo(set("expires", NOW + 3 * DAY)), now: AT + DAY - 1 }, OK],

  // The client's own release, and its rules.
  ["the manifest goes with this client's release", { manifest: byTwo(set("client", "5")), release: 5n }, OK],
  ["the manifest goes with a later release", { manifest: byTwo(set("client", "6")), release: 5n }, "release"],
  ["the manifest goes with an earlier release", { manifest: byTwo(set("client", "4")), release: 5n }, OK],
  ["the manifest goes with a release that is later as a number and not as a text", { manifest: byTwo(set("client", "10")), release: 5n }, "release"],
  ["the newest list is of a later release than the client's: that is no reason", { ...listed(`9 ${LIST}`), release: 5n }, OK],
  ["the manifest has another rule set", { manifest: byTwo(set("rules", "2")) }, "release"],

  // Of several faults the page names the first.
  ["one root key has signed, and no statement", { manifest: signed((text) => two(text).slice(1)), ...whole((manifest) => manifest) }, "signatures"],
  ["another deployment's manifest, and no statement", { manifest: byTwo(elsewhere("other.invalid/lakzegel")), ...whole((manifest) => manifest) }, "origin"],
  ["a lower version than was accepted before, and no statement", { ...whole((manifest) => manifest), highest: 8n }, "older"],
  ["a lower version than was accepted before, which a greater one has superseded", { ...newest(8), highest: 8n }, "older"],
  ["a manifest whose time is over, and no statement", { ...whole((manifest) => manifest), now: NOW + DAY }, "expired"],
  ["a manifest whose time is over, and a day old", { now: NOW + DAY }, "expired"],
  ["a manifest whose time is to come, and no statement", { ...whole((manifest) => manifest), now: NOW - 4000 }, "not yet"],
  ["superseded, with a false signature", { ...newest(8), ...below((text) => [changedLine(fresh(text), (value) => flipped(value, -1))]) }, "freshness"],
  ["superseded, and a day old", stating(...newest(8).lines, ...time(NOW - DAY).lines), "superseded"],
  ["a day old, with a line that nobody knows", stating(set("at", NOW - DAY), append("more")), "freshness"],
  ["a day old, and the manifest goes with a later release", { ...time(NOW - DAY), manifest: byTwo(set("client", "2")), release: 1n }, "stale"],
  ["superseded, and it has another rule set", { ...newest(8), manifest: byTwo(set("rules", "2")) }, "superseded"],
];

test("each answer to GET /v1/manifest that is wrong in one way is refused as was written down for it", () => {
  assert.equal(new Set(ANSWERS.map(([name]) => name)).size, ANSWERS.length, "no two are the same");
  const root = readRootKeys(V4.root_keys);
  const found = ANSWERS.map(([name, how, must]) => {
    const { now = NOW, highest, release } = how;
    return [name, saying(() => acceptAnswer(answerOf(how), root, now, { highest, release })), must];
  });
  assert.deepEqual(differences(found), []);

  // The statement's time counts as seen, whatever comes of the rest, as long as its key has signed it.
  const seenOf = (how) => {
    const all = [];
    saying(() => acceptAnswer(answerOf(how), root, NOW, { sees: (time) => all.push(time) }));
    return all;
  };
  const issued = BigInt(NOW - 3600);
  for (const how of [{}, newest(8), { manifest: byTwo(set("client", "9")) }]) assert.deepEqual(seenOf(how), [issued, BigInt(AT)]);
  assert.deepEqual(seenOf(time(NOW - 2 * DAY)), [issued, BigInt(NOW - 2 * DAY)]);
  for (const how of [whole((manifest) => manifest), below((text) => [line(KEYS.verdict, text)]), stating(append("more"))]) assert.deepEqual(seenOf(how), [issued]);

  // A manifest that was kept counts until it expires, and has no statement.
  const kept = splitAnswer(answerOf(time(NOW - 2 * DAY))).manifest;
  assert.deepEqual(kept, manifestOf(byTwo()));
  assert.equal(saying(() => acceptManifest(kept, root, NOW + DAY - 1, 7n)), OK);
  assert.equal(saying(() => acceptManifest(kept, root, NOW + DAY, 7n)), "expired");
});

test("the statements of the vectors say what they say, and each that is to be refused is refused", () => {
  const { freshness_key: keyText, ...notes } = vectors("10_freshness.txt");
  const root = readRootKeys(V4.root_keys);
  const at = 1_790_000_000n;
  const manifest = acceptManifest(Buffer.from(V4.manifest), root, at);
  assert.equal(manifest.freshnessKey.text, keyText);
  assert.equal(manifest.client, 1n);
  const list = { number: 3n, hash: Buffer.alloc(32, 0x77) };
  const named = { fresh: [manifest.version, manifest.hash, list], fresh_without_list: [manifest.version, manifest.hash, undefined], fresh_of_the_one_before: [6n, Buffer.alloc(32, 1), list] };
  const read = (name) => readStatement(Buffer.from(notes[name]), verifierKey(keyText, NOTE));
  const answered = (name, now = at) => saying(() => acceptAnswer(Buffer.from(V4.manifest + notes[name]), root, now));
  for (const [name, [number, hash, client]] of Object.entries(named)) {
    assert.deepEqual(read(name), { manifest: { number, hash }, client, at }, name);
    judge(read(name), manifest, at);
    assert.deepEqual([answered(name), answered(name, at + BigInt(DAY) - 1n), answered(name, at + BigInt(DAY))], [OK, OK, "stale"], name);
  }
  const refused = {
    refused_superseded: "superseded", refused_superseded_other_text: "superseded", refused_unsigned: "freshness", refused_note: "freshness",
    refused_content_number: "freshness", refused_content_order: "freshness", refused_content_first_line: "freshness",
  };
  assert.deepEqual([...Object.keys(named), ...Object.keys(refused)].sort(), Object.keys(notes).sort(), "these are all");
  const found = Object.entries(refused).map(([name, must]) => [name, saying(() => judge(read(name), manifest, at)), must]);
  // Behind a manifest, what does not begin as a statement is none, and belongs to the manifest's note.
  const answers = Object.entries(refused).map(([name, must]) => [`${name}, in an answer`, answered(name), name.endsWith("first_line") ? "signatures" : must]);
  assert.deepEqual(differences([...found, ...answers]), []);
  assert.deepEqual(splitAnswer(Buffer.from(V4.manifest + notes.fresh)), { manifest: Buffer.from(V4.manifest), statement: Buffer.from(notes.fresh) });

  // As long as the page says: with an origin of 40 bytes, and numbers of five digits.
  const key = signer(`${"o".repeat(40)}/freshness`, NOTE, seed(9));
  const long = statementOf({ sign: (text) => [line(key, text)] }, ["lakzegel fresh v1", `manifest 99999 ${LIST}`, `client 99999 ${LIST}`, "at 1790000000"]);
  assert.equal(Buffer.byteLength(long), 299);
});

/** A key of the deployment's own, from its file, whose line ends with the type and the seed. */
function ownKey(file) {
  const [, , name, , ...rest] = readFileSync(deployment.path("keys", file), "utf8").trim().split("+");
  return signer(name, NOTE, Buffer.from(rest.join("+"), "base64").subarray(1));
}

/** The next later time, in seconds: each statement is of one of its own, later than the one at the intake's start, and within the clocks' tolerance of now. */
let lastAt = NOW;
const nextAt = () => (lastAt = Math.max(lastAt, Math.floor(Date.now() / 1000)) + 1);

const UNFRESH = "422 bad-freshness";
/** What is handed to the intake after what, and with which problem it must refuse that, if it does. What is taken stands until the next one is. */
const HANDED = [
  ["the first one", {}, "204"],
  ["the same again", { at: () => lastAt }, "204"],
  ["another of the same time", { ...listed(`4 ${LIST}`), at: () => lastAt }, UNFRESH],
  ["an earlier one", { at: () => lastAt - 1 }, UNFRESH],
  ["a later one", {}, "204"],
  ["the next release of the client's files", listed(`4 ${LIST}`), "204"],
  ["a list of the same release with another hash", listed(`4 ${OTHER_HASH}`), "204"],
  ["the release before that", listed(`3 ${LIST}`), UNFRESH],
  ["no list any more", stating(drop("client")), UNFRESH],
  ["a greater version than the intake has", newest(1001), UNFRESH],
  ["the intake's version with another hash", newest(1000, OTHER_HASH), UNFRESH],
  ["a lower version than the one before", newest(999, OTHER_HASH), UNFRESH],
  ["of a time to come", { at: () => NOW + DAY }, UNFRESH],
  ["the largest time", { at: () => U64 }, UNFRESH],
  ["of a day ago", { at: () => NOW - DAY }, UNFRESH],
  ["the verdict key has signed", { by: "verdict.key" }, UNFRESH],
  ["another key has signed under the freshness key's name", { sign: (text, { name }) => [line(renamed(KEYS.stranger, name), text)] }, UNFRESH],
  ["the signature is false", { sign: (text, key) => [changedLine(line(key, text), (value) => flipped(value, -1))] }, UNFRESH],
  ["S is larger than the group's order", { sign: (text, key) => [changedLine(line(key, text), plusOrder)] }, UNFRESH],
  ["the second signature is false", { sign: (text, key) => [line(key, text), changedLine(line(key, text), (value) => flipped(value, -1))] }, UNFRESH],
  ["a stranger has signed, too", { ...listed(`4 ${LIST}`), sign: (text, key) => [line(KEYS.stranger, text), line(key, text)] }, "204"],
  ["a version with a leading zero", newest("01000"), UNFRESH],
  ["a release of 65 bits", listed(`${2n ** 64n} ${LIST}`), UNFRESH],
  ["a hash that is not canonical", newest(1000, uncanonical), UNFRESH],
  ["client and time change places", stating(swap("client", "at")), UNFRESH],
  ["a line that nobody knows", stating(append("more")), UNFRESH],
  ["another version of the format", stating((lines) => ["lakzegel fresh v2", ...lines.slice(1)]), UNFRESH],
  ["lines end with CR LF", changedStatement((note) => note.replaceAll("\n", "\r\n")), UNFRESH],
  ["the statement twice", changedStatement((note) => note + note), UNFRESH],
  ["a blank line behind it", changedStatement((note) => `${note}\n`), UNFRESH],
  ["the whole answer, which is longer than any statement", changedStatement((note) => deployment.manifest + note), "413 too-large"],
  ["more than 1,024 bytes", { ...listed(`4 ${LIST}`), sign: (text, key) => [line(key, text), signatureLine("s", "01020304", Buffer.alloc(700))] }, "413 too-large"],
  ["the largest release", listed(`${U64} ${LIST}`), "204"],
];

test("the intake takes each statement of freshness or refuses it as was written down for it, and serves the last one that it took behind its manifest", async () => {
  const token = readFileSync(deployment.path("screening-token"), "utf8").trim();
  const headers = { authorization: `Bearer ${token}`, "content-type": "text/plain; charset=utf-8" };
  const root = readRootKeys(readFileSync(deployment.rootKeys, "utf8"));
  const served = async () => Buffer.from(await (await fetch(`${deployment.url}/v1/manifest`)).arrayBuffer());
  const hash = hashOf(textOf(deployment.manifest));
  const found = [];
  let stands;
  for (const [name, { at = nextAt, by = "freshness.key", sign = (text, key) => [line(key, text)], lines = [], ...how }, must] of HANDED) {
    const begun = ["lakzegel fresh v1", `manifest 7 ${hash}`, `client 3 ${LIST}`, `at ${at()}`];
    // Its lines are those of the intake's manifest, unless the table has others.
    const own = newest(1000).lines[0];
    const note = statementOf({ ...how, lines: lines.length ? [...lines, own] : [own], sign: (text) => sign(text, ownKey(by)) }, begun);
    const answer = await fetch(`${deployment.screeningUrl}/v1/freshness`, { method: "POST", headers, body: note });
    found.push([name, answer.ok ? `${answer.status}` : `${answer.status} ${(await answer.json()).type.split(":").at(-1)}`, must]);
    if (answer.ok) stands = note;
    const now = await served();
    found.push([`${name}, as it is served`, now.toString() === deployment.manifest + stands, true]);
    found.push([`${name}, to a client`, saying(() => acceptAnswer(now, root, Math.floor(Date.now() / 1000))), OK]);
  }
  assert.deepEqual(differences(found), []);
});

test("the file of root keys has the origin and three different keys that sign notes", () => {
  const [origin, ...keys] = V4.root_keys.trimEnd().split("\n");
  const said = (lines) => saying(() => readRootKeys(`${lines.join("\n")}\n`));
  assert.deepEqual(said([origin, ...keys]), OK);
  for (const wrong of [[origin, keys[0], keys[1]], [...keys], [origin, ...keys, keys[0]], [origin, keys[0], keys[0], keys[1]], [origin, keys[0], keys[1], KEYS.cosigner.text], ["", ...keys], ["a b", ...keys]]) {
    assert.equal(said(wrong), "root keys", wrong.join(" | "));
  }
});

// The log: seven entries, of which receipts are for the fifth.
const ENTRIES = repeat(7, (index) => sha256(uint(index, 8)));
const ID = ENTRIES[4];
const leaf = (entry) => sha256(Buffer.of(0), entry);
const node = (one, other) => sha256(Buffer.of(1), one, other);
const half = (count) => 2 ** Math.floor(Math.log2(count - 1));
/** RFC 6962, section 2: root, inclusion proof and consistency proof as it defines them. */
const rootOf = (entries) => (entries.length === 0 ? sha256() : entries.length === 1 ? leaf(entries[0]) : node(rootOf(entries.slice(0, half(entries.length))), rootOf(entries.slice(half(entries.length)))));
function path(index, entries) {
  if (entries.length === 1) return [];
  const k = half(entries.length);
  return index < k ? [...path(index, entries.slice(0, k)), rootOf(entries.slice(k))] : [...path(index - k, entries.slice(k)), rootOf(entries.slice(0, k))];
}
function subproof(size, entries, isWhole) {
  if (size === entries.length) return isWhole ? [] : [rootOf(entries)];
  const k = half(entries.length);
  if (size <= k) return [...subproof(size, entries.slice(0, k), isWhole), rootOf(entries.slice(k))];
  return [...subproof(size - k, entries.slice(k), false), rootOf(entries.slice(0, k))];
}
const LATER = repeat(13, (index) => sha256(uint(index, 8)));

const by = (text, type) => verifierKey(text, type);
const retired = (key, size, root) => ({ ...by(key.text, NOTE), size: BigInt(size), root });
/** What a client knows of the deployment, as a manifest says it. */
const KNOWN = {
  origin: ORIGIN, logKeys: [by(KEYS.log.text, NOTE)], retired: [retired(KEYS.oldLog, 13, rootOf(LATER))], cosigner: by(KEYS.cosigner.text, COSIGNATURE),
  consistency: by(KEYS.consistency.text, COSIGNATURE), verdictKey: by(KEYS.verdict.text, NOTE), witnesses: KEYS.witnesses.map(({ text }) => by(text, COSIGNATURE)), quorum: 2n,
};

const checkpointOf = (entries) => `${ORIGIN}/log\n${entries.length}\n${rootOf(entries).toString("base64")}\n`;
const plain = (checkpoint) => [line(KEYS.log, checkpoint)];
/** A receipt from its parts, each of which a table may have otherwise. */
function receiptOf({ first = "c2sp.org/tlog-proof@v1", extra, entries = ENTRIES, index = 4, proof = path(4, entries), checkpoint = checkpointOf(entries), signs = plain, text = (text) => text }) {
  const hashes = proof.map((hash) => `${hash.toString("base64")}\n`).join("");
  const more = extra === undefined ? "" : `extra ${Buffer.concat(extra).toString("base64")}\n`;
  return Buffer.from(text(`${first}\n${more}index ${index}\n${hashes}\n${checkpoint}\n${signs(checkpoint).join("")}`));
}
const [T1, T2, T3] = [1_790_000_100, 1_790_000_200, 1_790_000_300];
const [W1, W2, W3] = KEYS.witnesses;
const besides = (...more) => ({ signs: (text) => [...plain(text), ...more.map((make) => make(text))] });
const cosigned = (key, time = T1) => (text) => line(key, text, time);
const old = (...more) => ({ signs: (text) => [line(KEYS.oldLog, text), ...more.map((make) => make(text))] });
const stored = "stored";
const seen = `seen ${T1}`;
const witnessedAt = (time) => `witnessed ${time}`;

/** What is changed, how, and what must be said: the words that are shown, or the error. */
const RECEIPTS = [
  ["nothing", {}, stored],
  ["another envelope's id", { id: ENTRIES[3] }, "proof"],
  ["the leaf hash as id", { id: leaf(ID) }, "proof"],
  ["a lower index", { index: 3 }, "proof"],
  ["a higher index", { index: 5 }, "proof"],
  ["an index beyond the log", { index: 7 }, "proof"],
  ["the largest index", { index: U64 }, "proof"],
  ["an index of 65 bits", { index: String(2n ** 64n) }, "form"],
  ["an index with a leading zero", { index: "04" }, "form"],
  ["a negative index", { index: "-4" }, "form"],
  ["no index", { text: (text) => text.replace("index 4\n", "") }, "form"],
  ["the proof lacks a hash", { proof: path(4, ENTRIES).slice(1) }, "proof"],
  ["the proof has a hash more", { proof: [...path(4, ENTRIES), Buffer.alloc(32)] }, "proof"],
  ["two hashes change places", { proof: path(4, ENTRIES).reverse() }, "proof"],
  ["no proof", { proof: [] }, "proof"],
  ["63 hashes", { proof: repeat(63, () => Buffer.alloc(32)) }, "proof"],
  ["64 hashes", { proof: repeat(64, () => Buffer.alloc(32)) }, "form"],
  ["a hash of 31 bytes", { proof: [Buffer.alloc(31), ...path(4, ENTRIES).slice(1)] }, "form"],
  ["an inner node passes for the log", { proof: path(4, ENTRIES).slice(0, 1), index: 0, checkpoint: `${ORIGIN}/log\n2\n${node(leaf(ID), leaf(ENTRIES[5])).toString("base64")}\n`, signs: () => plain(checkpointOf(ENTRIES)) }, "checkpoint"],
  ["a log of this one entry", { entries: [ID], index: 0, proof: [] }, stored],
  ["another version of the format", { first: "c2sp.org/tlog-proof@v2" }, "form"],
  ["lines end with CR LF", { text: (text) => text.replaceAll("\n", "\r\n") }, "form"],
  ["a byte order mark at the beginning", { text: (text) => `\ufeff${text}` }, "form"],
  ["it is longer than 8,192 bytes", besides(() => signatureLine("s", "01020304", Buffer.alloc(6000))), "too long"],
  ["no blank line behind the proof", { text: (text) => text.replace("\n\n", "\n") }, "form"],
  ["no signatures below the checkpoint", { text: (text) => text.slice(0, text.lastIndexOf("\n\n") + 1) }, "note"],
  ["no newline at the end", { text: (text) => text.slice(0, -1) }, "note"],

  ["an extra line with the id", { extra: [ID] }, stored],
  ["an extra line of 31 bytes", { extra: [Buffer.alloc(31)] }, stored],
  ["an extra line of 65 hashes behind the id", { extra: [ID, ...repeat(65, () => Buffer.alloc(32))] }, stored],
  ["an extra line with another id", { extra: [ENTRIES[3]] }, stored],
  ["an extra line that is not base 64", { text: (text) => text.replace("index", "extra ?\nindex") }, "form"],
  ["two extra lines", { extra: [ID], text: (text) => text.replace("index", "extra AAAA\nindex") }, "form"],
  ["an extra line behind the index", { text: (text) => text.replace("index 4\n", "index 4\nextra AAAA\n") }, "form"],

  ["a checkpoint of another log", { checkpoint: checkpointOf(ENTRIES).replace(ORIGIN, "other.invalid") }, "checkpoint"],
  ["a checkpoint under the origin alone", { checkpoint: checkpointOf(ENTRIES).replace("/log", "") }, "checkpoint"],
  ["a checkpoint with an extension", { checkpoint: `${checkpointOf(ENTRIES)}extension\n` }, "checkpoint"],
  ["a checkpoint of two lines", { checkpoint: checkpointOf(ENTRIES).split("\n").slice(0, 2).join("\n") + "\n" }, "checkpoint"],
  ["a checkpoint's size with a leading zero", { checkpoint: checkpointOf(ENTRIES).replace("\n7\n", "\n07\n") }, "checkpoint"],
  ["a checkpoint's root of 31 bytes", { checkpoint: `${ORIGIN}/log\n7\n${Buffer.alloc(31).toString("base64")}\n` }, "checkpoint"],
  ["a checkpoint of no entries", { checkpoint: `${ORIGIN}/log\n0\n${sha256().toString("base64")}\n`, proof: [], index: 0 }, "proof"],
  ["a checkpoint of a smaller size with this root", { checkpoint: checkpointOf(ENTRIES).replace("\n7\n", "\n6\n") }, "proof"],
  // From leaf to root the way is the same as in a log of eight: that the log key's number is false, only what comes later tells.
  ["a checkpoint of a larger size with this root", { checkpoint: checkpointOf(ENTRIES).replace("\n7\n", "\n8\n") }, stored],
  ["cosigners only have signed", { signs: (text) => [cosigned(KEYS.cosigner)(text)] }, "checkpoint"],
  ["another key has signed under the log's name", { signs: (text) => [line(renamed(KEYS.stranger, KEYS.log.name), text)] }, "checkpoint"],
  ["the verdict key has signed", { signs: (text) => [line(KEYS.verdict, text)] }, "checkpoint"],
  ["the log key's signature is false", { signs: (text) => [changedLine(line(KEYS.log, text), (value) => flipped(value, -1))] }, "checkpoint"],
  ["the log key has signed an older checkpoint", { signs: () => plain(checkpointOf(ENTRIES.slice(0, 6))) }, "checkpoint"],
  ["S is larger than the group's order", { signs: (text) => [changedLine(line(KEYS.log, text), plusOrder)] }, "checkpoint"],
  ["a stranger has signed, too", besides((text) => line(KEYS.stranger, text)), stored],

  ["the cosigner has signed", besides(cosigned(KEYS.cosigner)), seen],
  ["the cosigner has signed twice: the newest counts", besides(cosigned(KEYS.cosigner, T1 - 50), cosigned(KEYS.cosigner)), seen],
  ["the cosigner's second signature is false", besides(cosigned(KEYS.cosigner), (text) => changedLine(cosigned(KEYS.cosigner)(text), (value) => flipped(value, -1))), "checkpoint"],
  ["the cosigner's time was changed", besides((text) => changedLine(cosigned(KEYS.cosigner)(text), (value) => flipped(value, 11))), "checkpoint"],
  ["the cosigner's signature has no time", besides((text) => signatureLine(KEYS.cosigner.name, keyId(KEYS.cosigner.name, COSIGNATURE, KEYS.cosigner.publicKey).toString("hex"), KEYS.cosigner.raw(text))), "checkpoint"],
  ["the cosigner has signed as a note's signer does", besides((text) => line(renamed(KEYS.cosigner, KEYS.cosigner.name, NOTE), text)), stored],
  ["the cosigner has cosigned under the consistency key's name", besides((text) => line(renamed(KEYS.cosigner, KEYS.consistency.name), text, T1)), stored],
  ["the cosigner has cosigned another size", besides(() => cosigned(KEYS.cosigner)(checkpointOf(ENTRIES.slice(0, 6)))), "checkpoint"],
  ["the consistency key alone has cosigned", besides(cosigned(KEYS.consistency)), stored],
  ["the consistency key's signature is false", besides((text) => changedLine(cosigned(KEYS.consistency)(text), (value) => flipped(value, -1))), "checkpoint"],
  ["one witness has signed", besides(cosigned(W1)), stored],
  ["one witness has signed twice", besides(cosigned(W1), cosigned(W1, T2)), stored],
  ["two witnesses have signed", besides(cosigned(W1), cosigned(W3, T2)), witnessedAt(T2)],
  ["three witnesses have signed: the second one's time counts", besides(cosigned(W3, T3), cosigned(W1), cosigned(W2, T2)), witnessedAt(T2)],
  ["two have signed, and a third falsely", besides(cosigned(W1), cosigned(W2, T2), (text) => changedLine(cosigned(W3)(text), (value) => flipped(value, -1))), "checkpoint"],
  ["a witness and a stranger have signed", besides(cosigned(W1), cosigned(signer("w.invalid", COSIGNATURE, seed(99)))), stored],
  ["a witness and screening's two keys have signed", besides(cosigned(W1), cosigned(KEYS.consistency), cosigned(KEYS.cosigner)), seen],
  ["everybody has signed", besides(cosigned(KEYS.consistency), cosigned(KEYS.cosigner), cosigned(W1), cosigned(W2, T2)), `${seen} ${witnessedAt(T2)}`],
  ["witnesses have signed of whom the manifest names none", { ...besides(cosigned(W1), cosigned(W2)), known: { witnesses: [], quorum: 0n } }, stored],

  ["a retired log key has signed, and nobody else", old(), "unconfirmed"],
  ["a retired log key, and screening has seen it", old(cosigned(KEYS.cosigner)), seen],
  ["a retired log key, and the consistency key", old(cosigned(KEYS.consistency)), stored],
  ["a retired log key, and fewer witnesses than the quorum", old(cosigned(W1)), "unconfirmed"],
  ["a retired log key, and enough witnesses", old(cosigned(W1), cosigned(W2, T2)), witnessedAt(T2)],
  ["a retired log key, and the verdict key", old((text) => line(KEYS.verdict, text)), "unconfirmed"],
  ["a retired log key, and the one that signs now", old((text) => line(KEYS.log, text)), stored],
  ["a retired log key's last checkpoint", { entries: LATER, ...old() }, stored],
  ["a retired log key at its last size with another root", { ...old(), known: { retired: [retired(KEYS.oldLog, 7, rootOf(LATER.slice(6)))] } }, "checkpoint"],
  ["a retired log key beyond its last size", { ...old(), known: { retired: [retired(KEYS.oldLog, 6, rootOf(ENTRIES.slice(0, 6)))] } }, "checkpoint"],
  ["a retired log key beyond its last size, and screening has seen it", { ...old(cosigned(KEYS.cosigner)), known: { retired: [retired(KEYS.oldLog, 6, rootOf(ENTRIES.slice(0, 6)))] } }, "checkpoint"],
  ["a retired log key, and the proof that its log went on", { ...old(), extra: [ID, ...subproof(7, LATER, true)] }, stored],
  ["a retired log key, and the proof from a power of two", { ...old(), entries: LATER.slice(0, 8), extra: [ID, ...subproof(8, LATER, true)] }, stored],
  ["that proof without the id before it", { ...old(), extra: subproof(7, LATER, true) }, "unconfirmed"],
  ["that proof with a hash more", { ...old(), extra: [ID, ...subproof(7, LATER, true), Buffer.alloc(32)] }, "unconfirmed"],
  ["that proof without its last hash", { ...old(), extra: [ID, ...subproof(7, LATER, true).slice(0, -1)] }, "unconfirmed"],
  ["the proof of another size", { ...old(), extra: [ID, ...subproof(6, LATER, true)] }, "unconfirmed"],
  ["that proof, and the manifest has another last root", { ...old(), extra: [ID, ...subproof(7, LATER, true)], known: { retired: [retired(KEYS.oldLog, 13, rootOf(ENTRIES))] } }, "unconfirmed"],
  ["another log key of several has signed", { signs: (text) => [line(KEYS.olderLog, text)], known: { logKeys: [KEYS.log, KEYS.olderLog].map(({ text }) => by(text, NOTE)) } }, stored],
  ["both log keys have signed", { signs: (text) => [line(KEYS.olderLog, text), line(KEYS.log, text)], known: { logKeys: [KEYS.log, KEYS.olderLog].map(({ text }) => by(text, NOTE)) } }, stored],
];

test("each receipt shows the words that were written down for it, or is refused", () => {
  assert.equal(new Set(RECEIPTS.map(([name]) => name)).size, RECEIPTS.length, "no two are the same");
  const found = RECEIPTS.map(([name, how, must]) => {
    let words;
    const said = saying(() => {
      const { seen, witnessed } = verifyReceipt(receiptOf(how), how.id ?? ID, { ...KNOWN, ...how.known });
      words = [seen && `seen ${seen}`, witnessed && `witnessed ${witnessed}`].filter(Boolean).join(" ") || stored;
    });
    return [name, said === OK ? words : said, must];
  });
  assert.deepEqual(differences(found), []);
  assert.deepEqual(envelopeOf(receiptOf({ extra: [ID] })), ID);
  assert.deepEqual(envelopeOf(receiptOf({ extra: [ENTRIES[3]] })), ENTRIES[3], "whoever checks it for that envelope finds no proof");
  for (const extra of [undefined, [Buffer.alloc(31)], [ID, Buffer.alloc(1)], [ID, ...repeat(65, () => Buffer.alloc(32))]]) assert.equal(envelopeOf(receiptOf({ extra })), undefined);
});

const REFERENCE = hex("00112233445566778899aabbccddeeff");
const OTHER = hex("ffeeddccbbaa99887766554433221100");
/** A published status from its parts, each of which a table may have otherwise. */
function statusOf(
  { state = 2, publishedAt = T1, envelope = ID, fill = Buffer.alloc(31), version = 1, key, aad, message = (message) => message, ciphertext = (value) => value, clear = (value) => value, signature = (value) => value, whole = (value) => value },
  { origin, verdict, lookup },
) {
  const plain = Buffer.concat([uint(state, 1), envelope, fill]);
  const [start, nonce] = [Buffer.concat([uint(version, 2), uint(publishedAt, 8)]), randomBytes(12)];
  const cipher = createCipheriv("chacha20-poly1305", key?.(origin) ?? statusKey(REFERENCE, origin), nonce, { authTagLength: 16 });
  cipher.setAAD(aad?.({ start, lookup, origin }) ?? statusAad(start, lookup));
  const encrypted = ciphertext(Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]));
  const before = Buffer.concat([clear(start), nonce, encrypted]);
  return whole(Buffer.concat([before, signature(verdict.raw(message(statusMessage(origin, lookup, before), { origin, lookup, before })), before)]));
}

const BAD = "422 bad-status";
/** What is changed, how, what a client must say, and with which problem the intake must refuse it, if it does: it cannot decrypt. */
const STATUSES = [
  ...[0, 1, 2, 16, 17, 18, 19, 32, 33, 34, 35].map((state) => [`state ${state}`, { state }, OK]),
  ...[3, 15, 20, 31, 36, 255].map((state) => [`state ${state}, which means nothing`, { state }, "content"]),
  ["the largest time", { publishedAt: U64 }, OK, BAD],
  ["the first byte of the fill is not zero", { fill: flipped(Buffer.alloc(31), 0) }, "content"],
  ["the last byte of the fill is not zero", { fill: flipped(Buffer.alloc(31), -1) }, "content"],
  ["encrypted for another reference", { key: (origin) => statusKey(OTHER, origin) }, "encryption"],
  ["encrypted under the look-up id", { key: (origin) => lookupId(REFERENCE, origin) }, "encryption"],
  ["encrypted for another origin", { key: () => statusKey(REFERENCE, "other.invalid") }, "encryption"],
  ["encrypted for another look-up id", { aad: ({ start, origin }) => statusAad(start, lookupId(OTHER, origin)) }, "encryption"],
  ["encrypted without version and time", { aad: ({ lookup }) => lookup }, "encryption"],
  ["encrypted without associated data", { aad: () => Buffer.alloc(0) }, "encryption"],
  ["encrypted for another time, and signed with this one", { aad: ({ start, lookup }) => statusAad(flipped(start, -1), lookup) }, "encryption"],
  ["the time is changed before it is signed", { clear: (start) => flipped(start, -1) }, "encryption"],
  ["the ciphertext is changed before it is signed", { ciphertext: (value) => flipped(value, 0) }, "encryption"],
  ["the tag is changed before it is signed", { ciphertext: (value) => flipped(value, -1) }, "encryption"],
  ["the time is changed", { whole: (value) => flipped(value, 9) }, "signature", BAD],
  ["the nonce is changed", { whole: (value) => flipped(value, 10) }, "signature", BAD],
  ["the ciphertext is changed", { whole: (value) => flipped(value, 22) }, "signature", BAD],
  ["the signature is changed", { whole: (value) => flipped(value, -1) }, "signature", BAD],
  ["S is larger than the group's order", { signature: plusOrder }, "signature", BAD],
  ["another key has signed", { signature: (value, before) => KEYS.verdict.raw(before) }, "signature", BAD],
  ["signed for another letter", { message: (message, { origin, before }) => statusMessage(origin, lookupId(OTHER, origin), before) }, "signature", BAD],
  ["signed for another origin", { message: (message, { lookup, before }) => statusMessage("other.invalid", lookup, before) }, "signature", BAD],
  ["signed under another label", { message: (message) => Buffer.from(message.toString("latin1").replace("v1 status", "v1 letter"), "latin1") }, "signature", BAD],
  ["signed without label", { message: (message, { before }) => before }, "signature", BAD],
  ["signed without the zero byte behind the origin", { message: (message, { origin, lookup, before }) => Buffer.concat([joined("lakzegel/v1 status", origin), lookup, before]) }, "signature", BAD],
  ["the look-up id is signed in hexadecimal digits", { message: (message, { origin, lookup, before }) => Buffer.concat([joined("lakzegel/v1 status", origin, lookup.toString("hex")), before]) }, "signature", BAD],
  ["version 0", { version: 0 }, "form", BAD],
  ["version 2", { version: 2 }, "form", BAD],
  ["version 256: little-endian", { version: 256 }, "form", BAD],
  ["a byte short", { whole: (value) => value.subarray(0, -1) }, "form", BAD],
  ["a byte long", { whole: (value) => Buffer.concat([value, Buffer.of(0)]) }, "form", BAD],
  ["a status of before, without a time in the clear", { whole: (value) => Buffer.concat([value.subarray(0, 2), value.subarray(10)]) }, "form", BAD],
  ["nothing", { whole: () => Buffer.alloc(0) }, "form", BAD],
];

test("each status is opened or refused as was written down for it, and the intake takes those that screening signed", async () => {
  const origin = prepared.origin;
  const verdict = ownKey("verdict.key");
  const known = { origin, verdictKey: by(verdict.text, NOTE) };
  const token = readFileSync(deployment.path("screening-token"), "utf8").trim();
  /** Hands the intake look-up ids with their statuses. */
  const publish = async (...placed) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" };
    const answer = await fetch(`${deployment.screeningUrl}/v1/statuses`, { method: "POST", headers, body: Buffer.concat(placed) });
    return answer.ok ? `${answer.status}` : `${answer.status} ${(await answer.json()).type.split(":").at(-1)}`;
  };
  const lookup = lookupId(REFERENCE, origin);
  const found = [];
  for (const [index, [name, how, must, problem = "204"]] of STATUSES.entries()) {
    // Each later than the one before: none goes back.
    const status = statusOf({ publishedAt: NOW - 2000 + 2 * index, ...how }, { origin, verdict, lookup });
    found.push([name, saying(() => openStatus(status, REFERENCE, known)), must]);
    found.push([`${name}, by the intake`, await publish(lookup, status), problem]);
  }
  assert.deepEqual(differences(found), []);

  const [other, later] = [lookupId(OTHER, origin), NOW - 500];
  const of = (reference, how) => statusOf({ key: (origin) => statusKey(reference, origin), ...how }, { origin, verdict, lookup: lookupId(reference, origin) });
  const first = of(OTHER, { publishedAt: later });
  assert.equal(await publish(other, first), "204");
  assert.equal(await publish(other, first), "204", "the same again");
  assert.equal(await publish(other, of(OTHER, { publishedAt: later })), BAD, "another one of the same time");
  assert.equal(await publish(other, of(OTHER, { publishedAt: later - 1 })), BAD, "an earlier one");
  assert.equal(await publish(lookup, of(REFERENCE, { publishedAt: later, state: 16 }), other, of(OTHER, { publishedAt: later - 1 })), BAD, "one of two is an earlier one");
  const stands = Buffer.from(await (await fetch(`${deployment.url}/v1/statuses/${lookup.toString("hex")}`)).arrayBuffer());
  assert.ok(openStatusTime(stands) < BigInt(later), "none of the two was published");
  assert.equal(await publish(other, of(OTHER, { publishedAt: NOW + 3 * DAY })), BAD, "one of a time to come");
  assert.equal(await publish(), BAD, "no status at all");

  const open = (how) => openStatus(statusOf(how, { origin, verdict, lookup }), REFERENCE, known);
  const second = open({ publishedAt: T2 });
  assert.ok(isNewer(second, undefined, ID) && isNewer(open({ publishedAt: T3 }), second, ID) && isNewer(second, second, ID));
  assert.ok(!isNewer(open({ publishedAt: T1 }), second, ID), "a client does not go back");
  assert.ok(!isNewer(second, undefined, ENTRIES[3]), "it is another letter's");
  assert.throws(() => openStatus(statusOf({}, { origin, verdict, lookup }), OTHER, known), { name: "signature" });
});

/** When a published status says that it was published: in the clear. */
const openStatusTime = (value) => value.readBigUInt64BE(2);

/** A reference or a code as it comes out of other people's programs: all of it the same. */
const disguised = (text) => [
  text.replaceAll("-", "\u2013"), text.replaceAll("-", "\u2212"), text.replaceAll("-", "\u00ad\u00a0\t"), text.replaceAll("-", "_"),
  `\ufeff\u2068\u201e${text}.\u201d\u2069\r\n`, text.replaceAll("0", "\ufeff0"),
  text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x0660 + Number(digit))), text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0x1d7f6 + Number(digit))),
  text.replace(/./g, (character) => String.fromCodePoint(character.codePointAt(0) + 0xfee0)).toLowerCase(),
];

test("a reference is read as people type it, and each single wrong character is found", () => {
  const text = shown(REFERENCE);
  for (const good of [text, text.toLowerCase(), text.replaceAll("-", ""), ` ${text.replaceAll("-", " - ")}\n`, text.replaceAll("0", "o").replaceAll("1", "l"), text.replaceAll("0", "O").replaceAll("1", "I"), ...disguised(text)]) assert.deepEqual(typed(good), REFERENCE, good);
  for (const bad of ["", text.replaceAll("0", "\u202e0"), text.slice(1), `${text}0`, `${text}\u0660`, text.replace("Z", "U"), text.replace("A", "Ä"), text.replaceAll("-", "+")]) assert.equal(typed(bad), undefined, bad);
  // Twelve bits of check: of so few changes none happens to pass.
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "-") continue;
    const other = text[index] === "7" ? "8" : "7";
    assert.equal(typed(text.slice(0, index) + other + text.slice(index + 1)), undefined, `character ${index}`);
  }
});

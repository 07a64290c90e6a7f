// Letters that are wrong in one way each, made by the second implementation (tests/second) and sent to the real intake and screening. What must
// be said of each stands in the table before it is sent, and is what docs/protocol.md says: the intake's problem, why an envelope is kept
// unopened, why a letter is withheld and what its status says, or that it is released after all. Where a rule has an edge, both sides of it are
// in the table.
import assert from "node:assert/strict";
import { createHmac, createPrivateKey, randomBytes, sign } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { after, before, test } from "node:test";
import { sha256, uint, variable } from "../second/bytes.mjs";
import { keyConfig } from "../second/keys.mjs";
import { PROOF_HALF, content, header, newLetter, open, padded, sealBase, sealInfo, signedMessage, visitKey, visitorHalf } from "../second/letter.mjs";
import { keyToSealTo, readRootKeys } from "../second/manifest.mjs";
import { broken, isName, isNumber } from "../second/rules.mjs";
import { Sender, problemOf } from "../second/sender.mjs";
import { lookupId, openStatus } from "../second/status.mjs";
import { hex, vectors } from "../second/vectors.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { lastingDay } from "./lib/login.mjs";
import { pdfText } from "./lib/pdf.mjs";

/** How many letters are sent at the same time. */
const TOGETHER = 16;
/** How many lines a printed page has. */
const LINES = 41;
/** How long after a login letters may be sealed here, in seconds: both edges of it are within the clocks' tolerance of now. */
const VISIT_LIFE = 60;
/** The order of Ed25519's group, little-endian: S + L is S once more. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

let deployment, sender, manifest, key, login, demoKey, claims, tokenHeader;
/** Grants that nobody has used yet. */
const grants = [];

before(async () => {
  deployment = await deploy({ screening: true, visitLife: VISIT_LIFE });
  sender = new Sender(deployment.url, readRootKeys(readFileSync(deployment.rootKeys, "utf8")));
  const accepted = await sender.manifest();
  manifest = accepted.manifest;
  key = keyToSealTo(manifest, accepted.time);
  login = await sender.login(visitKey().nonce, 0);
  const [head, body] = login.id_token.split(".").map((part) => Buffer.from(part, "base64url"));
  [tokenHeader, claims] = [JSON.parse(head), JSON.parse(body)];
  // The demo's provider signs with a note key: its line ends with the type and the seed.
  const seed = Buffer.from(readFileSync(deployment.path("keys", "demo-identity.key"), "utf8").trim().split("+").slice(4).join("+"), "base64").subarray(1);
  demoKey = createPrivateKey({ key: Buffer.concat([hex("302e020100300506032b657004220420"), seed]), format: "der", type: "pkcs8" });
});
after(() => deployment?.end());

const part = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const byDemo = (text) => sign(null, Buffer.from(text), demoKey).toString("base64url");
/** A token of the demo's provider, as it would have been for this visit if it were true. */
const token = ({ visit, now }, change = {}, head = {}, signer = byDemo) => {
  const all = { ...claims, iat: now, auth_time: now, exp: now + 300, nonce: visit.nonce, sub: `proef-${visit.nonce}`, ...change };
  const text = `${part({ ...tokenHeader, ...head })}.${part(all)}`;
  return `${text}.${signer(text)}`;
};
/** A change of a letter's token: of its claims, its header, or of who signs it. */
const withToken = (change, head, signer) => ({ letter: (letter, made) => ({ ...letter, evidence: token(made, typeof change === "function" ? change(made) : change, head, signer) }) });
/** A change of a letter's own fields. */
const field = (change) => ({ letter: (letter, made) => ({ ...letter, ...(typeof change === "function" ? change(letter, made) : change) }) });
const body = (text) => field({ body: text });
/** Both, in this order. */
const both = (one, other) => ({ letter: (letter, made) => other.letter(one.letter(letter, made), made) });
/** Sealed at a time, by a login at a time. */
const at = (sealed, issued = sealed) => ({
  letter: (letter, made) => ({ ...letter, sealedAt: sealed(made), evidence: token(made, { iat: issued(made), auth_time: issued(made), exp: issued(made) + 300 }) }),
});
const flipped = (value, index) => {
  const changed = Buffer.from(value);
  changed[index < 0 ? value.length + index : index] ^= 1;
  return changed;
};

const [UNREADABLE, IDENTITY, RULES, DUPLICATE] = [32, 33, 34, 35];
const refused = (status, problem) => ({ refused: `${status} ${problem}` });
/** Kept unopened. Where a letter is inside, its sender is told that it cannot be read; where there is none, nobody knows its reference. */
const kept = (reason) => ({ kept: reason, state: ["fill", "origin", "signature"].includes(reason) ? UNREADABLE : undefined });
const withheld = (reason, state) => ({ withheld: reason, state });
const RELEASED = { released: true, state: 2 };
const tolerance = () => Number(manifest.tolerance);
const [issued, expires] = [() => Number(manifest.issued), () => Number(manifest.expires)];

/** What is changed, how, and what must be said. The stages are those of the protocol: letter, content, message, signature, padded, info, aad, envelope, put. */
const CHANGES = [
  ["nothing", {}, RELEASED],

  // The intake: form, address and grant.
  ["the envelope is a byte short", { envelope: (value) => value.subarray(0, -1) }, refused(400, "wrong-size")],
  ["the envelope is a byte long", { envelope: (value) => Buffer.concat([value, Buffer.of(0)]) }, refused(413, "too-large")],
  ["version 0", { aad: (aad, { key }) => header(key.id, 0) }, refused(422, "unknown-version")],
  ["version 2", { aad: (aad, { key }) => header(key.id, 2) }, refused(422, "unknown-version")],
  ["version 256: little-endian", { aad: (aad, { key }) => header(key.id, 256) }, refused(422, "unknown-version")],
  ["the key id of a key that the manifest does not have", { aad: () => header(vectorKey().id) }, refused(422, "unknown-key")],
  ["the last bytes of the key's hash as key id", { aad: (aad, { key }) => header(key.hash.subarray(-8)) }, refused(422, "unknown-key")],
  ["another envelope's address", { put: (put) => ({ ...put, id: sha256(put.id) }) }, refused(400, "wrong-hash")],
  ["the address in capitals", { put: (put) => ({ ...put, id: { toString: () => put.id.toString("hex").toUpperCase() } }) }, refused(404, "not-found")],
  ["no grant", { put: (put) => ({ ...put, grant: undefined }) }, refused(401, "no-grant")],
  ["a grant that was never given", { put: (put) => ({ ...put, grant: randomBytes(32).toString("base64url") }) }, refused(403, "spent-grant")],
  ["a grant that is shorter", { put: (put) => ({ ...put, grant: put.grant.slice(1) }) }, refused(401, "no-grant")],
  ["a grant in hexadecimal digits", { put: (put) => ({ ...put, grant: Buffer.from(put.grant, "base64url").toString("hex") }) }, refused(401, "no-grant")],
  ["another media type", { put: (put) => ({ ...put, headers: { "content-type": "text/plain" } }) }, refused(415, "wrong-media-type")],

  // Of two faults the page names the first.
  ["another media type, and a byte long", { envelope: (value) => Buffer.concat([value, Buffer.of(0)]), put: (put) => ({ ...put, headers: { "content-type": "text/plain" } }) }, refused(415, "wrong-media-type")],
  ["a byte short, and no grant", { envelope: (value) => value.subarray(0, -1), put: (put) => ({ ...put, grant: undefined }) }, refused(400, "wrong-size")],
  ["no grant, and another envelope's address", { put: (put) => ({ ...put, id: sha256(put.id), grant: undefined }) }, refused(401, "no-grant")],
  ["another envelope's address, and version 2", { aad: (aad, { key }) => header(key.id, 2), put: (put) => ({ ...put, id: sha256(put.id) }) }, refused(400, "wrong-hash")],
  ["version 2, and a key that the manifest does not have", { aad: () => header(vectorKey().id, 2) }, refused(422, "unknown-version")],
  ["the fill is not zero, and another origin is in the letter", { ...field({ origin: "demo.invalid/other" }), info: (info, { key }) => sealInfo(manifest.origin, key.hash), padded: (value) => flipped(value, -1) }, kept("fill")],
  ["another origin in the letter, and a false signature", { ...field({ origin: "demo.invalid/other" }), info: (info, { key }) => sealInfo(manifest.origin, key.hash), signature: () => Buffer.alloc(64) }, kept("origin")],
  ["another notice, and a token of another visit", both(field(({ notice }) => ({ notice: notice + 1n })), withToken({ nonce: "other" })), withheld("notice-version", UNREADABLE)],
  ["sealed when the manifest was over, and another rule set", both(at(() => expires() + tolerance() + 1), field(({ rules }) => ({ rules: rules + 1n }))), withheld("manifest-outdated", UNREADABLE)],
  ["no issuer, and another audience", withToken({ iss: undefined, aud: "other" }), withheld("token-form", IDENTITY)],
  ["another issuer and another audience", withToken({ iss: "https://other.invalid", aud: "other" }), withheld("issuer", IDENTITY)],
  ["another audience and algorithm none", withToken({ aud: "other" }, { alg: "none" }), withheld("audience", IDENTITY)],
  ["algorithm none, and no iat", withToken({ iat: undefined }, { alg: "none" }), withheld("algorithm", IDENTITY)],
  ["no iat, and a key that the provider never had", withToken({ iat: undefined }, { kid: "other" }), withheld("token-form", IDENTITY)],
  ["a key that the provider never had, and a false signature", withToken({}, { kid: "other" }, () => part("no signature")), withheld("provider-key", IDENTITY)],
  ["a false signature and another level", withToken({ acr: "other" }, {}, () => part("no signature")), withheld("token-signature", IDENTITY)],
  ["another level, and no time of the login", withToken({ acr: "other", auth_time: undefined }), withheld("level", IDENTITY)],
  ["no time of the login, and another visit's nonce", withToken({ auth_time: undefined, nonce: "other" }), withheld("login-not-fresh", IDENTITY)],
  ["another visit's nonce, and sealed before the login", { letter: (letter, made) => ({ ...letter, sealedAt: issued(), evidence: token(made, { iat: issued() + tolerance() + 1, auth_time: issued() + tolerance() + 1, nonce: "other" }) }) }, withheld("nonce", IDENTITY)],
  ["sealed before the login, and both in a time to come", at(({ now }) => now + 3600, ({ now }) => now + 7200), withheld("sealed-before-login", IDENTITY)],
  ["sealed after the visit, in a time to come", at(({ now }) => now + 3600, ({ now }) => now), withheld("sealed-after-visit", IDENTITY)],
  ["sealed in a time to come, and a number that is none", both(at(({ now }) => now + 3600), field({ recipientNumber: "?" })), withheld("sealed-ahead", IDENTITY)],
  ["two names that are none", field({ recipientName: "\t", senderName: "\t" }), withheld("recipient-name", RULES)],
  ["a sender's name that is none, and a text against the rules", field({ senderName: "\t", body: "a\u202eb" }), withheld("sender-name", RULES)],

  // Opening: the seal.
  ["info has another label", { info: (info) => replaced(info, "v1 seal", "v2 seal") }, kept("seal")],
  ["info has another origin", { info: (info, { key }) => sealInfo("demo.invalid/lakzegeL", key.hash) }, kept("seal")],
  ["info has another key's hash", { info: () => sealInfo(manifest.origin, vectorKey().hash) }, kept("seal")],
  ["info has the key id in the place of the hash", { info: (info, { key }) => sealInfo(manifest.origin, key.id) }, kept("seal")],
  ["info lacks the suite", { info: (info) => info.subarray(0, -6) }, kept("seal")],
  ["info has the older number of X-Wing", { info: (info) => Buffer.concat([info.subarray(0, -6), hex("004d00010003")]) }, kept("seal")],
  ["info lacks the zero byte", { info: (info) => Buffer.from(info.filter((byte, index) => index !== 16)) }, kept("seal")],
  ["info is empty", { info: () => Buffer.alloc(0) }, kept("seal")],
  ["no associated data", { sealAad: () => Buffer.alloc(0) }, kept("seal")],
  ["the version alone as associated data", { sealAad: (aad) => aad.subarray(0, 2) }, kept("seal")],
  ["another version as associated data", { sealAad: (aad) => Buffer.concat([uint(2, 2), aad.subarray(2)]) }, kept("seal")],
  ["sealed to another key under this key's id", { sealKey: () => vectorKey().publicKey }, kept("seal")],
  ["the ML-KEM part of the encapsulated key is changed", { envelope: (value) => flipped(value, 10) }, kept("seal")],
  ["the X25519 part of the encapsulated key is changed", { envelope: (value) => flipped(value, 10 + 1088) }, kept("seal")],
  ["the ciphertext is changed", { envelope: (value) => flipped(value, 10 + 1120) }, kept("seal")],
  ["the tag is changed", { envelope: (value) => flipped(value, -1) }, kept("seal")],
  ["two halves of the ciphertext change places", { envelope: (value) => swapped(value) }, kept("seal")],

  // Opening: what is inside.
  ["kind 2", field({ kind: 2 }), kept("content")],
  ["kind 0", field({ kind: 0 }), kept("content")],
  ["supervision 0", field({ supervision: 0 }), kept("content")],
  ["supervision 4", field({ supervision: 4 }), kept("content")],
  ["evidence of kind 0", field({ evidenceKind: 0 }), kept("content")],
  ["evidence of kind 3", field({ evidenceKind: 3 }), kept("content")],
  ["no origin", field({ origin: "" }), kept("content")],
  ["no registration number", field({ recipientNumber: "" }), kept("content")],
  ["a registration number of 33 bytes", field({ recipientNumber: "1".repeat(33) }), kept("content")],
  ["no recipient's name", field({ recipientName: "" }), kept("content")],
  ["a recipient's name of 401 bytes", field({ recipientName: "a".repeat(401) }), kept("content")],
  ["no sender's name", field({ senderName: "" }), kept("content")],
  ["no evidence", field({ evidence: "" }), kept("content")],
  ["evidence of 8,193 bytes", field({ evidence: "a".repeat(8193) }), kept("content")],
  ["no text", field({ body: "" }), kept("content")],
  ["a text of 30,001 bytes", field({ body: "a".repeat(30_001) }), kept("content")],
  ["a name in Latin-1", field({ recipientName: Buffer.from("Ren\u00e9", "latin1") }), kept("content")],
  ["a text with half of a surrogate pair", field({ body: hex("61eda08062") }), kept("content")],
  ["a text in UTF-8 that is longer than it must be", field({ body: hex("61c08062") }), kept("content")],
  ["the supervision is left out, as letters of before had it", { content: (value, made) => without(value, 1 + 16 + 8 + 2 + made.letter.origin.length + 32 + 2, 1) }, kept("content")],
  ["lengths are little-endian", { content: (value, made) => replaced(value, variable(made.letter.body), Buffer.concat([reversed(variable(made.letter.body).subarray(0, 2)), Buffer.from(made.letter.body)])) }, kept("content")],
  ["a field that nobody knows stands before the signature", { content: (value) => Buffer.concat([value, Buffer.alloc(64)]) }, kept("fill")],
  ["the last byte of the fill is not zero", { padded: (value) => flipped(value, -1) }, kept("fill")],
  ["the fill is PKCS 7's", { padded: (value, { length }) => Buffer.concat([value.subarray(0, length), Buffer.alloc(value.length - length, 0x80)]) }, kept("fill")],
  ["another origin in the letter", { ...field({ origin: "demo.invalid/other" }), info: (info, { key }) => sealInfo(manifest.origin, key.hash) }, kept("origin")],
  ["the origin in capitals", { ...field({ origin: "DEMO.invalid/lakzegel" }), info: (info, { key }) => sealInfo(manifest.origin, key.hash) }, kept("origin")],

  // Opening: the signature.
  ["the signature is of zeroes", { signature: () => Buffer.alloc(64) }, kept("signature")],
  ["the signature is another visit key's", { signature: (value, { message }) => visitKey().sign(message) }, kept("signature")],
  ["the signature binds no sealing key", { message: (message, made) => Buffer.concat([Buffer.from("lakzegel/v1 letter\0"), made.content]) }, kept("signature")],
  ["the signature binds another sealing key", { message: (message, made) => signedMessage(vectorKey().hash, made.content) }, kept("signature")],
  ["the signature binds the key id only", { message: (message, made) => signedMessage(made.key.id, made.content) }, kept("signature")],
  ["the signature has another label", { message: (message) => replaced(message, "v1 letter", "v1 status") }, kept("signature")],
  ["the signature is of the content alone", { message: (message, made) => made.content }, kept("signature")],
  ["the signature is of the message's hash", { message: (message) => sha256(message) }, kept("signature")],
  ["S is larger than the group's order", { signature: (value) => Buffer.concat([value.subarray(0, 32), plusOrder(value.subarray(32))]) }, kept("signature")],
  // Without the strict rules, R = A = the neutral point and S = 0 verify for every message.
  ["a visit key of small order, whose signature anybody can make", { ...field({ visitKey: uint(1n << 248n, 32) }), signature: () => Buffer.concat([uint(1n << 248n, 32), Buffer.alloc(32)]) }, kept("signature")],
  ["a text is changed after it was signed", { written: (value, made) => replaced(value, made.letter.body, made.letter.body.replace("Lieve", "Beste")) }, kept("signature")],

  // The manifest and what it says.
  ["the hash of a manifest that nobody published", field({ manifestHash: sha256(Buffer.from("no manifest")) }), withheld("manifest-unknown", UNREADABLE)],
  ["the hash of the manifest with its signatures", field(() => ({ manifestHash: sha256(Buffer.from(deployment.manifest)) })), withheld("manifest-unknown", UNREADABLE)],
  ["the hash of the manifest without its last newline", field(() => ({ manifestHash: sha256(Buffer.from(manifest.text.slice(0, -1))) })), withheld("manifest-unknown", UNREADABLE)],
  ["sealed as early as the manifest allows", at(() => issued() - tolerance()), RELEASED],
  ["sealed a second before", at(() => issued() - tolerance() - 1), withheld("manifest-outdated", UNREADABLE)],
  ["sealed as late as the manifest allows, which is in a time to come", at(() => expires() + tolerance()), withheld("sealed-ahead", IDENTITY)],
  ["sealed a second after", at(() => expires() + tolerance() + 1), withheld("manifest-outdated", UNREADABLE)],
  ["the time of sealing is little-endian", { content: (value, made) => Buffer.concat([value.subarray(0, 17), reversed(uint(made.letter.sealedAt, 8)), value.subarray(25)]) }, withheld("manifest-outdated", UNREADABLE)],
  ["the time of sealing is in milliseconds", field(({ sealedAt }) => ({ sealedAt: sealedAt * 1000 })), withheld("manifest-outdated", UNREADABLE)],
  ["another rule set", field(({ rules }) => ({ rules: rules + 1n })), withheld("rules-version", UNREADABLE)],
  ["another notice", field(({ notice }) => ({ notice: notice + 1n })), withheld("notice-version", UNREADABLE)],
  ["notice 0", field({ notice: 0 }), withheld("notice-version", UNREADABLE)],
  ["a notice of more supervision", field({ supervision: 1 }), withheld("notice-version", UNREADABLE)],
  ["a notice of another supervision", field({ supervision: 2 }), withheld("notice-version", UNREADABLE)],
  ["rule set and notice are others: the rule set is named", field(({ rules, notice }) => ({ rules: rules + 1n, notice: notice + 1n })), withheld("rules-version", UNREADABLE)],

  // The token.
  ["evidence that is no token", field({ evidence: "no token" }), withheld("token-form", IDENTITY)],
  ["a token of four parts", field((letter, made) => ({ evidence: `${token(made)}.AAAA` })), withheld("token-form", IDENTITY)],
  ["a token of two parts", field((letter, made) => ({ evidence: token(made).split(".").slice(0, 2).join(".") })), withheld("token-form", IDENTITY)],
  ["a token with an extension that must be understood", withToken({}, { crit: ["exp"] }), withheld("token-form", IDENTITY)],
  ["a token without algorithm", withToken({}, { alg: undefined }), withheld("token-form", IDENTITY)],
  ["a token without iat", withToken({ iat: undefined }), withheld("token-form", IDENTITY)],
  ["a token without sub", withToken({ sub: undefined }), withheld("token-form", IDENTITY)],
  ["a token without iss", withToken({ iss: undefined }), withheld("token-form", IDENTITY)],
  ["another issuer", withToken({ iss: "https://other.invalid" }), withheld("issuer", IDENTITY)],
  ["the issuer with a slash at its end", withToken(() => ({ iss: `${claims.iss}/` })), withheld("issuer", IDENTITY)],
  ["another audience", withToken({ aud: "other" }), withheld("audience", IDENTITY)],
  ["no audience", withToken({ aud: undefined }), withheld("audience", IDENTITY)],
  ["a list of the one audience", withToken(() => ({ aud: [claims.aud] })), RELEASED],
  ["two audiences, and nobody says for whom", withToken(() => ({ aud: [claims.aud, "other"] })), withheld("audience", IDENTITY)],
  ["two audiences, and azp is the provider's", withToken(() => ({ aud: ["other", claims.aud], azp: claims.aud })), RELEASED],
  ["two audiences, and azp is the other", withToken(() => ({ aud: [claims.aud, "other"], azp: "other" })), withheld("audience", IDENTITY)],
  ["one audience, and azp is another", withToken({ azp: "other" }), withheld("audience", IDENTITY)],
  ["algorithm none", withToken({}, { alg: "none" }, () => ""), withheld("algorithm", IDENTITY)],
  ["HS256 with the provider's public key", withToken({}, { alg: "HS256" }, (text) => createHmac("sha256", "public").update(text).digest("base64url")), withheld("algorithm", IDENTITY)],
  ["an algorithm that the manifest does not name for the provider", withToken({}, { alg: "ES256" }), withheld("algorithm", IDENTITY)],
  ["a key that the provider never had", withToken({}, { kid: "other" }), withheld("provider-key", IDENTITY)],
  ["no key named", withToken({}, { kid: undefined }), RELEASED],
  ["the token's signature is another key's", withToken({}, {}, (text) => visitKey().sign(Buffer.from(text)).toString("base64url")), withheld("token-signature", IDENTITY)],
  ["claims are changed after they were signed", field((letter, made) => ({ evidence: reclaimed(token(made), { name: "Somebody Else" }) })), withheld("token-signature", IDENTITY)],
  ["another level", withToken({ acr: "urn:lakzegel:demo:low" }), withheld("level", IDENTITY)],
  ["no level", withToken({ acr: undefined }), withheld("level", IDENTITY)],
  ["no time of the login", withToken({ auth_time: undefined }), withheld("login-not-fresh", IDENTITY)],
  ["a login as old as may be", withToken(({ now }) => ({ auth_time: now - 900 - tolerance() })), RELEASED],
  ["a login that is a second older", withToken(({ now }) => ({ auth_time: now - 900 - tolerance() - 1 })), withheld("login-not-fresh", IDENTITY)],
  ["a login a second more than the tolerance after the token", withToken(({ now }) => ({ auth_time: now + tolerance() + 1 })), withheld("login-not-fresh", IDENTITY)],
  ["another visit's nonce", withToken(() => ({ nonce: visitKey().nonce })), withheld("nonce", IDENTITY)],
  ["no nonce", withToken({ nonce: undefined }), withheld("nonce", IDENTITY)],
  ["the nonce in hexadecimal digits", withToken(({ visit }) => ({ nonce: Buffer.from(visit.nonce, "base64url").toString("hex") })), withheld("nonce", IDENTITY)],
  ["the nonce is the visit key itself", withToken(({ visit }) => ({ nonce: visit.publicKey.toString("base64url") })), withheld("nonce", IDENTITY)],
  ["sealed before the login, within the tolerance", at(() => issued() - tolerance(), () => issued()), RELEASED],
  ["sealed a second before that", at(() => issued(), () => issued() + tolerance() + 1), withheld("sealed-before-login", IDENTITY)],
  ["sealed at the end of the visit", at(() => issued() - tolerance() + VISIT_LIFE + tolerance(), () => issued() - tolerance()), RELEASED],
  ["sealed a second after the visit", at(() => issued() - tolerance() + VISIT_LIFE + tolerance() + 1, () => issued() - tolerance()), withheld("sealed-after-visit", IDENTITY)],
  ["login and sealing in an hour from now", at(({ now }) => now + 3600), withheld("sealed-ahead", IDENTITY)],
  ["a bad token and a text against the rules: the token is named", both(withToken({ nonce: "other" }), body("a\u202eb")), withheld("nonce", IDENTITY)],
  ["an unknown manifest and a bad token: the manifest is named", both(field({ manifestHash: Buffer.alloc(32) }), withToken({ nonce: "other" })), withheld("manifest-unknown", UNREADABLE)],

  // Names and number.
  ["a registration number with a hyphen", field({ recipientNumber: "4815-1623" }), withheld("recipient-number", RULES)],
  ["a registration number in Arabic digits", field({ recipientNumber: "٤٨١٥" }), withheld("recipient-number", RULES)],
  ["a recipient's name of two lines", field({ recipientName: "Bram\nVerzonnen" }), withheld("recipient-name", RULES)],
  ["a recipient's name of blanks", field({ recipientName: " \u00a0\u3000" }), withheld("recipient-name", RULES)],
  ["a recipient's name with a tab", field({ recipientName: "Bram\tVerzonnen" }), withheld("recipient-name", RULES)],
  ["a sender's name with a byte order mark", field({ senderName: "\ufeffoma" }), withheld("sender-name", RULES)],
  ["a sender's name that turns the direction of writing", field({ senderName: "oma\u202e" }), withheld("sender-name", RULES)],
  ["a sender's name with a paragraph separator", field({ senderName: "oma\u2029" }), withheld("sender-name", RULES)],
  ["a sender's name with a mark of direction", field({ senderName: "سارة\u200f" }), RELEASED],
  ["a sender's name with a lone joiner", field({ senderName: "oma\u200d" }), withheld("sender-name", RULES)],
  ["a sender's name of 400 bytes", field({ senderName: "é".repeat(200) }), RELEASED],
  ["number and text are wrong: the number is named", both(field({ recipientNumber: "?" }), body("a\u202eb")), withheld("recipient-number", RULES)],

  // The rules of the text.
  ["a byte order mark at its beginning", body("\ufeffLieve Bram"), withheld("rules", RULES)],
  ["lines that end with CR LF", body("Lieve Bram,\r\noma"), withheld("rules", RULES)],
  ["a carriage return alone", body("Lieve Bram,\roma"), withheld("rules", RULES)],
  ["a zero byte", body("Lieve\0Bram"), withheld("rules", RULES)],
  ["a next-line control", body("Lieve\u0085Bram"), withheld("rules", RULES)],
  ["a lone joiner", body("Lieve\u200dBram"), withheld("rules", RULES)],
  ["a lone non-joiner at the end", body("Lieve Bram\u200c"), withheld("rules", RULES)],
  ["a soft hyphen", body("Lie\u00adve Bram"), withheld("rules", RULES)],
  ["blanks only", body(" \n\t\u00a0\n"), withheld("rules", RULES)],
  ["a character that isolates a direction", body("Lieve \u2066Bram\u2069"), withheld("rules", RULES)],
  ["a tag character", body("Lieve\u{e0041} Bram"), withheld("rules", RULES)],
  ["a private-use character", body("Lieve \ue000"), withheld("rules", RULES)],
  ["a noncharacter", body("Lieve \uffff"), withheld("rules", RULES)],
  ["seven marks on one letter", body(`e${"\u0301".repeat(7)}`), withheld("rules", RULES)],
  ["six marks on one letter", body(`e${"\u0301".repeat(6)}`), RELEASED],
  ["one character more than the limit", field(() => ({ body: "a".repeat(Number(manifest.limits[0]) + 1) })), withheld("rules", RULES)],
  ["as many characters as the limit, each of two code points", field(() => ({ body: "e\u0301".repeat(Number(manifest.limits[0])) })), RELEASED],
  ["a family of joined pictures is one character", field(() => ({ body: "👨‍👩‍👧‍👦 ".repeat(500) })), RELEASED],
  ["as many lines as the pages have", field(() => ({ body: "a\n".repeat(LINES * Number(manifest.limits[2]) - 1) + "a" })), RELEASED],
  ["one line more", field(() => ({ body: "a\n".repeat(LINES * Number(manifest.limits[2])) + "a" })), withheld("rules", RULES)],
  ["joiners where a script and an emoji need them", body("می\u200cخواهم 👩\u200d🚀 सत्य \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}"), RELEASED],
  ["a form feed", body("Lieve\fBram"), withheld("rules", RULES)],
  ["a joiner between two Latin letters", body("a\u200db"), withheld("rules", RULES)],
  ["a non-joiner before a Persian ending of a Latin word", body("SMS\u200cها"), RELEASED],
  ["a joiner at the end of an Indic word", body("क्\u200d"), RELEASED],
  ["a joiner after a picture, and no picture", body("👩\u200da"), withheld("rules", RULES)],
  ["a space without width between Thai letters", body("กา\u200bกา"), RELEASED],
  ["a space without width between Latin letters", body("a\u200bb"), withheld("rules", RULES)],
  ["a selector after a digit and after a picture", body("1\ufe0f\u20e3 ❤\ufe0f"), RELEASED],
  ["two selectors after a picture", body("❤\ufe0f\ufe0f"), withheld("rules", RULES)],
  ["a selector after a letter", body("a\ufe0f"), withheld("rules", RULES)],
  ["a selector for variants after a Chinese character", body("葛\u{e0100}"), RELEASED],
  ["a selector for variants after a letter", body("a\u{e0100}"), withheld("rules", RULES)],
  ["a Mongolian selector after a Mongolian letter", body("ᠨ\u180b"), RELEASED],
  ["a Mongolian selector after a letter", body("a\u180b"), withheld("rules", RULES)],
  ["a filler of Hangul", body("a\u3164"), withheld("rules", RULES)],
  ["a word joiner", body("a\u2060b"), withheld("rules", RULES)],
  ["an interlinear annotation", body("a\ufff9b"), withheld("rules", RULES)],
  ["two marks of direction together", body("a\u200e\u200fb"), withheld("rules", RULES)],
  ["a mark of direction only", body("\u200e"), withheld("rules", RULES)],
  ["a flag of tags that is none of the three", body("\u{1f3f4}\u{e0075}\u{e0073}\u{e0063}\u{e0061}\u{e007f}"), withheld("rules", RULES)],
  ["the last private-use character", body("a\u{10fffd}"), withheld("rules", RULES)],
  ["a noncharacter among the Arabic forms", body("a\ufdd0"), withheld("rules", RULES)],
  ["the sign for what could not be read", body("a\ufffd"), RELEASED],
  ["direction marks, tabs and a line separator", body("\u200eLieve\tBram\u200f\u2028oma"), RELEASED],
  ["what is only pointed out: numbers and addresses", body("Bel 06-12345678 of kijk op www.voorbeeld.nl"), RELEASED],
];

const vectorKey = () => keyConfig(hex(vectors("01_sealing_key.txt").key_config));
const reversed = (value) => Buffer.from(value).reverse();
const without = (value, from, count) => Buffer.concat([value.subarray(0, from), value.subarray(from + count)]);
function replaced(value, from, to) {
  const start = value.indexOf(from);
  assert.ok(start >= 0, "there is nothing to change");
  return Buffer.concat([value.subarray(0, start), Buffer.from(to), value.subarray(start + Buffer.from(from).length)]);
}
/** The first 16,384 bytes of a ciphertext behind the second. */
function swapped(value) {
  const [start, half] = [10 + 1120, 16_384];
  return Buffer.concat([value.subarray(0, start), value.subarray(start + half, start + 2 * half), value.subarray(start, start + half), value.subarray(start + 2 * half)]);
}
const plusOrder = (value) => reversed(uint(BigInt(`0x${reversed(value).toString("hex")}`) + L, 32));
function reclaimed(text, change) {
  const [head, body, signature] = text.split(".");
  return [head, part({ ...JSON.parse(Buffer.from(body, "base64url")), ...change }), signature].join(".");
}

const now = () => Math.floor(Date.now() / 1000);

/** A grant for one envelope: somebody logs in when there is none. */
async function grant() {
  while (grants.length === 0) grants.push(...(await sender.login(visitKey().nonce, 0)).grants);
  return grants.pop();
}

/** A letter of a visit, with its fields changed as `change` says. */
function letterOf(change, made) {
  const plain = newLetter({
    manifest, visit: made.visit, evidence: token(made), sealedAt: made.now, recipientNumber: "48151623", recipientName: "Bram Verzonnen", senderName: "oma", body: "Lieve Bram,\n\noma",
  });
  return change.letter ? change.letter(plain, made) : plain;
}

/** Makes a letter of a visit of its own, each stage changed as `change` says, and seals it. */
async function make(change, visit = visitKey()) {
  const same = (value) => value;
  const stage = (name, value, made) => (change[name] ?? same)(value, made);
  const made = { visit, key, now: now() };
  made.letter = letterOf(change, made);
  made.content = stage("content", content(made.letter), made);
  made.message = stage("message", signedMessage(key.hash, made.content), made);
  const signature = stage("signature", visit.sign(made.message), made);
  const written = stage("written", made.content, made);
  made.length = written.length + signature.length;
  const whole = stage("padded", padded(written, signature), made);
  const aad = stage("aad", header(key.id), made);
  const info = stage("info", sealInfo(manifest.origin, key.hash), made);
  const { encapsulated, ciphertext } = await sealBase(stage("sealKey", key.publicKey, made), info, stage("sealAad", aad, made), whole);
  const envelope = stage("envelope", Buffer.concat([aad, encapsulated, ciphertext]), made);
  return { letter: made.letter, envelope, id: sha256(envelope), visit };
}

/** Sends an envelope, and gives the intake's refusal as the table has it, or undefined. */
async function send({ envelope, id }, change = {}) {
  const given = await grant();
  const put = (change.put ?? ((put) => put))({ id, grant: given, headers: {} });
  const answer = await sender.upload(put.id, envelope, put.grant, put.headers);
  if (answer.status === 201) return undefined;
  grants.push(given);
  return refused(answer.status, await problemOf(answer));
}

/** What screening said of an envelope, as the table has it. */
async function judged({ id }) {
  const { message, reason } = await deployment.logged("screening", { envelope: id.toString("hex") });
  if (message.startsWith("kept unopened")) return { kept: reason };
  if (message === "withheld") return { withheld: reason };
  if (message === "released") return { released: true };
  return { said: message };
}

/** The state that a sender is told, or undefined. */
async function told({ letter, id }) {
  const published = await sender.status(lookupId(letter.reference, manifest.origin));
  if (!published) return undefined;
  const { state, envelope } = openStatus(published, letter.reference, manifest);
  assert.ok(envelope.equals(id), "the status is another letter's");
  return state;
}

test("each letter that is wrong in one way gets the answer that was written down for it, and its sender the status", async () => {
  const names = CHANGES.map(([name]) => name);
  assert.equal(new Set(names).size, names.length, "no two are the same");
  const sent = [];
  for (let next = 0; next < CHANGES.length; next += TOGETHER) {
    const made = [];
    for (const [name, change, expected] of CHANGES.slice(next, next + TOGETHER)) made.push({ name, change, expected, ...(await make(change)) });
    sent.push(...(await Promise.all(made.map(async (one) => ({ ...one, answer: await send(one, one.change) })))));
  }
  const wrong = [];
  const compare = (name, found, expected) => {
    const [is, must] = [found, expected].map((value) => JSON.stringify(value));
    if (is !== must) wrong.push(`${name}: ${is} instead of ${must}`);
  };
  for (const { name, expected, answer, ...one } of sent) {
    if (answer || expected.refused) {
      compare(name, answer, expected);
      continue;
    }
    const { state, ...reason } = expected;
    const found = await judged(one);
    compare(name, found, reason);
    if (state !== undefined) compare(`${name}: status`, await until(`the sender of ${name} is told`, async () => (await told(one)) ?? false), state);
  }
  // The second implementation's opener finds the same.
  const [file] = readdirSync(deployment.path("keys", "sealing")).filter((name) => name.endsWith(".seed"));
  const seed = hex(/^seed ([0-9a-f]{64})$/m.exec(readFileSync(deployment.path("keys", "sealing", file), "utf8"))[1]);
  for (const { name, expected, answer, envelope } of sent.filter(({ answer }) => !answer)) {
    const opening = open(envelope, { config: key.value, seed, origin: manifest.origin });
    compare(`${name}, opened here`, await opening.then(() => undefined, (error) => error.name), expected.kept);
  }
  // Of what does not open nobody knows the reference: nothing was published when all others were.
  for (const { name, expected, answer, ...one } of sent) if (!answer && expected.state === undefined) compare(`${name}: status`, await told(one), undefined);
  assert.deepEqual(wrong, []);
});

/** The reason that the second implementation's own rules find, in the order of the page; pages it cannot measure. */
function ownReason({ recipientNumber, recipientName, senderName, body }) {
  if (!isNumber(recipientNumber)) return "recipient-number";
  if (!isName(recipientName)) return "recipient-name";
  if (!isName(senderName)) return "sender-name";
  return broken(body, manifest.limits).size > 0 ? "rules" : undefined;
}

test("the rules of the text and of the names, as the page has them, come to the same as screening's", () => {
  const OF_RULES = ["recipient-number", "recipient-name", "sender-name", "rules"];
  const judged = CHANGES.filter(([name, , expected]) => (expected.released || OF_RULES.includes(expected.withheld)) && name !== "one line more");
  assert.ok(judged.length > 60, `${judged.length}`);
  const wrong = [];
  for (const [name, change, expected] of judged) {
    const own = ownReason(letterOf(change, { visit: visitKey(), now: now() }));
    if (own !== expected.withheld) wrong.push(`${name}: ${own} instead of ${expected.withheld}`);
  }
  assert.deepEqual(wrong, []);
});

/** Sends letters one after the other, and gives each with what screening made of it. Each is a change, and perhaps the visit that it is of. */
async function all(letters) {
  const sent = [];
  for (const [change, visit] of letters) {
    sent.push(await make(change, visit));
    assert.equal(await send(sent.at(-1)), undefined);
  }
  return Promise.all(sent.map(async (one) => ({ ...one, ...(await judged(one)) })));
}

test("a visit sends as many letters as the manifest says: what is withheld counts, and a copy does not", async () => {
  assert.equal(manifest.lettersPerVisit, 3n);
  const visit = visitKey();
  let first;
  const remembered = { letter: (letter) => (first = letter) };
  const [released, copy, other, unruly, fourth, fifth, sixth] = await all([
    [remembered, visit],
    // Sealed again: another envelope, the same letter.
    [field(() => first), visit],
    // The same id and other contents: a duplicate, with a reference and a status of its own.
    [field(() => ({ messageId: first.messageId, body: "Iets anders" })), visit],
    [body("a\u202eb"), visit],
    [{}, visit],
    // The first one's copy is one even now.
    [field(() => ({ ...first, sealedAt: first.sealedAt + 1 })), visit],
    // That it is another one under the same id comes before whatever else is wrong.
    [field(() => ({ messageId: first.messageId, body: "\u202e", manifestHash: Buffer.alloc(32) })), visit],
  ]);
  assert.equal(released.released, true);
  assert.equal(copy.said, "a copy of an earlier letter: ignored");
  assert.notDeepEqual(copy.id, released.id);
  assert.equal(other.withheld, "other-content");
  assert.equal(unruly.withheld, "rules");
  assert.equal(fourth.withheld, "visit-spent");
  assert.equal(fifth.said, "a copy of an earlier letter: ignored");
  assert.equal(sixth.withheld, "other-content");
  assert.equal(await until("the duplicate's status is there", () => told(other)), DUPLICATE);
});

test("every letter needs a reference of its own: a second one under the same is released, and never has a status", async () => {
  let first;
  const [one, two] = await all([[{ letter: (letter) => (first = letter) }], [field(() => ({ reference: first.reference }))]]);
  assert.deepEqual([one.released, two.released], [true, true]);
  const [later] = await all([[{}]]);
  await until("a later letter's status is there", () => told(later));
  const published = openStatus(await sender.status(lookupId(first.reference, manifest.origin)), first.reference, manifest);
  assert.deepEqual(published.envelope, one.id);
});

test("a grant is for one envelope, and an envelope that is stored needs none", async () => {
  const [one, two] = [await make({}), await make({})];
  const given = await grant();
  const stored = await sender.upload(one.id, one.envelope, given);
  assert.equal(stored.status, 201);
  const receipt = await stored.text();
  const refusal = await sender.upload(two.id, two.envelope, given);
  assert.deepEqual([refusal.status, await problemOf(refusal)], [403, "spent-grant"]);
  for (const again of [undefined, given, "no grant"]) {
    const answer = await sender.upload(one.id, one.envelope, again);
    assert.deepEqual([answer.status, await answer.text()], [200, receipt]);
  }
});

/** A visitor code that the desk prints for so many days from today: its halves, as they stand on the paper. */
async function visitorCode(days) {
  const sheet = deployment.path(`codes-${randomBytes(8).toString("hex")}.pdf`);
  const day = new Date(Date.parse(await lastingDay()) + days * 86_400_000).toISOString().slice(0, 10);
  await deployment.office("visitor-codes", "--config", "screening.toml", "--name", "Een Bezoeker", "--date", day, "--out", sheet);
  const halves = pdfText(readFileSync(sheet)).replace(/[\s\u00a0]+/g, " ").match(/\b[2-9A-HJKMNP-Z]{4} [2-9A-HJKMNP-Z]{4} [2-9A-HJKMNP-Z]{4}\b/g);
  const [[admission], [proof]] = [1, 2].map((sum) => halves.filter((half) => visitorHalf(half, sum).half));
  return { admission, proof };
}

test("the admission half of a visitor code admits one visit, with as many grants as it has letters", async () => {
  const before = deployment.log("screening").length;
  const { admission, proof } = await visitorCode(0);
  // Not by trying: tries are counted.
  await until("the intake knows the code", () => deployment.log("screening").slice(before).includes("the intake knows new visitor codes"));
  const visit = visitKey();
  const answer = await (await sender.admission(admission.toLowerCase().replaceAll(" ", "-"), visit.nonce)).json();
  assert.deepEqual(Object.keys(answer), ["grants"]);
  assert.equal(answer.grants.length, Number(manifest.lettersPerVisit));
  assert.deepEqual(await (await sender.admission(admission, visit.nonce)).json(), answer, "the same visit again gets the same");
  const other = await sender.admission(admission, visitKey().nonce);
  assert.deepEqual([other.status, await problemOf(other)], [403, "used-code"]);
  const wrong = await sender.admission(proof, visitKey().nonce);
  assert.deepEqual([wrong.status, await problemOf(wrong)], [403, "unknown-code"], "the other half");
  const letter = await make(field({ evidenceKind: PROOF_HALF, evidence: proof }), visit);
  assert.equal((await sender.upload(letter.id, letter.envelope, answer.grants[0])).status, 201);
  assert.deepEqual(await judged(letter), { released: true });
  assert.equal(await until("its sender is told", () => told(letter)), 2);
});

test("the proof half of a visitor code vouches for one visit, however it is typed; each other code is refused by name", async () => {
  const [{ proof }, { proof: later }] = await Promise.all([visitorCode(0), visitorCode(2)]);
  const unknown = vectors("08_visitor_code.txt");
  const visit = visitKey();
  const withProof = (evidence) => field({ evidenceKind: PROOF_HALF, evidence });
  const table = [
    [withProof(visitorHalf(proof, 2).half), visit, { released: true }, "twelve capitals"],
    [withProof(proof.toLowerCase().replaceAll(" ", "-")), visit, { released: true }, "small letters and hyphens"],
    [withProof(`\ufeff\u201c${proof.replaceAll(" ", "\u2013").replace(/[2-9]/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)))}\u201d.`), visit, { released: true }, "dashes, quotes and Arabic digits"],
    [withProof(`\u202e${proof}`), undefined, { withheld: "visitor-code" }, "turned round"],
    [withProof(proof), undefined, { withheld: "visitor-code-owner" }, "another visit was first"],
    [withProof(later), undefined, { withheld: "visitor-code-day" }, "another day"],
    [withProof(unknown.proof), undefined, { withheld: "visitor-code" }, "nobody made it here"],
    [withProof(unknown.admission), undefined, { withheld: "visitor-code" }, "the other half"],
    [withProof("?"), undefined, { withheld: "visitor-code" }, "no half"],
    [withProof(login.id_token), undefined, { withheld: "visitor-code" }, "a token as if it were a code"],
    [field({ evidence: proof }), undefined, { withheld: "token-form" }, "a code as if it were a token"],
  ];
  const sent = await all(table);
  table.forEach(([, , expected, name], index) => assert.deepEqual({ ...sent[index], ...expected }, sent[index], name));
});

test("each call of the public and of the screening listener refuses what it does not take, by the name that the page says", async () => {
  const form = { "content-type": "application/vnd.lakzegel.login" };
  const bytes = { "content-type": "application/octet-stream" };
  const token = { authorization: `Bearer ${readFileSync(deployment.path("screening-token"), "utf8").trim()}` };
  const [id, url, inside] = ["0".repeat(64), deployment.url, deployment.screeningUrl];
  const start = `nonce=${visitKey().nonce}&travel_key=${randomBytes(32).toString("base64url")}`;
  const table = [
    [`GET ${url}/v1/receipts/${id}`, {}, undefined, "404 not-found"],
    [`GET ${url}/v1/statuses/${id}`, {}, undefined, "404 not-found"],
    [`GET ${url}/v1/statuses/${id.toUpperCase().replace("0", "A")}`, {}, undefined, "404 not-found"],
    [`GET ${url}/v1/envelopes/${id}`, {}, undefined, "405 wrong-method"],
    [`POST ${url}/v1/statuses/${id}`, bytes, "", "405 wrong-method"],
    [`POST ${url}/v1/identity/demo/start`, form, start, "200"],
    [`POST ${url}/v1/identity/demo/start`, { ...form, "sec-fetch-site": "cross-site" }, start, "403 foreign-page"],
    [`POST ${url}/v1/identity/demo/start`, { "content-type": "application/x-www-form-urlencoded" }, start, "415 wrong-media-type"],
    [`POST ${url}/v1/identity/demo/start`, form, `${start}&more=${"x".repeat(8192)}`, "413 too-large"],
    [`POST ${url}/v1/identity/nobody/start`, form, start, "404 not-found"],
    [`POST ${url}/v1/identity/demo/start`, form, "nonce=short&travel_key=short", "400 bad-login"],
    [`POST ${url}/v1/identity/callback`, form, `nonce=${visitKey().nonce}&code=a&state=b`, "400 bad-login"],
    [`POST ${url}/v1/admission`, form, `admission=${vectors("08_visitor_code.txt").admission}&nonce=${visitKey().nonce}`, "403 unknown-code"],
    [`PUT ${url}/v1/envelopes/${id}`, { ...bytes, "sec-fetch-site": "same-site" }, Buffer.alloc(42_106), "403 foreign-page"],
    [`GET ${inside}/v1/manifest`, {}, undefined, "401 not-screening"],
    [`GET ${inside}/v1/envelopes/${id}`, { authorization: "Bearer other" }, undefined, "401 not-screening"],
    [`GET ${inside}/v1/envelopes/${id}`, token, undefined, "404 not-found"],
    [`GET ${inside}/v1/manifest`, token, undefined, "200"],
    [`POST ${inside}/v1/statuses`, { ...token, ...bytes }, "", "422 bad-status"],
    [`POST ${inside}/v1/statuses`, token, "", "415 wrong-media-type"],
    [`POST ${inside}/v1/cosignatures`, { ...token, "content-type": "text/plain" }, "no checkpoint", "422 bad-checkpoint"],
    [`POST ${inside}/v1/freshness`, { ...token, "content-type": "text/plain" }, vectors("10_freshness.txt").fresh, "422 bad-freshness"],
    [`POST ${inside}/v1/freshness`, { ...token, "content-type": "text/plain" }, `${"x".repeat(1024)}\n`, "413 too-large"],
    [`POST ${inside}/v1/freshness`, { "content-type": "text/plain" }, vectors("10_freshness.txt").fresh, "401 not-screening"],
    [`POST ${inside}/v1/admissions`, { ...token, "content-type": "text/plain" }, vectors("08_visitor_code.txt").admissions, "422 bad-admissions"],
  ];
  const wrong = [];
  for (const [call, headers, sent, expected] of table) {
    const [method, address] = call.split(" ");
    const answer = await fetch(address, { method, headers, body: sent });
    const said = answer.ok ? `${answer.status}` : `${answer.status} ${await problemOf(answer)}`;
    if (said !== expected) wrong.push(`${call}: ${said} instead of ${expected}`);
  }
  assert.deepEqual(wrong, []);
});

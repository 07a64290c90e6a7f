// Letters and envelopes: writing, signing, sealing and opening, stage by stage (docs/protocol.md, section 3). HPKE is npm's.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_NPM (@hpke/core, @hpke/hybridkem-x-wing, @hpke/chacha20poly1305).
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { Reader, Refused, joined, sha256, typedCharacters, uint, variable } from "./bytes.mjs";
import { keyConfig, suiteIds } from "./keys.mjs";
import { verifies } from "./note.mjs";

const npm = createRequire(join(resolve(process.env.LAKZEGEL_NPM ?? "target/tools/npm"), "x.js"));
const { CipherSuite, HkdfSha256 } = npm("@hpke/core");
const { XWing } = npm("@hpke/hybridkem-x-wing");
const { Chacha20Poly1305 } = npm("@hpke/chacha20poly1305");
const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });

export const [PADDED, ENVELOPE, ENCAPSULATED] = [40_960, 42_106, 1120];
/** What supervision is called in a letter, and what vouches for its sender. */
export const SUPERVISION = { read: 1, sample: 2, rules: 3 };
export const [ID_TOKEN, PROOF_HALF] = [1, 2];

const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** A visit key: fresh, or of this seed. It commits to itself by `nonce`, and signs. */
export function visitKey(seed) {
  const key = seed ? createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" }) : generateKeyPairSync("ed25519").privateKey;
  const publicKey = Buffer.from(createPublicKey(key).export({ format: "jwk" }).x, "base64url");
  const nonce = sha256(joined("lakzegel/v1 visit key", publicKey)).toString("base64url");
  return { publicKey, nonce, sign: (message) => sign(null, message, key) };
}

/** Content: the letter's fields in their order. `supervision` is a number. Sees to no bound: who reads it does. */
export const content = (letter) =>
  Buffer.concat([
    uint(letter.kind ?? 1, 1),
    letter.messageId,
    uint(letter.sealedAt, 8),
    variable(letter.origin),
    letter.manifestHash,
    uint(letter.notice, 2),
    uint(letter.supervision, 1),
    uint(letter.rules, 2),
    ...[letter.recipientNumber, letter.recipientName, letter.senderName].map(variable),
    letter.reference,
    uint(letter.evidenceKind, 1),
    variable(letter.evidence),
    letter.visitKey,
    variable(letter.body),
  ]);

/** What the visit key signs. */
export const signedMessage = (keyHash, content) => Buffer.concat([joined("lakzegel/v1 letter", keyHash), content]);

/** PaddedLetter: content, signature and zeroes. */
export const padded = (content, signature) => Buffer.concat([content, signature, Buffer.alloc(Math.max(0, PADDED - content.length - signature.length))]);

export const sealInfo = (origin, keyHash) => Buffer.concat([joined("lakzegel/v1 seal", origin), keyHash, suiteIds]);
export const header = (keyId, version = 1) => Buffer.concat([uint(version, 2), keyId]);

/** HPKE's single-shot sealing: encapsulated key and ciphertext. `randomness` is for test vectors. */
export async function sealBase(publicKey, info, aad, plaintext, randomness) {
  const recipientPublicKey = await suite.kem.deserializePublicKey(publicKey);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info, ekm: randomness }, plaintext, aad);
  return { encapsulated: Buffer.from(enc), ciphertext: Buffer.from(ct) };
}

/** HPKE's single-shot opening with the key of a seed. Throws what the library throws. */
export async function openBase(seed, encapsulated, info, aad, ciphertext) {
  const recipientKey = await suite.kem.deserializePrivateKey(seed);
  return Buffer.from(await suite.open({ recipientKey, enc: encapsulated, info }, ciphertext, aad));
}

/** The public key of a seed. */
export async function publicKeyOf(seed) {
  const { publicKey } = await suite.kem.generateKeyPairDerand(new Uint8Array(seed));
  return Buffer.from(await suite.kem.serializePublicKey(publicKey));
}

/** Seals a letter to a key: the envelope and its id. */
export async function seal(letter, key, visit, randomness) {
  const written = content(letter);
  const whole = padded(written, visit.sign(signedMessage(key.hash, written)));
  const aad = header(key.id);
  const { encapsulated, ciphertext } = await sealBase(key.publicKey, sealInfo(letter.origin, key.hash), aad, whole, randomness);
  const envelope = Buffer.concat([aad, encapsulated, ciphertext]);
  return { envelope, id: sha256(envelope) };
}

/** A letter's fields of this visit and manifest, with a message id and a reference of its own. `evidence` is an ID token, if `evidenceKind` is not given. */
export const newLetter = ({ manifest, visit, evidence, evidenceKind = ID_TOKEN, sealedAt, recipientNumber, recipientName, senderName, body }) => ({
  messageId: randomBytes(16),
  sealedAt,
  origin: manifest.origin,
  manifestHash: manifest.hash,
  notice: manifest.notice,
  supervision: SUPERVISION[manifest.supervision],
  rules: manifest.rules,
  recipientNumber,
  recipientName,
  senderName,
  reference: randomBytes(16),
  evidenceKind,
  evidence,
  visitKey: visit.publicKey,
  body,
});

/** Reads Content with what follows it. Throws *content*. */
export function readContent(value) {
  const reader = new Reader(value, "content");
  if (reader.uint(1) !== 1n) reader.refuse("another kind");
  const letter = {
    messageId: reader.take(16), sealedAt: reader.uint(8), origin: reader.text(1, 255), manifestHash: reader.take(32), notice: reader.uint(2),
    supervision: Number(reader.uint(1)), rules: reader.uint(2), recipientNumber: reader.text(1, 32), recipientName: reader.text(1, 400),
    senderName: reader.text(1, 400), reference: reader.take(16), evidenceKind: Number(reader.uint(1)), evidence: reader.text(1, 8192),
    visitKey: reader.take(32), body: reader.text(1, 30_000),
  };
  if (letter.supervision < 1 || letter.supervision > 3) reader.refuse("another supervision");
  if (letter.evidenceKind < 1 || letter.evidenceKind > 2) reader.refuse("another evidence");
  return { letter, length: value.length - reader.rest().length };
}

/** Opens an envelope with a key of this KeyConfig and seed. Throws *length*, *version*, *other key*, *seal*, *content*, *fill*, *origin* or *signature*. */
export async function open(envelope, { config, seed, origin }) {
  if (envelope.length !== ENVELOPE) throw new Refused("length");
  const reader = new Reader(envelope, "length");
  if (reader.uint(2) !== 1n) throw new Refused("version");
  const key = keyConfig(config);
  if (!reader.take(8).equals(key.id)) throw new Refused("other key");
  const [enc, ciphertext] = [reader.take(ENCAPSULATED), reader.rest()];
  let whole;
  try {
    whole = await openBase(seed, enc, sealInfo(origin, key.hash), header(key.id), ciphertext);
  } catch {
    throw new Refused("seal");
  }
  const { letter, length } = readContent(whole);
  const rest = new Reader(whole.subarray(length), "content");
  const signature = rest.take(64);
  if (rest.rest().some((byte) => byte !== 0)) throw new Refused("fill");
  if (letter.origin !== origin) throw new Refused("origin");
  if (!verifies(letter.visitKey, signedMessage(key.hash, whole.subarray(0, length)), signature)) throw new Refused("signature");
  return letter;
}

/** A half of a visitor code as it counts, or the name of its error. `sum` is 1 of an admission half, 2 of a proof half (3.5). */
export function visitorHalf(text, sum) {
  const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
  const half = typedCharacters(text);
  if ([...half].some((character) => !alphabet.includes(character))) return { error: "character" };
  if (half.length !== 12) return { error: "length" };
  const found = [...half].reduce((total, character, index) => total + (index + 1) * alphabet.indexOf(character), 0) % 31;
  if (found === sum) return { half };
  return { error: found === 3 - sum ? "other half" : "check" };
}

/** What screening remembers of a proof half. */
export const proofHash = (half, origin) => sha256(joined("lakzegel/v1 visitor proof", origin, half));

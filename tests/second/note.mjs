// C2SP signed notes (c2sp.org/signed-note) and cosignatures (c2sp.org/tlog-cosignature): keys, and which signatures are whose. Ed25519 is strict
// (docs/protocol.md, section 1).
import { createPublicKey, verify } from "node:crypto";
import { Refused, base64, bytes, sha256, uint, utf8 } from "./bytes.mjs";

/** The types of keys that the protocol uses: one that signs notes, and one that cosigns checkpoints. */
export const [NOTE, COSIGNATURE] = [0x01, 0x04];
/** How many bytes and signatures a note may have, unless its format says less. */
const [MOST_BYTES, MOST_SIGNATURES] = [65_536, 64];
const P = 2n ** 255n - 19n;
/** The encodings of the eight points of small order; all others of these are not canonical. */
const SMALL_ORDER = new Set(
  [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  ],
);

/** Whether 32 bytes may be a point of a key or a signature: canonical and of large order. */
export function isGoodPoint(point) {
  if (SMALL_ORDER.has(point.toString("hex"))) return false;
  const y = BigInt(`0x${Buffer.from(point).reverse().toString("hex")}`) & (2n ** 255n - 1n);
  // With y = 1 and y = -1, x is zero and has no sign; all of these are of small order, whichever way they are written.
  return y < P && y !== 1n && y !== P - 1n;
}

/** Whether it is this key's Ed25519 signature of the message, strictly. */
export function verifies(publicKey, message, signature) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  if (!isGoodPoint(publicKey) || !isGoodPoint(signature.subarray(0, 32))) return false;
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey.toString("base64url") }, format: "jwk" });
  // OpenSSL wants S below the group's order, and compares R by its bytes.
  return verify(null, message, key, signature);
}

/** Whether a key may be called that: not empty, and without white space, control characters and plus. */
export const isKeyName = (name) => name !== "" && !/[\p{White_Space}\p{Cc}+]/u.test(name);

/** The first four bytes of the hash of name, type and key. */
export const keyId = (name, type, publicKey) => sha256(bytes(name), Buffer.of(0x0a, type), publicKey).subarray(0, 4);

/** A verifier key from its text: name, key id and public key with plus signs between. Undefined if it is none of type `type`. */
export function verifierKey(text, type) {
  // Base 64 may have plus signs of its own.
  const [name, id, ...rest] = text.split("+");
  const value = base64(rest.join("+"));
  if (!value || value.length !== 33 || value[0] !== type || !isKeyName(name)) return undefined;
  const publicKey = value.subarray(1);
  if (keyId(name, type, publicKey).toString("hex") !== id || !isGoodPoint(publicKey)) return undefined;
  return { text, name, type, id, publicKey };
}

/** A note: its text with the last newline, and its signatures: name, key id and bytes each. Throws `error` if it is none. */
export function readNote(note, error = "note") {
  const refuse = (why) => {
    throw new Refused(error, `${error}: ${why}`);
  };
  if (note.length > MOST_BYTES) refuse("it is too long");
  const whole = utf8(note) ?? refuse("it is not UTF-8");
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) refuse("it has a control character");
  const end = whole.lastIndexOf("\n\n");
  if (end < 0 || !whole.endsWith("\n")) refuse("it has no signatures");
  const text = whole.slice(0, end + 1);
  const lines = whole.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) refuse("it has too many signatures");
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? refuse("a line is no signature");
    const value = base64(encoded);
    if (!isKeyName(name) || !value || value.length < 5) refuse("a signature is not in its form");
    return { name, id: value.subarray(0, 4).toString("hex"), value: value.subarray(4) };
  });
  return { text, signatures };
}

/**
 * What a key has said of a note: undefined if nothing, else true, or the time of its newest cosignature. Throws `error` for a false signature of its
 * own: name and key id are the key's, and the signature does not verify.
 */
export function saidBy(note, key, error = "note") {
  const own = note.signatures.filter(({ name, id }) => name === key.name && id === key.id);
  const said = own.map(({ value }) => {
    const [message, signature, time] = key.type === NOTE ? [note.text, value, true] : cosigned(note.text, value);
    if (!signature || !verifies(key.publicKey, bytes(message), signature)) throw new Refused(error, `${error}: a signature of ${key.name} is false`);
    return time;
  });
  return said.reduce((newest, time) => (newest === undefined || time > newest ? time : newest), undefined);
}

/** The message, the signature and the time of a cosignature. */
function cosigned(text, value) {
  if (value.length !== 8 + 64) return [];
  const time = BigInt(`0x${value.subarray(0, 8).toString("hex")}`);
  return [`cosignature/v1\ntime ${time}\n${text}`, value.subarray(8), time];
}

/** One line with a signature. */
export const signatureLine = (name, id, signature) => `— ${name} ${Buffer.concat([Buffer.from(id, "hex"), signature]).toString("base64")}\n`;

/** The bytes that a cosigner's signature is made of: its time before it. */
export const timed = (time, signature) => Buffer.concat([uint(time, 8), signature]);

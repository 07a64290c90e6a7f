// References, and the statuses that they open (docs/protocol.md, section 7).
import { createDecipheriv, hkdfSync } from "node:crypto";
import { Reader, Refused, joined, sha256, typedCharacters } from "./bytes.mjs";
import { verifies } from "./note.mjs";

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const STATUS_LENGTH = 166;
/** How many bytes of a status stand in the clear before its nonce: version and time. */
const CLEAR = 2 + 8;

/** What each state means. */
export const STATES = {
  0: "received", 1: "in screening", 2: "screened",
  16: "withheld: order and safety", 17: "withheld: public order and national security", 18: "withheld: offences", 19: "withheld: victims and others",
  32: "withheld: unreadable", 33: "withheld: identity", 34: "withheld: rules", 35: "withheld: duplicate",
};

const check = (reference) => sha256(joined("lakzegel/v1 reference", reference)).readUInt16BE(0) >> 4;

/** The reference as it is shown: 28 characters in seven groups. */
export function shown(reference) {
  let bits = (BigInt(`0x${reference.toString("hex")}`) << 12n) | BigInt(check(reference));
  let text = "";
  for (let index = 0; index < 28; index += 1, bits >>= 5n) text = DIGITS[Number(bits & 31n)] + text;
  return text.match(/.{4}/g).join("-");
}

/** The reference that somebody has typed, or undefined. */
export function typed(text) {
  const digits = typedCharacters(text).replace(/O/g, "0").replace(/[IL]/g, "1");
  if (digits.length !== 28 || [...digits].some((digit) => !DIGITS.includes(digit))) return undefined;
  const bits = [...digits].reduce((sum, digit) => (sum << 5n) | BigInt(DIGITS.indexOf(digit)), 0n);
  const reference = Buffer.from((bits >> 12n).toString(16).padStart(32, "0"), "hex");
  return Number(bits & 0xfffn) === check(reference) ? reference : undefined;
}

const derive = (reference, purpose, origin) => Buffer.from(hkdfSync("sha256", reference, "lakzegel/v1 status", joined(purpose, origin), 32));

/** Where the status is asked for, as bytes. */
export const lookupId = (reference, origin) => derive(reference, "lookup", origin);
/** With which key it is encrypted. */
export const statusKey = (reference, origin) => derive(reference, "key", origin);
/** What the verdict key signs. */
export const statusMessage = (origin, lookup, before) => Buffer.concat([joined("lakzegel/v1 status", origin, lookup), before]);

/** With what besides its key a status is encrypted: version and time of publication, and the look-up id. */
export const statusAad = (clear, lookup) => Buffer.concat([clear, lookup]);

/** Opens a published status: state, time and envelope id. Throws *form*, *signature*, *encryption* or *content*. */
export function openStatus(value, reference, manifest) {
  const reader = new Reader(value, "form");
  if (value.length !== STATUS_LENGTH) reader.refuse(`${value.length} bytes`);
  if (reader.uint(2) !== 1n) reader.refuse("another version");
  const publishedAt = reader.uint(8);
  const [nonce, ciphertext, tag, signature] = [12, 64, 16, 64].map((length) => reader.take(length));
  const lookup = lookupId(reference, manifest.origin);
  if (!verifies(manifest.verdictKey.publicKey, statusMessage(manifest.origin, lookup, value.subarray(0, -64)), signature)) throw new Refused("signature");
  const decipher = createDecipheriv("chacha20-poly1305", statusKey(reference, manifest.origin), nonce, { authTagLength: 16 });
  decipher.setAAD(statusAad(value.subarray(0, CLEAR), lookup));
  decipher.setAuthTag(tag);
  let plain;
  try {
    plain = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } catch {
    throw new Refused("encryption");
  }
  const inside = new Reader(plain, "content");
  const [state, envelope] = [Number(inside.uint(1)), inside.take(32)];
  if (!(state in STATES)) inside.refuse("a state that is not known");
  if (inside.rest().some((byte) => byte !== 0)) inside.refuse("it is not filled with zeroes");
  return { state, publishedAt, envelope };
}

/** Whether a client shows this status of its own letter in the place of the one before: it is the letter's, and not earlier. */
export const isNewer = (status, before, envelope) => status.envelope.equals(envelope) && (before === undefined || status.publishedAt >= before.publishedAt);

/** Whether a status is shown as an old one. `now` is the latest time that is known, in seconds. */
export const isOld = (status, manifest, now) => status.publishedAt + 2n * manifest.statusPeriod < BigInt(now);

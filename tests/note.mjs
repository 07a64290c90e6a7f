// What the second readers share: notes and the keys that sign them, as docs/protocol.md has them, by Node's own cryptography and without a
// line of the project's code.
import { createHash, createPublicKey, verify } from "node:crypto";

/** What was read proves nothing, and why. */
export class Refused extends Error {}

export const [ED25519, COSIGNATURE] = [0x01, 0x04];
export const sha256 = (...parts) => createHash("sha256").update(Buffer.concat(parts.map((part) => Buffer.from(part)))).digest();

/** Section 1: canonical base64 with padding. */
export function base64(text) {
  const bytes = Buffer.from(text ?? "", "base64");
  if (!text || bytes.toString("base64") !== text) throw new Refused(`not base64: ${text}`);
  return bytes;
}

/** Section 1: a number without sign or leading zeroes. */
export function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text ?? "")) throw new Refused(`not a number: ${text}`);
  return BigInt(text);
}

/** A public note key (c2sp.org/signed-note): `name+hash+base64(type || key)`, where the hash begins SHA-256(name || "\n" || type || key). */
export function readKey(text, type) {
  const [, name, hash, encoded] = text.match(/^([^\s+]+)\+([0-9a-f]{8})\+(\S+)$/) ?? [];
  if (!name) throw new Refused(`not a key: ${text}`);
  const typed = base64(encoded);
  const id = sha256(name, "\n", typed).subarray(0, 4);
  if (typed.length !== 33 || typed[0] !== type || id.toString("hex") !== hash) throw new Refused(`not a key of its kind: ${text}`);
  const jwk = { kty: "OKP", crv: "Ed25519", x: typed.subarray(1).toString("base64url") };
  return { name, id, type, bytes: typed.subarray(1), key: createPublicKey({ key: jwk, format: "jwk" }) };
}

/** A signed note: its text with the last newline, and its signature lines. */
export function readNote(content) {
  const blank = content.lastIndexOf("\n\n");
  if (blank < 0 || !content.endsWith("\n") || Buffer.byteLength(content) > 65_536) throw new Refused("not a signed note");
  const lines = content.slice(blank + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const [, name, encoded] = line.match(/^— ([^\s+]+) (\S+)$/) ?? [];
    if (!name) throw new Refused(`not a signature line: ${line}`);
    const bytes = base64(encoded);
    return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
  });
  if (signatures.length > 64) throw new Refused("too many signatures");
  return { text: content.slice(0, blank + 1), signatures };
}

/** Whether a key signed a note, with the time if it is a cosignature. Others' signatures are ignored; a false one of this key is not. */
export function signedBy({ text, signatures }, key) {
  let found = null;
  for (const { name, id, signature } of signatures) {
    if (name !== key.name || !id.equals(key.id)) continue;
    // c2sp.org/tlog-cosignature: eight bytes of time, and the signature over a text that begins with it.
    const cosigned = key.type === COSIGNATURE;
    const time = cosigned && signature.length === 72 ? signature.readBigUInt64BE() : 0n;
    const message = cosigned ? `cosignature/v1\ntime ${time}\n${text}` : text;
    const ed25519 = cosigned ? signature.subarray(8) : signature;
    if (ed25519.length !== 64 || !verify(null, Buffer.from(message), key.key, ed25519)) throw new Refused(`a false signature by ${name}`);
    found = { time };
  }
  return found;
}

/**
 * Section 4: the notes of an answer to GET /v1/manifest: the manifest, and from the line on with which that one begins, the statement of freshness,
 * empty if there is none. A manifest alone is such an answer, too.
 */
export function splitAnswer(content) {
  const at = content.indexOf("\nlakzegel fresh v1\n") + 1;
  return at === 0 ? { manifest: content, freshness: "" } : { manifest: content.slice(0, at), freshness: content.slice(at) };
}

/** Section 4: a note that two different root keys signed. Gives the origin of the root keys and the note's lines. */
export function signedByRoots(content, rootKeys) {
  const [origin, ...roots] = rootKeys.trimEnd().split("\n");
  if (roots.length !== 3) throw new Refused("not a file of root keys");
  const note = readNote(content);
  const signers = roots.map((line) => readKey(line, ED25519)).filter((root) => signedBy(note, root));
  if (new Set(signers.map(({ bytes }) => bytes.toString("hex"))).size < 2) throw new Refused("it is not signed by two root keys");
  return { origin, lines: note.text.split("\n") };
}

/** Section 5: the statements about lost envelopes, one behind the other. Each is a note by two root keys, in its one form, for their origin. */
export function readMissing(content, rootKeys) {
  const notes = content.split(/^(?=lakzegel missing v1$)/m).filter((note) => note !== "");
  return notes.map((note) => {
    const { origin, lines } = signedByRoots(note, rootKeys);
    const [first, of, issued, ...entries] = lines.slice(0, -1);
    if (first !== "lakzegel missing v1" || !issued?.startsWith("issued ") || entries.length < 1 || entries.length > 256) throw new Refused("not a statement about lost envelopes");
    if (of !== `origin ${origin}`) throw new Refused("a statement about another deployment's envelopes");
    const missing = new Map();
    let last = -1n;
    for (const line of entries) {
      const [, number, id] = line.match(/^missing ([0-9]+) ([0-9a-f]{64})$/) ?? [];
      if (decimal(number) <= last) throw new Refused("the entries of a statement are not in order");
      last = decimal(number);
      missing.set(last, id);
    }
    return { issued: decimal(issued.slice("issued ".length)), missing };
  });
}

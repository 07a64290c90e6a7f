// Receipts: what one proves of an envelope, and by whose word (docs/protocol.md, sections 5 and 6).
import { Refused, base64, bytes, number, sha256, utf8 } from "./bytes.mjs";
import { readNote, saidBy } from "./note.mjs";

const FIRST = "c2sp.org/tlog-proof@v1";
const [MOST_BYTES, MOST_HASHES, MOST_MORE] = [8192, 63, 64];

const leafHash = (entry) => sha256(Buffer.of(0), entry);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

/** The root that an inclusion proof leads to (RFC 9162, section 2.1.3.2), or undefined. */
export function rootOfInclusion(leaf, index, size, proof) {
  if (index >= size) return undefined;
  let [fn, sn, hash] = [index, size - 1n, leaf];
  for (const other of proof) {
    if (sn === 0n) return undefined;
    if (fn & 1n || fn === sn) {
      hash = nodeHash(other, hash);
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      hash = nodeHash(hash, other);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? hash : undefined;
}

/** Whether a proof leads from one tree to a larger one (RFC 9162, section 2.1.4.2). Equal sizes need no proof and equal roots. */
export function isConsistent(firstSize, firstRoot, secondSize, secondRoot, given) {
  if (firstSize === secondSize) return given.length === 0 && firstRoot.equals(secondRoot);
  if (firstSize === 0n || firstSize > secondSize || given.length === 0) return false;
  const isPower = (firstSize & (firstSize - 1n)) === 0n;
  const proof = isPower ? [firstRoot, ...given] : given;
  let [fn, sn] = [firstSize - 1n, secondSize - 1n];
  while (fn & 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  let [first, second] = [proof[0], proof[0]];
  for (const other of proof.slice(1)) {
    if (sn === 0n) return false;
    if (fn & 1n || fn === sn) {
      [first, second] = [nodeHash(other, first), nodeHash(other, second)];
      while (!(fn & 1n) && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      second = nodeHash(second, other);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n && first.equals(firstRoot) && second.equals(secondRoot);
}

/** The parts of a receipt. Throws *too long*, *form* or *note*. */
function parse(value) {
  const refuse = () => {
    throw new Refused("form");
  };
  if (value.length > MOST_BYTES) throw new Refused("too long");
  const text = utf8(value) ?? refuse();
  const middle = text.indexOf("\n\n");
  if (middle < 0) refuse();
  const lines = text.slice(0, middle).split("\n");
  if (lines.shift() !== FIRST) refuse();
  let extra;
  if (lines[0]?.startsWith("extra ")) extra = base64(lines.shift().slice(6)) ?? refuse();
  const index = number(/^index (.*)$/.exec(lines.shift() ?? "")?.[1] ?? "") ?? refuse();
  const proof = lines.map((line) => base64(line) ?? refuse());
  if (proof.length > MOST_HASHES || proof.some((hash) => hash.length !== 32)) refuse();
  return { extra, index, proof, note: readNote(bytes(text.slice(middle + 2))) };
}

/** Size and root of a checkpoint under this log key's name. Throws *checkpoint*. */
function checkpoint(note, name) {
  const [named, sizeText, rootText, last, ...more] = note.text.split("\n");
  const [size, root] = [number(sizeText ?? ""), base64(rootText ?? "")];
  if (named !== name || size === undefined || root?.length !== 32 || last !== "" || more.length) throw new Refused("checkpoint");
  return { size, root };
}

/** For which envelope a saved receipt says that it is, or undefined. */
export function envelopeOf(value) {
  const { extra } = parse(value);
  return isOurs(extra) ? extra.subarray(0, 32) : undefined;
}

const isOurs = (extra) => extra !== undefined && extra.length >= 32 && extra.length % 32 === 0 && extra.length <= 32 + MOST_MORE * 32;

/**
 * What a receipt says of the envelope `id` by this manifest: `index` and `size`, and of the three words `stored`, which is true, `seen`, the time
 * of the cosignature, and `witnessed`, the time at which the last one that the quorum needs has signed; undefined where there is none. Throws
 * *too long*, *form*, *note*, *checkpoint*, *proof* or *unconfirmed*.
 */
export function verifyReceipt(value, id, manifest) {
  const { extra, index, proof, note } = parse(value);
  const others = [manifest.cosigner, manifest.consistency, ...manifest.witnesses, manifest.verdictKey];
  const logKeys = [...manifest.logKeys, ...manifest.retired];
  const [signed, ...said] = [logKeys.filter((key) => saidBy(note, key)), ...others.map((key) => saidBy(note, key))];
  const { size, root } = checkpoint(note, `${manifest.origin}/log`);
  if (signed.length === 0) throw new Refused("checkpoint", "checkpoint: no log key has signed it");
  const retired = signed.every((key) => "size" in key) ? signed[0] : undefined;
  if (retired && (size > retired.size || (size === retired.size && !root.equals(retired.root)))) throw new Refused("checkpoint", "checkpoint: the key was retired");
  if (!rootOfInclusion(leafHash(id), index, size, proof)?.equals(root)) throw new Refused("proof");
  const [seen, consistent, ...rest] = said;
  const witnesses = rest.slice(0, manifest.witnesses.length);
  if (retired && size < retired.size && [seen, consistent, ...witnesses].every((time) => time === undefined)) {
    const hashes = isOurs(extra) && extra.subarray(0, 32).equals(id) ? chunks(extra.subarray(32)) : [];
    if (!isConsistent(size, root, retired.size, retired.root, hashes)) throw new Refused("unconfirmed");
  }
  const times = witnesses.filter((time) => time !== undefined).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const witnessed = manifest.quorum > 0n ? times[Number(manifest.quorum) - 1] : undefined;
  return { index, size, stored: true, seen, witnessed };
}

const chunks = (value) => Array.from({ length: value.length / 32 }, (_, index) => value.subarray(index * 32, index * 32 + 32));

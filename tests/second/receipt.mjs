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
  const { size, root } = checkpoint(note, `${manifest.origin}/log`);
  const said = (key) => saidBy(note, key, "checkpoint");
  const signer = [...manifest.logKeys, ...manifest.retired].filter((key) => said(key))[0];
  if (!signer) throw new Refused("checkpoint", "checkpoint: no log key has signed it");
  const last = "size" in signer ? signer : undefined;
  if (last && (size > last.size || (size === last.size && !root.equals(last.root)))) throw new Refused("checkpoint", "checkpoint: its log key was retired");
  const [seen, consistent] = [said(manifest.cosigner), said(manifest.consistency)];
  const times = manifest.witnesses.map(said).filter((time) => time !== undefined);
  times.sort((one, other) => (one < other ? -1 : 1));
  const witnessed = manifest.quorum > 0n ? times[Number(manifest.quorum) - 1] : undefined;
  if (!rootOfInclusion(leafHash(id), index, size, proof)?.equals(root)) throw new Refused("proof");
  const isCosigned = [seen, consistent, witnessed].some((time) => time !== undefined);
  if (last && !isCosigned && !isConsistent(size, root, last.size, last.root, isOurs(extra) ? chunks(extra.subarray(32)) : [])) throw new Refused("unconfirmed");
  return { index, size, stored: true, seen, witnessed };
}

const chunks = (value) => Array.from({ length: value.length / 32 }, (_, index) => value.subarray(index * 32, index * 32 + 32));

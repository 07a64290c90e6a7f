// A second reader of receipts: Node's own cryptography and docs/protocol.md, and not a line of the project's code.
//
//     node tests/receipt.mjs RECEIPT ENVELOPE_ID MANIFEST ROOT_KEYS [MISSING]
//
// RECEIPT is the .tlog-proof file that the sender saved, ENVELOPE_ID the 64 digits on the receipt page, or - for those in the file, MANIFEST what the service answers
// at /v1/manifest, MISSING what it answers at /v1/missing, ROOT_KEYS the four lines that the client was built with: the origin and three public keys. It says what the receipt
// proves and ends with 0, or what is wrong with it and ends with 1. A manifest whose time is over, or that another has replaced, still names the keys that signed then,
// so neither its times nor the statement of freshness behind it are looked at; the manifest alone is enough, too.
import { readFileSync } from "node:fs";
import { COSIGNATURE, ED25519, Refused, base64, decimal, readKey, readMissing, readNote, sha256, signedBy, signedByRoots, splitAnswer } from "./note.mjs";

/** Section 4: a manifest's lines, in their order, and how many there may be of each. */
const FIELDS = [
  ["origin"], ["version"], ["issued"], ["expires"], ["suite"], ["padded"], ["rules"], ["client"], ["notice"], ["supervision"], ["limits"], ["visit-life"],
  ["outbox-life"], ["clock-tolerance"], ["letters-per-visit"], ["time-zone"], ["status-period"], ["status-term"], ["sealing-key", 1, 32], ["log-key", 0, 32], ["retired-log-key", 0, 32], ["cosigner"],
  ["consistency"], ["verdict-key"], ["freshness"], ["witness", 0, 15], ["quorum", 0, 1], ["visitor-codes", 0, 1],
];

/** Section 4: two different root keys signed the manifest, it is of their origin, and says nothing that is not understood here. Gives its keys. */
function readManifest(content, rootKeys) {
  const { origin, lines } = signedByRoots(content, rootKeys);
  if (lines.shift() !== "lakzegel manifest v1" || lines.pop() !== "") throw new Refused("not a manifest");
  const values = {};
  for (const [name, least = 1, most = 1] of FIELDS) {
    values[name] = [];
    while (lines[0]?.startsWith(`${name} `)) values[name].push(lines.shift().slice(name.length + 1));
    if (values[name].length < least || values[name].length > most) throw new Refused(`the manifest has ${values[name].length} lines ${name}`);
  }
  const unknown = lines.find((line) => !/^(provider|provider-help|provider-failure|volume) \S/.test(line));
  if (unknown) throw new Refused(`the manifest says something that is not known here: ${unknown}`);
  if (values.origin[0] !== origin) throw new Refused("not a manifest of this deployment");
  const own = (line, name, type) => {
    const key = readKey(line, type);
    if (key.name !== `${origin}/${name}`) throw new Refused(`a key of another name: ${key.name}`);
    return key;
  };
  const logs = values["log-key"].map((line) => ({ key: own(line, "log", ED25519) }));
  for (const line of values["retired-log-key"]) {
    const [key, size, root] = line.split(" ");
    logs.push({ key: own(key, "log", ED25519), end: { size: decimal(size), root: base64(root) } });
  }
  const [cosigner, consistency] = [own(values.cosigner[0], "screening", COSIGNATURE), own(values.consistency[0], "consistency", COSIGNATURE)];
  const witnesses = values.witness.map((line) => readKey(line, COSIGNATURE));
  const quorum = values.quorum.length ? Number(decimal(values.quorum[0])) : 0;
  if (witnesses.length ? quorum * 2 <= witnesses.length || quorum > witnesses.length : quorum) throw new Refused("the quorum is not more than half of the witnesses");
  const others = [own(values["verdict-key"][0], "verdict", ED25519), own(values.freshness[0], "freshness", ED25519)];
  const keys = [...logs.map(({ key }) => key), cosigner, consistency, ...others, ...witnesses];
  if (new Set(keys.map(({ bytes }) => bytes.toString("hex"))).size < keys.length) throw new Refused("a key is there twice");
  return { logs, cosigner, consistency, witnesses, quorum };
}

/** Section 6: the proof in a receipt (c2sp.org/tlog-proof@v1) and its checkpoint, which is a note of its own. */
function readReceipt(content) {
  if (Buffer.byteLength(content) > 8192) throw new Refused("the receipt is too long");
  const blank = content.indexOf("\n\n");
  const [first, ...lines] = content.slice(0, Math.max(blank, 0)).split("\n");
  if (first !== "c2sp.org/tlog-proof@v1") throw new Refused("not a receipt");
  const extra = lines[0]?.startsWith("extra ") ? base64(lines.shift().slice("extra ".length)) : Buffer.alloc(0);
  const index = lines.shift();
  if (!index?.startsWith("index ")) throw new Refused("the receipt has no index");
  const hashes = lines.map(base64);
  if (hashes.length > 63 || hashes.some(({ length }) => length !== 32)) throw new Refused("the receipt's proof is not one");
  // The envelope's id, and hashes behind it; any other extra line means nothing.
  const parts = extra.length % 32 === 0 && extra.length <= 65 * 32 ? Array.from({ length: extra.length / 32 }, (_, at) => extra.subarray(at * 32, at * 32 + 32)) : [];
  const [named, ...continues] = parts;
  return { named: named?.toString("hex"), continues, index: decimal(index.slice("index ".length)), hashes, checkpoint: readNote(content.slice(blank + 2)) };
}

/** Section 5: name, size and root, and the log key that signed. */
function checkCheckpoint(note, { logs }) {
  const [name, size, root, ...rest] = note.text.split("\n");
  if (rest.join() !== "") throw new Refused("the checkpoint has more than three lines");
  const log = logs.find(({ key }) => key.name === name && signedBy(note, key));
  if (!log) throw new Refused("no log key of the manifest signed the checkpoint");
  const checkpoint = { size: decimal(size), root: base64(root) };
  const { end } = log;
  if (end && (checkpoint.size > end.size || (checkpoint.size === end.size && !checkpoint.root.equals(end.root)))) {
    throw new Refused("the checkpoint is beyond the end of a retired log key");
  }
  return { ...checkpoint, end };
}

/** RFC 9162 section 2.1.3.2: walks from a leaf to the root. */
function leadsToRoot(id, index, hashes, { size, root }) {
  const node = (left, right) => sha256([1], left, right);
  if (index >= size) return false;
  let [at, last, hash] = [index, size - 1n, sha256([0], id)];
  for (const other of hashes) {
    if (last === 0n) return false;
    if (at & 1n || at === last) {
      hash = node(other, hash);
      while (!(at & 1n) && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      hash = node(hash, other);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  return last === 0n && hash.equals(root);
}

/** RFC 9162 section 2.1.4.2: whether the tree of `one` is the beginning of the tree of `other`. */
function continuesTo(one, other, hashes) {
  const node = (left, right) => sha256([1], left, right);
  if (one.size === other.size) return hashes.length === 0 && one.root.equals(other.root);
  const path = (one.size & (one.size - 1n)) === 0n ? [one.root, ...hashes] : hashes;
  if (one.size === 0n || one.size > other.size || path.length === 0) return false;
  let [first, second] = [one.size - 1n, other.size - 1n];
  while (first & 1n) [first, second] = [first >> 1n, second >> 1n];
  let [old, grown] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    if (second === 0n) return false;
    if (first & 1n || first === second) {
      [old, grown] = [node(hash, old), node(hash, grown)];
      while (!(first & 1n) && first !== 0n) [first, second] = [first >> 1n, second >> 1n];
    } else {
      grown = node(grown, hash);
    }
    [first, second] = [first >> 1n, second >> 1n];
  }
  return second === 0n && old.equals(one.root) && grown.equals(other.root);
}

/** Everything, in the order of the protocol. Gives what the receipt proves. */
function check(receipt, wanted, manifest, rootKeys) {
  if (wanted !== "-" && !/^[0-9a-f]{64}$/.test(wanted)) throw new Refused("an envelope's id has 64 lower-case hexadecimal digits");
  const known = readManifest(manifest, rootKeys);
  const { named, continues, index, hashes, checkpoint } = readReceipt(receipt);
  const id = wanted === "-" ? named : wanted;
  if (!id) throw new Refused("the receipt does not name its envelope");
  const head = checkCheckpoint(checkpoint, known);
  if (!leadsToRoot(Buffer.from(id, "hex"), index, hashes, head)) throw new Refused("this envelope is not in the log at that place");
  const times = known.witnesses.map((key) => signedBy(checkpoint, key)?.time).filter((time) => time !== undefined);
  const witnessed = known.quorum > 0 ? times.toSorted((one, other) => (one < other ? -1 : 1))[known.quorum - 1] : undefined;
  const [seen, consistent] = [known.cosigner, known.consistency].map((key) => signedBy(checkpoint, key)?.time);
  const isCosigned = [seen, consistent, witnessed].some((time) => time !== undefined);
  if (head.end && !isCosigned && !continuesTo(head, head.end, continues)) {
    throw new Refused("a retired log key alone signed it, and nothing leads to the key's last checkpoint: it cannot be confirmed from this file");
  }
  return { id, index, size: head.size, seen, consistent, witnessed, known };
}

/** Section 5: whether one of the statements names the receipt's entry, and why one of these is false, if it is. */
function judgeMissing(statements, id, index, seen) {
  const own = statements.filter(({ missing }) => missing.has(index));
  const falsehoods = own.map(({ issued, missing }) => {
    if (missing.get(index) !== id) return "a statement says that another envelope is lost at this entry of the log: the statement is false";
    return seen !== undefined && seen < issued && "a statement says that this envelope is lost, and screening had signed that it holds it: the statement is false";
  });
  return { lost: own.length > 0, false: falsehoods.find(Boolean) };
}

/** A file as it was before mail or an editor had it: no byte order mark, LF line ends, no blanks at line ends or lines without text at its own. */
function readMended(file) {
  const text = readFileSync(file, "utf8").replace(/^\ufeff+/, "").trim().replace(/\r\n|\r|\u2028/g, "\n").replaceAll("\u00a0", " ");
  return text && `${text.replace(/[ \t]+$/gm, "")}\n`;
}

const [receiptFile, id, manifestFile, rootKeysFile, missingFile] = process.argv.slice(2);
if (!rootKeysFile) {
  console.error("usage: node tests/receipt.mjs RECEIPT ENVELOPE_ID MANIFEST ROOT_KEYS [MISSING]");
  process.exit(2);
}
try {
  const files = [receiptFile, manifestFile, rootKeysFile].map(readMended);
  const { id: proved, index, size, seen, consistent, witnessed, known } = check(files[0], id, splitAnswer(files[1]).manifest, files[2]);
  const statements = missingFile ? readMissing(readMended(missingFile), files[2]) : [];
  const stated = judgeMissing(statements, proved, index, seen);
  const at = (time) => new Date(Number(time) * 1000).toISOString();
  console.log(`stored: entry ${index} of the ${size} in the signed log`);
  if (stated.lost && !stated.false) console.log("lost: two root keys state that nobody has the envelope any more");
  else console.log(seen === undefined ? "not yet seen by screening" : `seen by screening: at ${at(seen)}`);
  if (consistent !== undefined) console.log(`screening says that the log continues: at ${at(consistent)}`);
  if (known.quorum > 0) console.log(witnessed === undefined ? "not yet witnessed" : `witnessed: ${known.quorum} of ${known.witnesses.length} at ${at(witnessed)}`);
  // The receipt is right all the same.
  if (stated.false) throw new Refused(stated.false);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}

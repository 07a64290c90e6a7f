// A second reader of receipts: Node's own cryptography and docs/protocol.md, and not a line of the project's code.
//
//     node tests/receipt.mjs RECEIPT ENVELOPE_ID MANIFEST ROOT_KEYS
//
// RECEIPT is the .tlog-proof file that the sender saved, ENVELOPE_ID the 64 digits on the receipt page, or - for those in the file, MANIFEST what the service answers
// at /v1/manifest, ROOT_KEYS the four lines that the client was built with: the origin and three public keys. It says what the receipt
// proves and ends with 0, or what is wrong with it and ends with 1. A manifest whose time is over still names the keys that signed then,
// so its times are not looked at.
import { readFileSync } from "node:fs";
import { COSIGNATURE, ED25519, Refused, base64, decimal, readKey, readNote, sha256, signedBy, signedByRoots } from "./note.mjs";

/** Section 4: two different root keys signed the manifest, and it is of their origin. Gives the log keys and the cosigner. */
function readManifest(content, rootKeys) {
  const { origin, lines } = signedByRoots(content, rootKeys);
  const values = (field) => lines.filter((line) => line.startsWith(`${field} `)).map((line) => line.slice(field.length + 1));
  if (lines[0] !== "lakzegel manifest v1" || values("origin").join() !== origin) throw new Refused("not a manifest of this deployment");
  const logs = values("log-key").map((line) => ({ key: readKey(line, ED25519) }));
  for (const line of values("retired-log-key")) {
    const [key, size, root] = line.split(" ");
    logs.push({ key: readKey(key, ED25519), end: { size: decimal(size), root: base64(root) } });
  }
  return { logs, cosigner: readKey(values("cosigner").join(), COSIGNATURE) };
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
  const named = extra.length === 32 ? extra.toString("hex") : undefined;
  return { named, index: decimal(index.slice("index ".length)), hashes, checkpoint: readNote(content.slice(blank + 2)) };
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
  return checkpoint;
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

/** Everything, in the order of the protocol. Gives what the receipt proves. */
function check(receipt, wanted, manifest, rootKeys) {
  if (wanted !== "-" && !/^[0-9a-f]{64}$/.test(wanted)) throw new Refused("an envelope's id has 64 lower-case hexadecimal digits");
  const known = readManifest(manifest, rootKeys);
  const { named, index, hashes, checkpoint } = readReceipt(receipt);
  const id = wanted === "-" ? named : wanted;
  if (!id) throw new Refused("the receipt does not name its envelope");
  const head = checkCheckpoint(checkpoint, known);
  if (!leadsToRoot(Buffer.from(id, "hex"), index, hashes, head)) throw new Refused("this envelope is not in the log at that place");
  return { index, size: head.size, cosigned: signedBy(checkpoint, known.cosigner) };
}

const [receiptFile, id, manifestFile, rootKeysFile] = process.argv.slice(2);
if (!rootKeysFile) {
  console.error("usage: node tests/receipt.mjs RECEIPT ENVELOPE_ID MANIFEST ROOT_KEYS");
  process.exit(2);
}
try {
  const files = [receiptFile, manifestFile, rootKeysFile].map((file) => readFileSync(file, "utf8"));
  const { index, size, cosigned } = check(files[0], id, files[1], files[2]);
  console.log(`stored: entry ${index} of the ${size} in the signed log`);
  console.log(cosigned ? `seen by screening: at ${new Date(Number(cosigned.time) * 1000).toISOString()}` : "not yet seen by screening");
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}

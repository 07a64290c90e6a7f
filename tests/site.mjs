// Compares a site with the client that the root keys signed: whether what it serves, now and to you, is that client and no other.
//
//     node tests/site.mjs SITE NOTE ROOT_KEYS
//
// SITE is the address, NOTE the signed list of the client's files that goes with a release (`lakzegel-screening client`), ROOT_KEYS the four
// lines that the client was built with. It needs nothing but Node, and none of the project's code. It says which files it compared and
// ends with 0, or what is different and ends with 1. A site can serve somebody else another client than it serves you: compare from where
// you are, and more than once.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Refused, signedByRoots } from "./note.mjs";

/** The addresses of the client's steps: one page shows them all. */
const STEPS = ["/", "/privileged", "/identity", "/recipient", "/write", "/review", "/receipt", "/status", "/check"];

/** docs/protocol.md, section 10: the release, and each file's hash by its address. */
function readClient(content, rootKeys) {
  const { origin, lines } = signedByRoots(content, rootKeys);
  const [first, of, version, ...files] = lines;
  if (first !== "lakzegel client v1" || of !== `origin ${origin}`) throw new Refused("not a list of this deployment's client");
  const hashes = new Map();
  for (const line of files.slice(0, -1)) {
    const [, hash, address] = line.match(/^file ([0-9a-f]{64}) (\/\S+)$/) ?? [];
    if (!hash || hashes.has(address)) throw new Refused(`not a line about a file: ${line}`);
    hashes.set(address, hash);
  }
  if (!hashes.has("/index.html")) throw new Refused("the list has no page");
  return { version: version.replace(/^version /, ""), hashes };
}

/** What the site serves at an address: its hash, or what it answers instead. */
async function served(site, address) {
  const answer = await fetch(new URL(address, site), { redirect: "error" });
  if (!answer.ok) return `status ${answer.status}`;
  return createHash("sha256").update(Buffer.from(await answer.arrayBuffer())).digest("hex");
}

const [site, noteFile, rootKeysFile] = process.argv.slice(2);
if (!rootKeysFile) {
  console.error("usage: node tests/site.mjs SITE NOTE ROOT_KEYS");
  process.exit(2);
}
try {
  const [note, rootKeys] = [noteFile, rootKeysFile].map((file) => readFileSync(file, "utf8"));
  const { version, hashes } = readClient(note, rootKeys);
  // The page has many addresses, and none of its own name.
  const page = hashes.get("/index.html");
  const expected = [...STEPS.map((step) => [step, page]), ...[...hashes].filter(([address]) => address !== "/index.html")];
  const different = [];
  for (const [address, hash] of expected) {
    const found = await served(site, address);
    if (found !== hash) different.push(`${address}: ${found.length === 64 ? "other bytes" : found}`);
  }
  if (different.length > 0) throw new Refused(`this is not the signed client:\n  ${different.join("\n  ")}`);
  console.log(`the signed client: release ${version}, ${hashes.size} files, ${expected.length} addresses compared`);
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  console.error(`refused: ${error.message}`);
  process.exitCode = 1;
}

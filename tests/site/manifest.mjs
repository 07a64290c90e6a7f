// The manifest as a site serves it, and behind it the statement that it is the newest, and which list of files is. Nothing here asks anybody.
import { ED25519, Refused, base64, decimal, readKey, readNote, sha256, signedBy, signedByRoots, splitAnswer } from "../note.mjs";

/** How old a statement may be at most, in seconds: a day. */
const MOST_AGE = 86_400n;

/** A time for people. */
export const at = (seconds) => (seconds < 8_640_000_000_000n ? `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` : `second ${seconds}`);

/** The time in seconds since 1970. */
export const now = () => BigInt(Math.floor(Date.now() / 1000));

/** Section 4: what two root keys say of this deployment, as far as it matters to a list of files. Throws `Refused` if it is no manifest of theirs. */
function readManifest(content, rootKeys) {
  const { origin, lines } = signedByRoots(content, rootKeys);
  const value = (name) => {
    const found = lines.filter((line) => line.startsWith(`${name} `));
    if (found.length !== 1) throw new Refused(`the manifest has ${found.length} lines ${name}`);
    return found[0].slice(name.length + 1);
  };
  if (lines[0] !== "lakzegel manifest v1") throw new Refused("not a manifest");
  if (value("origin") !== origin) throw new Refused("the manifest of another deployment");
  const [version, issued, expires, tolerance, client] = ["version", "issued", "expires", "clock-tolerance", "client"].map((name) => decimal(value(name)));
  const key = readKey(value("freshness"), ED25519);
  if (key.name !== `${origin}/freshness`) throw new Refused(`a key of another name: ${key.name}`);
  return { version, issued, expires, tolerance, client, key, hash: sha256(lines.join("\n")) };
}

/** Section 4: what the office states: the newest manifest, the newest list if there is one, and when. Throws `Refused` if this is no statement of its key. */
function readStatement(content, key) {
  const note = readNote(content);
  if (!signedBy(note, key)) throw new Refused("the statement of freshness is not signed by the manifest's key for it");
  const newest = (number, hash) => {
    const bytes = base64(hash);
    if (bytes.length !== 32) throw new Refused("not a hash in the statement of freshness");
    return { number: decimal(number), hash: bytes };
  };
  const [, manifest, client, time] = note.text.match(/^lakzegel fresh v1\nmanifest (\S+ \S+)\n(?:client (\S+ \S+)\n)?at (\S+)\n$/) ?? [];
  if (!manifest) throw new Refused("the statement of freshness reads otherwise than one of this version");
  return { manifest: newest(...manifest.split(" ")), client: client && newest(...client.split(" ")), time: decimal(time) };
}

/** What is wrong with the answer to `GET /v1/manifest`, for the site that should serve what `list` has: a line for each fault. */
export function faultsOfManifest(content, rootKeys, list) {
  const answer = splitAnswer(content);
  const manifest = readManifest(answer.manifest, rootKeys);
  const time = now();
  const found = [];
  if (time >= manifest.expires) found.push(`the manifest counted until ${at(manifest.expires)}`);
  if (time + manifest.tolerance < manifest.issued) found.push(`the manifest does not count before ${at(manifest.issued)}`);
  if (list.release < manifest.client) found.push(`the manifest goes with release ${manifest.client} of the client and later ones, and the list is of release ${list.release}`);
  if (!answer.freshness) return [...found, "no statement of freshness: nobody can know whether manifest and list are the newest"];
  const stated = readStatement(answer.freshness, manifest.key);
  if (stated.manifest.number > manifest.version) found.push(`the manifest is not the newest: its version is ${manifest.version}, and the office states ${stated.manifest.number}`);
  if (stated.manifest.number === manifest.version && !stated.manifest.hash.equals(manifest.hash)) found.push("the office states another manifest with this version");
  if (time >= stated.time + MOST_AGE) found.push(`the statement of freshness is older than a day: it was made at ${at(stated.time)}`);
  if (stated.time > time + manifest.tolerance) found.push(`the statement of freshness is of a time to come: ${at(stated.time)}`);
  return [...found, ...faultsOfList(stated.client, list)];
}

/** Why the list is not the one that the office states as the newest. */
function faultsOfList(stated, list) {
  if (!stated) return ["the office states no list of the client's files: nobody can know whether this one is the newest"];
  if (stated.number > list.release) return [`the list is not the newest: it is of release ${list.release}, and the office states ${stated.number}`];
  if (stated.number < list.release) return [`the office does not know this list: it is of release ${list.release}, and the office states ${stated.number}`];
  return stated.hash.equals(list.hash) ? [] : [`the list is not the newest: the office states another one of release ${list.release}`];
}

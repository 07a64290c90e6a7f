// Statements of freshness: which manifest is the newest, and whether a client goes by the answer to GET /v1/manifest (docs/protocol.md, section 4).
import { Refused, base64, number } from "./bytes.mjs";
import { acceptManifest } from "./manifest.mjs";
import { readNote, saidBy } from "./note.mjs";
import { VERSION as RULES } from "./rules.mjs";

const FIRST = "lakzegel fresh v1";
const DAY = 86_400n;
/** The release of the client whose protocol this is. */
const RELEASE = 1n;
const HASH_LENGTH = 32;

/** The notes of an answer, as bytes: the manifest's, and from the first line on that begins a statement behind another line, that one's, or undefined. */
export function splitAnswer(answer) {
  const at = answer.indexOf(`\n${FIRST}\n`) + 1;
  return at === 0 ? { manifest: answer } : { manifest: answer.subarray(0, at), statement: answer.subarray(at) };
}

/** Reads a statement that this key signed. Throws *freshness*. Numbers are BigInts. */
export function readStatement(note, key) {
  const refuse = (why) => {
    throw new Refused("freshness", `freshness: ${why}`);
  };
  const read = readNote(note, "freshness");
  if (!saidBy(read, key, "freshness")) refuse("its key did not sign");
  const [first, ...lines] = read.text.slice(0, -1).split("\n");
  /** The number and the hash of the next line, if it is this one. */
  const named = (name) => {
    if (!lines[0]?.startsWith(`${name} `)) return undefined;
    const [numberText, hashText, ...more] = lines.shift().slice(name.length + 1).split(" ");
    const hash = base64(hashText ?? "");
    if (hash?.length !== HASH_LENGTH || more.length) refuse(`${name} has other values`);
    return { number: number(numberText) ?? refuse(`${numberText} is no such number`), hash };
  };
  if (first !== FIRST) refuse("it is no statement of version 1");
  const manifest = named("manifest") ?? refuse("it names no manifest");
  const client = named("client");
  const at = number(/^at (.*)$/.exec(lines.shift() ?? "")?.[1] ?? "") ?? refuse("it has no time");
  if (lines.length) refuse("it has a line that is not known");
  return { manifest, client, at };
}

/** Whether a statement speaks for a manifest at the time `now`. Throws *superseded* or *stale*. */
export function judge(statement, manifest, now) {
  const { number: newest, hash } = statement.manifest;
  if (newest > manifest.version || (newest === manifest.version && !hash.equals(manifest.hash))) throw new Refused("superseded");
  if (BigInt(now) >= statement.at + DAY) throw new Refused("stale");
}

/**
 * Accepts what an intake answered with, as `acceptManifest` does and with its errors, and then *freshness*, *superseded*, *stale*, and *release*: the
 * manifest goes with another rule set, or a later release, than this client is of. `sees` is told each time that is seen signed, also where the rest is
 * refused.
 */
export function acceptAnswer(answer, root, now, { highest, release = RELEASE, sees = () => {} } = {}) {
  const parts = splitAnswer(answer);
  const manifest = acceptManifest(parts.manifest, root, now, highest);
  sees(manifest.issued);
  if (!parts.statement) throw new Refused("freshness", "freshness: there is no statement");
  const statement = readStatement(parts.statement, manifest.freshnessKey);
  sees(statement.at);
  judge(statement, manifest, now);
  if (manifest.rules !== RULES || manifest.client > release) throw new Refused("release");
  return { manifest, statement };
}

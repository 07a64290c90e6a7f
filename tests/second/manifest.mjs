// The manifest: what it says, and whether a client may accept it (docs/protocol.md, section 4).
import { Refused, U16, U32, U64, base64, number, sha256 } from "./bytes.mjs";
import { keyConfig } from "./keys.mjs";
import { COSIGNATURE, NOTE, isKeyName, readNote, saidBy, verifierKey } from "./note.mjs";

const FIRST = "lakzegel manifest v1";
const DAY = 86_400n;
const ALGORITHMS = new Set(["EdDSA", "ES256", "ES384", "RS256", "PS256"]);
const SUPERVISION = ["read", "sample", "rules"];
const MOST = 32;

const isOrigin = (text) => Buffer.byteLength(text) <= 255 && isKeyName(text);

/** The root-keys file: the origin, and three different verifier keys, a line each. Throws *root keys*. */
export function readRootKeys(text) {
  const [origin, ...lines] = text.split("\n");
  const keys = lines.slice(0, -1).map((line) => verifierKey(line, NOTE));
  const differ = new Set(keys.map((key) => key?.publicKey.toString("hex"))).size === 3;
  if (!isOrigin(origin) || lines.at(-1) !== "" || keys.length !== 3 || keys.includes(undefined) || !differ) throw new Refused("root keys");
  return { origin, keys };
}

/** Reads the manifest's text. Throws *content*. Numbers are BigInts. */
export function readManifest(text) {
  const refuse = (why) => {
    throw new Refused("content", `content: ${why}`);
  };
  if (!text.endsWith("\n")) refuse("its last line does not end");
  const lines = text.slice(0, -1).split("\n");
  if (lines.shift() !== FIRST) refuse("it is no manifest of version 1");

  /** The values of the next line, if it is this field: split at single spaces into so many, the last of which takes the rest. */
  const optional = (name, count = 1, rest = false) => {
    if (!lines[0]?.startsWith(`${name} `)) return undefined;
    const parts = lines.shift().slice(name.length + 1).split(" ");
    const values = rest ? [...parts.slice(0, count - 1), parts.slice(count - 1).join(" ")] : parts;
    if (values.length !== count || values.some((value) => value === "")) refuse(`${name} has other values`);
    return values;
  };
  const field = (...options) => optional(...options) ?? refuse(`${options[0]} is not next`);
  const several = (least, most, ...options) => {
    const all = [];
    for (let values = optional(...options); values; values = optional(...options)) all.push(values);
    if (all.length < least || all.length > most) refuse(`${options[0]} has ${all.length} lines`);
    return all;
  };
  const numberOf = (value, max = U64) => number(value, max) ?? refuse(`${value} is no such number`);
  const key = (value, type, name) => {
    const read = verifierKey(value, type) ?? refuse(`${value} is no key of type ${type}`);
    if (name !== undefined && read.name !== name) refuse(`${read.name} is another's key`);
    return read;
  };
  const one = (name, max) => numberOf(field(name)[0], max);

  const [origin] = field("origin");
  if (!isOrigin(origin)) refuse("the origin cannot be one");
  const [version, issued, expires] = ["version", "issued", "expires"].map((name) => one(name));
  if (expires <= issued || expires - issued > 35n * DAY) refuse("it is valid for too long, or never");
  if (field("suite", 3).join(" ") !== "647a 0001 0003") refuse("it is of another suite");
  if (one("padded") !== 40_960n) refuse("letters have another length");
  const [rules, client, notice] = [one("rules", U16), one("client", U32), one("notice", U16)];
  const [supervision] = field("supervision");
  if (!SUPERVISION.includes(supervision)) refuse("supervision is of another kind");
  const limits = field("limits", 3).map((value) => numberOf(value, U32));
  const [visitLife, outboxLife, tolerance] = ["visit-life", "outbox-life", "clock-tolerance"].map((name) => one(name));
  const lettersPerVisit = one("letters-per-visit", U32);
  if (lettersPerVisit < 1n) refuse("a visit has no letter");
  const [timeZone] = field("time-zone");
  if (!/^[A-Za-z][A-Za-z0-9/_+-]{0,63}$/.test(timeZone)) refuse("the time zone cannot be one");
  const [statusPeriod, statusTerm] = ["status-period", "status-term"].map((name) => one(name));
  if (statusPeriod < 1n || statusTerm < statusPeriod) refuse("statuses are never published, or not for a period");
  const sealingKeys = several(1, MOST, "sealing-key", 4).map(([config, ...times]) => {
    const read = configOf(config) ?? refuse("a sealing key is none");
    const [sealUntil, acceptUntil, openUntil] = times.map((time) => numberOf(time));
    if (sealUntil > acceptUntil || acceptUntil > openUntil) refuse("a sealing key's times fall");
    return { ...read, sealUntil, acceptUntil, openUntil };
  });
  const logKeys = several(0, MOST, "log-key").map(([value]) => key(value, NOTE, `${origin}/log`));
  const retired = several(0, MOST - logKeys.length, "retired-log-key", 3).map(([value, size, root]) => {
    const hash = base64(root);
    if (hash?.length !== 32) refuse("a root is none");
    return { ...key(value, NOTE, `${origin}/log`), size: numberOf(size), root: hash };
  });
  if (logKeys.length + retired.length === 0) refuse("it has no log key");
  const cosigner = key(field("cosigner")[0], COSIGNATURE, `${origin}/screening`);
  const consistency = key(field("consistency")[0], COSIGNATURE, `${origin}/consistency`);
  const verdictKey = key(field("verdict-key")[0], NOTE, `${origin}/verdict`);
  const freshnessKey = key(field("freshness")[0], NOTE, `${origin}/freshness`);
  const witnesses = several(0, 15, "witness").map(([value]) => key(value, COSIGNATURE));
  if (witnesses.some(({ name }) => Buffer.byteLength(name) > 64)) refuse("a witness's name is too long");
  const quorum = witnesses.length ? one("quorum", U32) : 0n;
  if (witnesses.length && (quorum * 2n <= witnesses.length || quorum > witnesses.length)) refuse("the quorum is no majority");
  const all = [...logKeys, ...retired, cosigner, consistency, verdictKey, freshnessKey, ...witnesses];
  if (new Set(all.map(({ publicKey }) => publicKey.toString("hex"))).size !== all.length) refuse("a key is there twice");
  const visitorCodes = several(0, 1, "visitor-codes").map(([value]) => value === "accepted" || refuse("visitor codes are not accepted")).length === 1;
  const providers = [];
  for (let values = optional("provider", 6, true); values; values = optional("provider", 6, true)) {
    const [id, issuer, audience, algorithms, acr, name] = values;
    if (!/^[a-z0-9-]+$/.test(id) || providers.some((other) => other.id === id)) refuse("a provider's id is none, or another's");
    const provider = { id, issuer, audience, algorithms: algorithms.split(","), acr: acr.split(","), name };
    if (!provider.algorithms.every((algorithm) => ALGORITHMS.has(algorithm)) || provider.acr.includes("")) refuse("a list has another value");
    provider.help = several(0, MOST, "provider-help", 2, true);
    provider.failure = several(0, 1, "provider-failure", 1, true)[0]?.[0];
    providers.push(provider);
  }
  if (providers.length > MOST) refuse("it has too many providers");
  const volumes = several(0, MOST, "volume", 3, true).map(([letters, days, basis]) => ({ letters: numberOf(letters, U32), days: numberOf(days, U32), basis }));
  if (lines.length) refuse("it has a line that is not known");
  return {
    text, hash: sha256(Buffer.from(text)), origin, version, issued, expires, rules, client, notice, supervision, limits, visitLife, outboxLife, tolerance,
    lettersPerVisit, timeZone, statusPeriod, statusTerm, sealingKeys, logKeys, retired, cosigner, consistency, verdictKey, freshnessKey, witnesses, quorum,
    visitorCodes, providers, volumes,
  };
}

function configOf(text) {
  const value = base64(text);
  try {
    return value && keyConfig(value);
  } catch {
    return undefined;
  }
}

/**
 * Accepts a manifest as a client that was built with `root` (origin and three keys) and has accepted up to version `highest`. `now` is the later
 * of the device's clock and the server's, in seconds. Throws *note*, *signatures*, *content*, *origin*, *older*, *expired* or *not yet*.
 */
export function acceptManifest(bytes, root, now, highest = 0n) {
  const note = readNote(bytes);
  const signed = root.keys.filter((key) => saidBy(note, key));
  if (signed.length < 2) throw new Refused("signatures", `signatures: ${signed.length}`);
  const manifest = readManifest(note.text);
  if (manifest.origin !== root.origin) throw new Refused("origin");
  if (manifest.version < highest) throw new Refused("older");
  if (BigInt(now) >= manifest.expires) throw new Refused("expired");
  if (BigInt(now) + manifest.tolerance < manifest.issued) throw new Refused("not yet");
  return manifest;
}

/** The key to seal to, or undefined. */
export const keyToSealTo = (manifest, now) => manifest.sealingKeys.find(({ sealUntil }) => BigInt(now) < sealUntil);

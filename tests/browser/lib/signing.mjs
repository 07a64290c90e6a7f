// Signing notes with a deployment's own keys, for what no command of the project's makes: statements of another time, or of another manifest.
import { createHash, createPrivateKey, sign } from "node:crypto";

/** What stands before the 32 bytes of a seed in the DER form of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** A text with the signature of the key in this text, as `note-key make` writes it: PRIVATE+KEY+NAME+ID+KEY. */
export function signed(text, privateKey) {
  const [, , name, id, ...rest] = privateKey.trim().split("+");
  const seed = Buffer.from(rest.join("+"), "base64").subarray(1);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
  const bytes = Buffer.concat([Buffer.from(id, "hex"), sign(null, Buffer.from(text), key)]);
  return `${text}\n\u2014 ${name} ${bytes.toString("base64")}\n`;
}

/** The text of a statement that this manifest, a note, is the newest, made at this time in seconds since 1970. */
export function freshness(manifest, at) {
  const text = manifest.slice(0, manifest.indexOf("\n\n") + 1);
  const [, version] = text.match(/^version (\d+)$/m);
  return `lakzegel fresh v1\nmanifest ${version} ${createHash("sha256").update(text).digest("base64")}\nat ${at}\n`;
}

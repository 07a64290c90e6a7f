// Sealing keys: RFC 9458's KeyConfig with the protocol's one suite (docs/protocol.md, section 2).
import { Reader, sha256, uint } from "./bytes.mjs";

/** Numbers of KEM, KDF and AEAD. */
export const SUITE = { kem: 0x647a, kdf: 0x0001, aead: 0x0003 };
const [CONFIG_LENGTH, PUBLIC_KEY_LENGTH] = [1225, 1216];

/** The suite's numbers, as the seal binds them. */
export const suiteIds = Buffer.concat([SUITE.kem, SUITE.kdf, SUITE.aead].map((id) => uint(id, 2)));

/** Reads a KeyConfig. Throws *length* or *suite*. Whether the KEM takes its public key, sealing tells. */
export function keyConfig(value) {
  if (value.length !== CONFIG_LENGTH) new Reader(value, "length").refuse(`${value.length} bytes`);
  const reader = new Reader(value, "suite");
  reader.take(1);
  const kem = reader.uint(2);
  const publicKey = reader.take(PUBLIC_KEY_LENGTH);
  const [length, kdf, aead] = [reader.uint(2), reader.uint(2), reader.uint(2)].map(Number);
  if (Number(kem) !== SUITE.kem || length !== 4 || kdf !== SUITE.kdf || aead !== SUITE.aead) reader.refuse("it is another");
  const hash = sha256(value);
  return { value, publicKey, hash, id: hash.subarray(0, 8) };
}

// What the others do to seal one letter: hpke-js with our own suite, and OpenPGP.js. Bundled by esbuild; keys are made in Node, so that
// the first seal in a fresh page is the first of everything, as it is for a sender.
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import * as openpgp from "openpgp";

const suite = () => new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });

/** A fresh X-Wing public key, as bytes. */
export async function hpkeJsKey() {
  const { kem } = suite();
  return new Uint8Array(await kem.serializePublicKey((await kem.generateKeyPair()).publicKey));
}

/** Gives a function that seals `letter` (bytes) to a key of `hpkeJsKey`, single shot, as HPKE Base mode. */
export async function hpkeJs(letter, key) {
  const hpke = suite();
  const recipientPublicKey = await hpke.kem.deserializePublicKey(key);
  const info = new Uint8Array(100);
  const aad = new Uint8Array(10);
  return () => hpke.seal({ recipientPublicKey, info }, letter, aad);
}

/** Two fresh Curve25519 keys, as bytes: the public one to encrypt to, the private one to sign with. */
export async function openPgpKeys() {
  const make = () => openpgp.generateKey({ type: "curve25519", userIDs: [{ name: "bench" }], format: "binary" });
  return { to: (await make()).publicKey, from: (await make()).privateKey };
}

/** Gives a function that encrypts `letter` (bytes) to one key of `openPgpKeys` and signs it with the other, without compression. */
export async function openPgp(letter, { to, from }) {
  const encryptionKeys = await openpgp.readKey({ binaryKey: to });
  const signingKeys = await openpgp.readPrivateKey({ binaryKey: from });
  const config = { preferredCompressionAlgorithm: openpgp.enums.compression.uncompressed };
  return async () => {
    const message = await openpgp.createMessage({ binary: letter });
    return openpgp.encrypt({ message, encryptionKeys, signingKeys, format: "binary", config });
  };
}

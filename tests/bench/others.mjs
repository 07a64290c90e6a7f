// What the others do to seal one letter: hpke-js with our own suite, and OpenPGP.js. Bundled by esbuild for the browser.
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, HkdfSha256 } from "@hpke/core";
import { XWing } from "@hpke/hybridkem-x-wing";
import * as openpgp from "openpgp";

/** Gives a function that seals `letter` (bytes) to a fresh X-Wing key, single shot, as HPKE Base mode. */
export async function hpkeJs(letter) {
  const suite = new CipherSuite({ kem: new XWing(), kdf: new HkdfSha256(), aead: new Chacha20Poly1305() });
  const { publicKey } = await suite.kem.generateKeyPair();
  const info = new Uint8Array(100);
  const aad = new Uint8Array(10);
  return () => suite.seal({ recipientPublicKey: publicKey, info }, letter, aad);
}

/** Gives a function that encrypts `letter` (bytes) to a fresh Curve25519 key and signs it with another, without compression. */
export async function openPgp(letter) {
  const make = () => openpgp.generateKey({ type: "curve25519", userIDs: [{ name: "bench" }], format: "object" });
  const [to, from] = [await make(), await make()];
  const config = { preferredCompressionAlgorithm: openpgp.enums.compression.uncompressed };
  return async () => {
    const message = await openpgp.createMessage({ binary: letter });
    return openpgp.encrypt({ message, encryptionKeys: to.publicKey, signingKeys: from.privateKey, format: "binary", config });
  };
}

// How long sealing one letter takes in a browser, beside hpke-js with the same suite and OpenPGP.js, all in one run.
//
// Ours is the way that the client goes: lay out, sign with WebCrypto, seal, at the full fixed size. hpke-js only encrypts
// a message of the same size; OpenPGP.js encrypts and signs it. The first seal is the very first in a fresh page; ours has verified a
// manifest before, as every page that seals has, and is measured twice: as a sender meets it, whose client rehearsed sealing while the
// letter was read once more, and without.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { launch, npm } from "../browser/lib/browser.mjs";
import { EMPTY, TIMING, median, serve, slowDown, target, tell } from "./browser.mjs";

const [ROUNDS, WARM_UP, PAGES] = [101, 40, 5];
/** The padded letter that ours seals: PADDED_LETTER_BYTES of the protocol. */
const LETTER_BYTES = 40_960;

const folder = join(target, "bench/seal");
const othersFile = join(folder, "others.js");
mkdirSync(folder, { recursive: true });
await npm("esbuild").build({
  entryPoints: [fileURLToPath(new URL("others.mjs", import.meta.url))],
  bundle: true,
  minify: true,
  format: "esm",
  outfile: othersFile,
  nodePaths: [join(target, "tools/bench/node_modules")],
});
const wasm = readFileSync(join(folder, "bench_seal_bg.wasm"));
// Node takes it for a module only by this name.
writeFileSync(join(folder, "bench_seal.mjs"), readFileSync(join(folder, "bench_seal.js")));
writeFileSync(join(folder, "others.mjs"), readFileSync(othersFile));
const ours = await import(pathToFileURL(join(folder, "bench_seal.mjs")));
const others = await import(pathToFileURL(join(folder, "others.mjs")));
ours.initSync({ module: wasm });
if (ours.letter_bytes() !== LETTER_BYTES) throw new Error(`the padded letter has ${ours.letter_bytes()} bytes now`);
const pgp = await others.openPgpKeys();
const list = (bytes) => `new Uint8Array([${bytes}])`;

const { origin, close } = await serve({
  "/": EMPTY,
  "/others.js": ["text/javascript", readFileSync(othersFile)],
  "/seal.js": ["text/javascript", readFileSync(join(folder, "bench_seal.js"))],
  "/seal.wasm": ["application/wasm", wasm],
});

/** Runs in the page: makes the sealing function of one library. */
const client = `(async () => {
    const { default: init, Bench } = await import("/seal.js");
    await init({ module_or_path: "/seal.wasm" });
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const bench = new Bench(publicKey);
    REHEARSAL
    return async () => {
      const message = bench.message();
      const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));
      return bench.seal(signature);
    };
  })()`;
const makers = {
  ours: client.replace("REHEARSAL", "bench.rehearse();"),
  "ours unrehearsed": client.replace("REHEARSAL", ""),
  "hpke-js": `(async () => (await import("/others.js")).hpkeJs(new Uint8Array(${LETTER_BYTES}), ${list(await others.hpkeJsKey())}))()`,
  "OpenPGP.js": `(async () =>
    (await import("/others.js")).openPgp(new Uint8Array(${LETTER_BYTES}), { to: ${list(pgp.to)}, from: ${list(pgp.from)} }))()`,
};

/** One fresh page: the first seal, and the median of many. Milliseconds. */
async function measure(browser, maker, slowdown) {
  const page = await browser.newPage();
  await page.goto(origin);
  await slowDown(page, slowdown);
  const result = await page.evaluate(`(async () => {
    ${TIMING}
    const seal = await ${maker};
    return { first: await time(seal, 1, 0), middle: await time(seal, ${ROUNDS}, ${WARM_UP}) };
  })()`);
  await page.close();
  return result;
}

const browser = await launch({ whole: true });
try {
  for (const slowdown of [1, 6]) {
    for (const [library, maker] of Object.entries(makers)) {
      const runs = [];
      for (let page = 0; page < PAGES; page++) runs.push(await measure(browser, maker, slowdown));
      tell(`seal ${library} ${slowdown}`, median(runs.map((run) => run.middle)));
      tell(`seal ${library} ${slowdown} first`, median(runs.map((run) => run.first)));
    }
  }
} finally {
  await browser.close();
  close();
}

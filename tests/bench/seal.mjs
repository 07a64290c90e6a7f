// How long sealing one letter takes in a browser, beside hpke-js with the same suite and OpenPGP.js, all in one run.
//
// Ours is the way that the client goes: lay out, sign with WebCrypto, seal, at the full fixed size. hpke-js only encrypts 40,960
// bytes; OpenPGP.js encrypts and signs them. Medians; CPU throttling through Chromium's own protocol; the first seal is the very
// first in a fresh page. Prints a table and writes target/bench/seal.json.
//
// Environment: LAKZEGEL_TARGET (the target folder), LAKZEGEL_NPM (playwright-core), LAKZEGEL_CHROMIUM. `cargo xtask bench` sets them.
import { createServer } from "node:http";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const target = resolve(process.env.LAKZEGEL_TARGET ?? "target");
const npm = createRequire(join(resolve(process.env.LAKZEGEL_NPM ?? join(target, "tools/npm")), "x.js"));
const benchNpm = join(target, "tools/bench");
const { chromium } = npm("playwright-core");
const esbuild = createRequire(join(benchNpm, "x.js"))("esbuild");
const here = fileURLToPath(new URL(".", import.meta.url));
const [ROUNDS, WARM_UP, PAGES] = [41, 8, 5];

const others = await esbuild.build({
  entryPoints: [join(here, "others.mjs")],
  bundle: true,
  minify: true,
  format: "esm",
  write: false,
  nodePaths: [join(benchNpm, "node_modules")],
});
const wasmFolder = join(target, "bench/seal");
const files = {
  "/": ["text/html", "<!doctype html><title>bench</title>"],
  "/others.js": ["text/javascript", others.outputFiles[0].contents],
  "/seal.js": ["text/javascript", readFileSync(join(wasmFolder, "bench_seal.js"))],
  "/bench_seal_bg.wasm": ["application/wasm", readFileSync(join(wasmFolder, "bench_seal_bg.wasm"))],
};
const server = createServer((request, response) => {
  const [type, body] = files[request.url] ?? ["text/plain", ""];
  response.writeHead(files[request.url] ? 200 : 404, { "content-type": type });
  response.end(body);
});
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const origin = `http://127.0.0.1:${server.address().port}/`;

/** Runs in the page: makes the sealing function of one library. */
const makers = {
  lakzegel: `(async () => {
    const { default: init, Bench } = await import("/seal.js");
    await init({ module_or_path: "/bench_seal_bg.wasm" });
    const pair = await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]);
    const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
    const bench = new Bench(publicKey);
    return async () => {
      const message = bench.to_sign();
      const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));
      return bench.seal(signature);
    };
  })()`,
  "hpke-js": `(async () => (await import("/others.js")).hpkeJs(new Uint8Array(40960)))()`,
  "OpenPGP.js": `(async () => (await import("/others.js")).openPgp(new Uint8Array(40960)))()`,
};

/** One fresh page: the first seal, and the median of many. Milliseconds. */
async function measure(context, maker, slowdown) {
  const page = await context.newPage();
  await page.goto(origin);
  const cdp = await context.newCDPSession(page);
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
  const result = await page.evaluate(`(async () => {
    const seal = await ${maker};
    const once = async () => { const start = performance.now(); await seal(); return performance.now() - start; };
    const first = await once();
    for (let i = 0; i < ${WARM_UP}; i++) await once();
    const times = [];
    for (let i = 0; i < ${ROUNDS}; i++) times.push(await once());
    return { first, median: times.sort((a, b) => a - b)[times.length >> 1] };
  })()`);
  await page.close();
  return result;
}

const middle = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const profile = mkdtempSync(join(tmpdir(), "lakzegel-bench-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.LAKZEGEL_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});
const table = [];
try {
  for (const slowdown of [1, 6]) {
    for (const [library, maker] of Object.entries(makers)) {
      const runs = [];
      for (let page = 0; page < PAGES; page++) runs.push(await measure(context, maker, slowdown));
      table.push({ library, slowdown, median_ms: middle(runs.map((run) => run.median)), first_ms: middle(runs.map((run) => run.first)) });
    }
  }
} finally {
  await context.close();
  server.close();
  rmSync(profile, { recursive: true, force: true });
}
for (const row of table) {
  console.log(`${row.library.padEnd(12)} CPU 1/${row.slowdown}   median ${row.median_ms.toFixed(2)} ms   first ${row.first_ms.toFixed(1)} ms`);
}
mkdirSync(join(target, "bench"), { recursive: true });
writeFileSync(join(target, "bench/seal.json"), JSON.stringify(table, null, 1));

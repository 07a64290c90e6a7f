// What the measurements share: slow networks and slow processors, medians, a server for modules, and how a figure is told. The browser
// is that of the browser tests.
//
// Environment, set by `cargo xtask bench`: that of tests/browser/lib, and LAKZEGEL_TARGET, the target folder. `cargo xtask bench` reads
// the lines that `tell` writes.
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The target folder. */
export const target = resolve(process.env.LAKZEGEL_TARGET ?? "target");

/** Slow 4G as Lighthouse has it: 1.6 Mbit/s down, 0.75 up, 150 ms from a request to its first byte. */
export const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 };

/** Runs `use` with the name of an empty folder for a browser's profile, and removes it afterwards. */
export async function withProfile(use) {
  const profile = mkdtempSync(join(tmpdir(), "lakzegel-bench-"));
  try {
    return await use(profile);
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}

/** Slows a page's processor down so many times, and its network if one is given; gives the session, for more. */
export async function slowDown(page, times, network) {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
  await session.send("Network.enable");
  if (network) await session.send("Network.emulateNetworkConditions", network);
  return session;
}

/** The middle one of some numbers. */
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** Tells one figure: milliseconds, bytes or a plain number, by its name in xtask/src/bench.rs. */
export const tell = (name, figure) => console.log(`measured\t${name}\t${figure}`);

/** Serves `files` (address: [type, content]) on a free port, with more headers if there are any. Two of its own give the page the clock's full resolution. */
export async function serve(files, headers = {}) {
  const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  const server = createServer((request, response) => {
    const [type, content] = files[request.url] ?? ["text/plain", ""];
    response.writeHead(files[request.url] ? 200 : 404, { "content-type": type, ...isolated, ...headers });
    response.end(content);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { origin: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** An empty page, for modules. */
export const EMPTY = ["text/html", "<!doctype html><title>bench</title>"];

/** Runs in a page: how many milliseconds a call takes, as the median of `rounds` after `warmUp` that do not count. */
export const TIMING = `
  const time = async (call, rounds, warmUp) => {
    for (let i = 0; i < warmUp; i++) await call();
    const times = [];
    for (let i = 0; i < rounds; i++) {
      const start = performance.now();
      await call();
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[times.length >> 1];
  };
`;

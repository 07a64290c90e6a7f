// What a first visit costs on the line, counted on the line: everything that the browser fetches until the first step works.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { contract } from "./lib/contract.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { countedLine } from "./lib/line.mjs";
import { arrive, begin } from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";

/** Stated numbers, not timings: bytes with headers, and requests. */
const [MOST_BYTES, MOST_REQUESTS] = [100_000, 6];

let deployment, browser, line;

before(async () => {
  [deployment, browser] = await Promise.all([deploy(), launch()]);
  line = await countedLine(deployment.url);
});
after(async () => {
  await browser?.close();
  await line?.close();
  await deployment?.end();
});

test("the first step works after at most 6 requests and 100 KB", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  const [asked, held] = [[], []];
  // The late module and its script come when the first step works already. Here they never come.
  await page.route("**/rest.*", (route) => void held.push(route));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(line.url);
  await arrive(page, "start");
  const { requests, bytes } = structuredClone(line.seen);
  await begin(page);
  await until("the late module and its script were asked for, and held back", () => held.length === 2);
  assert.equal(requests[0], "/");
  assert.ok(requests.some((path) => path.endsWith(".wasm")) && requests.includes(contract.manifestPath), "the line was listened to");
  assert.ok(asked.length >= requests.length);
  assert.ok(requests.length <= MOST_REQUESTS, requests.join("\n"));
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes`);
  await context.close();
});

/** Waits until all that is fetched after the first step has come: the late module, its script, and its words. */
const hasArrived = (page) =>
  page.waitForFunction(() => {
    const come = performance.getEntriesByType("resource").filter(({ responseEnd }) => responseEnd > 0).map(({ name }) => new URL(name).pathname);
    return [/^\/rest\..*\.js$/, /^\/rest\..*\.wasm$/, /^\/strings\/\w+-rest\./].every((file) => come.some((path) => file.test(path)));
  });

/** Waits until the browser has written these files into its cache, which it may do after the page has them. */
const isCached = (page, paths) =>
  page.waitForFunction(async (paths) => {
    const answers = paths.map((path) => fetch(path, { cache: "only-if-cached", mode: "same-origin" }).catch(() => undefined));
    return (await Promise.all(answers)).every((answer) => answer?.ok);
  }, paths);

test("a later visit asks for the page and the manifest only, in a browser that keeps nothing for a time without a network", async () => {
  const context = await visitor(browser, { serviceWorkers: "block" });
  for (const first of [true, false]) {
    line.seen.requests.length = 0;
    const page = await context.newPage();
    await page.goto(line.url);
    await arrive(page, "start");
    await hasArrived(page);
    if (first) {
      assert.ok(line.seen.requests.length >= MOST_REQUESTS);
      await isCached(page, line.seen.requests.filter((path) => path !== "/" && path !== contract.manifestPath));
    }
    if (!first) assert.deepEqual(line.seen.requests, ["/", contract.manifestPath]);
    await page.close();
  }
  await context.close();
});

test("what is kept for a time without a network is fetched after all else, no file twice; a later visit asks for the manifest only", async () => {
  const context = await visitor(browser);
  line.seen.requests.length = 0;
  const page = await context.newPage();
  await page.goto(line.url);
  await arrive(page, "start");
  await hasArrived(page);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const first = line.seen.requests.splice(0);
  const begun = first.indexOf("/service-worker.js");
  assert.ok(begun > first.findIndex((path) => path.startsWith("/rest.")), first.join("\n"));
  const kept = first.slice(begun + 1).filter((path) => path !== "/");
  assert.deepEqual(kept.filter((path) => first.indexOf(path) < begun), [], "what the page had fetched is not fetched again");
  await page.goto(line.url);
  await arrive(page, "start");
  await hasArrived(page);
  // Whether there is another release, the browser asks by itself.
  assert.deepEqual(line.seen.requests.filter((path) => path !== "/service-worker.js"), [contract.manifestPath]);
  await context.close();
});

test("the words in the reader's language are asked for while the program is still on its way, and once", async () => {
  const context = await visitor(browser, { locale: "tr-TR", serviceWorkers: "block" });
  const page = await context.newPage();
  line.seen.requests.length = 0;
  // What comes later needs the whole table: here it never comes.
  await page.route("**/rest.*", () => {});
  const words = () => line.seen.requests.filter((path) => path.startsWith("/strings/")).map((path) => path.split(".")[0]);
  const program = await new Promise((resolve) => {
    void page.route("**/client.*.wasm", resolve).then(() => page.goto(line.url));
  });
  await page.waitForFunction(() => performance.getEntriesByType("resource").some(({ name, responseEnd }) => name.includes("/strings/") && responseEnd > 0));
  assert.deepEqual(words(), ["/strings/tr"]);
  assert.equal(await page.locator("#first-screen").count(), 1, "the program has not started");
  await program.continue();
  await arrive(page, "start");
  await becomes(() => page.locator("html").getAttribute("lang"), "tr");
  assert.deepEqual(words(), ["/strings/tr"]);
  await context.close();
});

test("a program that comes after the words' time limit still has them", async () => {
  const context = await visitor(browser, { serviceWorkers: "block" });
  const page = await context.newPage();
  // The limit is a minute, of which the test does not want to wait: only that of the words is cut short.
  await page.addInitScript(() => {
    const real = fetch;
    window.fetch = (file, init) => {
      if (!String(file).includes("/strings/")) return real(file, init);
      window.limit = AbortSignal.timeout(1_000);
      return real(file, { ...init, signal: window.limit });
    };
  });
  const program = await new Promise((resolve) => {
    void page.route("**/client.*.wasm", resolve).then(() => page.goto(line.url));
  });
  await page.waitForFunction(() => window.limit?.aborted);
  await program.continue();
  await arrive(page, "start");
  await context.close();
});

test("words that did not come at first are asked for again by the program", async () => {
  const context = await visitor(browser, { serviceWorkers: "block" });
  const page = await context.newPage();
  let asked = 0;
  await page.route("**/strings/nl.*", (route) => ((asked += 1) === 1 ? route.abort() : route.continue()));
  await page.goto(line.url);
  await arrive(page, "start");
  assert.ok(asked >= 2);
  await context.close();
});

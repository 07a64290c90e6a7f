// Lighthouse, as Google's search and many authorities' purchasers ask for it: how a page opens on a middling phone, and how a page is that is
// open already. It steers the browser of the tests by a port of its own.
import { createServer } from "node:net";
import { pathToFileURL } from "node:url";
import { launch, npm } from "./browser.mjs";
import { until } from "./deployment.mjs";

const { connect } = npm("puppeteer-core");
const { default: navigate, snapshot } = await import(pathToFileURL(npm.resolve("lighthouse")));

/** A browser in a language that Lighthouse can steer too. The caller closes it. */
export async function launchWithPort(lang = "nl-NL") {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return { browser: await launch({ port, lang }), port };
}

/** The scores of some categories, from 0 to 100, what keeps them from 100, how much was looked at, and how quick Lighthouse found this machine. */
function read({ lhr }, categories) {
  if (lhr.runtimeError) throw new Error(`Lighthouse: ${lhr.runtimeError.message}`);
  const scores = Object.fromEntries(categories.map((name) => [name, Math.round(lhr.categories[name].score * 100)]));
  const counted = categories.flatMap((name) => lhr.categories[name].auditRefs.filter(({ weight }) => weight > 0).map(({ id }) => lhr.audits[id]));
  const lost = counted.filter(({ score }) => score !== null && score < 1).map(({ id, title, details }) => `${id}: ${title} ${JSON.stringify(details?.items ?? []).slice(0, 400)}`);
  const looked = counted.filter(({ score }) => score !== null).length;
  return { scores, lost, looked, index: lhr.environment.benchmarkIndex };
}

/** How long a page may take to be painted and to be loaded. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;

const flags = (categories) => ({ logLevel: "error", onlyCategories: categories, formFactor: "mobile", maxWaitForFcp: PATIENCE, maxWaitForLoad: PATIENCE });

/** How often Lighthouse may fail to record that a page was opened at all: it says then to run it again, and has no score that could be better or worse. */
const RECORDINGS = 3;

/** Opens an address as on a phone: an empty cache, slow 4G and a slow processor, as Lighthouse reckons them. */
export async function opened(url, port, categories) {
  for (let left = RECORDINGS - 1; ; left--) {
    const result = await navigate(url, { ...flags(categories), port });
    if (left === 0 || result.lhr.runtimeError?.code !== "NO_NAVSTART") return read(result, categories);
  }
}

/** Looks at the page that is open at an address, as on a phone, and leaves it there. */
export async function asItIs(url, port, categories) {
  const browser = await connect({ browserURL: `http://127.0.0.1:${port}`, defaultViewport: null });
  try {
    // The browser tells others a moment later where a page has gone by itself.
    const page = await until(`a page is at ${url}`, async () => (await browser.pages()).find((page) => page.url() === url));
    return read(await snapshot(page, { flags: flags(categories) }), categories);
  } finally {
    await browser.disconnect();
  }
}

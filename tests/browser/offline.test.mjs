// Opening without a network: after the first visit the client comes from the browser, one whole release of it, and a new release takes over
// at once or not at all. What is kept is the client's own files, byte for byte, and nothing of anybody. The intake is really gone here.
import assert from "node:assert/strict";
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { MANIFEST, contract, firstAt } from "./lib/contract.mjs";
import { deploy, prepared, until } from "./lib/deployment.mjs";
import { newRelease } from "./lib/release.mjs";
import * as steps from "./lib/steps.mjs";
import { placesOf, stored, withoutVersion } from "./lib/watch.mjs";
import { becomes } from "./lib/waits.mjs";
import { all, nl } from "./lib/words.mjs";

const DAY = 24 * 60 * 60_000;
const ar = all.find(({ lang }) => lang === "ar");

let deployment, browser, context, page, manifest;

before(async () => {
  [deployment, browser] = await Promise.all([deploy(), launch()]);
  ({ manifest } = deployment);
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  await serve(prepared.client);
  context = await visitor(browser);
  page = await context.newPage();
});
afterEach(() => context.close());

/** Starts the intake again, with this client; what it serves from now on is what is in that folder now. */
async function serve(client, note = manifest) {
  await deployment.stopServers();
  deployment.client = client;
  deployment.makeIntakeConfig([]);
  writeFileSync(deployment.manifestFile, note);
  await deployment.startIntake();
}

/** A first visit, until the browser has kept all that it will keep. */
async function visit() {
  await steps.open(page, deployment);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** What the browser keeps: every file, with the release that it is kept for and its bytes in base64. */
const kept = () =>
  page.evaluate(async () => {
    const files = [];
    for (const name of await caches.keys()) {
      const release = await caches.open(name);
      for (const { url } of await release.keys()) {
        const bytes = new Uint8Array(await (await release.match(url)).arrayBuffer());
        files.push({ name, address: new URL(url).pathname, bytes: btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), "")) });
      }
    }
    return files;
  });

/** Under how many names something is kept. */
const releases = async () => new Set((await kept()).map(({ name }) => name)).size;

/** Kept files as addresses and bytes, in order. */
const sorted = (files) => files.map(({ address, bytes }) => `${address} ${bytes}`).sort();

/** The files of a client, by the addresses under which a browser asks for them. */
const filesOf = (client) =>
  readdirSync(client, { recursive: true })
    .filter((name) => /\.(html|css|js|wasm|txt)$/.test(name) && !/^(robots\.txt|release\.txt|service-worker\.js|kiosk\..*|fonts\/.*)$/.test(name))
    .map((name) => ({ address: name === "index.html" ? "/" : `/${name}`, bytes: readFileSync(join(client, name), "base64") }));

/** Another release: this client with another page and another script, both marked with its name. */
const release = (name) => newRelease(deployment.path(`client-${name}`), `globalThis.release = "${name}";`, name);

/** Which release a page is of: what its HTML says and what its script says. */
const releaseOn = (page) => page.evaluate(() => [document.querySelector("meta[name=description]").content, globalThis.release]);

/** Waits until the browser has looked whether there is another release, and gives what came of it. */
const looked = (page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    // One that fails at once is gone again before anybody looks.
    let found;
    registration.addEventListener("updatefound", () => (found ??= registration.installing));
    const outcome = (worker) =>
      new Promise((done) => {
        const look = () => ["installed", "activated", "redundant"].includes(worker.state) && done(worker.state);
        worker.addEventListener("statechange", look);
        look();
      });
    await registration.update().catch(() => {});
    const worker = registration.installing ?? registration.waiting ?? found;
    return worker ? outcome(worker) : "nothing new";
  });

test("after the first visit the client opens without the intake, at every address, in every language", async () => {
  await visit();
  await deployment.stopServers();
  for (const path of contract.steps) {
    await page.goto(deployment.url + path);
    await steps.arrive(page, firstAt(path));
  }
  await page.goto(deployment.url);
  await steps.arrive(page, "start");
  for (const words of [ar, nl]) await steps.speak(page, words);
  await steps.begin(page);
  // This page is in the late module, which came from the browser, too.
  await steps.ordinary(page);
});

test("before that there is nothing to open", async () => {
  await deployment.stopServers();
  await assert.rejects(page.goto(deployment.url), /ERR_CONNECTION_REFUSED/);
});

test("what is kept is one release, every file of it byte for byte, and nothing else", async () => {
  await visit();
  await steps.begin(page);
  await steps.ordinary(page);
  await steps.logIn(page);
  await becomes(releases, 1);
  await becomes(async () => sorted(await kept()), sorted(filesOf(prepared.client)));
  // Neither the login's code nor a grant nor any answer to a call.
  const places = placesOf({ ...(await stored(page)), localStorage: [] });
  assert.deepEqual(places.filter(({ content }) => /code=|\/v1\/|\/demo/.test(content)), []);
  await becomes(async () => withoutVersion(await stored(page)), []);
});

test("a page of the browser's own copy carries the same policy, and its return from a login works", async () => {
  await visit();
  const answer = await page.goto(deployment.url);
  assert.ok(answer.fromServiceWorker());
  assert.match(answer.headers()["content-security-policy"], /^default-src 'none'.*trusted-types lakzegel$/);
  await steps.arrive(page, "start");
  await steps.begin(page);
  await steps.ordinary(page);
  await steps.logIn(page);
});

test("a new release takes over when the last page of the old one is closed, whole, and the old one is forgotten", async () => {
  await visit();
  const [old] = await releaseOn(page);
  await serve(release("second"));
  await page.goto(deployment.url);
  await steps.arrive(page, "start");
  assert.equal(await looked(page), "installed");
  const other = await context.newPage();
  await steps.open(other, deployment);
  // Both releases are there, and every page is of the old one.
  await becomes(releases, 2);
  for (const tab of [page, other]) assert.deepEqual(await releaseOn(tab), [old, undefined]);
  await steps.speak(other, ar);
  await steps.begin(page);

  await Promise.all([page.close(), other.close()]);
  page = await context.newPage();
  await until("the new release has taken over", async () => {
    await steps.open(page, deployment);
    const [said] = await releaseOn(page);
    // A page of the old one was too early: it goes, and makes room.
    if (said === old) await page.goto("about:blank");
    return said !== old;
  });
  assert.deepEqual(await releaseOn(page), ["second", "second"]);
  await until("the old release is forgotten", async () => (await releases()) === 1);
  await becomes(async () => sorted(await kept()), sorted(filesOf(deployment.client)));
  await deployment.stopServers();
  await page.goto(`${deployment.url}/review`);
  await steps.arrive(page, "privileged");
  assert.deepEqual(await releaseOn(page), ["second", "second"]);
});

/** Changes one file of a client that the browser does not have yet, and not what its worker says of it. */
function poison(client) {
  const [table] = readdirSync(join(client, "strings")).filter((name) => name.startsWith("pl."));
  appendFileSync(join(client, "strings", table), "x");
  return client;
}

test("wrong bytes are never kept: a release of which one file is another than its worker says does not take over", async () => {
  await visit();
  const [old] = await releaseOn(page);
  const good = [...filesOf(prepared.client), ...filesOf(release("poisoned"))];
  await (await context.newCDPSession(page)).send("Network.clearBrowserCache");
  await serve(poison(release("poisoned")));
  await page.goto(deployment.url);
  await steps.arrive(page, "start");
  assert.equal(await looked(page), "redundant");
  const files = await kept();
  assert.ok(files.length > good.length / 2, "it had begun to take it in");
  for (const { address, bytes } of files) assert.ok(good.some((file) => file.address === address && file.bytes === bytes), address);
  // The release before it still opens, without a network as well.
  for (const stop of [false, true]) {
    if (stop) await deployment.stopServers();
    await page.goto("about:blank");
    await steps.open(page, deployment);
    assert.deepEqual(await releaseOn(page), [old, undefined]);
  }
});

test("a first visit to a site that serves one wrong byte keeps nothing that opens", async () => {
  await serve(poison(release("poisoned-first")));
  await steps.open(page, deployment);
  await until("the browser has tried", async () => (await kept()).length > 0);
  await until("the browser has given up", () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()) === undefined));
  await deployment.stopServers();
  await page.goto("about:blank");
  await assert.rejects(page.goto(deployment.url), /ERR_CONNECTION_REFUSED/);
});

test("a page that is of another release than the manifest's rules comes from the intake when it loads itself anew", async () => {
  await visit();
  const [old] = await releaseOn(page);
  const rules = await deployment.manifestWith((text) => text.replace(/^rules .*$/m, "rules 99"));
  await serve(release("third"), rules);
  await page.goto(deployment.url);
  // The page that was opened is the old one, and goes by itself.
  await until("the page is of the new release", async () => (await releaseOn(page).catch(() => [old]))[0] !== old);
  await page.getByText(nl.t("refused.other_rules"), { exact: true }).waitFor();
  await becomes(() => releaseOn(page), ["third", "third"]);
});

test("without a network the manifest that was kept serves as long as it is valid, and not a day longer", async () => {
  await visit();
  await deployment.stopServers();
  const expires = Number(manifest.match(/^expires (\d+)$/m)[1]) * 1000;
  for (const [time, opens] of [[expires - DAY, true], [expires + DAY, false]]) {
    await page.clock.setFixedTime(time);
    await steps.open(page, deployment);
    if (!opens) await page.getByText(nl.t("refused.unreachable"), { exact: true }).waitFor();
    await becomes(() => steps.button(page, "start.begin").count(), opens ? 1 : 0);
  }
});

test("with a network again it is said at once that the manifest is not known to be the newest, whatever was kept", async () => {
  await visit();
  await deployment.stopServers();
  await steps.open(page, deployment);
  await page.locator(".strip-waits", { hasText: nl.t("outbox.offline") }).waitFor();
  const stale = deployment.answer(manifest, DAY / 1000);
  await page.route(MANIFEST, (route) => route.fulfill({ body: stale, headers: { "content-type": "text/plain; charset=utf-8", date: new Date().toUTCString() } }));
  await page.evaluate(() => void dispatchEvent(new Event("online")));
  await page.getByText(nl.t("refused.stale"), { exact: true }).waitFor();
  await page.locator(".strip-waits").waitFor({ state: "detached" });
});

test("a kept manifest that somebody changed, or that is older than one seen since, does not serve", async () => {
  await visit();
  await deployment.stopServers();
  const refused = async () => {
    await steps.open(page, deployment);
    await page.getByText(nl.t("refused.unreachable"), { exact: true }).waitFor();
  };
  await page.evaluate(() => {
    const note = localStorage.getItem("lakzegel-manifest");
    localStorage.setItem("lakzegel-manifest", note.replace(/^visit-life .*$/m, "visit-life 720000"));
    sessionStorage.setItem("note", note);
  });
  await refused();
  await page.evaluate(() => {
    localStorage.setItem("lakzegel-manifest", sessionStorage.getItem("note"));
    localStorage.setItem("lakzegel-manifest-version", "1001");
  });
  await refused();
  await page.evaluate(() => localStorage.setItem("lakzegel-manifest-version", "1000"));
  await steps.open(page, deployment);
  await steps.begin(page);
});

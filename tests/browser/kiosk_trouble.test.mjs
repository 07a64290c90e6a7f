// A kiosk that has nobody to help it: when the network is lost, when the program breaks or does not arrive, and when another release is served.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { apart } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { MANIFEST, UPLOAD, contract } from "./lib/contract.mjs";
import { prepared, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { LETTER, SCREEN, SECRETS, atKiosk, atKioskWithClock, deployKiosk, findMemory, goTo, heapOf, isOver, kept, leave, memoryOf, stopClock } from "./lib/kiosk.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, pictures, says } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

/** After how long a kiosk looks again whether the intake answers, during a visit and after it. Milliseconds. */
const [LOOK, AGAIN] = [16_000, 6000];

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deployKiosk(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

test("without a connection nothing is lost: the bar says so, and a sealed letter is sent by itself when it is back", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  await goTo(page, deployment, "review");
  await deployment.stopServers();
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await says(steps.shown(page), nl.t("safe.sealed"));
  await page.clock.runFor(LOOK);
  await page.locator(".kiosk-bar").getByText(nl.t("kiosk.offline"), { exact: true }).waitFor();
  await deployment.startIntake();
  await page.clock.runFor(LOOK);
  await steps.arriveFocused(page, "receipt");
  await page.locator(".kiosk-bar").getByText(nl.t("kiosk.nothing_kept"), { exact: true }).waitFor();
  await becomes(() => kept(page), []);
  await deployment.startScreening();
  await leave(page);
  await context.close();
});

test("an answer that says nothing about the letter is met by sending again, ever later, and the focus stays where it is", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  await goTo(page, deployment, "review");
  let sent = 0;
  await page.route(UPLOAD, (route) => {
    sent += 1;
    return route.fulfill({ status: 403, contentType: "text/html", body: "<!doctype html><title>403 Forbidden</title>" });
  });
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  const again = steps.button(page, "unsent.send_again");
  await again.focus();
  const LOOKS = 6;
  for (let look = 1; look <= LOOKS; look++) {
    // Somebody is there who presses nothing: else the kiosk asks, which takes the focus, once a slow machine has made two minutes of these looks.
    await page.mouse.move(look, look);
    // It looks by asking for the kiosk's page. What comes of the answer is done two pictures later.
    const looked = page.waitForResponse((response) => new URL(response.url()).pathname === contract.kiosk);
    await page.clock.runFor(LOOK);
    await looked;
    await pictures(page);
    assert.ok(await again.evaluate((button) => button === document.activeElement), `nothing takes the focus away at look ${look}`);
  }
  await until("it is sent again", () => sent >= 2);
  await pictures(page);
  assert.ok(await again.evaluate((button) => button === document.activeElement), "nor does what came of it");
  assert.ok(sent < LOOKS, `it was sent ${sent} times`);
  await page.unrouteAll();
  await again.click();
  await steps.arriveFocused(page, "receipt");
  await leave(page);
  await context.close();
});

test("a visit that ends without a connection is wiped at once, and the next begins when the connection is back", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment, { prepare: (page) => page.addInitScript(findMemory) });
  await goTo(page, deployment, "write");
  await deployment.stopServers();
  await steps.kioskEnd(page).click();
  await isOver(page);
  assert.ok((await memoryOf(page)).every((byte) => byte === 0));
  assert.equal(await page.locator("input, textarea").count(), 0);
  await deployment.startIntake();
  await page.clock.runFor(AGAIN);
  await steps.arrive(page, "ended");
  await deployment.startScreening();
  await context.close();
});

test("a first screen without its manifest says that nobody need do anything, and works by itself when the intake answers", async () => {
  const context = await visitor(browser, { viewport: SCREEN });
  const page = await context.newPage();
  await page.clock.install();
  await page.route(MANIFEST, (route) => route.abort());
  await steps.open(page, deployment);
  await page.getByText(nl.t("kiosk.again"), { exact: true }).waitFor();
  assert.deepEqual(await apart(page), []);
  await page.unrouteAll();
  await page.clock.runFor(60_000);
  await steps.button(page, "start.begin").waitFor();
  await context.close();
});

test("a program that breaks leaves nothing, and says what happened; the kiosk begins anew", async () => {
  const { context, page } = await atKiosk(browser, deployment, { prepare: (page) => page.addInitScript(findMemory) });
  await goTo(page, deployment, "write");
  // Nothing is put off any more: what goes on with such a memory might go on for ever.
  await steps.types(page, LETTER.body);
  // What a program that goes wrong might do to itself.
  await page.evaluate(() => new Uint8Array(programMemory.buffer).fill(0xff));
  await page.keyboard.press("End");
  await steps.arriveFocused(page, "ended");
  await says(steps.shown(page), ...["kiosk.ended_broken", "kiosk.ended_unknown"].map((key) => nl.t(key)));
  assert.deepEqual(leaks(SECRETS, [{ name: "heap", content: await heapOf(page) }]), []);
  await steps.button(page, "kiosk.ended_new").click();
  await steps.arrive(page, "start");
  await context.close();
});

test("a kiosk whose program did not arrive tries again by itself", async () => {
  /** Answers with the intake's page for kiosks, which the browser is to load anew after so many seconds. */
  const again = async (route, seconds, address) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), refresh: `${seconds}; url=${address}` } });
    return answer.headers().refresh;
  };
  const without = async (part) => {
    const context = await visitor(browser, { viewport: SCREEN });
    const page = await context.newPage();
    const [loads, missing] = [[], []];
    // The intake says a minute; the test has less patience, but more each time: on a slow machine a kiosk takes a while to start.
    const patience = () => 2 ** loads.length;
    await page.route("**/kiosk", async (route) => loads.push(await again(route, 2 * patience(), "/kiosk")));
    await page.route(`**/${part}`, (route) => {
      if (missing.length > 0 && loads.length > missing[0]) return route.fallback();
      // Whatever is asked for of it until the page is loaded again: the client itself tries once more.
      missing[0] ??= loads.length;
      return route.abort();
    });
    await page.goto(`${deployment.url}/kiosk`);
    await steps.arrive(page, "start");
    assert.deepEqual(missing.length, 1, `${part} was missing`);
    assert.ok(loads.length > missing[0], "it was loaded again");
    assert.equal(loads[0], "60; url=/kiosk");
    // One that has started stays, while another page with the same header gives way to the next.
    await page.evaluate(() => (globalThis.sameDocument = true));
    const other = await context.newPage();
    await other.route("**/robots.txt", (route) => again(route, patience(), "/robots.txt?again"));
    await other.goto(`${deployment.url}/robots.txt`);
    await other.waitForURL("**/robots.txt?again");
    assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
    await context.close();
  };
  await Promise.all(["client.*.js", "client.*.wasm", "rest.*.wasm", "kiosk.*.css"].map(without));
});

test("another release is taken up by a first screen that nobody reads, and not in the middle of a visit", async () => {
  const { context, page } = await atKioskWithClock(browser, deployment);
  const script = () => page.evaluate(() => document.querySelector("script[type=module]").getAttribute("src"));
  const old = await script();
  const { context: busy, page: writing } = await atKioskWithClock(browser, deployment);
  await goTo(writing, deployment, "write");
  // However long the other release takes here, to this visitor it takes no time.
  await stopClock(writing);
  await writing.locator("#letter").fill(LETTER.body);
  // The same client under another name, as a release with other words would have.
  const client = deployment.path("client");
  cpSync(prepared.client, client, { recursive: true });
  const content = `${readFileSync(join(client, old), "utf8")}\n// Another release.\n`;
  const renamed = old.replace(/[0-9a-f]{16}/, createHash("sha256").update(content).digest("hex").slice(0, 16));
  readdirSync(client).filter((name) => /^client\..*\.js/.test(name)).forEach((name) => rmSync(join(client, name)));
  writeFileSync(join(client, renamed), content);
  const page_ = readFileSync(join(client, "index.html"), "utf8");
  const integrity = page_.match(/<script[^>]*integrity="([^"]+)"/)[1];
  const sha = integrity.split("-")[0];
  rmSync(join(client, "index.html.br"), { force: true });
  rmSync(join(client, "index.html.gz"), { force: true });
  writeFileSync(join(client, "index.html"), page_.replaceAll(old, renamed).replace(integrity, `${sha}-${createHash(sha).update(content).digest("base64")}`));
  deployment.client = client;
  deployment.makeIntakeConfig([]);
  await deployment.stopServers();
  await deployment.startIntake();
  await deployment.startScreening();
  await page.clock.runFor(65_000);
  await until("the first screen is of the new release", async () => (await script().catch(() => old)) === renamed);
  await steps.arrive(page, "start");
  await context.close();
  // Who is writing goes on writing, and the letter arrives.
  await writing.clock.runFor(65_000);
  await writing.clock.resume();
  assert.equal(await writing.locator("#letter").inputValue(), LETTER.body);
  await steps.button(writing, "write.next").click();
  await steps.arriveFocused(writing, "review");
  await steps.send(writing);
  await steps.arriveFocused(writing, "receipt");
  await busy.close();
});

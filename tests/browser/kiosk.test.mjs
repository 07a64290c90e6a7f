// A kiosk in a visiting hall: from the first screen to the end of a visit, with nothing left of it anywhere; and what the kiosk does by itself
// when nobody is there, when the network is lost, when the program breaks and when another release is served.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { violations } from "./lib/accessibility.mjs";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy, prepared, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { announcedCode, typeCode } from "./lib/login.mjs";
import * as steps from "./lib/steps.mjs";
import { Watch, stored } from "./lib/watch.mjs";
import { all, nl } from "./lib/words.mjs";

/** The intake's word for how many minutes nobody has to touch anything, and what the client makes of it for whoever wants more time. */
const [IDLE, MORE] = [2, 8];
/** A screen as kiosks have them. */
const SCREEN = { width: 1080, height: 1920 };
const LETTER = { ...steps.LETTER, number: "48151623QX", name: "Bram Zégelgeheim", sender: "Oma Wasgeheim-Önder", body: "Lieve Bram,\n\nZo groen als een paarse giraf è, weet je nog?\n\nLiefs,\noma" };
const SECRETS = [LETTER.name, LETTER.sender, LETTER.number, "Zo groen als een paarse giraf è"];

let deployment, browser;

before(async () => {
  const settings = { kiosk: true, kiosk_idle_minutes: IDLE };
  [deployment, browser] = await Promise.all([deploy({ screening: true, settings }), launch()]);
});
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** Somebody at the kiosk's first screen. `prepare` is done with the page before anything is loaded. */
async function atKiosk({ prepare, ...settings } = {}) {
  const context = await visitor(browser, { viewport: SCREEN, ...settings });
  const page = await context.newPage();
  const watch = new Watch(context);
  await prepare?.(page);
  await steps.open(page, deployment);
  return { context, page, watch };
}

/** From the first screen to a step, with a code from the visiting desk. Gives the code. */
async function goTo(page, step) {
  const code = await announcedCode(deployment, "Örnek Bezoekster");
  const way = [
    ["privileged", () => steps.begin(page)],
    ["identity", () => steps.ordinary(page)],
    ["recipient", () => typeCode(page, code).then(() => steps.arriveFocused(page, "recipient"))],
    ["write", () => steps.recipient(page, LETTER)],
    ["review", () => steps.write(page, LETTER)],
    ["receipt", () => steps.send(page).then(() => steps.arriveFocused(page, "receipt"))],
  ];
  for (const [name, walk] of way) {
    await walk();
    if (name === step) return code;
  }
  throw new Error(`there is no step ${step}`);
}

const end = steps.kioskEnd;

/** Ends the visit, and waits for the page after it. */
async function leave(page) {
  await end(page).click();
  await steps.arriveFocused(page, "ended");
}

/** A code's halves, as they stand on paper and without hyphens. */
const halves = ({ admission, proof }) => [admission, proof].flatMap((half) => [half, half.replaceAll("-", "")]);

/** Everything that the browser keeps of the site. A kiosk keeps nothing. */
const kept = async (page) => Object.entries(await stored(page)).filter(([, entries]) => entries.length > 0);

/** The addresses in the window's history. */
async function history(page) {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  await session.detach();
  return entries.map(({ url }) => url.replace(deployment.url, "")).filter((url) => url !== "about:blank");
}

/** What is not as it must be on a kiosk's page: a line for each. */
const shortcomings = (page) =>
  page.evaluate(() => {
    const found = [];
    const name = (element) => `${element.tagName.toLowerCase()} "${element.textContent.trim().slice(0, 30)}"`;
    const visible = (element) => element.checkVisibility() && !element.closest(".visually-hidden, .skip-link, .leaving");
    // Behind an open dialog nothing can be reached.
    const within = document.querySelector("dialog[open]") ?? document;
    const targets = [...within.querySelectorAll("a[href], button, input, textarea, summary, select")].filter(visible);
    const boxes = targets.map((element) => ({ element, box: element.getBoundingClientRect() }));
    for (const { element, box } of boxes) {
      if (box.width < 48 || box.height < 48) found.push(`${name(element)} is ${box.width} by ${box.height} pixels`);
    }
    // The bar lies over the page, and moves with it.
    const still = boxes.filter(({ element }) => !element.closest(".kiosk-bar"));
    still.forEach(({ element, box }, at) => {
      for (const other of still.slice(at + 1)) {
        const apart = Math.max(other.box.left - box.right, box.left - other.box.right, other.box.top - box.bottom, box.top - other.box.bottom);
        if (apart < 7.99) found.push(`${name(element)} and ${name(other.element)} are ${apart} pixels apart`);
      }
    });
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement: parent } = texts.currentNode;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      // The frame of the printed sheet is as large as it will be on paper; what it says stands beside it, too.
      if (data.trim() && visible(parent) && !parent.closest(".sheet-frame") && size < 18) found.push(`${name(parent)} is written ${size} pixels large`);
    }
    for (const field of document.querySelectorAll("input, textarea")) {
      if (field.autocomplete !== "off") found.push(`${name(field)} may be filled in by the browser`);
      if (field.tagName === "TEXTAREA" && field.spellcheck) found.push(`${name(field)} is checked for spelling`);
    }
    for (const link of document.querySelectorAll("a")) {
      if (!link.getAttribute("href")?.startsWith("#")) found.push(`${name(link)} leads to ${link.href}`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in a window of ${clientWidth}`);
    return found;
  });

/** Finds the memory of the page's program, for later. */
function findMemory() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...given) => {
    const result = await instantiateStreaming(...given);
    globalThis.programMemory = Object.values(result.instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return result;
  };
}

/** The content of the program's memory. */
async function memoryOf(page) {
  const base64 = await page.evaluate(() => {
    const bytes = new Uint8Array(programMemory.buffer);
    let text = "";
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(text);
  });
  return Buffer.from(base64, "base64");
}

/** Everything that scripts of this page's process hold on to. */
async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  const chunks = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await session.detach();
  return Buffer.from(JSON.parse(chunks.join("")).strings.join("\n"));
}

/**
 * Holds up the question with which a kiosk learns, when everything is wiped, whether another document can come; so that what is left of this
 * one can be looked at. Gives what lets it go on.
 */
async function holdUp(page) {
  let release;
  const on = new Promise((done) => (release = done));
  await page.route("**/kiosk", async (route) => {
    await on;
    await route.continue();
  });
  return release;
}

/** Waits until the visit is over and the next document has not come. */
const isOver = (page) => page.getByText(nl.t("kiosk.over"), { exact: true }).waitFor();

test("what a kiosk looks like is said in the same tokens as elsewhere", () => {
  const style = (name) => readFileSync(new URL(`../../app/${name}`, import.meta.url), "utf8");
  const [elsewhere, here] = [style("style.css"), style("kiosk.css")];
  const named = [...new Set(here.match(/--[\w-]+/g))];
  assert.ok(named.length > 20);
  assert.deepEqual(named.filter((name) => !elsewhere.includes(`  ${name}:`)), []);
});

test("an intake for kiosks leads to one, with size, contrast and language on the first screen, which the next visitor finds as they were", async () => {
  const { context, page } = await atKiosk();
  assert.equal(new URL(page.url()).pathname, "/kiosk");
  const look = () => page.evaluate(() => [parseFloat(getComputedStyle(document.body).fontSize), getComputedStyle(document.body).color, document.documentElement.lang]);
  const [size, color, lang] = await look();
  assert.ok(size >= 18);
  assert.equal(lang, "nl");
  await steps.button(page, "kiosk.size_largest").click();
  await steps.button(page, "kiosk.contrast_high").click();
  await steps.speak(page, all[2]);
  const [larger, white, other] = await look();
  assert.ok(larger >= 1.4 * size, `${larger} instead of ${size}`);
  assert.deepEqual([white, other], ["rgb(255, 255, 255)", "tr"]);
  const pressed = await page.locator("[aria-pressed=true]").allInnerTexts();
  assert.deepEqual(pressed, ["kiosk.size_largest", "kiosk.contrast_high", "kiosk.time_normal"].map((key) => all[2].t(key)));
  await steps.button(page, "start.begin", all[2]).click();
  await steps.arriveFocused(page, "privileged");
  await page.locator(".kiosk-bar button").click();
  await steps.arriveFocused(page, "ended");
  assert.equal((await look())[2], "tr", "the last page still speaks the visitor's language");
  await steps.button(page, "kiosk.ended_new", all[2]).click();
  await steps.arrive(page, "start");
  await page.waitForFunction(() => document.documentElement.lang === "nl");
  assert.deepEqual(await look(), [size, color, "nl"]);
  // On a first screen where nothing has begun, the end is the same without many words.
  await steps.button(page, "kiosk.size_large").click();
  await end(page).click();
  await page.waitForFunction(() => document.documentElement.dataset.size === "0");
  await steps.arrive(page, "start");
  await context.close();
});

test("the whole way: large targets and type on every page, codes only, nothing kept, no way out but the end, and then nothing is left", async () => {
  const { context, page, watch } = await atKiosk({
    prepare: async (page) => {
      await page.addInitScript(findMemory);
      await page.addInitScript(() => (globalThis.print = () => (globalThis.printed = (globalThis.printed ?? 0) + 1)));
    },
  });
  const found = [];
  const look = async (name) => {
    found.push(...(await shortcomings(page)).map((line) => `${name}: ${line}`));
    const box = await end(page).boundingBox();
    if (!(box && box.y >= 0 && box.y + box.height <= SCREEN.height)) found.push(`${name}: the end is out of reach`);
    const store = await kept(page);
    if (store.length > 0) found.push(`${name}: ${JSON.stringify(store)} is kept`);
  };
  await look("start");
  await steps.begin(page);
  await look("privileged");
  await steps.ordinary(page);
  await look("identity");
  assert.equal(await page.getByText(nl.t("identity.with", { name: "Demo" })).count(), 0, "nobody logs in elsewhere from here");
  assert.equal(new URL(page.url()).pathname, "/kiosk/identity");
  await steps.button(page, "visitor.next").click();
  await page.locator("#errors").waitFor();
  await look("identity, with errors");
  const code = await announcedCode(deployment, "Örnek Bezoekster");
  const secrets = [...SECRETS, ...halves(code)];
  await typeCode(page, code);
  await steps.arriveFocused(page, "recipient");
  await look("recipient");
  await steps.recipient(page, LETTER);
  await look("write");
  await page.locator("#letter").fill("Bel 06-12345678 of kijk op www.voorbeeld.nl.\u202e");
  await steps.button(page, "write.next").click();
  await page.locator("#errors").waitFor();
  await look("write, with errors");
  await steps.write(page, LETTER);
  await look("review");
  assert.ok(leaks(secrets, [{ name: "memory", content: await memoryOf(page) }]).length >= SECRETS.length, "the search does find things");
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  await look("receipt");
  await steps.button(page, "receipt.print").click();
  assert.equal(await page.evaluate(() => printed), 1);
  const reference = await steps.reference(page);
  secrets.push(reference, reference.replaceAll("-", ""));
  assert.deepEqual(found, []);

  const release = await holdUp(page);
  await end(page).click();
  await isOver(page);
  const memory = await memoryOf(page);
  assert.ok(memory.length > 1 << 20 && memory.every((byte) => byte === 0), "the program's memory is zeros");
  assert.equal(await page.locator("body").innerText(), `${nl.t("kiosk.ended_title")}\n\n${nl.t("kiosk.over")}`);
  release();
  await steps.arriveFocused(page, "ended");
  assert.ok((await steps.shown(page).innerText()).includes(nl.t("kiosk.ended_stored")));
  assert.equal(page.url(), `${deployment.url}/kiosk/ended`, "the address is clean");
  await page.evaluate(() => (globalThis.stillHeld = ["een tekst die nog", "bewaard wordt, è"].join(" ")));
  const heap = await heapOf(page);
  assert.ok(heap.includes("een tekst die nog bewaard wordt, è"), "the search does find things");
  assert.deepEqual(leaks(secrets, [{ name: "heap", content: heap }]), []);
  assert.deepEqual(await kept(page), []);
  assert.deepEqual(new Set(await history(page)), new Set(["/kiosk", ...["privileged", "identity", "recipient", "write", "review", "ended"].map((step) => `/kiosk/${step}`)]));
  // Back shows a first page, and nothing of the visit.
  await page.goBack();
  await steps.arrive(page, "start");
  assert.deepEqual(leaks(secrets, [{ name: "page", content: await page.content() }, { name: "heap", content: await heapOf(page) }]), []);
  assert.deepEqual(await page.locator("input, textarea").count(), 0);
  assert.deepEqual(watch.complaints(), []);
  await context.close();
});

test("sabotage: without the wiping, the search finds the letter in the old memory and in the heap", async () => {
  const { context, page } = await atKiosk({
    prepare: async (page) => {
      await page.addInitScript(findMemory);
      await page.addInitScript(() => {
        Uint8Array.prototype.fill = function () {
          return this;
        };
      });
    },
  });
  const code = await goTo(page, "review");
  await page.evaluate((secret) => (globalThis.forgotten = secret), LETTER.name);
  assert.ok(leaks([LETTER.name], [{ name: "heap", content: await heapOf(page) }]).length > 0);
  const release = await holdUp(page);
  // Not by the button, for then each text is forgotten first: by a program that breaks.
  await page.evaluate(() => void setTimeout(() => {
    throw new Error("spoilt");
  }));
  await isOver(page);
  const found = leaks([...SECRETS, ...halves(code)], [{ name: "memory", content: await memoryOf(page) }]);
  for (const secret of SECRETS) assert.ok(found.some((line) => line.includes(secret)), `${secret} is not in ${found.join("\n")}`);
  release();
  await context.close();
});

test("who wants to end a visit with a letter that is not sent is asked once, and can go back to the letter", async () => {
  const { context, page } = await atKiosk();
  await goTo(page, "write");
  await page.locator("#letter").fill(LETTER.body);
  await end(page).click();
  const dialog = page.getByRole("dialog", { name: nl.t("kiosk.ask_title"), description: nl.t("kiosk.ask"), exact: true });
  await dialog.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.innerText), nl.t("kiosk.ask_back"));
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "hidden" });
  assert.equal(await page.locator("#letter").inputValue(), LETTER.body);
  await end(page).click();
  await dialog.getByRole("button", { name: nl.t("kiosk.ask_end"), exact: true }).click();
  await steps.arriveFocused(page, "ended");
  assert.ok((await steps.shown(page).innerText()).includes(nl.t("kiosk.ended_unsent")));
  await context.close();
});

test("a page that is left without ending the visit is wiped, though the browser keeps it; Back shows the first screen", async () => {
  const keeping = await launch({ keepsPages: true });
  const context = await visitor(keeping, { viewport: SCREEN });
  const page = await context.newPage();
  const shown = [];
  await page.exposeFunction("toldShown", (persisted) => shown.push(persisted));
  await page.addInitScript(() => addEventListener("pageshow", ({ persisted }) => toldShown(persisted), true));
  await steps.open(page, deployment);
  await goTo(page, "write");
  await page.locator("#letter").fill(LETTER.body);
  page.on("dialog", (dialog) => dialog.accept());
  await page.goto(`${deployment.url}/robots.txt`);
  await page.goBack();
  await steps.arrive(page, "start");
  assert.ok(shown.includes(true), "the browser had kept the page");
  assert.deepEqual(leaks(SECRETS, [{ name: "page", content: await page.content() }, { name: "heap", content: await heapOf(page) }]), []);
  await keeping.close();
});

test("what is copied stays in the page, and nothing that was copied elsewhere comes into it", async () => {
  const { context, page } = await atKiosk({ permissions: ["clipboard-read", "clipboard-write"] });
  await page.evaluate(() => navigator.clipboard.writeText("van iemand anders"));
  await goTo(page, "write");
  const letter = page.locator("#letter");
  await letter.click();
  await page.keyboard.press("Control+V");
  assert.equal(await letter.inputValue(), "");
  await letter.fill("een twee ");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+X");
  assert.equal(await letter.inputValue(), "");
  await page.keyboard.press("Control+V");
  await page.keyboard.press("Control+V");
  assert.equal(await letter.inputValue(), "een twee een twee ");
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "van iemand anders");
  // And the client heard of it.
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  assert.ok((await steps.shown(page).innerText()).includes("een twee een twee"));
  await context.close();
});

/** Somebody at the kiosk whose page has a clock of the test's own. */
const atKioskWithClock = () => atKiosk({ prepare: (page) => page.clock.install() });

/** The question whether anybody is there. */
const question = (page, words = nl) => page.getByRole("dialog", { name: words.t("kiosk.idle_title"), exact: true });

test("the time limit is stated before the start, and whoever wants has more time", async () => {
  const { context, page } = await atKioskWithClock();
  const stated = (minutes) => nl.t("kiosk.time", { idle: nl.count("kiosk.minutes", minutes), warning: nl.count("kiosk.minutes", 2) });
  await page.getByText(stated(IDLE), { exact: true }).waitFor();
  await steps.button(page, "kiosk.time_more").click();
  await page.getByText(stated(MORE), { exact: true }).waitFor();
  await goTo(page, "recipient");
  await page.clock.runFor((MORE - 1) * 60_000);
  assert.equal(await question(page).isVisible(), false);
  await page.clock.runFor(70_000);
  await question(page).waitFor();
  await context.close();
});

test("two minutes ahead the kiosk asks whether anybody is there, as often as nobody is; one key goes on", async () => {
  const { context, page } = await atKioskWithClock();
  await goTo(page, "write");
  await page.locator("#letter").fill(LETTER.body);
  for (const key of ["Enter", "Escape", "Space", "Enter"]) {
    await page.clock.runFor(IDLE * 60_000 - 10_000);
    assert.equal(await question(page).isVisible(), false, "it is not asked too early");
    await page.locator("#letter").focus();
    await page.clock.runFor(15_000);
    await question(page).waitFor();
    const { name, description, inside } = await page.evaluate(() => {
      const dialog = document.querySelector("dialog[open]");
      const text = (attribute) => dialog.getAttribute(attribute).split(" ").map((id) => document.getElementById(id).innerText).join(" ");
      return { name: text("aria-labelledby"), description: text("aria-describedby"), inside: document.activeElement.innerText };
    });
    assert.equal(name, nl.t("kiosk.idle_title"));
    assert.equal(description, `${nl.t("kiosk.idle")}\n\n${nl.t("kiosk.idle_unsent")}`);
    assert.equal(inside, nl.t("kiosk.go_on"), "going on has the focus");
    await page.keyboard.press(key);
    await question(page).waitFor({ state: "hidden" });
    assert.equal(await page.evaluate(() => document.activeElement.id), "letter", "the focus is back where it was");
    assert.equal(await page.locator("#letter").inputValue(), LETTER.body);
  }
  await context.close();
});

test("the time that is left is seen all the while, and spoken at one minute, half a minute and ten seconds; then all is wiped and said", async () => {
  const { context, page } = await atKioskWithClock();
  await goTo(page, "write");
  await page.locator("#letter").fill(LETTER.body);
  // From now on time passes only as the test says.
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
  await page.clock.runFor(IDLE * 60_000 + 1000);
  await question(page).waitFor();
  const left = (key, n) => nl.t("kiosk.left", { time: nl.count(key, n) });
  let at = await page.locator(".kiosk-clock").innerText();
  assert.match(at, /^(2:00|1:5\d)$/);
  const seconds = (clock) => clock.split(":").reduce((minutes, seconds) => 60 * minutes + Number(seconds), 0);
  const heard = new Map();
  while (await question(page).isVisible()) {
    await page.clock.runFor(1000);
    const now = await page.evaluate(() => [document.querySelector("#kiosk-idle[open] .kiosk-clock")?.textContent, document.querySelector("#kiosk-idle [aria-live]")?.textContent]).catch(() => []);
    if (!now[0]) break;
    assert.equal(seconds(now[0]), seconds(at) - 1);
    [at] = now;
    if (now[1] && !heard.has(now[1])) heard.set(now[1], at);
  }
  assert.deepEqual([...heard], [[left("kiosk.minutes", 1), "1:00"], [left("kiosk.seconds", 30), "0:30"], [left("kiosk.seconds", 10), "0:10"]]);
  await page.clock.resume();
  await steps.arriveFocused(page, "ended");
  const said = await steps.shown(page).innerText();
  for (const key of ["kiosk.ended_idle", "kiosk.ended_unsent", "kiosk.ended_code"]) assert.ok(said.includes(nl.t(key)), key);
  assert.deepEqual(leaks(SECRETS, [{ name: "heap", content: await heapOf(page) }]), []);
  assert.deepEqual(await kept(page), []);
  // And after a while the first screen is there again by itself.
  await page.clock.runFor(40_000);
  await steps.arrive(page, "start");
  await context.close();
});

test("a first screen that somebody changed and left is as it was after a while; one that nobody touched is left alone", async () => {
  const { context, page } = await atKioskWithClock();
  await page.evaluate(() => (globalThis.sameDocument = true));
  await page.clock.runFor((IDLE + 3) * 60_000);
  assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
  await steps.button(page, "kiosk.contrast_high").click();
  await page.clock.runFor(IDLE * 60_000 + 2000);
  await page.waitForFunction(() => !globalThis.sameDocument && document.documentElement.dataset.contrast === "0");
  await context.close();
});

test("without a connection nothing is lost: the bar says so, and a sealed letter is sent by itself when it is back", async () => {
  const { context, page } = await atKiosk();
  await goTo(page, "review");
  await deployment.stopServers();
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  assert.ok((await steps.shown(page).innerText()).includes(nl.t("safe.sealed")));
  await page.locator(".kiosk-bar").getByText(nl.t("kiosk.offline"), { exact: true }).waitFor({ timeout: 60_000 });
  await deployment.startIntake();
  await steps.arriveFocused(page, "receipt");
  await page.locator(".kiosk-bar").getByText(nl.t("kiosk.nothing_kept"), { exact: true }).waitFor();
  assert.deepEqual(await kept(page), []);
  await deployment.startScreening();
  await leave(page);
  await context.close();
});

test("a visit that ends without a connection is wiped at once, and the next begins when the connection is back", async () => {
  const { context, page } = await atKiosk({ prepare: (page) => page.addInitScript(findMemory) });
  await goTo(page, "write");
  await deployment.stopServers();
  await end(page).click();
  await page.getByText(nl.t("kiosk.over"), { exact: true }).waitFor();
  assert.ok((await memoryOf(page)).every((byte) => byte === 0));
  assert.equal(await page.locator("input, textarea").count(), 0);
  await deployment.startIntake();
  await steps.arrive(page, "ended");
  await deployment.startScreening();
  await context.close();
});

test("a first screen without its manifest says that nobody need do anything, and works by itself when the intake answers", async () => {
  const context = await visitor(browser, { viewport: SCREEN });
  const page = await context.newPage();
  await page.clock.install();
  await page.route("**/v1/manifest", (route) => route.abort());
  await steps.open(page, deployment);
  await page.getByText(nl.t("kiosk.again"), { exact: true }).waitFor();
  assert.deepEqual(await shortcomings(page), []);
  await page.unrouteAll();
  await page.clock.runFor(60_000);
  await steps.button(page, "start.begin").waitFor();
  await context.close();
});

test("a program that breaks leaves nothing, and says what happened; the kiosk begins anew", async () => {
  const { context, page } = await atKiosk({ prepare: (page) => page.addInitScript(findMemory) });
  await goTo(page, "write");
  await page.locator("#letter").fill(LETTER.body);
  // What a program that goes wrong might do to itself.
  await page.evaluate(() => new Uint8Array(programMemory.buffer).fill(0xff));
  await page.keyboard.press("End");
  await steps.arriveFocused(page, "ended");
  const said = await steps.shown(page).innerText();
  for (const key of ["kiosk.ended_broken", "kiosk.ended_unknown"]) assert.ok(said.includes(nl.t(key)), key);
  assert.deepEqual(leaks(SECRETS, [{ name: "heap", content: await heapOf(page) }]), []);
  await steps.button(page, "kiosk.ended_new").click();
  await steps.arrive(page, "start");
  await context.close();
});

test("a kiosk whose program did not arrive tries again by itself", async () => {
  const without = async (part) => {
    const context = await visitor(browser, { viewport: SCREEN });
    const page = await context.newPage();
    const [loads, gone] = [[], []];
    // The intake says a minute; the test has less patience.
    await page.route("**/kiosk", async (route) => {
      const answer = await route.fetch();
      loads.push(answer.headers().refresh);
      await route.fulfill({ response: answer, headers: { ...answer.headers(), refresh: "5; url=/kiosk" } });
    });
    await page.route(`**/${part}`, (route) => {
      gone.push(route.request().url());
      return loads.length < 2 ? route.abort() : route.fallback();
    });
    await page.goto(`${deployment.url}/kiosk`);
    await steps.arrive(page, "start");
    assert.ok(gone.length > 0 && loads.length >= 2, `${part} was missing`);
    assert.equal(loads[0], "60; url=/kiosk");
    // One that has started stays.
    await page.evaluate(() => (globalThis.sameDocument = true));
    await page.waitForTimeout(6000);
    assert.equal(await page.evaluate(() => globalThis.sameDocument), true);
    await context.close();
  };
  await Promise.all(["client.*.js", "client.*.wasm", "rest.*.wasm", "kiosk.*.css"].map(without));
});

test("another release is taken up by a first screen that nobody reads, and not in the middle of a visit", async () => {
  const { context, page } = await atKioskWithClock();
  const script = () => page.evaluate(() => document.querySelector("script[type=module]").getAttribute("src"));
  const old = await script();
  const { context: busy, page: writing } = await atKioskWithClock();
  await goTo(writing, "write");
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
  assert.equal(await writing.locator("#letter").inputValue(), LETTER.body);
  await steps.button(writing, "write.next").click();
  await steps.arriveFocused(writing, "review");
  await steps.send(writing);
  await steps.arriveFocused(writing, "receipt");
  await busy.close();
});

test("axe finds nothing at a kiosk, in ordinary colours and in strong contrast, at every size of the letters and of the screen", async () => {
  for (const viewport of [SCREEN, { width: 1280, height: 1024 }, { width: 360, height: 740 }]) {
    const { context, page } = await atKiosk({ viewport, reducedMotion: "reduce" });
    const found = [];
    const look = async (name) => {
      for (const contrast of ["0", "1"]) {
        for (const size of ["0", "2"]) {
          await page.evaluate(([contrast, size]) => Object.assign(document.documentElement.dataset, { contrast, size }), [contrast, size]);
          const lines = [...(await violations(page)), ...(await shortcomings(page))];
          found.push(...lines.map((line) => `${name}, ${viewport.width}, contrast ${contrast}, size ${size}: ${line}`));
        }
      }
    };
    await look("start");
    await goTo(page, "recipient");
    await look("recipient");
    await steps.button(page, "next").click();
    await page.locator("#errors").waitFor();
    await look("recipient, with errors");
    await steps.recipient(page, LETTER);
    await look("write");
    await steps.write(page, LETTER);
    await look("review");
    await end(page).click();
    await page.getByRole("dialog").waitFor();
    await look("the question");
    await page.keyboard.press("Escape");
    await steps.send(page);
    await steps.arriveFocused(page, "receipt");
    await look("receipt");
    await leave(page);
    await look("ended");
    assert.deepEqual(found, []);
    await context.close();
  }
});

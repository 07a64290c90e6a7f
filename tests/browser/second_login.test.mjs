// A second login during writing: the visit's time runs out, the sender logs in again, and the letter is there when they come back; and how
// many letters one person may send a day.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { CALLBACK, contract, problem } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { lastingDay, sendLetter, sendReviewed, told } from "./lib/login.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, hasLookedInto, notesDatabases, says } from "./lib/waits.mjs";
import { placesOf, stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const MINUTES = 60_000;
const BASIS = "een regeling van de tests, artikel 1";

let deployment, own, browser;

before(async () => {
  [deployment, browser] = await Promise.all([deploy({ screening: true }), launch()]);
});

after(async () => {
  await browser?.close();
  await Promise.all([deployment?.end(), own?.end()]);
});

/** Somebody whose visit's time ran out over their letter, told so, and on the way to a second login. */
async function timeIsUp() {
  const page = await (await visitor(browser)).newPage();
  await steps.goTo(page, deployment, "review");
  await page.clock.setSystemTime(Date.now() + 130 * MINUTES);
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await page.clock.setSystemTime(Date.now());
  await page.getByText(nl.t("unsent.visit_over"), { exact: true }).waitFor();
  await page.getByText(nl.t("safe.kept"), { exact: true }).waitFor();
  await steps.button(page, "unsent.log_in").click();
  await steps.arriveFocused(page, "identity");
  await page.getByText(nl.t("identity.letter_kept"), { exact: true }).waitFor();
  return page;
}

/** A test that begins at the provider of a second login, with the letter kept, and is over when its window is closed. */
const atSecondLogin = (act) => async () => {
  const page = await timeIsUp();
  await steps.leaveForProvider(page);
  await act(page);
  await page.context().close();
};

/** At the provider: is the `number`th made-up person. */
const choose = (page, number = 0) => page.locator("main nav a").nth(number).click();

/** Waits until what the review shows is the whole letter, as it was written. */
const isWhole = (page) => becomes(() => steps.missing(page), []);

/** The letter that waits for its login. What is kept of it besides, on a device of one's own, is the drafts' (drafts.test.mjs). */
const keptLetter = async (page) => (await stored(page)).indexedDB.filter(([name]) => name.startsWith("lakzegel-visit"));

/** Waits until no letter waits for a login: it goes a moment after the page has told of its return. */
const noneIsKept = (page) => becomes(() => keptLetter(page), []);

test("a letter crosses the second login encrypted, is there after it, and nothing of it stays on the device", atSecondLogin(async (page) => {
  // The provider's page is the demo's own, on the same origin: so a test can look at what lies there.
  const away = await stored(page);
  assert.equal((await keptLetter(page)).length, 1, "something does lie there");
  assert.match(JSON.stringify(away.indexedDB), /letter/);
  assert.deepEqual(leaks(steps.SECRETS, placesOf(away)), []);
  await choose(page);
  await steps.arriveFocused(page, "review");
  await isWhole(page);
  await becomes(async () => [await keptLetter(page), (await stored(page)).sessionStorage], [[], []]);
  const { letter } = await deployment.released(await sendReviewed(page));
  assert.deepEqual(
    { number: letter.recipient_number, name: letter.recipient_name, sender: letter.sender_name, body: letter.body },
    steps.LETTER,
  );
}));

test("who cancels the second login, or comes back by the browser's button, still has the letter", atSecondLogin(async (page) => {
  await page.locator(".cancel a").click();
  await says(await told(page), nl.t("identity.cancelled"));
  await noneIsKept(page);
  await page.getByText(nl.t("identity.letter_kept"), { exact: true }).waitFor();

  await steps.leaveForProvider(page);
  await page.goBack();
  await told(page);
  await noneIsKept(page);

  await steps.leaveForProvider(page);
  await choose(page);
  await steps.arriveFocused(page, "review");
  await isWhole(page);
}));

test("a letter is not shown to somebody else who logs in at the same provider", atSecondLogin(async (page) => {
  await choose(page, 1);
  await steps.arriveFocused(page, "recipient");
  await noneIsKept(page);
  assert.deepEqual(leaks(steps.SECRETS, [{ name: "page", content: await page.content() }]), []);
  assert.equal(await page.locator("#number").inputValue(), "");
}));

for (const [what, change] of Object.entries({
  "without a state": (query) => query.delete("state"),
  "with another login's state": (query) => query.set("state", "A".repeat(43)),
  "with an error": (query) => ["code", "error"].forEach((name, at) => (at ? query.set(name, "server_error") : query.delete(name))),
  "with a made-up code": (query) => query.set("code", "x"),
})) {
  test(`a letter is there again after a return ${what}`, atSecondLogin(async (page) => {
    const link = await page.locator("main nav a").first().getAttribute("href");
    const answer = await fetch(new URL(link, page.url()), { redirect: "manual" });
    const back = new URL(answer.headers.get("location"), page.url());
    change(back.searchParams);
    await page.goto(back.href);
    await told(page);
    await page.getByText(nl.t("identity.letter_kept"), { exact: true }).waitFor();
    await noneIsKept(page);
    await steps.leaveForProvider(page);
    await choose(page);
    await steps.arriveFocused(page, "review");
    await isWhole(page);
  }));
}

for (const [what, fate] of Object.entries({
  "no intake": (route) => route.abort(),
  "an intake that was busy": (route) => route.fulfill(problem("busy", 503)),
})) {
  test(`a letter whose return met ${what} comes back by itself`, atSecondLogin(async (page) => {
    await page.route(CALLBACK, fate, { times: 2 });
    await choose(page);
    await says(await told(page), nl.t("identity.unreachable"));
    await page.getByText(nl.t("identity.letter_kept"), { exact: true }).waitFor();
    await noneIsKept(page);
  }));
}

test("a second login that fails in another tab leaves the letter to the first", atSecondLogin(async (page) => {
  const other = await page.context().newPage();
  await other.goto(`${deployment.redirectUri}?code=made-up&state=made-up`);
  await told(other);
  assert.ok(!(await other.locator("main").innerText()).includes(nl.t("identity.letter_kept")), "a stranger's return is told nothing of a letter");
  assert.equal((await keptLetter(other)).length, 1, "it waits for its own tab");
  await page.locator(".cancel a").click();
  await told(page);
  await page.getByText(nl.t("identity.letter_kept"), { exact: true }).waitFor();
}));

test("a second login that is finished in another tab brings the letter there", atSecondLogin(async (page) => {
  const other = await page.context().newPage();
  const link = await page.locator("main nav a").first().getAttribute("href");
  await other.goto(new URL(link, page.url()).href);
  await steps.arriveFocused(other, "review");
  await isWhole(other);
  await noneIsKept(other);
}));

test("a letter whose sender never came back is wiped at the next start, once its login is over", atSecondLogin(async (page) => {
  const later = await page.context().newPage();
  await notesDatabases(later);
  await steps.open(later, deployment);
  await hasLookedInto(later, "lakzegel-visit");
  assert.equal((await keptLetter(later)).length, 1, "its login may still be under way");
  // The client takes the device's clock for the age, and the server's to be right: only what it compares is moved.
  await later.evaluate(async (seconds) => {
    const database = await new Promise((done) => (indexedDB.open("lakzegel-visit").onsuccess = ({ target }) => done(target.result)));
    const store = database.transaction("lakzegel-visit", "readwrite").objectStore("lakzegel-visit");
    const [entry] = await new Promise((done) => (store.getAll().onsuccess = ({ target }) => done(target.result)));
    entry["left-at"] -= 1000 * seconds;
    await new Promise((done) => (store.put(entry, entry.nonce).onsuccess = done));
    database.close();
  }, contract.loginSeconds + 60);
  await later.reload();
  await steps.arrive(later, "start");
  await later.waitForFunction(async () => (await indexedDB.databases()).every(({ name }) => name !== "lakzegel-visit"));
}));

test("a browser without Ed25519 keeps the visit key's seed encrypted on the way, and its letter is released all the same", async () => {
  const context = await visitor(browser);
  // As browsers were until 2023 to 2025: they do not know the name.
  await context.addInitScript(() => {
    const { subtle } = crypto;
    for (const name of ["generateKey", "importKey", "sign", "verify"]) {
      const real = subtle[name].bind(subtle);
      subtle[name] = async (algorithm, ...rest) => {
        if ((algorithm.name ?? algorithm) === "Ed25519") throw new DOMException("Unrecognized name.", "NotSupportedError");
        return real(algorithm, ...rest);
      };
    }
  });
  const page = await context.newPage();
  await steps.goTo(page, deployment, "identity");
  await steps.leaveForProvider(page);
  const seed = await page.evaluate(async () => {
    const database = await new Promise((done) => (indexedDB.open("lakzegel-visit").onsuccess = ({ target }) => done(target.result)));
    const store = database.transaction("lakzegel-visit").objectStore("lakzegel-visit");
    const [{ seed, private: key }] = await new Promise((done) => (store.getAll().onsuccess = ({ target }) => done(target.result)));
    database.close();
    return { sealed: seed.sealed.byteLength, parts: Object.keys(seed), key };
  });
  // 32 bytes and AES-GCM's tag; the key to them is not there.
  assert.deepEqual(seed, { sealed: 48, parts: ["salt", "sealed"], key: undefined });
  await choose(page, 2);
  await steps.arriveFocused(page, "recipient");
  await noneIsKept(page);
  const { letter } = await deployment.released(await sendLetter(page));
  assert.match(letter.visit_key, /^[0-9a-f]{64}$/);
  await context.close();
});

test("the limit for a day is shown with its legal basis, and told when it is reached", async () => {
  await lastingDay();
  own = await deploy({ volumeLimits: [{ letters: 5, days: 1, basis: BASIS }] });
  const page = await (await visitor(browser)).newPage();
  // Five letters' rights a day, three a login: the third login of the same person is one too many.
  for (const login of [1, 2]) {
    await steps.goTo(page, own, "identity");
    const limit = steps.shown(page).locator("p", { hasText: BASIS });
    await becomes(async () => /5 brieven .* 1 dag/.test(await limit.innerText()), true, `login ${login}`);
    await steps.leaveForProvider(page);
    await choose(page, 4);
    await steps.arriveFocused(page, "recipient");
  }
  await steps.goTo(page, own, "identity");
  await steps.leaveForProvider(page);
  await choose(page, 4);
  await says(await told(page), nl.t("identity.volume"));
  // Who tries once more is told the same: the intake shows that it kept nothing for itself.
  await steps.leaveForProvider(page);
  await choose(page, 4);
  await says(await told(page), nl.t("identity.volume"));
  await steps.leaveForProvider(page);
  await choose(page, 3);
  await steps.arriveFocused(page, "recipient");
  await page.context().close();
});

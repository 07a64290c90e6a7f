// A letter that waits on its sender's own device while it is being written: it survives a reload and a browser that is killed, comes back
// to its sender's login and to nobody else's, and is gone when it is sent, after seven days, on request, and where a device is shared.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, launchToKill, launchWith, visitor } from "./lib/browser.mjs";
import { newFolder, remove } from "./lib/children.mjs";
import { UPLOAD, contract, problem } from "./lib/contract.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import { KEY, announcedCode, logInAt, sendReviewed, startByKey, typeCode } from "./lib/login.mjs";
import { PEOPLE } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { asksWhoCloses, becomes, hasLookedInto, notesDatabases } from "./lib/waits.mjs";
import { placesOf, stored, withoutVersion } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const WEEK = 7 * 24 * 60 * 60;
const [DATABASE, MARK] = ["lakzegel-draft", "lakzegel-shared"];

let deployment, browser;

before(async () => {
  [deployment, browser] = await Promise.all([deploy({ screening: true }), launch()]);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** What is kept of letters in this browser, as text; without the keys, which no script can read. */
const kept = async (page) => (await stored(page)).indexedDB.filter(([name]) => name.startsWith(DATABASE));

/** When each letter that is kept was kept, in seconds since 1970. */
const times = async (page) => (await kept(page)).flatMap(([, text]) => text.split("\n").map((entry) => JSON.parse(entry).at));

/** Waits until as many letters are kept. None: then the database is deleted, too. */
const keeps = (page, count) =>
  until(`${count} letters are kept`, async () => (await kept(page)).length === Math.min(count, 1) && (await times(page)).length === count);

/** Waits until there is something on the device that was not there before `act`. */
async function isKeptAfter(page, act) {
  const before = JSON.stringify(await kept(page));
  await act();
  await until("the letter is kept as it is now", async () => ![before, "[]"].includes(JSON.stringify(await kept(page))));
}

/**
 * Waits until nothing is going to be kept any more of what was written until now: more time passes than any pause in typing lasts, and then it
 * is the test's turn with the database, which it would not be before a page that had begun to keep something had ended. The page's clock must
 * have been installed before: timers that began by another clock do not hear of it.
 */
async function hasHadTime(page) {
  await page.clock.runFor(12_000);
  await page.evaluate((name) => navigator.locks.request(name, () => {}), DATABASE);
}

/** Somebody at the empty letter, for whom time passes only where a test lets it, and of whose page nothing is going to be kept by itself. */
async function atStoppedClock(page) {
  await page.clock.install();
  await steps.goTo(page, deployment, "write");
  // A clock is stopped at a moment to come.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
  await hasHadTime(page);
  await page.locator("#letter").focus();
}

/** Writes, and waits until it is kept. */
const writes = (page, body = steps.LETTER.body) => isKeptAfter(page, () => page.locator("#letter").fill(body));

/** Somebody with a letter that is kept, in a browser without a past. */
async function writing() {
  const page = await (await visitor(browser)).newPage();
  await steps.goTo(page, deployment, "write");
  await writes(page);
  return page;
}

/** From the start to the page after the login, as one of the made-up people. */
async function logInAgain(page, number = 0, at = deployment) {
  await steps.open(page, at);
  await steps.begin(page);
  await steps.ordinary(page);
  await steps.leaveForProvider(page);
  await steps.chooseSomebody(page, number);
}

/** The offers on the page after the login. */
const offers = (page) => steps.shown(page).locator(".notice", { hasText: nl.t("draft.offer_title") });

/** Takes up the letter that is offered, and checks that it is whole. */
async function goesOn(page) {
  await steps.button(page, "draft.go_on").click();
  await steps.arriveFocused(page, "write");
  await becomes(() => page.locator("#letter").inputValue(), steps.LETTER.body);
}

/** Waits until so many letters are offered. */
const areOffered = (page, count) => becomes(() => offers(page).count(), count);

/** Waits until nothing is left on the device but what may be. */
const nothingIsLeft = (page) => becomes(async () => withoutVersion({ ...(await stored(page)), cookies: [] }), []);

test("a letter survives a reload: it is offered after the login, never before, and sent it leaves nothing behind", async () => {
  const page = await writing();
  const [[, entry]] = await kept(page);
  assert.deepEqual(Object.keys(JSON.parse(entry)).toSorted(), ["at", "letter", "name"]);
  assert.deepEqual(leaks([...steps.SECRETS, steps.LETTER.number], placesOf(await stored(page))), []);
  const [at] = await times(page);
  assert.ok(Math.abs(Date.now() / 1000 - at) < 120);
  const until = await page.evaluate((time) => new Date(1000 * time).toLocaleString("nl", { dateStyle: "long", timeStyle: "short" }), at + WEEK);
  await page.getByText(nl.t("draft.kept", { time: until }), { exact: true }).waitFor();

  // What is kept is not lost with the page: the browser does not ask.
  page.on("dialog", (dialog) => assert.fail(dialog.message()));
  await page.reload();
  const before = [];
  const look = async (name) => before.push({ name, content: await page.content() });
  await steps.arrive(page, "privileged");
  await look("after the reload");
  await steps.open(page, deployment);
  await look("start");
  await steps.begin(page);
  await steps.ordinary(page);
  await look("identity");
  assert.deepEqual(leaks([...steps.SECRETS, nl.t("draft.offer_title")], before), []);

  await steps.logIn(page);
  await areOffered(page, 1);
  assert.deepEqual(leaks(steps.SECRETS.slice(0, -2), [{ name: "recipient", content: await page.content() }]), [], "an offer says nothing of the letter");
  await goesOn(page);
  await keeps(page, 1);
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await becomes(() => steps.missing(page), []);
  const { letter } = await deployment.released(await sendReviewed(page));
  assert.equal(letter.body, steps.LETTER.body);
  await keeps(page, 0);
  await steps.note(page);
  await nothingIsLeft(page);
  await page.context().close();
});

test("a browser that is killed has the letter when it is started again, and its profile shows nobody what is in it", async () => {
  const profile = newFolder("lakzegel-profile");
  let context, kill;
  try {
    ({ context, kill } = await launchToKill(profile));
    const page = await context.newPage();
    // A number that is not also a row of digits in some script or some time that the browser keeps.
    const letter = { ...steps.LETTER, number: "7350916QX" };
    await steps.goTo(page, deployment, "write", letter);
    await writes(page);
    await kill();
    context = undefined;
    const files = filesIn(profile);
    assert.ok(leaks([DATABASE], files).length > 0, "the letter is in the files that were searched");
    assert.deepEqual(leaks([...steps.SECRETS, letter.number], files), []);

    context = await launchWith(profile);
    const next = await context.newPage();
    await logInAgain(next);
    await goesOn(next);
  } finally {
    await Promise.all([kill?.(), context?.close()].map((end) => end?.catch(() => {})));
    remove(profile);
  }
});

test("somebody else who logs in on the same device hears nothing of it, can write, and takes nothing away", async () => {
  const page = await writing();
  await logInAgain(page, 1);
  assert.equal(await offers(page).count(), 0);
  const other = { ...steps.LETTER, sender: "Iemand Anders", body: "Dag,\n\nEen heel andere brief.\n" };
  await steps.recipient(page, other);
  await writes(page, other.body);
  await keeps(page, 2);
  assert.deepEqual(leaks(steps.SECRETS.slice(0, -2), [{ name: "page", content: await page.content() }]), []);
  await logInAgain(page, 0);
  await areOffered(page, 1);
  await goesOn(page);
  await logInAgain(page, 1);
  await steps.button(page, "draft.go_on").click();
  await steps.arriveFocused(page, "write");
  await becomes(() => page.locator("#letter").inputValue(), other.body);
  await page.context().close();
});

test("after seven days a letter is not offered any more, and gone from the device as soon as the page is opened", async () => {
  const own = await deploy();
  try {
    const page = await (await visitor(browser)).newPage();
    await notesDatabases(page);
    await steps.goTo(page, own, "write");
    await writes(page);
    const today = async (seconds) => {
      await own.stopServers();
      own.ahead = seconds;
      await own.startIntake();
      await page.clock.setSystemTime(Date.now() + 1000 * seconds);
      await steps.open(page, own);
    };
    await today(WEEK - 3600);
    await hasLookedInto(page, DATABASE);
    await keeps(page, 1);
    await today(WEEK + 3600);
    await keeps(page, 0);
    await nothingIsLeft(page);
    await page.context().close();
  } finally {
    await own.end();
  }
});

test("a letter is thrown away on request, but not by a slip", async () => {
  const page = await writing();
  await logInAgain(page);
  await steps.button(page, "draft.throw").click();
  await page.waitForFunction(() => document.activeElement?.id === "draft-sure");
  await steps.button(page, "draft.sure_no").click();
  await keeps(page, 1);
  await steps.button(page, "draft.throw").click();
  await steps.button(page, "draft.sure_yes").click();
  await page.waitForFunction(() => document.activeElement?.id === "draft-told");
  await becomes(() => page.locator("#draft-told").innerText(), nl.t("draft.thrown"));
  await areOffered(page, 0);
  await keeps(page, 0);
  await nothingIsLeft(page);
  await page.context().close();
});

test("who must stop chooses: the letter waits, or is thrown away; either way the page knows nothing any more", async () => {
  const page = await writing();
  await steps.button(page, "draft.stop").click();
  await steps.arrive(page, "start");
  await page.goBack().catch(() => {});
  // What a page that was left shows is there when it is one page.
  await page.waitForFunction(() => !document.getElementById("first-screen") && document.getElementById("main")?.children.length === 1);
  assert.deepEqual(leaks(steps.SECRETS, [{ name: "page", content: await page.content() }]), []);
  await logInAgain(page);
  await goesOn(page);
  await keeps(page, 1);
  await steps.button(page, "draft.stop_throw").click();
  await steps.button(page, "draft.sure_yes").click();
  await steps.arrive(page, "start");
  await keeps(page, 0);
  await nothingIsLeft(page);
  await page.context().close();
});

test("on a device that others use, too, nothing is kept: said before the first word, in force after a login, a reload and in other tabs", async () => {
  const page = await (await visitor(browser)).newPage();
  await page.clock.install();
  await steps.goTo(page, deployment, "recipient");
  await keeps(page, 0);
  await steps.shown(page).getByLabel(nl.t("draft.shared")).check();
  await steps.recipient(page);
  await page.locator("#letter").fill(steps.LETTER.body);
  await page.getByText(nl.t("draft.only_here"), { exact: true }).waitFor();
  await hasHadTime(page);
  const { indexedDB, localStorage } = await stored(page);
  assert.deepEqual([indexedDB, localStorage.filter(([name]) => name === MARK)], [[], [[MARK, "1"]]]);
  await logInAgain(page);
  await becomes(() => steps.shown(page).getByLabel(nl.t("draft.shared")).isChecked(), true);
  await becomes(async () => (await stored(page)).indexedDB, []);

  // It is this person's device after all; until it is not.
  await steps.shown(page).getByLabel(nl.t("draft.shared")).uncheck();
  await steps.recipient(page);
  await writes(page);
  const other = await page.context().newPage();
  await logInAgain(other);
  await areOffered(other, 1);
  await steps.shown(other).getByLabel(nl.t("draft.shared")).check();
  await keeps(other, 0);
  await page.getByText(nl.t("draft.only_here"), { exact: true }).waitFor();
  await becomes(() => steps.shown(page).getByLabel(nl.t("draft.shared")).isChecked(), true);
  await page.locator("#letter").fill("Nog een zin.");
  await hasHadTime(page);
  assert.deepEqual((await stored(page)).indexedDB, []);
  await becomes(() => page.locator("#letter").inputValue(), "Nog een zin.", "what is in the page stays there");
  await page.context().close();
});

test("two tabs with letters of one person do not write over each other: both are there, the newer first", async () => {
  const first = await writing();
  const second = await first.context().newPage();
  await logInAgain(second);
  await goesOn(second);
  await keeps(second, 1);
  // The first tab still has its letter, and goes on with it.
  await writes(second, "De tweede.");
  const [earlier] = await times(second);
  // Each page knows the service's time to about a second only: the first is written on until it is the newer by the times that are kept.
  let spaces = "";
  do await writes(first, `De eerste, en nieuwer.${(spaces += " ")}`);
  while (!(await times(first)).some((at) => at > earlier));
  await keeps(first, 2);
  await first.close();
  await second.close();
  const third = await first.context().newPage();
  await logInAgain(third);
  await areOffered(third, 2);
  await offers(third).first().getByRole("button", { name: nl.t("draft.go_on") }).click();
  await steps.arriveFocused(third, "write");
  await becomes(async () => (await third.locator("#letter").inputValue()).trimEnd(), "De eerste, en nieuwer.");
  await third.context().close();
});

test("a letter that another tab threw away meanwhile is not there, and that is said", async () => {
  const page = await writing();
  const [one, other] = [await page.context().newPage(), await page.context().newPage()];
  await logInAgain(one);
  await logInAgain(other);
  await steps.button(one, "draft.throw").click();
  await steps.button(one, "draft.sure_yes").click();
  await keeps(one, 0);
  await steps.button(other, "draft.go_on").click();
  await other.waitForFunction(() => document.activeElement?.id === "draft-told");
  await becomes(() => other.locator("#draft-told").innerText(), nl.t("draft.gone"));
  await page.context().close();
});

test("with a visitor code nothing is kept, for nobody can be known again by it", async () => {
  const code = await announcedCode(deployment, "Bezoekster");
  const page = await (await visitor(browser)).newPage();
  await page.clock.install();
  await steps.goTo(page, deployment, "identity");
  await typeCode(page, code);
  await steps.arriveFocused(page, "recipient");
  assert.equal(await page.getByLabel(nl.t("draft.shared")).count(), 0);
  await steps.recipient(page);
  await page.locator("#letter").fill(steps.LETTER.body);
  await page.getByText(nl.t("draft.only_here"), { exact: true }).waitFor();
  await hasHadTime(page);
  // Once is enough: if anything were going to be kept, it would be there now.
  assert.deepEqual(withoutVersion({ ...(await stored(page)), cookies: [] }), []);
  await page.context().close();
});

/** What waits sealed in this browser, as text. */
const waits = async (page) => (await stored(page)).indexedDB.filter(([name]) => name.startsWith(contract.outbox));

for (const [name, status, told, again] of [
  ["outdated-key", 409, "unsent.outdated", "unsent.seal_again"],
  ["unknown-key", 422, "unsent.outdated", "unsent.seal_again"],
  ["spent-grant", 403, "unsent.spent_grant", "unsent.send_again"],
  ["no-grant", 401, "unsent.no_grant", "unsent.log_in"],
  ["wrong-hash", 400, "unsent.refused", "unsent.back"],
]) {
  test(`a letter that the intake refuses for ${name} is kept as it was written: who closes the page finds it after the login`, async () => {
    const page = await (await visitor(browser)).newPage();
    await steps.goTo(page, deployment, "review");
    await page.route(UPLOAD, (route) => route.fulfill(problem(name, status)), { times: 1 });
    await steps.send(page);
    await steps.arriveFocused(page, "unsent");
    const shown = steps.shown(page);
    for (const key of [told, "safe.kept"]) await shown.getByText(nl.t(key), { exact: true }).waitFor();
    for (const key of [again, "draft.stop"]) await steps.button(page, key).waitFor();
    // What was refused waits for nothing, and nothing says that it did.
    await keeps(page, 1);
    await becomes(() => waits(page), []);
    assert.deepEqual(leaks([...steps.SECRETS, steps.LETTER.number], placesOf(await stored(page))), []);
    const context = page.context();
    assert.equal(await asksWhoCloses(page), false);
    const next = await context.newPage();
    await logInAgain(next);
    await goesOn(next);
    await steps.button(next, "write.next").click();
    await steps.arriveFocused(next, "review");
    await becomes(() => steps.missing(next), []);
    await sendReviewed(next);
    await keeps(next, 0);
    await steps.note(next);
    await nothingIsLeft(next);
    await context.close();
  });
}

test("a letter that waited, and is refused while its page is open, is kept as it was written; whoever throws it away has it gone", async () => {
  const page = await (await visitor(browser)).newPage();
  await steps.goTo(page, deployment, "review");
  await page.route(UPLOAD, (route) => route.abort());
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await becomes(async () => (await waits(page)).length, 1);
  await page.unroute(UPLOAD);
  await page.route(UPLOAD, (route) => route.fulfill(problem("outdated-key", 409)));
  await steps.button(page, "unsent.send_again").click();
  await steps.shown(page).getByText(nl.t("safe.kept"), { exact: true }).waitFor();
  await keeps(page, 1);
  await becomes(() => waits(page), []);
  await steps.button(page, "draft.stop_throw").click();
  await steps.button(page, "draft.sure_yes").click();
  await steps.arrive(page, "start");
  await keeps(page, 0);
  await nothingIsLeft(page);
  await page.context().close();
});

for (const [who, comes] of Object.entries({
  "with a visitor code": async (page) => typeCode(page, await announcedCode(deployment, "Bezoekster")),
  "on a device that others use, too,": async (page) => {
    await page.evaluate((mark) => localStorage.setItem(mark, "1"), MARK);
    await steps.logIn(page);
  },
})) {
  test(`${who} a letter that was refused is in its page only: that is said, and the browser asks whoever closes it`, async () => {
    const page = await (await visitor(browser)).newPage();
    await steps.goTo(page, deployment, "identity");
    await comes(page);
    await steps.arriveFocused(page, "recipient");
    await steps.recipient(page);
    await steps.write(page);
    for (const [name, status, safe] of [["outdated-key", 409, "safe.written"], ["spent-grant", 403, "safe.sealed"]]) {
      await page.route(UPLOAD, (route) => route.fulfill(problem(name, status)), { times: 1 });
      await (safe === "safe.written" ? steps.send(page) : steps.button(page, "unsent.seal_again").click());
      await steps.shown(page).getByText(nl.t(safe), { exact: true }).waitFor();
      assert.equal(await asksWhoCloses(page), true, name);
      assert.deepEqual([await kept(page), await waits(page)], [[], []], name);
    }
    await steps.button(page, "unsent.send_again").click();
    await steps.arriveFocused(page, "receipt");
    await page.context().close();
  });
}

for (const [what, breaks] of Object.entries({
  "has no room": () => {
    IDBObjectStore.prototype.put = () => {
      throw new DOMException("Full.", "QuotaExceededError");
    };
  },
  "says that it stored and did not": () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, key) {
      return put.call(this, value, `${key}, but elsewhere`);
    };
  },
  "stores nothing at all": () => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("Not here.", "SecurityError");
    };
  },
})) {
  test(`a browser that ${what} is said to keep no letter, once, and the letter is sent all the same`, async () => {
    const page = await (await visitor(browser)).newPage();
    await page.clock.install();
    await steps.goTo(page, deployment, "recipient");
    await steps.recipient(page);
    await page.evaluate(`(${breaks})()`);
    // What a screen reader is told: every text that comes into the region for that.
    await page.evaluate(() => {
      globalThis.said = [];
      const region = document.querySelector("#main + [aria-live]");
      new MutationObserver(() => region.textContent && said.push(region.textContent)).observe(region, { characterData: true, childList: true, subtree: true });
    });
    for (const end of ["", " en"]) {
      await page.locator("#letter").fill(steps.LETTER.body + end);
      await hasHadTime(page);
      await page.getByText(nl.t("draft.failed"), { exact: true }).first().waitFor();
    }
    assert.deepEqual(await page.evaluate(() => said.filter((text, at) => text !== said[at - 1])), [nl.t("draft.failed")]);
    await page.locator("#letter").fill(steps.LETTER.body);
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
    await sendReviewed(page);
    await page.context().close();
  });
}

test("each time it is kept under a fresh key that cannot be extracted; typing itself encrypts nothing", async () => {
  const page = await (await visitor(browser)).newPage();
  await page.addInitScript(() => {
    globalThis.made = [];
    const { deriveKey, encrypt } = SubtleCrypto.prototype;
    const derived = [];
    SubtleCrypto.prototype.deriveKey = async function (derivation, ...values) {
      const key = await deriveKey.call(this, derivation, ...values);
      derived.push({ key, salt: String(derivation.salt), encrypted: 0 });
      return key;
    };
    SubtleCrypto.prototype.encrypt = function (parameters, key, data) {
      const one = derived.find((one) => one.key === key);
      if (one.encrypted === 0) made.push(one);
      one.encrypted += 1;
      return encrypt.call(this, parameters, key, data);
    };
  });
  await atStoppedClock(page);
  const before = await page.evaluate(() => made.length);
  await page.keyboard.type("Lieve Bram, hier is een brief die ik zonder ophouden typ.");
  assert.equal(await page.evaluate(() => made.length), before, "nothing is encrypted while somebody types");
  await isKeptAfter(page, () => hasHadTime(page));
  await becomes(() => page.evaluate(() => made.length), before + 1);
  await page.clock.resume();
  await writes(page, "Lieve Bram.");
  await writes(page, "Lieve, lieve Bram.");
  const keys = await page.evaluate(() => made.map(({ key, encrypted }) => ({ extractable: key.extractable, length: key.algorithm.length, encrypted })));
  assert.equal(await page.evaluate(() => new Set(made.map(({ salt }) => salt)).size), keys.length, "each has a salt of its own");
  assert.ok(keys.length >= 3);
  for (const key of keys) assert.deepEqual(key, { extractable: false, length: 256, encrypted: 1 });
  await page.context().close();
});

test("who types without a pause has the letter kept all the same, and who leaves the page has it kept at once", async () => {
  const page = await (await visitor(browser)).newPage();
  await atStoppedClock(page);
  // Never as long as the pause after which a letter is kept, and for twelve seconds in all.
  for (let typed = 0; typed < 24; typed++) {
    await page.keyboard.type("a");
    await page.clock.runFor(500);
  }
  await until("it is kept while somebody types", async () => (await kept(page)).length === 1);
  await page.clock.resume();
  await writes(page);

  // A phone that shows something else: the page is hidden, long before a pause is over.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 60_000);
  await isKeptAfter(page, async () => {
    await page.locator("#letter").fill("Vlug nog een zin.");
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    });
  });
  await page.context().close();
});

test("a page that was put to sleep in the middle of a change holds nobody up", async () => {
  const page = await writing();
  const asleep = await page.context().newPage();
  await asleep.goto(deployment.url);
  await asleep.evaluate(
    (name) => new Promise((done) => void navigator.locks.request(name, () => done() ?? new Promise(() => {})).catch(() => {})),
    DATABASE,
  );
  await writes(page, "Nog een keer.");
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await sendReviewed(page);
  await keeps(page, 0);
  await page.context().close();
});

test("in Firefox, too, a letter survives a reload, comes back to its sender alone, and is gone when it is sent", async () => {
  let provider;
  const providers = async (redirectUri, authority) => {
    const [started, known] = await startByKey(redirectUri, { certificate: authority.certificate() });
    provider = started;
    return [known];
  };
  const [own, firefox] = await Promise.all([deploy({ tls: true, providers }), launchFirefox()]);
  try {
    const page = await (await firefox.newContext()).newPage();
    const comesBack = async (person) => {
      await steps.goTo(page, own, "identity");
      await logInAt(page, own, KEY, person);
    };
    await comesBack(PEOPLE[0]);
    await steps.recipient(page);
    await writes(page);
    await comesBack(PEOPLE[1]);
    assert.equal(await page.getByRole("button", { name: nl.t("draft.go_on") }).count(), 0);
    await comesBack(PEOPLE[0]);
    await steps.button(page, "draft.go_on").click();
    await steps.arriveFocused(page, "write");
    await becomes(() => page.evaluate(() => document.getElementById("letter").value), steps.LETTER.body);
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
    await sendReviewed(page);
    await keeps(page, 0);
  } finally {
    await firefox.close();
    await own.end();
    await provider?.stop();
  }
});

/** The device's clock is wrong from now on by these seconds, and goes on as a clock does. */
const setWrong = (page, seconds) => page.clock.setSystemTime(Date.now() + 1000 * seconds);

test("a device whose clock is wrong throws no letter away that is young, and keeps none for longer than promised: the service's time counts", async () => {
  const own = await deploy();
  try {
    const page = await (await visitor(browser)).newPage();
    /** By the service's clock it is so much later; by the device's, `wrong` later than that. */
    const isLater = async (seconds, wrong) => {
      await own.stopServers();
      own.ahead = seconds;
      await own.startIntake();
      await setWrong(page, seconds + wrong);
      await steps.open(page, own);
    };
    await steps.goTo(page, own, "write");
    await writes(page);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    // By the device's clock it is three weeks old: first where nobody says another time, then by the service's.
    await setWrong(page, 3 * WEEK);
    await page.context().setOffline(true);
    await steps.open(page, own);
    await page.locator(".strip-waits", { hasText: nl.t("outbox.offline") }).waitFor();
    // With a network it is the clock that is in the way.
    await page.context().setOffline(false);
    await page.getByText(nl.t("advice.clock"), { exact: true }).waitFor();
    await page.locator(".strip-waits", { hasText: nl.t("outbox.offline") }).waitFor({ state: "detached" });
    // Less than a day ahead it is not.
    await setWrong(page, 20 * 60 * 60);
    await logInAgain(page, 0, own);
    await goesOn(page);
    await writes(page, `${steps.LETTER.body}!`);
    await writes(page);
    const [at] = await times(page);
    assert.ok(Math.abs(at - Date.now() / 1000) < 600, "what is kept has the service's time");

    // Set right, the clock says that it is of a day to come, unless it is the service's day that counts.
    await setWrong(page, 0);
    await logInAgain(page, 0, own);
    await goesOn(page);
    await keeps(page, 1);
    // A clock so far ahead that nothing can be written: nothing is lost by that, either.
    await setWrong(page, 52 * WEEK);
    await steps.open(page, own);
    await page.getByText(nl.t("advice.clock")).waitFor();
    await keeps(page, 1);

    await isLater(WEEK - 3600, -3 * WEEK);
    await logInAgain(page, 0, own);
    await steps.button(page, "draft.go_on").waitFor();
    await keeps(page, 1);
    await isLater(WEEK + 3600, -WEEK / 2);
    await keeps(page, 0);
    await nothingIsLeft(page);
    await page.context().close();
  } finally {
    await own.end();
  }
});

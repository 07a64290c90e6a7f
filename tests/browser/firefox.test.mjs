// Identity in Firefox, over TLS and with a real provider, in the same steps as in Chromium: the whole way to a released letter, with a
// login and with a visitor code, and the ends and detours of a login that a sender can meet with. An outbox of a week is the servers'
// matter, whatever browser the letter is from: outbox.test.mjs has it, in Chromium.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deploy, until } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import {
  KEY, announcedCode, hasFailed, leaveFor, loggedInBy, logInAndStay, logInAt, nothingIsLeftOf, press, sendLetter, sendReviewed, startByKey, told, typeCode,
} from "./lib/login.mjs";
import { PEOPLE, cancel, logIn } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes } from "./lib/waits.mjs";
import { placesOf, stored, withoutVersion } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

/** What senders read on the button of the provider that is down until a test starts it. */
const DOWN = "Proefstoring";
const MINUTE_AND_A_HALF = 90;
const HOUR = 60 * 60;

let deployment, browser, provider, sleeper;
/** The deployment whose visits are short, and its provider. */
let hasty, hastyProvider;

/** Starts a provider that the deployment's certificate authority vouches for. */
const startProvider = (redirectUri, authority) => startByKey(redirectUri, { certificate: authority.certificate() });

before(async () => {
  const providers = async (...where) => {
    const [first, second] = await Promise.all([startProvider(...where), startProvider(...where)]);
    [provider, sleeper] = [first[0], second[0]];
    await sleeper.stop();
    return [first[1], { ...second[1], id: "storing", name: DOWN }];
  };
  [deployment, browser] = await Promise.all([deploy({ screening: true, tls: true, providers }), launchFirefox()]);
});

after(async () => {
  await browser?.close();
  await Promise.all([deployment?.end(), hasty?.end()]);
  await Promise.all([provider, hastyProvider, sleeper].map((provider) => provider?.stop()));
});

/** A Firefox without a past, at the page for logging in. The caller closes its context. */
async function atIdentity(at = deployment) {
  const page = await (await browser.newContext()).newPage();
  await steps.goTo(page, at, "identity");
  return page;
}

/** The intake's cookies in this profile. */
const loginCookies = async (page) => (await page.context().cookies()).map(({ name }) => name).filter((name) => name.includes("lakzegel"));

/** Waits until the page says this somewhere. */
const says = (page, text) => page.waitForFunction((text) => document.getElementById("main").innerText.includes(text), text);

/** Waits until nothing stays on the device: no key, no cookie, no letter, no mark of one. */
async function nothingIsLeft(page) {
  await nothingIsLeftOf(page);
  // All other cookies are the provider's, which is on the same machine.
  await becomes(async () => withoutVersion({ ...(await stored(page)), cookies: [] }), []);
}

/** The same after a login of which a code came back and no token: that is remembered, as a hash and a time, until one succeeds. */
async function onlyALostLoginIsLeft(page) {
  await nothingIsLeftOf(page);
  const lost = ([kind, entries]) => `${kind} ${entries.map(([name, value]) => `${name} ${value.replace(/^[\w-]{43} \d+$/, "hash and time")}`)}`;
  await becomes(async () => withoutVersion({ ...(await stored(page)), cookies: [] }).map(lost), ["localStorage lakzegel-lost-login hash and time"]);
}

/** Waits until a login that was lost is remembered no more. */
const nothingIsLost = (page) => becomes(async () => (await stored(page)).localStorage.some(([name]) => name === "lakzegel-lost-login"), false);

const close = (...pages) => Promise.all(pages.map((page) => page.context().close()));

test("a letter goes all the way in Firefox: logged in, written, sealed, stored, seen and released", async () => {
  const page = await atIdentity();
  assert.match(await page.evaluate(() => navigator.userAgent), /Firefox/);
  await logInAt(page, deployment, KEY, PEOPLE[1]);
  const envelope = await sendLetter(page);
  assert.match(await steps.reference(page), /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  const { letter, evidence } = await deployment.released(envelope);
  assert.equal(letter.body, steps.LETTER.body);
  assert.equal(evidence.claims.sub, PEOPLE[1].id);
  await steps.shown(page).getByRole("heading", { name: nl.t("receipt.seen_title") }).waitFor();
  await steps.prints(page);
  await nothingIsLeft(page);
  await close(page);
});

test("a visitor code goes all the way in Firefox, to a released letter under the desk's name", async () => {
  const name = "Örnek Bezoekster";
  const [code, page] = await Promise.all([announcedCode(deployment, name), atIdentity()]);
  // As a program for messages makes it.
  await typeCode(page, { admission: `\u201c${code.admission.replaceAll("-", "\u2013")}\u201d`, proof: `\u2068${code.proof.replaceAll("-", "\u00a0")}\u2069.` });
  await steps.arriveFocused(page, "recipient");
  const { evidence } = await deployment.released(await sendLetter(page));
  assert.equal(evidence.kind, "visitor-code");
  assert.deepEqual(evidence.person, { name, source: "desk" });
  await nothingIsLeft(page);
  await close(page);
});

test("who cancels at the provider is told so plainly in Firefox too, and can try again", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  assert.match((await loginCookies(page)).join(), /^__Host-lakzegel-login-[\w-]{16}$/);
  await cancel(page);
  const message = await told(page);
  await becomes(() => message.innerText(), [nl.t("identity.cancelled_title"), nl.t("identity.cancelled")].join("\n\n"));
  await becomes(() => page.url(), deployment.redirectUri);
  await nothingIsLeft(page);
  await logInAt(page, deployment, KEY, PEOPLE[0]);
  await close(page);
});

test("who logs in at too low a level is told so at once in Firefox too, and can log in at a higher one", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  await logIn(page, PEOPLE[0], { low: true });
  await hasFailed(page, deployment, "identity.level", { theirs: true });
  await nothingIsLeft(page);
  await logInAt(page, deployment, KEY, PEOPLE[0]);
  await close(page);
});

test("a provider that is down is told of in Firefox too, others go on, and when it is back it can be used", async () => {
  const page = await atIdentity();
  await press(page, DOWN);
  await hasFailed(page, deployment, "identity.provider_down", { theirs: true });
  await nothingIsLeft(page);
  await logInAt(page, deployment, KEY, PEOPLE[0]);

  await sleeper.start();
  const later = await atIdentity();
  await logInAt(later, deployment, DOWN, PEOPLE[0]);
  await close(page, later);
});

test("a provider that goes down while somebody logs in is told of in Firefox too, and when it is back they can log in anew", async () => {
  const page = await atIdentity();
  const back = await logInAndStay(page, provider, KEY, PEOPLE[2]);
  await provider.stop();
  try {
    await page.goto(back);
    await hasFailed(page, deployment, "identity.provider_down", { theirs: true });
    await onlyALostLoginIsLeft(page);
  } finally {
    await provider.start();
  }
  await logInAt(page, deployment, KEY, PEOPLE[2]);
  await nothingIsLost(page);
  await close(page);
});

test("a letter from Firefox is released although the provider has a new key since its login", async () => {
  const page = await atIdentity();
  await logInAt(page, deployment, KEY, PEOPLE[1]);
  provider.rotate();
  const { evidence } = await deployment.released(await sendLetter(page));
  assert.equal(evidence.claims.sub, PEOPLE[1].id);
  await close(page);
});

for (const [what, seconds] of Object.entries({ ahead: MINUTE_AND_A_HALF, behind: -MINUTE_AND_A_HALF })) {
  test(`a letter from Firefox is released although the provider's clock is a minute and a half ${what}`, async () => {
    const page = await atIdentity();
    const isOfItsClock = await loggedInBy(provider, seconds, () => logInAt(page, deployment, KEY, PEOPLE[2]));
    const { evidence } = await deployment.released(await sendLetter(page));
    isOfItsClock(evidence.claims);
    await close(page);
  });
}

for (const [what, seconds] of Object.entries({ ahead: HOUR, behind: -HOUR })) {
  test(`a provider whose clock is an hour ${what} is no good in Firefox either, which is told before a letter is written`, async () => {
    const page = await atIdentity();
    provider.skew(seconds);
    try {
      await leaveFor(page, KEY);
      await logIn(page);
      await hasFailed(page, deployment, "identity.refused", { theirs: true });
      await onlyALostLoginIsLeft(page);
    } finally {
      provider.skew(0);
    }
    await logInAt(page, deployment, KEY, PEOPLE[0]);
    await nothingIsLost(page);
    await close(page);
  });
}

test("the address that a login came back to works once in Firefox too: not again, not in another tab, not in another profile", async () => {
  const page = await atIdentity();
  const back = await logInAt(page, deployment, KEY, PEOPLE[0]);
  const tab = await page.context().newPage();
  const stranger = await (await browser.newContext()).newPage();
  for (const again of [tab, page, stranger]) {
    await again.goto(back);
    await hasFailed(again, deployment, "identity.not_kept", { theirs: false });
    await nothingIsLeft(again);
  }
  await close(page, stranger);
});

test("a login that was begun in one tab of Firefox and came back in another goes on there, and not again in the first", async () => {
  const first = await atIdentity();
  const back = await logInAndStay(first, provider, KEY, PEOPLE[1]);
  const second = await first.context().newPage();
  await second.goto(back);
  await steps.arriveFocused(second, "recipient");
  await nothingIsLeft(second);

  await first.goto(back);
  await hasFailed(first, deployment, "identity.not_kept", { theirs: false });
  const { evidence } = await deployment.released(await sendLetter(second));
  assert.equal(evidence.claims.sub, PEOPLE[1].id, "what became of the first tab does not touch the second");
  await steps.prints(second);
  await Promise.all([first, second].map(nothingIsLeft));
  await close(first);
});

test("a letter from Firefox whose visit runs out during writing crosses a second login encrypted, and is released", async () => {
  // A visit lasts from when the provider says that its sender logged in. By a clock that is behind, all but a few seconds of it are over
  // when the sender is back, and writing outlasts these; the second visit, by a clock that is right, is long enough for a slow machine.
  const remainder = 4;
  const providers = async (...where) => {
    const [started, known] = await startProvider(...where);
    hastyProvider = started;
    return [known];
  };
  hasty = await deploy({ screening: true, tls: true, providers, visitLife: MINUTE_AND_A_HALF + remainder });
  const page = await atIdentity(hasty);
  hastyProvider.skew(-MINUTE_AND_A_HALF);
  await logInAt(page, hasty, KEY, PEOPLE[0]);
  // The page knows the time from when an answer reached it, which may be late on a slow machine.
  const over = Date.now() + (remainder + 6) * 1000;
  hastyProvider.skew(0);
  await steps.recipient(page);
  await steps.write(page);
  await until("the visit's time is over", () => Date.now() > over);
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await says(page, nl.t("unsent.visit_over"));
  await says(page, nl.t("safe.kept"));
  assert.equal(await hasty.logSize(), 0, "nothing was sent");
  await steps.button(page, "unsent.log_in").click();
  await steps.arriveFocused(page, "identity");
  await says(page, nl.t("identity.letter_kept"));
  await leaveFor(page, KEY);

  // The provider's page cannot look at what lies there; another tab of the same profile can.
  const tab = await page.context().newPage();
  await steps.open(tab, hasty);
  const away = await stored(tab);
  assert.match(JSON.stringify(away.indexedDB), /letter/, "something does lie there");
  assert.deepEqual(leaks(steps.SECRETS, placesOf(away)), []);

  await logIn(page, PEOPLE[0]);
  await steps.arriveFocused(page, "review");
  await becomes(() => steps.missing(page), []);
  // On a device of one's own a draft is there until the letter is stored (drafts.test.mjs); what crossed the login is not.
  await becomes(async () => (await stored(page)).indexedDB.filter(([name]) => name.startsWith("lakzegel-visit")), []);
  const { letter } = await hasty.released(await sendReviewed(page));
  assert.deepEqual(
    { number: letter.recipient_number, name: letter.recipient_name, sender: letter.sender_name, body: letter.body },
    steps.LETTER,
  );
  await steps.prints(page);
  await Promise.all([page, tab].map(nothingIsLeft));
  await close(page);
});

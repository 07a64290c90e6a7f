// The whole way in Firefox, over TLS and with a real provider, in the same steps as in Chromium; and two logins that end otherwise.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { deploy } from "./lib/deployment.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import { KEY, leaveFor, leftOf, logInAt, sendLetter, startByKey, told } from "./lib/login.mjs";
import { PEOPLE, cancel } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { stored, withoutVersion } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

let deployment, browser, provider;

before(async () => {
  const providers = async (redirectUri, authority) => {
    const [started, known] = await startByKey(redirectUri, { certificate: authority.certificate() });
    provider = started;
    return [known];
  };
  [deployment, browser] = await Promise.all([deploy({ screening: true, tls: true, providers }), launchFirefox()]);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
  await provider?.stop();
});

/** A Firefox without a past, at the page for logging in. The caller closes its context. */
async function atIdentity() {
  const page = await (await browser.newContext()).newPage();
  await steps.goTo(page, deployment, "identity");
  return page;
}

/** The intake's cookies in this profile. */
const loginCookies = async (page) => (await page.context().cookies()).map(({ name }) => name).filter((name) => name.includes("lakzegel"));

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
  assert.deepEqual(await leftOf(page), { keys: 0, cookies: 0 });
  // All other cookies are the provider's, which is on the same machine.
  const left = { ...(await stored(page)), cookies: [] };
  assert.deepEqual(withoutVersion(left), [], "nothing stays on the device");
  await page.context().close();
});

test("who cancels at the provider is told so plainly in Firefox too, and can try again", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  assert.deepEqual(await loginCookies(page), ["__Host-lakzegel-login"]);
  await cancel(page);
  const message = await told(page);
  assert.equal(await message.innerText(), [nl.t("identity.cancelled_title"), nl.t("identity.cancelled")].join("\n\n"));
  assert.equal(page.url(), deployment.redirectUri);
  assert.deepEqual(await leftOf(page), { keys: 0, cookies: 0 });
  await logInAt(page, deployment, KEY, PEOPLE[0]);
  await page.context().close();
});

test("the address that a login came back to works once in Firefox too: not again, not in another tab, not in another profile", async () => {
  const page = await atIdentity();
  const back = await logInAt(page, deployment, KEY, PEOPLE[0]);
  const tab = await page.context().newPage();
  const stranger = await (await browser.newContext()).newPage();
  for (const [where, again] of Object.entries({ tab, page, stranger })) {
    await again.goto(back);
    const message = await told(again);
    assert.ok((await message.innerText()).startsWith(nl.t("identity.failed_title")), where);
    assert.equal(again.url(), deployment.redirectUri, where);
    assert.equal(await steps.button(again, "identity.go_on").count(), 0, where);
    assert.deepEqual(await leftOf(again), { keys: 0, cookies: 0 }, where);
  }
  await Promise.all([page, stranger].map((page) => page.context().close()));
});

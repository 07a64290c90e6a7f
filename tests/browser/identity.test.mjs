// Logging in at a real OpenID provider, in both ways in which the intake can show it who it is: to a released letter that names
// the person, and every way in which a login can end without one.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { deploy, filesIn } from "./lib/deployment.mjs";
import { leaks } from "./lib/disguises.mjs";
import { CLIENT, FAILURE, KEY, leaveFor, nothingIsLeftOf, press, sendLetter, startByKey, told } from "./lib/login.mjs";
import * as login from "./lib/login.mjs";
import { PEOPLE, SUBSTANTIAL, cancel, fail, logIn, startProvider } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { placesOf, stored } from "./lib/watch.mjs";
import { en, nl } from "./lib/words.mjs";

/** What senders read on the button of the provider that knows the intake by a secret. */
const SECRET = "Proefwoord";

let deployment, browser, byKey, bySecret;
/** Every address that a provider sent a browser back to after a login. */
const backs = [];

/** Starts that provider. Gives it, and what the deployment must know of it. */
async function startBySecret(redirectUri) {
  const secret = randomBytes(32).toString("base64");
  const provider = await startProvider({ clients: [{ id: CLIENT, redirectUri, secret, signedWith: "EdDSA" }] });
  const known = { id: "woord", name: SECRET, algorithms: ["EdDSA"], secret };
  return [provider, { ...known, issuer: provider.issuer, audience: CLIENT, acr: [SUBSTANTIAL] }];
}

before(async () => {
  const providers = async (redirectUri) => {
    const [first, second] = await Promise.all([startByKey(redirectUri), startBySecret(redirectUri)]);
    [byKey, bySecret] = [first[0], second[0]];
    return [first[1], second[1]];
  };
  [deployment, browser] = await Promise.all([deploy({ screening: true, providers }), launch()]);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
  await Promise.all([byKey?.stop(), bySecret?.stop()]);
});

/** A browser without a past, at the page for logging in. The caller closes its context. */
const atIdentity = (at = deployment) => login.atIdentity(browser, at);

/** Identity: logs in at a provider, and comes back. Gives the address of the return. */
async function logInAt(page, name, person) {
  backs.push(await login.logInAt(page, deployment, name, person));
  return backs.at(-1);
}

/** What is secret in the address of a return. */
function secretsOf(back) {
  const { searchParams } = new URL(back);
  return ["code", "state"].map((name) => searchParams.get(name));
}

for (const { name, id, person, method, at } of [
  { name: KEY, id: "sleutel", person: PEOPLE[0], method: "private_key_jwt", at: () => byKey },
  { name: SECRET, id: "woord", person: PEOPLE[2], method: "client_secret_basic", at: () => bySecret },
]) {
  test(`a letter goes all the way with a provider that knows the intake by ${method}, and names the person`, async () => {
    const page = await atIdentity();
    await logInAt(page, name, person);
    const { letter, evidence, decision } = await deployment.released(await sendLetter(page));
    assert.equal(decision.state, "released");
    assert.equal(evidence.provider.id, id);
    const { sub, name: proved, acr } = evidence.claims;
    assert.deepEqual({ sub, proved, acr }, { sub: person.id, proved: person.name, acr: SUBSTANTIAL });
    assert.notEqual(letter.sender_name, person.name, "what stands under the letter proves nothing");

    assert.deepEqual(at().tokenRequests.map(({ method, status }) => ({ method, status })), [{ method, status: 200 }]);
    // The visit key is between the sender and screening. The provider sees a hash of it.
    const key = Buffer.from(letter.visit_key, "hex");
    const seen = Object.values(at().requests.at(-1).query).join("\n");
    for (const form of ["hex", "base64", "base64url"]) assert.ok(!seen.includes(key.toString(form)), form);
    await page.context().close();
  });
}

test("a provider is asked for a login now, at the level that the manifest says, and is told nothing else", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  const { method, query } = byKey.requests.at(-1);
  assert.equal(method, "GET");
  const { nonce, state, code_challenge, ...rest } = query;
  assert.deepEqual(rest, {
    response_type: "code", client_id: CLIENT, redirect_uri: deployment.redirectUri, scope: "openid profile", max_age: "0",
    acr_values: SUBSTANTIAL, code_challenge_method: "S256",
  });
  for (const random of [nonce, state, code_challenge]) assert.match(random, /^[\w-]{43}$/);
  assert.equal(new Set([nonce, state, code_challenge]).size, 3);
  await page.context().close();
});

test("after the return, code and state are in no address and in no storage", async () => {
  const page = await atIdentity();
  const back = await logInAt(page, KEY, PEOPLE[1]);
  const secrets = secretsOf(back);
  assert.ok(leaks(secrets, [{ name: "address", content: back }]).length >= secrets.length, "the search does find things");
  const session = await page.context().newCDPSession(page);
  const history = async () => (await session.send("Page.getNavigationHistory")).entries;
  await becomes(async () => (await history()).some(({ url }) => url === deployment.redirectUri), true);
  const entries = await history();
  const places = [...entries.map(({ url }) => ({ name: "history", content: url })), ...placesOf(await stored(page))];
  assert.deepEqual(leaks(secrets, places), []);
  await page.context().close();
});

test("who cancels at the provider is told so plainly, and can try again", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  await cancel(page);
  const message = await told(page);
  await becomes(() => message.innerText(), [nl.t("identity.cancelled_title"), nl.t("identity.cancelled")].join("\n\n"));
  await becomes(() => page.url(), deployment.redirectUri);
  await logInAt(page, KEY, PEOPLE[1]);
  await page.context().close();
});

for (const words of [nl, en]) {
  test(`a login that fails at the provider is told in its own Dutch sentence, and is over (page in ${words.lang})`, async () => {
    const page = await atIdentity();
    await steps.speak(page, words);
    await leaveFor(page, KEY, words);
    await fail(page);
    const message = await told(page);
    await becomes(() => page.locator("html").getAttribute("lang"), words.lang);
    await message.locator("[lang=nl]").getByText(FAILURE, { exact: true }).waitFor();
    await becomes(() => page.url(), deployment.redirectUri);
    // The visit key and the intake's cookie are gone.
    await nothingIsLeftOf(page);
    await page.context().close();
  });
}

test("who logs in at too low a level is told so at once, and not after writing a letter", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  await logIn(page, PEOPLE[0], { low: true });
  const message = await told(page);
  await becomes(() => message.locator("h2").innerText(), nl.t("identity.failed_title"));
  assert.ok(!(await message.innerText()).includes(nl.t("identity.refused")), "it says more than that the login was refused");
  assert.equal(await steps.button(page, "identity.go_on").count(), 0);
  await logInAt(page, KEY, PEOPLE[0]);
  await page.context().close();
});

test("a provider that is down is told of, others go on, and when it is back it can be used", async () => {
  let provider;
  const providers = async (redirectUri) => {
    const [started, known] = await startByKey(redirectUri);
    provider = started;
    await provider.stop();
    return [known];
  };
  const own = await deploy({ providers });
  try {
    const page = await atIdentity(own);
    await press(page, KEY);
    await says(await told(page), nl.t("identity.failed_title"));
    await steps.logIn(page);

    const later = await atIdentity(own);
    await provider.start();
    await leaveFor(later, KEY);
    await logIn(later);
    await steps.arriveFocused(later, "recipient");
    await Promise.all([page, later].map((page) => page.context().close()));
  } finally {
    await own.end();
    await provider?.stop();
  }
});

test("a letter is released although the provider has a new key since its login, and so is one of the new key", async () => {
  const page = await atIdentity();
  await logInAt(page, KEY, PEOPLE[1]);
  byKey.rotate();
  const old = await deployment.released(await sendLetter(page));
  assert.equal(old.evidence.claims.sub, PEOPLE[1].id);

  const other = await atIdentity();
  await logInAt(other, KEY, PEOPLE[2]);
  const fresh = await deployment.released(await sendLetter(other));
  assert.equal(fresh.evidence.claims.sub, PEOPLE[2].id);
  await Promise.all([page, other].map((page) => page.context().close()));
});

test("the address that a login came back to works once: not again, not in another tab, not in another browser", async () => {
  const page = await atIdentity();
  const back = await logInAt(page, KEY, PEOPLE[0]);
  const tab = await page.context().newPage();
  const stranger = await (await visitor(browser)).newPage();
  for (const [where, again] of Object.entries({ tab, page, stranger })) {
    await again.goto(back);
    const message = await told(again);
    await becomes(() => message.locator("h2").innerText(), nl.t("identity.failed_title"), where);
    assert.ok((await message.locator("p").innerText()).length > 20, where);
    await becomes(() => again.url(), deployment.redirectUri, where);
    assert.equal(await steps.button(again, "identity.go_on").count(), 0, where);
  }
  await Promise.all([page, stranger].map((page) => page.context().close()));
});

test("the intake has no code, no state and nobody who logged in, in its log or in its files", async () => {
  await deployment.stopServers();
  const log = deployment.log("intake");
  assert.match(log, /"action":"finish","object":"login","result":"/, "the log of the logins is complete");
  const secrets = [...backs.flatMap(secretsOf), ...PEOPLE.flatMap(({ id, name }) => [id, name])];
  assert.ok(secrets.length > 12);
  assert.deepEqual(leaks(secrets, [{ name: "intake.log", content: log }, ...filesIn(deployment.path("intake"))]), []);
});

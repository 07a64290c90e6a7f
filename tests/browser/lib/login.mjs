// Logging in at a real provider, or with a visitor code, in the words of the steps: a provider that a deployment knows, a code on the
// visiting desk's paper, what a sender does on the page for logging in and at the provider, what they are told there, and what becomes
// of the letter. A page may be any browser's.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { visitor } from "./browser.mjs";
import { CALLBACK } from "./contract.mjs";
import { until } from "./deployment.mjs";
import { pdfText } from "./pdf.mjs";
import { SUBSTANTIAL, logIn, newClientKey, startProvider } from "./provider.mjs";
import * as steps from "./steps.mjs";
import { becomes } from "./waits.mjs";
import { stored } from "./watch.mjs";
import { nl } from "./words.mjs";

/** What senders read on the button of the provider that knows the intake by a key. */
export const KEY = "Proefsleutel";
/** What that provider wants said where a login failed. */
export const FAILURE = "Inloggen bij Proefsleutel is niet gelukt. Probeer het later nog een keer.";
/** What every provider calls the intake. */
export const CLIENT = "lakzegel";

/** Starts the provider that knows the intake by a key, and gives it, with what the deployment must know of it. The caller stops it. */
export async function startByKey(redirectUri, options = {}) {
  const { publicJwk, ...key } = newClientKey("ES256");
  const provider = await startProvider({ clients: [{ id: CLIENT, redirectUri, publicJwk }], ...options });
  const known = { id: "sleutel", name: KEY, algorithms: ["ES256"], failure: FAILURE, key };
  return [provider, { ...known, issuer: provider.issuer, audience: CLIENT, acr: [SUBSTANTIAL] }];
}

/** A Chromium without a past, at the page for logging in. The caller closes its context. */
export async function atIdentity(browser, deployment, settings) {
  const page = await (await visitor(browser, settings)).newPage();
  await steps.goTo(page, deployment, "identity");
  return page;
}

/** Identity: presses a provider's button. */
export const press = (page, name, words = nl) =>
  steps.shown(page).getByRole("button", { name: words.t("identity.with", { name }), exact: true }).click();

/** Identity: leaves for a provider, and waits for its page. */
export async function leaveFor(page, name, words) {
  await press(page, name, words);
  await page.getByRole("heading", { name: "Testprovider" }).waitFor();
}

/** Lets the next return that brings a code meet this fate on its way to the intake: a handler of a route. */
export async function nextReturnMeets(page, fate) {
  const meets = async (route) => {
    if (!route.request().postData()?.includes("code=")) return route.fallback();
    await fate(route);
    return page.unroute(CALLBACK, meets);
  };
  await page.route(CALLBACK, meets);
}

/** Identity: leaves for a provider that was down a moment ago: the intake leaves it alone for a while, so it is tried as often as it takes. */
export async function leaveForAgain(page, name) {
  const isThere = () => page.getByRole("heading", { name: "Testprovider" }).isVisible();
  while (!(await isThere())) {
    await press(page, name);
    await page.waitForFunction(() => document.activeElement?.id === "login-message" || document.querySelector("h1")?.textContent === "Testprovider");
  }
}

/** Identity: logs in at a provider, and comes back. Gives the address of the return. */
export async function logInAt(page, deployment, name, person) {
  await leaveFor(page, name);
  const back = page.waitForRequest((request) => request.url().startsWith(`${deployment.redirectUri}?`));
  await logIn(page, person);
  await steps.arriveFocused(page, "recipient");
  return (await back).url();
}

/** Identity: logs in at a provider, and stays there. Gives the address of the return, which nobody has opened yet. */
export async function logInAndStay(page, provider, name, person) {
  await leaveFor(page, name);
  let address;
  provider.changeReturns((back) => {
    address = back;
    return `${provider.issuer}/elsewhere`;
  });
  try {
    await logIn(page, person);
    await page.waitForFunction(() => location.pathname === "/elsewhere");
  } finally {
    provider.changeReturns();
  }
  return address;
}

/** Identity, after a login that came to nothing: what the sender is told, when it has the focus. */
export async function told(page) {
  await steps.arrive(page, "identity");
  await page.waitForFunction(() => document.activeElement?.id === "login-message");
  return page.locator("#login-message");
}

/** Waits for what a sender is told whose login has failed: why, in the provider's own words only if that was where, and no way on. */
export async function hasFailed(page, deployment, why, { theirs }) {
  const message = await told(page);
  const said = [nl.t("identity.failed_title"), ...[why].flat().map((key) => nl.t(key)), ...(theirs ? [FAILURE] : [])];
  await becomes(() => message.innerText(), said.join("\n\n"));
  await becomes(() => steps.button(page, "identity.go_on").count(), 0);
  await becomes(() => page.url(), deployment.redirectUri, "the address is clean");
}

/** How long a day must still last for what holds on one day only: a slow machine may take as long for it. Milliseconds. */
const A_WHILE = 5 * 60_000;

/** Waits, where it is nearly midnight, until it is over: what holds on one day would be yesterday's soon. Gives the day, as it is in UTC. */
export async function lastingDay() {
  const day = (time) => new Date(time).toISOString().slice(0, 10);
  await until("a day has begun that lasts", () => day(Date.now()) === day(Date.now() + A_WHILE), 2 * A_WHILE);
  return day(Date.now());
}

/** Has a code made for today, for a visitor of this name, and reads it from the paper. */
export async function newCode(deployment, name) {
  const sheet = deployment.path(`codes-${randomUUID()}.pdf`);
  const date = await lastingDay();
  await deployment.office("visitor-codes", "--config", "screening.toml", "--name", name, "--date", date, "--out", sheet);
  const halves = pdfText(readFileSync(sheet)).replace(/[\s\u00a0]/g, " ").match(/\b[2-9A-HJKMNP-Z]{4} {3}[2-9A-HJKMNP-Z]{4} {3}[2-9A-HJKMNP-Z]{4}\b/g);
  assert.equal(halves?.length, 2, "the paper has two halves");
  const [admission, proof] = halves.map((half) => half.replace(/ +/g, "-"));
  return { admission, proof };
}

/** A code that the intake knows by now. */
export async function announcedCode(deployment, name) {
  const before = deployment.log("screening").length;
  const code = await newCode(deployment, name);
  await until("the intake knows the code", () => deployment.log("screening").slice(before).includes("the intake knows new visitor codes"));
  return code;
}

/** Identity: types a code over from the paper, and sends it. */
export async function typeCode(page, { admission, proof }, words = nl) {
  await page.locator("#admission").fill(admission);
  await page.locator("#proof").fill(proof);
  await steps.button(page, "visitor.next", words).click();
}

/** What a login leaves on the device: how many keys while it is under way, and how many cookies of the intake's. */
export async function leftOf(page) {
  const { indexedDB, cookies } = await stored(page);
  return { keys: indexedDB.length, cookies: cookies.filter(([name]) => name.includes("lakzegel")).length };
}

/** Waits until a login has left nothing on the device. */
export const nothingIsLeftOf = (page) => becomes(() => leftOf(page), { keys: 0, cookies: 0 });

/**
 * Lets somebody log in at a provider whose clock is wrong by so many seconds, and gives what checks that a token's `iat` is of that time by that clock.
 * A slow machine may take minutes from there to a released letter.
 */
export async function loggedInBy(provider, seconds, act) {
  const begun = Math.floor(Date.now() / 1000);
  provider.skew(seconds);
  try {
    await act();
  } finally {
    provider.skew(0);
  }
  const ended = Math.ceil(Date.now() / 1000);
  return ({ iat }) => assert.ok(begun <= iat - seconds && iat - seconds <= ended, `${iat} is not from ${begun + seconds} to ${ended + seconds}`);
}

/** Recipient and further: writes a letter and sends it. Gives its envelope's id. */
export async function sendLetter(page) {
  await steps.recipient(page);
  await steps.write(page);
  return sendReviewed(page);
}

/** Review: sends the letter. Gives its envelope's id. */
export async function sendReviewed(page) {
  const put = page.waitForRequest((request) => request.method() === "PUT");
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  return new URL((await put).url()).pathname.split("/").at(-1);
}

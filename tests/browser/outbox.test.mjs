// Letters that wait: sealed today, uploaded days later, when the device has found a network. The servers' clocks are moved on; what waits
// are the very bytes and the grant that a browser wanted to send.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launch } from "./lib/browser.mjs";
import { UPLOAD, problemType } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import { KEY, atIdentity, logInAt, startByKey } from "./lib/login.mjs";
import { PEOPLE } from "./lib/provider.mjs";
import { readReceipt } from "./lib/receipt.mjs";
import * as steps from "./lib/steps.mjs";

const [HOUR, DAY] = [60 * 60, 24 * 60 * 60];

let deployment, browser, provider;
/** Sealed letters that were not sent. */
const outbox = [];

/** Writes and seals a letter in a browser whose network is gone at that moment. Gives what it wanted to send. */
async function sealed(person) {
  // A worker would send it by itself.
  const page = await atIdentity(browser, deployment, { serviceWorkers: "block" });
  await logInAt(page, deployment, KEY, person);
  await steps.recipient(page);
  await steps.write(page);
  await page.route(UPLOAD, (route) => route.abort());
  const put = page.waitForRequest((request) => request.method() === "PUT");
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  const request = await put;
  const { authorization, "content-type": type } = request.headers();
  const { pathname } = new URL(request.url());
  const letter = { person, id: pathname.split("/").at(-1), pathname, body: request.postDataBuffer(), headers: { authorization, "content-type": type } };
  await page.context().close();
  return letter;
}

/** Sends a sealed letter, as it is, with its grant. */
const upload = ({ pathname, body, headers }) => fetch(deployment.url + pathname, { method: "PUT", body, headers });

/** Stops the servers and starts the intake again, with its clock so much ahead of the time at which the letters were sealed. */
async function waitFor(seconds) {
  await deployment.stopServers();
  deployment.ahead = seconds;
  await deployment.startIntake();
  await isAhead("intake", seconds);
}

/** Checks that a server takes it to be so much later than it is; the intake cuts times to the hour. */
async function isAhead(server, seconds) {
  const { timestamp } = await deployment.logged(server, { message: "ready" });
  const ahead = (Date.parse(timestamp) - Date.now()) / 1000;
  assert.ok(Math.abs(ahead - seconds) < 1.5 * HOUR, `the clock of ${server} is ${ahead} s ahead`);
}

before(async () => {
  const providers = async (redirectUri) => {
    const [started, known] = await startByKey(redirectUri);
    provider = started;
    return [known];
  };
  [deployment, browser] = await Promise.all([deploy({ screening: true, providers }), launch()]);
  assert.match(deployment.manifest, /^visit-life 7200\noutbox-life 604800\nclock-tolerance 120$/m, "the times below are made for these");
  for (const person of [...PEOPLE, PEOPLE[0]]) outbox.push(await sealed(person));
  assert.equal(await deployment.logSize(), 0);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
  await provider?.stop();
});

test("a letter that waited for six days is stored, and released on the word of its token of six days ago", async () => {
  await waitFor(6 * DAY);
  await deployment.startScreening();
  await isAhead("screening", 6 * DAY);
  const [letter] = outbox;
  const answer = await upload(letter);
  assert.equal(answer.status, 201);
  const [receipt, manifest] = ["receipt.txt", "served-manifest.txt"].map((name) => deployment.path(name));
  writeFileSync(receipt, await answer.text());
  writeFileSync(manifest, deployment.manifest);
  const read = readReceipt(receipt, letter.id, manifest, deployment.rootKeys);
  assert.equal(read.refused, "");
  assert.match(read.said, /^stored: entry 0 of the 1 in the signed log\n/);
  const { evidence } = await deployment.released(letter.id);
  assert.equal(evidence.claims.sub, letter.person.id);
  assert.ok(Math.abs(evidence.claims.iat - Date.now() / 1000) < DAY, "the token is of the day of the login");
});

test("a letter that came in time is released although screening was closed until its time was over", async () => {
  // The visit and the outbox together last seven days and two hours.
  await waitFor(7 * DAY + 3 * HOUR);
  const [, letter] = outbox;
  assert.equal((await upload(letter)).status, 201);
  await deployment.startScreening();
  const { evidence } = await deployment.released(letter.id);
  assert.equal(evidence.claims.sub, letter.person.id, "nobody but screening knows when it came");
});

test("a letter that came after its time, under the eyes of screening, is withheld for that", async () => {
  const [, , letter] = outbox;
  await isAhead("screening", 7 * DAY + 3 * HOUR);
  assert.equal((await upload(letter)).status, 201, "a grant counts until the end of its last day");
  assert.equal(await deployment.withheld(letter.id), "arrived-too-late");
});

test("after nine days the intake takes no letter for its grant any more", async () => {
  const size = await deployment.logSize();
  await waitFor(9 * DAY);
  const [, , , letter] = outbox;
  const answer = await upload(letter);
  assert.equal(answer.status, 403);
  assert.equal((await answer.json()).type, problemType("spent-grant"));
  assert.equal(await deployment.logSize(), size);
  // Whoever sends again what is stored needs none, and gets the receipt once more.
  assert.equal((await upload(outbox[0])).status, 200);
});

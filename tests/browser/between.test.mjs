// Something in between answers: a filter, a proxy, the page on which one signs in to a wifi. Whatever it says, and on whichever call, it is told as what
// it is and is not taken for the intake: nothing is refused by it, nothing is called false, what was written waits, and goes when the intake answers again.
// What has the form of the intake's answers and a wrong signature stays an alarm: fail_closed.test.mjs, uploads.test.mjs, waiting.test.mjs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { ADMISSION, CALLBACK, LOGIN_START, MANIFEST, UPLOAD, contract } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import { launchFirefox } from "./lib/firefox.mjs";
import { newCode, told, typeCode } from "./lib/login.mjs";
import { startMeddler } from "./lib/meddler.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const PAGE = "<!doctype html><title>Wifi</title><p>Meld u aan bij dit netwerk</p>";
const page = (status, body = PAGE) => ({ status, contentType: "text/html; charset=utf-8", body });
/** What may come in the place of an answer, by who sends it. */
const OTHERS = {
  "a filter's page": page(403),
  "a wifi's page": page(200),
  "a gateway": page(502),
  "a network that asks for a login": page(511),
  "a proxy that asks for a login": page(407, ""),
  "a proxy without an answer of its own": page(504, ""),
  "nothing in it": { status: 200, contentType: "text/plain; charset=utf-8", body: "" },
  "a text": { status: 200, contentType: "text/plain; charset=utf-8", body: "OK\n" },
  "somebody's JSON": { status: 200, contentType: "application/json", body: '{"error":"login_required","url":"http://wifi.invalid/"}' },
  "somebody's problem": { status: 403, contentType: "application/problem+json", body: '{"type":"https://wifi.invalid/blocked","status":403}' },
  "a way to another site": { status: 302, headers: { location: "http://wifi.invalid/aanmelden" }, body: "" },
};
/** Bytes of the intake's own, of which the end is missing. */
const cut = async (route) => {
  const response = await route.fetch();
  const body = await response.body();
  await route.fulfill({ response, body: body.subarray(0, body.length >> 1) });
};
/** Each as a handler of a route, by what it is. */
const FATES = { ...Object.fromEntries(Object.entries(OTHERS).map(([who, answer]) => [who, (route) => route.fulfill(answer)])), "half an answer": cut };
/** Every word of what the sender is told: what it was, and what to do. */
const [WHAT, ADVICE, SAFE] = ["refused.between", "advice.between", "between.safe"].map((key) => nl.t(key));
/** What says that somebody means harm, or that it is all our fault. */
const ALARMS = ["refused.forged", "unsent.false_receipt", "unsent.refused", "unsent.trouble", "status.false", "identity.refused", "refused.other_rules"].map((key) => nl.t(key));

let deployment, browser, firefox;

before(async () => ([deployment, browser, firefox] = await Promise.all([deploy(), launch(), launchFirefox()])));
after(async () => {
  await Promise.all([browser?.close(), firefox?.close()]);
  await deployment?.end();
});

/** A tab without a past. No worker sends or answers behind its back. The caller closes its context. */
const newTab = async (settings = {}) => (await visitor(browser, { serviceWorkers: "block", ...settings })).newPage();

/** Waits until it is said that somebody else answered; nothing alarms. */
async function saysWho(tab, ...more) {
  const main = tab.locator("main");
  await says(main, WHAT, ADVICE, ...more);
  const said = await main.innerText();
  assert.deepEqual(ALARMS.filter((alarm) => said.includes(alarm)), []);
}

/** Lets one call meet each fate, one after the other: `act` brings it about, and `look` sees what is said of it. */
async function eachFate(tab, call, act, look) {
  for (const [who, fate] of Object.entries(FATES)) {
    await tab.route(call, fate);
    await act(tab, who);
    await look(tab, who).catch((error) => {
      throw Object.assign(error, { message: `${who}: ${error.message}` });
    });
    await tab.unroute(call);
  }
}

test("in the manifest's place: the first page says so, and trying again mends it", async () => {
  const tab = await newTab();
  await eachFate(tab, MANIFEST, () => tab.goto(deployment.url), () => saysWho(tab, nl.t("refused.safe")));
  await steps.button(tab, "refused.again").click();
  await steps.begin(tab);
  await tab.context().close();
});

test("in the manifest's place at a later visit: the one that was kept serves, and above every page stands why", async () => {
  const tab = await newTab();
  await steps.open(tab, deployment);
  const strip = tab.locator(".strip-waits", { hasText: nl.t("outbox.between") });
  await eachFate(tab, MANIFEST, () => steps.open(tab, deployment), async () => {
    await strip.waitFor();
    await steps.button(tab, "start.begin").waitFor();
  });
  // Then there is no network at all, and then the intake: what stands there is what is so.
  await tab.route(MANIFEST, (route) => route.abort());
  await tab.evaluate(() => void dispatchEvent(new Event("online")));
  await tab.locator(".strip-waits", { hasText: nl.t("outbox.offline") }).waitFor();
  await tab.unroute(MANIFEST);
  await tab.evaluate(() => void dispatchEvent(new Event("online")));
  await tab.locator(".strip-waits").waitFor({ state: "detached" });
  await tab.context().close();
});

test("in the place of a login's beginning: nobody is refused, and the next login goes on", async () => {
  const tab = await newTab();
  await steps.goTo(tab, deployment, "identity");
  const press = () => steps.shown(tab).getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await eachFate(tab, LOGIN_START, press, async () => {
    await says(await told(tab), nl.t("identity.failed_title"), SAFE);
    await saysWho(tab);
  });
  await steps.logIn(tab);
  await tab.context().close();
});

test("in the place of a login's end: it is told as that, and another login goes on", async () => {
  for (const [who, fate] of Object.entries(FATES)) {
    // A stranger each time: two lost logins in a row are an alarm, whoever answers.
    const tab = await newTab();
    await steps.goTo(tab, deployment, "identity");
    await tab.route(CALLBACK, fate);
    await steps.leaveForProvider(tab);
    await tab.locator("main nav a").first().click();
    await says(await told(tab), nl.t("identity.failed_title"), SAFE).catch((error) => {
      throw Object.assign(error, { message: `${who}: ${error.message}` });
    });
    await saysWho(tab);
    await tab.unroute(CALLBACK);
    if (who === "a wifi's page") await steps.logIn(tab);
    await tab.context().close();
  }
});

test("in a receipt's place: the letter waits on the device, is not refused, and is stored once when the intake answers", async () => {
  const tab = await newTab();
  await steps.goTo(tab, deployment, "review");
  const size = await deployment.logSize();
  const kept = async () => (await stored(tab)).indexedDB.filter(([name]) => name.startsWith(contract.outbox)).map(([, entry]) => ['"envelope":', '"problem":', '"receipt":'].map((name) => entry.includes(name)));
  let sent = false;
  const send = () => (sent ? steps.button(tab, "unsent.send_again") : steps.button(tab, "send")).click();
  await eachFate(tab, UPLOAD, send, async () => {
    await tab.waitForFunction(() => document.getElementById("h-unsent") && !document.querySelector("main [aria-disabled]"));
    sent = true;
    await steps.arrive(tab, "unsent");
    await saysWho(tab, nl.t("outbox.safe"));
    await becomes(kept, [[true, false, false]]);
  });
  await steps.button(tab, "unsent.send_again").click();
  await steps.arriveFocused(tab, "receipt");
  assert.equal(await deployment.logSize(), size + 1);
  await tab.context().close();
});

test("in the place of the manifest that a letter is sealed by: the letter stays as it was written, and is sealed when the intake answers", async () => {
  const tab = await newTab();
  await tab.route(UPLOAD, (route) => route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify({ type: `${contract.problemPrefix}outdated-key` }) }), { times: 1 });
  await steps.goTo(tab, deployment, "review");
  await steps.send(tab);
  await steps.arriveFocused(tab, "unsent");
  // A browser that keeps nothing has no manifest of before.
  await tab.evaluate(() => localStorage.removeItem("lakzegel-manifest"));
  await tab.route(MANIFEST, FATES["a wifi's page"]);
  await steps.button(tab, "unsent.seal_again").click();
  await saysWho(tab, nl.t("safe.kept"));
  await tab.unroute(MANIFEST);
  await steps.button(tab, "unsent.seal_again").click();
  await steps.arriveFocused(tab, "receipt");
  await tab.context().close();
});

test("in a status's place: nothing is said of the letter, and nothing is called false", async () => {
  const tab = await newTab();
  await steps.goTo(tab, deployment, "review");
  await steps.send(tab);
  await steps.arriveFocused(tab, "receipt");
  const ask = () => steps.button(tab, "status.ask").click();
  await eachFate(tab, "**/v1/statuses/*", ask, async (_, who) => {
    // Of a letter that screening has not published anything about yet, the intake's own answer is a problem: half of that is nobody's.
    await says(tab.locator("main .status"), nl.t("status.between_title"), SAFE).catch((error) => {
      throw Object.assign(error, { message: `${who}: ${error.message}` });
    });
    await saysWho(tab);
  });
  await ask();
  await says(tab.locator("main .status"), nl.t("status.nothing_title"));
  await tab.context().close();
});

for (const [what, files] of Object.entries({ "late module": "**/rest.*.wasm", "late module's script": "**/rest.*.js", "later words": "**/strings/nl-rest.*" })) {
  test(`in the ${what}'s place: it is said who answered, and trying again mends it`, async () => {
    const tab = await newTab();
    await tab.route(files, FATES["a wifi's page"]);
    await steps.open(tab, deployment);
    await steps.begin(tab);
    await steps.button(tab, "privileged.no").click();
    await tab.locator("#h-start", { hasText: nl.t("refused.title") }).waitFor();
    await saysWho(tab);
    await tab.unroute(files);
    await steps.button(tab, "refused.again").click();
    await steps.begin(tab);
    await steps.ordinary(tab);
    await tab.context().close();
  });
}

test("a late module that did not come at once, and comes when it is asked for again, is no trouble", async () => {
  const tab = await newTab();
  await tab.route("**/rest.*.wasm", (route) => route.abort(), { times: 1 });
  await tab.route("**/rest.*.js", (route) => route.fulfill(OTHERS["a gateway"]), { times: 1 });
  await steps.open(tab, deployment);
  await steps.begin(tab);
  await steps.ordinary(tab);
  await tab.context().close();
});

for (const type of ["application/octet-stream", "text/plain", ""]) {
  test(`both modules run that are called ${type || "nothing"} on the way`, async () => {
    const tab = await newTab();
    await tab.route("**/*.wasm", async (route) => {
      const response = await route.fetch();
      const { "content-type": own, ...headers } = response.headers();
      assert.equal(own, "application/wasm");
      await route.fulfill({ response, headers: type ? { ...headers, "content-type": type } : headers });
    });
    await steps.open(tab, deployment);
    await steps.begin(tab);
    await steps.ordinary(tab);
    await tab.context().close();
  });
}

test("the worker believes nobody else either: the letter waits on, and the browser tries again", async () => {
  // What the browser does when it has a network again, done with a letter that waits: the worker's own code, in a page whose policy lets it run.
  const tab = await newTab({ bypassCSP: true });
  await steps.goTo(tab, deployment, "review");
  await tab.route(UPLOAD, (route) => route.abort());
  await steps.send(tab);
  await steps.arriveFocused(tab, "unsent");
  await tab.unroute(UPLOAD);
  const syncs = () =>
    tab.evaluate(async () => {
      const code = await (await fetch("/service-worker.js")).text();
      const heard = {};
      new Function("addEventListener", `${code}`)((name, act) => (heard[name] = act));
      let what;
      heard.sync({ tag: "lakzegel-outbox", waitUntil: (work) => (what = work) });
      return what.then(() => "done", (error) => error.message);
    });
  const kept = async () => (await stored(tab)).indexedDB.filter(([name]) => name.startsWith(contract.outbox)).map(([, entry]) => ['"envelope":', '"receipt":'].map((name) => entry.includes(name)));
  for (const [who, fate] of Object.entries(FATES)) {
    await tab.route(UPLOAD, fate);
    assert.match(await syncs(), /status|fetch/, `${who}: the browser would not try again`);
    assert.deepEqual(await kept(), [[true, false]], who);
    await tab.unroute(UPLOAD);
  }
  assert.equal(await syncs(), "done");
  assert.deepEqual(await kept(), [[true, true]]);
  await tab.context().close();
});

test("in the place of a visitor code's answer: the code is not called wrong, and is asked about with the same key", async () => {
  const tab = await newTab();
  await steps.goTo(tab, deployment, "identity");
  const nonces = [];
  tab.on("request", (request) => request.url().endsWith(contract.admissionPath) && nonces.push(new URLSearchParams(request.postData()).get("nonce")));
  // Codes are made where screening has its data. Nothing after this asks how a letter fares.
  await deployment.startScreening();
  const code = await newCode(deployment, "Bezoekster Verzonnen");
  await eachFate(tab, ADMISSION, () => typeCode(tab, code), async () => {
    await says(await told(tab), nl.t("identity.failed_title"), SAFE);
    await saysWho(tab);
  });
  assert.equal(new Set(nonces).size, 1, "whoever was admitted meanwhile is admitted again");
  assert.equal(nonces.length, Object.keys(FATES).length);
  await tab.context().close();
});

test("in Firefox: in the manifest's place and in a late module's, and by another media type, it is as in Chromium", async () => {
  let answers = () => undefined;
  const between = await startMeddler(deployment.url, (answer, request) => {
    const other = answers(request.url);
    if (!other) return;
    if (other.type) return answer.set("content-type", other.type);
    Object.assign(answer, { status: other.status, body: Buffer.from(other.body), headers: Object.entries({ "content-type": other.contentType ?? "text/html", ...other.headers }) });
    answer.add("content-length", String(answer.body.length));
  });
  const instead = (part, other) => (answers = (url) => (url.includes(part) ? other : undefined));
  let tab;
  const stranger = async () => {
    await tab?.context().close();
    tab = await (await firefox.newContext()).newPage();
  };
  await stranger();
  for (const who of ["a filter's page", "a wifi's page", "a gateway", "a proxy that asks for a login", "nothing in it", "a way to another site"]) {
    instead(contract.manifestPath, OTHERS[who]);
    await tab.goto(between.url);
    await says(tab.locator("main"), WHAT, ADVICE).catch((error) => {
      throw Object.assign(error, { message: `${who}: ${error.message}` });
    });
  }
  // Without what an earlier page has in its cache.
  await stranger();
  instead("/rest.", OTHERS["a wifi's page"]);
  await tab.goto(`${between.url}/status`);
  await says(tab.locator("main"), WHAT, ADVICE);
  await stranger();
  instead(".wasm", { type: "application/octet-stream" });
  await tab.goto(`${between.url}/status`);
  await steps.arrive(tab, "status");
  await tab.context().close();
  await between.close();
});

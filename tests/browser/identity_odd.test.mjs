// The odd ways of a login at a real provider: returns that were opened elsewhere, cut, changed or mixed up, tokens that are not ours,
// clocks that are wrong. Each is told plainly, and no letter is written in vain.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { CALLBACK, LOGIN_START, problem } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import { KEY, atIdentity as identityAt, leaveFor, loggedInBy, nextReturnMeets, logInAndStay as stayAt, logInAt, nothingIsLeftOf, sendLetter, startByKey, told } from "./lib/login.mjs";
import * as login from "./lib/login.mjs";
import { PEOPLE, cancel, logIn } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { Watch } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

const HOUR = 60 * 60;
/** 32 bytes, as somebody else's nonce or state might be. */
const FOREIGN = Buffer.alloc(32, "vreemd").toString("base64url");

let deployment, browser, provider;

before(async () => {
  const providers = async (redirectUri) => {
    const [started, known] = await startByKey(redirectUri);
    provider = started;
    return [known];
  };
  [deployment, browser] = await Promise.all([deploy({ screening: true, providers }), launch()]);
});

after(async () => {
  await browser?.close();
  await deployment?.end();
  await provider?.stop();
});

const atIdentity = () => identityAt(browser, deployment);
const comeBack = (page, person = PEOPLE[0]) => logInAt(page, deployment, KEY, person);

/** Identity: logs in at the provider, whose way back is then changed, and is back at that page. */
async function logInChanged(page, change, person = PEOPLE[0]) {
  await leaveFor(page, KEY);
  provider.changeReturns((back) => {
    const url = new URL(back);
    change(url.searchParams);
    return url.href;
  });
  try {
    await logIn(page, person);
    await page.locator("#app main h1").waitFor();
    await becomes(() => page.url(), deployment.redirectUri);
  } finally {
    provider.changeReturns();
  }
}

/** Identity: logs in at the provider, and stays there. Gives the address of the return. */
const logInAndStay = (page, person) => stayAt(page, provider, KEY, person);

/** Goes to the page for logging in once more. */
const startAgain = (page) => steps.goTo(page, deployment, "identity");

/** The values of a return's parameters in another one. */
function swapped(address, other, ...names) {
  const [url, from] = [new URL(address), new URL(other)];
  for (const name of names) url.searchParams.set(name, from.searchParams.get(name));
  return url.href;
}

const hasFailed = (page, why, { theirs }) => login.hasFailed(page, deployment, why, { theirs });

const close = (...pages) => Promise.all(pages.map((page) => page.context().close()));

test("a login that was begun in one tab and came back in another goes on there, and not a second time in the first", async () => {
  const first = await atIdentity();
  const back = await logInAndStay(first, PEOPLE[1]);
  // Key and cookie are the browser's, not the tab's: a mail client or a provider's app opens whichever it likes.
  const second = await first.context().newPage();
  await second.goto(back);
  await steps.arriveFocused(second, "recipient");
  await nothingIsLeftOf(second);

  await first.goto(back);
  await hasFailed(first, "identity.not_kept", { theirs: false });
  const { evidence } = await deployment.released(await sendLetter(second));
  assert.equal(evidence.claims.sub, PEOPLE[1].id, "what became of the first tab does not touch the second");
  await close(first);
});

test("of two logins at once in one browser, each goes on where it came back, in whichever order", async () => {
  const first = await atIdentity();
  const older = await logInAndStay(first, PEOPLE[0]);
  const second = await first.context().newPage();
  await steps.goTo(second, deployment, "identity");
  const newer = await logInAndStay(second, PEOPLE[1]);
  await first.goto(older);
  await steps.arriveFocused(first, "recipient");
  await second.goto(newer);
  await steps.arriveFocused(second, "recipient");
  await nothingIsLeftOf(second);
  for (const [page, person] of [[first, PEOPLE[0]], [second, PEOPLE[1]]]) {
    const { evidence } = await deployment.released(await sendLetter(page));
    assert.equal(evidence.claims.sub, person.id);
  }
  await close(first);
});

test("who goes back from the provider and forward again logs in all the same", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  await page.goBack();
  await told(page);
  await page.goForward();
  await page.getByRole("heading", { name: "Testprovider" }).waitFor();
  await logIn(page, PEOPLE[0]);
  // The browser kept the page, and the login goes on; or it loaded it anew, which ended the login, and says so.
  await page.waitForFunction(() => ["h-recipient", "login-message"].includes(document.activeElement?.id));
  if (await page.locator("#login-message").count()) await hasFailed(page, "identity.not_kept", { theirs: false });
  await close(page);
});

test("a website that leads to a login that it began itself raises no alarm, and ends no login that is under way", async () => {
  const page = await atIdentity();
  const back = await logInAndStay(page, PEOPLE[0]);
  const exchanged = provider.tokenRequests.length;
  const elsewhere = await page.context().newPage();
  // What a link can lead to: the start as it was, the start as it is, a return with somebody else's code.
  for (const path of [`/v1/identity/sleutel/start?nonce=${FOREIGN}`, `/v1/identity/callback?nonce=${FOREIGN}`]) {
    await elsewhere.goto(deployment.url + path);
  }
  await elsewhere.goto(`${deployment.redirectUri}?code=theirs&state=${FOREIGN}&iss=${encodeURIComponent(provider.issuer)}`);
  await hasFailed(elsewhere, "identity.not_kept", { theirs: false });
  // And what a form of another website can send, to the same host and to no other page's knowledge.
  await elsewhere.route("https://elders.example/", (route) => route.fulfill({ contentType: "text/html", body: "<title>Elders</title>" }));
  await elsewhere.goto("https://elders.example/");
  for (const call of ["sleutel/start", "callback"]) {
    for (const kind of ["application/x-www-form-urlencoded", "text/plain"]) {
      const sent = elsewhere.waitForResponse((response) => response.url().includes(`/v1/identity/${call}`));
      await elsewhere.evaluate(({ action, kind, nonce }) => {
        const form = Object.assign(document.createElement("form"), { action, method: "post", enctype: kind });
        form.append(Object.assign(document.createElement("input"), { name: "nonce", value: nonce }));
        document.body.append(form);
        form.submit();
      }, { action: `${deployment.url}/v1/identity/${call}`, kind, nonce: FOREIGN });
      const answer = await sent;
      assert.ok([403, 415].includes(answer.status()), `${call} ${kind}: ${answer.status()}`);
      assert.equal((await answer.allHeaders())["set-cookie"], undefined);
      await elsewhere.waitForURL("**/v1/identity/**");
      await elsewhere.goto("https://elders.example/");
    }
  }
  assert.equal(provider.tokenRequests.length, exchanged, "no code went anywhere");
  await page.goto(back);
  await steps.arriveFocused(page, "recipient");
  await close(page);
});

test("a cookie that another host of the domain planted breaks no login", async () => {
  const page = await atIdentity();
  await leaveFor(page, KEY);
  const [{ name }] = (await page.context().cookies()).filter(({ name }) => name.includes("lakzegel"));
  const { hostname } = new URL(deployment.url);
  await page.context().addCookies([
    { name, value: "planted", domain: hostname, path: "/identity" },
    { name, value: "planted", domain: hostname, path: "/v1" },
    { name: "elders", value: "\u00e9", domain: hostname, path: "/" },
  ]);
  await logIn(page, PEOPLE[0]);
  await steps.arriveFocused(page, "recipient");
  await close(page);
});

for (const [what, change] of [
  ["that says that another provider sent it", (query) => query.set("iss", "https://elders.example")],
  ["that does not say who sent it, of a provider that says it always does,", (query) => query.delete("iss")],
]) {
  test(`a return ${what} is refused, and its code goes nowhere (RFC 9207)`, async () => {
    const page = await atIdentity();
    const exchanged = provider.tokenRequests.length;
    await logInChanged(page, (query) => {
      assert.equal(query.get("iss"), provider.issuer, "the provider says who it is");
      change(query);
    });
    await hasFailed(page, "identity.refused", { theirs: true });
    assert.equal(provider.tokenRequests.length, exchanged);
    await nothingIsLeftOf(page);
    await comeBack(page);
    await close(page);
  });
}

for (const { what, change, why = "identity.refused", theirs = true } of [
  { what: "without a state", change: (query) => query.delete("state") },
  // Of another login this browser has no key.
  { what: "with another state", change: (query) => query.set("state", FOREIGN), why: "identity.not_kept", theirs: false },
  { what: "with an empty code", change: (query) => query.set("code", "") },
  { what: "without a code", change: (query) => query.delete("code") },
]) {
  test(`a return ${what} is refused, and no token comes of it`, async () => {
    const page = await atIdentity();
    const given = () => provider.tokenRequests.filter(({ status }) => status === 200).length;
    const before = given();
    await logInChanged(page, change);
    await hasFailed(page, why, { theirs });
    assert.equal(given(), before);
    await nothingIsLeftOf(page);
    await comeBack(page);
    await close(page);
  });
}

test("the code of another login is refused by the provider, and the whole return of another by the intake", async () => {
  const [page, other] = await Promise.all([atIdentity(), atIdentity()]);
  const [ours, theirs] = [await logInAndStay(page, PEOPLE[0]), await logInAndStay(other, PEOPLE[1])];
  // The code was given for the other's PKCE challenge (RFC 7636).
  await page.goto(swapped(ours, theirs, "code"));
  await hasFailed(page, "identity.refused", { theirs: true });
  const { status, error } = provider.tokenRequests.at(-1);
  assert.deepEqual({ status, error }, { status: 400, error: "invalid_grant" });

  const exchanged = provider.tokenRequests.length;
  await startAgain(page);
  const again = await logInAndStay(page, PEOPLE[0]);
  await other.goto(again);
  await hasFailed(other, "identity.not_kept", { theirs: false });
  assert.equal(provider.tokenRequests.length, exchanged, "the state is not this browser's");
  await close(page, other);
});

test("a token with a nonce that the login did not have is refused by the intake", async () => {
  const page = await atIdentity();
  provider.changeClaims((claims) => ({ ...claims, nonce: FOREIGN }));
  try {
    await leaveFor(page, KEY);
    await logIn(page);
    await hasFailed(page, "identity.refused", { theirs: true });
    await nothingIsLeftOf(page);
  } finally {
    provider.changeClaims();
  }
  await close(page);
});

test("a login that was bound to another key than the visit's raises an alarm, after which there is no way on", async () => {
  const page = await atIdentity();
  const watch = new Watch(page.context());
  // What an intake can do that was taken over: have the sender log in for a visit key of its own.
  for (const call of [LOGIN_START, CALLBACK]) {
    await page.route(call, (route) => {
      const sent = new URLSearchParams(route.request().postData());
      sent.set("nonce", FOREIGN);
      return route.continue({ postData: sent.toString() });
    });
  }
  await leaveFor(page, KEY);
  assert.equal(provider.requests.at(-1).query.nonce, FOREIGN);
  await logIn(page);
  const message = await told(page);
  await becomes(() => message.innerText(), [nl.t("identity.not_ours_title"), nl.t("identity.not_ours")].join("\n\n"));
  await becomes(() => message.evaluate(({ classList }) => classList.contains("notice-error")), true);
  await nothingIsLeftOf(page);

  const noWayOn = async () => {
    await becomes(() => steps.shown(page).getByRole("button", { name: nl.t("identity.with", { name: "" }) }).count(), 0);
    assert.equal(await steps.button(page, "identity.go_on").count(), 0);
  };
  await noWayOn();
  // Nor by going back a step and coming again.
  await steps.button(page, "back").click();
  await steps.arriveFocused(page, "privileged");
  await steps.ordinary(page);
  await noWayOn();
  assert.deepEqual(watch.requests.filter((request) => request.method() === "PUT"), []);
  await close(page);
});

test("a return that is not answered is told as unreachable, and not as the provider's fault", async () => {
  for (const fate of [(route) => route.fulfill(problem("busy", 503)), (route) => route.abort("connectionreset")]) {
    const page = await atIdentity();
    await nextReturnMeets(page, fate);
    await leaveFor(page, KEY);
    await logIn(page);
    await hasFailed(page, "identity.unreachable", { theirs: false });
    await becomes(async () => (await login.leftOf(page)).keys, 0, "whoever tries again does so with a new key");
    await comeBack(page);
    await close(page);
  }
});

for (const [what, seconds] of Object.entries({ "a minute and a half ahead": 90, "a minute and a half behind": -90 })) {
  test(`a letter is released although the provider's clock is ${what}`, async () => {
    const page = await atIdentity();
    const isOfItsClock = await loggedInBy(provider, seconds, () => comeBack(page, PEOPLE[2]));
    const { evidence } = await deployment.released(await sendLetter(page));
    isOfItsClock(evidence.claims);
    await close(page);
  });
}

for (const [what, seconds] of Object.entries({ "an hour ahead": HOUR, "an hour behind": -HOUR, "ten minutes ahead": 600 })) {
  test(`a provider whose clock is ${what} is no good, which is told before a letter is written`, async () => {
    const page = await atIdentity();
    provider.skew(seconds);
    try {
      await leaveFor(page, KEY);
      await logIn(page);
      await page.locator("#login-message, #h-recipient").waitFor();
      await page.waitForFunction(() => document.activeElement?.id === "login-message" || document.activeElement?.id === "h-recipient");
      if (await page.locator("#h-recipient").count()) {
        assert.fail(`the sender writes a letter, which is withheld: ${await deployment.withheld(await sendLetter(page))}`);
      }
      await hasFailed(page, "identity.refused", { theirs: true });
    } finally {
      provider.skew(0);
    }
    await comeBack(page);
    await close(page);
  });
}

for (const [what, seconds] of Object.entries({ "six minutes ahead": 360, "an hour ahead": HOUR, "an hour behind": -HOUR, "a year behind": -365 * 24 * HOUR })) {
  test(`a device whose clock is ${what} is in nobody's way: its sender logs in, and the letter is released`, async () => {
    const page = await (await visitor(browser)).newPage();
    // It goes on from there, as a clock does.
    await page.clock.install({ time: Date.now() + seconds * 1000 });
    await page.clock.resume();
    await steps.goTo(page, deployment, "identity");
    await leaveFor(page, KEY);
    await logIn(page);
    await steps.arriveFocused(page, "recipient");
    const begun = Math.floor(Date.now() / 1000);
    const { letter } = await deployment.released(await sendLetter(page));
    // The page knows that time from when an answer reached it, which may be late on a slow machine.
    assert.ok(letter.sealed_at >= begun - 120 && letter.sealed_at <= Date.now() / 1000 + 5, "it is sealed by the server's time");
    await close(page);
  });
}

/** What an intake does that was taken over and keeps logins: each is for a key of its own, and the page is told what may be an outage. */
async function keepLogins(page, answered) {
  const own = (route) => {
    const sent = new URLSearchParams(route.request().postData());
    sent.set("nonce", FOREIGN);
    return sent.toString();
  };
  const begins = (route) => route.continue({ postData: own(route) });
  const ends = async (route) => {
    if (!route.request().postData().includes("code=")) return route.fallback();
    // The code is exchanged, and token and grants stay where they are.
    const kept = await route.fetch({ postData: own(route) });
    assert.ok((await kept.json()).id_token);
    await route.fulfill(answered);
  };
  await page.route(LOGIN_START, begins);
  await page.route(CALLBACK, ends);
  return async () => {
    await page.unroute(LOGIN_START, begins);
    await page.unroute(CALLBACK, ends);
  };
}

/** Waits for the alarm about logins of which no token comes: what it may be, that nothing was sent, and what to do, at which time. */
async function isAlarmed(page) {
  const message = await told(page);
  // By the sender's clock on the wall, and perhaps of last year by now.
  const years = [0, 1].map((hours) => new Date(Date.now() - hours * HOUR * 1000).toLocaleString("nl", { year: "numeric", timeZone: "Europe/Amsterdam" }));
  await becomes(() => message.locator("h2").innerText(), nl.t("identity.lost_title"));
  const [before, after] = nl.t("identity.lost_report", { time: "|" }).split("|");
  await says(message, nl.t("identity.lost"), before, after, nl.t("identity.lost_later"));
  const said = await message.innerText();
  assert.ok(years.some((year) => said.includes(year)), said);
}

test("an intake that keeps logins raises an alarm at the second one, whatever it says, and also after a reload", async () => {
  for (const [answer, why, theirs] of [
    [problem("provider-unreachable", 502), "identity.provider_down", true],
    [problem("volume-limit", 429), "identity.volume", false],
    [problem("busy", 503), "identity.unreachable", false],
    [{ status: 502, body: "" }, ["refused.between", "between.safe", "advice.between"], false],
  ]) {
    const page = await atIdentity();
    const stop = await keepLogins(page, answer);
    await leaveFor(page, KEY);
    assert.equal(provider.requests.at(-1).query.nonce, FOREIGN);
    await logIn(page);
    await hasFailed(page, why, { theirs });
    await startAgain(page);
    // A login that ends at the provider says nothing about the intake.
    await leaveFor(page, KEY);
    await cancel(page);
    await told(page);
    await leaveFor(page, KEY);
    await logIn(page);
    await isAlarmed(page);
    // And so does each that is lost from there on.
    await leaveFor(page, KEY);
    await logIn(page);
    await isAlarmed(page);
    await stop();
    await comeBack(page);
    await close(page);
  }
});

test("an outage that is over at the second login raises no alarm, neither then nor at the next outage", async () => {
  const page = await atIdentity();
  for (const _ of [1, 2]) {
    await nextReturnMeets(page, (route) => route.abort("connectionreset"));
    await leaveFor(page, KEY);
    await logIn(page);
    await hasFailed(page, "identity.unreachable", { theirs: false });
    await comeBack(page);
    await startAgain(page);
  }
  await close(page);
});

test("who is on too low a level time and again is told so, and of no alarm: the intake shows the token", async () => {
  const page = await atIdentity();
  for (const _ of [1, 2]) {
    await leaveFor(page, KEY);
    await logIn(page, PEOPLE[0], { low: true });
    await hasFailed(page, "identity.level", { theirs: true });
  }
  await close(page);
});

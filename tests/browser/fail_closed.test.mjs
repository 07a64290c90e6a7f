// The client fails closed: whatever is wrong with the manifest, the page says what, and there is no form.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { MANIFEST, problem } from "./lib/contract.mjs";
import { deploy, prepared } from "./lib/deployment.mjs";
import { signed } from "./lib/statement.mjs";
import { arrive, begin, button, open } from "./lib/steps.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

const DAY = 24 * 60 * 60;
const YEAR = 365 * DAY;
const now = () => Math.floor(Date.now() / 1000);

let deployment, browser;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});

/** Lets the page see this instead of the intake's manifest. */
const serve = (page, body, status = 200) =>
  page.route(MANIFEST, (route) => route.fulfill({ status, body, headers: { "content-type": "text/plain; charset=utf-8", date: new Date().toUTCString() } }));

/** Changes the value of a field in a manifest's text. */
const field = (name, value) => (text) => text.replace(new RegExp(`^${name} .*$`, "m"), `${name} ${value}`);

/** A moment as Dutch writes it: day, month, year, hour and minute. */
const moment = (time) =>
  new Date(time * 1000).toLocaleString("nl", { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Amsterdam" });

/** Waits for the page: it says what happened, that nothing is lost, and what to do; nothing can be typed, and no other step is reached. */
async function refuses(page, what, advice) {
  await page.locator("#h-start", { hasText: nl.t("refused.title") }).waitFor();
  await says(page.locator("main"), what, nl.t("refused.safe"), nl.t(advice), nl.t("start.post"));
  await becomes(() => page.title(), `${nl.t("refused.title")} – ${nl.t("service")}`);
  await becomes(() => page.locator("form, input, textarea").count(), 0);
  await becomes(() => page.locator("main button").allInnerTexts(), [nl.t("refused.again")]);
}

/** Opens a page of its own, prepared by `prepare`, at the start and then at a later step, and checks both. */
async function isRefused(prepare, what, advice) {
  const context = await visitor(browser);
  try {
    const page = await context.newPage();
    await prepare(page);
    for (const path of ["/", "/write"]) {
      await open(page, deployment, path);
      await refuses(page, what, advice);
      await becomes(() => new URL(page.url()).pathname, "/");
    }
  } finally {
    await context.close();
  }
}

test("the true manifest is accepted", async () => {
  const context = await visitor(browser);
  const page = await context.newPage();
  await serve(page, deployment.answer());
  await open(page, deployment);
  await button(page, "start.begin").waitFor();
  await becomes(() => page.title(), `${nl.t("start.title")} – ${nl.t("service")}`);
  await context.close();
});

test("a manifest that was changed after it was signed is refused as forged", async () => {
  const changed = deployment.manifest.replace("letters-per-visit 3", "letters-per-visit 9");
  assert.notEqual(changed, deployment.manifest);
  await isRefused((page) => serve(page, changed), nl.t("refused.forged"), "advice.warn");
});

test("a manifest with a false signature of a root key is refused as forged, although two others signed", async () => {
  const three = await deployment.manifestWith(field("letters-per-visit", 2), ["root-1", "root-2", "root-3"]);
  const lines = three.trimEnd().split("\n");
  const last = lines.at(-1);
  lines[lines.length - 1] = last.slice(0, -10) + (last.at(-10) === "A" ? "B" : "A") + last.slice(-9);
  await isRefused((page) => serve(page, `${lines.join("\n")}\n`), nl.t("refused.forged"), "advice.warn");
});

test("a manifest signed by nobody that the client knows is refused as forged", async () => {
  await deployment.office("note-key", "make", "--name", `${prepared.origin}/root-1`, "--kind", "note", "--out", "keys/stranger-1.key");
  await deployment.office("note-key", "make", "--name", `${prepared.origin}/root-2`, "--kind", "note", "--out", "keys/stranger-2.key");
  const note = await deployment.manifestWith(field("letters-per-visit", 2), ["stranger-1", "stranger-2"]);
  await isRefused((page) => serve(page, note), nl.t("refused.forged"), "advice.warn");
});

test("a manifest signed by one root key only is refused", async () => {
  const note = await deployment.manifestWith(field("letters-per-visit", 2), ["root-3"]);
  await isRefused((page) => serve(page, note), nl.t("refused.one_signature"), "advice.warn");
});

test("an expired manifest is refused, and the page says since when", async () => {
  const end = now() - 60;
  const expired = (text) => field("expires", end)(field("issued", end - 3600)(text));
  const note = await deployment.manifestWith(expired);
  await isRefused((page) => serve(page, note), nl.t("refused.expired", { date: moment(end) }), "advice.later");
});

test("a manifest whose time has not come is refused, and the page says until when", async () => {
  const start = now() + 3600;
  const note = await deployment.manifestWith((text) => field("expires", start + 3600)(field("issued", start)(text)));
  await isRefused((page) => serve(page, note), nl.t("refused.not_yet", { date: moment(start) }), "advice.later");
});

test("a manifest older than one that this browser has seen is refused", async () => {
  const older = await deployment.manifestWith(field("version", 999));
  const fresh = await (await visitor(browser)).newPage();
  await serve(fresh, deployment.answer(older));
  await open(fresh, deployment);
  await button(fresh, "start.begin").waitFor();
  await fresh.context().close();
  await isRefused(
    async (page) => {
      await open(page, deployment);
      await button(page, "start.begin").waitFor();
      await serve(page, deployment.answer(older));
    },
    nl.t("refused.older"),
    "advice.warn",
  );
});

test("a manifest without a sealing key in use is refused", async () => {
  const over = (text) => text.replace(/^(sealing-key \S+) \d+ (\d+) (\d+)$/gm, (_, key, accept, opened) => `${key} ${now() - 60} ${accept} ${opened}`);
  const note = deployment.answer(await deployment.manifestWith(over));
  await isRefused((page) => serve(page, note), nl.t("refused.keys_over"), "advice.later");
});

for (const [line, what] of [["rules", "with another rule set"], ["client", "that goes with a later release of the client"]]) {
  test(`a manifest ${what} makes the page load again once, and then is refused`, async () => {
    const [, number] = deployment.manifest.match(new RegExp(`^${line} (\\d+)$`, "m"));
    const note = await deployment.manifestWith(field(line, Number(number) + 1));
    const context = await visitor(browser);
    const page = await context.newPage();
    let loads = 0;
    page.on("request", (request) => (loads += request.isNavigationRequest() ? 1 : 0));
    await serve(page, deployment.answer(note));
    await page.goto(deployment.url);
    await arrive(page, "start");
    await refuses(page, nl.t("refused.other_rules"), "advice.later");
    assert.equal(loads, 2);
    await context.close();
  });
}

test("a manifest that was replaced is refused by a browser that has never seen another, by the statement that comes with it", async () => {
  const newer = await deployment.manifestWith(field("version", 1001));
  // A statement is of use to no other manifest: an intake can only serve an old one, or none.
  const [, statement] = deployment.answer(newer).split(newer);
  await isRefused((page) => serve(page, deployment.manifest + statement), nl.t("refused.older"), "advice.warn");
});

test("a manifest that screening has not seen yet is accepted with the statement about the one before", async () => {
  const newer = await deployment.manifestWith(field("version", 1001));
  const [, statement] = deployment.answer().split(deployment.manifest);
  const page = await (await visitor(browser)).newPage();
  await serve(page, newer + statement);
  await open(page, deployment);
  await button(page, "start.begin").waitFor();
  await page.context().close();
});

test("a manifest without a statement that it is the newest is refused, and with one of a day ago; not with one of some hours ago", async () => {
  await isRefused((page) => serve(page, deployment.manifest), nl.t("refused.stale"), "advice.warn");
  await isRefused((page) => serve(page, deployment.answer(deployment.manifest, DAY)), nl.t("refused.stale"), "advice.warn");
  const page = await (await visitor(browser)).newPage();
  await serve(page, deployment.answer(deployment.manifest, DAY - 3600));
  await open(page, deployment);
  await button(page, "start.begin").waitFor();
  await page.context().close();
});

test("a statement that the key for it did not sign is refused as forged, and what is no statement was not the intake's", async () => {
  const { manifest } = deployment;
  const [, statement] = deployment.answer().split(manifest);
  const changed = statement.replace(/^at (\d+)$/m, (_, at) => `at ${Number(at) + 1}`);
  await isRefused((page) => serve(page, manifest + changed), nl.t("refused.forged"), "advice.warn");
  const by = signed(deployment, `${statement.split("\n\n")[0]}\n`, ["keys/verdict.key"]);
  await isRefused((page) => serve(page, manifest + by), nl.t("refused.forged"), "advice.warn");
  await isRefused((page) => serve(page, manifest + statement.slice(0, 100)), nl.t("refused.between"), "advice.between");
});

test("garbage instead of a manifest is refused, as somebody else's answer", async () => {
  const cases = {
    "a text": "hallo",
    "nothing at all": "",
    "a web page": "<!doctype html><title>Wifi</title><p>Log in op het netwerk</p>",
    "a manifest cut in the middle": deployment.manifest.slice(0, 900),
  };
  for (const [what, body] of Object.entries(cases)) {
    await isRefused((page) => serve(page, body), nl.t("refused.between"), "advice.between").catch((error) => {
      throw new Error(`${what}: ${error.message}`);
    });
  }
  await isRefused((page) => serve(page, "niet gevonden", 404), nl.t("refused.between"), "advice.between");
});

test("without an answer there is no form, and trying again later mends it", async () => {
  await isRefused((page) => page.route(MANIFEST, (route) => route.abort("connectionrefused")), nl.t("refused.unreachable"), "advice.unreachable");
  const context = await visitor(browser);
  const page = await context.newPage();
  await page.route(MANIFEST, (route) => route.fulfill(problem("busy", 503)));
  await open(page, deployment);
  await refuses(page, nl.t("refused.unreachable"), "advice.unreachable");
  await page.unrouteAll();
  await button(page, "refused.again").click();
  await button(page, "start.begin").waitFor();
  await becomes(() => page.locator("#h-start").innerText(), nl.t("start.title"));
  await page.waitForFunction(() => document.activeElement?.id === "h-start");
  await begin(page);
  await context.close();
});

test("a device whose clock is a year ahead is told that the clock is the problem, for by it nothing is valid any more", async () => {
  const wrong = now() + YEAR;
  // Up to where the server's time stands, which goes on while the test runs.
  const [what] = nl.t("refused.clock", { device: moment(wrong), server: "\n" }).split("\n");
  await isRefused(async (page) => page.clock.setFixedTime(new Date(wrong * 1000)), what, "advice.clock");
});

test("a device whose clock is two days ahead is told so, for by it the newest statement is too old", async () => {
  const wrong = now() + 2 * DAY;
  const [what] = nl.t("refused.clock", { device: moment(wrong), server: "\n" }).split("\n");
  await isRefused(async (page) => page.clock.setFixedTime(new Date(wrong * 1000)), what, "advice.clock");
});

test("a server that says an earlier time revives no manifest", async () => {
  const end = now() - 60;
  const note = await deployment.manifestWith((text) => field("expires", end)(field("issued", end - 3600)(text)));
  const date = new Date((end - 1800) * 1000).toUTCString();
  // By the device's clock it is over, by the server's it is not: the clocks disagree, and nothing is sent.
  const [what] = nl.t("refused.clock", { device: "\n", server: moment(end - 1800) }).split("\n").slice(1);
  await isRefused(
    (page) => page.route(MANIFEST, (route) => route.fulfill({ body: deployment.answer(note, 1860), headers: { "content-type": "text/plain; charset=utf-8", date } })),
    what,
    "advice.clock",
  );
});

// What can go wrong while a letter is sent: the page says what happened, the letter is still there, and trying again stores it once.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { MANIFEST, UPLOAD, contract, problem } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import * as steps from "./lib/steps.mjs";
import { asksWhoCloses, becomes, says } from "./lib/waits.mjs";
import { Watch, stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

let deployment, browser, context, page, watch, size;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  // What the page does by itself: no worker sends behind its back (waiting.test.mjs has that).
  context = await visitor(browser, { serviceWorkers: "block" });
  watch = new Watch(context);
  page = await context.newPage();
  await steps.goTo(page, deployment, "review");
  size = await deployment.logSize();
});
afterEach(() => context.close());

/** The envelopes that were sent so far, each as its bytes. */
const puts = () => watch.requests.filter((request) => request.method() === "PUT").map((request) => request.postDataBuffer());

/** Waits for the page about a letter without a receipt: what happened, where the letter is, what to do, and which buttons there are. */
async function isUnsent(what, safe, advice, buttons) {
  await steps.arriveFocused(page, "unsent");
  await says(page.locator("main"), nl.t("unsent.title"), what, nl.t("safe.title"), nl.t(safe), nl.t(advice));
  await becomes(() => page.title(), `${nl.t("unsent.title")} – ${nl.t("service")}`);
  // Whoever has to go can end the visit. A letter that can still be sent waits then.
  const ways = [...buttons, ...({ "outbox.safe": ["unsent.stop"], "safe.kept": ["draft.stop"] }[safe] ?? []), "draft.stop_throw"];
  const shown = page.locator("main button:visible");
  await becomes(() => shown.allInnerTexts(), ways.map((key) => nl.t(key)));
  assert.equal(await page.locator(".reference").count(), 0, "there is no reference before there is a receipt");
}

/** Waits for the verified receipt, and checks that the log has grown by exactly one entry. */
async function isStoredOnce() {
  await steps.arriveFocused(page, "receipt");
  assert.match(await steps.reference(page), /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/);
  assert.equal(await deployment.logSize(), size + 1);
}

/** Lets one upload meet `fate`, which gets the route, and all others pass. */
const once = (fate) => page.route(UPLOAD, fate, { times: 1 });

/** Sends again and checks that it was the very same envelope, and that it was stored once. */
async function sendAgain() {
  await steps.button(page, "unsent.send_again").click();
  await isStoredOnce();
  const sent = puts();
  assert.ok(sent.length >= 2 && sent.every((bytes) => bytes.length === 42_106 && bytes.equals(sent[0])), "it is the same envelope each time");
}

/** Goes back from an unsent letter, finds it as it was, and goes on to the review. */
async function findsTheLetter() {
  await steps.button(page, "unsent.back").click();
  await steps.arriveFocused(page, "write");
  await becomes(() => page.locator("#letter").inputValue(), steps.LETTER.body);
}

test("sent without trouble, the letter is stored once", async () => {
  await steps.send(page);
  await isStoredOnce();
  assert.equal(puts().length, 1);
});

/** From now on other people use this device, too, so that nothing may be kept there. */
const isShared = () => page.evaluate(() => localStorage.setItem("lakzegel-shared", "1"));

for (const [how, keeps] of Object.entries({
  "is saved": steps.note,
  "is copied": async (page) => {
    await page.evaluate(() => (navigator.clipboard.writeText = () => Promise.resolve()));
    await steps.button(page, "receipt.copy").click();
    await steps.shown(page).getByText(nl.t("receipt.copied"), { exact: true }).waitFor();
  },
  "is printed": async (page) => {
    await page.evaluate(() => (globalThis.print = () => {}));
    await steps.button(page, "receipt.print").click();
  },
  "is printed from the browser's menu": (page) => page.evaluate(() => dispatchEvent(new Event("afterprint"))),
})) {
  test(`where nothing is kept, until the reference ${how} the browser asks who leaves the receipt, and so does another letter; then nobody does`, async () => {
    await isShared();
    await steps.send(page);
    await isStoredOnce();
    const reference = await steps.reference(page);
    assert.equal(await asksWhoCloses(page), true, "the page is closed");
    const asked = page.waitForEvent("dialog");
    const reloaded = page.evaluate(() => location.reload()).catch(() => {});
    await (await asked).dismiss();
    await reloaded;
    await steps.button(page, "receipt.another").click();
    await page.waitForFunction(() => document.activeElement?.id === "receipt-sure");
    await becomes(() => page.locator("#receipt-sure").innerText(), nl.t("receipt.sure"));
    await steps.button(page, "draft.sure_no").click();
    await steps.arriveFocused(page, "receipt");
    assert.equal(await steps.reference(page), reference);
    await keeps(page);
    assert.equal(await asksWhoCloses(page), false);
  });
}

test("another letter begins at once when the reference of the one before is kept, and has one of its own to be kept", async () => {
  await isShared();
  await steps.send(page);
  await isStoredOnce();
  const first = await steps.reference(page);
  await steps.note(page);
  await steps.button(page, "receipt.another").click();
  await steps.arriveFocused(page, "recipient");
  await steps.recipient(page);
  await steps.write(page);
  size += 1;
  await steps.send(page);
  await isStoredOnce();
  assert.notEqual(await steps.reference(page), first);
  assert.equal(await asksWhoCloses(page), true);
});

/** Lets one upload wait until the function that this gives is called. */
async function hold() {
  let release;
  const held = new Promise((done) => (release = done));
  await once(async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test("pressed three times by keyboard, the button sends once, and keeps the focus meanwhile", async () => {
  const release = await hold();
  await steps.button(page, "send").focus();
  await page.keyboard.press("Enter");
  await page.locator(".sealing").waitFor();
  for (let i = 0; i < 2; i++) await page.keyboard.press("Enter");
  const pressed = page.locator("main button:focus");
  await becomes(async () => [await pressed.innerText(), await pressed.getAttribute("aria-disabled")], [nl.t("send.busy"), "true"]);
  release();
  await isStoredOnce();
  assert.equal(puts().length, 1);
});

test("a double click sends once", async () => {
  const release = await hold();
  await steps.button(page, "send").dblclick();
  await page.locator(".sealing").waitFor();
  release();
  await isStoredOnce();
  assert.equal(puts().length, 1);
});

test("Back does nothing while the letter is on its way", async () => {
  const release = await hold();
  await steps.send(page);
  await page.locator(".sealing").waitFor();
  await steps.travel(page, "back");
  await becomes(() => new URL(page.url()).pathname, "/review");
  assert.equal(await page.locator("#h-review").count(), 1);
  assert.equal(await page.locator("#h-write").count(), 0);
  release();
  await isStoredOnce();
});

test("an intake that is busy or broken is in trouble, and sending again works", async () => {
  for (const [name, status] of [["internal", 500], ["busy", 503], ["too-slow", 408]]) {
    await once((route) => route.fulfill(problem(name, status)));
    await (status === 500 ? steps.send(page) : steps.button(page, "unsent.send_again").click());
    await page.waitForFunction(() => !document.querySelector("main [aria-disabled]"));
    await isUnsent(nl.t("unsent.trouble"), "outbox.safe", "advice.send_again", ["unsent.send_again", "outbox.save"]);
  }
  assert.equal(await deployment.logSize(), size, "nothing was stored meanwhile");
  await sendAgain();
});

test("what only a newer intake says, or somebody in front of it, refuses no letter: it waits, and sending again works", async () => {
  // By hand: `problem` makes only what this intake knows.
  const type = `${contract.problemPrefix}something-new`;
  const newer = { status: 409, contentType: "application/problem+json", body: JSON.stringify({ type, title: "Proef", status: 409 }) };
  const proxy = { status: 403, contentType: "text/html", body: "<!doctype html><title>403 Forbidden</title>" };
  for (const answer of [newer, proxy]) {
    await once((route) => route.fulfill(answer));
    await (answer === newer ? steps.send(page) : steps.button(page, "unsent.send_again").click());
    await page.waitForFunction(() => !document.querySelector("main [aria-disabled]"));
    const told = answer === newer ? ["unsent.trouble", "advice.send_again"] : ["refused.between", "advice.between"];
    await isUnsent(nl.t(told[0]), "outbox.safe", told[1], ["unsent.send_again", "outbox.save"]);
    const kept = async () => (await stored(page)).indexedDB.filter(([name]) => name.startsWith(contract.outbox)).map(([, entry]) => entry);
    // A browser may still send it by itself.
    await becomes(async () => (await kept()).map((entry) => ['"envelope":', '"problem":'].map((name) => entry.includes(name))), [[true, false]]);
  }
  assert.equal(await deployment.logSize(), size, "nothing was stored meanwhile");
  await sendAgain();
});

test("a line cut after storing: the retry gets the same receipt, and there is one entry", async () => {
  let first;
  await once(async (route) => {
    const answer = await route.fetch();
    first = { status: answer.status(), receipt: await answer.text() };
    await route.abort("connectionreset");
  });
  await steps.send(page);
  await isUnsent(nl.t("unsent.unreachable"), "outbox.safe", "advice.send_again", ["unsent.send_again", "outbox.save"]);
  assert.equal(first.status, 201);
  assert.equal(await deployment.logSize(), size + 1, "it was stored all the same");
  const answer = page.waitForResponse((response) => response.request().method() === "PUT");
  await sendAgain();
  assert.equal((await answer).status(), 200);
  assert.equal(await (await answer).text(), first.receipt);
});

test("without a network nothing is lost, and when it is back the letter goes", async () => {
  await context.setOffline(true);
  await steps.send(page);
  await isUnsent(nl.t("unsent.unreachable"), "outbox.safe", "advice.send_again", ["unsent.send_again", "outbox.save"]);
  await context.setOffline(false);
  await isStoredOnce();
  const [first, ...more] = puts();
  assert.ok(more.length > 0 && more.every((bytes) => bytes.equals(first)), "it is the same envelope each time");
});

test("too many letters at once: the page says how long to wait", async () => {
  await once((route) => route.fulfill({ ...problem("too-many", 429), headers: { "retry-after": "90" } }));
  await steps.send(page);
  await isUnsent(nl.count("unsent.too_many_minutes", 2), "outbox.safe", "advice.send_again", ["unsent.send_again", "outbox.save"]);
  await once((route) => route.fulfill({ status: 429, body: "" }));
  await steps.button(page, "unsent.send_again").click();
  await page.getByText(nl.t("unsent.too_many"), { exact: true }).waitFor();
  await isUnsent(nl.t("unsent.too_many"), "outbox.safe", "advice.send_again", ["unsent.send_again", "outbox.save"]);
  await sendAgain();
});

test("a forged receipt is said to be false, whatever was forged in it", async () => {
  const forgeries = {
    "the checkpoint's signature": (receipt) => receipt.replace(/(— \S+ .{20})(.)/, (_, before, at) => before + (at === "A" ? "B" : "A")),
    "the root": (receipt) => receipt.replace(/^(\S+\/log\n\d+\n)(.)/m, (_, before, at) => before + (at === "A" ? "B" : "A")),
    "the place": (receipt) => receipt.replace(/^index (\d+)$/m, (_, index) => `index ${Number(index) + 1}`),
  };
  let sent = false;
  for (const [what, forge] of Object.entries(forgeries)) {
    await once(async (route) => {
      const answer = await route.fetch();
      const receipt = await answer.text();
      assert.notEqual(forge(receipt), receipt, what);
      await route.fulfill({ response: answer, body: forge(receipt) });
    });
    await (sent ? steps.button(page, "unsent.send_again") : steps.button(page, "send")).click();
    sent = true;
    await page.waitForFunction(() => !document.querySelector("main [aria-disabled]"));
    await isUnsent(nl.t("unsent.false_receipt"), "outbox.safe", "advice.false_receipt", ["unsent.send_again", "outbox.save"]);
  }
  await sendAgain();
});

test("a receipt for another envelope is false", async () => {
  const answer = page.waitForResponse((response) => response.request().method() === "PUT");
  await steps.send(page);
  await isStoredOnce();
  const receipt = await (await answer).text();
  await steps.another(page);
  await steps.recipient(page);
  await steps.write(page);
  size += 1;
  await once((route) => route.fulfill({ status: 201, contentType: "text/plain; charset=utf-8", body: receipt }));
  await steps.send(page);
  await isUnsent(nl.t("unsent.false_receipt"), "outbox.safe", "advice.false_receipt", ["unsent.send_again", "outbox.save"]);
  await steps.button(page, "unsent.send_again").click();
  await isStoredOnce();
  const [first, second, third] = puts();
  assert.ok(!first.equals(second) && second.equals(third));
});

test("a grant that is spent is changed for another", async () => {
  await once((route) => route.fulfill(problem("spent-grant", 403)));
  await steps.send(page);
  await isUnsent(nl.t("unsent.spent_grant"), "safe.kept", "advice.send_again", ["unsent.send_again"]);
  await sendAgain();
  const grants = watch.requests.filter((request) => request.method() === "PUT").map((request) => request.headers().authorization);
  assert.equal(new Set(grants).size, 2);
});

test("a sealing key past its time: the same letter is sealed anew with the newest manifest", async () => {
  await once((route) => route.fulfill(problem("outdated-key", 422)));
  await steps.send(page);
  await isUnsent(nl.t("unsent.outdated"), "safe.kept", "advice.seal_again", ["unsent.seal_again", "unsent.back"]);
  const manifest = page.waitForRequest(MANIFEST);
  await steps.button(page, "unsent.seal_again").click();
  await manifest;
  await isStoredOnce();
  const [first, second] = puts();
  assert.ok(!first.equals(second), "it is sealed anew");
});

test("a manifest that was kept is asked for once more before a letter is sealed by it: where what comes is refused, nothing is sealed", async () => {
  await page.route(MANIFEST, (route) => route.abort());
  await steps.goTo(page, deployment, "review");
  // The network is there again, and the page was not told.
  const stale = deployment.answer(deployment.manifest, 24 * 60 * 60);
  await page.route(MANIFEST, (route) => route.fulfill({ body: stale, headers: { "content-type": "text/plain; charset=utf-8", date: new Date().toUTCString() } }));
  await steps.send(page);
  // Nothing was sealed, so what is kept of it while it is written is still there.
  await isUnsent(nl.t("unsent.manifest"), "safe.kept", "advice.seal_again", ["unsent.seal_again", "unsent.back"]);
  assert.deepEqual(puts(), []);
  await page.unroute(MANIFEST);
  await steps.button(page, "unsent.seal_again").click();
  await isStoredOnce();
});

test("a letter is not sealed under another notice of supervision than its sender was shown", async () => {
  await once((route) => route.fulfill(problem("outdated-key", 422)));
  await steps.send(page);
  await isUnsent(nl.t("unsent.outdated"), "safe.kept", "advice.seal_again", ["unsent.seal_again", "unsent.back"]);
  const changed = await deployment.manifestWith((text) => text.replace(/^version .*$/m, "version 1001").replace(/^supervision .*$/m, "supervision read"));
  await page.route(MANIFEST, (route) => route.fulfill({ body: deployment.answer(changed), contentType: "text/plain; charset=utf-8" }));
  await steps.button(page, "unsent.seal_again").click();
  await isUnsent(nl.t("unsent.other_notice"), "safe.kept", "advice.other_notice", ["unsent.back"]);
  assert.equal(puts().length, 1, "nothing was sealed");
  await findsTheLetter();
  await page.getByText(nl.t("supervision.read"), { exact: true }).waitFor();
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await steps.send(page);
  await isStoredOnce();
});

test("an envelope that the intake refuses leaves the letter as it was written", async () => {
  await once((route) => route.fulfill(problem("wrong-hash", 400)));
  await steps.send(page);
  await isUnsent(nl.t("unsent.refused"), "safe.kept", "advice.refused", ["unsent.back"]);
  await findsTheLetter();
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await steps.send(page);
  await isStoredOnce();
});

test("an unsent letter cannot be walked away from by accident", async () => {
  await once((route) => route.abort());
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await steps.travel(page, "back");
  await becomes(() => new URL(page.url()).pathname, "/review");
  assert.equal(await page.locator("#h-unsent").count(), 1);
  assert.equal(await page.locator("#h-write").count(), 0);
  await sendAgain();
});

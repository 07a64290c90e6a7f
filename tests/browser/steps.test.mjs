// The steps: their order, Back and Forward, headings and titles, language, errors, the counter and the findings.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { CALLBACK, COUNTED, UPLOAD, contract, firstAt, problem } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import { nextReturnMeets } from "./lib/login.mjs";
import * as steps from "./lib/steps.mjs";
import { becomes, hears, remembersTold, says } from "./lib/waits.mjs";
import { stored, withoutVersion } from "./lib/watch.mjs";
import { en, nl } from "./lib/words.mjs";

const { LETTER } = steps;

let deployment, browser, context, page;

before(async () => ([deployment, browser] = await Promise.all([deploy(), launch()])));
after(async () => {
  await browser?.close();
  await deployment?.end();
});
beforeEach(async () => {
  context = await visitor(browser);
  await remembersTold(context);
  page = await context.newPage();
});
afterEach(() => context.close());

/** Serves this manifest to a page. */
const serves = (page, note) => page.route(`**${contract.manifestPath}`, (route) => route.fulfill({ body: deployment.answer(note), contentType: "text/plain; charset=utf-8" }));

/** Waits until the address has this path. */
const isAddress = (path) => becomes(() => new URL(page.url()).pathname, path);
/** Waits until the element of this id has the focus. */
const isFocused = (id) => page.waitForFunction((id) => document.activeElement?.id === id, id);
/** Waits until this stands in a field of the page. */
const isIn = (field, text) => becomes(() => page.locator(`#${field}`).inputValue(), text);
/** Waits until the recipient's form has what was filled in. */
const isFilledIn = async () => {
  for (const field of ["number", "name", "sender"]) await isIn(field, LETTER[field]);
};
/** Waits until the review shows these: the recipient, the number and the sender. */
const showsFacts = ({ name, number, sender }) => becomes(() => page.locator(".summary bdi").allInnerTexts(), [name, number, sender]);
/** Waits until these are the lines of the letter in the review. */
const showsLines = (text) => becomes(async () => (await page.locator(".sheet-text .line").allInnerTexts()).map((line) => line.trimEnd()), text.split("\n"));
/** Waits until nothing is left on the device but what may be. */
const nothingIsLeft = (message) => becomes(async () => withoutVersion(await stored(page)), [], message);

/** What a step's title and heading are, in a language. */
function names(step, words) {
  const number = COUNTED.indexOf(step) + 1;
  const caption = number > 0 ? [words.t("step_of", { n: number, all: COUNTED.length })] : [];
  const title = words.t(`${step}.title`);
  return { title: [title, ...caption, words.t("service")].join(" – "), heading: [...caption.map((caption) => `${caption}:`), title].join(" ") };
}

/** Waits until a step is there and says who it is, in a language. */
const isAt = (step, words = nl) =>
  becomes(
    () => page.evaluate((id) => ({ title: document.title, heading: document.getElementById(id)?.innerText.replace(/\s+/g, " "), lang: document.documentElement.lang }), `h-${step}`),
    { ...names(step, words), lang: words.lang },
  );

test("each step has its heading, which takes the focus, its title and its address", async () => {
  await steps.open(page, deployment);
  await isAt("start");
  const walk = { privileged: steps.begin, identity: steps.ordinary, recipient: steps.logIn, write: steps.recipient, review: steps.write };
  for (const [step, go] of Object.entries(walk)) {
    await go(page);
    await isFocused(`h-${step}`);
    await isAddress(`/${step}`);
    await isAt(step);
    await becomes(() => page.evaluate(() => scrollY), 0, `${step} is shown from its top`);
  }
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
  await isAt("receipt");
  await isAddress("/receipt");
});

test("while one page follows another, the old one stays for a moment, clipped, and no id is there twice", async () => {
  await steps.open(page, deployment);
  await page.evaluate(() => {
    window.seen = { most: 0, leaving: [], doubled: [] };
    new MutationObserver(() => {
      const pages = [...document.querySelectorAll("main > *")];
      const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
      seen.most = Math.max(seen.most, pages.length);
      seen.doubled.push(...ids.filter((id, at) => ids.indexOf(id) !== at));
      for (const old of pages.filter((page) => page.classList.contains("leaving"))) seen.leaving.push(getComputedStyle(old).display);
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await steps.begin(page);
  // Who goes on before the first page is gone has three for a moment.
  await page.waitForFunction(() => document.querySelectorAll("main > *").length === 1);
  await steps.ordinary(page);
  const { most, leaving, doubled } = await page.evaluate(() => window.seen);
  assert.equal(most, 2);
  assert.ok(leaving.length > 0 && !leaving.includes("none"));
  assert.deepEqual(doubled, []);
});

test("the old page stays for half a second, in which a screen reader comes to the new heading, and not for a second", async () => {
  await steps.open(page, deployment);
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await steps.button(page, "start.begin").click();
  await page.locator("#h-privileged").waitFor();
  const pages = page.locator("main > .step");
  await page.clock.runFor(500);
  assert.equal(await pages.count(), 2);
  await page.clock.runFor(500);
  assert.equal(await pages.count(), 1);
});

test("who goes on soon takes nothing of that time from the page that is left second", async () => {
  await steps.open(page, deployment);
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  const pages = page.locator("main > .step");
  await steps.button(page, "start.begin").click();
  await page.locator("#h-privileged").waitFor();
  await page.clock.runFor(300);
  await steps.button(page, "privileged.no").click();
  await page.locator("#h-identity").waitFor();
  await page.clock.runFor(400);
  assert.deepEqual(await pages.locator("h1").evaluateAll((headings) => headings.map(({ id }) => id)), ["h-privileged", "h-identity"]);
  await page.clock.runFor(300);
  assert.equal(await pages.count(), 1);
});

test("a link to a step whose turn has not come leads to the first step that may be shown", async () => {
  for (const path of contract.steps) {
    await page.goto(deployment.url + path);
    const step = firstAt(path);
    await steps.arrive(page, step);
    await isAddress(step === "start" ? "/" : `/${step}`);
    await isAt(step);
  }
});

test("loading the page again on a shared device forgets the letter, as the page said, and begins anew; the browser asks first", async () => {
  await steps.goTo(page, deployment, "recipient");
  await steps.shown(page).getByLabel(nl.t("draft.shared")).check();
  await steps.recipient(page);
  const asked = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    return dialog.accept();
  });
  await page.locator("#letter").fill(LETTER.body);
  await page.getByText(nl.t("draft.only_here"), { exact: true }).waitFor();
  await page.reload();
  await steps.arrive(page, "privileged");
  assert.deepEqual(asked, ["beforeunload"]);
  await isAddress("/privileged");
  await becomes(async () => {
    const left = await stored(page);
    return withoutVersion({ ...left, localStorage: left.localStorage.filter(([name]) => name !== "lakzegel-shared") });
  }, []);
});

test("Back and Forward walk through the steps and lose nothing", async () => {
  await steps.goTo(page, deployment, "review");
  await steps.travel(page, "back");
  await steps.arriveFocused(page, "write");
  await isIn("letter", LETTER.body);
  await isAt("write");
  await steps.travel(page, "back");
  await steps.arriveFocused(page, "recipient");
  await isFilledIn();
  await steps.travel(page, "back");
  await steps.arriveFocused(page, "identity");
  await steps.button(page, "identity.go_on").waitFor();
  for (const step of ["recipient", "write", "review"]) {
    await steps.travel(page, "forward");
    await steps.arriveFocused(page, step);
  }
  await says(page.locator(".sheet-text"), "appeltaart");
});

test("the page's own way back and the review's links lead to the steps, and nothing is lost", async () => {
  await steps.goTo(page, deployment, "review");
  for (const key of ["review.change_recipient", "review.change_number", "review.change_sender"]) {
    await steps.button(page, key).click();
    await steps.arriveFocused(page, "recipient");
    await isIn("name", LETTER.name);
    await steps.button(page, "next").click();
    await steps.arriveFocused(page, "write");
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
  }
  await steps.button(page, "review.change_letter").click();
  await steps.arriveFocused(page, "write");
  for (const step of ["recipient", "identity", "privileged", "start"]) {
    await steps.button(page, "back").click();
    await steps.arriveFocused(page, step);
  }
});

test("the review shows the recipient, the sender and every line of the letter", async () => {
  await steps.goTo(page, deployment, "review");
  await showsFacts(LETTER);
  await showsLines(LETTER.body);
});

test("where the letter is written and reviewed stands how it will be supervised, as the manifest says, and on the paper too", async () => {
  const onPaper = { read: "DJI leest deze brief", sample: "DJI leest steekproeven", rules: "DJI controleert deze brief" };
  for (const [index, [word, notice]] of Object.entries(onPaper).entries()) {
    const own = await context.newPage();
    await serves(own, await deployment.manifestWith((text) => text.replace(/^version .*$/m, `version ${1001 + index}`).replace(/^supervision .*$/m, `supervision ${word}`)));
    await steps.goTo(own, deployment, "write");
    for (const step of ["write", "review"]) {
      await own.getByText(nl.t(`supervision.${word}`), { exact: true }).waitFor();
      await own.getByRole("heading", { name: nl.t(`supervision.${word}_title`), exact: true }).waitFor();
      if (step === "write") {
        await own.locator("#letter").fill(LETTER.body);
        await steps.button(own, "write.next").click();
        await steps.arriveFocused(own, "review");
      }
    }
    await becomes(() => own.locator(".sheet .label-notice").first().innerText(), notice);
    await own.close();
  }
});

test("privileged correspondents leave before they can type anything", async () => {
  await steps.open(page, deployment);
  await steps.begin(page);
  assert.equal(await page.locator("input, textarea").count(), 0);
  await steps.button(page, "privileged.yes").click();
  await page.getByText(nl.t("privileged.leave"), { exact: true }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "privileged-leave");
  assert.equal(await page.locator("input, textarea").count(), 0);
  for (const path of ["/identity", "/recipient", "/write"]) {
    await page.evaluate((path) => history.pushState(null, "", path), path);
    await page.evaluate(() => dispatchEvent(new PopStateEvent("popstate")));
    await steps.arrive(page, "privileged");
    await page.waitForFunction(() => location.pathname === "/privileged");
  }
  await nothingIsLeft();
});

test("a login that was cancelled or that fails ends on the login page, with words", async () => {
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await steps.leaveForProvider(page);
  await page.locator(".cancel a").click();
  await page.waitForFunction(() => document.activeElement?.id === "login-message");
  await page.getByText(nl.t("identity.cancelled"), { exact: true }).waitFor();
  await nothingIsLeft("nothing of it is left");
  await nextReturnMeets(page, (route) => route.abort());
  await steps.leaveForProvider(page);
  await page.locator("main nav a").first().click();
  await page.getByText(nl.t("identity.unreachable"), { exact: true }).waitFor();
  await nextReturnMeets(page, (route) => route.fulfill(problem("bad-login", 400)));
  await steps.leaveForProvider(page);
  await page.locator("main nav a").first().click();
  // It is the second in a row of which a code came back, and no token: that is told, whatever the intake says.
  await page.getByText(nl.t("identity.lost"), { exact: true }).waitFor();
  await steps.logIn(page);
  await nothingIsLeft("the key is taken off the device again");
});

test("a token bound to another key is an alarm, after which nobody logs in", async () => {
  await steps.open(page, deployment);
  await steps.begin(page);
  await steps.ordinary(page);
  await page.route(CALLBACK, async (route) => {
    const answer = await route.fetch();
    const login = await answer.json();
    const [header, payload, signature] = login.id_token.split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url"));
    claims.nonce = Buffer.alloc(32, 7).toString("base64url");
    const id_token = [header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");
    await route.fulfill({ response: answer, json: { ...login, id_token } });
  });
  await steps.leaveForProvider(page);
  await page.locator("main nav a").first().click();
  await page.getByText(nl.t("identity.not_ours"), { exact: true }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "login-message");
  await becomes(() => page.getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).count(), 0);
  await becomes(() => page.locator("input:visible, textarea:visible").count(), 0);
});

test("the language can be changed on every step, and nothing is lost", async () => {
  const there = async (step) => {
    await steps.speak(page, en);
    await isAt(step, en);
    await steps.speak(page, nl);
    await isAt(step, nl);
  };
  await steps.open(page, deployment);
  await there("start");
  await steps.begin(page);
  await there("privileged");
  await steps.ordinary(page);
  await there("identity");
  await steps.logIn(page);
  await steps.fillRecipient(page);
  await there("recipient");
  await isFilledIn();
  await steps.recipient(page);
  await steps.types(page, LETTER.body);
  await there("write");
  await isIn("letter", LETTER.body);
  await steps.write(page);
  await there("review");
  await showsFacts(LETTER);
  await page.route(UPLOAD, (route) => route.abort(), { times: 1 });
  await steps.send(page);
  await steps.arriveFocused(page, "unsent");
  await there("unsent");
  await steps.button(page, "unsent.send_again").click();
  await steps.arriveFocused(page, "receipt");
  const reference = await steps.reference(page);
  await there("receipt");
  await becomes(() => steps.reference(page), reference);
});

test("the language that was chosen is still there after the login", async () => {
  await steps.open(page, deployment);
  await steps.speak(page, en);
  await steps.button(page, "start.begin", en).click();
  await steps.arriveFocused(page, "privileged");
  await steps.button(page, "privileged.no", en).click();
  await steps.arriveFocused(page, "identity");
  await page.getByRole("button", { name: en.t("identity.with", { name: "Demo" }) }).click();
  await page.waitForURL("**/demo/identity?**");
  await steps.chooseSomebody(page);
  await isAt("recipient", en);
});

test("a browser that prefers English is spoken to in English", async () => {
  const english = await visitor(browser, { locale: "en-GB" });
  page = await english.newPage();
  await steps.open(page, deployment);
  await isAt("start", en);
  await english.close();
});

test("errors: the summary takes the focus, counts, is described by its list, and leads to the fields", async () => {
  await steps.goTo(page, deployment, "recipient");
  await page.locator("#sender").fill("");
  assert.equal(await page.locator("[aria-invalid]").count(), 0, "nothing is called wrong before the sender goes on");
  await steps.button(page, "next").click();
  await isFocused("errors");
  const wrong = { number: "recipient.number_wrong", name: "recipient.name_wrong", sender: "recipient.sender_wrong" };
  const summary = page.locator("#errors");
  await becomes(async () => [await summary.innerText(), await summary.getAttribute("aria-describedby")], [nl.count("errors.title", 3), "error-list"]);
  await becomes(() => page.locator("#error-list a").allInnerTexts(), Object.values(wrong).map((key) => nl.t(key)));
  await becomes(() => page.title(), `${nl.t("errors.mark")} ${names("recipient", nl).title}`);
  for (const [field, key] of Object.entries(wrong)) {
    await page.locator(`#error-list a[href="#${field}"]`).click();
    await isFocused(field);
    const input = page.locator(`#${field}`);
    await becomes(async () => [await input.getAttribute("aria-invalid"), await input.getAttribute("aria-describedby")], ["true", `${field}-hint ${field}-error`]);
    await becomes(() => page.locator(`#${field}-error`).innerText(), `${nl.t("errors.mark")} ${nl.t(key)}`);
    await becomes(() => page.locator(`#${field}-label`).evaluate((label) => label.getBoundingClientRect().top >= 0), true, "the label stays in view");
  }
  await page.locator("#number").fill(LETTER.number);
  await page.locator("#name").fill(LETTER.name);
  await steps.button(page, "next").click();
  await page.waitForFunction(() => document.querySelectorAll("#error-list li").length === 1 && document.activeElement?.id === "errors");
  await becomes(() => summary.innerText(), nl.count("errors.title", 1));
  await becomes(() => page.locator("#number").getAttribute("aria-invalid"), null);
  // What was right is still there.
  await isIn("name", LETTER.name);
  await page.locator("#sender").fill(LETTER.sender);
  await steps.button(page, "next").click();
  await steps.arriveFocused(page, "write");
  await isAt("write");
});

test("names in any script are taken as they are", async () => {
  const letter = { ...LETTER, name: "مثال بنت تجربة", sender: "Łucja Ó Šimić-ğ 母" };
  await steps.goTo(page, deployment, "review", letter);
  await showsFacts(letter);
});

test("what is pasted into the fields is what was meant, and two numbers or a word beside one are refused", async () => {
  await steps.goTo(page, deployment, "recipient");
  await page.locator("#name").fill(`\ufeff"${LETTER.name.replaceAll(" ", "\t")}"`);
  await page.locator("#sender").fill(`\u200e ${LETTER.sender.replaceAll(" ", "\u00a0 ")}\u200f`);
  for (const number of ["1234567, 7654321", "nr 1234567", "\u202e7654321"]) {
    await page.locator("#number").fill(number);
    await steps.button(page, "next").click();
    await page.locator("#number-error", { hasText: nl.t("recipient.number_wrong") }).waitFor();
    await becomes(() => page.locator("#error-list li").count(), 1, number);
  }
  await page.locator("#number").fill("\u202d١٢٣\u00a04567\u202c");
  await steps.button(page, "next").click();
  await steps.arriveFocused(page, "write");
  await steps.write(page);
  await showsFacts(LETTER);
});

test("the counter counts what a reader sees, at once on the screen and after a pause for a screen reader", async () => {
  await steps.goTo(page, deployment, "write");
  const count = page.locator(".count");
  const spoken = page.locator(".field + [aria-live]");
  await becomes(async () => [await count.innerText(), await count.getAttribute("aria-hidden")], [nl.count("write.left", 8000), "true"]);
  assert.equal(await spoken.innerText(), "", "the region is there from the start, and empty");
  assert.equal((await page.locator("#letter").getAttribute("aria-describedby")).includes("count"), false);
  for (const [text, characters] of [["Dag", 3], ["é", 1], ["e\u0301", 1], ["👨‍👩‍👧‍👦", 1], ["🇳🇱", 1], ["a\nb", 3], ["سلام", 4]]) {
    // Some are counted as the one before is: first the page has to have judged them.
    await steps.types(page, text);
    await becomes(() => count.innerText(), nl.count("write.left", 8000 - characters), text);
  }
  await page.locator("#letter").fill("Dag Bram");
  await page.waitForFunction((text) => document.querySelector(".field + [aria-live]")?.innerText.trim() === text, nl.count("write.left", 7992));
});

test("more than fits can be typed, is said, and does not go on", async () => {
  await steps.goTo(page, deployment, "write");
  const long = "il ".repeat(2668);
  await steps.types(page, long);
  // Nothing is cut off.
  await isIn("letter", long);
  await page.waitForFunction((text) => document.querySelector(".count.over")?.innerText === text, nl.count("write.too_many", 4));
  await steps.button(page, "write.next").click();
  await isFocused("errors");
  await becomes(() => page.locator("#error-list a").allInnerTexts(), [nl.count("write.too_many", 4)]);
  await page.locator("#error-list a").click();
  await isFocused("letter");
  await isAddress("/write");
  // Pages bind before characters do: the count is a percentage then.
  await page.locator("#letter").fill("regel\n".repeat(400));
  const [before, after] = nl.t("write.too_full", { n: "|" }).split("|");
  const count = page.locator(".count.over", { hasText: after });
  await count.waitFor();
  const full = await count.innerText();
  assert.ok(full.startsWith(before) && full.endsWith(after) && Number(full.slice(before.length, -after.length)) > 100, full);
  await steps.button(page, "write.next").click();
  // The summary takes the focus, and the page with it, before anything else is typed or pressed.
  await isFocused("errors");
  await isAddress("/write");
  await page.locator("#letter").fill("");
  await steps.button(page, "write.next").click();
  await page.locator("#error-list a", { hasText: nl.t("write.empty") }).waitFor();
  await isFocused("errors");
  await isAddress("/write");
});

test("what cannot be printed is shown with its place, blocks, and is repaired with one press", async () => {
  await steps.goTo(page, deployment, "write");
  const [hidden, clean] = ["Dag \u202eBram\u202c,\nik zie\u200b je.", "Dag Bram,\nik zie je."];
  await page.locator("#letter").fill(hidden);
  const found = page.locator(".finding-block");
  await becomes(async () => [...new Set(await found.locator("h3").allInnerTexts())], [nl.t("rule.bidi_title"), nl.t("rule.zero_width_title")]);
  // What cannot be seen is named.
  await says(found.first().locator("q").first(), "[U+202E]");
  await steps.button(page, "write.next").click();
  await page.locator("#error-list a", { hasText: nl.t("write.blocked") }).waitFor();
  // The summary takes the focus before anything else is pressed.
  await isFocused("errors");
  await isAddress("/write");
  await found.first().getByRole("button", { name: nl.t("findings.show") }).first().click();
  const selection = () => page.locator("#letter").evaluate((area) => [area.selectionStart, area.selectionEnd]);
  await becomes(selection, [4, 5]);
  for (const rule of ["rule.bidi_title", "rule.zero_width_title"]) {
    await found.filter({ hasText: nl.t(rule) }).first().getByRole("button", { name: nl.t("findings.repair") }).click();
    await page.waitForFunction((title) => ![...document.querySelectorAll(".finding h3")].some((h3) => h3.innerText === title), nl.t(rule));
    await isFocused("letter");
  }
  await hears(page, nl.t("findings.repaired"));
  await isIn("letter", clean);
  await becomes(() => page.locator(".finding").count(), 0);
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
  await showsLines(clean);
});

test("a warning names the risk and does not hold the letter up", async () => {
  await steps.goTo(page, deployment, "write");
  await page.locator("#letter").fill("Dag 😀 Bram, bel me op 06-12345678.");
  const warning = page.locator(".finding-warn");
  await warning.waitFor();
  await becomes(() => warning.locator("h3").innerText(), nl.t("rule.phone_number_title"));
  assert.equal(await warning.getByRole("button", { name: nl.t("findings.repair") }).count(), 0);
  await warning.getByRole("button", { name: nl.t("findings.show") }).click();
  const selected = () => page.locator("#letter").evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  await becomes(selected, "06-12345678", "the place is right behind an emoji, too");
  await steps.button(page, "write.next").click();
  await steps.arriveFocused(page, "review");
});

test("another letter of the same login begins with an empty form and the same sender", async () => {
  await steps.goTo(page, deployment, "receipt");
  await steps.another(page);
  await becomes(() => page.locator("input:not([type=checkbox])").evaluateAll((inputs) => inputs.map(({ value }) => value)), ["", "", LETTER.sender]);
  await steps.recipient(page, { ...LETTER, name: "Iemand Anders" });
  await isIn("letter", "");
  await steps.write(page);
  await steps.send(page);
  await steps.arriveFocused(page, "receipt");
});

test("a reference with a typing mistake is found out on the device", async () => {
  await steps.open(page, deployment);
  await steps.button(page, "start.status").click();
  await steps.arriveFocused(page, "status");
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.locator("#reference").fill("ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345");
  await steps.button(page, "status.ask").click();
  await page.waitForFunction(() => document.activeElement?.id === "errors");
  await page.locator("#error-list a", { hasText: nl.t("status.reference_wrong") }).waitFor();
  assert.deepEqual(asked, []);
});

test("the end of a visit leaves nothing in storage, in the fields or behind Back", async () => {
  await steps.goTo(page, deployment, "receipt");
  await steps.button(page, "receipt.end").click();
  await steps.arrive(page, "start");
  await nothingIsLeft();
  await steps.begin(page);
  await steps.ordinary(page);
  assert.equal(await steps.button(page, "identity.go_on").count(), 0, "the login is forgotten");
});

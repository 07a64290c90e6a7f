// Every page that there is, in each of its states: a table of how each is reached from the one before, and the walk through it. What a
// page of the client must be for everybody is looked at on this walk (accessibility.test.mjs). A new step needs a line here: the tests
// compare the table with the client's own list.
import { readFileSync } from "node:fs";
import { MANIFEST, UPLOAD } from "./contract.mjs";
import { until } from "./deployment.mjs";
import { announcedCode, typeCode } from "./login.mjs";
import * as steps from "./steps.mjs";
import { becomes } from "./waits.mjs";
import { nl } from "./words.mjs";

/** A word as long as Dutch ones can be, and findings of every kind of severity. */
const DIFFICULT = "Arbeidsongeschiktheidsverzekeringsmaatschappijdirecteur\u202e, bel 06-12345678 of kijk op www.voorbeeld.nl\u202c.";
/** The same without what blocks it, on more than one page. */
const LONG = `${DIFFICULT.replace(/[\u202e\u202c]/g, "")}\n${"Een regel.\n".repeat(60)}`;

/** Presses a button, and waits until the summary of errors has the focus. */
async function err(page, key) {
  await steps.button(page, key).click();
  await page.waitForFunction(() => document.activeElement?.id === "errors");
}

/** Gives a file to be checked. */
async function check(page, content, key) {
  await page.locator("#receipt-file").setInputFiles({ name: "lakzegel.tlog-proof", mimeType: "text/plain", buffer: Buffer.from(content) });
  await read(page, key);
}

/** Asks until the letter is in a state. */
const ask = (page, state) =>
  until(`the status is ${state}`, async () => {
    await steps.button(page, "status.ask").click();
    await page.locator(".status:not([data-state=unknown])").or(page.getByText(nl.t("status.nothing"))).first().waitFor();
    return (await page.locator(".status").getAttribute("data-state")) === state;
  });

/** Waits until something that is kept on a person's own device is shown. A kiosk keeps nothing: it is known by its end button. */
const keeps = (page, shown) => shown.or(steps.kioskEnd(page)).first().waitFor();

/** Waits until typing has come to rest: what was found is listed, and the letter is kept. */
async function settled(page) {
  await page.locator(".finding").first().waitFor();
  await keeps(page, steps.button(page, "draft.stop"));
}

/** Waits until something is there that a sender reads. */
const read = (page, key) => page.getByText(nl.t(key), { exact: true }).first().waitFor();

/**
 * The pages, in the order of a visit: the step, the state if it has more than one, and how a sender who reads Dutch gets there from the line
 * before. `visit` has the deployment, and keeps what is needed later. What is not a step of the client has a name in brackets.
 */
export const PAGES = [
  ["start", "refused", async (page, { deployment }) => {
    await page.route(MANIFEST, (route) => route.abort());
    await steps.open(page, deployment);
  }],
  ["start", "", async (page) => {
    await page.unrouteAll();
    await steps.button(page, "refused.again").click();
    await steps.button(page, "start.begin").waitFor();
  }],
  ["privileged", "", (page) => steps.begin(page)],
  ["privileged", "leaving", async (page) => {
    await steps.button(page, "privileged.yes").click();
    await page.waitForFunction(() => document.activeElement?.id === "privileged-leave");
  }],
  ["identity", "", (page) => steps.ordinary(page)],
  ["identity", "with errors", async (page) => {
    await page.locator("#admission").fill("0");
    await err(page, "visitor.next");
  }],
  ["(provider)", "", (page) => steps.leaveForProvider(page)],
  ["identity", "cancelled", async (page) => {
    await page.locator(".cancel a").click();
    await page.waitForFunction(() => document.activeElement?.id === "login-message");
  }],
  ["recipient", "", (page) => steps.logIn(page)],
  ["recipient", "with errors", (page) => err(page, "next")],
  ["identity", "done", async (page) => {
    await steps.button(page, "back").click();
    await steps.arriveFocused(page, "identity");
  }],
  ["write", "", async (page) => {
    await steps.button(page, "identity.go_on").click();
    await steps.arriveFocused(page, "recipient");
    await steps.recipient(page);
  }],
  ["write", "with errors and findings", async (page) => {
    await page.locator("#letter").fill(DIFFICULT);
    await settled(page);
    await err(page, "write.next");
  }],
  ["write", "too long", async (page) => {
    await steps.types(page, "Een regel.\n".repeat(800));
    await page.locator(".count.over").waitFor();
    // What was found before is listed until typing has come to rest.
    await page.locator(".finding").first().waitFor({ state: "detached" });
    await err(page, "write.next");
  }],
  ["review", "", async (page) => {
    await page.locator("#letter").fill(LONG);
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
  }],
  ["unsent", "", async (page) => {
    await page.route(UPLOAD, (route) => route.abort());
    await steps.send(page);
    await steps.arriveFocused(page, "unsent");
    await keeps(page, page.locator(".strip-waits a"));
  }],
  ["outbox", "", async (page) => {
    await page.locator(".strip-waits a").click();
    await steps.arriveFocused(page, "outbox");
  }],
  ["outbox", "of a file that is none", async (page) => {
    await page.locator("main input[type=file]").setInputFiles({ name: "iets.txt", mimeType: "text/plain", buffer: Buffer.from("iets") });
    await read(page, "outbox.open_wrong");
  }],
  ["receipt", "", async (page) => {
    await page.unrouteAll();
    await steps.button(page, "outbox.send").click();
    await steps.arriveFocused(page, "receipt");
  }],
  ["receipt", "with a status", async (page) => {
    await steps.button(page, "status.ask").click();
    await read(page, "status.nothing");
  }],
  ["status", "", async (page, visit) => {
    const [download] = await Promise.all([page.waitForEvent("download"), steps.button(page, "receipt.proof").click()]);
    visit.proof = readFileSync(await download.path(), "utf8");
    visit.reference = await steps.reference(page);
    [visit.envelope] = (await page.locator(".facts").innerText()).match(/[0-9a-f]{64}/);
    await steps.button(page, "receipt.end").click();
    await steps.arrive(page, "start");
    await steps.button(page, "start.status").click();
    await steps.arriveFocused(page, "status");
  }],
  ["status", "with errors", async (page) => {
    await page.locator("#reference").fill("XXXX");
    await err(page, "status.ask");
  }],
  ["status", "with an answer", async (page, { reference }) => {
    await page.locator("#reference").fill(reference);
    await steps.button(page, "status.ask").click();
    await read(page, "status.nothing");
  }],
  ["check", "", async (page) => {
    await steps.button(page, "receipt.check").click();
    await steps.arriveFocused(page, "check");
  }],
  ["check", "of another file", (page) => check(page, "iets", "check.other")],
  ["check", "of a broken receipt", (page, { proof }) => check(page, `${proof}x`, "check.broken")],
  ["check", "of a receipt", (page, { proof }) => check(page, proof, "check.proof")],
  ["status", "in screening", async (page, visit) => {
    await visit.deployment.startScreening("read");
    await steps.button(page, "back").click();
    await steps.arrive(page, "start");
    await steps.button(page, "start.status").click();
    await steps.arriveFocused(page, "status");
    await page.locator("#reference").fill(visit.reference);
    await ask(page, "screening");
  }],
  ["status", "withheld", async (page, { deployment, envelope }) => {
    await deployment.office("withhold", envelope, "--ground", "victims", "--config", "screening.toml");
    await ask(page, "withheld");
  }],
  ["status", "withheld, and old", async (page, { deployment }) => {
    const [, period] = deployment.manifest.match(/^status-period (\d+)$/m);
    await page.clock.setFixedTime(Date.now() + (2 * period + 60) * 1000);
    await ask(page, "old");
  }],
];

/** The same line as elsewhere. */
const asElsewhere = (step, state = "") => PAGES.find((row) => row[0] === step && row[1] === state);

/** The pages of a kiosk, in the same way. Its clock stands still: what happens by itself happens when a line says so. */
export const KIOSK_PAGES = [
  asElsewhere("start", "refused"),
  asElsewhere("start"),
  asElsewhere("privileged"),
  asElsewhere("privileged", "leaving"),
  asElsewhere("identity"),
  asElsewhere("identity", "with errors"),
  ["recipient", "", async (page, { deployment }) => {
    await deployment.startScreening("read");
    await typeCode(page, await announcedCode(deployment, "Örnek Bezoekster"));
    await steps.arriveFocused(page, "recipient");
  }],
  asElsewhere("recipient", "with errors"),
  ["write", "", (page) => steps.recipient(page)],
  asElsewhere("write", "with errors and findings"),
  ["write", "asked before the end", async (page) => {
    await steps.kioskEnd(page).click();
    await page.locator("#kiosk-ask[open]").waitFor();
  }],
  ["write", "asked whether somebody is there", async (page) => {
    await page.keyboard.press("Escape");
    await page.clock.setFixedTime(await page.evaluate((pause) => Date.now() + pause, KIOSK_IDLE * 60_000 + 5000));
    await page.locator("#kiosk-idle[open]").waitFor();
  }],
  ["review", "", async (page) => {
    await page.keyboard.press("Escape");
    await page.locator("#letter").fill(LONG);
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
  }],
  asElsewhere("unsent"),
  ["receipt", "", async (page) => {
    await page.unrouteAll();
    await steps.button(page, "unsent.send_again").click();
    await steps.arriveFocused(page, "receipt");
    await read(page, "receipt.seen_title");
  }],
  ["receipt", "with a status", (page) => ask(page, "screening")],
  ["ended", "", async (page) => {
    await steps.kioskEnd(page).click();
    await steps.arrive(page, "ended");
  }],
];

/** How many minutes nobody has to touch anything at a kiosk before it asks. */
export const KIOSK_IDLE = 2;

/** A page's name, for people. */
export const nameOf = ([step, state]) => (state ? `${step}, ${state}` : step);

/** The steps that the client knows, from its own list. */
export const STEPS = (() => {
  const source = readFileSync(new URL("../../../app/src/model/step.rs", import.meta.url), "utf8");
  const list = source.match(/pub const fn heading\([\s\S]*?\n {4}\}/)?.[0] ?? "";
  return [...list.matchAll(/"h-(\w+)"/g)].map(([, step]) => step);
})();

/** Whether something of the sender's waits then, which stands above every page. */
export const waits = ([step]) => step === "unsent" || step === "outbox";

/** Walks through every page of a table, and lets `look` at each. */
export async function everyPage(page, visit, look, pages = PAGES) {
  for (const row of pages) {
    const [step, , go] = row;
    await go(page, visit);
    if (!step.startsWith("(")) await becomes(() => page.locator("h1").last().getAttribute("id"), `h-${step}`, nameOf(row));
    await look(row);
  }
}

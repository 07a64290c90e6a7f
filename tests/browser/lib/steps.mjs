// A sender's way through the client, in the words of the steps. Each function does what a sender does on one page and waits until the
// next one is there.
import { nl } from "./words.mjs";

/** A letter as a relative might write it. Everybody in it is made up. */
export const LETTER = {
  number: "1234567",
  name: "Bram Verzonnen",
  sender: "Anneke Voorbeeld",
  body: "Lieve Bram,\n\nHoe gaat het met je? Oma heeft gisteren appeltaart gebakken.\nWe denken aan je.\n\nLiefs,\nmama",
};

/** What is in that letter and must not be readable on a device while its sender is away. */
export const SECRETS = [...LETTER.body.split("\n").filter((line) => line.length > 8), LETTER.name, LETTER.sender];

/** The page that is shown; for a moment the one before it is still there. */
export const shown = (page) => page.locator("main > :not(.leaving)");

/** A button on the page, by the key of its text. */
export const button = (page, key, words = nl) => shown(page).getByRole("button", { name: words.t(key), exact: true });

/** At a kiosk: the way out, which is on every page. */
export const kioskEnd = (page) => page.locator(".kiosk-bar").getByRole("button", { name: nl.t("kiosk.end"), exact: true });

/** Waits until a step is shown and nothing else; after a change of steps its heading has the focus. */
export async function arrive(page, step) {
  await page.locator(`#h-${step}`).waitFor();
  await page.waitForFunction(
    (id) => document.getElementById("main")?.children.length === 1 && document.getElementById(id) !== null && !document.getElementById("first-screen"),
    `h-${step}`,
  );
}

/** Waits until the step's heading has the focus. */
export async function arriveFocused(page, step) {
  await arrive(page, step);
  await page.waitForFunction((id) => document.activeElement?.id === id, `h-${step}`);
}

/** Presses the browser's Back or Forward within the client, and waits until the client has heard of it. */
export const travel = (page, direction) =>
  page.evaluate((direction) => {
    // Ours runs after the client's own listener.
    const heard = new Promise((done) => addEventListener("popstate", () => setTimeout(done), { once: true }));
    history[direction]();
    return heard;
  }, direction);

/** Chooses a language at the top of the page. */
export async function speak(page, words) {
  await page.locator(`.languages [lang=${words.lang}]`).click();
  await page.waitForFunction((lang) => document.documentElement.lang === lang, words.lang);
}

/** Opens the service. */
export async function open(page, deployment, path = "/") {
  await page.goto(deployment.url + path);
  await arrive(page, "start");
}

/** Start: begins. */
export async function begin(page) {
  await press.privileged(page);
  await arriveFocused(page, "privileged");
}

/** Privileged: is not. */
export async function ordinary(page) {
  await press.identity(page);
  await arriveFocused(page, "identity");
}

/** Identity: leaves for the provider. */
export async function leaveForProvider(page) {
  await shown(page).getByRole("button", { name: nl.t("identity.with", { name: "Demo" }) }).click();
  await page.waitForURL("**/demo/identity?**");
}

/** At the provider: is this made-up person, and comes back. */
export async function chooseSomebody(page, number = 0) {
  await page.locator("main nav a").nth(number).click();
  await arriveFocused(page, "recipient");
}

/** Identity: logs in as a made-up person. */
export async function logIn(page) {
  await press.recipient(page);
  await arriveFocused(page, "recipient");
}

/** Recipient: fills in the form, whatever is in it. */
export async function fillRecipient(page, letter = LETTER) {
  for (const field of ["number", "name", "sender"]) await page.locator(`#${field}`).fill(letter[field]);
}

/** Recipient: fills in the form and goes on. */
export async function recipient(page, letter = LETTER) {
  await press.write(page, letter);
  await arriveFocused(page, "write");
}

/** Write: writes and goes on. */
export async function write(page, letter = LETTER) {
  await press.review(page, letter);
  await arriveFocused(page, "review");
}

/**
 * Write: waits until the page has judged the letter as it is in the field: the text behind the field, its marks and the count come after the next
 * picture.
 */
export const settled = (page) =>
  page.waitForFunction(() => [...document.querySelectorAll(".mirror > *")].map(({ textContent }) => textContent).join("\n") === document.getElementById("letter").value.normalize());

/** Write: puts this into the field in the place of what is there, and waits until the page has judged it. */
export async function types(page, text) {
  await page.locator("#letter").fill(text);
  await settled(page);
}

/** Review: what of the letter is not there. */
export async function missing(page) {
  const there = await shown(page).innerText();
  return [...SECRETS, LETTER.number].filter((text) => !there.includes(text));
}

/** Review: seals and sends. */
export async function send(page) {
  await button(page, "send").click();
}

/** Receipt: the reference that is shown. */
export async function reference(page) {
  return (await page.locator(".reference").innerText()).trim().replace(/\s+/g, "-");
}

/** Receipt: saves the reference, which lies on the device until then. */
export async function note(page) {
  await Promise.all([page.waitForEvent("download"), button(page, "receipt.save").click()]);
}

/** Receipt: prints it from the browser's menu, which counts as saving it: any browser that a program drives can say so. */
export const prints = (page) => page.evaluate(() => void dispatchEvent(new Event("afterprint")));

/** Receipt: begins another letter. Nobody is asked as soon as the reference is on the device, which is said. */
export async function another(page) {
  const [said] = nl.t("receipt.found_again", { time: "|" }).split("|");
  await shown(page).getByText(said).waitFor();
  await button(page, "receipt.another").click();
  await arriveFocused(page, "recipient");
}

/** What is done on each page to get to the next one, by that one's name and in the order of a letter's way. */
const press = {
  privileged: (page) => button(page, "start.begin").click(),
  identity: (page) => button(page, "privileged.no").click(),
  async recipient(page) {
    await leaveForProvider(page);
    await page.locator("main nav a").first().click();
  },
  async write(page, letter) {
    await fillRecipient(page, letter);
    await button(page, "next").click();
  },
  async review(page, letter) {
    await page.locator("#letter").fill(letter.body);
    await button(page, "write.next").click();
  },
  receipt: (page) => send(page),
};

/** The pages after the first one, in the order of a letter's way, and how each is reached from the one before. */
export const WAY = Object.entries(press).map(([name, act]) => [
  name,
  async (page, letter = LETTER) => {
    await act(page, letter);
    await arriveFocused(page, name);
  },
]);

/** Walks from the start page to a step, with this letter: as somebody who does not wait until the page before is wholly gone. */
export async function goTo(page, deployment, step, letter = LETTER) {
  await open(page, deployment);
  const names = Object.keys(press);
  for (const name of names.slice(0, names.indexOf(step) + 1)) {
    await press[name](page, letter);
    await page.waitForFunction((id) => document.activeElement?.id === id, `h-${name}`);
  }
  await arrive(page, step);
}

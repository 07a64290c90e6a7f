// A visit to a kiosk, in the words of the steps, and what of it could be left there.
import { visitor } from "./browser.mjs";
import { deploy } from "./deployment.mjs";
import { announcedCode, typeCode } from "./login.mjs";
import * as steps from "./steps.mjs";
import { Watch, stored } from "./watch.mjs";
import { nl } from "./words.mjs";

/** The intake's word for how many minutes nobody has to touch anything. */
export const IDLE = 2;
/** A screen as kiosks have them. */
export const SCREEN = { width: 1080, height: 1920 };
/** What is written at the kiosk, and what of it must not be found afterwards. */
export const LETTER = { ...steps.LETTER, number: "48151623QX", name: "Bram Zégelgeheim", sender: "Oma Wasgeheim-Önder", body: "Lieve Bram,\n\nZo groen als een paarse giraf è, weet je nog?\n\nLiefs,\noma" };
export const SECRETS = [LETTER.name, LETTER.sender, LETTER.number, "Zo groen als een paarse giraf è"];

/** Starts an intake for kiosks, and screening. The caller ends both. */
export const deployKiosk = () => deploy({ screening: true, settings: { kiosk: true, kiosk_idle_minutes: IDLE } });

/** A clock that always shows the same time: what a kiosk does by itself after a while is not to happen because a machine is slow. */
const standing = (page) => page.clock.setFixedTime(Date.now());

/**
 * Somebody at the kiosk's first screen. `clock` sets the page's clock, and `prepare` is done with the page before anything is loaded. The
 * caller closes the context.
 */
export async function atKiosk(browser, deployment, { clock = standing, prepare, ...settings } = {}) {
  const context = await visitor(browser, { viewport: SCREEN, ...settings });
  const page = await context.newPage();
  const watch = new Watch(context);
  await clock(page);
  await prepare?.(page);
  await steps.open(page, deployment);
  return { context, page, watch };
}

/** What the first screen says of the time that a visitor has: so many minutes to do nothing in, and two to answer in. */
export const limit = (page, minutes) =>
  page.getByText(nl.t("kiosk.time", { idle: nl.count("kiosk.minutes", minutes), warning: nl.count("kiosk.minutes", 2) }), { exact: true });

/** Somebody at the kiosk whose page has a clock of the test's own, and knows the intake's word. */
export async function atKioskWithClock(browser, deployment, settings) {
  const visit = await atKiosk(browser, deployment, { clock: (page) => page.clock.install(), ...settings });
  await limit(visit.page, IDLE).waitFor();
  return visit;
}

/** Stops the page's clock: from now on time passes only as the test says, however long the machine takes. */
export const stopClock = async (page) => page.clock.pauseAt(await page.evaluate(() => Date.now() + 60_000));

/** From the first screen to a step, with a code from the visiting desk. Gives the code. */
export async function goTo(page, deployment, step) {
  // It is made while the visitor reads the first pages.
  const code = announcedCode(deployment, "Örnek Bezoekster");
  const way = [
    ["privileged", () => steps.begin(page)],
    ["identity", () => steps.ordinary(page)],
    ["recipient", () => code.then((code) => typeCode(page, code)).then(() => steps.arriveFocused(page, "recipient"))],
    ["write", () => steps.recipient(page, LETTER)],
    ["review", () => steps.write(page, LETTER)],
    ["receipt", () => steps.send(page).then(() => steps.arriveFocused(page, "receipt"))],
  ];
  for (const [name, walk] of way) {
    await walk();
    if (name === step) return code;
  }
  throw new Error(`there is no step ${step}`);
}

/** Ends the visit, and waits for the page after it. */
export async function leave(page) {
  await steps.kioskEnd(page).click();
  await steps.arriveFocused(page, "ended");
}

/** The question whether anybody is there. */
export const question = (page) => page.getByRole("dialog", { name: nl.t("kiosk.idle_title"), exact: true });

/** Everything that the browser keeps of the site. A kiosk keeps nothing. */
export const kept = async (page) => Object.entries(await stored(page)).filter(([, entries]) => entries.length > 0);

/** Finds the memory of the page's program, for later. */
export function findMemory() {
  const { instantiateStreaming } = WebAssembly;
  WebAssembly.instantiateStreaming = async (...given) => {
    const result = await instantiateStreaming(...given);
    globalThis.programMemory = Object.values(result.instance.exports).find((value) => value instanceof WebAssembly.Memory);
    return result;
  };
}

/** The content of the program's memory. */
export async function memoryOf(page) {
  const base64 = await page.evaluate(() => {
    const bytes = new Uint8Array(programMemory.buffer);
    let text = "";
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(text);
  });
  return Buffer.from(base64, "base64");
}

/** Everything that scripts of this page's process hold on to. */
export async function heapOf(page) {
  const session = await page.context().newCDPSession(page);
  const chunks = [];
  session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  await session.detach();
  return Buffer.from(JSON.parse(chunks.join("")).strings.join("\n"));
}

/**
 * Holds up the question with which a kiosk learns, when everything is wiped, whether another document can come; so that what is left of this
 * one can be looked at. Gives what lets it go on.
 */
export async function holdUp(page) {
  let release;
  const on = new Promise((done) => (release = done));
  await page.route("**/kiosk", async (route) => {
    await on;
    await route.continue();
  });
  return release;
}

/** Waits until the visit is over and the next document has not come. */
export const isOver = (page) => page.getByText(nl.t("kiosk.over"), { exact: true }).waitFor();

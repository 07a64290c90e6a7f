// What a device's files tell whoever has them: the profiles of Chromium and of Firefox, searched as they are and decompressed, after every way in
// which a visit can end. Nothing of a letter can be read from them, and nothing that opens what waits there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { launchToKill } from "./lib/browser.mjs";
import { newFolder, remove } from "./lib/children.mjs";
import { UPLOAD, contract } from "./lib/contract.mjs";
import { deploy, until } from "./lib/deployment.mjs";
import { launchFirefoxWith } from "./lib/firefox.mjs";
import * as kiosk from "./lib/kiosk.mjs";
import { KEY, announcedCode, leaveFor, logInAt, sendReviewed, startByKey, typeCode } from "./lib/login.mjs";
import { found, placesIn } from "./lib/profile.mjs";
import { PEOPLE, logIn } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { stored } from "./lib/watch.mjs";
import { nl } from "./lib/words.mjs";

/** What a test puts into the browser's database itself, so that the search is seen to find what lies there in plain. */
const MARK = "hier ligt leesbare tekst van een proef";

let deployment;

before(async () => {
  deployment = await deploy({ screening: true });
});

after(async () => {
  await deployment?.end();
});

/** A letter of which no other has a word, and no browser, that writes down so many times as digits, a number by chance. */
const letter = (word, number) => ({
  number, name: `Bram ${word}ens`, sender: `Anna ${word}stra`,
  body: `Lieve Bram, over ${word} schrijf ik je vandaag.\n\nDe ${word} is van ons allemaal, en dat blijft zo.\n`,
});

/** What is secret of a letter. */
const secretsOf = ({ number, name, sender, body }) => [number, name, sender, ...body.split("\n").filter((line) => line.length > 8)];

/**
 * In the page, before anything else: every key that is made or given there is told to the test, where no file of the browser is. Keys that no script is
 * to read are made readable, told, and made anew as they were to be.
 */
const NOTES_KEYS = () => {
  const note = (value) => globalThis.noteSecret(value);
  const { generateKey, deriveKey, importKey, exportKey } = SubtleCrypto.prototype;
  const told = async (subtle, form, key) => {
    const bytes = await exportKey.call(subtle, form, key);
    await note([...new Uint8Array(bytes)]);
    return bytes;
  };
  const again = async (subtle, form, key, usages) => importKey.call(subtle, form, await told(subtle, form, key), key.algorithm, false, usages);
  SubtleCrypto.prototype.generateKey = async function (algorithm, extractable, usages) {
    const made = await generateKey.call(this, algorithm, true, usages);
    if (!made.privateKey) return extractable ? (await told(this, "raw", made), made) : again(this, "raw", made, usages);
    if (extractable) return await told(this, "pkcs8", made.privateKey), made;
    return { publicKey: made.publicKey, privateKey: await again(this, "pkcs8", made.privateKey, ["sign"]) };
  };
  SubtleCrypto.prototype.deriveKey = async function (derivation, base, kind, extractable, usages) {
    const made = await deriveKey.call(this, derivation, base, kind, true, usages);
    return extractable ? made : again(this, "raw", made, usages);
  };
  const { arrayBuffer } = Response.prototype;
  Response.prototype.arrayBuffer = async function () {
    const body = await arrayBuffer.call(this);
    try {
      const said = JSON.parse(new TextDecoder().decode(body));
      for (const value of [said.travel_key, ...(said.device_keys ?? [])]) if (value) note(value);
    } catch {}
    return body;
  };
};

/** Puts readable text into the browser's database, as the search must find it. */
const leavesAMark = (page) =>
  page.evaluate(async (mark) => {
    const opening = indexedDB.open("proef");
    opening.onupgradeneeded = () => opening.result.createObjectStore("proef");
    await new Promise((done) => (opening.onsuccess = done));
    const writing = opening.result.transaction("proef", "readwrite", { durability: "strict" });
    writing.objectStore("proef").put({ text: `${mark} `.repeat(200) }, "proef");
    await new Promise((done) => (writing.oncomplete = done));
    opening.result.close();
  }, MARK);

/** What lies in the databases of that name, as text. */
const kept = async (page, name) => JSON.stringify((await stored(page)).indexedDB.filter(([place]) => place.startsWith(name)));

/** Does something, and waits until the page has kept in a database of that name what did not lie there before: of earlier visits something may. */
async function keepsAfter(page, name, act) {
  const before = await kept(page, name);
  await act();
  await until(`something more is kept in ${name}`, async () => !["[]", before].includes(await kept(page, name)));
}

test("Chromium's files have nothing of a letter, and nothing that opens what waits there, however the visit ended", async () => {
  const profile = newFolder("lakzegel-disk");
  const secrets = [];
  const { context, kill } = await launchToKill(profile);
  try {
    await context.exposeFunction("noteSecret", (secret) => secrets.push(secret));
    await context.addInitScript(NOTES_KEYS);
    /** Goes to a step with a letter of its own, lets `act` end the visit, and notes what was secret. */
    const visit = async (word, number, step, act) => {
      const page = await context.newPage();
      const own = letter(word, number);
      secrets.push(...secretsOf(own));
      await steps.goTo(page, deployment, step, own);
      await act(page, own);
    };
    await visit("zonnebloem", "7350916QX", "receipt", async (page) => {
      secrets.push(await steps.reference(page));
      await steps.button(page, "receipt.end").click();
      await steps.arrive(page, "start");
      await leavesAMark(page);
      await page.close();
    });
    await visit("waterlelie", "8461027QX", "write", async (page, { body }) => {
      await keepsAfter(page, "lakzegel-draft", () => page.locator("#letter").fill(body));
      await page.close();
    });
    /** Sends a letter that does not come through, and notes its reference. */
    const cannotSend = async (page) => {
      await page.route(UPLOAD, (route) => route.abort());
      await steps.send(page);
      await steps.arriveFocused(page, "unsent");
      const download = page.waitForEvent("download");
      await steps.button(page, "outbox.save").click();
      const [, reference] = readFileSync(await (await download).path(), "utf8").match(/^reference (\S+)$/m) ?? [];
      if (reference) secrets.push(reference);
    };
    // On a device that others use, too, which is taken back for those who come after.
    await visit("anjelier", "4073516QX", "recipient", async (page, own) => {
      await page.getByLabel(nl.t("draft.shared")).check();
      await steps.recipient(page, own);
      await steps.write(page, own);
      await cannotSend(page);
      await page.evaluate(() => localStorage.removeItem("lakzegel-shared"));
      await page.close();
    });
    // With a visitor code: it waits without its reference, and goes when the next page opens.
    await visit("hyacint", "3962405QX", "identity", async (page, own) => {
      const code = await announcedCode(deployment, "Bezoekster");
      secrets.push(code.admission, code.proof);
      await typeCode(page, code);
      await steps.arriveFocused(page, "recipient");
      await steps.recipient(page, own);
      await steps.write(page, own);
      await cannotSend(page);
      await keepsAfter(page, contract.outbox, () => steps.button(page, "unsent.noted").click());
      await page.close();
    });
    // What was stored while it waited: its receipt lies there with the reference, for its sender's login.
    await visit("lavendel", "2851394QX", "review", async (page) => {
      await keepsAfter(page, contract.outbox, () => cannotSend(page));
      await page.close();
      const next = await context.newPage();
      await next.goto(`${deployment.url}/outbox`);
      await until("both were sent", async () => (await next.locator("main [data-state=stored]").count()) === 2);
      await next.close();
    });
    await visit("klaproos", "9572138QX", "review", async (page) => {
      await keepsAfter(page, contract.outbox, () => cannotSend(page));
      await page.close();
    });
    await visit("madelief", "6283749QX", "review", async (page) => {
      // The visit's time is over: the letter goes along to a second login, from which nobody comes back.
      await page.clock.setSystemTime(Date.now() + 3 * 60 * 60_000);
      await steps.send(page);
      await steps.arriveFocused(page, "unsent");
      await page.clock.setSystemTime(Date.now());
      await steps.button(page, "unsent.log_in").click();
      await steps.arriveFocused(page, "identity");
      await keepsAfter(page, "lakzegel-visit", () => steps.leaveForProvider(page));
      await page.close();
    });
    await visit("korenbloem", "5194638QX", "write", async (page, { body }) => {
      await keepsAfter(page, "lakzegel-draft", () => page.locator("#letter").fill(body));
    });
    await kill();
    const places = placesIn(profile);
    assert.ok(found(places, [MARK]).length > 0, "the search finds what is readable");
    const [database] = places.filter(({ content }) => content.includes("lakzegel-visit"));
    assert.ok(database, "the visit key's row is in the files that were searched");
    assert.ok(secrets.filter((secret) => typeof secret !== "string").length >= 15, "the keys are looked for");
    assert.ok(secrets.filter((secret) => /^[\w-]{43}$/.test(secret)).length >= 10, "and what opens the rest");
    assert.deepEqual(found(places, secrets), []);
  } finally {
    await kill().catch(() => {});
    remove(profile);
  }
});

test("a kiosk leaves nothing of a visit in its browser's files", async () => {
  const profile = newFolder("lakzegel-disk");
  const { context, kill } = await launchToKill(profile);
  try {
    const page = await context.newPage();
    await page.goto(`${deployment.url}${contract.kiosk}`);
    await steps.arrive(page, "start");
    const { admission, proof } = await kiosk.goTo(page, deployment, "receipt");
    const reference = await steps.reference(page);
    await kiosk.leave(page);
    await leavesAMark(page);
    await kill();
    const places = placesIn(profile);
    assert.ok(found(places, [MARK]).length > 0, "the search finds what is readable");
    assert.deepEqual(found(places, [...kiosk.SECRETS, admission, proof, reference]), []);
  } finally {
    await kill().catch(() => {});
    remove(profile);
  }
});

test("Firefox's files have nothing of a letter either", async () => {
  const profile = newFolder("lakzegel-disk");
  let provider;
  const providers = async (redirectUri, authority) => {
    const [started, known] = await startByKey(redirectUri, { certificate: authority.certificate() });
    provider = started;
    return [known];
  };
  const [own, firefox] = await Promise.all([deploy({ tls: true, providers }), launchFirefoxWith(profile)]);
  let open = true;
  try {
    const [sent, begun] = [letter("zonnebloem", "7350916QX"), letter("waterlelie", "8461027QX")];
    const away = letter("madelief", "6283749QX");
    const page = await firefox.newPage();
    /** The page for writing, with this letter. */
    const writes = async (letter) => {
      await steps.goTo(page, own, "identity");
      await logInAt(page, own, KEY, PEOPLE[0]);
      await steps.recipient(page, letter);
      await page.locator("#letter").fill(letter.body);
    };
    await writes(sent);
    await steps.button(page, "write.next").click();
    await steps.arriveFocused(page, "review");
    await sendReviewed(page);
    const reference = await steps.reference(page);
    await leavesAMark(page);
    // The letter that was sent is forgotten by then.
    await until("nothing is kept", async () => (await kept(page, "lakzegel-draft")) === "[]");
    await keepsAfter(page, "lakzegel-draft", () => writes(begun));
    // Taken along to a second login that is left, and to a third one; then it is sealed, and waits.
    await writes(away);
    await steps.button(page, "back").click();
    await steps.arriveFocused(page, "recipient");
    await steps.button(page, "back").click();
    await steps.arriveFocused(page, "identity");
    await leaveFor(page, KEY);
    await steps.goTo(page, own, "identity");
    await leaveFor(page, KEY);
    await logIn(page, PEOPLE[0]);
    await steps.arriveFocused(page, "review");
    await own.stopServers();
    await keepsAfter(page, contract.outbox, async () => {
      await steps.send(page);
      await steps.arriveFocused(page, "unsent");
    });
    await firefox.close();
    open = false;
    const places = placesIn(profile);
    const readable = found(places, [MARK]).map((line) => line.split(":")[0]);
    assert.ok(readable.some((name) => name.endsWith(", decompressed")), "the search finds what is readable, and Firefox compresses what it keeps");
    assert.deepEqual(found(places, [...secretsOf(sent), ...secretsOf(begun), ...secretsOf(away), reference]), []);
  } finally {
    if (open) await firefox.close();
    await own.end();
    await provider?.stop();
    remove(profile);
  }
});

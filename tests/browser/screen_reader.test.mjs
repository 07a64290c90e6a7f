// A real screen reader, Orca, speaks the whole way of a letter in Dutch, in Chromium and in Firefox, gone by keyboard alone, against the
// real servers. What it says is kept beside this file: goldens/speech holds the app's own words, goldens/speech/raw every word.
//
// With LAKZEGEL_WRITE_GOLDENS=1 they are written anew: read what has changed.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { Session } from "../screen-reader/session.mjs";
import { goTheWay } from "../screen-reader/way.mjs";
import { raw, transcript } from "../screen-reader/words.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import { newRelease } from "./lib/release.mjs";
import { same } from "./lib/tree.mjs";
import { nl } from "./lib/words.mjs";

const WRITES = process.env.LAKZEGEL_WRITE_GOLDENS === "1";
const golden = (name) => new URL(`goldens/speech/${name}`, import.meta.url);
/** Where the raw words of the last run are, whether it passed or not. */
const LAST = join(resolve(process.env.LAKZEGEL_TARGET ?? "target"), "test/speech");

/**
 * Lets `act` have a browser with a screen reader, at a deployment of its own whose client runs `spoil`, too. It is spoilt before it comes to the
 * browser, and not by a program that steers the browser: a page that is steered is told that it always has the focus, and the screen reader
 * then misses what it is told when a page gets it.
 */
async function listening(browser, act, spoil) {
  const client = spoil && ((deployment) => newRelease(deployment.path("client"), `(${spoil})();`, "spoilt"));
  const deployment = await deploy({ client });
  try {
    const session = await Session.start(browser, deployment.url);
    try {
      return await act(session, deployment);
    } catch (error) {
      error.message += `\n${session.log()}`;
      throw error;
    } finally {
      await session.end();
    }
  } finally {
    await deployment.end();
  }
}

/** Goes the whole way once. */
const wholeWay = (browser) =>
  listening(browser, (session, deployment) => {
    const released = () => until("the letter is released", () => filesIn(deployment.path("released")).some(({ name }) => name.endsWith(".json")));
    return goTheWay(session, { screens: () => deployment.startScreening(), released });
  });

/** Keeps what was said on a way, to look at. */
function keep(browser, number, way) {
  mkdirSync(LAST, { recursive: true });
  writeFileSync(join(LAST, `${browser}-${number}.txt`), raw(way));
}

/** Writes the goldens anew. */
function write(browser, way) {
  mkdirSync(golden("raw"), { recursive: true });
  writeFileSync(golden(`${browser}.txt`), transcript(way));
  writeFileSync(golden(`raw/${browser}.txt`), raw(way));
}

// Two at a time: a way is mostly waiting for what is said, and each has a desktop of its own.
describe("Orca speaks", { concurrency: 2 }, () => {
  for (const browser of ["chromium", "firefox"]) {
    test(`Orca speaks the whole way in ${browser}, twice of at most three times just as it is written down`, async (context) => {
      const [good, others] = [[], []];
      while (good.length < 2) {
        try {
          const way = await wholeWay(browser);
          keep(browser, good.length + others.length + 1, way);
          if (WRITES && good.length === 0) write(browser, way);
          same(transcript(way), readFileSync(golden(`${browser}.txt`), "utf8"), "it is said as it is written down");
          good.push(way);
        } catch (error) {
          others.push(error);
          // What our pages do wrong they do each time. On a busy machine Orca itself is late now and then, and leaves one thing unsaid.
          if (others.length === 2) throw error;
          context.diagnostic(error.message);
        }
      }
    });
  }

  test("an error summary that does not take the focus is found out: nobody hears it", async () => {
    const spoil = () => {
      const { focus } = HTMLElement.prototype;
      HTMLElement.prototype.focus = function (...options) {
        if (this.id !== "errors") focus.apply(this, options);
      };
    };
    const way = listening("chromium", async (session) => {
      // All has happened when the page's title says that there are errors.
      session.isOver = async () => (await session.title()).startsWith(nl.t("errors.mark"));
      await goTheWay(session, { last: "recipient" });
    }, spoil);
    await assert.rejects(way, { message: new RegExp(`^waited in vain until "${nl.t("recipient.name_wrong")}" is said`) });
  });

  test("words too many are found out: the speech is another than what is written down", async () => {
    const spoil = () => {
      const mark = () => document.querySelectorAll("button").forEach((button) => button.setAttribute("aria-description", "nogmaals"));
      new MutationObserver(mark).observe(document, { childList: true, subtree: true });
      mark();
    };
    const way = await listening("chromium", (session) => goTheWay(session, { last: "privileged" }), spoil);
    const [heard, written] = [transcript(way), readFileSync(golden("chromium.txt"), "utf8")];
    assert.ok(!written.startsWith(heard));
    // And that is all that is another.
    assert.ok(written.startsWith(heard.replaceAll(/\n {4}nogmaals\.?/g, "")), heard);
  });
});

// A real screen reader, Orca, speaks the whole way of a letter in Dutch, in Chromium and in Firefox, gone by keyboard alone. What it says
// is kept beside this file: goldens/speech holds the app's own words, goldens/speech/raw every word.
//
// With LAKZEGEL_WRITE_GOLDENS=1 they are written anew: read what has changed.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Session } from "../screen-reader/session.mjs";
import { goTheWay } from "../screen-reader/way.mjs";
import { raw, transcript } from "../screen-reader/words.mjs";
import { deploy } from "./lib/deployment.mjs";

const WRITES = process.env.LAKZEGEL_WRITE_GOLDENS === "1";
const golden = (name) => new URL(`goldens/speech/${name}`, import.meta.url);

/** Goes the way once, in a deployment and a browser of its own. */
async function once(browser, last) {
  const deployment = await deploy({ screening: true });
  try {
    const session = await Session.start(browser, deployment.url);
    try {
      return await goTheWay(session, last);
    } finally {
      await session.end();
    }
  } finally {
    await deployment.end();
  }
}

for (const browser of ["chromium", "firefox"]) {
  test(`Orca speaks the whole way in ${browser}, twice the same, and as it is written down`, async () => {
    const [first, second] = [await once(browser), await once(browser)];
    if (WRITES) {
      mkdirSync(golden("raw"), { recursive: true });
      writeFileSync(golden(`${browser}.txt`), transcript(first));
      writeFileSync(golden(`raw/${browser}.txt`), raw(first));
    }
    assert.equal(transcript(second), transcript(first), "spoken twice, it is the same");
    assert.equal(transcript(first), readFileSync(golden(`${browser}.txt`), "utf8"));
  });
}

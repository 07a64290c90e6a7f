// What the office states as the newest (docs/protocol.md, section 4), made and signed here: so a test decides what is stated, and when.
import assert from "node:assert/strict";
import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";

/** What stands before the seed of an Ed25519 key in PKCS #8. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
/** The text of a note: everything before its signatures. */
const textOf = (note) => note.slice(0, note.lastIndexOf("\n\n") + 1);
const hashOf = (text) => createHash("sha256").update(text).digest("base64");
const numberIn = (text, name) => text.match(new RegExp(`^${name} ([0-9]+)$`, "m"))[1];

/** A note: the text, signed with the keys in these files of the deployment, whatever it says. */
export function signed(deployment, text, files) {
  const lines = files.map((file) => {
    const [, name, id, encoded] = readFileSync(deployment.path(file), "utf8").trim().match(/^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.*)$/);
    const der = Buffer.concat([PKCS8, Buffer.from(encoded, "base64").subarray(1)]);
    const signature = sign(null, Buffer.from(text), createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
    return `— ${name} ${Buffer.concat([Buffer.from(id, "hex"), signature]).toString("base64")}\n`;
  });
  return `${text}\n${lines.join("")}`;
}

/** The text of a statement: this manifest and this list, both as notes, at this time. Without a list it states none. */
export function statement(manifest, list, time = Math.floor(Date.now() / 1000)) {
  const newest = (note, name) => `${numberIn(textOf(note), name)} ${hashOf(textOf(note))}`;
  return `lakzegel fresh v1\nmanifest ${newest(manifest, "version")}\n${list ? `client ${newest(list, "release")}\n` : ""}at ${time}\n`;
}

/** The time of the statement in what the intake answers for the manifest, or 0. */
const timeIn = (answer) => Number(answer.match(/^lakzegel fresh v1\n(?:.+\n)*?at ([0-9]+)$/m)?.[1] ?? 0);
/** When it was last stated here to each deployment's intake, which remembers it also where it is served no more, behind another manifest. */
const stated = new WeakMap();
/** How far ahead of now a statement may be, in seconds: the manifest's tolerance, with something to spare. */
const MOST_AHEAD = 60;

/**
 * States to a deployment's intake that its manifest and this list, a note, are the newest: as screening does, and later than what was stated before.
 * `now` is the time by the servers' clocks, in seconds since 1970.
 */
export async function state(deployment, list, now = deployment.now) {
  const before = timeIn(await (await fetch(`${deployment.intakeUrl}/v1/manifest`)).text());
  const last = stated.get(deployment) ?? 0;
  // What a clock left that was set back since counts for nothing.
  const time = Math.max(now, ...[before, last].filter((time) => time < now + MOST_AHEAD).map((time) => time + 1));
  stated.set(deployment, time);
  const text = statement(deployment.manifest, list, time);
  const token = readFileSync(deployment.path("screening-token"), "utf8").trim();
  const headers = { "content-type": "text/plain; charset=utf-8", authorization: `Bearer ${token}` };
  const answer = await fetch(`${deployment.screeningUrl}/v1/freshness`, { method: "POST", headers, body: signed(deployment, text, ["keys/freshness.key"]) });
  assert.equal(answer.status, 204, await answer.text());
}

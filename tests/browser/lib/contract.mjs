// What client, intake, screening, worker and tests must say alike, as the build hands it over: the crate `contract`, as JSON.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_CONTRACT, the JSON, if it is not where the deployment's `contract` says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { prepared } from "./deployment.mjs";

/** All of it; contract/src/json.rs says what there is. */
export const contract = JSON.parse(readFileSync(process.env.LAKZEGEL_CONTRACT ?? prepared.contract, "utf8"));

/** An address for a page's `route`: the path on every site, and anything where the path changes. */
const everywhere = (path) => `**${path.replace(/\{\w+\}/g, "*")}`;

/** The intake's calls, for a page's `route`: where sealed letters are sent, where the manifest is, where logins begin and end, and visitor codes. */
export const [UPLOAD, MANIFEST, LOGIN_START, CALLBACK, ADMISSION] = [
  contract.envelopePath, contract.manifestPath, contract.identityStartPath, contract.identityCallbackPath, contract.admissionPath,
].map(everywhere);

/** The steps that the sender counts, in order, each by its name: its address without the slash. */
export const COUNTED = contract.steps.slice(1, 1 + contract.countedSteps).map((path) => path.slice(1));

/** The step that somebody who has done nothing yet is shown at an address: that one, if it is always open, else the first whose turn it is. */
export function firstAt(path) {
  if (path === contract.steps[0]) return "start";
  return contract.openSteps.includes(path) ? path.slice(1) : COUNTED[0];
}

/** The type of a problem that the intake can name. */
export function problemType(name) {
  assert.ok(contract.problems.includes(name), `the intake knows no problem ${name}`);
  return contract.problemPrefix + name;
}

/** The intake's answer with a problem, for a route to be fulfilled with. */
export const problem = (name, status) => ({
  status,
  contentType: "application/problem+json",
  body: JSON.stringify({ type: problemType(name), title: "Proef", status, detail: "Proef" }),
});

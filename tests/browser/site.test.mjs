// Comparing a site with the client that the root keys signed: the real intake, which serves the real client, and everything that is not it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { contract } from "./lib/contract.mjs";
import { deploy, prepared } from "./lib/deployment.mjs";
import { countedLine } from "./lib/line.mjs";

const SITE = fileURLToPath(new URL("../site.mjs", import.meta.url));

let deployment;

before(async () => (deployment = await deploy()));
after(() => deployment?.end());

/** Runs the command against a site. */
const compare = (note, site = deployment.url) =>
  new Promise((done) => {
    execFile(process.execPath, [SITE, site, note, deployment.rootKeys], (error, said, refused) => done({ code: error?.code ?? 0, said, refused }));
  });

/** The list of a client's files, signed by `roots`. */
async function listOf(client, name, roots = ["root-1", "root-3"]) {
  const note = deployment.path(name);
  await deployment.office("client", "draft", "--client", client, "--root-keys", deployment.rootKeys, "--release", "of the tests", "--out", note);
  for (const root of roots) await deployment.office("client", "sign", "--key", `keys/${root}.key`, "--note", note);
  return note;
}

test("a site that serves the signed client is told so, every file and every step of it", async () => {
  const line = await countedLine(deployment.url);
  const { code, said, refused } = await compare(await listOf(prepared.client, "good.txt"), line.url);
  await line.close();
  assert.deepEqual([code, refused], [0, ""]);
  // The command has its own list of the steps, for it needs nothing of the project: here it is held against the project's.
  const pages = [...contract.steps, ...contract.steps.map((step) => contract.kiosk + step.replace(/\/$/, "")), contract.kiosk + contract.ended];
  const asked = line.seen.requests.filter((path) => !path.includes("."));
  assert.deepEqual(asked.toSorted(), pages.toSorted(), "STEPS in tests/site.mjs is what contract/src/step.rs has");
  const files = readdirSync(prepared.client, { recursive: true, withFileTypes: true });
  const count = files.filter((file) => file.isFile() && !/\.(br|gz)$/.test(file.name)).length;
  assert.ok(said.includes(`release of the tests, ${count} files, ${count - 1 + pages.length} addresses compared`), said);
});

test("a site that serves one other byte, or lacks a file, is found out", async () => {
  const client = deployment.path("client");
  cpSync(prepared.client, client, { recursive: true });
  const [module] = readdirSync(client).filter((name) => /^rest\..*\.wasm$/.test(name));
  const bytes = readFileSync(join(client, module));
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(join(client, module), bytes);
  mkdirSync(join(client, "more"));
  writeFileSync(join(client, "more", "file.js"), "");
  const { code, refused } = await compare(await listOf(client, "other.txt"));
  assert.equal(code, 1);
  assert.ok(refused.includes(`/${module}: other bytes`) && refused.includes("/more/file.js: status 404"), refused);
  assert.equal(refused.trimEnd().split("\n").length, 3, "and nothing else is different");
});

test("a list that is not the root keys' word proves nothing", async () => {
  const good = readFileSync(await listOf(prepared.client, "whole.txt"), "utf8");
  const forged = (name, content) => {
    const file = deployment.path(name);
    writeFileSync(file, content);
    return file;
  };
  for (const [what, note] of [
    ["it is not signed by two root keys", await listOf(prepared.client, "one.txt", ["root-2"])],
    ["a false signature", forged("changed.txt", good.replace("of the tests", "of others"))],
    ["not signed by two root keys", deployment.manifestFile],
    ["not a signed note", forged("empty.txt", "")],
  ]) {
    const { code, refused } = await compare(note);
    if (note === deployment.manifestFile) assert.match(refused, /not a list of this deployment's client/);
    else assert.ok(refused.includes(what), `${what}: ${refused}`);
    assert.equal(code, 1);
  }
});

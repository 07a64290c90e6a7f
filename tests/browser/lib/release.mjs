// Another release of the client, as a build would make it from other code: for tests of what a browser does when there is one, and of what it
// does with a client that was spoilt.
import { createHash } from "node:crypto";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { prepared } from "./deployment.mjs";

const hash = (algorithm, content, form) => createHash(algorithm).update(content).digest(form);
const integrity = (content) => `sha384-${hash("sha384", content, "base64")}`;

/**
 * Makes a release in a new folder: the client with `code` at the end of its script, another description in its page, and a worker that lists
 * both. Every hash is right, so that a browser takes it for what it says it is. Gives the folder.
 */
export function newRelease(client, code, description) {
  cpSync(prepared.client, client, { recursive: true });
  for (const file of readdirSync(client, { recursive: true })) if (/\.(br|gz)$/.test(file)) rmSync(join(client, file));
  const read = (file) => readFileSync(join(client, file), "utf8");
  const [old] = read("index.html").match(/client\.[0-9a-f]+\.js/);
  const whole = `${read(old)}\n${code}`;
  const script = `client.${hash("sha256", whole, "hex").slice(0, 16)}.js`;
  const html = read("index.html")
    .replace(/(<script [^>]*src=")[^"]+(" integrity=")[^"]+/, `$1/${script}$2${integrity(whole)}`)
    .replace(/(<meta name="description" content=")[^"]*/, `$1${description}`);
  const worker = read("service-worker.js")
    .replace(/\["\/client\.[0-9a-f]+\.js", "[^"]*"\]/, `["/${script}", "${integrity(whole)}"]`)
    .replace(/\["\/", "[^"]*"\]/, `["/", "${integrity(html)}"]`)
    .replace(/(RELEASE = "lakzegel-release-)[^"]*/, `$1${hash("sha256", html, "hex").slice(0, 16)}`);
  rmSync(join(client, old));
  for (const [file, content] of [[script, whole], ["index.html", html], ["service-worker.js", worker]]) writeFileSync(join(client, file), content);
  return client;
}

// A deployment of a test's own: the demo's keys and client, and everything else fresh: a manifest for free ports, an empty log, and the
// real intake and screening, started and stopped by their process ids.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_DEPLOYMENT, the JSON of `cargo xtask demo --prepare-only`, and LAKZEGEL_FAKETIME, the
// library of faketime.
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { cpSync, existsSync, openSync, closeSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { end, newFolder, remove, start } from "./children.mjs";
import { signed, state, statement } from "./statement.mjs";
import { Authority, startGateway } from "./tls.mjs";

const run = promisify(execFile);
/** Where everything is that was prepared for all deployments. */
export const prepared = JSON.parse(readFileSync(resolve(process.env.LAKZEGEL_DEPLOYMENT ?? "target/test/deployment.json"), "utf8"));
// Screening uses no secret that others can read, and believes no file that others can change, however the shell is set.
process.umask(0o077);
/** What is loaded into a server whose clock is to be wrong. */
const FAKETIME = process.env.LAKZEGEL_FAKETIME ?? "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
/** How long something may take to come true. Milliseconds; generous, for machines are slow and nothing here measures time. */
const PATIENCE = 120_000;
const TWO_ROOTS = ["root-1", "root-2"];

/** Two free ports, for the intake's two listeners. */
async function freePorts() {
  const servers = [createServer(), createServer()];
  for (const server of servers) await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const ports = servers.map((server) => server.address().port);
  for (const server of servers) await new Promise((done) => server.close(done));
  return ports;
}

/** A value as TOML writes it: text, a number, a list of these, or an inline table. */
function tomlValue(value) {
  if (typeof value !== "object" || Array.isArray(value)) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, inner]) => `${key} = ${tomlValue(inner)}`).join(", ")} }`;
}

/** A table of TOML, under its name if it has one; what is undefined is left out. */
function toml(table, name) {
  const known = Object.entries(table).filter(([, value]) => value !== undefined);
  return [...(name ? ["", name] : []), ...known.map(([key, value]) => `${key} = ${tomlValue(value)}`), ""].join("\n");
}

/** The running servers, their files, and what a test asks of them. */
class Deployment {
  /** The folder with everything that belongs to this deployment alone. */
  folder = newFolder("lakzegel-test");
  /** The certificate authority that intake and screening trust instead of the system's, if there is one. */
  authority;
  /** What the intake's configuration says besides or otherwise than usual. */
  settings = {};
  /** The folder of the client that an intake serves which is configured from now on. */
  client = prepared.client;
  /** How many seconds the clocks of servers that are started from now on are ahead of the system's. */
  ahead = 0;
  #gateway;
  /** How long each server's log was when it was last started. */
  #begun = {};
  #servers = [];
  #notes = 0;

  constructor(ports) {
    /** Where the intake listens; browsers come to `url`. */
    this.intakeUrl = `http://127.0.0.1:${ports[0]}`;
    this.url = this.intakeUrl;
    this.screeningUrl = `http://127.0.0.1:${ports[1]}`;
    cpSync(prepared.keys, this.path("keys"), { recursive: true });
    cpSync(prepared.rootKeys, this.rootKeys);
    cpSync(prepared.screeningToken, this.path("screening-token"));
    writeFileSync(this.path("login.key"), randomBytes(32).toString("hex"), { mode: 0o600 });
  }

  /** A file of this deployment. */
  path(...names) {
    return join(this.folder, ...names);
  }

  /** Puts a gateway that speaks TLS in front of the intake. Browsers know the deployment by its address from now on. */
  async putBehindTls() {
    this.authority = new Authority();
    this.#gateway = await startGateway(this.authority, [this.intakeUrl]);
    this.url = this.#gateway.url;
  }

  /** Where identity providers send the browser back to. */
  get redirectUri() {
    return `${this.url}/identity`;
  }

  get rootKeys() {
    return this.path("root-keys.txt");
  }

  get manifestFile() {
    return this.path("manifest.txt");
  }

  /** The manifest that the intake serves, as a note. */
  get manifest() {
    return readFileSync(this.manifestFile, "utf8");
  }

  /** What an intake answers that serves this manifest: behind it the statement that it is the newest, made so many seconds ago. */
  answer(manifest = this.manifest, ago = 0) {
    return manifest + signed(this, statement(manifest, undefined, this.now - ago), ["keys/freshness.key"]);
  }

  /** The time by the servers' clocks, in seconds since 1970. */
  get now() {
    return Math.floor(Date.now() / 1000) + this.ahead;
  }

  /** One of screening's own commands. */
  async office(...options) {
    const { stdout } = await run(prepared.screening, options, { cwd: this.folder });
    return stdout;
  }

  /**
   * Writes the manifest that the intake is started with. `limits` are characters, bytes and pages, and `visitLife` is seconds, if not the
   * usual ones; `providers` come after the demo's, `volumeLimits` last.
   */
  async makeManifest(limits, providers, volumeLimits, visitLife) {
    const config = readFileSync(prepared.manifestConfig, "utf8")
      .replace(/^version = .*\n/m, toml({ version: 1000, visit_life_seconds: visitLife }))
      // What passes the rules is released at once, unless a test starts a screening that reads.
      .replace(/^supervision = .*$/m, 'supervision = "rules"')
      .replace(/^issuer = .*$/m, `issuer = "${this.url}/demo/identity"`);
    const tables = providers.map(({ id, name, issuer, audience, acr, algorithms, help, failure }) =>
      toml({ id, name, issuer, audience, acr, algorithms, help, failure }, "[[provider]]"),
    );
    tables.push(...volumeLimits.map((limit) => toml(limit, "[[volume_limit]]")));
    if (limits) tables.push(toml({ characters: limits[0], bytes: limits[1], pages: limits[2] }, "[limits]"));
    writeFileSync(this.path("manifest.toml"), config + tables.join(""));
    await this.office("manifest", "draft", "--config", "manifest.toml", "--keys", "keys/sealing", "--out", this.manifestFile);
    await this.#sign(this.manifestFile, TWO_ROOTS);
  }

  /** The text of the manifest, changed by `change`, and signed with screening's own command by `roots`. Gives the note; serves nothing. */
  async manifestWith(change, roots = TWO_ROOTS) {
    const file = this.path(`note-${(this.#notes += 1)}.txt`);
    const text = this.manifest.split("\n\n")[0] + "\n";
    const changed = change(text);
    if (changed === text) throw new Error("nothing was changed");
    writeFileSync(file, changed);
    await this.#sign(file, roots);
    return readFileSync(file, "utf8");
  }

  async #sign(file, roots) {
    for (const root of roots) await this.office("manifest", "sign", "--key", `keys/${root}.key`, "--note", file);
  }

  /** Writes the intake's configuration. Paths in it are relative to it, or whole for what was prepared for all deployments. */
  makeIntakeConfig(providers) {
    const common = toml({
      data: "intake", client: this.client, manifest: "manifest.txt", root_keys: "root-keys.txt", log_key: "keys/log.key",
      screening_token: "screening-token", login_key: "login.key", demo_identity_key: "keys/demo-identity.key",
      public_url: this.url, listen: this.intakeUrl.slice("http://".length),
      screening_listen: this.screeningUrl.slice("http://".length), ...this.settings,
    });
    const tables = providers.map(({ id, key, secret }) => {
      const file = `provider-${id}`;
      writeFileSync(this.path(file), key?.pem ?? secret, { mode: 0o600 });
      const proof = key ? { private_key: file, algorithm: key.algorithm, key_id: key.id } : { client_secret: file };
      return toml({ id, ...proof }, "[[provider]]");
    });
    writeFileSync(this.path("intake.toml"), common + tables.join(""));
  }

  /** Starts the intake, and states that its manifest is the newest: without that no client seals. */
  async startIntake() {
    await this.#start("intake", prepared.intake, ["--config", this.path("intake.toml")]);
    await state(this);
  }

  /**
   * Writes screening's configuration. Paths in it are relative to it, or whole for what was prepared for all deployments. `register` are
   * the lines of its register of names, if it has one: issuer, subject and name each.
   */
  makeScreeningConfig(register) {
    const common = toml({
      data: "screening", intake: this.screeningUrl, screening_token: "screening-token", root_keys: "root-keys.txt",
      sealing_keys: "keys/sealing", cosigner_key: "keys/cosigner.key", consistency_key: "keys/consistency.key", verdict_key: "keys/verdict.key", freshness_key: "keys/freshness.key", manifest: "manifest.txt", person_key: "keys/person.key", released: "released", supervision: "rules",
      fonts: prepared.fonts, publish_every_seconds: 1, poll_every_seconds: 1,
    });
    if (register) writeFileSync(this.path("register.tsv"), register.map((line) => `${line.join("\t")}\n`).join(""));
    writeFileSync(this.path("screening.toml"), common + (register ? toml({ file: "register.tsv" }, "[register]") : ""));
  }

  /** Starts screening. Where letters are read, each waits for a person; by rules, what passes them is released at once. */
  async startScreening(supervision = "rules") {
    const told = { LAKZEGEL_SCREENING_SUPERVISION: supervision };
    await this.#start("screening", prepared.screening, ["run", "--config", this.path("screening.toml")], told);
  }

  /** Starts a server. Its port, which was free, may be somebody else's for a moment: another test looks for a free one, or the system gives it away. */
  async #start(...server) {
    await until(`${server[0]} has its port`, () => this.#startOnce(...server));
  }

  /**
   * Starts a server, which is `told` this by its environment, with its log in a file, and waits until that says that it is ready. Gives whether it
   * has its port.
   */
  async #startOnce(name, binary, options, told = {}) {
    const log = openSync(this.path(`${name}.log`), "a");
    this.#begun[name] = this.log(name).length;
    const child = start(binary, options, { stdio: ["ignore", log, log], env: { ...process.env, ...this.#environment(), ...told } });
    closeSync(log);
    this.#servers.push(child);
    const ready = () => said().includes('"message":"ready"');
    const said = () => this.log(name).slice(this.#begun[name]);
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    await until(`${name} is ready`, () => ready() || ended());
    if (ready()) return true;
    this.#servers.splice(this.#servers.indexOf(child), 1);
    if (said().includes("Address already in use")) return false;
    throw new Error(`${name} did not start:\n${this.log(name)}`);
  }

  /** What a server is to see of the world otherwise than this process. */
  #environment() {
    const trust = this.authority && { SSL_CERT_FILE: this.authority.file };
    // Of the clocks, only the one that tells the date: timeouts and pauses are as long as ever.
    const time = this.ahead && { LD_PRELOAD: FAKETIME, FAKETIME: `+${this.ahead}`, FAKETIME_DONT_FAKE_MONOTONIC: "1", NO_FAKE_STAT: "1" };
    return { ...trust, ...time };
  }

  /** Everything that a server has written to its log so far. */
  log(name) {
    return readFileSync(this.path(`${name}.log`), "utf8");
  }

  /** Waits until a server, since it was last started, has logged a line with all these fields, and gives that line. */
  logged(name, fields) {
    const fits = (line) => Object.entries(fields).every(([field, value]) => line[field] === value);
    // The last line may be half written.
    const lines = () => this.log(name).slice(this.#begun[name]).split("\n").slice(0, -1).map((line) => JSON.parse(line));
    return until(`${name} logs ${JSON.stringify(fields)}`, () => lines().find(fits));
  }

  /** Waits until screening has released a letter, and gives everything that is known about it. */
  released(envelope) {
    const file = this.path("released", `${envelope}.json`);
    return until(`letter ${envelope} is released`, () => existsSync(file) && JSON.parse(readFileSync(file, "utf8"))).catch((error) => {
      const said = this.log("screening").split("\n").filter((line) => line.includes(envelope) || /"level":"(WARN|ERROR)"/.test(line));
      throw Object.assign(error, { message: `${error.message}; screening said:\n${said.slice(-20).join("\n")}` });
    });
  }

  /** Waits until screening has withheld a letter of its own accord, and gives the name of the reason. */
  async withheld(envelope) {
    return (await this.logged("screening", { message: "withheld", envelope })).reason;
  }

  /** How many envelopes are in the log, as its checkpoint says. */
  async logSize() {
    const checkpoint = await (await fetch(`${this.intakeUrl}/checkpoint`)).text();
    return Number(checkpoint.split("\n")[1]);
  }

  /** Stops both servers, screening first, for it talks to the intake. */
  async stopServers() {
    for (const child of this.#servers.splice(0).reverse()) await end(child, "SIGTERM");
  }

  /** Stops the servers and removes the files. */
  async end() {
    await this.stopServers();
    await this.#gateway?.close();
    this.authority?.end();
    remove(this.folder);
  }
}

/**
 * Starts a deployment; without `screening`, the intake alone. `client` makes another client than the prepared one, and gives its folder.
 *
 * `providers` gives the identity providers besides the demo's, when it is told where they must send the browser back to: each
 * with what the manifest says of it (id, name, issuer, audience, acr, algorithms, perhaps help and failure), and `key` (algorithm
 * and PEM, perhaps its id) or `secret`, with which the intake shows it who it is. `register` is told these, and gives the lines of
 * screening's register of names: issuer, subject and name each. Without it, screening has none. With `tls`, browsers come by a gateway
 * that speaks TLS, and `providers` is given the deployment's certificate authority, too. `volumeLimits` are the manifest's: letters, days
 * and basis each. `visitLife` is for how many seconds after a login letters may be sealed, if not for the usual two hours. `settings` are
 * the intake's, besides or otherwise than usual.
 */
export async function deploy({ screening = false, client, limits, tls = false, providers = () => [], register, volumeLimits = [], visitLife, settings = {} } = {}) {
  const deployment = new Deployment(await freePorts());
  try {
    deployment.settings = settings;
    deployment.client = client?.(deployment) ?? deployment.client;
    if (tls) await deployment.putBehindTls();
    const others = await providers(deployment.redirectUri, deployment.authority);
    await deployment.makeManifest(limits, others, volumeLimits, visitLife);
    deployment.makeIntakeConfig(others);
    deployment.makeScreeningConfig(register?.(others));
    await deployment.startIntake();
    if (screening) await deployment.startScreening();
    return deployment;
  } catch (error) {
    await deployment.end();
    throw error;
  }
}

/** Waits until `met` gives something that counts as true, and gives that. */
export async function until(what, met, patience = PATIENCE) {
  const end = Date.now() + patience;
  for (;;) {
    const result = await met();
    if (result) return result;
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The content of every file in a folder and below, by name. */
export function filesIn(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => ({ name: entry.name, path: join(entry.path, entry.name), content: readFileSync(join(entry.path, entry.name)) }));
}

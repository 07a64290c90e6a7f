// What a test starts and makes besides itself: programs, and folders for what is of this run alone. None of it outlives the test's process,
// however that ends: by itself, by Ctrl-C, by the runner's time limit, or killed with no time for anything.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Has the kernel kill a program when its parent ends: nobody else is sure to be there to do it. */
export const TIED = ["setpriv", "--pdeathsig", "KILL"];
/** Besides, a space of processes of its own: when its first process is killed, all others in it are. */
const SPACE = ["unshare", "--fork", "--pid", "--mount-proc", "--kill-child"];
/** How such a space is made here: who is not root must be root of something first, and loses the tie to the parent with that. */
const ways = [[...TIED, ...SPACE], ["unshare", "--user", "--map-root-user", ...TIED, ...SPACE]];

const [children, folders] = [new Set(), new Set()];

/** Starts a program that ends with this process. It must not start others that outlive it. */
export function start(command, options, settings) {
  return begin([...TIED, command, ...options], settings);
}

/** Starts a program that ends with this process, and with it everything that it has started, or that those have. */
export function startAll(command, options, settings) {
  const way = ways.find(([program, ...rest]) => spawnSync(program, [...rest, "true"]).status === 0);
  return begin([...(way ?? TIED), command, ...options], settings);
}

function begin([program, ...options], settings) {
  const child = spawn(program, options, settings);
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Ends a program, if it has not ended, and waits until it is gone. */
export async function end(child, signal = "SIGKILL") {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

/** A new folder with this at the beginning of its name. */
export function newFolder(name) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  folders.add(folder);
  return folder;
}

/** Removes a folder that was made here. What has just been killed may still be at work in it. */
export function remove(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  folders.delete(folder);
}

process.on("exit", () => {
  children.forEach((child) => child.kill("SIGKILL"));
  folders.forEach(remove);
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

// A runner that was killed says nothing to the files that it runs: they would go on to their end. They look after it instead.
if (process.env.NODE_TEST_CONTEXT) {
  const runner = process.ppid;
  setInterval(() => process.ppid === runner || process.exit(1), 1000).unref();
}

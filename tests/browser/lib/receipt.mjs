// Runs tests/receipt.mjs, the second reader of receipts, as a process of its own.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const READER = fileURLToPath(new URL("../../receipt.mjs", import.meta.url));

/** What the reader says about these files, perhaps with statements about lost envelopes: its exit code, what it proved, and why it refused. */
export function readReceipt(receipt, envelope, manifest, rootKeys, ...missing) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [READER, receipt, envelope, manifest, rootKeys, ...missing], { encoding: "utf8" });
  return { code: status, said: stdout, refused: stderr };
}

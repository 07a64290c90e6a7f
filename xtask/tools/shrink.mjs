// Makes one small script and one small Wasm module of what wasm-bindgen wrote: node shrink.mjs GLUE.js MODULE.wasm OUT_FOLDER
// writes client.js and client.wasm. What wasm-opt cannot do alone stands here, each with its reason; docs/benchmarks.md has the gain.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const npm = createRequire(join(resolve(process.env.LAKZEGEL_NPM), "x.js"));
const { default: binaryen } = await import(pathToFileURL(npm.resolve("binaryen")));
const esbuild = npm("esbuild");
const wasmOpt = join(dirname(npm.resolve("binaryen")), "bin/wasm-opt");
const [glue, wasm, out] = process.argv.slice(2);
mkdirSync(out, { recursive: true });

// What every browser has had since 2021, and nothing newer: `--all-features` would make modules that browsers refuse.
const features = [
  "bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext",
].map((feature) => `--enable-${feature}`);
const optimise = (from, to, ...passes) =>
  execFileSync(process.execPath, [wasmOpt, "-Oz", ...features, ...passes, from, "-o", to], { encoding: "utf8", maxBuffer: 1 << 26 });

// 1. A panic traps at once, and no `Debug` is ever printed: no message is formatted, so none can carry a sender's text either.
// 2. Streams, which Leptos links and nothing here calls, go.
const silent = new RegExp(
  [
    String.raw`\bcore(\[[0-9a-f]+\])?::panicking::`, String.raw`\bstd(\[[0-9a-f]+\])?::panicking::`, "panic_fmt", "panic_cold", "panic_const",
    "panic_bounds", "panic_already", "panic_nounwind", "panic_access_error", "rust_panic", "rust_begin_unwind", "unwrap_failed",
    "expect_failed", "assert_failed", "slice_error_fail", String.raw`slice_\w*_fail\b`, "core::cell::panic", String.raw`raw_vec.*(handle_error|capacity_overflow)`,
    "handle_alloc_error", "alloc_error_handler", String.raw`as core(\[[0-9a-f]+\])?::fmt::Debug>::fmt`, "fmt::builders::",
    String.raw`debug_(tuple|struct)_field`, "wasm_streams", "IntoUnderlying", "future_to_promise",
  ].join("|"),
);
const module = binaryen.readBinary(readFileSync(wasm));
let silenced = 0;
for (let index = 0; index < module.getNumFunctions(); index++) {
  const function_ = module.getFunctionByIndex(index);
  const info = binaryen.getFunctionInfo(function_);
  const name = info.name.replace(/\\([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  if (info.module || !silent.test(name)) continue;
  binaryen.Function.setBody(function_, module.unreachable());
  silenced++;
}
for (let index = module.getNumExports() - 1; index >= 0; index--) {
  const { name } = binaryen.getExportInfo(module.getExportByIndex(index));
  if (name.includes("intounderlying")) module.removeExport(name);
}
if (silenced === 0) throw new Error("no panic function was found: the module must still have its names (strip = \"none\")");

// 3. Paths of source files go: smaller, and no machine's folders in a release. Data only, never code.
const bytes = Buffer.from(module.emitBinary());
for (let at = 8; at < bytes.length; ) {
  const section = bytes[at++];
  let [length, shift] = [0, 0];
  for (let byte = 0x80; byte & 0x80; shift += 7) length |= ((byte = bytes[at++]) & 0x7f) << shift;
  const data = 11;
  if (section === data) {
    const blank = (path) => "\0".repeat(path.length);
    const text = bytes.toString("latin1", at, at + length).replace(/\/?(?:[\w.@+-]+\/)+[\w-]+\.rs/g, blank);
    bytes.write(text, at, "latin1");
  }
  at += length;
}
const [shrunk, small, final] = ["shrunk", "small", "client"].map((name) => join(out, `${name}.wasm`));
writeFileSync(shrunk, bytes);

// 4. Short names for what module and script call each other by.
optimise(shrunk, small);
const map = JSON.parse(optimise(small, final, "--minify-imports-and-exports-and-modules", "-Oz"));
const imports = new Map(map.imports.map(([, from, to]) => [from, to]));
const exports = new Map(map.exports.map(([from, to]) => [from, to]));
const script = readFileSync(glue, "utf8")
  .replace(/^export class IntoUnderlying[\s\S]*?\n}\n(?:if \(Symbol\.dispose\)[^\n]*\n)?/gm, "")
  .replace(/^const IntoUnderlying\w+Finalization[\s\S]*?;\n/gm, "")
  .replace(/^(\s+)(__wb\w+)(: function)/gm, (line, space, name, rest) => (imports.has(name) ? space + JSON.stringify(imports.get(name)) + rest : line))
  .replace(/\bwasm\.(\w+)/g, (call, name) => (exports.has(name) ? `wasm[${JSON.stringify(exports.get(name))}]` : call))
  .replace(/"\.\/[\w-]+_bg\.js"/g, '"a"');
const ready = new WebAssembly.Module(readFileSync(final));
for (const { module, name } of WebAssembly.Module.imports(ready)) {
  if (module !== "a" || !script.includes(`${JSON.stringify(name)}: function`)) throw new Error(`the script has no ${module}.${name}`);
}

// 5. One script: glue and start together, nothing in it that nobody calls.
const bundle = await esbuild.build({
  entryPoints: [join(dirname(fileURLToPath(import.meta.url)), "boot.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  define: { "import.meta.url": '"/"' },
  write: false,
  plugins: [{
    name: "glue",
    setup(build) {
      build.onResolve({ filter: /^wasm-bindgen-glue$/ }, () => ({ path: "glue", namespace: "glue" }));
      build.onLoad({ filter: /./, namespace: "glue" }, () => ({ contents: script, loader: "js" }));
    },
  }],
});
writeFileSync(join(out, "client.js"), bundle.outputFiles[0].contents);

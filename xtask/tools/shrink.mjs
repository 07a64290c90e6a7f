// Makes two small Wasm modules, and a small script for each, of what wasm-bindgen wrote, and a small style sheet:
// node shrink.mjs GLUE.js MODULE.wasm STYLE.css OUT_FOLDER writes client.js and client.wasm, rest.js and rest.wasm (the late module), style.css, and
// weights.txt. What wasm-opt cannot do alone stands here, each with its reason; docs/benchmarks.md has the gain.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { importsOf, isDropGlue, plain, split } from "./split.mjs";

const npm = createRequire(join(resolve(process.env.LAKZEGEL_NPM), "x.js"));
const { default: binaryen } = await import(pathToFileURL(npm.resolve("binaryen")));
const esbuild = npm("esbuild");
const wasmOpt = join(dirname(npm.resolve("binaryen")), "bin/wasm-opt");
const [glue, wasm, style, out] = process.argv.slice(2);
const source = join(dirname(fileURLToPath(import.meta.url)), "../../app/src");
mkdirSync(out, { recursive: true });

// What every browser has had since 2021, and nothing newer: `--all-features` would make modules that browsers refuse.
const features = [
  "bulk-memory", "bulk-memory-opt", "multivalue", "mutable-globals", "nontrapping-float-to-int", "reference-types", "sign-ext",
].map((feature) => `--enable-${feature}`);
// Functions of our own are not put into their callers: a caller in the first module would take along late ones.
const apart = "--no-inline=*lakzegel_app::*";
const optimise = (from, to, ...passes) =>
  execFileSync(process.execPath, [wasmOpt, apart, "-Oz", ...features, ...passes, from, "-o", to], { encoding: "utf8", maxBuffer: 1 << 26 });

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
binaryen.setDebugInfo(true);
const module = binaryen.readBinary(readFileSync(wasm));
let silenced = 0;
for (let index = 0; index < module.getNumFunctions(); index++) {
  const function_ = module.getFunctionByIndex(index);
  const info = binaryen.getFunctionInfo(function_);
  if (info.module || !silent.test(plain(info.name))) continue;
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
const [shrunk, small, half, client, rest] = ["shrunk", "small", "half", "client", "rest"].map((name) => join(out, `${name}.wasm`));
writeFileSync(shrunk, bytes);

// 4. Two modules: what neither of the first two pages needs comes late. A folder decides: the late module has what stands in a folder `late/` of
// app/src, who calls that other than by a door, and what only these call, of whatever crate. The client asks for it: app/src/late_module.rs.
const inLate = /\blakzegel_app::(?:\w+::)*late::/;
const folders = readdirSync(source).filter((folder) => existsSync(join(source, folder, "late.rs")));
// Doors are the functions of a folder's late.rs: what the first module calls. `#[inline(never)]` keeps them whole, and all behind them apart.
const doors = folders.flatMap((folder) => {
  const text = readFileSync(join(source, folder, "late.rs"), "utf8");
  const [marked, all] = [/#\[inline\(never\)\]\npub fn (\w+)/g, /\bpub fn (\w+)/g].map((pattern) => [...text.matchAll(pattern)].map(([, name]) => name));
  if (marked.length !== all.length) throw new Error(`app/src/${folder}/late.rs: each function in it must be #[inline(never)]`);
  return all.map((name) => `lakzegel_app::${folder}::late::${name}`);
});
const early = readdirSync(source, { recursive: true }).filter((file) => file.endsWith(".rs") && !/\blate\b/.test(file));
for (const file of early) {
  const text = readFileSync(join(source, file), "utf8").replace(/\/\/.*/g, "");
  for (const [, path] of text.matchAll(/\blate::(\{[^;]*?\}|[\w:]+)/g)) {
    for (const leaf of path.split(/[{},\s]+/).filter(Boolean)) {
      const name = leaf.split("::").pop();
      // A type may be named, as a part of the visit's state. Its methods are not seen here; split.mjs sees those that were not put into a caller.
      if (/^[A-Z]/.test(name) || name === "self" || doors.some((door) => door.endsWith(`::late::${leaf}`))) continue;
      throw new Error(`app/src/${file} names ${leaf} of the late module, which is no function of a late.rs`);
    }
  }
}
const isDoor = (name) => doors.includes(name.replace(/::h[0-9a-f]{16}$/, ""));
optimise(shrunk, small, "-g");
const halves = split(binaryen, readFileSync(small), (name) => inLate.test(name), isDoor);
const gone = doors.filter((door) => !halves.weights.some(({ name, late }) => late && name.startsWith(`${door}::h`)));
if (gone.length > 0) throw new Error(`not in the late module: ${gone}. Was it put into its caller, or is it called by nobody?`);
writeFileSync(join(out, "weights.txt"), table(halves.weights, halves.kept));

/**
 * How many bytes of code each module has, by folder of the client and by crate; what weighs less than 1000 is in one line. Then the late
 * functions that stay in the first module.
 */
function table(functions, kept) {
  const sums = new Map();
  for (const { name, bytes, late } of functions) {
    const [, crate] = name.match(/(?:^|[^\w:])(\w+)(?:\[[0-9a-f]+\])?::/) ?? [name, "(no crate)"];
    const [, first, second] = name.match(/lakzegel_app::(\w+)::(\w+)/) ?? [];
    const folder = folders.includes(first) ? `app/src/${first}${second === "late" ? "/late" : ""}` : "app/src";
    const key = name.includes("lakzegel_app::") && !isDropGlue(name) ? folder : crate;
    const sum = sums.get(key) ?? [0, 0];
    sum[Number(late)] += bytes;
    sums.set(key, sum);
  }
  const rows = [...sums].sort(([one], [other]) => (one < other ? -1 : 1));
  const isLarge = ([key, [one, other]]) => key.startsWith("app/") || one + other >= 1000;
  const sum = (rows) => rows.reduce(([one, other], [, [first, late]]) => [one + first, other + late], [0, 0]);
  const lines = [...rows.filter(isLarge), ["others", sum(rows.filter((row) => !isLarge(row)))], ["all", sum(rows)]];
  const line = (name, first, late) => `${name.padEnd(28)}${String(first).padStart(9)}${String(late).padStart(9)}\n`;
  const staying = kept.map(({ name, bytes }) => `${String(bytes).padStart(6)}  ${name}\n`);
  return [
    line("bytes of code, unpacked", "first", "late"), ...lines.map(([key, [first, late]]) => line(key, first, late)),
    "late functions that stay in the first module, being small and called there:\n", ...staying,
  ].join("");
}
const makeRest = (rename) => {
  writeFileSync(half, halves.rest(rename));
  optimise(half, rest);
  return importsOf(readFileSync(rest));
};

// 5. Two scripts as well: what only the late module calls comes with it. What leaves a length behind for its caller stays
// where that length is.
const text = readFileSync(glue, "utf8");
const entries = new Map([...text.matchAll(/^ {8}(__wb\w+): (function[\s\S]*?\n {8}\}(?:, arguments\); \})?),\n/gm)].map(([, name, body]) => [name, body]));
const wanted = makeRest((name) => name);
const keeps = (name) => !/\bWASM_VECTOR_LEN\b/.test(entries.get(name) ?? "WASM_VECTOR_LEN");
writeFileSync(half, halves.first(new Set([...wanted].filter((name) => !halves.given.has(name)))));
optimise(half, client, "--remove-unused-module-elements");
const called = importsOf(readFileSync(client));
const later = new Map([...wanted].map((name) => [halves.given.get(name), name]).filter(([name]) => name && !called.has(name) && keeps(name)));
if (later.size === 0) throw new Error("the late module calls nothing of its own: has wasm-bindgen another way of writing?");
const bodies = [...later].map(([name, as]) => `${as}: ${entries.get(name)}`).join(",\n");
const constants = [...text.matchAll(/^const (__wbindgen_enum_\w+) = .*;$/gm)].filter(([, name]) => bodies.includes(name)).map(([line]) => line);
const helpers = [...text.matchAll(/^function (\w+)\(/gm)].map(([, name]) => name).filter((name) => new RegExp(`\\b${name}\\b`).test(bodies));
// With it comes the way to the stylesheet of the preview, whose names xtask/src/client.rs fills in.
const print = `globalThis.lakzegelPrint = () => {
  if (document.getElementById("print")) return;
  const link = document.createElement("link");
  Object.assign(link, { id: "print", rel: "stylesheet", integrity: "PRINT_INTEGRITY", href: "/PRINT_NAME" });
  document.head.append(link);
};`;
const lateGlue = print + `${constants.join("\n")}globalThis.lakzegelGlue = ([wasm, ${helpers}]) => ({${bodies}});`;

// 6. Short names for what modules and script call each other by.
const own = new Set(later.values());
writeFileSync(half, halves.first(new Set([...wanted].filter((name) => !own.has(name)))));
const map = JSON.parse(optimise(half, client, "--minify-imports-and-exports-and-modules", "-Oz"));
const imports = new Map(map.imports.map(([, from, to]) => [from, to]));
const exports = new Map(map.exports.map(([from, to]) => [from, to]));
const renamed = (code) => code.replace(/\bwasm\.(\w+)/g, (call, name) => (exports.has(name) ? `wasm[${JSON.stringify(exports.get(name))}]` : call));
let script = text
  .replace(/^export class IntoUnderlying[\s\S]*?\n}\n(?:if \(Symbol\.dispose\)[^\n]*\n)?/gm, "")
  .replace(/^const IntoUnderlying\w+Finalization[\s\S]*?;\n/gm, "");
for (const [name, body] of entries) {
  // What is called by nobody any more went with the modules' own imports; what the late script has is not needed twice.
  if (later.has(name) || !imports.has(name)) script = script.replace(`        ${name}: ${body},\n`, "");
}
script = renamed(script)
  .replace(/^(\s+)(__wb\w+)(: function)/gm, (line, space, name, rest) => (imports.has(name) ? space + JSON.stringify(imports.get(name)) + rest : line))
  .replace(/"\.\/[\w-]+_bg\.js"/g, '"a"');
script += `\nexport const helpers = () => [wasm, ${helpers}];\n`;
const given = new Set([...makeRest((name) => exports.get(name) ?? name)]);
own.forEach((name) => given.delete(name));
const ready = new WebAssembly.Module(readFileSync(client));
WebAssembly.Module.exports(ready).forEach(({ name }) => given.delete(name));
if (given.size > 0) throw new Error(`neither the first module nor the late script gives the late module ${[...given]}`);
for (const { module, name } of WebAssembly.Module.imports(ready)) {
  if (module !== "a" || !script.includes(`${JSON.stringify(name)}: function`)) throw new Error(`the script has no ${module}.${name}`);
}

// 7. One script each: glue and start together, and the late module's glue; nothing in them that nobody calls.
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
// What happens after the program's last instruction comes with the late module, too.
const last = readFileSync(join(dirname(fileURLToPath(import.meta.url)), "end.js"), "utf8");
const { code } = esbuild.transformSync(`${renamed(lateGlue)}\n${last}`, { minify: true, target: "es2022" });
writeFileSync(join(out, "rest.js"), code);

// No text becomes markup (docs/decisions/0004-elements-without-markup.md): what could do it is not even there, neither called by a script nor
// as a name that a module could look up.
for (const name of ["client.js", "rest.js", "client.wasm", "rest.wasm"]) {
  const made = readFileSync(join(out, name), "latin1");
  for (const way of ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write"]) {
    if (made.includes(way)) throw new Error(`${name} has ${way}: something makes markup of text`);
  }
}

// 8. The style sheet without its comments and blanks, for the browsers of the year that the Wasm is for as well.
const browsers = ["chrome95", "firefox90", "safari15"];
const { code: sheet } = esbuild.transformSync(readFileSync(style, "utf8"), { loader: "css", minify: true, target: browsers });
writeFileSync(join(out, "style.css"), sheet);

// Cuts a Wasm module in two: what the first page needs, and the rest, which is fetched while the sender reads that page.
// docs/decisions/0006-two-modules.md says why. Both halves work on one memory, one stack and the same tables.
//
// The second half's functions leave their bodies there. In the first half each keeps its name and calls itself through a slot of a
// table of its own, which the second half fills when it arrives; before that, a call traps.

/** The module that the second half imports everything from. Any name will do; it is what the script gives. */
const FROM = "a";
const TABLE = "late";

/**
 * Takes the module's bytes, with names, and a test of function names. Gives `count`, how many functions go into the second half; `given`,
 * which of the shared names are the script's own functions, and under which names the script has them; and `first(wanted)` and
 * `rest(rename)`, which build the halves.
 */
export function split(binaryen, bytes, isLate) {
  binaryen.setDebugInfo(true);
  const read = () => binaryen.readBinary(bytes);
  const functions = (module) =>
    Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
  const whole = read();
  const all = functions(whole);
  const named = new Set(all.filter((info) => !info.module && isLate(plain(info.name))).map((info) => info.name));
  const late = [...withWhatOnlyTheyCall(whole.emitText(), all, named)];
  const slots = new Map(late.map((name, slot) => [name, slot]));
  const items = (module, count, get, info) => Array.from({ length: count }, (_, index) => info(get(index)));
  const tables = (module) => items(module, module.getNumTables(), (index) => module.getTableByIndex(index), binaryen.getTableInfo);
  const globals = (module) => items(module, module.getNumGlobals(), (index) => module.getGlobalByIndex(index), binaryen.getGlobalInfo);
  const exports = (module) => items(module, module.getNumExports(), (index) => module.getExportByIndex(index), binaryen.getExportInfo);
  const segments = (module) =>
    items(module, module.getNumElementSegments(), (index) => module.getElementSegmentByIndex(index), binaryen.getElementSegmentInfo);
  const shared = new Map();
  const given = new Map();
  all.forEach((info, index) => slots.has(info.name) || shared.set(info.name, `f${index}`));
  all.filter((info) => info.module).forEach((info) => given.set(shared.get(info.name), info.base));
  tables(whole).forEach((info, index) => shared.set(`table ${info.name}`, `t${index}`));
  globals(whole).forEach((info, index) => shared.set(`global ${info.name}`, `g${index}`));
  shared.set(TABLE, TABLE).set("memory", "m");
  const memory = whole.getMemoryInfo().name ?? exports(whole).find((info) => info.kind === binaryen.ExternalMemory).value;
  whole.dispose();

  /** The first half, with these of the shared names exported. */
  function first(wanted) {
    const module = read();
    module.addTable(TABLE, late.length, late.length);
    for (const { name, params, results } of functions(module).filter((info) => slots.has(info.name))) {
      const operands = binaryen.expandType(params).map((type, index) => module.local.get(index, type));
      const call = module.call_indirect(TABLE, module.i32.const(slots.get(name)), operands, params, results);
      binaryen.Function.setBody(module.getFunction(name), call);
    }
    const want = (key, give) => wanted.has(shared.get(key)) && give(shared.get(key));
    functions(module).forEach(({ name }) => slots.has(name) || want(name, (as) => module.addFunctionExport(name, as)));
    tables(module).forEach(({ name }) => name === TABLE || want(`table ${name}`, (as) => module.addTableExport(name, as)));
    globals(module).forEach(({ name }) => want(`global ${name}`, (as) => module.addGlobalExport(name, as)));
    want("memory", (as) => module.addMemoryExport(memory, as));
    module.addTableExport(TABLE, TABLE);
    return emit(module);
  }

  /** The second half, which imports what it needs under the names that `rename` gives to the shared ones. */
  function rest(rename) {
    const module = read();
    const as = (key) => rename(shared.get(key));
    exports(module).forEach(({ name }) => module.removeExport(name));
    module.runPasses(["remove-memory-init"]);
    module.addMemoryImport(memory, FROM, as("memory"));
    segments(module).forEach(({ name }) => module.removeElementSegment(name));
    tables(module).forEach(({ name }) => module.addTableImport(name, FROM, as(`table ${name}`)));
    for (const { name, type, mutable } of globals(module)) module.addGlobalImport(name, FROM, as(`global ${name}`), type, mutable);
    for (const { name, params, results } of functions(module).filter((info) => !slots.has(info.name))) {
      // Calls find a function by its name, whatever stands behind it.
      module.removeFunction(name);
      module.addFunctionImport(name, FROM, as(name), params, results);
    }
    module.addTableImport(TABLE, FROM, as(TABLE));
    module.addActiveElementSegment(TABLE, "slots", late, module.i32.const(0));
    return emit(module);
  }

  return { first, rest, given, count: late.length };
}

/**
 * These functions, and those that nobody else calls: what the compiler made of the standard library for them has no name that says so. What
 * stands in a table or is exported may be called by anybody.
 */
function withWhatOnlyTheyCall(text, all, named) {
  const name = String.raw`\$("(?:[^"\\]|\\.)*"|[^\s()"]+)`;
  const own = all.filter((info) => !info.module);
  const callers = new Map();
  const free = new Set();
  let [at, inside] = [-1, ""];
  const place = new Map();
  for (const line of text.split("\n")) {
    const head = line.match(new RegExp(`^ \\(func ${name}`));
    if (head) {
      inside = own[++at].name;
      place.set(head[1], inside);
    } else if (/^ \(/.test(line)) {
      inside = "";
      for (const [, found] of line.matchAll(new RegExp(name, "g"))) free.add(found);
    }
    if (inside === "") continue;
    for (const [, kind, found] of line.matchAll(new RegExp(`\\((call|return_call|ref\\.func) ${name}`, "g"))) {
      if (kind === "ref.func") free.add(found);
      else callers.set(found, (callers.get(found) ?? new Set()).add(inside));
    }
  }
  if (at + 1 !== own.length) throw new Error(`${at + 1} functions in the text, ${own.length} in the module`);
  const late = new Set(named);
  for (let before = -1; before !== late.size; ) {
    before = late.size;
    for (const [found, by] of callers) {
      const function_ = place.get(found);
      if (function_ && !free.has(found) && [...by].every((caller) => late.has(caller) || caller === function_)) late.add(function_);
    }
  }
  return late;
}

/** A function's name as Rust has it: the format escapes what is not a letter. */
export const plain = (name) => name.replace(/\\([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/** The names of all that a module imports. */
export const importsOf = (bytes) => new Set(WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name));

function emit(module) {
  if (!module.validate()) throw new Error("a half of the split module is not valid");
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

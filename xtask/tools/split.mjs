// Cuts a Wasm module in two: what the first page needs, and the late module, which is fetched while the sender reads that page.
// docs/decisions/0006-two-modules.md says why. Both modules work on one memory, one stack and the same tables.
//
// The late module's functions leave their bodies there. In the first module each keeps its name and calls itself through a slot of a
// table of its own, which the late module fills when it arrives; before that, a call traps.

/** The module that the late module imports everything from. Any name will do; it is what the script gives. */
const FROM = "a";
const TABLE = "late";

/** The largest function, in bytes, that is believed to be the compiler's one name for two equal functions, an early and a late one. */
const FOLDED_BYTES = 200;

/**
 * Takes the module's bytes, with names, and two tests of function names: whether it stands in a late file, and whether it is a door, one of the
 * late functions that the first module may call. Gives `count`, how many functions go into the late module; `weights`, how many bytes of code
 * each module has by name; `kept`, which late functions stay in the first because they are so small; `given`, which of the shared names are the
 * script's own functions, and under which names the script has them; and `first(wanted)` and `rest(rename)`, which build the two.
 */
export function split(binaryen, bytes, isLate, isDoor) {
  binaryen.setDebugInfo(true);
  const read = () => binaryen.readBinary(bytes);
  const functions = (module) =>
    Array.from({ length: module.getNumFunctions() }, (_, index) => binaryen.getFunctionInfo(module.getFunctionByIndex(index)));
  const whole = read();
  const all = functions(whole);
  const own = all.filter((info) => !info.module).map((info) => info.name);
  const sizes = codeSizes(bytes);
  const graph = callsOf(whole.emitText());
  if (graph.names.length !== own.length || sizes.length !== own.length) throw new Error("the module's text has other functions than the module");
  const places = lateOnes(graph, own.map(plain), sizes, isLate, isDoor);
  const late = places.late.map((at) => own[at]);
  const isIn = new Set(late);
  const weights = own.map((name, at) => ({ name: plain(name), bytes: sizes[at], late: isIn.has(name) }));
  const kept = places.kept.map((at) => weights[at]);
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

  /** The first module, with these of the shared names exported. */
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

  /** The late module, which imports what it needs under the names that `rename` gives to the shared ones. */
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

  return { first, rest, given, weights, kept, count: late.length };
}

/**
 * Who calls whom, out of the module as text, which has its functions in the order of the binary. `calls` is by function: the functions that it
 * calls, and those of the vtables that it names, for a closure or a future is called by its vtable. `roots` are what can be called from
 * outside, and `table` what stands in a table, which anybody may call.
 */
function callsOf(text) {
  const NAME = String.raw`\$("(?:[^"\\]|\\.)*"|[^\s()]+)`;
  const namesIn = (line, pattern) => [...line.matchAll(new RegExp(pattern + NAME, "g"))].map(([, name]) => name);
  const [names, calls, constants, roots, slots, data] = [[], new Map(), new Map(), [], new Map(), new Map()];
  let current;
  for (const line of text.split("\n")) {
    const [, head] = line.match(/^ \((\w+)/) ?? [];
    if (head) current = undefined;
    if (head === "func") {
      [current] = namesIn(line, "func ");
      names.push(current);
      calls.set(current, new Set());
      constants.set(current, new Set());
    } else if (head === "elem") {
      const [, start] = line.match(/\(i32\.const (\d+)\)/);
      namesIn(line.slice(line.indexOf(")")), "").forEach((name, at) => slots.set(Number(start) + at, name));
    } else if (head === "export" || head === "start") roots.push(...namesIn(line, "(?:func|start) "));
    else if (head === "data") {
      const [, start, content] = line.match(/\(i32\.const (\d+)\) "(.*)"\)$/);
      unescaped(content).forEach((byte, at) => data.set(Number(start) + at, byte));
    }
    if (!current) continue;
    namesIn(line, String.raw`\((?:return_)?(?:call|ref\.func) `).forEach((name) => calls.get(current).add(name));
    for (const [, value] of line.matchAll(/i32\.const (\d+)/g)) constants.get(current).add(Number(value));
  }
  const word = (at) => [3, 2, 1, 0].reduce((value, byte) => value * 256 + (data.get(at + byte) ?? 0), 0);
  /** A vtable begins with what drops the value, the value's size and its alignment. */
  const begins = (at, isDrop) => {
    const [drop, size, align] = [word(at), word(at + 4), word(at + 8)];
    return [1, 2, 4, 8, 16].includes(align) && size % align === 0 && (drop === 0 || (slots.has(drop) && isDrop(slots.get(drop))));
  };
  const methods = (at) => {
    if (at % 4 !== 0 || !begins(at, () => true)) return [];
    const found = slots.has(word(at)) ? [slots.get(word(at))] : [];
    const first = at + 12;
    if (!slots.has(word(first))) return [];
    for (let next = first; slots.has(word(next)) && (next === first || !begins(next, isDropGlue)); next += 4) found.push(slots.get(word(next)));
    return found;
  };
  for (const name of names) for (const value of constants.get(name)) methods(value).forEach((method) => calls.get(name).add(method));
  return { names, calls, roots, table: [...slots.values()] };
}

/** The bytes of a string of the text format. */
const unescaped = (text) =>
  [...text.matchAll(/\\([0-9a-f]{2})|\\(.)|([\s\S])/g)].map(([, hex, letter, plain]) =>
    hex ? parseInt(hex, 16) : letter ? { n: 10, t: 9, r: 13 }[letter] ?? letter.charCodeAt(0) : plain.charCodeAt(0));

/**
 * Which functions go into the late module, by their place. Those of late files; who calls one of them other than by a door, for that would
 * trap before the late module is here; and what only all these call, whatever their names are.
 *
 * The compiler folds equal functions into one, under either name. So a late file's function that the first module reaches other than by a door
 * stays in it if it is so small that this is the reason: `kept`. If it is larger, somebody calls late code from an early file, and the build
 * fails. It fails as well if a function of an early file would have to go along although it stands in a table, where anybody may call it.
 */
function lateOnes({ names, calls, roots, table }, plains, sizes, isLate, isDoor) {
  const at = new Map(names.map((name, index) => [name, index]));
  const callees = names.map((name) => [...calls.get(name)].map((callee) => at.get(callee)).filter((callee) => callee !== undefined));
  const named = new Set([...names.keys()].filter((index) => isLate(plains[index]) && !isDropGlue(plains[index])));
  const doors = new Set([...named].filter((index) => isDoor(plains[index])));
  /** All that is called from these, without what is called only by way of `ends`. */
  const reach = (from, ends, why = new Map()) => {
    const open = from.map((name) => [at.get(name)]);
    for (const [index, caller] of open) {
      if (index === undefined || ends.has(index) || why.has(index)) continue;
      why.set(index, caller);
      callees[index].forEach((callee) => open.push([callee, index]));
    }
    return why;
  };
  const needed = reach(roots, doors);
  const kept = [...named].filter((index) => needed.has(index));
  for (const index of kept) {
    if (sizes[index] > FOLDED_BYTES) {
      throw new Error(`${plains[index]} of the late module is called by ${plains[needed.get(index)]} of the first: call it by a function of a late.rs`);
    }
    named.delete(index);
  }
  const callers = names.map(() => []);
  names.forEach((_, index) => calls.get(names[index]).forEach((callee) => callers[at.get(callee)]?.push(index)));
  const late = new Set(named);
  const anybodys = new Set(table.map((name) => at.get(name)));
  for (const index of late) {
    if (doors.has(index)) continue;
    for (const caller of callers[index].filter((caller) => !needed.has(caller) && !isDropGlue(plains[caller]))) {
      if (anybodys.has(caller) && isEarlyItem(plains[caller])) {
        throw new Error(`${plains[caller]} of an early file is called by a pointer, and calls ${plains[index]} of the late module`);
      }
      late.add(caller);
    }
  }
  // What drops a late file's values is called by their vtables, which late functions name. Where the compiler has folded it with what drops an
  // early value, a function of the first module names it, too: then it stays.
  names.forEach((_, index) => isLate(plains[index]) && isDropGlue(plains[index]) && !needed.has(index) && late.add(index));
  const first = reach([...roots, ...table], late);
  return { late: [...names.keys()].filter((index) => !first.has(index)), kept };
}

/** A function that an early file of the client names, and no closure, shim or method of a trait. */
const isEarlyItem = (name) => /^lakzegel_app::(?!(?:\w+::)*late::)(?:\w+::)*\w+::h[0-9a-f]{16}$/.test(name);

/** What drops a value of some type; the same one may be shared by many types, late or not. */
export const isDropGlue = (name) => name.includes("drop_in_place");

/** How many bytes each of a module's own functions has in its code section, in their order. */
function codeSizes(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0, 0x80];
    for (; byte & 0x80; shift += 7) value |= ((byte = bytes[at++]) & 0x7f) << shift;
    return value;
  };
  const CODE = 10;
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === CODE) {
      return Array.from({ length: number() }, () => {
        const size = number();
        at += size;
        return size;
      });
    }
    at = end;
  }
  return [];
}

/** A function's name as Rust has it: the format escapes what is not a letter. */
export const plain = (name) => name.replace(/\\([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));

/** The names of all that a module imports. */
export const importsOf = (bytes) => new Set(WebAssembly.Module.imports(new WebAssembly.Module(bytes)).map(({ name }) => name));

function emit(module) {
  if (!module.validate()) throw new Error("one of the two modules is not valid");
  const bytes = module.emitBinary();
  module.dispose();
  return bytes;
}

// Starts the client. Bundled with wasm-bindgen's glue into the one script of the page; the words in capitals are filled in by
// xtask/src/client.rs.
import init, { helpers } from "wasm-bindgen-glue";

/** Tells a reader whose client did not start; once it has started, the static page is gone and there is nothing to do. */
function failed() {
  const page = document.getElementById("first-screen");
  if (!page) return;
  page.className = "page failed";
  document.getElementById("load-status").textContent = page.querySelector(".failed-text").textContent;
}

addEventListener("error", failed);
addEventListener("unhandledrejection", failed);
const get = (address, more) => fetch(address, { credentials: "omit", signal: AbortSignal.timeout(60_000), ...more });
/** Asks whether anybody answers at an address, whatever it is: who leads elsewhere answers, too. */
const answered = (address) => get(address, { cache: "no-store", redirect: "manual" });
/** The page asked for the manifest at once, and this is its answer: the two must ask alike. Asked for again, it comes anew. */
const ask = () => fetch("MANIFEST_PATH", { signal: AbortSignal.timeout(60_000) });
let early = ask();
early.catch(() => {});
globalThis.lakzegelManifest = () => {
  const answer = early ?? ask();
  early = undefined;
  return answer.catch(() => answered("MANIFEST_PATH"));
};

/**
 * Has a file come whose hash was built in: the browser compares. What does not come is tried once more if anybody answers at its address. If it does not
 * come then either, that is somebody else, in between: `null` is thrown.
 */
const insist = (address, come) =>
  come().catch(async () => {
    await answered(address);
    return come().catch(() => Promise.reject(null));
  });
const file = (address, integrity, more) => insist(address, () => get(address, { integrity, ...more }));
globalThis.lakzegelFile = async (address, integrity) => (await file(address, integrity)).text();

/** The first half of each language's words, by its code: where it is, and its hash. */
const words = FIRST_WORDS;
/** The first of the browser's languages that there are words in; Dutch otherwise. */
const preferred = navigator.languages.map((tag) => tag.split("-")[0]).find((code) => Object.keys(words).includes(code)) ?? "nl";
globalThis.lakzegelLanguage = () => preferred;
const askForWords = (code) => lakzegelFile(...words[code]);
/**
 * They come at the same time as the program, which would ask for them only once it runs, and are read at once: on a slow line the program may take
 * longer than their time limit. If they did not come, they are asked for again.
 */
const earlyWords = askForWords(preferred);
earlyWords.catch(() => {});
globalThis.lakzegelWords = (code) => (code === preferred ? earlyWords.catch(() => askForWords(code)) : askForWords(code));

const started = init({ module_or_path: fetch("/WASM_NAME", { integrity: "WASM_INTEGRITY" }) });

/** Scripts that this one may start, by the addresses that were built in. Browsers without Trusted Types take the address as it is. */
const worker = "/service-worker.js";
const scripts = { createScriptURL: (address) => (["/REST_SCRIPT_NAME", worker].includes(address) ? address : undefined) };
const trusted = globalThis.trustedTypes?.createPolicy("lakzegel", scripts) ?? scripts;

/** Runs the late module's script. */
const run = () =>
  new Promise((resolve, reject) => {
    const script = document.createElement("script");
    Object.assign(script, { integrity: "REST_SCRIPT_INTEGRITY", src: trusted.createScriptURL("/REST_SCRIPT_NAME"), onload: resolve, onerror: reject });
    document.head.append(script);
  });

/** Fetches the late module, which works on the first one's memory. Asked again it is there already; after a failure it is tried again. */
let rest;
const compile = async () => {
  // A slow line may take longer than any time limit.
  const answer = await file("/REST_NAME", "REST_INTEGRITY", { signal: undefined });
  // Somebody in between may name another media type; the glue does the same for the first module.
  return answer.headers.get("content-type") === "application/wasm" ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
};
const give = async ([module]) => {
  const given = await started;
  return WebAssembly.instantiate(module, { a: { ...given, ...lakzegelGlue(helpers()) } });
};
globalThis.lakzegelLate = () =>
  (rest ??= Promise.all([compile(), insist("/REST_SCRIPT_NAME", run)])
    .then(give)
    .catch((error) => {
      rest = undefined;
      throw error;
    }));
/** Keeps this release for a time without a network, where the browser can. The page has all that it needs by then: app/src/flows/late/offline.rs. */
globalThis.lakzegelKeep = () => navigator.serviceWorker?.register(trusted.createScriptURL(worker)).catch(() => {});
/** Loads the page anew, from the intake: it keeps another release by now. */
globalThis.lakzegelAnew = async () => {
  const kept = await navigator.serviceWorker?.getRegistration();
  await kept?.unregister();
  location.reload();
};
// Back from the provider it is needed at once. Whoever asks for it hears if it does not come.
if (location.pathname === "IDENTITY_PATH") globalThis.lakzegelLate().catch(() => {});

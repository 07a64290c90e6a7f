// Starts the client. Bundled with wasm-bindgen's glue into the one script of the page; the two capital words are filled in by
// xtask/src/client.rs.
import init from "wasm-bindgen-glue";

/** Tells a reader whose client did not start; once it has started, the static page is gone and there is nothing to do. */
function failed() {
  const page = document.getElementById("first-screen");
  if (!page) return;
  page.className = "page failed";
  document.getElementById("load-status").textContent = page.querySelector(".failed-text").textContent;
}

addEventListener("error", failed);
addEventListener("unhandledrejection", failed);
init({ module_or_path: fetch("/WASM_NAME", { integrity: "WASM_INTEGRITY" }) });

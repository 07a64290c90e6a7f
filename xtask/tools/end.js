// What comes with the late module besides its glue: how a visit ends after the program's last instruction, and what guards a kiosk, where
// the program can break or lose the network and nobody is there to help. shrink.mjs puts it into rest.js; the words in capitals are filled in by
// xtask/src/client.rs.
{
  const isKiosk = location.pathname.startsWith("KIOSK_PATH");
  let over = false;
  /** Events that the program listens to on the window. */
  const EVENTS = [
    "beforeunload", "pagehide", "pageshow", "popstate", "visibilitychange", "online", "offline", "storage", "keydown", "pointerdown",
    "pointermove", "input", "focusin", "wheel", "touchmove",
  ];

  // Listeners of the window are called in their order, and at a kiosk this comes before the program listens to anything.
  if (isKiosk) {
    // A browser that kept the page when it was left, and shows it again, shows the first page.
    addEventListener("pageshow", ({ persisted }) => persisted && location.replace("KIOSK_PATH"));
    for (const type of EVENTS) addEventListener(type, (event) => over && event.stopImmediatePropagation(), true);
  }

  /** Makes zeros of all that the program had in memory, and lets nothing of it run any more: no timer, no listener. */
  const wipe = (memory, left = []) => {
    over = true;
    const newest = setTimeout(() => {});
    for (let timer = newest; timer > Math.max(0, newest - 10_000); timer--) clearTimeout(timer);
    document.querySelectorAll("input, textarea").forEach((field) => (field.value = ""));
    document.body.replaceChildren(...left);
    new Uint8Array(memory.buffer).fill(0);
  };

  const answers = () => fetch("KIOSK_PATH", { cache: "no-store", signal: AbortSignal.timeout(20_000) }).then(({ ok }) => ok, () => false);

  /** Wipes a kiosk, and puts another document in this one's place, when there is one: the browser's own error page has no way on. */
  const finish = async (memory, address) => {
    const left = document.getElementById("kiosk-over");
    left?.removeAttribute("hidden");
    wipe(memory, left ? [left] : []);
    while (!(await answers())) await new Promise((done) => setTimeout(done, 5000));
    location.replace(address);
  };

  globalThis.lakzegelEnd = (memory, address) => {
    if (!isKiosk) {
      // The last moment of this document is when it gives way.
      addEventListener("pagehide", () => wipe(memory));
      return location.replace(address);
    }
    // The program's own instructions end first, and all that they have put off until the next moment.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => over || finish(memory, address);
    port2.postMessage(0);
  };

  globalThis.lakzegelStop = (memory, left) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      for (const type of EVENTS) addEventListener(type, (event) => event.stopImmediatePropagation(), true);
      wipe(memory, [left]);
      left.querySelector("h1").focus();
    };
    port2.postMessage(0);
  };

  globalThis.lakzegelKiosk = (memory) => {
    // A kiosk that does not come this far is loaded anew after a while, as the intake tells the browser. This one need not be.
    stop();
    const broken = () => over || finish(memory, `KIOSK_ENDED#broken-unknown-${document.documentElement.lang}`);
    addEventListener("error", broken);
    addEventListener("unhandledrejection", broken);
    // What is left in any other way is wiped as well.
    addEventListener("pagehide", () => over || wipe(memory));
    for (const type of ["contextmenu", "dragstart", "dragover", "drop"]) addEventListener(type, (event) => event.preventDefault(), true);
    // What is copied stays in this page, and nothing that somebody else copied comes into it.
    let copied = "";
    const selected = ({ value, selectionStart, selectionEnd }) => value?.slice(selectionStart, selectionEnd) ?? String(getSelection());
    const instead = (type, act) =>
      addEventListener(type, (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        act(selected(document.activeElement));
      }, true);
    instead("copy", (text) => (copied = text || copied));
    instead("cut", (text) => {
      copied = text;
      document.execCommand("delete");
    });
    instead("paste", () => document.execCommand("insertText", false, copied));
  };
}

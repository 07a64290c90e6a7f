// The line between a browser and the intake, with a counter on it: what was asked for, and how many bytes came back.
import { connect, createServer } from "node:net";

/** Passes everything on to `url`, and counts. The caller closes it. */
export async function countedLine(url) {
  const { hostname, port } = new URL(url);
  const seen = { requests: [], bytes: 0 };
  const sockets = new Set();
  const server = createServer((browser) => {
    const intake = connect(port, hostname);
    for (const socket of [browser, intake]) {
      sockets.add(socket);
      socket.on("error", () => [browser, intake].forEach((socket) => socket.destroy()));
    }
    browser.on("data", (bytes) => {
      for (const [, path] of bytes.toString("latin1").matchAll(/^(?:GET|HEAD|POST|PUT) (\S+) HTTP/gm)) seen.requests.push(path);
    });
    intake.on("data", (bytes) => (seen.bytes += bytes.length));
    browser.pipe(intake).pipe(browser);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    sockets.forEach((socket) => socket.destroy());
    return new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, seen, close };
}

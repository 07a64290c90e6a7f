// What may stand between a browser and the intake, and changes what comes back: a proxy that adds, removes and replaces, by HTTP/1.1 and, with
// TLS, by HTTP/2 as well.
import { createServer, request as ask } from "node:http";
import { createSecureServer } from "node:http2";

/** Headers of one connection only: they are made anew, and HTTP/2 has none of them. */
const OF_CONNECTION = ["connection", "keep-alive", "transfer-encoding", "upgrade", "host"];

/**
 * An answer on its way: `status`, `headers` (pairs), `body`, what comes before (`hints`) and after it (`trailers`), and whether it
 * is cut off, before it begins or in the middle, or goes on for ever.
 */
class Answer {
  hints = undefined;
  trailers = {};
  isCut = false;
  isCutShort = false;
  isEndless = false;

  constructor(status, headers, body) {
    Object.assign(this, { status, headers, body });
  }

  /** Adds a header, whether it is there or not. */
  add(name, value) {
    this.headers.push([name, value]);
  }

  /** Puts this in the place of a header, or takes it away. */
  set(name, value) {
    this.headers = this.headers.filter(([other]) => other !== name);
    if (value !== undefined) this.add(name, value);
  }
}

/**
 * Passes everything on to `url`. `meddle` is given each answer with its request, and changes the answer; it is also given Node's response, to
 * push something by HTTP/2. With `authority` it speaks TLS, by a certificate of this one. The caller closes it.
 */
export async function startMeddler(url, meddle, authority) {
  const { hostname, port } = new URL(url);
  const sessions = new Set();
  const handle = (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(":") && !OF_CONNECTION.includes(name)));
    const onward = ask({ hostname, port, method: request.method, path: request.url, headers }, async (from) => {
      const parts = [];
      for await (const part of from) parts.push(part);
      const names = from.rawHeaders.filter((_, index) => index % 2 === 0);
      const pairs = names.map((name, index) => [name.toLowerCase(), from.rawHeaders[2 * index + 1]]).filter(([name]) => !OF_CONNECTION.includes(name));
      const answer = new Answer(from.statusCode, pairs, Buffer.concat(parts));
      meddle(answer, request, response);
      if (answer.isCut) return (response.stream?.session ?? request.socket).destroy();
      send(answer, request, response);
    });
    onward.on("error", () => request.socket?.destroy());
    request.pipe(onward);
  };
  const server = authority ? createSecureServer({ ...authority.certificate(), allowHTTP1: true }, handle) : createServer(handle);
  server.on("session", (session) => (sessions.add(session), session.on("error", () => {})));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    sessions.forEach((session) => session.destroy());
    server.closeAllConnections?.();
    return new Promise((done) => server.close(done));
  };
  return { url: `${authority ? "https://localhost" : "http://127.0.0.1"}:${server.address().port}`, close };
}

function send({ status, headers, body, hints, trailers, isCutShort, isEndless }, request, response) {
  const hasBody = ![204, 304].includes(status);
  const length = headers.some(([name]) => name === "content-length") && hasBody && Object.keys(trailers).length === 0;
  const rest = headers.filter(([name]) => name !== "content-length");
  if (length) rest.push(["content-length", String(body.length)]);
  response.sendDate = false;
  if (hints) response.writeEarlyHints(hints);
  if (request.httpVersionMajor === 2) {
    const together = {};
    for (const [name, value] of rest) together[name] = name in together ? [together[name], value].flat() : value;
    response.writeHead(status, together);
  } else {
    response.writeHead(status, rest.flat());
  }
  if (isCutShort || isEndless) {
    response.write(body.subarray(0, body.length >> 1), () => isCutShort && request.socket.destroy());
  } else if (Object.keys(trailers).length > 0) {
    response.write(body);
    response.addTrailers(trailers);
    response.end();
  } else {
    response.end(hasBody ? body : undefined);
  }
}

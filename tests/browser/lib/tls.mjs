// TLS for tests: certificate authorities that nobody trusts unless told, and what stands in front of an intake in the world: a server
// that speaks TLS with browsers and passes everything on. Certificates are made by the command `openssl`.
import { execFileSync } from "node:child_process";
import { X509Certificate, createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { request as ask } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { newFolder, remove } from "./children.mjs";

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/** A certificate authority that lasts as long as its test. */
export class Authority {
  #folder = newFolder("lakzegel-authority");
  #made = 0;

  constructor(name = "Proefautoriteit") {
    const uses = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign"];
    this.#openssl("authority", name, uses);
  }

  /** Its certificate, as a file for whoever is to trust it: for programs, by the environment variable SSL_CERT_FILE. */
  get file() {
    return join(this.#folder, "authority.pem");
  }

  /** The hash of its public key, by which Chromium is told to trust it. */
  get pin() {
    const { publicKey } = new X509Certificate(readFileSync(this.file));
    return createHash("sha256").update(publicKey.export({ type: "spki", format: "der" })).digest("base64");
  }

  /** A key and a certificate for this machine, as Node's servers want them; the authority's own certificate comes along. */
  certificate() {
    const name = `server-${(this.#made += 1)}`;
    const uses = ["basicConstraints=critical,CA:FALSE", "subjectAltName=DNS:localhost,IP:127.0.0.1", "extendedKeyUsage=serverAuth"];
    this.#openssl(name, "localhost", uses, ["-CA", this.file, "-CAkey", join(this.#folder, "authority.key")]);
    const [key, own] = ["key", "pem"].map((extension) => readFileSync(join(this.#folder, `${name}.${extension}`)));
    return { key, cert: Buffer.concat([own, readFileSync(this.file)]) };
  }

  #openssl(file, name, uses, by = []) {
    const out = ["-keyout", join(this.#folder, `${file}.key`), "-out", join(this.#folder, `${file}.pem`)];
    const extensions = uses.flatMap((use) => ["-addext", use]);
    execFileSync("openssl", ["req", "-x509", ...KEY, ...out, "-days", "60", "-subj", `/CN=${name}`, ...extensions, ...by], { stdio: "pipe" });
  }

  /** Is forgotten. */
  end() {
    remove(this.#folder);
  }
}

/**
 * Speaks TLS on a free port and passes every request on to one of `targets`, by turns; changes nothing in either direction. Targets can
 * be added when they are known. The caller closes it.
 */
export async function startGateway(authority, targets = []) {
  let turn = 0;
  const server = createServer(authority.certificate(), (request, response) => {
    const { hostname, port } = new URL(targets[turn++ % targets.length]);
    const onward = ask({ hostname, port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on("error", () => (response.headersSent ? response.destroy() : response.writeHead(502).end()));
    request.on("error", () => onward.destroy());
    request.pipe(onward);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { url: `https://localhost:${server.address().port}`, targets, close };
}

// A real identity provider for tests: the certified OpenID Connect server oidc-provider, with made-up people and a login page on
// which somebody is chosen instead of proved; and what a test's browser does on that page.
//
// Environment, set by `cargo xtask test`: LAKZEGEL_NPM (oidc-provider).
import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { npm } from "./browser.mjs";

/** The people. Each name says in its own language that it is an example; none of them is one of the demo's. */
export const PEOPLE = [
  { id: "voorbeeld-1", lang: "nl", dir: "ltr", name: "Joost Voorbeeldsma" },
  { id: "voorbeeld-2", lang: "tr", dir: "ltr", name: "Örnek Denemeoğlu" },
  { id: "voorbeeld-3", lang: "ar", dir: "rtl", name: "نموذج بن مثال" },
];
/** The levels at which somebody can have logged in: values of `acr`. */
export const LOW = "urn:lakzegel:test:low";
export const SUBSTANTIAL = "urn:lakzegel:test:substantial";

/** How long what the provider gives out counts, in seconds. Other logins may be made before a code is exchanged, on a slow machine. */
const LIFE = { AuthorizationCode: 600, IdToken: 300, AccessToken: 300, Interaction: 900, Session: 900, Grant: 900 };
const CURVES = { ES256: ["ec", { namedCurve: "P-256" }], EdDSA: ["ed25519"] };

const { Provider, interactionPolicy, createMemoryAdapter } = await load();

/** Loads the package, which can only be imported. It complains about Node 20 on the way, and has no option to leave that out. */
async function load() {
  const main = npm.resolve("oidc-provider");
  const { warn } = console;
  console.warn = (...said) => String(said[0]).startsWith("oidc-provider WARNING: Unsupported runtime.") || warn(...said);
  try {
    const adapter = import(pathToFileURL(join(dirname(main), "adapters/memory_adapter.js")));
    return { ...(await import(pathToFileURL(main))), ...(await adapter) };
  } finally {
    console.warn = warn;
  }
}

/** A new key pair as JSON Web Keys: the private one with everything, the public one without `d`. */
function newKey(algorithm) {
  const key = { ...generateKeyPairSync(...CURVES[algorithm]).privateKey.export({ format: "jwk" }), alg: algorithm };
  const { d: _, ...publicJwk } = key;
  return { key, publicJwk };
}

/** A key with which a client proves to the provider who it is: PKCS#8 PEM for the client, JSON Web Key for the provider. */
export function newClientKey(algorithm = "ES256") {
  const { key, publicJwk } = newKey(algorithm);
  return { algorithm, publicJwk, pem: createPrivateKey({ key, format: "jwk" }).export({ type: "pkcs8", format: "pem" }) };
}

/** A client as the provider's configuration wants it. */
function registration({ id, redirectUri, publicJwk, secret, signedWith = "ES256" }) {
  const common = { client_id: id, redirect_uris: [redirectUri], id_token_signed_response_alg: signedWith };
  if (!publicJwk) return { ...common, token_endpoint_auth_method: "client_secret_basic", client_secret: secret };
  const key = { token_endpoint_auth_signing_alg: publicJwk.alg, jwks: { keys: [publicJwk] } };
  return { ...common, token_endpoint_auth_method: "private_key_jwt", ...key };
}

/** A JSON Web Token again, with its claims changed, under the same algorithm. */
function changed(token, keys, change) {
  const [header, claims] = token.split(".", 2).map((part) => JSON.parse(Buffer.from(part, "base64url")));
  const signed = [header, change(claims)].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  const key = createPrivateKey({ key: keys.find(({ alg }) => alg === header.alg), format: "jwk" });
  const hash = header.alg === "EdDSA" ? null : "sha256";
  return `${signed}.${sign(hash, Buffer.from(signed), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

/** What a button on the login page leads to. */
const outcomes = {
  cancel: () => ({ error: "access_denied", error_description: "the person has cancelled" }),
  fail: () => ({ error: "server_error", error_description: "something is broken, as a test wanted" }),
  low: (accountId) => ({ login: { accountId, acr: LOW } }),
  logIn: (accountId) => ({ login: { accountId, acr: SUBSTANTIAL } }),
};

/** What a button for the low level says after the name. */
const LOW_LEVEL = "(laag niveau)";

const LOGIN_PAGE = `<!doctype html>
<html lang="nl">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="icon" href="data:,">
<title>Testprovider</title>
<h1>Testprovider</h1>
<form method="post">
${[
  ...PEOPLE.map(({ id, lang, dir, name }) => [`logIn ${id}`, `<bdi lang="${lang}" dir="${dir}">${name}</bdi>`]),
  ...PEOPLE.map(({ id, lang, dir, name }) => [`low ${id}`, `<bdi lang="${lang}" dir="${dir}">${name}</bdi> ${LOW_LEVEL}`]),
  ["cancel", "Annuleren"],
  ["fail", "Mislukken"],
].map(([outcome, text]) => `<p><button name="outcome" value="${outcome}">${text}</button></p>`).join("\n")}
</form>
</html>
`;

/** The running provider. */
class TestProvider {
  /** What browsers came with at the authorisation endpoint, oldest first: method, path and query. */
  requests = [];
  /** What clients came with at the token endpoint, oldest first: client, method of authentication, status and error. */
  tokenRequests = [];
  #clients;
  #certificate;
  #server;
  #answer;
  #keys;
  #change;
  #changeReturn;
  // These outlive the keys: whoever is in the middle of a login can finish it, and codes can still be exchanged.
  #adapter = createMemoryAdapter();
  #cookieKeys = [randomBytes(32).toString("hex")];

  constructor(clients, certificate) {
    this.#clients = clients.map(registration);
    this.#certificate = certificate;
  }

  get issuer() {
    return this.#certificate ? `https://localhost:${this.port}` : `http://127.0.0.1:${this.port}`;
  }

  /** Listens: first on a free port, later, after `stop`, on the same one, with the same keys, and perhaps another certificate. */
  async start(certificate = this.#certificate) {
    this.#certificate = certificate;
    const answer = (request, response) => this.#answer(request, response);
    this.#server = this.#certificate ? createTlsServer(this.#certificate, answer) : createServer(answer);
    await new Promise((done, failed) => this.#server.once("error", failed).listen(this.port ?? 0, "127.0.0.1", done));
    this.port = this.#server.address().port;
    if (!this.#answer) this.rotate();
  }

  /** Is down: nobody listens any more. */
  async stop() {
    const closed = new Promise((done) => this.#server.close(done));
    this.#server.closeAllConnections();
    await closed;
  }

  /** New keys take over, and the old ones are gone from the key set at once. Codes that were given out before still count. */
  rotate() {
    this.#keys = Object.keys(CURVES).map((algorithm) => newKey(algorithm).key);
    this.#answer = this.#provider().callback();
  }

  /** Changes the claims of every ID token from now on, and signs it again. Without `change`, no more. */
  changeClaims(change) {
    this.#change = change;
  }

  /** Changes the address that every browser is sent back to from now on. Without `change`, no more. */
  changeReturns(change) {
    this.#changeReturn = change;
  }

  /** Lets the clock be ahead by so many seconds, as far as ID tokens show; less than 0 is behind, and 0 is right again. */
  skew(seconds) {
    const isTime = (name) => ["iat", "exp", "auth_time"].includes(name);
    const moved = ([name, value]) => [name, isTime(name) ? value + seconds : value];
    this.changeClaims(seconds === 0 ? undefined : (claims) => Object.fromEntries(Object.entries(claims).map(moved)));
  }

  #provider() {
    const policy = interactionPolicy.base();
    policy.remove("consent");

    const provider = new Provider(this.issuer, {
      clients: this.#clients,
      clientDefaults: { grant_types: ["authorization_code"], response_types: ["code"] },
      responseTypes: ["code"],
      pkce: { required: () => true },
      jwks: { keys: this.#keys },
      adapter: this.#adapter,
      cookies: {
        keys: this.#cookieKeys,
        // Everybody logs in every time, for the session's cookie never comes back. With it, there would be no login page for who
        // returns within the same second, for which `max_age=0` leaves room, and a page in between for who returns as another.
        long: { path: "/nowhere" },
        // Cookies know no ports: two providers on one machine must not take each other's.
        names: { session: `session-${this.port}`, interaction: `interaction-${this.port}`, resume: `resume-${this.port}` },
      },
      ttl: LIFE,
      acrValues: [LOW, SUBSTANTIAL],
      claims: { openid: ["sub"], profile: ["name"] },
      conformIdTokenClaims: false,
      findAccount: (_, id) => {
        const person = PEOPLE.find((person) => person.id === id);
        return person && { accountId: id, claims: () => ({ sub: id, name: person.name }) };
      },
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope(oidc.params.scope);
        await grant.save();
        return grant;
      },
      interactions: { policy, url: (_, { uid }) => `/interaction/${uid}` },
      features: { devInteractions: { enabled: false } },
      clientBasedCORS: () => false,
      renderError: (ctx, { error, error_description }) => {
        ctx.type = "text";
        ctx.body = `${error}: ${error_description}\n`;
      },
    });
    provider.use((ctx, next) => this.#note(ctx, next));
    provider.use((ctx, next) => (ctx.path.startsWith("/interaction/") ? this.#interaction(provider, ctx) : next()));
    return provider;
  }

  /** Notes what comes to the two endpoints, and changes what goes out if a test wants that. */
  async #note(ctx, next) {
    if (ctx.path === "/auth") this.requests.push({ method: ctx.method, path: ctx.path, query: { ...ctx.query } });
    await next();
    const back = ctx.response.get("location");
    if (back && this.#changeReturn && this.#clients.some(({ redirect_uris: [uri] }) => back.startsWith(`${uri}?`))) {
      ctx.redirect(this.#changeReturn(back));
    }
    if (ctx.path !== "/token" || ctx.method !== "POST") return;
    const method = /^Basic /i.test(ctx.get("authorization"))
      ? "client_secret_basic"
      : ctx.oidc.body?.client_assertion ? "private_key_jwt" : "none";
    const { error, error_description } = ctx.body;
    this.tokenRequests.push({ client: ctx.oidc.client?.clientId, method, status: ctx.status, error, error_description });
    const { id_token } = ctx.body;
    if (this.#change && id_token) ctx.body = { ...ctx.body, id_token: changed(id_token, this.#keys, this.#change) };
  }

  /** The login page, and what was chosen on it. */
  async #interaction(provider, ctx) {
    await provider.interactionDetails(ctx.req, ctx.res);
    if (ctx.method !== "POST") {
      ctx.type = "html";
      ctx.body = LOGIN_PAGE;
      return;
    }
    const [outcome, person] = new URLSearchParams(await text(ctx.req)).get("outcome").split(" ");
    const next = await provider.interactionResult(ctx.req, ctx.res, outcomes[outcome](person));
    ctx.status = 303;
    ctx.redirect(next);
  }
}

/**
 * Starts a provider on a free port, over plain http, or with a `certificate` and its key, as Node wants them, over TLS. Each client is
 * `{ id, redirectUri, publicJwk }` or, with a secret of printable ASCII, `{ id, redirectUri, secret }`, and has `signedWith` if its ID
 * tokens are not to be signed with ES256. The caller stops it.
 */
export async function startProvider({ clients, certificate }) {
  const provider = new TestProvider(clients, certificate);
  await provider.start();
  return provider;
}

/** A button on the login page. */
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** At the provider: is one of `PEOPLE`, at the substantial level or the low one. */
export const logIn = (page, person = PEOPLE[0], { low = false } = {}) =>
  press(page, low ? `${person.name} ${LOW_LEVEL}` : person.name);

/** At the provider: changes their mind. */
export const cancel = (page) => press(page, "Annuleren");

/** At the provider: meets with an error. */
export const fail = (page) => press(page, "Mislukken");

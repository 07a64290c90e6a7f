// Logging in over TLS, as in the world: a gateway in front of the intake, a provider with a certificate, and an authority that browser,
// intake and screening trust. What only TLS gives: the cookie that is tied to its host, and a provider that shows who it is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, visitor } from "./lib/browser.mjs";
import { contract } from "./lib/contract.mjs";
import { deploy } from "./lib/deployment.mjs";
import { KEY, atIdentity as identityAt, leaveFor, leaveForAgain, logInAndStay, logInAt, press, sendLetter, startByKey, told } from "./lib/login.mjs";
import { PEOPLE, logIn } from "./lib/provider.mjs";
import * as steps from "./lib/steps.mjs";
import { Authority } from "./lib/tls.mjs";
import { becomes, says } from "./lib/waits.mjs";
import { nl } from "./lib/words.mjs";

/** What senders read on the button of the provider whose certificate is by an authority that nobody trusts. */
const STRANGER = "Proefvreemdeling";

let deployment, browser, trusted, stranger, elsewhere;

before(async () => {
  elsewhere = new Authority("Vreemde autoriteit");
  const providers = async (redirectUri, authority) => {
    const [first, second] = await Promise.all([authority, elsewhere].map((by) => startByKey(redirectUri, { certificate: by.certificate() })));
    [trusted, stranger] = [first[0], second[0]];
    return [first[1], { ...second[1], id: "vreemd", name: STRANGER }];
  };
  deployment = await deploy({ screening: true, tls: true, providers });
  browser = await launch({ pins: [deployment.authority.pin] });
});

after(async () => {
  await browser?.close();
  await deployment?.end();
  await Promise.all([trusted?.stop(), stranger?.stop()]);
  elsewhere?.end();
});

const atIdentity = () => identityAt(browser, deployment);

/** The intake's cookies in this browser. */
const loginCookies = async (page) => (await page.context().cookies()).filter(({ name }) => name.includes("lakzegel"));

test("a letter goes all the way over TLS, with a provider over TLS", async () => {
  const page = await atIdentity();
  const back = await logInAt(page, deployment, KEY, PEOPLE[2]);
  for (const address of [back, trusted.issuer, deployment.redirectUri]) assert.equal(new URL(address).protocol, "https:");
  const { evidence, decision } = await deployment.released(await sendLetter(page));
  assert.equal(decision.state, "released");
  assert.equal(evidence.provider.issuer, trusted.issuer);
  assert.equal(evidence.claims.sub, PEOPLE[2].id);
  await page.context().close();
});

test("the login's cookie is tied to this very host, out of every script's reach, and gone after the return", async () => {
  const page = await atIdentity();
  const begun = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith("/start"));
  await leaveFor(page, KEY);
  const [set] = (await (await begun).headersArray()).filter(({ name }) => name.toLowerCase() === "set-cookie");
  const [pair, ...attributes] = set.value.split("; ");
  assert.match(pair, /^__Host-lakzegel-login-[\w-]{16}=[\w-]+$/);
  assert.deepEqual(attributes.toSorted(), ["HttpOnly", `Max-Age=${contract.loginSeconds}`, "Path=/", "SameSite=Lax", "Secure"]);

  const [{ name, domain, path, secure, httpOnly, sameSite }, ...others] = await loginCookies(page);
  assert.deepEqual(
    { name, domain, path, secure, httpOnly, sameSite },
    { name: pair.split("=")[0], domain: "localhost", path: "/", secure: true, httpOnly: true, sameSite: "Lax" },
  );
  assert.deepEqual(others, []);
  await logIn(page);
  await steps.arriveFocused(page, "recipient");
  await becomes(() => loginCookies(page), []);
  await page.context().close();
});

test("a provider whose certificate is by another authority is told as down, and is not trusted", async () => {
  const page = await atIdentity();
  await press(page, STRANGER);
  await says(await told(page), nl.t("identity.provider_down"));
  const { error } = await deployment.logged("intake", { message: "nobody can log in there now", provider: "vreemd" });
  assert.match(error, /certificate/, "that is why");
  await deployment.logged("screening", { message: "the identity provider's keys cannot be fetched", provider: "vreemd" });

  // With a certificate by the right authority, all else the same, it is as good as any.
  await stranger.stop();
  await stranger.start(deployment.authority.certificate());
  await leaveForAgain(page, STRANGER);
  await logIn(page, PEOPLE[0]);
  await steps.arriveFocused(page, "recipient");
  const { evidence } = await deployment.released(await sendLetter(page));
  assert.equal(evidence.provider.id, "vreemd");
  await page.context().close();
});

test("a provider that shows another certificate while somebody logs in gets neither the code nor the intake's proof of itself", async () => {
  const page = await atIdentity();
  const back = await logInAndStay(page, trusted, KEY, PEOPLE[1]);
  const exchanged = trusted.tokenRequests.length;
  await trusted.stop();
  await trusted.start(elsewhere.certificate());
  await page.goto(back);
  await says(await told(page), nl.t("identity.provider_down"));
  assert.equal(trusted.tokenRequests.length, exchanged);

  await trusted.stop();
  await trusted.start(deployment.authority.certificate());
  await logInAt(page, deployment, KEY, PEOPLE[1]);
  await becomes(() => trusted.tokenRequests.length, exchanged + 1);
  await page.context().close();
});

test("a browser that does not know the authority opens nothing: what was tested was TLS", async () => {
  const unknowing = await launch();
  try {
    const page = await (await visitor(unknowing)).newPage();
    await assert.rejects(page.goto(deployment.url), /ERR_CERT_AUTHORITY_INVALID/);
  } finally {
    await unknowing.close();
  }
});

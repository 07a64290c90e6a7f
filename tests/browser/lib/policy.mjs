// What every answer of the intake carries, written out here a second time so that nobody changes it unnoticed.
export const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types lakzegel";

/** The headers of every answer, by name. */
export const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** Those headers that an answer has otherwise, or not at all: a line for each. `headers` are an answer's, by lower-case name. */
export const missing = (what, headers) =>
  Object.entries(HEADERS).filter(([name, value]) => headers[name] !== value).map(([name]) => `${what}: ${name} is ${headers[name]}`);

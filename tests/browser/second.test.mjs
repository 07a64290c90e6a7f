// A second implementation of sender, receipt, status and manifest, written from docs/protocol.md alone (tests/second), computes what the test
// vectors say, and sends a letter its whole way through the real servers without a browser.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { keyConfig } from "../second/keys.mjs";
import { content, newLetter, open, openBase, proofHash, publicKeyOf, seal, sealBase, signedMessage, visitKey, visitorHalf } from "../second/letter.mjs";
import { acceptManifest, keyToSealTo, readRootKeys } from "../second/manifest.mjs";
import { verifierKey } from "../second/note.mjs";
import { isConsistent, verifyReceipt } from "../second/receipt.mjs";
import { Sender } from "../second/sender.mjs";
import { STATES, isNewer, isOld, lookupId, openStatus, shown, typed } from "../second/status.mjs";
import { hex, vectors } from "../second/vectors.mjs";
import { deploy, filesIn, until } from "./lib/deployment.mjs";
import { pdfText } from "./lib/pdf.mjs";

const TEXT = { recipientNumber: "48151623", recipientName: "Bram Verzonnen-Önder", senderName: "Σοφία Voorbeeld", body: "Lieve Bram,\n\nTwee talen, één protocol. ❤\n\noma" };

let deployment, sender;

before(async () => {
  deployment = await deploy();
  sender = new Sender(deployment.url, readRootKeys(readFileSync(deployment.rootKeys, "utf8")));
});
after(() => deployment?.end());

test("keys, letter and envelope are those of the vectors, byte for byte, and the envelope opens", async () => {
  const [v1, v2, v3] = ["01_sealing_key.txt", "02_visit_key.txt", "03_envelope.txt"].map(vectors);
  const key = keyConfig(hex(v1.key_config));
  assert.equal(key.hash.toString("hex"), v1.key_config_sha256);
  assert.equal(key.id.toString("hex"), v1.key_id);
  const visit = visitKey(hex(v2.seed));
  assert.equal(visit.publicKey.toString("hex"), v2.public_key);
  assert.equal(visit.nonce, v2.nonce);
  const letter = {
    messageId: hex(v3.message_id), sealedAt: v3.sealed_at, origin: v3.origin, manifestHash: hex(v3.manifest_hash), notice: v3.notice_version,
    supervision: { read: 1 }[v3.supervision], rules: v3.rules_version, recipientNumber: v3.recipient_number, recipientName: v3.recipient_name,
    senderName: v3.sender_name, reference: hex(v3.reference), evidenceKind: 1, evidence: v3.evidence, visitKey: visit.publicKey, body: hex(v3.body_utf8),
  };
  assert.equal(content(letter).toString("hex"), v3.content);
  assert.equal(signedMessage(key.hash, content(letter)).toString("hex"), v3.message_to_sign);
  const sealed = await seal(letter, key, visit, hex(v3.encapsulation_randomness));
  assert.equal(sealed.envelope.toString("hex"), v3.envelope);
  assert.equal(sealed.id.toString("hex"), v3.envelope_id);
  const opened = await open(hex(v3.envelope), { config: hex(v1.key_config), seed: hex(v1.seed), origin: v3.origin });
  assert.equal(opened.body, hex(v3.body_utf8).toString());
  assert.equal(opened.senderName, v3.sender_name);
});

test("HPKE is that of the working group's own test vector for this suite", async () => {
  const v = Object.fromEntries(Object.entries(vectors("upstream_hpke.txt")).map(([name, value]) => [name, hex(value)]));
  assert.deepEqual(await publicKeyOf(v.seed), v.pk);
  assert.deepEqual(await sealBase(v.pk, v.info, v.aad, v.pt, v.eseed), { encapsulated: v.enc, ciphertext: v.ct });
  assert.deepEqual(await openBase(v.seed, v.enc, v.info, v.aad, v.ct), v.pt);
});

test("manifest, receipts, status and visitor code of the vectors say what they say", () => {
  const [v4, v5, v6, v7, v8] = ["04_manifest.txt", "05_log.txt", "06_receipt.txt", "07_status.txt", "08_visitor_code.txt"].map(vectors);
  const root = readRootKeys(v4.root_keys);
  const manifest = acceptManifest(Buffer.from(v4.manifest), root, 1_790_000_000n);
  assert.equal(manifest.hash.toString("hex"), v4.manifest_sha256);

  const proof = Array.from({ length: v5.consistency_3_to_7.length / 64 }, (_, index) => hex(v5.consistency_3_to_7.slice(index * 64, index * 64 + 64)));
  assert.ok(isConsistent(3n, hex(v5.root_at_3), 7n, hex(v5.root_at_7), proof));

  const id = hex(v6.envelope_id);
  const watched = { ...manifest, witnesses: [v6.witness_1, v6.witness_2, v6.witness_3].map((key) => verifierKey(key, 4)), quorum: 2n };
  const words = (receipt, by) => {
    const { index, size, seen, witnessed } = verifyReceipt(Buffer.from(v6[receipt]), id, by);
    assert.deepEqual([index, size], [4n, 7n]);
    return [seen, witnessed].map((time) => time !== undefined);
  };
  assert.deepEqual(words("stored", watched), [false, false]);
  assert.deepEqual(words("consistent", watched), [false, false]);
  assert.deepEqual(words("seen_by_screening", watched), [true, false]);
  assert.deepEqual(words("one_witness", watched), [true, false]);
  assert.deepEqual(words("witnessed", watched), [true, true]);
  assert.deepEqual(words("saved", watched), [true, true]);
  const key = { ...manifest.logKeys[0], size: BigInt(v6.retired_at), root: Buffer.from(v6.retired_root, "base64") };
  const retired = { ...manifest, logKeys: [], retired: [key] };
  assert.throws(() => words("stored", retired), { name: "unconfirmed" });
  words("consistent", retired);
  words("proved", retired);

  const reference = hex(v7.reference);
  assert.equal(shown(reference), v7.reference_as_shown);
  assert.deepEqual(typed(v7.reference_as_shown.toLowerCase().replaceAll("-", " ")), reference);
  assert.equal(lookupId(reference, v7.origin).toString("hex"), v7.lookup_id);
  assert.equal(openStatus(hex(v7.status), reference, manifest).state, 19);

  assert.ok(visitorHalf(v8.admission, 1).half);
  assert.equal(visitorHalf(v8.admission, 2).error, "other half");
  assert.equal(proofHash(visitorHalf(v8.proof.toLowerCase(), 2).half, v8.origin).toString("hex"), v8.proof_sha256);
});

test("a letter goes its whole way: manifest, login, seal, upload, receipt, status; the office releases one and withholds another", async () => {
  const { manifest, time } = await sender.manifest();

  const visit = visitKey();
  const login = await sender.login(visit.nonce, 0);
  assert.equal(JSON.parse(Buffer.from(login.id_token.split(".")[1], "base64url")).nonce, visit.nonce, "the token vouches for this visit's key");
  assert.equal(login.grants.length, Number(manifest.lettersPerVisit));

  const send = async (grant) => {
    const letter = newLetter({ manifest, visit, evidence: login.id_token, sealedAt: time, ...TEXT });
    const { envelope, id } = await seal(letter, keyToSealTo(manifest, time), visit);
    const answer = await sender.upload(id, envelope, grant);
    assert.equal(answer.status, 201);
    const receipt = Buffer.from(await answer.arrayBuffer());
    return { letter, id, envelope, receipt, hex: id.toString("hex"), lookup: lookupId(letter.reference, manifest.origin) };
  };
  const [released, withheld] = [await send(login.grants[0]), await send(login.grants[1])];
  const first = verifyReceipt(withheld.receipt, withheld.id, manifest);
  assert.deepEqual(first, { index: 1n, size: 2n, stored: true, seen: undefined, witnessed: undefined }, "screening has not looked yet");
  const again = await sender.upload(released.id, released.envelope);
  assert.equal(again.status, 200);
  assert.deepEqual(Buffer.from(await again.arrayBuffer()), released.receipt, "without a grant, and the same receipt");
  assert.equal(await sender.status(released.lookup), undefined);

  await deployment.startScreening("read");
  await until("the receipt is seen by screening", async () => verifyReceipt(await sender.receipt(released.id), released.id, manifest).seen);
  const status = async ({ letter, lookup }) => {
    const published = await sender.status(lookup);
    return published && openStatus(published, letter.reference, manifest);
  };
  const stateOf = (sent, state) => until(`the status is ${STATES[state]}`, async () => {
    const found = await status(sent);
    return found?.state === state && found;
  });
  const [before, beforeToo] = [await stateOf(released, 1), await stateOf(withheld, 1)];
  assert.ok(isNewer(before, undefined, released.id) && isNewer(beforeToo, undefined, withheld.id));

  await deployment.office("release", released.hex, "--config", "screening.toml");
  await deployment.office("withhold", withheld.hex, "--ground", "victims", "--config", "screening.toml");
  const [then, thenToo] = [await stateOf(released, 2), await stateOf(withheld, 19)];
  assert.ok(isNewer(then, before, released.id) && isNewer(thenToo, beforeToo, withheld.id));
  assert.ok(!isNewer(before, then, released.id), "nobody goes back");
  const over = then.publishedAt + 2n * manifest.statusPeriod;
  assert.deepEqual([isOld(then, manifest, over), isOld(then, manifest, over + 1n)], [false, true]);

  const printed = await deployment.released(released.hex);
  const { recipient_number, recipient_name, sender_name, body } = printed.letter;
  assert.deepEqual({ recipientNumber: recipient_number, recipientName: recipient_name, senderName: sender_name, body }, TEXT);
  const pdf = await until("the print is there", () => filesIn(deployment.path("released")).find(({ name }) => name === `${released.hex}.pdf`));
  const text = pdfText(pdf.content).replace(/\s+/g, " ");
  for (const part of [TEXT.recipientName, TEXT.senderName, "Twee talen, één protocol."]) assert.ok(text.includes(part), `${part} is not in the print:\n${text}`);
  assert.deepEqual(filesIn(deployment.path("released")).filter(({ name }) => name.startsWith(withheld.hex)), []);
});

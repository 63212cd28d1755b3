import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOW, type ProductSender, samplePost, senders } from "./product-senders.ts";
import { receiverOf, verifyOutcome } from "./receiving.ts";

const flip = (text: string, at: number, bit: number): string =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << bit)) + text.slice(at + 1);

const aFlip = (text: string) => fc.record({ at: fc.nat(text.length - 1), bit: fc.nat(6) });

function genuine(sender: ProductSender) {
  const secret = sender.secret(0);
  const headers = sender.headers(secret, samplePost());
  const accept = receiverOf(sender, secret);
  return { secret, headers, signature: headers[sender.signatureHeader] ?? "", accept };
}

describe.each(senders)("a receiver of $name", (sender) => {
  const { headers, signature, accept } = genuine(sender);
  const withSignature = (value: string) =>
    verifyOutcome(accept({ ...headers, [sender.signatureHeader]: value }, samplePost().body));

  it("rejects every flipped bit of the signature", async () => {
    for (let bit = 0; bit < signature.length * 7; bit++) {
      const flipped = flip(signature, Math.floor(bit / 7), bit % 7);
      expect(await withSignature(flipped), flipped).toBeOneOf(["bad-signature", "bad-timestamp", "too-old", "too-new"]);
    }
  });

  it("rejects every truncated or extended signature", async () => {
    const parts = Array.from(signature, (_char, length) => signature.slice(0, length));
    for (const part of [...parts, signature.slice(1), `${signature}0`, `${signature}=`]) {
      expect(await withSignature(part), part).toBeOneOf(["bad-signature", "missing-header", "bad-timestamp"]);
    }
  });

  it("survives garbage in every header", async () => {
    const garbage = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant("v1,".repeat(5000)));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(headers)), garbage, async (name, value) => {
        const outcome = await verifyOutcome(accept({ ...headers, [name]: value }, samplePost().body));
        expect(outcome).toBeTypeOf("string");
        expect(outcome).not.toBe("accepted");
      }),
    );
  });
});

describe.each(senders.filter(({ covers }) => covers.body))("a body for $name", (sender) => {
  const { secret, headers, accept } = genuine(sender);

  it("is rejected with any bit flipped", async () => {
    for (let bit = 0; bit < samplePost().body.length * 8; bit++) {
      const { body } = samplePost();
      body[bit >> 3] = (body[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await verifyOutcome(accept(headers, body)), `bit ${bit}`).toBe("bad-signature");
    }
  });

  it.each([
    ["serialized again", (body: string) => JSON.stringify(JSON.parse(body))],
    ["with a trailing newline", (body: string) => `${body}\n`],
    ["with a byte order mark", (body: string) => `\ufeff${body}`],
    ["with other escapes", (body: string) => body.replace("é", "\\u00e9")],
    ["in another normal form", (body: string) => body.normalize("NFD")],
    ["empty", () => ""],
  ])("is rejected %s", async (_name, change) => {
    const body = '{"amount": 1.0, "name":"é"}';
    const signed = sender.headers(secret, samplePost({ body: Buffer.from(body) }));
    expect(await verifyOutcome(accept(signed, body))).toBe("accepted");
    expect(await verifyOutcome(accept(signed, change(body)))).toBe("bad-signature");
  });
});

describe.each(senders.filter(({ covers }) => covers.id))("an id and a timestamp for $name", (sender) => {
  const { headers, accept } = genuine(sender);
  const names = Object.keys(headers).filter((name) => name !== sender.signatureHeader);

  it.each(names)("are rejected with any bit of %s flipped", async (name) => {
    const value = headers[name] ?? "";
    await fc.assert(
      fc.asyncProperty(aFlip(value), async ({ at, bit }) => {
        const outcome = await verifyOutcome(accept({ ...headers, [name]: flip(value, at, bit) }, samplePost().body));
        expect(outcome).toBeOneOf(["bad-signature", "bad-timestamp", "too-old", "too-new", "missing-header"]);
      }),
    );
  });

  it("can't be taken from a signed body", async () => {
    // `a` `.` `<now>.…` and `a.<now>` `.` `…` are the same bytes.
    const inner = `${NOW}.{}`;
    const sent = samplePost({ id: "a", timestamp: NOW, body: Buffer.from(inner) });
    const [id = "", timestamp = ""] = names;
    const moved = { ...sender.headers(sender.secret(0), sent), [id]: `a.${NOW}`, [timestamp]: String(NOW) };
    expect(await verifyOutcome(accept(moved, "{}"))).not.toBe("accepted");
  });

  it.each(["1e9", "0x7fffffff", "-1", "+1", "1.5", `${NOW}.0`, " ", "NaN", "９", `${NOW}, ${NOW}`])(
    "are rejected if the timestamp is %j",
    async (timestamp) => {
      const [, name = ""] = names;
      expect(await verifyOutcome(accept({ ...headers, [name]: timestamp }, samplePost().body))).toBe("bad-timestamp");
    },
  );
});

describe("a signature list", () => {
  const [standard, ed25519] = senders.filter(({ dialect }) => dialect === "standard");
  if (!standard || !ed25519) throw new Error("There is no sender of standard");
  const { headers, signature, accept } = genuine(standard);
  const outcomeWith = (list: string) =>
    verifyOutcome(accept({ ...headers, "webhook-signature": list }, samplePost().body));
  const encoded = signature.slice("v1,".length);

  it.each([
    ["after others", `v1,AAAA v1a,${encoded} v2,x ${signature}`],
    ["before others", `${signature} v1,AAAA`],
    ["between spaces", `  ${signature}   v1,`],
    ["as the sixteenth", `${"v1,AAAA ".repeat(15)}${signature}`],
  ])("is searched for a matching signature: %s", async (_name, list) => {
    expect(await outcomeWith(list)).toBe("accepted");
  });

  it.each([
    ["another version", `v2,${encoded}`],
    ["the version of public keys", `v1a,${encoded}`],
    ["a version with the same start", `v10,${encoded}`],
    ["no version", encoded],
    ["nothing", "v1,"],
    ["only separators", " , "],
    ["a space within", `v1, ${encoded}`],
    ["no padding", signature.replaceAll("=", "")],
    ["the url-safe alphabet", `v1,${Buffer.from(encoded, "base64").toString("base64url")}=`],
    ["upper case", signature.toUpperCase()],
    ["too many entries before it", `${"v1,AAAA ".repeat(16)}${signature}`],
  ])("is rejected with %s", async (_name, list) => {
    expect(await outcomeWith(list)).toBe("bad-signature");
  });

  it("does not accept a public key, which everybody knows, as an HMAC key", async () => {
    const publicKey = ed25519.secret(0);
    const key = Buffer.from(publicKey.slice("whpk_".length), "base64");
    const forged = `v1,${createHmac("sha256", key).update(`evt_1.${NOW}.`).update(samplePost().body).digest("base64")}`;
    for (const list of [forged, forged.replace("v1,", "v1a,")]) {
      const outcome = verifyOutcome(
        receiverOf(standard, publicKey)({ ...headers, "webhook-signature": list }, samplePost().body),
      );
      expect(await outcome).toBe("bad-signature");
    }
  });

  it("can hold signatures of both kinds", async () => {
    const publicKey = ed25519.secret(0);
    const other = ed25519.headers(publicKey, samplePost())["webhook-signature"];
    for (const secrets of [publicKey, standard.secret(0), [standard.secret(7), publicKey]]) {
      const list = { ...headers, "webhook-signature": `${signature} ${other}` };
      expect(await verifyOutcome(receiverOf(standard, secrets)(list, samplePost().body))).toBe("accepted");
    }
  });
});

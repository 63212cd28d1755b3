import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyRingReader, parseKeyRing } from "../../../lib/aws/secrets/key-ring.ts";
import { open, seal, sealedSecrets } from "../../../lib/aws/secrets/sealed-secrets.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";

const key = (): string => randomBytes(32).toString("base64");
const ringText = (current: string, keys: Record<string, string>): string => JSON.stringify({ current, keys });

const owner = { tenantId: "acme", subscriptionId: "sub_1" };
const ring = parseKeyRing(ringText("k1", { k1: key() }));

const anyOwner = fc.record({ tenantId: fc.string(), subscriptionId: fc.string() });
const anySecret = fc.string({ unit: "grapheme" });

describe("sealing", () => {
  it("opens to the sealed secret", () => {
    fc.assert(
      fc.property(anyOwner, anySecret, (whose, secret) => {
        expect(open(ring, whose, seal(ring, whose, secret))).toBe(secret);
      }),
    );
  });

  it("does not open for another owner", () => {
    fc.assert(
      fc.property(anyOwner, anyOwner, anySecret, (a, b, secret) => {
        fc.pre(a.tenantId !== b.tenantId || a.subscriptionId !== b.subscriptionId);
        expect(() => open(ring, b, seal(ring, a, secret))).toThrow(PipelineFault);
      }),
    );
  });

  it("does not open when a bit of it was changed", () => {
    fc.assert(
      fc.property(anySecret, fc.constantFrom(2, 3), fc.nat(), (secret, part, bit) => {
        const parts = seal(ring, owner, secret).split(".");
        const bytes = Buffer.from(parts[part] ?? "", "base64url");
        const at = bit % (bytes.length * 8);
        bytes.writeUInt8(bytes.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
        parts[part] = bytes.toString("base64url");
        expect(() => open(ring, owner, parts.join("."))).toThrow(PipelineFault);
      }),
    );
  });

  it("does not open under another key's name", () => {
    const same = key();
    const two = parseKeyRing(ringText("k1", { k1: same, k2: same }));
    const sealed = seal(two, owner, "secret").replace("v1.k1.", "v1.k2.");
    expect(() => open(two, owner, sealed)).toThrow(PipelineFault);
  });

  it("never seals to the same text twice, and never shows the secret", () => {
    const [a, b] = [seal(ring, owner, "whsec_1"), seal(ring, owner, "whsec_1")];
    expect(a).not.toBe(b);
    expect(a).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]+$/);
    expect(Buffer.from(a.split(".")[3] ?? "", "base64url").toString("latin1")).not.toContain("whsec_1");
  });

  it.each(["", "v1", "v2.k1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA", "v1.k1..", "whsec_plain"])(
    "refuses what was never sealed: %j",
    (text) => {
      expect(() => open(ring, owner, text)).toThrow(PipelineFault);
    },
  );
});

describe("the key ring", () => {
  it.each([
    ["not JSON", "{"],
    ["no keys", '{"current":"k1"}'],
    ["a current key that is missing", ringText("k2", { k1: key() })],
    ["a short key", ringText("k1", { k1: "AAAA" })],
    ["a key id with a dot", ringText("k.1", { "k.1": key() })],
    ["a short password", "hunter2"],
    ["nothing", ""],
  ])("rejects %s", (_, text) => {
    expect(() => parseKeyRing(text)).toThrow(PipelineFault);
  });

  it("does not repeat a malformed ring in its error", () => {
    const text = ringText("k1", { k1: "c2VjcmV0" });
    expect(() => parseKeyRing(text)).toThrow(/^the key ring is malformed$/);
  });

  it("derives one key from a generated password, the same every time", () => {
    const password = "k".repeat(43);
    const sealed = seal(parseKeyRing(password), owner, "secret");
    expect(open(parseKeyRing(password), owner, sealed)).toBe("secret");
    expect(() => open(parseKeyRing(`${password}x`), owner, sealed)).toThrow(PipelineFault);
  });
});

describe("sealedSecrets", () => {
  /** A stored ring that a test can change, and the number of reads. */
  function storedRing(text: string) {
    const stored = { text, reads: 0 };
    const reader = keyRingReader(async () => {
      stored.reads++;
      return stored.text;
    });
    return { stored, secrets: sealedSecrets(reader) };
  }

  it("reads the ring once for all", async () => {
    const { stored, secrets } = storedRing(ringText("k1", { k1: key() }));
    const ref = await secrets.store(owner, "secret");
    expect(await Promise.all([secrets.reveal(owner, ref), secrets.reveal(owner, ref)])).toEqual([
      ["secret"],
      ["secret"],
    ]);
    expect(stored.reads).toBe(1);
  });

  it("reads the ring again, once, for a key that came later", async () => {
    const [k1, k2] = [key(), key()];
    const { stored, secrets } = storedRing(ringText("k1", { k1 }));
    const old = await secrets.store(owner, "old");
    stored.text = ringText("k2", { k1, k2 });
    const sealed = seal(parseKeyRing(stored.text), owner, "new");
    const both = { ...old, versions: [sealed, ...old.versions] };
    const asked = Array.from({ length: 5 }, () => secrets.reveal(owner, both));
    expect(await Promise.all(asked)).toEqual(Array(5).fill(["new", "old"]));
    expect(await secrets.reveal(owner, both)).toEqual(["new", "old"]);
    expect(stored.reads).toBe(2);
  });

  it("fails for a key that the ring still doesn't have", async () => {
    const { stored, secrets } = storedRing(ringText("k1", { k1: key() }));
    const stranger = seal(parseKeyRing(ringText("k9", { k9: key() })), owner, "x");
    await expect(secrets.reveal(owner, { store: "sealed", versions: [stranger] })).rejects.toThrow(PipelineFault);
    expect(stored.reads).toBe(2);
  });

  it("tries again after a ring that could not be read", async () => {
    const { stored, secrets } = storedRing("broken");
    await expect(secrets.store(owner, "secret")).rejects.toThrow(PipelineFault);
    stored.text = ringText("k1", { k1: key() });
    expect(await secrets.store(owner, "secret")).toMatchObject({ store: "sealed" });
  });
});

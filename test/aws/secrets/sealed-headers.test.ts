import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyRingReader, parseKeyRing } from "../../../lib/aws/secrets/key-ring.ts";
import { sealedHeaders } from "../../../lib/aws/secrets/sealed-headers.ts";
import { sealedSecrets } from "../../../lib/aws/secrets/sealed-secrets.ts";
import { openValue } from "../../../lib/aws/secrets/sealed-value.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import { HEADER_PLACE, headerSealsContract } from "../../support/contracts/header-seals-contract.ts";
import { memorySeals } from "../../support/memory/memory-seals.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const key = (): string => randomBytes(32).toString("base64");
const ringText = (current: string, keys: Record<string, string>): string => JSON.stringify({ current, keys });

/** Seals under a stored ring that a test can change. Counts the reads of the ring. */
function storedRing(text: string) {
  const stored = { text, reads: 0, nowMs: 0 };
  const load = async () => {
    stored.reads++;
    return stored.text;
  };
  const reader = keyRingReader(load, () => stored.nowMs);
  return { stored, reader, seals: sealedHeaders(reader) };
}

describe("in memory", () => {
  headerSealsContract(() => memorySeals(memoryWorld(() => 0)));
});

describe("under a key ring", () => {
  headerSealsContract(() => storedRing(ringText("k1", { k1: key() })).seals);

  it("opens values of earlier keys after the ring was rotated, and seals with the current key", async () => {
    const [k1, k2] = [key(), key()];
    const before = storedRing(ringText("k1", { k1 }));
    const old = await before.seals.seal(HEADER_PLACE, "old");
    const after = storedRing(ringText("k2", { k1, k2 }));
    const young = await after.seals.seal(HEADER_PLACE, "young");
    expect([old.split(".")[1], young.split(".")[1]]).toEqual(["k1", "k2"]);
    expect(await after.seals.open(HEADER_PLACE, old)).toBe("old");
    before.stored.text = after.stored.text;
    expect(await before.seals.open(HEADER_PLACE, young)).toBe("young");
    expect([before.stored.reads, after.stored.reads]).toEqual([2, 1]);
  });

  it("reads the ring once for all values, and again after a failure", async () => {
    const { stored, seals } = storedRing("broken");
    const sealed = await storedRing(ringText("k1", { k1: key() })).seals.seal(HEADER_PLACE, "x");
    await expect(seals.open(HEADER_PLACE, sealed)).rejects.toThrow(PipelineFault);
    stored.text = ringText("k2", { k2: key() });
    const own = await seals.seal(HEADER_PLACE, "mine");
    expect(await Promise.all([seals.open(HEADER_PLACE, own), seals.open(HEADER_PLACE, own)])).toEqual(["mine", "mine"]);
    expect(stored.reads).toBe(2);
    await expect(seals.open(HEADER_PLACE, sealed)).rejects.toThrow(PipelineFault);
  });

  it("reads the ring once for the deliveries of a few seconds whose key it has lost", async () => {
    const [k1, k2] = [key(), key()];
    const { stored, seals } = storedRing(ringText("k1", { k1 }));
    const lost = await storedRing(ringText("k2", { k2 })).seals.seal(HEADER_PLACE, "x");
    for (let n = 0; n < 100; n++) {
      stored.nowMs = n * 10;
      await expect(seals.open(HEADER_PLACE, lost)).rejects.toThrow(PipelineFault);
    }
    expect(stored.reads).toBe(2);
    Object.assign(stored, { text: ringText("k1", { k1, k2 }), nowMs: 5_000 });
    expect(await seals.open(HEADER_PLACE, lost)).toBe("x");
  });

  it("a sealed signing secret doesn't open as a header, which would send it out", async () => {
    const { reader, seals } = storedRing(ringText("k1", { k1: key() }));
    const { versions } = await sealedSecrets(reader).store(HEADER_PLACE, "whsec_1");
    await expect(seals.open(HEADER_PLACE, versions[0] ?? "")).rejects.toThrow(PipelineFault);
    const sealed = await seals.seal(HEADER_PLACE, "hunter2");
    const asSecret = sealedSecrets(reader).reveal(HEADER_PLACE, { store: "sealed", versions: [sealed] });
    await expect(asSecret).rejects.toThrow(PipelineFault);
  });

  it("keeps opening the values that rows have today", () => {
    const ring = parseKeyRing(ringText("k1", { k1: Buffer.alloc(32, 7).toString("base64") }));
    const context = ["header", "acme", "sub_1", "https://receiver.example", "authorization"];
    expect(openValue(ring, context, GOLDEN)).toBe("Bearer hunter2");
  });
});

const GOLDEN = "v1.k1.xkgTedhbRJMJrh9n.6FkyIjWf67dWJWAPw2am_NpJcBcXS4ur2ymFqhk2";

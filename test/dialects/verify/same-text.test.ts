import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { sameText } from "../../../lib/dialects/verify/same-text.ts";
import { samplePost, senders } from "./product-senders.ts";
import { receiverOf, verifyOutcome } from "./receiving.ts";

describe("the comparison", () => {
  it("tells whether the strings are equal", async () => {
    const text = fc.string({ maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(text, text, async (a, b) => {
        expect(await sameText(a, b)).toBe(a === b);
        expect(await sameText(a, `${a}`)).toBe(true);
      }),
    );
  });

  it("never returns before the last byte", () => {
    const source = readFileSync("lib/dialects/verify/same-text.ts", "utf8");
    expect(source.match(/\breturn\b/g)).toHaveLength(1);
    expect(source).not.toMatch(/\b(?:break|every|some|startsWith|length)\b/);
  });

  it.each(senders)("of $name takes the same steps whichever secret matches", async (sender) => {
    const secrets = [0, 1, 2].map((seed) => sender.secret(seed));
    const steps = vi.spyOn(crypto.subtle, "digest");
    const counts: number[] = [];
    for (const secret of [...secrets, sender.secret(3)]) {
      steps.mockClear();
      await verifyOutcome(receiverOf(sender, secrets)(sender.headers(secret, samplePost()), samplePost().body));
      counts.push(steps.mock.calls.length);
    }
    steps.mockRestore();
    expect(new Set(counts).size).toBe(1);
  });
});

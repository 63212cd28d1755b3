import { describe, expect, it } from "vitest";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { HeaderPlace, HeaderSeals } from "../../../lib/core/subscription/sealed-headers.ts";

export const HEADER_PLACE: HeaderPlace = {
  tenantId: "acme",
  subscriptionId: "sub_1",
  origin: "https://receiver.example",
  name: "Authorization",
};

/** The contract of `HeaderSeals`. */
export function headerSealsContract(make: () => HeaderSeals): void {
  describe("HeaderSeals", () => {
    it.each(["Bearer hunter2", "", "x".repeat(4096)])("opens what it sealed, repeatedly: %j", async (value) => {
      const seals = make();
      const sealed = await seals.seal(HEADER_PLACE, value);
      expect(await seals.open(HEADER_PLACE, sealed)).toBe(value);
      expect(await seals.open({ ...HEADER_PLACE, name: "authorization" }, sealed)).toBe(value);
    });

    it("never seals to the same text twice, and never to the value", async () => {
      const seals = make();
      const [a, b] = [await seals.seal(HEADER_PLACE, "hunter2"), await seals.seal(HEADER_PLACE, "hunter2")];
      expect(a).not.toBe(b);
      expect(a).not.toContain("hunter2");
    });

    it.each<[string, Partial<HeaderPlace>]>([
      ["tenant", { tenantId: "other" }],
      ["subscription", { subscriptionId: "sub_2" }],
      ["host", { origin: "https://elsewhere.example" }],
      ["scheme", { origin: "http://receiver.example" }],
      ["header", { name: "x-other" }],
    ])("opens nothing that was moved to another %s, even if it was opened in its own place", async (_what, moved) => {
      const seals = make();
      const sealed = await seals.seal(HEADER_PLACE, "hunter2");
      await seals.open(HEADER_PLACE, sealed);
      await expect(seals.open({ ...HEADER_PLACE, ...moved }, sealed)).rejects.toThrow(PipelineFault);
    });

    it.each(["", "hunter2", "v1.k.AAAA.AAAA"])("opens nothing that it didn't seal: %j", async (text) => {
      await expect(make().open(HEADER_PLACE, text)).rejects.toThrow(PipelineFault);
    });
  });
}

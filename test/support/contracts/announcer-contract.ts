import { describe, expect, it } from "vitest";
import type { Announcer } from "../../../lib/core/delivery/announcer.ts";
import { deliveryAt, subscriptionAt, T0 } from "./sample-records.ts";

export interface AnnouncerPorts {
  announcer: Announcer;
  /** The ids of the deliveries announced so far. */
  announced(): string[];
}

/** The contract of `Announcer`. */
export function announcerContract(open: () => Promise<AnnouncerPorts>): void {
  describe("Announcer", () => {
    it("announces each delivery", async () => {
      const { announcer, announced } = await open();
      const subscription = subscriptionAt("acme", T0);
      const made = Array.from({ length: 12 }, (_, n) => deliveryAt(subscription, T0 + n, { state: "exhausted" }));
      await announcer.announceExhausted(made);
      expect(announced().toSorted()).toEqual(made.map((d) => d.id).toSorted());
    });

    it("announces nothing for nothing", async () => {
      const { announcer, announced } = await open();
      await announcer.announceExhausted([]);
      expect(announced()).toEqual([]);
    });
  });
}

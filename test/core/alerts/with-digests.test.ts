import { expect, it } from "vitest";
import { withDigests } from "../../../lib/core/alerts/with-digests.ts";
import { deliveryAt, subscriptionAt, T0 } from "../../support/contracts/sample-records.ts";
import { memoryExhaustedDigests } from "../../support/memory/memory-alerts.ts";
import { memoryAnnouncer } from "../../support/memory/memory-announcer.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

function announcing() {
  const world = memoryWorld(() => T0);
  const subscription = subscriptionAt("acme", T0);
  return {
    world,
    announcer: withDigests(memoryAnnouncer(world), memoryExhaustedDigests(world)),
    exhausted: (type: string) => deliveryAt(subscription, T0, { state: "exhausted", type }),
    counted: () => world.digests.get(subscription.id)?.facts?.count ?? 0,
  };
}

it("announces exhausted deliveries, and counts them", async () => {
  const { world, announcer, exhausted, counted } = announcing();
  await announcer.announceExhausted([exhausted("a"), exhausted("posthornish")]);
  expect([world.announced.length, counted()]).toEqual([2, 2]);
});

it("leaves out events of Posthorn's own", async () => {
  const { world, announcer, exhausted, counted } = announcing();
  world.faults.failNext("announceExhausted", { when: "before" });
  await announcer.announceExhausted([exhausted("posthorn.subscription.failing")]);
  await expect(announcer.announceExhausted([exhausted("a")])).rejects.toThrow("announceExhausted");
  await announcer.announceExhausted([exhausted("posthorn.x"), exhausted("a")]);
  expect([world.announced.map(({ type }) => type), counted()]).toEqual([["a"], 1]);
});

it("fails if they can't be counted, so that they are announced and counted again", async () => {
  const { world, announcer, exhausted, counted } = announcing();
  world.faults.failNext("addExhausted", { when: "before" });
  await expect(announcer.announceExhausted([exhausted("a")])).rejects.toThrow("addExhausted");
  await announcer.announceExhausted([exhausted("a")]);
  expect([world.announced.length, counted()]).toEqual([2, 1]);
});

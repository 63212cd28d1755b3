import { expect, test } from "vitest";
import { rateGate } from "../../../lambdas/deliver/rate-gate.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { delivering } from "../../support/memory/memory-delivering.ts";
import { memoryRateSlots } from "../../support/memory/memory-rate-slots.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const NOW = 1_000_000;
const limited = subscriptionOf({ id: "sub_limited", rateLimit: { perSecond: 10 } });
const slots = () => memoryRateSlots(memoryWorld(() => NOW));

test("the POSTs of a batch get slots in order, by one reservation", async () => {
  const store = slots();
  const asked: number[] = [];
  const counted = {
    reserveSlots: (...args: Parameters<typeof store.reserveSlots>) => {
      asked.push(args[1]);
      return store.reserveSlots(...args);
    },
  };
  const slotFor = rateGate(counted, new Map([[limited.id, 3]]));
  expect(await Promise.all([slotFor(limited), slotFor(limited), slotFor(limited)])).toEqual([
    NOW,
    NOW + 100,
    NOW + 200,
  ]);
  expect(asked).toEqual([3]);
});

test("a subscription without a limit asks nobody", async () => {
  const slotFor = rateGate({ reserveSlots: () => Promise.reject(new Error("asked")) }, new Map());
  expect(await slotFor(subscriptionOf({}))).toBeUndefined();
});

test("no slot is free soon", async () => {
  const store = slots();
  await store.reserveSlots(limited.id, 601, { perSecond: 10 });
  expect(await rateGate(store, new Map([[limited.id, 2]]))(limited)).toBe("full");
});

test("a message that comes back for its slot takes no other one", async () => {
  const { enqueuePatient, pollRetries, world, subscription, posts } = await delivering([{ status: 200 }], {
    rateLimit: { perSecond: 1 },
  });
  const nowMs = world.now();
  enqueuePatient("evt_1", { slotMs: nowMs - 500 });
  enqueuePatient("evt_2");
  await pollRetries();
  expect(posts).toHaveLength(2);
  expect(world.rateSlots.get(subscription.id)).toBe(nowMs + 1_000);
});

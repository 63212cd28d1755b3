import { expect, it } from "vitest";
import { delivering, OK } from "../../support/memory/memory-delivering.ts";

const limitedTo = (perSecond: number, burst?: number) =>
  delivering([OK], { rateLimit: { perSecond, ...(burst !== undefined && { burst }) } });

type Lane = Awaited<ReturnType<typeof delivering>>;

const enqueueAll = ({ enqueue }: Lane, count: number) => Array.from({ length: count }, (_, n) => enqueue(`evt_${n}`));

/** Polls the quick lane until it is empty. */
async function drain({ poll }: Lane) {
  while ((await poll()) > 0);
}

it("slots within two seconds are waited for, and messages come back for later ones", async () => {
  const lane = await limitedTo(10);
  enqueueAll(lane, 40);
  await drain(lane);
  for (const posts of [21, 30, 40]) {
    await drain({ ...lane, poll: lane.pollRetries });
    expect(lane.posts).toHaveLength(posts);
    lane.pass(1);
  }
  expect(lane.deliveries.size()).toBe(0);
  expect(lane.retries.size()).toBe(0);
});

it("a burst goes out at once", async () => {
  const lane = await limitedTo(1, 10);
  enqueueAll(lane, 14);
  await drain(lane);
  expect(lane.posts).toHaveLength(12);
});

it("a wait for a slot uses up no attempt", async () => {
  const lane = await limitedTo(1);
  const ids = enqueueAll(lane, 5);
  await drain(lane);
  for (let seconds = 0; seconds < 6; seconds++) {
    lane.pass(1);
    await lane.pollRetries();
  }
  expect(ids.map((id) => [lane.row(id)?.state, lane.row(id)?.attempts])).toEqual(ids.map(() => ["delivered", 1]));
});

it("deliveries without a slot in the next minute are held, and so are new ones, until it is their turn", async () => {
  const lane = await limitedTo(1);
  const ids = enqueueAll(lane, 100);
  await drain(lane);
  const held = ids.filter((id) => lane.row(id)?.state === "held");
  expect(held.length).toBeGreaterThanOrEqual(30);
  expect(lane.row(held[0] ?? "")).toMatchObject({ heldFor: "rate", holds: 1, attempts: 0 });
  expect(lane.health()?.release).toMatchObject({ isOverRate: true, perSecond: 1 });
  // A new delivery would overtake those that are held.
  const later = lane.enqueue("evt_later");
  lane.pass(30);
  await drain(lane);
  expect(lane.row(later)).toMatchObject({ state: "held", heldFor: "rate" });
  // One that was released finds a slot.
  const released = lane.enqueue(`evt_${ids.indexOf(held[0] ?? "")}`, { holds: 1 });
  lane.pass(35);
  await drain(lane);
  lane.pass(10);
  await drain({ ...lane, poll: lane.pollRetries });
  expect(lane.row(released)?.state).toBe("delivered");
});

it("a delivery isn't held if its release can't be written", async () => {
  const lane = await limitedTo(0.01);
  const [, second = ""] = enqueueAll(lane, 2);
  lane.world.rateSlots.put(lane.subscription.id, Date.now() + 10 * 60_000);
  lane.world.faults.failNext("replaceStanding", { when: "before" });
  lane.world.faults.failNext("replaceStanding", { when: "before" });
  await lane.poll();
  expect([lane.row(second), lane.deliveries.size()]).toEqual([undefined, 2]);
});

it("a retry needs a slot of its own", async () => {
  const lane = await delivering([{ status: 500 }, OK], { rateLimit: { perSecond: 1 } });
  const id = lane.enqueue();
  await drain(lane);
  const firstMs = lane.world.rateSlots.get(lane.subscription.id) ?? 0;
  lane.pass(30);
  await lane.pollRetries();
  expect(lane.row(id)?.state).toBe("delivered");
  expect((lane.world.rateSlots.get(lane.subscription.id) ?? 0) - firstMs).toBe(30_000);
});

it("a limit that was removed holds nothing up", async () => {
  const lane = await limitedTo(1);
  enqueueAll(lane, 3);
  await drain(lane);
  lane.put({ ...lane.subscription, rateLimit: undefined });
  lane.pass(2);
  await lane.pollRetries();
  expect(lane.posts).toHaveLength(3);
});

import { describe, expect, it } from "vitest";
import { nextRun, untried } from "../../../lib/core/delivery/lifecycle.ts";
import { nextStep } from "../../../lib/core/delivery/next-step.ts";
import { startRuns } from "../../../lib/core/delivery/runs.ts";
import { decodeTask, newTask } from "../../../lib/core/delivery/task.ts";
import { type ErasePorts, eraseContent } from "../../../lib/core/log/erasing.ts";
import { EVERY_SUBSCRIPTION } from "../../../lib/core/log/unlisted-recipients.ts";
import type { EventRecord } from "../../../lib/core/model/event.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { eventAt, refTo } from "../../support/contracts/sample-records.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { memoryDeliveryEditor } from "../../support/memory/memory-deliveries.ts";
import { memoryContentEraser } from "../../support/memory/memory-eraser.ts";
import { memoryEventWriter } from "../../support/memory/memory-events.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { memoryDeliveryQueue } from "../../support/memory/memory-queue-ports.ts";
import { memoryUnlistedRecipients } from "../../support/memory/memory-recipients.ts";
import { memoryLaterMatchWriter } from "../../support/memory/memory-replays.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const NOW_MS = Date.parse("2026-01-01T00:01:00.000Z");
const NOW = new Date(NOW_MS).toISOString();
const ACME = refTo("acme");

/** A tenant with three subscriptions, and an event that lists the first of them. */
async function erasing(fields: Partial<EventRecord> = {}) {
  const now = () => NOW_MS;
  const world = memoryWorld(now);
  const subscriptions = [1, 2, 3].map(() => subscriptionOf());
  for (const one of subscriptions) world.subscriptions.put(`acme/${one.id}`, one);
  const [first, second, third] = subscriptions as [Subscription, Subscription, Subscription];
  const event = eventAt("acme", NOW_MS - 60_000, { subscriptionIds: [first.id], ...fields });
  await memoryEventWriter(world).putEvents([event]);
  const deliveries = memoryQueue({ now, visibilitySeconds: 60 });
  const queue = memoryDeliveryQueue(deliveries, world.faults);
  const ports: ErasePorts = {
    log: memoryLogReader(world),
    editor: memoryDeliveryEditor(world),
    eraser: memoryContentEraser(world),
    recipients: memoryUnlistedRecipients(world),
    subscriptions: memorySubscriptionStore(world),
    now,
  };
  const eraser = ports.eraser;
  return {
    world,
    ports,
    queue,
    event,
    first,
    second,
    third,
    queued: () => deliveries.receive(10).flatMap(({ body }) => decodeTask(body) ?? []),
    rowFor: ({ id }: Subscription) => world.deliveries.get(untried(event, id).id),
    /** Erases, and lets `work` happen just before the event is marked. */
    eraseAfter: (work: () => Promise<unknown>) =>
      eraseContent({
        ...ports,
        eraser: {
          ...eraser,
          eraseEvent: async (...args) => {
            await work();
            return eraser.eraseEvent(...args);
          },
        },
      })(event),
  };
}

const MARKED = { state: "cancelled", contentErasedAt: NOW };
const nothing = async () => undefined;

describe("an erasure", () => {
  it("marks a delivery that has no row yet", async () => {
    const { eraseAfter, rowFor, first, second } = await erasing();
    await eraseAfter(nothing);
    expect(rowFor(first)).toMatchObject(MARKED);
    expect(rowFor(second)).toBeUndefined();
  });

  it("marks a delivery that was skipped, and leaves its state", async () => {
    const { eraseAfter, rowFor, first } = await erasing({ skipped: 1 });
    await eraseAfter(nothing);
    expect(rowFor(first)).toMatchObject({ ...MARKED, state: "skipped" });
  });

  it("marks a delivery whose match was found in the meantime", async () => {
    const { eraseAfter, rowFor, world, event, second } = await erasing();
    const match = { ...ACME, ulid: event.ulid, subscriptionId: second.id, types: ["a"] };
    await eraseAfter(() => memoryLaterMatchWriter(world).putLaterMatches([match]));
    expect(rowFor(second)).toMatchObject(MARKED);
  });

  it("marks the deliveries that notes tell of, and no others", async () => {
    const { eraseAfter, ports, rowFor, event, second, third, world } = await erasing();
    const note = { ...ACME, ulid: event.ulid, subscriptionId: second.id };
    await eraseAfter(() => memoryUnlistedRecipients(world).noteRecipients([note]));
    expect(await ports.recipients.listRecipients(event)).toEqual([second.id]);
    expect([rowFor(second), rowFor(third)]).toEqual([expect.objectContaining(MARKED), undefined]);
  });

  it("marks a delivery for every subscription if a note says so", async () => {
    const { eraseAfter, rowFor, event, first, second, third, world } = await erasing();
    const note = { ...ACME, ulid: event.ulid, subscriptionId: EVERY_SUBSCRIPTION };
    await memoryUnlistedRecipients(world).noteRecipients([note]);
    await eraseAfter(nothing);
    for (const one of [first, second, third]) expect(rowFor(one)).toMatchObject(MARKED);
    expect(world.deliveries.values()).toHaveLength(3);
  });

  it("keeps the attempts of a delivery that began to wait again in the meantime", async () => {
    const { eraseAfter, rowFor, event, first, world } = await erasing();
    const retrying = { ...untried(event, first.id), state: "retrying" as const, attempts: 3, run: 1 };
    await eraseAfter(async () => world.deliveries.put(retrying.id, retrying));
    expect(rowFor(first)).toMatchObject({ ...MARKED, attempts: 3, run: 1 });
  });

  it("fails if a delivery has no mark afterwards", async () => {
    const { ports, event } = await erasing();
    const editor = { replaceDeliveries: async (changes: unknown[]) => changes.map(() => false) };
    await expect(eraseContent({ ...ports, editor })(event)).rejects.toThrow("without its mark");
  });
});

describe("a run of a delivery whose event is being erased", () => {
  it("is not queued if the delivery is marked already", async () => {
    const { eraseAfter, ports, queue, event, first, queued } = await erasing();
    await eraseAfter(nothing);
    const started = await startRuns({ ...ports, queue })([{ event, subscriptionId: first.id }], { trigger: "manual" });
    expect([started, queued()]).toEqual([[], []]);
  });

  it.each(["manual", "scheduled"] as const)("ends without a POST if its message is queued: %s", async (trigger) => {
    const { eraseAfter, ports, queue, event, first, queued, rowFor } = await erasing();
    const slowQueue: typeof queue = {
      send: async (tasks) => {
        await eraseAfter(nothing);
        return queue.send(tasks);
      },
    };
    await startRuns({ ...ports, queue: slowQueue })([{ event, subscriptionId: first.id }], { trigger });
    expect(rowFor(first)).toMatchObject({ ...MARKED, run: 1 });
    const [task] = queued();
    expect(task?.run).toBe(1);
    for (const row of [rowFor(first), { ...untried(event, first.id), contentErasedAt: NOW }]) {
      expect(task && nextStep(task, first, row, undefined, NOW_MS).do).not.toBe("post");
    }
  });

  it("ends without a POST even if the delivery's row is older than the run", async () => {
    const { event, first } = await erasing();
    const row = { ...untried(event, first.id), state: "delivered" as const, attempts: 1, contentErasedAt: NOW };
    const task = newTask(event, nextRun(row, { trigger: "manual" }, NOW_MS));
    expect(nextStep(task, first, row, undefined, NOW_MS)).toEqual({ do: "end", state: "cancelled" });
  });
});

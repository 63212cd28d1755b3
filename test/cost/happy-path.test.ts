import { expect, it } from "vitest";
import { invoiceOf } from "../bench/support/events.ts";
import { FAILING_PATH, type World, withWorld } from "./world.ts";

const event = { type: "invoice.paid", data: JSON.parse(invoiceOf(1024)) };

/** The units of an event whose one delivery takes some POSTs. */
async function unitsOfOne({ meter, receiver, post, arrived }: World, posts = 1, quietMs?: number) {
  meter.reset();
  const before = receiver.requests.length;
  await post("/events", event);
  await arrived(before + posts);
  await meter.quiet(quietMs);
  const { tableWriteUnits, indexWriteUnits, readUnits } = meter.usage();
  return { tableWriteUnits, indexWriteUnits, readUnits };
}

/**
 * The first event fills caches. Later ones may also pay a unit for the subscription's latest status, which is written
 * every ten seconds at most. So the cheaper of two counts.
 */
it("an event of 1 KiB and its delivery take these units, once caches are filled", async () => {
  await withWorld({ context: { logLevel: "ERROR" } }, async (world) => {
    await world.post("/subscriptions", { url: world.receiver.url, events: ["invoice.*"] });
    await unitsOfOne(world);
    const counted = [await unitsOfOne(world), await unitsOfOne(world)];
    const [cheaper] = counted.toSorted((a, b) => a.tableWriteUnits - b.tableWriteUnits);
    // Writes: the event 1, with its data packed; the delivery 1, with its attempt. Neither is in an index.
    // Reads: API key, tenant and catalog version 3, subscription 1, its absent health 1, the absent delivery 1.
    expect(cheaper).toEqual({ tableWriteUnits: 2, indexWriteUnits: 0, readUnits: 6 });
  });
});

it("an event whose delivery fails four times takes these units", async () => {
  await withWorld({ context: { logLevel: "ERROR", retryWaits: "1,1,1" } }, async (world) => {
    const url = world.receiver.url + FAILING_PATH;
    await world.post("/subscriptions", { url, events: ["invoice.*"] });
    const counted = [];
    for (let n = 0; n < 2; n++) counted.push(await unitsOfOne(world, 4, 2_500));
    const [cheapest] = counted.toSorted((a, b) => a.tableWriteUnits - b.tableWriteUnits || a.readUnits - b.readUnits);
    // Writes: the event 1; the delivery 4, with all its attempts; the evidence against its endpoint 4; the digest of exhausted
    // deliveries 1. The delivery enters the index once, and moves once for 2. The digest entered it with an earlier delivery.
    // Reads: API key, tenant and catalog version 3; the subscription, its health and the delivery 3 for each attempt.
    expect(cheapest).toEqual({ tableWriteUnits: 10, indexWriteUnits: 3, readUnits: 15 });
  });
}, 120_000);

import { describe, expect, it, vi } from "vitest";
import { call, send, subscribe } from "./support/api.ts";
import { becomes } from "./support/deliveries.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const PATIENCE = { timeout: 60_000, interval: 100 };

const twin = useTwin({ context: { secretStorage: "sealed" } });

describe("a filter that takes longer than a request has", () => {
  it("costs neither its other events nor its neighbour's, and its owner sees it", async () => {
    const receiver = await receiverForTest();
    const neighbours = await receiverForTest();
    const filter = 'data.s.matches("^(a|aa)+$")';
    const { id } = await subscribe(twin, receiver.url, { events: ["slow"], filter });
    await subscribe(twin, neighbours.url, { events: ["slow"], filter: 'data.s.matches("^a")' });
    const nasty = `${"a".repeat(60)}!`;
    const events = [nasty, nasty, "a"].map((s) => ({ type: "slow", data: { s } }));
    const { events: accepted } = await call<{ events: { id: string; deliveries: number; undecided: number }[] }>(
      twin,
      "POST",
      "/events",
      { events },
      202,
    );
    expect(accepted).toMatchObject(accepted.map(() => ({ deliveries: 1, undecided: 1 })));
    await neighbours.received(3, PATIENCE.timeout);
    const last = String(accepted[2]?.id);
    await becomes(twin, last, "delivered");
    await receiver.received(1, PATIENCE.timeout);
    const reason = "The filter took longer than 2 s, so it does not match.";
    await vi.waitFor(async () => {
      expect(await call(twin, "GET", `/subscriptions/${id}`)).toMatchObject({ filterProblem: { reason } });
    }, PATIENCE);
    await vi.waitFor(async () => {
      const { data } = await call<{ data: object[] }>(twin, "GET", `/events/${accepted[0]?.id}/explanation`);
      expect(data).toContainEqual(expect.objectContaining({ subscriptionId: id, step: "filter", recorded: true }));
    }, PATIENCE);
    expect(receiver.requests.map(({ headers }) => headers["webhook-id"])).toEqual([last]);
  }, 120_000);
});

describe("an event with more subscriptions than a few calls can carry", () => {
  it("reaches each of them once", async () => {
    const receiver = await receiverForTest();
    const ids: string[] = [];
    for (let n = 0; n < 110; n++) {
      const fields = { events: ["many"], headers: { "x-number": String(n) } };
      ids.push((await subscribe(twin, receiver.url, fields)).id);
    }
    expect(await send(twin, { type: "many", data: {} })).toMatchObject({ deliveries: 110 });
    await receiver.received(110, PATIENCE.timeout);
    const reached = receiver.requests.map(({ headers }) => Number(headers["x-number"]));
    expect(reached.toSorted((a, b) => a - b)).toEqual(ids.map((_, n) => n));
    expect(twin.usage()).toContainEqual(
      expect.objectContaining({ resource: expect.stringMatching(/:posthorn-dev-fan-out$/) }),
    );
  }, 120_000);
});

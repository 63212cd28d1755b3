import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import { busEventText } from "../../support/bus-event.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";

/** The API, and as many events of a tenant that doesn't exist. */
async function rejecting(count: number) {
  const api = await memoryApiWithTenant();
  const { world, intake, ingest, call } = api;
  const texts = Array.from({ length: count }, (_, n) => busEventText({ tenantId: "late", id: `e${n}`, data: n }));
  for (const text of texts) intake.send(text);
  const poll = async () => {
    while ((await pollOnce(intake, ingest)) > 0);
  };
  await poll();
  const operate = (route: string, fields: object = {}) => call(route, { key: ADMIN, ...fields });
  return {
    ...api,
    texts,
    poll,
    operate,
    ids: () => world.rejected.values().map(({ id }) => id),
    addTenant: () => operate("POST /api/v1/tenants", { body: { id: "late", name: "Late" } }),
    accepted: () => world.events.values().map(({ id }) => id),
  };
}

describe("a rejected event", () => {
  it("is listed with its reason, and shown with its text", async () => {
    const { operate, ids, texts } = await rejecting(1);
    const rejection = {
      id: ids()[0],
      rejectedAt: AT,
      reason: "Unknown tenant.",
      errors: [{ path: "/detail/tenantId", message: "is not a known tenant" }],
      tenantId: "late",
      type: "invoice.paid",
      eventId: "e0",
    };
    const listed = await operate("GET /api/v1/rejected-events");
    expect(listed.body).toEqual({ data: [rejection], next: null });
    const shown = await operate("GET /api/v1/rejected-events/{id}", { id: ids()[0] });
    expect(shown.body).toEqual({ ...rejection, body: texts[0] });
  });

  it("that was redriven stays until it is accepted", async () => {
    const { operate, ids, poll, addTenant, accepted } = await rejecting(1);
    const [id] = ids();
    const redrive = async () => {
      const { status, body } = await operate("POST /api/v1/rejected-events/{id}/redrive", { id });
      expect([status, body, ids()]).toEqual([202, { id }, [id]]);
      await poll();
    };
    await redrive();
    expect([ids(), accepted()]).toEqual([[id], []]);
    await addTenant();
    await redrive();
    expect([ids(), accepted()]).toEqual([[], ["e0"]]);
  });

  it("can be discarded", async () => {
    const { operate, ids } = await rejecting(2);
    const [id, other] = ids();
    expect((await operate("DELETE /api/v1/rejected-events/{id}", { id })).status).toBe(204);
    expect(ids()).toEqual([other]);
  });

  it.each([
    "GET /api/v1/rejected-events/{id}",
    "POST /api/v1/rejected-events/{id}/redrive",
    "DELETE /api/v1/rejected-events/{id}",
  ])("that doesn't exist is a 404 of %s", async (route) => {
    const { operate } = await rejecting(0);
    for (const id of [newId("rej", 0), "x"]) expect((await operate(route, { id })).status).toBe(404);
  });

  it("that was too large to be kept is listed, and can't be redriven", async () => {
    const { operate, world, intake } = await rejecting(0);
    const id = newId("rej", 0);
    world.rejected.put(id, { id, rejectedAt: AT, reason: "An event's data is too large.", errors: [] }, AT);
    expect((await operate("GET /api/v1/rejected-events/{id}", { id })).body).toMatchObject({ id, body: null });
    const { status, body } = await operate("POST /api/v1/rejected-events/{id}/redrive", { id });
    expect([status, body.detail]).toEqual([409, "The event was too large to be kept."]);
    const all = await operate("POST /api/v1/rejected-events/redrive");
    expect([all.status, all.body, intake.size()]).toEqual([202, { count: 0, tooLarge: 1, next: null }, 0]);
  });
});

it("all rejected events are redriven page by page, each once", async () => {
  const { operate, ids, poll, addTenant, accepted, intake } = await rejecting(120);
  await addTenant();
  const counts: number[] = [];
  for (let after: string | undefined, more = true; more; ) {
    const { status, body } = await operate("POST /api/v1/rejected-events/redrive", { body: { after } });
    expect(status).toBe(202);
    counts.push(body.count);
    after = body.next;
    more = body.next !== null;
  }
  expect([counts, intake.size(), ids().length]).toEqual([[50, 50, 20], 120, 120]);
  await poll();
  expect([ids(), accepted().length]).toEqual([[], 120]);
});

it("a redrive that fails inside Posthorn keeps the record", async () => {
  const { operate, ids, world } = await rejecting(1);
  world.faults.failNext("send", { when: "before" });
  const [id] = ids();
  expect((await operate("POST /api/v1/rejected-events/{id}/redrive", { id })).status).toBe(503);
  expect(ids()).toEqual([id]);
});

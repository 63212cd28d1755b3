import { describe, expect, it } from "vitest";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { nextStep } from "../../../lib/core/delivery/next-step.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { deliveryId, newUlid } from "../../../lib/core/ids.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import { eraseContent } from "../../../lib/core/log/erasing.ts";
import type { Tenant } from "../../../lib/core/model/tenant.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { httpRequest } from "../../support/http-request.ts";
import { memoryContentEraser } from "../../support/memory/memory-eraser.ts";
import { invocationContext, memoryPipeline } from "../../support/memory/memory-pipeline.ts";
import { memorySubscriptionStore } from "../../support/memory/memory-subscriptions.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const AT = new Date(NOW).toISOString();
const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };

/** The tenant `acme` with an active and an inactive subscription. */
function claiming() {
  let nowMs = NOW;
  const pipeline = memoryPipeline({ now: () => nowMs, sender });
  const { world, ingestPorts, deliveries } = pipeline;
  const { keyId, secretHash, text: key } = newApiKey("acme");
  world.tenants.put("acme", { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 1, createdAt: AT });
  world.apiKeys.put(keyId, { id: keyId, tenantId: "acme", name: "k", role: "producer", secretHash, createdAt: AT });
  const [on, off] = [subscriptionOf(), subscriptionOf({ active: false })];
  for (const one of [on, off]) world.subscriptions.put(`acme/${one.id}`, one);
  const postWith = (ports: Partial<typeof ingestPorts>) => {
    const ingest = ingestHandler({ ...ingestPorts, ...ports });
    return async (body: object, headers: Record<string, string> = {}) => {
      const request = httpRequest({ route: "POST /api/v1/events", key, body: JSON.stringify(body), headers });
      const answer = await ingest(request, invocationContext());
      return { status: answer?.statusCode, body: JSON.parse(answer?.body ?? "null") };
    };
  };
  return {
    world,
    ingestPorts,
    on,
    off,
    post: postWith({}),
    postWith,
    queued: () => deliveries.receive(1000).flatMap(({ body }) => decodeTask(body) ?? []),
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

const event = { id: "order-1", type: "a", data: { n: 1 } };
const WAYS: [string, object, Record<string, string>][] = [
  ["own id", event, {}],
  ["idempotency key", { ...event, id: undefined }, { "idempotency-key": "k-1" }],
];

describe.each(WAYS)("an event that is sent again with the same %s", (_way, body, headers) => {
  it("is a duplicate if its content is the same", async () => {
    const { post, queued, world, pass } = claiming();
    const first = await post(body, headers);
    pass(60_000);
    const again = await post(body, headers);
    expect([first.body.duplicate, again.body]).toEqual([false, { ...first.body, duplicate: true }]);
    expect([queued().length, world.events.values().length, world.claims.values().length]).toEqual([1, 1, 1]);
  });

  it("is rejected if its content differs, and changes nothing", async () => {
    const { post, queued, world } = claiming();
    await post(body, headers);
    const { status } = await post({ ...body, data: { n: 2 } }, headers);
    expect(status).toBe(409);
    expect([queued().length, world.events.values().length, world.claims.values().length]).toEqual([1, 1, 1]);
  });

  it.each([
    ["claimEvents", "after", 0],
    ["send", "before", 0],
    ["send", "after", 1],
    ["replaceDeliveries", "before", 1],
    ["replaceDeliveries", "after", 1],
    ["putEvents", "before", 1],
    ["putEvents", "after", 1],
  ] as const)(
    "loses nothing when the first request failed in %s, %s it took effect",
    async (call, when, queuedBefore) => {
      const { post, queued, world, pass, on, off } = claiming();
      world.faults.failNext(call, { when });
      expect((await post(body, headers)).status).toBe(503);
      const [claim] = world.claims.values();
      const ulid = claim?.ulid ?? "";
      const before = queued();
      expect(before).toHaveLength(queuedBefore);
      pass(60_000);
      const again = await post(body, headers);
      expect(again).toMatchObject({ status: 202, body: { deliveries: 1, skipped: 1, duplicate: true } });
      const ids = [...before, ...queued()].map((task) => task.deliveryId);
      expect(new Set(ids)).toEqual(new Set([deliveryId(ulid, on.id)]));
      expect(world.deliveries.values()).toMatchObject([{ id: deliveryId(ulid, off.id), state: "skipped" }]);
      expect(world.events.values()).toMatchObject([{ ulid, id: again.body.id, receivedAt: AT }]);
    },
  );

  it("is new if the first request failed before it claimed anything", async () => {
    const { post, world } = claiming();
    world.faults.failNext("claimEvents", { when: "before" });
    expect((await post(body, headers)).status).toBe(503);
    expect((await post(body, headers)).body.duplicate).toBe(false);
  });
});

describe("two requests at once", () => {
  /** Sends a body while another request, which has found no claim yet, waits to make its claims. */
  async function atOnce(first: object, second: object) {
    const { postWith, post, ingestPorts, ...rest } = claiming();
    let inner: Awaited<ReturnType<typeof post>> | undefined;
    const claims = {
      ...ingestPorts.claims,
      claim: async (...args: Parameters<typeof ingestPorts.claims.claim>) => {
        inner = await post(second);
        return ingestPorts.claims.claim(...args);
      },
    };
    const outer = await postWith({ claims })(first);
    return { ...rest, outer, inner };
  }

  it("with one event accept it under one ULID", async () => {
    const { outer, inner, queued, world, on } = await atOnce(event, event);
    expect([outer.status, inner?.status, outer.body.id, inner?.body.id]).toEqual([202, 202, "order-1", "order-1"]);
    const [stored, ...others] = world.events.values();
    expect(others).toEqual([]);
    expect(new Set(queued().map((task) => task.deliveryId))).toEqual(new Set([deliveryId(stored?.ulid ?? "", on.id)]));
    expect([inner?.body.duplicate, outer.body.duplicate]).toEqual([false, true]);
  });

  it("with different events of one id accept only one", async () => {
    const { outer, inner, queued, world } = await atOnce(event, { ...event, data: { n: 2 } });
    expect([outer.status, inner?.status, outer.body.errors]).toEqual([
      409,
      202,
      [{ path: "/id", message: "was used for another event" }],
    ]);
    expect(queued().map((task) => task.event.data)).toEqual(['{"n":2}']);
    expect(world.events.values()).toHaveLength(1);
  });
});

describe("an event that is erased while its request is tried again", () => {
  function tryingAgain() {
    const claims = claiming();
    const { world, ingestPorts } = claims;
    const erase = async () => {
      const [accepted] = world.events.values();
      if (!accepted) throw new Error("the event has no row");
      const { log, editor, recipients } = ingestPorts;
      const ports = { log, editor, recipients, now: world.now, eraser: memoryContentEraser(world) };
      await eraseContent({ ...ports, subscriptions: memorySubscriptionStore(world) })(accepted);
      return accepted.ulid;
    };
    return { ...claims, erase };
  }

  it("leaves no delivery without its mark, even if the failed try matched a subscription that the event does not list", async () => {
    const { post, world, on, off, queued, erase } = tryingAgain();
    world.faults.failNext("putEvents", { when: "before" });
    expect((await post(event)).status).toBe(503);
    const changed = { ...on, filter: "false" };
    world.subscriptions.put(`acme/${on.id}`, changed);
    world.tenants.put("acme", { ...world.tenants.get("acme"), version: 2 } as Tenant);
    expect((await post(event)).body).toMatchObject({ deliveries: 0, skipped: 1, duplicate: true });
    const ulid = await erase();
    const [task] = queued();
    expect(task?.deliveryId).toBe(deliveryId(ulid, on.id));
    for (const { id } of [on, off])
      expect(world.deliveries.get(deliveryId(ulid, id))?.contentErasedAt).toEqual(expect.any(String));
    expect(task && nextStep(task, changed, world.deliveries.get(task.deliveryId), undefined, world.now()).do).not.toBe(
      "post",
    );
  });

  it("is not queued by a try that came late", async () => {
    const { post, postWith, world, ingestPorts, queued, erase } = tryingAgain();
    world.faults.failNext("putEvents", { when: "before" });
    await post(event);
    queued();
    const recipients = {
      ...ingestPorts.recipients,
      noteRecipients: async (...args: Parameters<typeof ingestPorts.recipients.noteRecipients>) => {
        await post(event);
        queued();
        await erase();
        return ingestPorts.recipients.noteRecipients(...args);
      },
    };
    const late = await postWith({ recipients })(event);
    expect(late).toMatchObject({ status: 202, body: { id: event.id, deliveries: 1, skipped: 1, duplicate: true } });
    expect(queued()).toEqual([]);
    for (const row of world.deliveries.values()) expect(row.contentErasedAt).toEqual(expect.any(String));
  });
});

describe("a claim", () => {
  it("of an id doesn't meet the same text as an idempotency key", async () => {
    const { post } = claiming();
    await post({ ...event, id: "k" });
    const other = await post({ type: "b", data: 2 }, { "idempotency-key": "k" });
    expect([other.status, other.body.duplicate]).toEqual([202, false]);
  });

  it("ends with its tenant: a tenant that is created again under the same id starts without claims", async () => {
    const { post, world } = claiming();
    await post(event);
    world.tenants.put("acme", {
      id: "acme",
      incarnation: newUlid(0).slice(-8),
      name: "Acme",
      version: 1,
      createdAt: AT,
    });
    expect(await post({ ...event, data: 2 })).toMatchObject({ status: 202, body: { duplicate: false } });
  });

  it("of some events of a list leaves the others fresh, in the list's order", async () => {
    const { post, world, queued } = claiming();
    await post({ ...event, id: "b" });
    world.faults.failNext("putEvents", { when: "before" });
    await post({ ...event, id: "c" });
    queued();
    const events = ["a", "b", "c", "d", "a"].map((id) => ({ ...event, id }));
    const { body } = await post({ events });
    expect(body.events.map((one: { id: string; duplicate: boolean }) => [one.id, one.duplicate])).toEqual([
      ["a", false],
      ["b", true],
      ["c", true],
      ["d", false],
      ["a", true],
    ]);
    expect(
      queued()
        .map((task) => task.event.id)
        .sort(),
    ).toEqual(["a", "c", "d"]);
  });
});

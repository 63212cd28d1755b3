import { describe, expect, it } from "vitest";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { alertExample } from "../../../lib/core/alerts/alert-examples.ts";
import { decodeTask } from "../../../lib/core/delivery/task.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { CatalogEntry } from "../../../lib/core/model/catalog-entry.ts";
import { busEventText } from "../../support/bus-event.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext, pollOnce } from "../../support/memory/memory-pipeline.ts";
import { telling } from "../../support/memory/memory-telling.ts";

const byHand = { reason: "by-hand", by: "admin" } as const;

/** A function that tells of alerts, and what it has queued for the receivers. */
function alerting() {
  const all = telling();
  const queued = () => all.deliveries.receive(1_000).flatMap(({ body }) => decodeTask(body) ?? []);
  return { ...all, queued };
}

describe("an alert", () => {
  it("is queued for the operator and for its tenant, if they subscribe to it", async () => {
    const { raise, subscribe, tell, accept, queued } = alerting();
    const operator = subscribe({ tenantId: "_operator", events: ["posthorn.*"] });
    const own = subscribe({ events: ["posthorn.subscription.*"] });
    const others = ["*", "posthorn.delivery.*", "subscription.*"].map((pattern) => subscribe({ events: [pattern] }));
    const id = raise("subscription.disabled", byHand, others[0]);
    await tell();
    await accept();
    const tasks = queued();
    expect(new Set(tasks.map(({ subscriptionId }) => subscriptionId))).toEqual(new Set([operator.id, own.id]));
    for (const { event } of tasks) {
      expect(event).toMatchObject({ id, type: "posthorn.subscription.disabled" });
      expect(JSON.parse(event.data)).toMatchObject({ id, tenantId: "acme", subscriptionId: others[0]?.id, ...byHand });
    }
  });

  it("leaves no event if nobody subscribes to it", async () => {
    const { raise, subscribe, tell, accept, queued, world } = alerting();
    raise("subscription.disabled", byHand, subscribe({ events: ["*"] }));
    await tell();
    await accept();
    expect([queued(), world.events.values(), world.claims.values(), world.rejected.values()]).toEqual([[], [], [], []]);
  });

  it("is dropped if its tenant is gone, and if the operator has no tenant", async () => {
    const { raise, tell, accept, world, intake, intakeDeadLetters } = alerting();
    raise("subscription.disabled", byHand);
    await tell();
    world.tenants.delete("acme");
    world.tenants.delete("_operator");
    await accept();
    expect(world.rejected.values()).toEqual([]);
    expect([intake.receive(10), intakeDeadLetters.receive(10)]).toEqual([[], []]);
  });

  it("is accepted once, even if its subscription's name changed before it was sent again", async () => {
    const { raise, subscribe, tell, accept, queued, world } = alerting();
    const about = subscribe({ events: ["posthorn.*", "a"], name: "before" });
    raise("subscription.disabled", byHand, about);
    world.faults.failNext("writeAlerts", { when: "before" });
    await tell().catch(() => undefined);
    world.subscriptions.put(`acme/${about.id}`, { ...about, name: "after" });
    await tell();
    await accept();
    expect(queued().map(({ event }) => JSON.parse(event.data).name)).toEqual(["before"]);
    expect(world.rejected.values()).toEqual([]);
  });

  it("waits in the queue while Posthorn fails", async () => {
    const { raise, subscribe, tell, accept, queued, world, pass } = alerting();
    raise("subscription.disabled", byHand, subscribe({ events: ["posthorn.*", "a"] }));
    await tell();
    world.faults.failNext("admit", { when: "before" });
    world.faults.failNext("admit", { when: "before" });
    await accept();
    expect(queued()).toEqual([]);
    pass(3_600);
    await accept();
    expect(queued()).toHaveLength(1);
  });

  it("needs no entry of a strict catalog, and obeys none that the catalog had before", async () => {
    const { raise, subscribe, tell, intake, ingestPorts, queued, world } = alerting();
    const strict = ingestHandler({ ...ingestPorts, strictCatalog: true });
    const times = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
    const type = "posthorn.subscription.disabled";
    const entries: CatalogEntry[] = [
      { kind: "event-type", name: type, description: "", schema: "false", enforce: true, ...times },
      { kind: "derived-type", name: "derived", from: type, when: "true", description: "", ...times },
      { kind: "derived-type", name: "posthorn.derived", from: "a", when: "true", description: "", ...times },
    ] as CatalogEntry[];
    for (const entry of entries) world.catalog.entries.put(`${entry.kind}/${entry.name}`, entry);
    world.catalog.version = entries.length;
    const own = subscribe({ events: ["posthorn.*"] });
    subscribe({ events: ["derived"] });
    raise("subscription.disabled", byHand);
    await tell();
    await pollOnce(intake, strict);
    expect(queued().map(({ subscriptionId }) => subscriptionId)).toEqual([own.id]);
  });
});

describe("a producer", () => {
  const post = async (tenantId: string, type: string) => {
    const all = alerting();
    const { keyId, secretHash, text } = newApiKey(tenantId);
    const createdAt = new Date(all.now()).toISOString();
    all.world.apiKeys.put(keyId, { id: keyId, tenantId, name: "k", role: "producer", secretHash, createdAt });
    const body = JSON.stringify({ type, data: alertExample("subscription.disabled") });
    const request = httpRequest({ route: "POST /api/v1/events", key: text, body });
    const answer = await all.ingest(request, invocationContext());
    return { status: answer.statusCode, errors: JSON.parse(answer.body ?? "{}").errors };
  };

  it("can't send an event of Posthorn's own type over HTTP", async () => {
    const { status, errors } = await post("acme", "posthorn.subscription.disabled");
    expect([status, errors]).toEqual([422, [{ path: "/type", message: expect.stringContaining("posthorn.") }]]);
  });

  it("can't send any event to the operator's tenant over HTTP", async () => {
    const { status, errors } = await post("_operator", "invoice.paid");
    expect([status, errors]).toEqual([422, [{ path: "", message: expect.stringContaining("_operator") }]]);
  });

  it.each([
    ["an event of Posthorn's own type", "acme", "posthorn.subscription.disabled", "/detail-type"],
    ["an event for the operator's tenant", "_operator", "invoice.paid", "/detail/tenantId"],
  ])("can't send %s over the bus", async (_name, tenantId, type, path) => {
    const { subscribe, intake, accept, queued, world } = alerting();
    subscribe({ tenantId, events: ["posthorn.*", "invoice.*"] });
    intake.send(busEventText({ tenantId, data: 1 }, { type }));
    await accept();
    expect(queued()).toEqual([]);
    expect(world.rejected.values()).toMatchObject([{ errors: [{ path }] }]);
  });
});

import { expect, vi } from "vitest";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import type { Receiver } from "../../support/receivers/receiver.ts";
import { request } from "./api.ts";
import { putOnBus } from "./operator-clients.ts";

/** A busy machine takes long. */
const PATIENCE = { timeout: 60_000, interval: 50 };

/** The ids of everything that a tenant has. */
export interface TenantThings {
  subscriptions: string[];
  /** By an id of the producer's, and by ids that Posthorn made. */
  events: string[];
  deliveries: string[];
  replay: string;
}

export const OWN_EVENT = { id: "order-1", type: "order.paid", data: { by: "order" } };
export const REPEATABLE = { "idempotency-key": "once" };

/** A body that is long enough for attempts to have rows of their own. */
const LONG = Array.from({ length: 90 }, (_, n) => (n * 7919).toString(36)).join("-");

/** Makes a function that calls a twin's API with a key, and expects a success. */
export const asking = (twin: TwinFile, key: string) =>
  async function ask<T>(method: string, path: string, body?: unknown, headers = {}): Promise<T> {
    const answer = await request(twin, method, path, { key, body, headers });
    const told = `${method} ${path}: ${answer.status} ${answer.text}`;
    expect(Math.floor(answer.status / 100), told).toBe(2);
    return answer.body as T;
  };

/** Creates a tenant. Resolves with a key of the tenant. */
export async function createTenant(twin: TwinFile, id: string): Promise<string> {
  const operate = asking(twin, twin.adminKey);
  await operate("POST", "/tenants", { id, name: id });
  return (await operate<{ key: string }>("POST", `/tenants/${id}/api-keys`, {})).key;
}

/**
 * Gives a tenant something of everything: deliveries that were delivered, exhausted, skipped, pulled, retried by hand,
 * and matched late; a test send, a replay, claims, answers to requests with idempotency keys, an event from the bus,
 * and one that was rejected there.
 */
export async function fillTenant(twin: TwinFile, id: string, key: string, receiver: Receiver): Promise<TenantThings> {
  const ask = asking(twin, key);
  receiver.script(({ path }) => ({ status: path.endsWith("bad") ? 500 : 200, body: path.endsWith("bad") ? LONG : "" }));
  const url = `${receiver.url}/${id}`;
  const subscriptions: string[] = [];
  for (const kind of [{ url }, { url: `${url}/bad` }, { url, active: false }, { pull: true }]) {
    const body = { events: ["order.*"], ...kind };
    const headers = { "idempotency-key": `subscription-${subscriptions.length}` };
    subscriptions.push((await ask<{ id: string }>("POST", "/subscriptions", body, headers)).id);
  }
  const slow = { url, events: ["slow"], filter: 'data.matches("^(a|aa)+$")' };
  subscriptions.push((await ask<{ id: string }>("POST", "/subscriptions", slow)).id);
  const [good = "", , , pulled = ""] = subscriptions;
  await ask("POST", `/subscriptions/${good}/test`);
  const events = [
    await ask<Sent>("POST", "/events", OWN_EVENT),
    await ask<Sent>("POST", "/events", { type: "order.paid", data: { long: LONG.repeat(20) } }, REPEATABLE),
    await ask<Sent>("POST", "/events", { type: "slow", data: `${"a".repeat(60)}!` }),
  ].map((sent) => sent.id);
  await putOnBus(twin, "order.shipped", { tenantId: id, id: "from-the-bus", data: {} });
  await putOnBus(twin, "order.shipped", { tenantId: id, id: "no valid id", data: {} });
  await ask("GET", `/subscriptions/${pulled}/stream`);
  const listed = async (of: string) => (await ask<Page>("GET", `/events/${of}/deliveries`)).data;
  await vi.waitFor(async () => {
    const states = (await listed("from-the-bus")).map(({ state }) => state);
    expect(states.sort()).toEqual(["delivered", "exhausted", "pending", "skipped"]);
  }, PATIENCE);
  const all = [...events, "from-the-bus"];
  const ofAll = async () => (await Promise.all(all.map(listed))).flat();
  await vi.waitFor(async () => expect((await ofAll()).map(({ state }) => state)).not.toContain("retrying"), PATIENCE);
  const [first] = await listed(OWN_EVENT.id);
  await ask("POST", `/deliveries/${first?.id}/retry`);
  const since = "2020-01-01T00:00:00Z";
  const replay = await ask<Sent>("POST", "/replays", { subscriptionId: good, since, includeUnmatched: true });
  await vi.waitFor(
    async () => expect(await ask("GET", `/replays/${replay.id}`)).toMatchObject({ state: "completed" }),
    PATIENCE,
  );
  await vi.waitFor(
    async () => expect((await asking(twin, twin.adminKey)<Page>("GET", "/rejected-events")).data).not.toEqual([]),
    PATIENCE,
  );
  return { subscriptions, events: all, deliveries: (await ofAll()).map((one) => one.id), replay: replay.id };
}

interface Sent {
  id: string;
}

interface Page {
  data: { id: string; state: string }[];
}

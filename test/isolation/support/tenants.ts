import { randomUUID } from "node:crypto";
import type { SentEvent } from "../../bench/support/load.ts";
import type { TwinProcess } from "../../bench/support/twin.ts";
import { epochMs } from "./epoch-ms.ts";
import type { Endpoint } from "./receivers.ts";

/** A tenant of the twin. */
export interface Tenant {
  /** Creates a subscription of one event type. Returns its id. */
  subscribe(type: string, endpoint: Endpoint, more?: object): Promise<string>;
  send(type: string): Promise<SentEvent>;
  /** Sends events in lists, one list after the other. Returns their ids. */
  sendLists(type: string, events: number): Promise<string[]>;
  health(subscriptionId: string): Promise<EndpointHealth>;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
}

/** What the API tells about an endpoint. */
export interface EndpointHealth {
  state: "healthy" | "slow" | "failing" | "recovering" | "paused";
  held: number;
  nextProbeAt: string | null;
  transitions: { at: string; to: EndpointHealth["state"] }[];
}

const LIST = 100;
const DATA = { amount: 4900 };

/** Creates a tenant with a key of its own. */
export async function createTenant(twin: TwinProcess, id: string): Promise<Tenant> {
  await twin.call("POST", "/api/v1/tenants", { id, name: id }, twin.adminKey);
  const keys = `/api/v1/tenants/${id}/api-keys`;
  const { key } = await twin.call<{ key: string }>("POST", keys, { name: "isolation" }, twin.adminKey);
  const post = <T>(path: string, body: object) => twin.call<T>("POST", `/api/v1${path}`, body, key);
  return {
    post,
    get: (path) => twin.call("GET", `/api/v1${path}`, undefined, key),
    async subscribe(type, { url }, more = {}) {
      return (await post<{ id: string }>("/subscriptions", { url, events: [type], ...more })).id;
    },
    async send(type) {
      const sentAtMs = epochMs();
      const sending = post<{ id: string }>("/events", { type, data: DATA });
      // An event that the API rejects, because it has no room for another request, never arrives.
      const { id } = await sending.catch(() => ({ id: `rejected-${randomUUID()}` }));
      return { id, sentAtMs, acceptedAtMs: epochMs() };
    },
    async sendLists(type, events) {
      const list = { events: Array(LIST).fill({ type, data: DATA }) };
      const ids: string[] = [];
      while (ids.length < events) {
        const accepted = await post<{ events: { id: string }[] }>("/events", list);
        ids.push(...accepted.events.map(({ id }) => id));
      }
      return ids;
    },
    health: (subscriptionId) => twin.call("GET", `/api/v1/subscriptions/${subscriptionId}/health`, undefined, key),
  };
}

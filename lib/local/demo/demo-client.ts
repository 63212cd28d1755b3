import type { Attempt } from "../../core/model/attempt.ts";
import type { Delivery } from "../../core/model/delivery.ts";

/** A delivery as the API shows it. `attempts` may already have an attempt that `attemptCount` doesn't count yet. */
export type ShownDelivery = Omit<Delivery, "attempts" | "tenantId"> & { attemptCount: number; attempts: Attempt[] };

/** Creates a client with the calls that the demo needs, over HTTP like any other client. */
export function demoClient(api: string, apiKey: string) {
  async function call(method: string, path: string, body?: string) {
    const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
    const response = await fetch(`${api}/api/v1${path}`, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  }

  return {
    subscribe: async (url: string): Promise<{ id: string; secret: string }> =>
      call("POST", "/subscriptions", JSON.stringify({ url, events: ["*"], name: "demo" })),
    send: async (event: string): Promise<{ id: string }> => call("POST", "/events", event),
    deliveriesOf: async (eventId: string): Promise<ShownDelivery[]> => {
      const { data } = await call("GET", `/events/${eventId}/deliveries`);
      return Promise.all(data.map(({ id }: { id: string }) => call("GET", `/deliveries/${id}`)));
    },
  };
}

export type DemoClient = ReturnType<typeof demoClient>;

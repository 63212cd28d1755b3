import { setTimeout as sleep } from "node:timers/promises";
import type { TwinFile } from "../../../lib/local/twin-file.ts";
import { type Receiver, startReceiver } from "../../support/receivers/receiver.ts";
import { type ShopClient, shopClient } from "./shop-client.ts";
import { addHistory } from "./shop-history.ts";
import { shopTypes } from "./shop-types.ts";

/** A shop with endpoints in every state, and with deliveries that went well and that didn't. */
export interface Shop extends ShopClient {
  tenantId: string;
  /** Works. */
  billing: string;
  /** Fails: its receiver answers 500. */
  crm: string;
  /** Paused by hand, with deliveries that wait. */
  chat: string;
  /** Switched off. */
  warehouse: string;
  /** The id of a delivery to `billing`. */
  delivered: string;
  /** The id of a delivery to `crm`. */
  failed: string;
  /** The id of an event that all of them match. */
  event: string;
  /** A link that opens the portal with all capabilities. */
  link(fields?: object): Promise<string>;
  close(): Promise<void>;
}

const ALL = ["view", "viewPayload", "viewSecret", "manageSecret", "manage", "test", "repair"];

const PATIENCE_MS = 20_000;

/** Fills a twin's demo tenant. */
export async function openShop(twin: TwinFile): Promise<Shop> {
  const client = shopClient(twin);
  const { call, operate } = client;
  const good = await startReceiver({ answers: { status: 200, body: '{"ok":true}', afterMs: 40 } });
  const bad = await startReceiver({ answers: { status: 500, body: "TypeError: cannot read “plan” of undefined" } });
  for (const type of shopTypes) await operate("POST", "/event-types", type);
  const endpoint = async (name: string, fields: object): Promise<string> =>
    (await call<{ id: string }>("POST", "/subscriptions", { name, events: ["invoice.*"], ...fields })).id;
  const billing = await endpoint("Billing sync", {
    url: `${good.url}/webhooks/billing`,
    events: ["invoice.*", "order.*"],
  });
  const crm = await endpoint("CRM", { url: `${bad.url}/hooks/crm`, events: ["customer.*", "invoice.*"] });
  const chat = await endpoint("Chat alerts", { url: `${good.url}/chat`, filter: "data.amount > 1000" });
  const warehouse = await endpoint("Warehouse", { url: `${good.url}/stock`, events: ["order.shipped"], active: false });
  await call("POST", `/subscriptions/${chat}/pause`, {});
  await fillHistory(twin, billing, crm);
  const event = await sendSome(client);
  const delivered = await settled(client, billing, "delivered");
  const failed = await settled(client, crm, "retrying");
  const link = async (fields: object = {}) => {
    const body = { capabilities: ALL, actor: "ann@example.com", ...fields };
    return (await operate<{ url: string }>("POST", `/tenants/${twin.tenantId}/portal-links`, body)).url;
  };
  const close = async () => void (await Promise.all([good, bad].map((receiver: Receiver) => receiver.close())));
  return { ...client, tenantId: twin.tenantId, billing, crm, chat, warehouse, delivered, failed, event, link, close };
}

/** A month with busy days and quiet nights. Since five hours ago, the CRM answers nothing but errors. */
async function fillHistory(twin: TwinFile, billing: string, crm: string): Promise<void> {
  const byTheHour = (hoursAgo: number): number => Math.round(22 + 16 * Math.sin((hoursAgo * Math.PI) / 12));
  const wellDone = { state: "delivered", latencyMs: 0 } as const;
  await addHistory(twin, billing, {
    hours: 24 * 7,
    deliveries: byTheHour,
    outcome: (hoursAgo, nth) => ({ ...wellDone, latencyMs: 45 + 11 * ((hoursAgo * 7 + nth * 5) % 13) }),
  });
  await addHistory(twin, crm, {
    hours: 24 * 7,
    deliveries: (hoursAgo) => Math.round(byTheHour(hoursAgo) / 2),
    outcome: (hoursAgo, nth) =>
      hoursAgo <= 5 || nth === 7
        ? { state: "exhausted", latencyMs: 320, failure: "http-500" }
        : { ...wellDone, latencyMs: 110 + 23 * ((hoursAgo + nth) % 9) },
  });
}

/** Resolves with the id of the last event. */
async function sendSome({ call }: ShopClient): Promise<string> {
  let last = "";
  for (let n = 0; n < 24; n++) {
    const { name: type, example: data } = shopTypes[n % shopTypes.length] ?? shopTypes[0];
    last = type === "invoice.paid" ? `evt_order_${1000 + n}` : last;
    await call("POST", "/events", { type, data, ...(last !== "" && type === "invoice.paid" && { id: last }) });
  }
  return last;
}

/** Resolves with a delivery's id, once one of the endpoint is in the state. */
async function settled({ call }: ShopClient, subscriptionId: string, state: string): Promise<string> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const path = `/subscriptions/${subscriptionId}/deliveries?state=${state}&type=invoice.paid`;
    const { data } = await call<{ data: { id: string }[] }>("GET", path);
    if (data[0]) return data[0].id;
    if (Date.now() > deadline) throw new Error(`no delivery to ${subscriptionId} is ${state}`);
    await sleep(50);
  }
}

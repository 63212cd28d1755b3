import type { Shop } from "../../console/shop/open-shop.ts";
import { inParallel } from "./in-parallel.ts";

/** A tenant with many endpoints and a large event, where the catalog has many types. */
export interface Crowd {
  tenantId: string;
  /** The id of an endpoint. */
  endpoint: string;
  /** The id of an event with data of almost 256 KiB. No endpoint gets it. */
  event: string;
  /** The name of an event type. */
  type: string;
}

const AREAS = 20;

const nameOf = (n: number): string => `area${n % AREAS}.thing${n}.changed`;

/** Creates as many types as endpoints. */
export async function crowdOf(count: number, { operate }: Shop): Promise<Crowd> {
  const tenantId = "crowd";
  await operate("POST", "/tenants", { id: tenantId, name: "Crowd" });
  await inParallel(count, 8, (n) => operate("POST", "/event-types", typeOf(n)));
  const ids: string[] = [];
  await inParallel(count, 8, async (n) => {
    const fields = { name: `Endpoint ${n}`, url: `http://127.0.0.1:8099/crowd/${n}`, events: [nameOf(n)] };
    ids.push((await operate<{ id: string }>("POST", "/subscriptions", fields, tenantId)).id);
  });
  const event = "evt_crowd";
  await operate("POST", "/events", { id: event, type: "nothing.matches.this", data: largeData() }, tenantId);
  return { tenantId, endpoint: ids[0] ?? "", event, type: nameOf(0) };
}

const text = { type: "string", description: "A text that the product shows to people." };

const typeOf = (n: number): object => ({
  name: nameOf(n),
  group: `Area ${n % AREAS}`,
  description: `The thing with the number ${n} has changed.`,
  schema: {
    type: "object",
    required: ["id", "amount"],
    properties: {
      id: text,
      amount: { type: "integer", minimum: 0 },
      owner: { type: "object", properties: { name: text, email: { type: "string", format: "email" } } },
      lines: { type: "array", items: { type: "object", properties: { text, amount: { type: "integer" } } } },
    },
  },
  example: { id: `thing_${n}`, amount: n, owner: { name: "Kim" }, lines: [{ text: "Team plan", amount: 4900 }] },
});

const largeData = (): object => {
  const line = {
    id: 12345,
    name: "a name with some words",
    tags: ["a", "b"],
    nested: { a: { b: { c: [1, { d: null }] } } },
  };
  return { lines: Array.from({ length: 2_400 }, () => line) };
};

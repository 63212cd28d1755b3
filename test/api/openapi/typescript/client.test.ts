import { beforeAll, describe, expect, it } from "vitest";
import { declarationsOf } from "../../../../lib/api/openapi/typescript/declarations.ts";
import { document } from "../../contract/support/document.ts";
import { typeErrors } from "./type-check.ts";

const TYPES = `
import type { components, operations } from "./api.d.ts";
type Schemas = components["schemas"];
type Sent = operations["sendEvents"]["requestBody"]["content"]["application/json"];
type Accepted = operations["sendEvents"]["responses"][202]["content"]["application/json"];
`;

const CLIENT = `${TYPES}
export async function send(body: Sent): Promise<string[]> {
  const answer = await fetch("/api/v1/events", { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(reasons((await answer.json()) as Schemas["Problem"]));
  const accepted = (await answer.json()) as Accepted;
  return "events" in accepted ? accepted.events.map(({ id }) => id) : [accepted.id];
}
const reasons = ({ detail, errors }: Schemas["Problem"]) => detail + errors.map(({ path, message }) => path + message);

export const sent = [
  send({ type: "invoice.paid", data: { amount: 4900 } }),
  send({ events: [{ type: "invoice.paid", data: null, id: "1", occurredAt: "2026-01-31T12:00:00Z" }] }),
];
export const created: Schemas["SubscriptionFields"] = { url: "https://example.com", events: ["*"] };
export const key: Schemas["ApiKeyFields"] = {};
export const change: Schemas["SubscriptionChange"] = { description: null, metadata: { a: "b", c: null } };
export const nextPage = ({ next }: Schemas["EventPage"]): operations["listEvents"]["parameters"]["query"] =>
  next === null ? undefined : { after: next };
export const latency = ({ latencyMs }: Schemas["Statistics"]): number => latencyMs.p50 ?? 0;
export const waiting = ({ state }: Schemas["Delivery"]): boolean => state === "retrying";
`;

const MISTAKES = {
  "an event without data": 'export const sent: Sent = { type: "invoice.paid" };',
  "a batch of no events": "export const sent: Sent = { events: [{ data: 1 }] };",
  "a cursor that may be null": 'export const next = (page: Schemas["EventPage"]): string => page.next;',
  "an unknown field": 'export const it: Schemas["SubscriptionFields"] = { events: ["*"], retries: 1 };',
  "an unknown state": 'export const lost = (it: Schemas["Delivery"]): boolean => it.state === "lost";',
  "null for a field that can't be null": 'export const it: Schemas["SubscriptionChange"] = { events: null };',
};

describe("a TypeScript client with the types that openapi-typescript makes", () => {
  let errors: Record<string, string[]>;
  beforeAll(async () => {
    const mistakes = Object.values(MISTAKES).map((text, i) => [`mistake-${i}`, TYPES + text]);
    const programs = { client: CLIENT, ...Object.fromEntries(mistakes) };
    errors = await typeErrors(await declarationsOf(document), programs);
  }, 30_000);

  it("sends events and reads answers", () => {
    expect(errors.client).toEqual([]);
  });

  it.each(Object.keys(MISTAKES).map((name, i) => [name, `mistake-${i}`] as const))("fails on %s", (_name, program) => {
    expect(errors[program]).toHaveLength(1);
  });
});

import { builtInTypes } from "../../../lib/api/catalog/built-in-types.ts";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { StuckLetter } from "../../../lib/core/log/dead-letters.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { builtInDialects } from "../../../lib/dialects/registry.ts";
import { tenantOf } from "../contracts/sample-records.ts";
import { keepAlert } from "./memory-alerts.ts";
import { ADMIN, AT, memoryApiWithTenant } from "./memory-api.ts";

type Item = Record<string, string>;

/** A page of a list, or a problem. */
interface ListAnswer {
  data: Item[];
  next: string | null;
  errors: { path: string }[];
}

/** A list of the API, with what it must show. */
export interface ApiList {
  name: string;
  route: string;
  /** What tells the items apart. */
  place: (item: Item) => string | undefined;
  /** The places of all items, in the documented order. */
  expected: string[];
  read(query: Record<string, string>): Promise<{ status: number; body: ListAnswer }>;
}

interface Fields {
  key: string;
  id?: string;
  query?: Record<string, string>;
}

const NUMBERS = [1, 2, 3, 4, 5];
const DIALECT = {
  algorithm: "hmac-sha256",
  signatureHeader: "x-shop-signature",
  signedText: "{body}",
  encoding: "hex",
  body: { data: "{data}" },
};

/** Every list of the API, with five things in each, at least. */
export async function memoryLists(): Promise<ApiList[]> {
  let nowMs = Date.parse(AT);
  const { call, key, otherKey, world } = await memoryApiWithTenant("manage", { now: () => ++nowMs });
  const operator = { key: ADMIN };
  const create = async (route: string, fields: Fields, body: object): Promise<string> => {
    const answer = await call(route, { ...fields, body });
    if (answer.status >= 300) throw new Error(`${route} answered ${answer.status}: ${answer.text}`);
    return answer.body.id ?? answer.body.name;
  };
  const five = async (make: (n: number) => Promise<string>): Promise<string[]> => {
    const made: string[] = [];
    for (const n of NUMBERS) made.push(await make(n));
    return made;
  };
  const subscribe = (who: string, more: object = {}) =>
    create("POST /api/v1/subscriptions", { key: who }, { url: "https://a.example/", events: ["*"], ...more });

  const subscriptions = await five(() => subscribe(key, { active: false, metadata: { team: "a" } }));
  const pull = await subscribe(key, { url: undefined, pull: true });
  const [first = ""] = subscriptions;
  const others = await five(() => subscribe(otherKey));
  const all = [...subscriptions, pull].sort();
  const events = await five((n) => create("POST /api/v1/events", { key }, { type: "a", data: 1, id: `e${6 - n}` }));
  const shown = await call("GET /api/v1/events/{id}", { key, id: "e1" });
  if (shown.status !== 200) throw new Error("the events are not in the log");

  const names = await five((n) => create("POST /api/v1/event-types", operator, { name: `t${6 - n}` }));
  await five((n) => create("POST /api/v1/derived-types", operator, { name: `t${6 - n}`, from: "c", when: "true" }));
  const dialects = await five((n) => create("POST /api/v1/dialects", operator, { ...DIALECT, name: `d${6 - n}` }));
  const tenants = await five((n) => create("POST /api/v1/tenants", operator, { id: `z${n}`, name: "Z" }));
  const keysOf = async (id: string) => {
    const known = world.apiKeys.values().filter(({ tenantId }) => tenantId === id);
    const made = await five(() => create("POST /api/v1/tenants/{id}/api-keys", { ...operator, id }, {}));
    return [...known.map((one) => one.id), ...made];
  };
  const [keys, otherKeys] = [await keysOf("acme"), await keysOf("other")];
  const operatorKeys = await five(() => create("POST /api/v1/operator-keys", operator, {}));

  const replay = async (who: string, id: string) => {
    await call("PATCH /api/v1/subscriptions/{id}", { key: who, id, body: { active: true } });
    return create("POST /api/v1/replays", { key: who }, { subscriptionId: id, since: "2025-12-31T00:00:00Z" });
  };
  const replays = await five((n) => replay(key, subscriptions[n - 1] ?? ""));
  const otherReplays = await five((n) => replay(otherKey, others[n - 1] ?? ""));

  const cancelled = otherReplays.slice(1, 4);
  for (const one of cancelled) await call("POST /api/v1/replays/{id}/cancel", { key: otherKey, id: one });

  const letters = NUMBERS.map((n) => `m${n}`);
  for (const messageId of letters) {
    const letter: StuckLetter = { messageId, reason: "unreadable", sentAt: AT, since: AT };
    world.deadLetters.put(`${AT}#${messageId}`, letter, AT);
  }
  const rejected = NUMBERS.map((n) => newId("rej", n));
  for (const id of rejected) world.rejected.put(id, { id, rejectedAt: AT, reason: "No.", errors: [] }, AT);

  const alerts = NUMBERS.map((n) =>
    alertOf(
      { tenantId: "acme", subscriptionId: first },
      "filter.too-slow",
      { reason: "It is slow." },
      Date.parse(AT) + n,
    ),
  );
  for (const alert of alerts) keepAlert(world, alert);

  const deletions = NUMBERS.map((n) => newDeletion(tenantOf({ id: `gone-${n}` }), n));
  for (const deletion of deletions) world.tenantDeletions.put(deletion.id, deletion);

  function list(route: string, fields: Fields, place: ApiList["place"], expected: string[]): ApiList {
    return {
      name: `${route} ${JSON.stringify({ id: fields.id, query: fields.query, who: fields.key.slice(0, 12) })}`,
      route,
      place,
      expected,
      async read(query) {
        const { status, body } = await call(route, { ...fields, query: { ...fields.query, ...query } });
        return { status, body };
      },
    };
  }

  const newestAudit = world.audit.values().sort((a, b) => (a.id < b.id ? 1 : -1));
  const audited = newestAudit.map((one) => one.id);
  const auditedOf = (tenantId: string) =>
    newestAudit.filter(({ tenant }) => tenant?.tenantId === tenantId).map((one) => one.id);

  const id = (item: Item) => item.id;
  const name = (item: Item) => item.name;
  const eventId = (item: Item) => item.eventId;
  const subscriptionId = (item: Item) => item.subscriptionId;
  const builtIn = builtInDialects.map((one) => one.name);
  const eventTypes = [...builtInTypes.map((one) => one.name), ...names].sort();
  const newestAlerts = alerts.map((one) => one.id).reverse();
  const newestEvents = events.toReversed();
  return [
    list("GET /api/v1/subscriptions", { key }, id, all),
    list("GET /api/v1/subscriptions", { key: otherKey }, id, others),
    list("GET /api/v1/subscriptions", { key, query: { health: "healthy" } }, id, subscriptions.toSorted()),
    list("GET /api/v1/subscriptions", { key, query: { metadata: "team:a" } }, id, subscriptions.toSorted()),
    list("GET /api/v1/subscriptions", { key, query: { search: "A.example" } }, id, subscriptions.toSorted()),
    list("GET /api/v1/subscriptions", { key, query: { active: "true" } }, id, all),
    list("GET /api/v1/subscriptions/{id}/deliveries", { key, id: first }, eventId, newestEvents),
    list("GET /api/v1/subscriptions/{id}/stream", { key, id: pull }, eventId, events),
    list("GET /api/v1/events", { key }, id, newestEvents),
    list("GET /api/v1/events", { key, query: { subscriptionId: first } }, id, newestEvents),
    list("GET /api/v1/events/{id}/deliveries", { key, id: "e1" }, subscriptionId, all),
    list("GET /api/v1/events/{id}/deliveries", { key, id: "e2" }, subscriptionId, all),
    list("GET /api/v1/events/{id}/explanation", { key, id: "e1" }, subscriptionId, all),
    list("GET /api/v1/replays", { key }, id, replays.toReversed()),
    list("GET /api/v1/replays", { key: otherKey }, id, otherReplays.toReversed()),
    list("GET /api/v1/overview/replays", operator, id, [...replays, ...otherReplays].reverse()),
    list("GET /api/v1/overview/replays", { ...operator, query: { state: "cancelled" } }, id, cancelled.toReversed()),
    list("GET /api/v1/event-types", operator, name, eventTypes),
    list("GET /api/v1/derived-types", operator, name, names.toSorted()),
    list("GET /api/v1/dialects", operator, name, [...builtIn, ...dialects].sort()),
    list("GET /api/v1/dead-letters", operator, (item) => item.messageId, letters.toReversed()),
    list("GET /api/v1/rejected-events", operator, id, rejected.toReversed()),
    list("GET /api/v1/audit", operator, id, audited),
    list("GET /api/v1/audit", { ...operator, query: { tenantId: "acme" } }, id, auditedOf("acme")),
    list("GET /api/v1/audit", { key: otherKey }, id, auditedOf("other")),
    list("GET /api/v1/alerts", operator, id, newestAlerts),
    list("GET /api/v1/alerts", { ...operator, query: { subscriptionId: first } }, id, newestAlerts),
    list("GET /api/v1/alerts", { ...operator, query: { open: "false" } }, id, newestAlerts),
    list("GET /api/v1/tenants", operator, id, ["acme", "other", ...tenants].reverse()),
    list("GET /api/v1/tenant-deletions", operator, id, deletions.map((one) => one.id).reverse()),
    list("GET /api/v1/operator-keys", operator, id, operatorKeys),
    list("GET /api/v1/tenants/{id}/api-keys", { ...operator, id: "acme" }, id, keys),
    list("GET /api/v1/tenants/{id}/api-keys", { ...operator, id: "other" }, id, otherKeys),
  ];
}

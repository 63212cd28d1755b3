import { CAPABILITIES } from "../../../../lib/core/portal/capabilities.ts";
import { PIXEL } from "../../../support/pixel.ts";
import type { Answer } from "./document.ts";
import type { Sent } from "./requests.ts";

/** What sends a request to the API, in memory or over HTTP. */
export type Send = (request: Sent) => Promise<Answer>;

/** What a tenant has. */
export interface TenantThings {
  tenantId: string;
  /** A tenant beside it that has nothing. */
  emptyTenantId: string;
  /** By role. */
  keys: Record<string, string>;
  keyIds: string[];
  subscriptions: string[];
  events: string[];
  deliveries: string[];
  replays: string[];
  logos: string[];
  /** Secrets and keys, which nobody else may see. */
  secrets: string[];
  /** A link's code that nobody used, and the tokens of a session with every capability. */
  portal: { code: string; access: string; refresh: string };
}

/** Two tenants, each with some of everything, and what the operator has. */
export interface World {
  /**
   * The first tenant's keys by role, the admin key as `admin`, the operator keys as `operator <role>`, and some that
   * don't work.
   */
  keys: Record<string, string>;
  operatorKeyIds: string[];
  mine: TenantThings;
  others: TenantThings;
  dialects: string[];
  eventTypes: string[];
  derivedTypes: string[];
  rejectedEvents: string[];
  tenantDeletions: string[];
}

/** Whose a thing is that a parameter of a path names. */
type Owner = "tenant" | "operator" | "public";

interface Feed {
  owner: Owner;
  ids(world: World, tenant: TenantThings): string[];
}

/** The ids for each parameter of a path, by the segment before it. A route with a new kind of id needs an entry here. */
const FEEDS: Record<string, Feed> = {
  "tenants/{id}": { owner: "operator", ids: (_world, { tenantId, emptyTenantId }) => [tenantId, emptyTenantId] },
  "api-keys/{keyId}": { owner: "operator", ids: (_world, { keyIds }) => keyIds },
  "operator-keys/{id}": { owner: "operator", ids: ({ operatorKeyIds }) => operatorKeyIds },
  "subscriptions/{id}": { owner: "tenant", ids: (_world, { subscriptions }) => subscriptions },
  "webhooks/{id}": { owner: "tenant", ids: (_world, { subscriptions }) => subscriptions },
  "public-keys/{id}": { owner: "public", ids: (_world, { subscriptions }) => subscriptions },
  "logos/{id}": { owner: "public", ids: (_world, { logos }) => logos },
  "events/{id}": { owner: "tenant", ids: (_world, { events }) => events },
  "deliveries/{id}": { owner: "tenant", ids: (_world, { deliveries }) => deliveries },
  "replays/{id}": { owner: "tenant", ids: (_world, { replays }) => replays },
  "attempts/{number}": { owner: "tenant", ids: () => ["1", "2"] },
  "dialects/{id}": { owner: "operator", ids: ({ dialects }) => dialects },
  "event-types/{id}": { owner: "operator", ids: ({ eventTypes }) => eventTypes },
  "rejected-events/{id}": { owner: "operator", ids: ({ rejectedEvents }) => rejectedEvents },
  "tenant-deletions/{id}": { owner: "operator", ids: ({ tenantDeletions }) => tenantDeletions },
  "find/{id}": { owner: "operator", ids: (_world, { subscriptions }) => subscriptions },
  "derived-types/{id}": { owner: "operator", ids: ({ derivedTypes }) => derivedTypes },
};

/** The ids that a parameter of a route's path can have: of the first tenant, and of the other. */
export function idsFor(
  route: string,
  parameter: string,
  world: World,
): { owner: Owner; own: string[]; theirs: string[] } {
  const segments = route.split("/");
  const at = segments.indexOf(`{${parameter}}`);
  const feed = FEEDS[segments.slice(at - 1, at + 1).join("/")];
  if (!feed) throw new Error(`${route} has a new kind of id, ${parameter}: add it to FEEDS`);
  return { owner: feed.owner, own: feed.ids(world, world.mine), theirs: feed.ids(world, world.others) };
}

/**
 * Makes a world through the API itself.
 *
 * @param receiver where deliveries go
 * @param rejectedEvents the ids of rejected events. They come from the bus, never from the API
 */
export async function populate(send: Send, admin: string, receiver: string, rejectedEvents: string[]): Promise<World> {
  const call = calling(send);
  const names = { dialect: "toys", eventType: "toy.sold", derivedType: "toy.rare" };
  await call(201, "POST /api/v1/dialects", admin, { body: { ...DIALECT, name: names.dialect } });
  await call(201, "POST /api/v1/event-types", admin, { body: { name: names.eventType, example: { amount: 1 } } });
  const derived = { name: names.derivedType, from: names.eventType, when: "data.amount > 100" };
  await call(201, "POST /api/v1/derived-types", admin, { body: derived });
  const mine = await tenantThings(send, { admin, receiver, type: names.eventType }, "mine");
  const others = await tenantThings(send, { admin, receiver, type: names.eventType }, "others");
  const operator: { id: string; key: string }[] = [];
  for (const role of ROLES) operator.push(await call(201, "POST /api/v1/operator-keys", admin, { body: { role } }));
  const operatorKeys = Object.fromEntries(operator.map(({ key }, n) => [`operator ${ROLES[n]}`, key]));
  await call(201, "POST /api/v1/tenants", admin, { body: { id: "gone", name: "Gone" } });
  await call(204, "DELETE /api/v1/tenants/{id}", admin, { path: { id: "gone" } });
  const { data: deletions } = await call(200, "GET /api/v1/tenant-deletions", admin, {});
  const wrong = {
    wrong: changed(mine.keys.manage),
    "wrong operator": changed(operatorKeys["operator manage"]),
    garbage: "💌",
  };
  return {
    keys: { ...mine.keys, portal: mine.portal.access, admin, ...operatorKeys, ...wrong },
    operatorKeyIds: [(await call(201, "POST /api/v1/operator-keys", admin, {})).id],
    mine,
    others,
    dialects: [names.dialect, "standard"],
    eventTypes: [names.eventType, "posthorn.subscription.failing"],
    derivedTypes: [names.derivedType],
    rejectedEvents,
    tenantDeletions: deletions.map(({ id }: { id: string }) => id),
  };
}

const ROLES = ["manage", "read", "producer"];

/** The same key with another secret. */
const changed = (key = ""): string => key.slice(0, -4) + (key.endsWith("0000") ? "1111" : "0000");

const DIALECT = {
  algorithm: "hmac-sha256",
  signatureHeader: "x-shop-signature",
  signedText: "{body}",
  encoding: "hex",
  body: { data: "{data}" },
};

type Wanted = Partial<Pick<Sent, "path" | "headers">> & { body?: unknown };

/** Calls an operation that must answer with the status. */
const calling =
  (send: Send) =>
  async (status: number, route: string, key: string, { path = {}, headers = {}, body }: Wanted) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await send({ route, key, path, query: {}, headers, body: text });
    if (answer.status !== status) throw new Error(`${route} answered ${answer.status}: ${answer.text}`);
    return answer.text === "" ? undefined : JSON.parse(answer.text);
  };

interface Common {
  admin: string;
  receiver: string;
  type: string;
}

async function tenantThings(send: Send, { admin, receiver, type }: Common, tenantId: string): Promise<TenantThings> {
  const call = calling(send);
  const emptyTenantId = `${tenantId}-empty`;
  for (const id of [tenantId, emptyTenantId])
    await call(201, "POST /api/v1/tenants", admin, { body: { id, name: id } });
  const keys: { id: string; role: string; key: string }[] = [];
  // Tests may revoke the first key, which `keys` below leaves out.
  for (const role of ["manage", ...ROLES]) {
    keys.push(await call(201, "POST /api/v1/tenants/{id}/api-keys", admin, { path: { id: tenantId }, body: { role } }));
  }
  const byRole = Object.fromEntries(keys.map(({ role, key }) => [role, key]));
  const manage = byRole.manage ?? "";
  const subscriptions: { id: string; secret: string }[] = [];
  const url = `${receiver}/${tenantId}`;
  const kinds = [
    { url },
    { url, signature: "ed25519", name: `of ${tenantId}` },
    { url, active: false },
    { pull: true },
  ];
  for (const kind of kinds) {
    const body = { events: ["*"], ...kind };
    subscriptions.push(await call(201, "POST /api/v1/subscriptions", manage, { body }));
  }
  const tests: { id: string; eventId: string }[] = [];
  for (const { id } of subscriptions.slice(0, 2)) {
    tests.push(await call(200, "POST /api/v1/subscriptions/{id}/test", manage, { path: { id }, body: { type } }));
  }
  const event = { id: `${tenantId}-event`, type, data: { of: tenantId } };
  await call(202, "POST /api/v1/events", manage, { body: event });
  const path = { id: event.id };
  const { data } = await call(200, "GET /api/v1/events/{id}/deliveries", manage, { path });
  const [subscriptionId] = subscriptions.map(({ id }) => id);
  const since = new Date(0).toISOString();
  const running = await call(202, "POST /api/v1/replays", manage, { body: { subscriptionId, since } });
  const paused = await call(202, "POST /api/v1/replays", manage, { body: { subscriptionId, since } });
  await call(200, "POST /api/v1/replays/{id}/pause", manage, { path: { id: paused.id } });
  const portalLink = async () => {
    const body = { capabilities: CAPABILITIES };
    const { url } = await call(201, "POST /api/v1/tenants/{id}/portal-links", manage, { path: { id: tenantId }, body });
    return url.split("#code=")[1];
  };
  const tokens = await call(200, "POST /api/v1/portal/exchange", "", { body: { code: await portalLink() } });
  const logo = { png: PIXEL };
  const branding = await call(200, "PATCH /api/v1/tenants/{id}/portal-branding", manage, {
    path: { id: tenantId },
    body: { logo },
  });
  return {
    logos: [branding.logo.url.split("/").at(-1)],
    portal: { code: await portalLink(), access: tokens.accessToken, refresh: tokens.refreshToken },
    tenantId,
    emptyTenantId,
    keys: byRole,
    keyIds: keys.map(({ id }) => id),
    subscriptions: subscriptions.map(({ id }) => id),
    events: [event.id, ...tests.map(({ eventId }) => eventId)],
    deliveries: [...tests.map(({ id }) => id), ...data.map(({ id }: { id: string }) => id)],
    replays: [running.id, paused.id],
    secrets: [...subscriptions.map(({ secret }) => secret), ...keys.map(({ key }) => key)],
  };
}

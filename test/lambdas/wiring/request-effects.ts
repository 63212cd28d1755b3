import { expect } from "vitest";
import { dynamoAdmissionReader } from "../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoDeliveryRecorder } from "../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventWriter } from "../../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoRejectedEventDesk } from "../../../lib/aws/dynamodb/stores/rejected-event-desk.ts";
import { dynamoSubscriptionStore } from "../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { newId } from "../../../lib/core/ids.ts";
import { busEventText } from "../../support/bus-event.ts";
import { deliveryAt, subscriptionAt } from "../../support/contracts/sample-records.ts";
import type { Effects } from "./effects.ts";
import { VALUES, type Variable, type Wired } from "./environments.ts";
import { addressEffects, receiving } from "./receiving.ts";
import { ADMIN, type Changes, type Request, type Wires } from "./wired.ts";

const HOOK = { url: "https://receiver.example/hook", events: ["*"] };
const EVENT = { type: "a", data: { n: 1 } };
const NASTY = { filter: 'data.s.matches("^(a|aa)+$")', data: { s: `${"a".repeat(60)}!` } };

/** A request that each function answers with 200 if its caller is known. */
const READS: Partial<Record<Wired, string>> = {
  api: "GET /api/v1/subscriptions",
  health: "GET /api/v1/subscriptions/{id}/health",
  log: "GET /api/v1/events",
  signing: "GET /api/v1/subscriptions/{id}/stream",
};

/** The tenant's key is in the table, and in no other one. */
const readsTable = (name: Wired, route = READS[name] ?? "", request: Request = {}) =>
  async function keyIsInTable({ tenant, http }: Wires): Promise<void> {
    const { key } = await tenant();
    const asked = { key, id: newId("sub", 0), ...request };
    expect((await http(name, route, asked)).status).not.toBe(401);
    expect((await http(name, route, asked, { TABLE_NAME: "another-table" })).status).toBe(401);
  };

/** The admin key is the text of its secret. */
const readsAdminKey = (name: Wired, route = READS[name] ?? "", request: Request = {}) =>
  async function adminKeyWorks({ tenant, http, called }: Wires): Promise<void> {
    const { tenantId } = await tenant();
    const headers = { "posthorn-tenant": tenantId };
    const asked = { id: newId("sub", 0), headers, ...request };
    expect((await http(name, route, { ...asked, key: ADMIN })).status).not.toBe(401);
    expect(called("GetSecretValue", "SecretId")).toEqual([VALUES.ADMIN_KEY_SECRET_ID]);
    expect((await http(name, route, { ...asked, key: "another-key" })).status).toBe(401);
  };

/** The units of the rates in a tenant's row. A function writes its rate when it is above half the limit. */
async function ratesOf({ table }: Wires, tenantId: string): Promise<string[]> {
  const { rates = {} } = await dynamoAdmissionReader(table).admit(tenantId, undefined);
  return Object.values(rates).map(({ unit }) => unit);
}

const limitsRequests = (name: Wired) =>
  async function rateIsKnown(wires: Wires): Promise<void> {
    const { tenantId, key } = await wires.tenant();
    const ask = (limit: string) =>
      wires.http(name, READS[name] ?? "", { key, id: newId("sub", 0) }, { TENANT_REQUESTS_PER_SECOND: limit });
    await ask("500");
    expect(await ratesOf(wires, tenantId)).toEqual([]);
    await ask("1");
    expect(await ratesOf(wires, tenantId)).toEqual(["requests"]);
  };

async function create({ tenant, http, called }: Wires, body: object, changes: Changes = {}) {
  const { key, tenantId } = await tenant();
  const answer = await http("api", "POST /api/v1/subscriptions", { key, body: { ...HOOK, ...body } }, changes);
  const { errors = [], ...view } = JSON.parse(answer.body);
  return { key, tenantId, status: answer.status, paths: errors.map((one: { path: string }) => one.path), view, called };
}

/** With the one value, a subscription with the fields is created; with the other one, the field is refused. */
const allows = (fields: object, good: Changes, bad: Changes) =>
  async function isAllowed(wires: Wires): Promise<void> {
    const [field = ""] = Object.keys(fields);
    expect(await create(wires, fields, good)).toMatchObject({ status: 201 });
    expect(await create(wires, fields, bad)).toMatchObject({ status: 422, paths: [`/${field}`] });
  };

async function send({ tenant, http, table }: Wires, changes: Changes = {}, body: object = EVENT, fields: object = {}) {
  const { key, tenantId, incarnation } = await tenant();
  const subscription = subscriptionAt(tenantId, Date.now(), fields);
  await dynamoSubscriptionStore(table).createSubscription(subscription, incarnation);
  const answer = await http("ingest", "POST /api/v1/events", { key, body }, changes);
  return { ...answer, tenantId, subscription };
}

/** A subscription with a delivery in the log. */
async function logged({ tenant, table }: Wires, state: "exhausted" | "pending" | "retrying", fields: object = {}) {
  const { key, tenantId, incarnation } = await tenant();
  const subscription = subscriptionAt(tenantId, Date.now(), fields);
  await dynamoSubscriptionStore(table).createSubscription(subscription, incarnation);
  const delivery = deliveryAt(subscription, Date.now() - 60_000, { state });
  const ulid = delivery.id.slice(4, 30);
  const at = delivery.createdAt;
  const event = {
    id: `evt_${ulid}`,
    ulid,
    tenantId,
    incarnation,
    type: "a",
    occurredAt: at,
    receivedAt: at,
    data: "1",
  };
  await dynamoEventWriter(table).putEvents([{ ...event, subscriptionIds: [subscription.id] }]);
  await dynamoDeliveryRecorder(table).record([{ before: undefined, delivery }]);
  return { key, tenantId, subscription, delivery };
}

const PORTAL_LINKS = "POST /api/v1/tenants/{id}/portal-links";

async function portalLink({ tenant, http }: Wires, fields: object = {}, changes: Changes = {}) {
  const { key, tenantId } = await tenant();
  const body = { capabilities: ["view"], ...fields };
  return { tenantId, ...(await http("portal", PORTAL_LINKS, { key, id: tenantId, body }, changes)) };
}

async function settings({ http }: Wires, changes?: Changes) {
  const { body } = await http("operator", "GET /api/v1/settings", { key: ADMIN }, changes);
  return JSON.parse(body);
}
/** The overview counts the messages of a queue. */
const countsMessages = (name: Variable) =>
  async function queueIsCounted(wires: Wires): Promise<void> {
    expect((await wires.http("health", "GET /api/v1/overview", { key: ADMIN })).status).toBe(200);
    expect(wires.called("GetQueueAttributes", "QueueUrl")).toContain(VALUES[name]);
  };

export const requestEffects: Pick<Effects, "api" | "health" | "ingest" | "log" | "operator" | "portal" | "signing"> = {
  api: {
    TABLE_NAME: readsTable("api"),
    ADMIN_KEY_SECRET_ID: readsAdminKey("api"),
    TENANT_REQUESTS_PER_SECOND: limitsRequests("api"),
    async RETENTION_DAYS(wires) {
      const { key, subscription, delivery } = await logged(wires, "pending", { pull: true, url: "" });
      const asked = { key, id: subscription.id };
      const answer = await wires.http("api", "DELETE /api/v1/subscriptions/{id}", asked, { RETENTION_DAYS: "3" });
      expect([answer.status, await wires.keptDays(delivery.id.slice(4, 30))]).toEqual([
        204,
        expect.arrayContaining([3]),
      ]);
    },
    async SECRET_STORAGE(wires) {
      await create(wires, {}, { SECRET_STORAGE: "sealed" });
      expect(wires.called("CreateSecret", "Name")).toEqual([]);
      await create(wires, {}, { SECRET_STORAGE: "secrets-manager" });
      expect(wires.called("CreateSecret", "Name")).toHaveLength(1);
    },
    async SECRET_PREFIX(wires) {
      const { tenantId, view } = await create(wires, {}, { SECRET_STORAGE: "secrets-manager" });
      expect(wires.called("CreateSecret", "Name")).toEqual([`${VALUES.SECRET_PREFIX}${tenantId}/${view.id}`]);
    },
    async KEY_RING_SECRET_ID(wires) {
      await create(wires, {});
      expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.KEY_RING_SECRET_ID]);
    },
    async DEFAULT_MAX_RETRIES(wires) {
      expect((await create(wires, {}, { DEFAULT_MAX_RETRIES: "7" })).view.maxRetries).toBe(7);
    },
    MAX_RETRIES: allows({ maxRetries: 6 }, { MAX_RETRIES: "6" }, { MAX_RETRIES: "5" }),
    MAX_TIMEOUT_SECONDS: allows({ timeoutSeconds: 60 }, { MAX_TIMEOUT_SECONDS: "60" }, { MAX_TIMEOUT_SECONDS: "59" }),
    async MAX_SUBSCRIPTIONS(wires) {
      expect((await create(wires, {}, { MAX_SUBSCRIPTIONS: "1" })).status).toBe(201);
      expect((await create(wires, {}, { MAX_SUBSCRIPTIONS: "0" })).status).toBe(409);
    },
    ALLOWED_ADDRESSES: allows(
      { url: "https://10.1.2.3/" },
      { ALLOWED_ADDRESSES: "192.168.0.0/16,10.1.0.0/16" },
      { ALLOWED_ADDRESSES: "10.2.0.0/16" },
    ),
    ALLOW_HTTP: allows({ url: "http://receiver.example/" }, { ALLOW_HTTP: "true" }, { ALLOW_HTTP: "false" }),
    API_HOSTS: allows(
      { url: "https://hooks.example/" },
      { API_HOSTS: "api.example" },
      { API_HOSTS: "api.example,hooks.example" },
    ),
    ALLOW_TLS_OPT_OUT: allows({ verifyTls: false }, { ALLOW_TLS_OPT_OUT: "true" }, { ALLOW_TLS_OPT_OUT: "false" }),
    async WAKES_QUEUE_URL(wires) {
      const { key, view } = await create(wires, {});
      await wires.http("health", "POST /api/v1/subscriptions/{id}/pause", { key, id: view.id });
      await wires.http("api", "DELETE /api/v1/subscriptions/{id}", { key, id: view.id });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.WAKES_QUEUE_URL, VALUES.WAKES_QUEUE_URL]);
    },
    async DEFAULT_DIALECT(wires) {
      expect((await create(wires, {}, { DEFAULT_DIALECT: "github" })).view.dialect).toBe("github");
    },
  },

  health: {
    TABLE_NAME: readsTable("health"),
    ADMIN_KEY_SECRET_ID: readsAdminKey("health"),
    TENANT_REQUESTS_PER_SECOND: limitsRequests("health"),
    /** Only audit entries are kept for this time. The other rows hold something. */
    async RETENTION_DAYS(wires) {
      const { key, view } = await create(wires, {});
      await wires.http(
        "health",
        "POST /api/v1/subscriptions/{id}/pause",
        { key, id: view.id },
        { RETENTION_DAYS: "3" },
      );
      expect((await wires.keptDays(view.id)).filter((days) => days === 3)).toEqual([3, 3]);
    },
    async WAKES_QUEUE_URL(wires) {
      const { key, view } = await create(wires, {});
      await wires.http("health", "POST /api/v1/subscriptions/{id}/resume", { key, id: view.id });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.WAKES_QUEUE_URL]);
    },
    ...addressEffects((wires, changes, options) => receiving(wires).testDialect(changes, options)),
    INTAKE_QUEUE_URL: countsMessages("INTAKE_QUEUE_URL"),
    FAN_OUT_QUEUE_URL: countsMessages("FAN_OUT_QUEUE_URL"),
    DELIVERIES_QUEUE_URL: countsMessages("DELIVERIES_QUEUE_URL"),
    ORDERED_QUEUE_URL: countsMessages("ORDERED_QUEUE_URL"),
    RETRIES_QUEUE_URL: countsMessages("RETRIES_QUEUE_URL"),
  },

  ingest: {
    TABLE_NAME: readsTable("ingest", "POST /api/v1/events", { body: EVENT }),
    ADMIN_KEY_SECRET_ID: readsAdminKey("ingest", "POST /api/v1/events", { body: EVENT }),
    async RETENTION_DAYS(wires) {
      const { tenantId } = await send(wires, { RETENTION_DAYS: "3" });
      expect(await wires.keptDays(tenantId)).toEqual([3]);
    },
    async DELIVERIES_QUEUE_URL(wires) {
      expect((await send(wires)).status).toBe(202);
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.DELIVERIES_QUEUE_URL]);
    },
    async ORDERED_QUEUE_URL(wires) {
      expect((await send(wires, {}, EVENT, { ordered: true })).status).toBe(202);
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.ORDERED_QUEUE_URL]);
    },
    async FAN_OUT_QUEUE_URL(wires) {
      await send(wires, {}, { type: "a", data: NASTY.data }, { filter: NASTY.filter });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.FAN_OUT_QUEUE_URL]);
    },
    async INTAKE_QUEUE_URL(wires) {
      const text = busEventText({ tenantId: "acme", data: 1 });
      expect(await wires.poll("ingest", [text], { TABLE_NAME: "no-such-table" })).toBe(1);
      expect(wires.called("ChangeMessageVisibilityBatch", "QueueUrl")).toEqual([VALUES.INTAKE_QUEUE_URL]);
    },
    async STRICT_CATALOG(wires) {
      expect((await send(wires, { STRICT_CATALOG: "false" })).status).toBe(202);
      expect((await send(wires, { STRICT_CATALOG: "true" })).status).toBe(422);
    },
    async TENANT_EVENTS_PER_SECOND(wires) {
      const calm = await send(wires, { TENANT_EVENTS_PER_SECOND: "10" });
      expect(await ratesOf(wires, calm.tenantId)).toEqual([]);
      const busy = await send(wires, { TENANT_EVENTS_PER_SECOND: "1" });
      expect(await ratesOf(wires, busy.tenantId)).toEqual(["events"]);
    },
  },

  log: {
    TABLE_NAME: readsTable("log"),
    ADMIN_KEY_SECRET_ID: readsAdminKey("log"),
    TENANT_REQUESTS_PER_SECOND: limitsRequests("log"),
    async RETENTION_DAYS(wires) {
      const { key, subscription } = await logged(wires, "exhausted");
      const body = { subscriptionId: subscription.id, since: "2026-01-01T00:00:00Z" };
      const { body: text } = await wires.http("log", "POST /api/v1/replays", { key, body }, { RETENTION_DAYS: "3" });
      // The replay, and both rows of its audit entry.
      expect(await wires.keptDays(JSON.parse(text).id)).toEqual([3, 3, 3]);
    },
    async DELIVERIES_QUEUE_URL(wires) {
      const { key, delivery } = await logged(wires, "exhausted");
      await wires.http("log", "POST /api/v1/deliveries/{id}/retry", { key, id: delivery.id });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.DELIVERIES_QUEUE_URL]);
    },
    async WAKES_QUEUE_URL(wires) {
      const { key, delivery } = await logged(wires, "retrying", { ordered: true });
      await wires.http("log", "POST /api/v1/deliveries/{id}/cancel", { key, id: delivery.id });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.WAKES_QUEUE_URL]);
    },
    async REPLAYS_QUEUE_URL(wires) {
      const { key, subscription } = await logged(wires, "exhausted");
      const body = { subscriptionId: subscription.id, since: "2026-01-01T00:00:00Z" };
      await wires.http("log", "POST /api/v1/replays", { key, body });
      expect(wires.called("SendMessage", "QueueUrl")).toEqual([VALUES.REPLAYS_QUEUE_URL]);
    },
    async INTAKE_QUEUE_URL(wires) {
      const id = newId("rej", Date.now());
      const rejection = { id, rejectedAt: new Date().toISOString(), reason: "No.", errors: [], body: "{}" };
      await dynamoRejectedEventDesk(wires.table).putRejected(rejection);
      await wires.http("log", "POST /api/v1/rejected-events/{id}/redrive", { key: ADMIN, id });
      expect(wires.called("SendMessage", "QueueUrl")).toEqual([VALUES.INTAKE_QUEUE_URL]);
    },
  },

  operator: {
    async TABLE_NAME({ tenant, http }) {
      const { tenantId: id } = await tenant();
      const asked = { key: ADMIN, id };
      expect((await http("operator", "GET /api/v1/tenants/{id}", asked)).status).toBe(200);
      const elsewhere = await http("operator", "GET /api/v1/tenants/{id}", asked, { TABLE_NAME: "another-table" });
      expect(elsewhere.status).toBe(404);
    },
    ADMIN_KEY_SECRET_ID: readsAdminKey("operator", "GET /api/v1/tenants", { headers: {} }),
    async RETENTION_DAYS(wires) {
      const { tenantId: id } = await wires.tenant();
      const asked = { key: ADMIN, id, body: { name: "N" } };
      await wires.http("operator", "PATCH /api/v1/tenants/{id}", asked, { RETENTION_DAYS: "3" });
      expect(await wires.keptDays(id)).toEqual([3, 3]);
    },
    async API_URL(wires) {
      expect(await settings(wires)).toMatchObject({ hosts: { api: VALUES.API_URL } });
    },
    async CONSOLE_URL(wires) {
      expect(await settings(wires)).toMatchObject({ hosts: { console: VALUES.CONSOLE_URL } });
    },
    async VERSION(wires) {
      expect(await settings(wires)).toMatchObject({ version: VALUES.VERSION });
    },
    async CHANGED_OPTIONS(wires) {
      const { options } = await settings(wires, { CHANGED_OPTIONS: '{"retentionDays":"7"}' });
      expect(options).toContainEqual({ name: "retentionDays", value: "7", default: "30" });
    },
  },

  portal: {
    async TABLE_NAME(wires) {
      expect((await portalLink(wires)).status).toBe(201);
      expect((await portalLink(wires, {}, { TABLE_NAME: "another-table" })).status).toBe(401);
    },
    async ADMIN_KEY_SECRET_ID(wires) {
      const { tenantId: id } = await wires.tenant();
      const asked = { key: ADMIN, id, body: { capabilities: ["view"] } };
      expect((await wires.http("portal", PORTAL_LINKS, asked)).status).toBe(201);
      expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.ADMIN_KEY_SECRET_ID]);
    },
    async RETENTION_DAYS(wires) {
      const { tenantId } = await portalLink(wires, {}, { RETENTION_DAYS: "3" });
      // Both rows of the audit entry. The session is kept for an hour.
      expect((await wires.keptDays(tenantId)).sort()).toEqual([0, 3, 3]);
    },
    async TENANT_REQUESTS_PER_SECOND(wires) {
      const calm = await portalLink(wires, {}, { TENANT_REQUESTS_PER_SECOND: "500" });
      expect(await ratesOf(wires, calm.tenantId)).toEqual([]);
      const busy = await portalLink(wires, {}, { TENANT_REQUESTS_PER_SECOND: "1" });
      expect(await ratesOf(wires, busy.tenantId)).toEqual(["requests"]);
    },
    async PORTAL_ORIGINS(wires) {
      const refreshUrl = `${VALUES.PORTAL_ORIGINS}/portal`;
      expect((await portalLink(wires, { refreshUrl })).status).toBe(201);
      expect((await portalLink(wires, { refreshUrl }, { PORTAL_ORIGINS: "" })).status).toBe(422);
    },
    async API_URL(wires) {
      expect(JSON.parse((await portalLink(wires)).body).url).toMatch(`${VALUES.API_URL}/portal/#code=`);
    },
  },

  signing: {
    TABLE_NAME: readsTable("signing"),
    ADMIN_KEY_SECRET_ID: readsAdminKey("signing"),
    TENANT_REQUESTS_PER_SECOND: limitsRequests("signing"),
    async RETENTION_DAYS(wires) {
      const { tenantId } = await receiving(wires).test({ RETENTION_DAYS: "3" });
      expect(await wires.keptDays(tenantId)).toEqual(expect.arrayContaining([3, 3]));
    },
    async WAKES_QUEUE_URL(wires) {
      await receiving(wires).test({}, { fields: { active: false, disabledReason: "failing" } });
      expect(wires.called("SendMessageBatch", "QueueUrl")).toEqual([VALUES.WAKES_QUEUE_URL]);
    },
    async KEY_RING_SECRET_ID(wires) {
      await receiving(wires).test();
      expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.KEY_RING_SECRET_ID]);
    },
    ...addressEffects((wires, changes, fields) => receiving(wires).test(changes, fields)),
  },
};

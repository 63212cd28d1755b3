import { PIXEL } from "../pixel.ts";

/** An API on which every kind of change can be made. */
export interface AuditedApi {
  tenantId: string;
  /** A receiver. */
  url: string;
  /** Calls the API as the tenant. Resolves with the answer's body. Throws an error unless the status is below 300. */
  asTenant(route: string, more?: CallFields): Promise<Answered>;
  /** The same with the admin key. */
  asOperator(route: string, more?: CallFields): Promise<Answered>;
  /** The same as a page of the console, with the session's cookie or without. Resolves with the cookie that is set. */
  asConsole(route: string, body?: object, cookie?: string): Promise<string>;
  /** Leaves a rejected event, and resolves with its id. */
  rejectEvent(): Promise<string>;
  /** Makes a subscription's endpoint fail, as far as its health tells. */
  openBreaker(subscriptionId: string): Promise<void>;
  /** Waits until nothing changes the key ring any more. */
  keyRingRests(): Promise<void>;
}

export interface CallFields {
  /** The values of the path's parameters. */
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** The body of an answer. */
// biome-ignore lint/suspicious/noExplicitAny: Tests look into answers of all kinds.
export type Answered = any;

/** The entry that a change must leave. */
export interface ExpectedEntry {
  action: string;
  actor: "tenant" | "admin" | "person";
  /** Undefined for the operator's own things. */
  tenantId?: string;
  resource: { type: string; id: string };
  /** What `before` contains; undefined if there must be none. */
  before?: object;
  after?: object;
}

export type MakeChange = (api: AuditedApi) => Promise<ExpectedEntry>;

const HEADERS = { authorization: "Bearer the-customers-secret" };

const subscribe = ({ asTenant, url }: AuditedApi, more: object = {}): Promise<Answered> =>
  asTenant("POST /api/v1/subscriptions", {
    body: { url, events: ["never"], headers: HEADERS, sensitiveHeaders: ["authorization"], ...more },
  });

const named = (prefix: string): string => `${prefix}${Math.random().toString(36).slice(2, 10)}`;

const ofSubscription = ({ tenantId }: AuditedApi, action: string, id: string, states: object): ExpectedEntry => ({
  action,
  actor: "tenant",
  tenantId,
  resource: { type: "subscription", id },
  ...states,
});

const ofOperator = (action: string, type: string, id: string, states: object = {}): ExpectedEntry => ({
  action,
  actor: "admin",
  resource: { type, id },
  ...states,
});

/** A delivery of a test send, which has ended. */
async function testDelivery(api: AuditedApi): Promise<Answered> {
  const { id } = await subscribe(api);
  return api.asTenant("POST /api/v1/subscriptions/{id}/test", { path: { id } });
}

/** A delivery that waits until it is fetched. */
async function waitingDelivery(api: AuditedApi): Promise<Answered> {
  const type = named("pulled.");
  await subscribe(api, { url: undefined, headers: undefined, sensitiveHeaders: undefined, pull: true, events: [type] });
  const { id } = await api.asTenant("POST /api/v1/events", { body: { type, data: { card: "4111" } } });
  const { data } = await api.asTenant("GET /api/v1/events/{id}/deliveries", { path: { id } });
  return data[0];
}

async function newReplay(api: AuditedApi): Promise<Answered> {
  const { id: subscriptionId } = await subscribe(api);
  return api.asTenant("POST /api/v1/replays", { body: { subscriptionId, since: "2025-12-31T00:00:00Z" } });
}

const moveReplay =
  (action: string, moves: string[], before: string, after: string): MakeChange =>
  async (api) => {
    const { id } = await newReplay(api);
    for (const move of moves) await api.asTenant(`POST /api/v1/replays/{id}/${move}`, { path: { id } });
    const { tenantId } = api;
    const states = { before: { state: before }, after: { state: after } };
    return { action, actor: "tenant", tenantId, resource: { type: "replay", id }, ...states };
  };

const FIELDS = { "event-type": {}, "derived-type": { from: "invoice.paid", when: "true" } };
type Kind = keyof typeof FIELDS;
const NOUN = { "event-type": "EventType", "derived-type": "DerivedType" } as const;

const newType = ({ asOperator }: AuditedApi, kind: Kind, name: string): Promise<Answered> =>
  asOperator(`POST /api/v1/${kind}s`, { body: { name, description: "One", ...FIELDS[kind] } });

const createType =
  (kind: Kind): MakeChange =>
  async (api) => {
    const name = named("t.");
    await newType(api, kind, name);
    return ofOperator(`create${NOUN[kind]}`, kind, name, { after: { name, description: "One" } });
  };

const updateType =
  (kind: Kind, byName = false): MakeChange =>
  async (api) => {
    const name = named("t.");
    await newType(api, kind, name);
    const body = { description: "Two" };
    if (byName) await api.asOperator(`PATCH /api/v1/${kind}s`, { query: { name }, body });
    else await api.asOperator(`PATCH /api/v1/${kind}s/{id}`, { path: { id: name }, body });
    const states = { before: { description: "One" }, after: { description: "Two" } };
    return ofOperator(`update${NOUN[kind]}`, kind, name, states);
  };

const deleteType =
  (kind: Kind, byName = false): MakeChange =>
  async (api) => {
    const name = named("t.");
    await newType(api, kind, name);
    if (byName) await api.asOperator(`DELETE /api/v1/${kind}s`, { query: { name } });
    else await api.asOperator(`DELETE /api/v1/${kind}s/{id}`, { path: { id: name } });
    return ofOperator(`delete${NOUN[kind]}`, kind, name, { before: { name, description: "One" } });
  };

const newTenant = async ({ asOperator }: AuditedApi): Promise<string> => {
  const { id } = await asOperator("POST /api/v1/tenants", { body: { id: named("t-"), name: "One" } });
  return id;
};

const byHand =
  (action: string, moves: string[], before: string, after: string): MakeChange =>
  async (api) => {
    const { id } = await subscribe(api);
    for (const move of moves) await api.asTenant(`POST /api/v1/subscriptions/{id}/${move}`, { path: { id } });
    return ofSubscription(api, action, id, { before: { state: before }, after: { state: after } });
  };

const signIn = (api: AuditedApi, fields: object): Promise<string> =>
  api.asConsole("POST /api/v1/console/sign-in", fields);

const sessionIn = (token: string): string => token.split("_")[1] ?? "";
/** A link for Ann. Its session is known from the code in it. */
async function portalLink(api: AuditedApi) {
  const fields = { capabilities: ["view"], actor: "ann" };
  const path = { id: api.tenantId };
  const { url } = await api.asTenant("POST /api/v1/tenants/{id}/portal-links", { path, body: fields });
  const id = /phc_(.+)_/.exec(url)?.[1] ?? "";
  return { id, after: { id, ...fields } };
}

const ofTenants = ({ tenantId }: AuditedApi, action: string, id: string) =>
  ({ action, actor: "tenant", tenantId, resource: { type: "portal-session", id } }) as const;

/** Each kind of change, by the `operationId` of its request. */
export const auditedChanges: Record<string, MakeChange> = {
  async createSubscription(api) {
    const { id } = await subscribe(api);
    const after = { id, url: api.url, headers: { authorization: "******" }, active: true };
    return ofSubscription(api, "createSubscription", id, { after });
  },
  async updateSubscription(api) {
    const { id } = await subscribe(api, { metadata: { plan: "a" } });
    const body = { active: false, metadata: { plan: "b" }, headers: { authorization: "Bearer another-secret" } };
    await api.asTenant("PATCH /api/v1/subscriptions/{id}", { path: { id }, body });
    const states = {
      before: { active: true, metadata: { plan: "a" } },
      after: { active: false, metadata: { plan: "b" } },
    };
    return ofSubscription(api, "updateSubscription", id, states);
  },
  async deleteSubscription(api) {
    const { id } = await subscribe(api);
    await api.asTenant("DELETE /api/v1/subscriptions/{id}", { path: { id } });
    return ofSubscription(api, "deleteSubscription", id, { before: { id, url: api.url } });
  },
  async rotateSecret(api) {
    const { id } = await subscribe(api);
    const body = { graceSeconds: 60 };
    const { previousValidUntil } = await api.asTenant("POST /api/v1/subscriptions/{id}/rotate-secret", {
      path: { id },
      body,
    });
    return ofSubscription(api, "rotateSecret", id, { before: {}, after: { previousValidUntil } });
  },
  async showSecret(api) {
    const { id } = await subscribe(api);
    await api.asTenant("GET /api/v1/subscriptions/{id}/secret", { path: { id } });
    return ofSubscription(api, "showSecret", id, { after: { secretShown: {} } });
  },
  pauseSubscription: byHand("pauseSubscription", ["pause"], "healthy", "paused"),
  resumeSubscription: byHand("resumeSubscription", ["pause", "resume"], "paused", "recovering"),
  async probeSubscription(api) {
    const { id } = await subscribe(api);
    await api.openBreaker(id);
    await api.asTenant("POST /api/v1/subscriptions/{id}/probe", { path: { id } });
    return ofSubscription(api, "probeSubscription", id, { before: {}, after: {} });
  },
  async retryDelivery(api) {
    const { id } = await testDelivery(api);
    await api.asTenant("POST /api/v1/deliveries/{id}/retry", { path: { id } });
    const states = { before: { state: "delivered" }, after: { state: "pending" } };
    const { tenantId } = api;
    return { action: "retryDelivery", actor: "tenant", tenantId, resource: { type: "delivery", id }, ...states };
  },
  async cancelDelivery(api) {
    const { id } = await waitingDelivery(api);
    await api.asTenant("POST /api/v1/deliveries/{id}/cancel", { path: { id } });
    const states = { before: { state: "pending" }, after: { state: "cancelled" } };
    const { tenantId } = api;
    return { action: "cancelDelivery", actor: "tenant", tenantId, resource: { type: "delivery", id }, ...states };
  },
  async eraseEventContent(api) {
    const { eventId: id } = await waitingDelivery(api);
    await api.asTenant("DELETE /api/v1/events/{id}/content", { path: { id } });
    const { tenantId } = api;
    const after = { cancelledDeliveries: 1 };
    return { action: "eraseEventContent", actor: "tenant", tenantId, resource: { type: "event", id }, after };
  },
  async createReplay(api) {
    const { id, subscriptionId } = await newReplay(api);
    const after = { id, subscriptionId, state: "running" };
    const { tenantId } = api;
    return { action: "createReplay", actor: "tenant", tenantId, resource: { type: "replay", id }, after };
  },
  pauseReplay: moveReplay("pauseReplay", ["pause"], "running", "paused"),
  resumeReplay: moveReplay("resumeReplay", ["pause", "resume"], "paused", "running"),
  cancelReplay: moveReplay("cancelReplay", ["pause", "cancel"], "paused", "cancelled"),
  async createTenant(api) {
    const id = await newTenant(api);
    return { ...ofOperator("createTenant", "tenant", id, { after: { id, name: "One" } }), tenantId: id };
  },
  async updateTenant(api) {
    const id = await newTenant(api);
    await api.asOperator("PATCH /api/v1/tenants/{id}", { path: { id }, body: { name: "Two", maxRetries: 2 } });
    const states = { before: { name: "One" }, after: { name: "Two", maxRetries: 2 } };
    return { ...ofOperator("updateTenant", "tenant", id, states), tenantId: id };
  },
  async deleteTenant(api) {
    const id = await newTenant(api);
    await api.asOperator("DELETE /api/v1/tenants/{id}", { path: { id } });
    return ofOperator("deleteTenant", "tenant", id, { before: { id, name: "One" } });
  },
  async createApiKey({ asOperator, tenantId }) {
    const body = { name: "ci", role: "read" };
    const { id } = await asOperator("POST /api/v1/tenants/{id}/api-keys", { path: { id: tenantId }, body });
    return { ...ofOperator("createApiKey", "api-key", id, { after: { id, ...body } }), tenantId };
  },
  async revokeApiKey({ asOperator, tenantId }) {
    const body = { name: "ci", role: "read" };
    const { id } = await asOperator("POST /api/v1/tenants/{id}/api-keys", { path: { id: tenantId }, body });
    const path = { id: tenantId, keyId: id };
    await asOperator("DELETE /api/v1/tenants/{id}/api-keys/{keyId}", { path });
    return { ...ofOperator("revokeApiKey", "api-key", id, { before: { id, ...body } }), tenantId };
  },
  async createPortalLink(api) {
    const { id, after } = await portalLink(api);
    return { ...ofTenants(api, "createPortalLink", id), after };
  },
  async endPortalSessions(api) {
    await portalLink(api);
    const path = { id: api.tenantId };
    await api.asTenant("DELETE /api/v1/tenants/{id}/portal-sessions", { path, query: { actor: "ann" } });
    return { ...ofTenants(api, "endPortalSessions", "*"), before: { actor: "ann" } };
  },
  async updateTenantPortalBranding({ asTenant, tenantId }) {
    const path = { id: tenantId };
    const body = { theme: "dark", logo: { png: PIXEL } };
    const { logo } = await asTenant("PATCH /api/v1/tenants/{id}/portal-branding", { path, body });
    const resource = { type: "portal-branding", id: tenantId } as const;
    const states = { before: {}, after: { theme: "dark", logo } };
    return { action: "updateTenantPortalBranding", actor: "tenant", tenantId, resource, ...states };
  },
  async updatePortalBranding({ asOperator }) {
    await asOperator("PATCH /api/v1/portal-branding", { body: { theme: "light" } });
    return ofOperator("updatePortalBranding", "portal-branding", "*", { before: {}, after: { theme: "light" } });
  },
  async createOperatorKey({ asOperator }) {
    const { id } = await asOperator("POST /api/v1/operator-keys", { body: { name: "ops", role: "read" } });
    return ofOperator("createOperatorKey", "operator-key", id, { after: { name: "ops", role: "read" } });
  },
  async revokeOperatorKey({ asOperator }) {
    const { id } = await asOperator("POST /api/v1/operator-keys", { body: { name: "ops", role: "read" } });
    await asOperator("DELETE /api/v1/operator-keys/{id}", { path: { id } });
    return ofOperator("revokeOperatorKey", "operator-key", id, { before: { name: "ops", role: "read" } });
  },
  async endPreviousAdminKey({ asOperator }) {
    await asOperator("DELETE /api/v1/admin-key/previous");
    return ofOperator("endPreviousAdminKey", "admin-key", "previous", { after: {} });
  },
  async createConsoleLink({ asOperator }) {
    const { url, expiresAt } = await asOperator("POST /api/v1/console/links");
    return ofOperator("createConsoleLink", "console-session", sessionIn(url), { after: { expiresAt } });
  },
  async signInToConsole(api) {
    const { url } = await api.asOperator("POST /api/v1/console/links");
    const id = sessionIn(await signIn(api, { code: url.split("#code=")[1] }));
    const entry = ofOperator("signInToConsole", "console-session", id, { after: { actor: "admin", role: "admin" } });
    return { ...entry, actor: "person" };
  },
  async signOutOfConsole(api) {
    const { url } = await api.asOperator("POST /api/v1/console/links");
    const token = await signIn(api, { code: url.split("#code=")[1] });
    await api.asConsole("POST /api/v1/console/sign-out", undefined, token);
    return { ...ofOperator("signOutOfConsole", "console-session", sessionIn(token)), actor: "person" };
  },
  async createDialect({ asOperator }) {
    const name = named("d");
    const how = { algorithm: "hmac-sha256", signatureHeader: "x-signature", signedText: "{body}", encoding: "hex" };
    await asOperator("POST /api/v1/dialects", { body: { name, ...how, body: { data: "{data}" } } });
    return ofOperator("createDialect", "dialect", name, { after: { name, ...how } });
  },
  createEventType: createType("event-type"),
  updateEventType: updateType("event-type"),
  updateEventTypeByName: updateType("event-type", true),
  deleteEventType: deleteType("event-type"),
  deleteEventTypeByName: deleteType("event-type", true),
  createDerivedType: createType("derived-type"),
  updateDerivedType: updateType("derived-type"),
  updateDerivedTypeByName: updateType("derived-type", true),
  deleteDerivedType: deleteType("derived-type"),
  deleteDerivedTypeByName: deleteType("derived-type", true),
  async redriveDeadLetters({ asOperator }) {
    const { redriveAt } = await asOperator("POST /api/v1/dead-letters/redrive");
    return ofOperator("redriveDeadLetters", "dead-letters", "*", { after: { redriveAt } });
  },
  async redriveRejectedEvents({ asOperator, rejectEvent }) {
    await rejectEvent();
    const { count } = await asOperator("POST /api/v1/rejected-events/redrive", { body: {} });
    return ofOperator("redriveRejectedEvents", "rejected-event", "*", { after: { count } });
  },
  async redriveRejectedEvent({ asOperator, rejectEvent }) {
    const id = await rejectEvent();
    await asOperator("POST /api/v1/rejected-events/{id}/redrive", { path: { id } });
    return ofOperator("redriveRejectedEvent", "rejected-event", id);
  },
  async discardRejectedEvent({ asOperator, rejectEvent }) {
    const id = await rejectEvent();
    await asOperator("DELETE /api/v1/rejected-events/{id}", { path: { id } });
    return ofOperator("discardRejectedEvent", "rejected-event", id, { before: { id } });
  },
  async rotateKeyRing({ asOperator, keyRingRests }) {
    await keyRingRests();
    await asOperator("POST /api/v1/key-ring/rotate");
    return ofOperator("rotateKeyRing", "key-ring", "*", { before: {}, after: {} });
  },
  async dropOldKeys({ asOperator, keyRingRests }) {
    await asOperator("POST /api/v1/key-ring/rotate").catch(() => undefined);
    await keyRingRests();
    await asOperator("POST /api/v1/key-ring/drop-old-keys");
    return ofOperator("dropOldKeys", "key-ring", "*", { before: {}, after: {} });
  },
};

/** Requests that change something, but are not in the audit log, with the reason. */
export const NOT_AUDITED: Record<string, string> = {
  sendEvents: "The log has each event.",
  testSubscription: "The log has its event, its delivery and its attempt.",
  testDialect: "It stores nothing.",
  readStream: "It confirms deliveries, and the log has each of them.",
  readAttemptAsCurl: "It changes nothing, and shows no secret.",
  exchangePortalCode: "It renews the tokens of a session, whose link has an entry.",
  refreshPortalTokens: "It renews the tokens of a session, whose link has an entry.",
  generateSecret: "It changes nothing: the secret is stored by a later request.",
};

/** What no entry may contain, whatever was changed. */
export const SECRETS = [
  "the-customers-secret",
  "another-secret",
  "whsec_",
  "secretHash",
  "4111",
  "ph_",
  "pho_",
  "phs_",
  "phos_",
  "phc_",
];

import { Metrics } from "@aws-lambda-powertools/metrics";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { apiHandler } from "../../../lambdas/api/handler.ts";
import { docsHandler } from "../../../lambdas/docs/handler.ts";
import { eraseHandler } from "../../../lambdas/erase/handler.ts";
import { healthHandler } from "../../../lambdas/health/handler.ts";
import { ingestHandler } from "../../../lambdas/ingest/handler.ts";
import { logHandler } from "../../../lambdas/log/handler.ts";
import { operatorHandler } from "../../../lambdas/operator/handler.ts";
import { portalHandler } from "../../../lambdas/portal/handler.ts";
import { resealHandler } from "../../../lambdas/reseal/handler.ts";
import { sessionHandler } from "../../../lambdas/session/handler.ts";
import { signingHandler } from "../../../lambdas/signing/handler.ts";
import type { OidcPorts } from "../../../lib/api/console-sessions/oidc-operations.ts";
import { routesOf, type ServedBy } from "../../../lib/api/functions.ts";
import type { ApiAnswer } from "../../../lib/api/http/answers.ts";
import type { StackSettings } from "../../../lib/api/settings/settings.ts";
import type { Clock } from "../../../lib/core/clock.ts";
import type { AdminKeyReader } from "../../../lib/core/keys/admin-key.ts";
import { addressPolicy } from "../../../lib/core/subscription/address-policy.ts";
import { sealingStore } from "../../../lib/core/subscription/sealing-store.ts";
import { dialectOrRefusal } from "../../../lib/core/subscription/subscription-rules.ts";
import { dialectOf } from "../../../lib/dialects/registry.ts";
import type { Sender } from "../../../lib/sending/sender.ts";
import { signedPost, signedRequest } from "../../../lib/sending/sign.ts";
import { capturingLogger } from "../capturing.ts";
import { httpRequest } from "../http-request.ts";
import { memoryAlertLister } from "./memory-alerts.ts";
import { memoryAuditLister, memoryAuditLog } from "./memory-audit.ts";
import { memoryCatalogStore } from "./memory-catalog.ts";
import { memoryConsoleSessionStore } from "./memory-console-sessions.ts";
import { memoryDeadLetterDesk } from "./memory-dead-letters.ts";
import { memoryDeletionQueue, memoryTenantDeletionStore, memoryTenantEraser } from "./memory-deletions.ts";
import { memoryDeliveryEditor, memoryDeliveryRecorder, memoryStatusReader } from "./memory-deliveries.ts";
import { memoryDialectStore } from "./memory-dialects.ts";
import { memoryContentEraser } from "./memory-eraser.ts";
import { memoryAdmissionReader, memoryEventClaims, memoryEventWriter } from "./memory-events.ts";
import { memoryFanOutQueue } from "./memory-fan-out.ts";
import { memoryAlertStates, memorySubscriptionHeads } from "./memory-heads.ts";
import { memoryHealthStore } from "./memory-health.ts";
import { memoryIdempotencyStore } from "./memory-idempotency.ts";
import { memoryKeyRingPorts } from "./memory-key-ring.ts";
import { memoryLogReader } from "./memory-log-reader.ts";
import { memorySubscriptionNames } from "./memory-names.ts";
import { memoryOperatorKeyStore } from "./memory-operator-keys.ts";
import { memoryOrdered } from "./memory-ordered.ts";
import { memoryParkedLister } from "./memory-parked.ts";
import { HOP, invocationContext } from "./memory-pipeline.ts";
import { memoryPortalBrandingStore } from "./memory-portal-brandings.ts";
import { memoryPortalSessionStore } from "./memory-portal-sessions.ts";
import { memoryQueue } from "./memory-queue.ts";
import { memoryDeliveryQueue, memoryQueueGauge, memoryVisibility } from "./memory-queue-ports.ts";
import { memoryUnlistedRecipients } from "./memory-recipients.ts";
import { memoryIntakeQueue, memoryRejectedEvents } from "./memory-rejected-events.ts";
import { memoryAllReplays, memoryReplayQueue, memoryReplayStore } from "./memory-replays.ts";
import { memorySeals } from "./memory-seals.ts";
import { memoryAdminKey, memorySecretIntents, memorySecrets } from "./memory-secrets.ts";
import { memoryCandidateLister, memoryPublicKeyReader, memorySubscriptionStore } from "./memory-subscriptions.ts";
import { memoryKnownTenants, memoryTallies } from "./memory-tallies.ts";
import { memoryTestPlaces } from "./memory-tenant-places.ts";
import { memoryTenantFinder, memoryTenantStore } from "./memory-tenants.ts";
import { memoryThingReader } from "./memory-things.ts";
import { memoryWakes } from "./memory-wakes.ts";
import { memoryWorld } from "./memory-world.ts";

export const ADMIN = "admin-key-of-the-operator";
export const AT = "2026-01-01T00:00:00.000Z";

interface Call {
  key?: string;
  id?: string;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  domainName?: string;
  /** The request comes in at the console host. */
  atConsole?: boolean;
  cookies?: string[];
  body?: unknown;
}

interface MemoryApiOptions {
  now?: Clock;
  /** The sender of test sends. The default answers 200. */
  sender?: Sender;
  /** The default has the key `ADMIN`. */
  adminKeys?: AdminKeyReader;
  maxSubscriptions?: number;
  /** The default has no identity provider. */
  oidc?: OidcPorts["oidc"];
}

const content: Sender = {
  send: async () => ({ startedAtMs: Date.parse(AT), status: 200, timings: { total: 1 }, excerpt: "" }),
};

const SETTINGS: StackSettings = {
  version: "0.1.0",
  region: "eu-central-1",
  hosts: { api: "https://api.example", console: "https://console.example" },
  options: [
    { name: "stage", value: "prod", default: "dev" },
    { name: "portalOrigins", default: "" },
  ],
  limits: { requestsPerSecond: 500, eventsPerSecond: 10_000, subscriptions: 10_000, defaultRetries: 3, maxRetries: 10 },
};

const serves = (name: keyof ServedBy, route: string): boolean => routesOf(name).some((one) => one === route);

/** Every problem tells its reader in a sentence what is wrong, and says something about each field. */
function requireText({ detail, errors }: { detail: string; errors: { message: string }[] }): void {
  const isSentence = /^[A-Z0-9`].*\.$/s.test(detail);
  if (!isSentence || errors.some(({ message }) => message === "")) {
    throw new Error(`a problem without a text: ${JSON.stringify({ detail, errors })}`);
  }
}

/** The HTTP API on in-memory ports. */
export function memoryApi({
  now = () => Date.parse(AT),
  sender = content,
  adminKeys: given,
  maxSubscriptions = 10_000,
  oidc,
}: MemoryApiOptions = {}) {
  const world = memoryWorld(now);
  const adminKeys = given ?? memoryAdminKey(world, ADMIN);
  const secrets = memorySecrets(world);
  const seals = memorySeals(world);
  const logger = capturingLogger();
  const dialect = dialectOrRefusal(dialectOf, now);
  const policy = addressPolicy({ allowHttp: false, allowedAddresses: [] });
  const wakes = memoryWakes(world.faults);
  const ordered = memoryOrdered(world.faults);
  const standing = { health: memoryHealthStore(world), wakes: wakes.port };
  const common = {
    admission: memoryAdmissionReader(world),
    adminKeys,
    subscriptions: sealingStore(memorySubscriptionStore(world), seals),
    catalog: memoryCatalogStore(world),
    logger,
    hop: HOP,
  };
  const intake = memoryQueue({ now, visibilitySeconds: 59 });
  const deliveries = memoryQueue({ now, visibilitySeconds: 60 });
  const retries = memoryQueue({ now, visibilitySeconds: 60 });
  const pages = memoryQueue({ now, visibilitySeconds: 90 });
  const operator = operatorHandler({
    ...common,
    operatorKeys: memoryOperatorKeyStore(world),
    tenants: memoryTenantStore(world),
    tenantFinder: memoryTenantFinder(world),
    dialects: memoryDialectStore(world),
    deadLetters: memoryDeadLetterDesk(world),
    alerts: memoryAlertLister(world),
    alertStates: memoryAlertStates(world),
    auditEntries: memoryAuditLister(world),
    idempotency: memoryIdempotencyStore(world),
    settings: SETTINGS,
    now,
  });
  const setUp = apiHandler({
    ...common,
    tenants: memoryTenantStore(world),
    dialects: memoryDialectStore(world),
    idempotency: memoryIdempotencyStore(world),
    intents: memorySecretIntents(world),
    statuses: memoryStatusReader(world),
    tallies: memoryTallies(world),
    publicKeys: memoryPublicKeyReader(world),
    ...standing,
    secrets,
    seals,
    log: memoryLogReader(world),
    editor: memoryDeliveryEditor(world),
    limits: { defaultMaxRetries: 3, maxRetries: 10, maxTimeoutSeconds: 300, maxSubscriptions },
    rules: {
      policy,
      allowTlsOptOut: false,
      dialect,
      defaultDialect: "standard",
    },
    now,
  });
  const health = healthHandler({
    ...common,
    ...standing,
    log: memoryLogReader(world),
    tallies: memoryTallies(world),
    tenants: { ...memoryKnownTenants(world), ...memoryTenantStore(world) },
    allReplays: memoryAllReplays(world),
    things: memoryThingReader(world),
    names: memorySubscriptionNames(world),
    statuses: memoryStatusReader(world),
    heads: memorySubscriptionHeads(world),
    parked: memoryParkedLister(world),
    deadLetters: memoryDeadLetterDesk(world),
    dialects: memoryDialectStore(world),
    testPlaces: memoryTestPlaces(world),
    sender,
    policy,
    queues: {
      intake: memoryQueueGauge(intake, world.faults),
      fanOut: memoryQueueGauge(pages, world.faults),
      deliveries: memoryQueueGauge(deliveries, world.faults),
      ordered: { measure: async () => ({ visible: ordered.messages.length, notVisible: 0, delayed: 0 }) },
      retries: memoryQueueGauge(retries, world.faults),
    },
    now,
  });
  const signing = signingHandler({
    ...common,
    events: memoryEventWriter(world),
    recorder: memoryDeliveryRecorder(world),
    testPlaces: memoryTestPlaces(world),
    log: memoryLogReader(world),
    editor: memoryDeliveryEditor(world),
    rules: { dialect },
    wakes: wakes.port,
    sign: signedRequest({ secrets, seals, hop: HOP, now }),
    post: signedPost({ secrets, seals, sender, hop: HOP, now }),
    now,
  });
  const slices = memoryQueue({ now, visibilitySeconds: 90 });
  const log = logHandler({
    ...common,
    log: memoryLogReader(world),
    queue: memoryDeliveryQueue(deliveries, world.faults),
    editor: memoryDeliveryEditor(world),
    eraser: memoryContentEraser(world),
    recipients: memoryUnlistedRecipients(world),
    idempotency: memoryIdempotencyStore(world),
    wakes: wakes.port,
    audit: memoryAuditLog(world),
    replays: memoryReplayStore(world),
    slices: memoryReplayQueue(slices, world.faults),
    rejected: memoryRejectedEvents(world),
    intake: memoryIntakeQueue(intake, world.faults),
    now,
  });
  const queue = memoryDeliveryQueue(deliveries, world.faults);
  const editor = memoryDeliveryEditor(world);
  const ingest = ingestHandler({
    ...common,
    candidates: memoryCandidateLister(world),
    queue,
    ordered: ordered.port,
    pages: memoryFanOutQueue(pages, world.faults),
    editor,
    claims: memoryEventClaims(world),
    recipients: memoryUnlistedRecipients(world),
    log: memoryLogReader(world),
    events: memoryEventWriter(world),
    rejected: memoryRejectedEvents(world),
    visibility: memoryVisibility(intake, world.faults),
    metrics: new Metrics({ namespace: "Posthorn" }),
    random: () => 0.5,
    now,
  });
  const reseal = resealHandler({
    ...common,
    ...memoryKeyRingPorts(world, memoryQueue({ now, visibilitySeconds: 90 })),
    tenants: memoryTenantStore(world),
    now,
  });
  const erase = eraseHandler({
    ...common,
    tenants: memoryTenantStore(world),
    deletions: memoryTenantDeletionStore(world),
    eraser: memoryTenantEraser(world),
    intents: memorySecretIntents(world),
    secrets,
    slices: memoryDeletionQueue(memoryQueue({ now, visibilitySeconds: 150 }), world.faults),
    waitSeconds: 960,
    now,
  });
  const session = sessionHandler({
    ...common,
    sessions: memoryConsoleSessionStore(world),
    consoleUrl: "https://console.example",
    oidc,
    now,
  });
  const portal = portalHandler({
    ...common,
    brandings: memoryPortalBrandingStore(world),
    portalSessions: memoryPortalSessionStore(world),
    tenants: memoryTenantStore(world),
    audit: memoryAuditLog(world),
    portalOrigins: ["https://app.example.com"],
    apiUrl: "https://api.example.com",
    now,
  });
  const docs = docsHandler({ document: '{"openapi":"3.1.1"}', page: "", logger: common.logger });
  const invoke = async (request: APIGatewayProxyEventV2, context: Context): Promise<ApiAnswer> => {
    const { routeKey } = request;
    if (serves("operator", routeKey)) return operator(request, context);
    if (serves("health", routeKey)) return health(request, context);
    if (serves("signing", routeKey)) return signing(request, context);
    if (serves("log", routeKey)) return log(request, context);
    if (serves("reseal", routeKey)) return (await reseal(request, context)) as ApiAnswer;
    if (serves("erase", routeKey)) return (await erase(request, context)) as ApiAnswer;
    if (serves("session", routeKey)) return session(request, context);
    if (serves("portal", routeKey)) return portal(request, context);
    if (serves("docs", routeKey)) return docs(request, context);
    return serves("ingest", routeKey) ? ingest(request, context) : setUp(request, context);
  };
  const call = async (route: string, { body: sent, ...fields }: Call = {}) => {
    const text = sent === undefined || typeof sent === "string" ? sent : JSON.stringify(sent);
    const answer = await invoke(httpRequest({ ...fields, route, body: text }), invocationContext());
    const { headers } = answer;
    const body = answer.body && String(headers["content-type"]).includes("json") ? JSON.parse(answer.body) : undefined;
    if (answer.statusCode >= 400) requireText(body);
    return { status: answer.statusCode, headers, cookies: answer.cookies ?? [], text: answer.body, body };
  };
  return {
    world,
    call,
    invoke,
    deliveries,
    retries,
    slices,
    intake,
    ingest,
    ordered: ordered.messages,
    wakes: wakes.queue,
    lines: logger.lines,
  };
}

/** `memoryApi` with the tenants `acme` and `other`. Each has a key with the role. */
export async function memoryApiWithTenant(role = "manage", options: MemoryApiOptions = {}) {
  const { invoke: _invoke, ...api } = memoryApi(options);
  const { call } = api;
  const keyOf = async (id: string) => {
    await call("POST /api/v1/tenants", { key: ADMIN, body: { id, name: id } });
    return (await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id, body: { role } })).body.key as string;
  };
  return { ...api, key: await keyOf("acme"), otherKey: await keyOf("other") };
}

import { Logger } from "@aws-lambda-powertools/logger";
import { apiHandler } from "../../../lambdas/api/handler.ts";
import { dialectOrRefusal } from "../../../lambdas/api/subscription-rules.ts";
import { logHandler } from "../../../lambdas/log/handler.ts";
import { logRoutes } from "../../../lib/contract/routes.ts";
import { addressPolicy } from "../../../lib/core/address-policy.ts";
import type { Clock, Sender } from "../../../lib/core/ports.ts";
import { dialectOf } from "../../../lib/dialects/registry.ts";
import { signedPost } from "../../../lib/dialects/signed-post.ts";
import { httpRequest } from "../http-request.ts";
import { memoryCatalogStore } from "./catalog.ts";
import { memoryDeliveryLog } from "./deliveries.ts";
import { memoryDialectStore } from "./dialects.ts";
import { memoryAdmissionReader, memoryEventWriter } from "./events.ts";
import { memoryLogReader } from "./log-reader.ts";
import { contextOf } from "./pipeline.ts";
import { memoryAdminKey, memorySecrets } from "./secrets.ts";
import { memorySubscriptionStore } from "./subscriptions.ts";
import { memoryTenantStore } from "./tenants.ts";
import { memoryWorld } from "./world.ts";

export const ADMIN = "admin-key-of-the-operator";
export const AT = "2026-01-01T00:00:00.000Z";

interface Call {
  key?: string;
  id?: string;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

interface MemoryApiOptions {
  now?: Clock;
  /** What test sends are made with: answers 200 when left out. */
  sender?: Sender;
}

const content: Sender = {
  send: async () => ({ startedAtMs: Date.parse(AT), status: 200, timings: { total: 1 }, excerpt: "" }),
};

const logKeys = new Set<string>(logRoutes);

/** The management API over an in-memory AWS. */
export function memoryApi({ now = () => Date.parse(AT), sender = content }: MemoryApiOptions = {}) {
  const world = memoryWorld(now);
  const secrets = memorySecrets(world);
  const common = {
    admission: memoryAdmissionReader(world),
    subscriptions: memorySubscriptionStore(world),
    catalog: memoryCatalogStore(world),
    logger: new Logger({ logLevel: "SILENT" }),
  };
  const setUp = apiHandler({
    ...common,
    adminKeys: memoryAdminKey(world, ADMIN),
    tenants: memoryTenantStore(world),
    dialects: memoryDialectStore(world),
    events: memoryEventWriter(world),
    deliveryLog: memoryDeliveryLog(world),
    secrets,
    post: signedPost({ secrets, sender, now }),
    limits: { defaultMaxRetries: 3, maxRetries: 10, maxTimeoutSeconds: 300 },
    rules: {
      policy: addressPolicy({ allowHttp: false, allowedAddresses: [] }),
      allowTlsOptOut: false,
      dialect: dialectOrRefusal(dialectOf),
      defaultDialect: "standard",
    },
    now,
  });
  const log = logHandler({ ...common, log: memoryLogReader(world) });
  const call = async (route: string, { body, ...fields }: Call = {}) => {
    const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
    const handler = logKeys.has(route) ? log : setUp;
    const answer = await handler(httpRequest({ ...fields, route, body: text }), contextOf());
    const { headers } = answer;
    return {
      status: answer.statusCode,
      headers,
      text: answer.body,
      body: answer.body ? JSON.parse(answer.body) : undefined,
    };
  };
  return { world, call };
}

/** With tenants `acme` and `other`, and a key of each in the role. */
export async function memoryApiWithTenant(role = "manage", options: MemoryApiOptions = {}) {
  const { world, call } = memoryApi(options);
  const keyOf = async (id: string) => {
    await call("POST /api/v1/tenants", { key: ADMIN, body: { id, name: id } });
    return (await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id, body: { role } })).body.key as string;
  };
  return { world, call, key: await keyOf("acme"), otherKey: await keyOf("other") };
}

import { subscriptionKey } from "../../../lib/aws/dynamodb/keys/subscription-keys.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import type { ApiKey } from "../../../lib/core/model/api-key.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import type { Tenant } from "../../../lib/core/model/tenant.ts";

const CREATED = "2026-01-31T12:00:00.000Z";
const KEY_SECRET = "5e".repeat(32);

const tenant: Tenant = { id: "acme", incarnation: "ABCDEFGH", name: "Acme", version: 7, createdAt: CREATED };
const apiKey: ApiKey = {
  id: "acme-0a1b2c3d",
  tenantId: tenant.id,
  name: "billing",
  role: "producer",
  secretHash: hashSecret(KEY_SECRET),
  createdAt: CREATED,
};

/** The tenant of null AWS, with an API key of a producer. */
export const PRODUCER = {
  tenant,
  apiKey,
  /** The API key as the producer sends it. */
  token: `ph_${apiKey.id}_${KEY_SECRET}`,
  signingSecret: `whsec_${Buffer.alloc(32, 7).toString("base64")}`,
};

/** The id of the `n`-th subscription (0 to 99,999). */
export const subscriptionId = (n: number): string => `sub_01JZZZZZZZZZZZZZZZZZZ${String(n).padStart(5, "0")}`;

/** The row of the `n`-th subscription, as the API writes it. */
export function producersSubscriptionRow(n: number, url: string): object {
  const subscription: Subscription = {
    id: subscriptionId(n),
    tenantId: tenant.id,
    url,
    events: ["invoice.*"],
    name: "Billing",
    dialect: "standard",
    secret: { store: "secrets-manager", secretId: `arn:aws:secretsmanager:null/${n}`, versions: [`version-${n}`] },
    headers: { "x-environment": "production" },
    timeoutSeconds: 30,
    maxRetries: 3,
    verifyTls: true,
    active: true,
    metadata: {},
    createdAt: CREATED,
    updatedAt: CREATED,
  };
  return { ...subscriptionKey({ tenantId: tenant.id, subscriptionId: subscription.id }), ...subscription };
}

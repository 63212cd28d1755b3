import type { Logger } from "@aws-lambda-powertools/logger";
import type { output } from "zod/v4/core";
import { type AuditedCaller, auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { refuse } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import type { Tenant } from "../../core/model/tenant.ts";
import type { PortalLimited } from "../../core/portal/capabilities.ts";
import { stampedMetadata } from "../../core/portal/stamped-metadata.ts";
import { rotatedKeys } from "../../core/subscription/public-keys.ts";
import { discardOrphans, type SecretIntents } from "../../core/subscription/secret-intents.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import { limitsFor, type SubscriptionLimits } from "../../core/subscription/subscription-limits.ts";
import { offOnly } from "../../core/subscription/subscription-patch.ts";
import { MAX_ORDERED, subscriptionQuota } from "../../core/subscription/subscription-quota.ts";
import { besideApi, type SubscriptionRules, subscriptionProblems } from "../../core/subscription/subscription-rules.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { TenantStore } from "../../core/tenants.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { dialectNameFor, namedDialects } from "../dialects/named-dialects.ts";
import { requireCapability } from "../http/portal-caller.ts";
import type { subscriptionSchemas } from "./subscription-schemas.ts";
import { subscriptionView } from "./subscription-views.ts";

export interface NewSubscriptionPorts {
  subscriptions: Pick<
    SubscriptionStore,
    "createSubscription" | "getSubscription" | "countSubscriptions" | "countOrdered"
  >;
  intents: SecretIntents;
  secrets: Pick<SigningSecrets, "store" | "forget" | "discard">;
  logger: Pick<Logger, "error">;
  tenants: Pick<TenantStore, "getTenant">;
  dialects: Pick<DialectStore, "getDialect">;
  rules: SubscriptionRules<Dialect>;
  limits: SubscriptionLimits;
  now: Clock;
}

type SubscriptionCreator = AuditedCaller & PortalLimited;

type SubscriptionFields = output<ReturnType<typeof subscriptionSchemas>["create"]>;

/** Creates a subscription and its secret. Throws a `Refusal`: 422 for fields that the rules forbid, 409 at the limit. */
export function createSubscription(ports: NewSubscriptionPorts) {
  const { subscriptions, intents, secrets, tenants, dialects, rules, limits, logger, now } = ports;
  const requireRoom = subscriptionQuota(subscriptions.countSubscriptions, limits.maxSubscriptions, now);
  const requireOrderedRoom = subscriptionQuota(subscriptions.countOrdered, MAX_ORDERED, now, "ordered subscriptions");
  const discard = discardOrphans(ports);

  return async function create(
    caller: SubscriptionCreator,
    { secret: given, signature, dialects: several, url = "", pull, ordered, ...rest }: SubscriptionFields,
    apiHosts: readonly string[],
  ): Promise<{ subscription: Subscription; plain: string }> {
    const { tenantId } = caller;
    if (given) requireCapability(caller, "manageSecret");
    const metadata = stampedMetadata(caller, rest.metadata);
    const on = { pull: pull || undefined, ordered: ordered || undefined };
    const fields = { ...rest, ...on, metadata, url, posthornHeaders: offOnly(rest.posthornHeaders) };
    if (several && (fields.dialect ?? signature)) refuse([DIALECTS_ALONE]);
    const needsDefaults = fields.maxRetries === undefined || !(several ?? fields.dialect);
    const tenant = needsDefaults ? await tenants.getTenant(tenantId) : undefined;
    const { maxRetries = limitsFor(limits, tenant).defaultMaxRetries } = fields;
    const named = await namedDialects(dialects, several ?? [oneDialect(tenant, fields.dialect, signature)]);
    const dialect = rules.dialect(named);
    const brought = given ? dialect.canonicalSecret(given) : undefined;
    refuse(subscriptionProblems(besideApi(rules, apiHosts), { ...fields, ...named }, brought));
    const plain = brought ?? dialect.generateSecret();
    await requireRoom(tenantId);
    if (ordered) await requireOrderedRoom(tenantId);
    const createdAt = new Date(now()).toISOString();
    const id = newId("sub", now());
    await discard().catch((error: unknown) =>
      logger.error("secrets without a subscription were left behind", error as Error),
    );
    await intents.beginSecret({ tenantId, subscriptionId: id, at: createdAt });
    const secret = await secrets.store(subscriptionKeyOf({ tenantId, id }), plain);
    const publicKeys = rotatedKeys(undefined, dialect.publicKeyOf?.(plain), 0, now());
    const identity = { id, tenantId, maxRetries, ...named, secret, publicKeys, createdAt };
    const subscription: Subscription = { ...fields, ...identity, updatedAt: createdAt };
    await write(subscription, caller);
    return { subscription, plain };
  };

  function oneDialect(
    tenant: Tenant | undefined,
    wanted: string | undefined,
    signature: SubscriptionFields["signature"],
  ) {
    const name = wanted ?? tenant?.dialect ?? rules.defaultDialect;
    return { name: dialectNameFor(name, signature) };
  }

  /**
   * Deletes the secret of a subscription that can't be written, because a stored secret costs money. If only the answer
   * was lost, the subscription is there and keeps its secret.
   */
  async function write(subscription: Subscription, caller: AuditedCaller): Promise<void> {
    const resource = { type: "subscription", id: subscription.id } as const;
    const change = { action: "createSubscription", resource, after: subscriptionView(subscription) };
    try {
      await subscriptions.createSubscription(subscription, caller.incarnation, auditEntry(caller, change, now()));
    } catch (error) {
      const key = subscriptionKeyOf(subscription);
      const isThere = await subscriptions.getSubscription(key).catch(() => true);
      if (!isThere) await secrets.forget(key, subscription.secret).catch(() => undefined);
      throw error;
    }
  }
}

const DIALECTS_ALONE = { path: "/dialects", message: "must be given without dialect and signature" };

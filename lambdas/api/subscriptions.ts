import type { Logger } from "@aws-lambda-powertools/logger";
import type { ApiRequest, Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { pageView, readPage, slicePage } from "../../lib/contract/pages.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { checked } from "../../lib/contract/schema.ts";
import { type SubscriptionLimits, subscriptionSchemas, subscriptionView } from "../../lib/contract/subscriptions.ts";
import { Refusal, refuse } from "../../lib/core/errors.ts";
import { newId } from "../../lib/core/ids.ts";
import type { Subscription } from "../../lib/core/model.ts";
import type { Clock, DialectStore, SigningSecrets, SubscriptionStore, TenantStore } from "../../lib/core/ports.ts";
import { signingRef } from "../../lib/core/secret-ref.ts";
import { nextUpdate } from "../../lib/core/subscriptions.ts";
import { namedDialects, signedWith } from "./dialects.ts";
import { type SubscriptionRules, subscriptionProblems } from "./subscription-rules.ts";

export interface SubscriptionPorts {
  subscriptions: SubscriptionStore;
  secrets: SigningSecrets;
  tenants: Pick<TenantStore, "getTenant">;
  dialects: Pick<DialectStore, "getDialect">;
  limits: SubscriptionLimits;
  rules: SubscriptionRules;
  now: Clock;
  logger: Pick<Logger, "error">;
}

/** A tenant's operations on its subscriptions. */
export function subscriptionOperations({
  subscriptions,
  secrets,
  tenants,
  dialects,
  limits,
  rules,
  now,
  logger,
}: SubscriptionPorts) {
  const schemas = subscriptionSchemas(limits);

  const create: Operation = async ({ tenantId, json }) => {
    const { secret: brought, signature, dialects: several, ...fields } = checked(schemas.create, json());
    if (several && (fields.dialect ?? signature))
      refuse([{ path: "/dialects", message: "must be given alone, without dialect and signature" }]);
    const name = fields.dialect ?? (await tenants.getTenant(tenantId))?.dialect ?? rules.defaultDialect;
    const named = await namedDialects(dialects, several ?? [{ name: signedWith(name, signature) }]);
    const dialect = rules.dialect(named);
    refuse(subscriptionProblems(rules, { ...fields, ...named }, brought));
    const createdAt = new Date(now()).toISOString();
    const owner = { tenantId, subscriptionId: newId("sub", now()) };
    const plain = brought ?? dialect.generateSecret();
    const secret = await secrets.store(owner, plain);
    const identity = { id: owner.subscriptionId, tenantId, ...named, secret, createdAt };
    const subscription: Subscription = { ...fields, ...identity, updatedAt: createdAt };
    await keep(subscription);
    return jsonAnswer(201, { ...subscriptionView(subscription), secret: plain });
  };

  /** A secret whose subscription could not be written would be kept, and paid for, for nobody. */
  const keep = async (subscription: Subscription): Promise<void> => {
    try {
      await subscriptions.createSubscription(subscription);
    } catch (error) {
      await secrets.forget(keyOf(subscription), subscription.secret).catch(() => undefined);
      throw error;
    }
  };

  const list: Operation = async ({ tenantId, query }) => {
    const page = readPage(query);
    const all = await subscriptions.listSubscriptions(tenantId);
    return jsonAnswer(
      200,
      pageView(
        slicePage(all, (s) => s.id, page),
        subscriptionView,
      ),
    );
  };

  const read: Operation = async (request) => jsonAnswer(200, subscriptionView(await find(request)));

  const update: Operation = async (request) => {
    const { dialects: several, ...patch } = checked(schemas.patch, request.json());
    const spoken = several && { definition: undefined, alsoIn: undefined, ...(await namedDialects(dialects, several)) };
    for (let tries = 0; tries < 3; tries++) {
      const before = await find(request);
      const after = { ...merged(before, patch, now()), ...spoken };
      // The secret in use must be one in the new dialect too.
      const [plain] = spoken ? await secrets.reveal(keyOf(before), signingRef(before.secret, now())) : [];
      refuse(subscriptionProblems(rules, after, plain));
      const replaced = await subscriptions.replaceSubscription(after, before.updatedAt);
      if (replaced) return jsonAnswer(200, subscriptionView(after));
    }
    throw new Refusal(409, "The subscription is being changed by others: try again.");
  };

  const remove: Operation = async (request) => {
    const subscription = await find(request);
    await subscriptions.deleteSubscription(keyOf(subscription));
    // The subscription is gone all the same: a secret that stays behind is ours to clear up, not the caller's.
    await secrets.forget(keyOf(subscription), subscription.secret).catch((error: unknown) => {
      logger.error("a deleted subscription's secret was left behind", { error: error as Error, id: subscription.id });
    });
    return { statusCode: 204, headers: {}, body: "" };
  };

  const find = async ({ tenantId, id }: ApiRequest): Promise<Subscription> => {
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: id });
    if (!subscription) throw notFound();
    return subscription;
  };

  return { create, list, read, update, remove };
}

const keyOf = ({ tenantId, id }: Subscription) => ({ tenantId, subscriptionId: id });

type Patch = Partial<Omit<Subscription, "name" | "description" | "filter">> & {
  name?: string | null;
  filter?: string | null;
  description?: string | null;
};

/** The patch over what was there; null clears. */
function merged(before: Subscription, { name, description, filter, ...patch }: Patch, nowMs: number): Subscription {
  const after: Subscription = { ...before, ...patch, updatedAt: nextUpdate(before, nowMs) };
  if (name !== undefined) after.name = name ?? undefined;
  if (description !== undefined) after.description = description ?? undefined;
  if (filter !== undefined) after.filter = filter ?? undefined;
  if (patch.active) after.disabledReason = undefined;
  return after;
}

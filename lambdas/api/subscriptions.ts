import type { Logger } from "@aws-lambda-powertools/logger";
import { notFound } from "../../lib/contract/http.ts";
import { pageView, readPage, slicePage } from "../../lib/contract/pages.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { checked } from "../../lib/contract/schema.ts";
import { type SubscriptionLimits, subscriptionSchemas, subscriptionView } from "../../lib/contract/subscriptions.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { newId } from "../../lib/core/ids.ts";
import type { Subscription } from "../../lib/core/model.ts";
import type { Clock, SigningSecrets, SubscriptionStore } from "../../lib/core/ports.ts";
import { DEFAULT_DIALECT } from "../../lib/dialects/registry.ts";
import type { ApiRequest, Operation } from "./routes.ts";
import { type SubscriptionRules, subscriptionProblems } from "./subscription-rules.ts";

export interface SubscriptionPorts {
  subscriptions: SubscriptionStore;
  secrets: SigningSecrets;
  limits: SubscriptionLimits;
  rules: SubscriptionRules;
  now: Clock;
  logger: Pick<Logger, "error">;
}

/** A tenant's operations on its subscriptions. */
export function subscriptionOperations({ subscriptions, secrets, limits, rules, now, logger }: SubscriptionPorts) {
  const schemas = subscriptionSchemas(limits);

  const create: Operation = async ({ tenantId, json }) => {
    const { secret: brought, ...fields } = checked(schemas.create, json());
    const dialect = rules.dialect(fields.dialect ?? DEFAULT_DIALECT);
    refuse(subscriptionProblems(rules, { ...fields, dialect: dialect.name }, brought));
    const createdAt = new Date(now()).toISOString();
    const owner = { tenantId, subscriptionId: newId("sub", now()) };
    const plain = brought ?? dialect.generateSecret();
    const secret = await secrets.store(owner, plain);
    const identity = { id: owner.subscriptionId, tenantId, dialect: dialect.name, secret, createdAt };
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
    const patch = checked(schemas.patch, request.json());
    for (let tries = 0; tries < 3; tries++) {
      const before = await find(request);
      const after = merged(before, patch, now());
      refuse(subscriptionProblems(rules, after));
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

type Patch = Partial<Omit<Subscription, "name" | "description">> & {
  name?: string | null;
  description?: string | null;
};

/** The patch over what was there; null clears. Each update has a later `updatedAt` than the one before. */
function merged(before: Subscription, { name, description, ...patch }: Patch, nowMs: number): Subscription {
  const updatedAt = new Date(Math.max(nowMs, Date.parse(before.updatedAt) + 1)).toISOString();
  const after: Subscription = { ...before, ...patch, updatedAt };
  if (name !== undefined) after.name = name ?? undefined;
  if (description !== undefined) after.description = description ?? undefined;
  if (patch.active) after.disabledReason = undefined;
  return after;
}

function refuse(errors: Refusal["errors"]): void {
  if (errors.length > 0) throw new Refusal(422, "Some fields are not as they should be.", errors);
}

import type { Logger } from "@aws-lambda-powertools/logger";
import type { Clock } from "../../core/clock.ts";
import { type AbandonPorts, abandonWaiting } from "../../core/delivery/abandoning.ts";
import { Refusal, refuse } from "../../core/errors.ts";
import { newId } from "../../core/ids.ts";
import type { StatusReader } from "../../core/log/log-reader.ts";
import type { PublicKey, Subscription } from "../../core/model.ts";
import { rotatedKeys } from "../../core/subscription/public-keys.ts";
import { signingRef } from "../../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { TenantStore } from "../../core/tenants.ts";
import type { DialectStore } from "../../dialects/definition.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { namedDialects, signedWith } from "../dialects/named-dialects.ts";
import { requireMatch, tagged } from "../http/etag.ts";
import type { ApiRequest, Operation } from "../http/guards.ts";
import { pageView, readPage } from "../http/pages.ts";
import { emptyAnswer, jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { checked, lostNames } from "../http/schema.ts";
import { patched, patchProblems } from "./subscription-patch.ts";
import { type SubscriptionRules, subscriptionProblems } from "./subscription-rules.ts";
import {
  type SubscriptionLimits,
  subscriptionEtag,
  subscriptionSchemas,
  subscriptionView,
  subscriptionWithStatus,
} from "./subscription-schemas.ts";

export interface SubscriptionPorts {
  subscriptions: SubscriptionStore;
  secrets: SigningSecrets;
  statuses: StatusReader;
  tenants: Pick<TenantStore, "getTenant">;
  dialects: Pick<DialectStore, "getDialect">;
  log: AbandonPorts["log"];
  editor: AbandonPorts["editor"];
  limits: SubscriptionLimits;
  rules: SubscriptionRules;
  now: Clock;
  logger: Pick<Logger, "error">;
}

/** A tenant's operations on its subscriptions. */
export function subscriptionOperations({
  subscriptions,
  statuses,
  secrets,
  tenants,
  dialects,
  log,
  editor,
  limits,
  rules,
  now,
  logger,
}: SubscriptionPorts) {
  const schemas = subscriptionSchemas(limits);
  const abandon = abandonWaiting({ log, editor, now });

  const create: Operation = async ({ tenantId, json }) => {
    const asked = checked(schemas.create, whole(json()));
    const { secret: brought, signature, dialects: several, url = "", pull, ...rest } = asked;
    const fields = { ...rest, url, pull: pull || undefined };
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
    const publicKeys = rotatedKeys(undefined, dialect.publicKeyOf?.(plain), 0, now());
    const identity = { id: owner.subscriptionId, tenantId, ...named, secret, publicKeys, createdAt };
    const subscription: Subscription = { ...fields, ...identity, updatedAt: createdAt };
    await keep(subscription);
    return shown(201, subscription, { secret: plain });
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
    const page = await subscriptions.pageSubscriptions(tenantId, readPage(query));
    const known = await statuses.getStatuses(page.items.map(({ id }) => id));
    return jsonAnswer(
      200,
      pageView(page, (subscription) => subscriptionWithStatus(subscription, known.get(subscription.id))),
    );
  };

  const read: Operation = async (request) => {
    const [subscription, known] = await Promise.all([find(request), statuses.getStatuses([request.id])]);
    const view = subscriptionWithStatus(subscription, known.get(subscription.id));
    return tagged(jsonAnswer(200, view), subscriptionEtag(subscription));
  };

  const update: Operation = async (request) => {
    const patch = checked(schemas.patch, whole(request.json()));
    const { dialects: several } = patch;
    const spoken = several && { definition: undefined, alsoIn: undefined, ...(await namedDialects(dialects, several)) };
    for (let tries = 0; tries < 3; tries++) {
      const before = await findMatching(request);
      const after = { ...patched(before, patch, limits, now()), ...spoken };
      // The secrets in use, one in its grace period among them, must be some in the new dialect too.
      const signing = spoken ? await secrets.reveal(keyOf(before), signingRef(before.secret, now())) : [];
      const [plain] = signing;
      const unfit = signing.find((secret) => rules.dialect(after).secretProblem(secret));
      refuse([...subscriptionProblems(rules, after, unfit), ...patchProblems(before, after, patch)]);
      if (plain !== undefined) after.publicKeys = publishedKeys(rules.dialect(after), before, plain);
      if (await subscriptions.replaceSubscription(after, before.updatedAt)) return shown(200, after);
    }
    throw new Refusal(409, "The subscription is being changed by others: try again.");
  };

  const remove: Operation = async (request) => {
    const subscription = await findMatching(request);
    const expected = request.header("if-match") === undefined ? undefined : subscription.updatedAt;
    const removed = await subscriptions.deleteSubscription(keyOf(subscription), expected);
    // It was changed, or deleted, just now: the answer is the one to that.
    if (!removed && expected !== undefined) return remove(request);
    // The subscription is gone all the same: what stays behind is ours to clear up, not the caller's.
    const leftBehind = (what: string) => (error: unknown) =>
      logger.error(`a deleted subscription's ${what} was left behind`, { error: error as Error, id: subscription.id });
    await secrets.forget(keyOf(subscription), subscription.secret).catch(leftBehind("secret"));
    if (subscription.pull) await abandon(keyOf(subscription)).catch(leftBehind("stream"));
    return emptyAnswer();
  };

  /** Refused with 412 when it is not as the caller's `If-Match` says. */
  const findMatching = async (request: ApiRequest): Promise<Subscription> => {
    const subscription = await find(request);
    requireMatch(request.header("if-match"), subscriptionEtag(subscription));
    return subscription;
  };

  const find = async ({ tenantId, id }: ApiRequest): Promise<Subscription> => {
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: id });
    if (!subscription) throw notFound();
    return subscription;
  };

  return { create, list, read, update, remove };
}

/** A header or metadata that would be dropped in silence is refused. */
function whole(json: unknown): unknown {
  refuse(lostNames(json));
  return json;
}

const shown = (status: number, subscription: Subscription, more: object = {}) =>
  tagged(jsonAnswer(status, { ...subscriptionView(subscription), ...more }), subscriptionEtag(subscription));

const keyOf = ({ tenantId, id }: Subscription) => ({ tenantId, subscriptionId: id });

/** A secret has a public key in some dialects only. */
function publishedKeys({ publicKeyOf }: Dialect, before: Subscription, plain: string): PublicKey[] | undefined {
  return publicKeyOf && (before.publicKeys ?? [{ key: publicKeyOf(plain) }]);
}

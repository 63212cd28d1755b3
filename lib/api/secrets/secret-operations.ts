import type { Logger } from "@aws-lambda-powertools/logger";
import type { Clock } from "../../core/clock.ts";
import { type Problem, Refusal, refuse } from "../../core/errors.ts";
import { nextUpdate } from "../../core/kit/next-update.ts";
import type { SecretRef, Subscription } from "../../core/model.ts";
import { rotatedKeys } from "../../core/subscription/public-keys.ts";
import { rotatedRef, signingRef } from "../../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { ApiRequest, Operation } from "../http/guards.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";
import { checked } from "../http/schema.ts";
import type { SubscriptionRules } from "../subscriptions/subscription-rules.ts";
import { rotationSchema, secretsView } from "./secret-schemas.ts";

export interface SecretPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "replaceSubscription" | "recordSecretShown">;
  secrets: Pick<SigningSecrets, "add" | "reveal">;
  rules: Pick<SubscriptionRules, "dialect">;
  now: Clock;
  logger: Pick<Logger, "info">;
}

/** A tenant's operations on the secrets of a subscription in use. */
export function secretOperations({ subscriptions, secrets, rules, now, logger }: SecretPorts) {
  const rotate: Operation = async (request) => {
    const { secret: brought, graceSeconds } = checked(rotationSchema, request.json({}));
    let kept: { plain: string; ref: SecretRef } | undefined;
    const { secret } = await change(request, async (before) => {
      const dialect = rules.dialect(before);
      const plain = kept?.plain ?? brought ?? dialect.generateSecret();
      // A new one too: of two dialects together, the other may want another form than the one that made it.
      refuse([...secretProblems(dialect, plain), ...graceProblems(dialect, graceSeconds)]);
      kept ??= await keep(before, plain);
      return {
        secret: rotatedRef(before.secret, kept.ref, graceSeconds, now()),
        publicKeys: rotatedKeys(before.publicKeys, dialect.publicKeyOf?.(plain), graceSeconds, now()),
      };
    });
    logger.info("secret rotated", { ...facts(request), graceSeconds });
    return jsonAnswer(200, { secret: kept?.plain, previousValidUntil: secret.retiresAt?.[0] });
  };

  const keep = async (subscription: Subscription, plain: string) => ({
    plain,
    ref: await secrets.add(ownerOf(subscription), subscription.secret, plain),
  });

  /** Who saw a secret last is kept with the subscription; one that can't be put on record is not shown. */
  const show: Operation = async (request) => {
    const at = new Date(now()).toISOString();
    const { tenantId, id, keyId } = request;
    const subscription = await subscriptions.recordSecretShown({ tenantId, subscriptionId: id }, { at, keyId });
    if (!subscription) throw notFound();
    const ref = signingRef(subscription.secret, now());
    const revealed = await secrets.reveal(ownerOf(subscription), ref);
    logger.info("secret shown", facts(request));
    return jsonAnswer(200, secretsView(ref, revealed));
  };

  /** Makes a change to a subscription as it stands: one that others make meanwhile is not undone. */
  const change = async (
    request: ApiRequest,
    edit: (before: Subscription) => Promise<Partial<Subscription>>,
  ): Promise<Subscription> => {
    for (let tries = 0; tries < 3; tries++) {
      const before = await find(request);
      const after = { ...before, ...(await edit(before)), updatedAt: nextUpdate(before, now()) };
      if (await subscriptions.replaceSubscription(after, before.updatedAt)) return after;
    }
    throw new Refusal(409, "The subscription is being changed by others: try again.");
  };

  const find = async ({ tenantId, id }: ApiRequest): Promise<Subscription> => {
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: id });
    if (!subscription) throw notFound();
    return subscription;
  };

  return { rotate, show };
}

/** What is wrong with a secret in a dialect. */
export function secretProblems(dialect: Dialect, secret: string | undefined): Problem[] {
  const message = secret === undefined ? undefined : dialect.secretProblem(secret);
  return message ? [{ path: "/secret", message }] : [];
}

function graceProblems(dialect: Dialect, graceSeconds: number): Problem[] {
  if (graceSeconds === 0 || dialect.signatureList) return [];
  const message = `must be 0: a POST in the ${dialect.name} dialect can carry one signature only`;
  return [{ path: "/graceSeconds", message }];
}

const ownerOf = ({ tenantId, id }: Subscription) => ({ tenantId, subscriptionId: id });

const facts = ({ tenantId, keyId, id }: ApiRequest) => ({ tenantId, keyId, subscriptionId: id });

import type { Logger } from "@aws-lambda-powertools/logger";
import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { type Problem, refuse } from "../../core/errors.ts";
import { nextUpdate } from "../../core/kit/next-update.ts";
import type { SecretRef } from "../../core/model/secret.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { changeSubscription } from "../../core/subscription/change-subscription.ts";
import { rotatedKeys } from "../../core/subscription/public-keys.ts";
import { refuseFullList, rotatedRef, signingRef } from "../../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import { type SubscriptionRules, secretProblems } from "../../core/subscription/subscription-rules.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { TenantStore } from "../../core/tenants.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { namedDialect } from "../dialects/named-dialects.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { notFound } from "../http/refusals.ts";
import type { secretRoutes } from "./secret-routes.ts";
import { secretsView } from "./secret-views.ts";

export interface SecretPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "replaceSubscription" | "recordSecretShown">;
  secrets: Pick<SigningSecrets, "add" | "reveal">;
  tenants: Pick<TenantStore, "getTenant">;
  dialects: Pick<DialectStore, "getDialect">;
  rules: Pick<SubscriptionRules<Dialect>, "dialect" | "defaultDialect">;
  now: Clock;
  logger: Pick<Logger, "info">;
}

/** A tenant's operations on the secrets of its subscriptions. */
export function secretOperations({
  subscriptions,
  secrets,
  tenants,
  dialects,
  rules,
  now,
  logger,
}: SecretPorts): Operations<typeof secretRoutes> {
  const add = async (subscription: Subscription, plain: string) => ({
    plain,
    ref: await secrets.add(subscriptionKeyOf(subscription), subscription.secret, plain),
  });

  return {
    rotateSecret: async (request) => {
      const { secret: given, graceSeconds } = request.body;
      // Kept across tries, so that a second try after a conflict adds no second secret.
      let added: { plain: string; ref: SecretRef } | undefined;
      const rotated = async (before: Subscription): Promise<Subscription> => {
        const dialect = rules.dialect(before);
        const plain = added?.plain ?? (given ? dialect.canonicalSecret(given) : dialect.generateSecret());
        // A generated secret is checked as well: the second of two dialects may demand another form.
        refuse([...secretProblems(dialect, plain), ...graceProblems(dialect, graceSeconds)]);
        refuseFullList(before.secret, graceSeconds, now());
        added ??= await add(before, plain);
        return {
          ...before,
          secret: rotatedRef(before.secret, added.ref, graceSeconds, now()),
          publicKeys: rotatedKeys(before.publicKeys, dialect.publicKeyOf?.(plain), graceSeconds, now()),
          updatedAt: nextUpdate(before, now()),
        };
      };
      const changed = await changeSubscription(
        subscriptions,
        subscriptionKeyOf(request),
        rotated,
        () => undefined,
        (after, before) => {
          const states = { before: rotationView(before), after: rotationView(after) };
          return auditEntry(request, { action: "rotateSecret", resource: resourceOf(request), ...states }, now());
        },
      );
      if (!changed) throw notFound();
      logger.info("secret rotated", { ...factsOf(request), graceSeconds });
      return jsonAnswer(200, { secret: added?.plain, previousValidUntil: changed.secret.retiresAt?.[0] });
    },

    /** The subscription's row records who saw the secret last. A secret is shown only after that was recorded. */
    showSecret: async (request) => {
      const shown = { at: new Date(now()).toISOString(), keyId: request.keyId };
      const change = { action: "showSecret", resource: resourceOf(request), after: { secretShown: shown } };
      const audit = auditEntry(request, change, now());
      const subscription = await subscriptions.recordSecretShown(subscriptionKeyOf(request), shown, audit);
      if (!subscription) throw notFound();
      const ref = signingRef(subscription.secret, now());
      const revealed = await secrets.reveal(subscriptionKeyOf(subscription), ref);
      logger.info("secret shown", factsOf(request));
      return jsonAnswer(200, secretsView(ref, revealed));
    },

    /** Stores nothing. The default is the dialect of a new subscription that names none. */
    generateSecret: async ({ tenantId, body }) => {
      const name = body.dialect ?? (await tenants.getTenant(tenantId))?.dialect ?? rules.defaultDialect;
      const dialect = rules.dialect(await namedDialect(dialects, name));
      return jsonAnswer(200, { secret: dialect.generateSecret() });
    },
  };
}

function graceProblems(dialect: Dialect, graceSeconds: number): Problem[] {
  if (graceSeconds === 0 || dialect.signatureList) return [];
  const message = `must be 0: a POST in the ${dialect.name} dialect can carry only one signature`;
  return [{ path: "/graceSeconds", message }];
}

const resourceOf = ({ id }: { id: string }) => ({ type: "subscription", id }) as const;

/** What a rotation changes, without the secrets. */
const rotationView = ({ secret, updatedAt }: Subscription) => ({
  previousValidUntil: secret.retiresAt?.[0],
  updatedAt,
});

const factsOf = ({ tenantId, keyId, id }: Caller & { id: string }) => ({ tenantId, keyId, subscriptionId: id });

import type { output } from "zod/v4/core";
import type { Clock } from "../../core/clock.ts";
import { refuse } from "../../core/errors.ts";
import type { PublicKey, Subscription, SubscriptionKey } from "../../core/model.ts";
import { changeSubscription } from "../../core/subscription/change-subscription.ts";
import { signingRef } from "../../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { SubscriptionLimits } from "../../core/subscription/subscription-limits.ts";
import { patched, patchProblems } from "../../core/subscription/subscription-patch.ts";
import {
  type DialectChoice,
  type SubscriptionRules,
  subscriptionProblems,
} from "../../core/subscription/subscription-rules.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import type { DialectStore } from "../../dialects/definition.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import { namedDialects } from "../dialects/named-dialects.ts";
import { requireMatch } from "../http/etag.ts";
import type { subscriptionSchemas } from "./subscription-schemas.ts";
import { subscriptionEtag } from "./subscription-views.ts";

export interface SubscriptionUpdatePorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "replaceSubscription">;
  secrets: Pick<SigningSecrets, "reveal">;
  dialects: Pick<DialectStore, "getDialect">;
  limits: SubscriptionLimits;
  rules: SubscriptionRules<Dialect>;
  now: Clock;
}

type PatchBody = output<ReturnType<typeof subscriptionSchemas>["patch"]>;

/**
 * Applies a patch to the state that `ifMatch` names. Resolves with undefined if the subscription is gone. Throws a
 * `Refusal`: 412 for another state, 422 for fields that the rules forbid, 409 if others changed the subscription during
 * every try.
 */
export function updateSubscription(ports: SubscriptionUpdatePorts) {
  const { subscriptions, secrets, dialects, limits, rules, now } = ports;

  return async function update(key: SubscriptionKey, { dialects: wanted, ...patch }: PatchBody, ifMatch?: string) {
    const spoken = wanted && { definition: undefined, alsoIn: undefined, ...(await namedDialects(dialects, wanted)) };
    return changeSubscription(subscriptions, key, async (before) => {
      requireMatch(ifMatch, subscriptionEtag(before));
      const after = { ...patched(before, patch, limits, now()), ...spoken };
      const inUse = spoken ? await secretsInUse(before) : [];
      const unfit = inUse.find((secret) => rules.dialect(after).secretProblem(secret));
      refuse([...subscriptionProblems(rules, after, unfit), ...patchProblems(before, after, patch)]);
      const [current] = inUse;
      return current === undefined ? after : { ...after, publicKeys: publicKeysIn(after, before, current) };
    });
  };

  /** Secrets in their grace period count as well: a new dialect must be able to sign with each secret. */
  function secretsInUse(subscription: Subscription): Promise<string[]> {
    return secrets.reveal(subscriptionKeyOf(subscription), signingRef(subscription.secret, now()));
  }

  /** Secrets have public keys in some dialects only. */
  function publicKeysIn(choice: DialectChoice, before: Subscription, secret: string): PublicKey[] | undefined {
    const { publicKeyOf } = rules.dialect(choice);
    return publicKeyOf && (before.publicKeys ?? [{ key: publicKeyOf(secret) }]);
  }
}

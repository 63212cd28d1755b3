import type { output } from "zod/v4/core";
import { type AuditedCaller, auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { type Problem, refuse } from "../../core/errors.ts";
import type { PublicKey } from "../../core/model/secret.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import type { PortalLimited } from "../../core/portal/capabilities.ts";
import { scopeProblems } from "../../core/portal/stamped-metadata.ts";
import { changeSubscription } from "../../core/subscription/change-subscription.ts";
import { type HeaderSeals, withOpenHeaders } from "../../core/subscription/sealed-headers.ts";
import { signingRef } from "../../core/subscription/secret-ref.ts";
import { replacedHeaders } from "../../core/subscription/sensitive-headers.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import { limitsFor, type SubscriptionLimits } from "../../core/subscription/subscription-limits.ts";
import { patched, patchProblems } from "../../core/subscription/subscription-patch.ts";
import {
  besideApi,
  type DialectChoice,
  type SubscriptionRules,
  subscriptionProblems,
} from "../../core/subscription/subscription-rules.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { switchOffAlert, withSwitchOffAlert } from "../../core/subscription/switch-off-alert.ts";
import type { TenantStore } from "../../core/tenants.ts";
import type { Dialect } from "../../dialects/dialect.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { namedDialects } from "../dialects/named-dialects.ts";
import { requireMatch } from "../http/etag.ts";
import { conflict } from "../http/refusals.ts";
import type { subscriptionSchemas } from "./subscription-schemas.ts";
import { subscriptionEtag, subscriptionView } from "./subscription-views.ts";

export interface SubscriptionUpdatePorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "replaceSubscription">;
  secrets: Pick<SigningSecrets, "reveal">;
  seals: Pick<HeaderSeals, "open">;
  tenants: Pick<TenantStore, "getTenant">;
  dialects: Pick<DialectStore, "getDialect">;
  limits: SubscriptionLimits;
  rules: SubscriptionRules<Dialect>;
  now: Clock;
}

/** A patch doesn't contain the secrets that it is rejected for, so the message says whose they are and what helps. */
const unfitSecrets = ({ secretProblem }: Pick<Dialect, "secretProblem">, inUse: readonly string[]): Problem[] =>
  inUse
    .flatMap((secret) => secretProblem(secret) ?? [])
    .slice(0, 1)
    .map((problem) => ({
      path: "/secret",
      message: `in use doesn't fit this dialect: it ${problem}. Rotate it to one that fits both dialects first`,
    }));

/** The subscription that a request changes, the id of the key, and the host names of the API that the request came in at. */
type UpdatePlace = AuditedCaller & PortalLimited & { id: string; apiHosts: readonly string[] };

type PatchBody = output<ReturnType<typeof subscriptionSchemas>["patch"]>;

/**
 * Applies a patch to the state that `ifMatch` names. Resolves with the state after it, and whether its URL is another
 * one. Resolves with undefined if the subscription is gone. Throws a
 * `Refusal`: 412 for another state, 422 for fields that the rules forbid, 409 if others changed the subscription during
 * every try, or if the new dialect would end a grace period.
 */
export function updateSubscription(ports: SubscriptionUpdatePorts) {
  const { subscriptions, secrets, seals, tenants, dialects: store, limits, rules, now } = ports;

  return async function update(at: UpdatePlace, { dialect, dialects, ...patch }: PatchBody, ifMatch?: string) {
    const wanted = dialects ?? (dialect === undefined ? undefined : [{ name: dialect }]);
    const spoken = wanted && { definition: undefined, alsoIn: undefined, ...(await namedDialects(store, wanted)) };
    const tenant = patch.maxRetries === null ? await tenants.getTenant(at.tenantId) : undefined;
    let moved = false;
    const changed = await changeSubscription(
      subscriptions,
      subscriptionKeyOf(at),
      async (stored) => {
        requireMatch(ifMatch, subscriptionEtag(stored));
        const before = await withOpenHeaders(seals, stored, replacedHeaders(stored, patch));
        const next = dialect === before.dialect ? undefined : spoken;
        const changes = patched(before, patch, limitsFor(limits, tenant), now());
        const after = { ...withSwitchOffAlert(changes, before, now()), ...next };
        const inUse = next ? await secretsInUse(before) : [];
        refuse([
          ...subscriptionProblems(besideApi(rules, at.apiHosts), after),
          ...unfitSecrets(rules.dialect(after), inUse),
          ...patchProblems(before, after, patch),
          ...scopeProblems(at, after),
        ]);
        moved = after.url !== stored.url;
        if (inUse.length > 1) requireList(after, before);
        const [current] = inUse;
        return current === undefined ? after : { ...after, publicKeys: publicKeysIn(after, before, current) };
      },
      (after, before) => switchOffAlert(after, before, at.keyId),
      (after, before) => {
        const resource = { type: "subscription", id: at.id } as const;
        const states = { before: subscriptionView(before), after: subscriptionView(after) };
        return auditEntry(at, { action: "updateSubscription", resource, ...states }, now());
      },
    );
    return changed && { subscription: changed, moved };
  };

  /** Secrets in their grace period sign until it ends. Throws a 409 `Refusal` if the new dialect has no room for them. */
  function requireList(choice: DialectChoice, { secret }: Subscription): void {
    const { name, signatureList } = rules.dialect(choice);
    if (signatureList) return;
    const last = signingRef(secret, now()).retiresAt?.toSorted().at(-1);
    throw conflict(
      `A POST in the ${name} dialect can carry only one signature, and earlier secrets sign until ${last}. ` +
        "Change the dialect after that, or rotate the secret without `graceSeconds` first.",
    );
  }

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

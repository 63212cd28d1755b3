import { PipelineFault } from "../../core/errors.ts";
import type { Resealer, Resealing } from "../../core/key-ring/key-ring-ports.ts";
import type { SecretRef } from "../../core/model/secret.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { placeOf } from "../../core/subscription/sealed-headers.ts";
import { subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { type KeyRing, parseKeyRing } from "./key-ring.ts";
import { headerContext } from "./sealed-headers.ts";
import { secretContext } from "./sealed-secrets.ts";
import { resealValue, type SealContext } from "./sealed-value.ts";

/**
 * Seals subscriptions' values again with the ring's current key.
 *
 * @param load reads the ring's text
 */
export const ringResealer = (load: () => Promise<string>): Resealer => ({
  async resealWith(expected) {
    const ring = parseKeyRing(await load());
    if (!ring.keys.has(expected)) throw new PipelineFault("the key ring lost its last key");
    return (subscription) => resealed(ring, subscription);
  },
});

function resealed(ring: KeyRing, subscription: Subscription): Resealing {
  const { secret, sealedHeaders } = subscription;
  let [changed, unreadable] = [false, false];

  function again(context: SealContext, value: string): string {
    try {
      const sealed = resealValue(ring, context, value);
      changed ||= sealed !== value;
      return sealed;
    } catch (error) {
      if (!(error instanceof PipelineFault)) throw error;
      unreadable = true;
      return value;
    }
  }

  const parts = {
    secret: resealedSecret(subscription, secret, again),
    ...(sealedHeaders && { sealedHeaders: resealedHeaders(subscription, sealedHeaders, again) }),
  };
  return { ...(changed && { parts }), unreadable };
}

type Again = (context: SealContext, value: string) => string;

function resealedSecret(subscription: Subscription, secret: SecretRef, again: Again): SecretRef {
  if (secret.store !== "sealed") return secret;
  const context = secretContext(subscriptionKeyOf(subscription));
  return { ...secret, versions: secret.versions.map((version) => again(context, version)) };
}

const resealedHeaders = (subscription: Subscription, sealed: Record<string, string>, again: Again) =>
  Object.fromEntries(
    Object.entries(sealed).map(([name, value]) => [name, again(headerContext(placeOf(subscription, name)), value)]),
  );

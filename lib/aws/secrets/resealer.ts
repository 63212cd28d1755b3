import { PipelineFault } from "../../core/errors.ts";
import type { Resealer, Resealing } from "../../core/key-ring/key-ring-ports.ts";
import type { SecretRef, Subscription } from "../../core/model.ts";
import { placeOf } from "../../core/subscription/sealed-headers.ts";
import { subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { type KeyRing, parseKeyRing } from "./key-ring.ts";
import { headerContext } from "./sealed-headers.ts";
import { secretContext } from "./sealed-secrets.ts";
import { isCurrent, resealValue } from "./sealed-value.ts";

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
  try {
    if (sealedIn(subscription).every((value) => isCurrent(ring, value))) return "none";
    return {
      secret: resealedSecret(ring, subscription, secret),
      ...(sealedHeaders && { sealedHeaders: resealedHeaders(ring, subscription, sealedHeaders) }),
    };
  } catch (error) {
    if (error instanceof PipelineFault) return "unreadable";
    throw error;
  }
}

const sealedIn = ({ secret, sealedHeaders = {} }: Subscription): string[] => [
  ...(secret.store === "sealed" ? secret.versions : []),
  ...Object.values(sealedHeaders),
];

function resealedSecret(ring: KeyRing, subscription: Subscription, secret: SecretRef): SecretRef {
  if (secret.store !== "sealed") return secret;
  const context = secretContext(subscriptionKeyOf(subscription));
  return { ...secret, versions: secret.versions.map((version) => resealValue(ring, context, version)) };
}

const resealedHeaders = (ring: KeyRing, subscription: Subscription, sealed: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(sealed).map(([name, value]) => [
      name,
      resealValue(ring, headerContext(placeOf(subscription, name)), value),
    ]),
  );

import type { Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import type { Clock, SigningSecrets, SubscriptionStore } from "../../lib/core/ports.ts";
import { signingRef } from "../../lib/core/secret-ref.ts";
import { publicKeyOf } from "../../lib/dialects/ed25519.ts";

interface PublicKeyPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  secrets: Pick<SigningSecrets, "reveal">;
  now: Clock;
}

/** Of a subscription that signs with ed25519: the public keys to verify with, newest first. Nothing is put on record. */
export const publicKeyOperation = ({ subscriptions, secrets, now }: PublicKeyPorts): Operation =>
  async function publicKey({ tenantId, id }) {
    const owner = { tenantId, subscriptionId: id };
    const subscription = await subscriptions.getSubscription(owner);
    if (!subscription) throw notFound();
    const keys = (await secrets.reveal(owner, signingRef(subscription.secret, now()))).filter((secret) =>
      secret.startsWith("whsk_"),
    );
    if (keys.length === 0) throw notFound();
    const publicKeys = keys.map(publicKeyOf);
    return jsonAnswer(200, { publicKey: publicKeys[0], publicKeys });
  };

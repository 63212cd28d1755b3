import type { Clock } from "../core/clock.ts";
import type { PostResult } from "../core/delivery/outcome.ts";
import type { Subscription } from "../core/model.ts";
import { type HeaderSeals, withOpenHeaders } from "../core/subscription/sealed-headers.ts";
import { signingRef } from "../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../core/subscription/signing-secrets.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { bodyDigest, hiddenValues, overridden, secretVersion, shownHeaders } from "./mask.ts";
import { withoutEchoes } from "./mask-echoes.ts";
import { ownHeaders, type PostTask } from "./own-headers.ts";
import type { Sender } from "./sender.ts";

export interface SigningPorts {
  secrets: Pick<SigningSecrets, "reveal">;
  seals: Pick<HeaderSeals, "open">;
  /** The name of this stack in `posthorn-hop`. */
  hop: string;
  now: Clock;
}

export interface PostPorts extends SigningPorts {
  sender: Sender;
}

/**
 * Renders and signs a delivery for a POST now. If `secret` is given, only this secret signs, instead of the
 * subscription's secrets. `shown` are the headers with secret values masked.
 */
export function signedRequest({ secrets, seals, hop, now }: SigningPorts) {
  return async function sign(task: PostTask, stored: Subscription, dialect: Dialect, secret?: string) {
    const subscription = await withOpenHeaders(seals, stored);
    const owner = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
    const ref = signingRef(subscription.secret, now());
    const signing = secret === undefined ? await secrets.reveal(owner, ref) : [secret];
    const { event, deliveryId } = task;
    const rendered = dialect.render({ event, subscription, deliveryId, secrets: signing, nowMs: now() });
    const own = ownHeaders(task, subscription, dialect, hop);
    const headers = overridden(subscription.headers, rendered.headers, own);
    return {
      headers,
      hidden: hiddenValues(headers, subscription, dialect, signing),
      shown: shownHeaders(headers, subscription, dialect),
      body: rendered.body,
      secretVersion: secret === undefined ? secretVersion(ref) : undefined,
    };
  };
}

export interface PostOptions {
  /** Signs instead of the subscription's secrets. */
  secret?: string | undefined;
  /** Called when the POST begins: the secrets are read by then. */
  onSend?: () => void;
  /** Called once there is a connection to the endpoint. */
  onConnect?: () => void;
}

/** Renders, signs and POSTs a delivery once, within `timeoutMs`. Never sends an unsigned POST. */
export function signedPost({ sender, ...ports }: PostPorts) {
  const sign = signedRequest(ports);

  return async function post(
    task: PostTask,
    subscription: Subscription,
    dialect: Dialect,
    timeoutMs: number,
    { secret, onSend, onConnect }: PostOptions = {},
  ): Promise<PostResult> {
    const { headers, shown, hidden, body, secretVersion } = await sign(task, subscription, dialect, secret);
    const { url, verifyTls } = subscription;
    onSend?.();
    const result = withoutEchoes(await sender.send({ url, headers, body, timeoutMs, verifyTls, onConnect }), hidden);
    return { ...result, requestHeaders: shown, bodyDigest: bodyDigest(body), secretVersion };
  };
}

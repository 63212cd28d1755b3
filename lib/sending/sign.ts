import type { Clock } from "../core/clock.ts";
import type { PostResult } from "../core/delivery/outcome.ts";
import type { Subscription } from "../core/model/subscription.ts";
import { type HeaderSeals, withOpenHeaders } from "../core/subscription/sealed-headers.ts";
import { signingRef } from "../core/subscription/secret-ref.ts";
import type { SigningSecrets } from "../core/subscription/signing-secrets.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { bodyDigest, hiddenValues, overridden, secretVersion, shownHeaders } from "./mask.ts";
import { withoutEchoes } from "./mask-echoes.ts";
import { ownHeaders, type PostTask } from "./own-headers.ts";
import type { Sender, SendRequest } from "./sender.ts";

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
    return {
      ...renderedRequest(task, subscription, dialect, signing, { hop, now }),
      secretVersion: secret === undefined ? secretVersion(ref) : undefined,
    };
  };
}

/** The part of `signedRequest` that needs no stored secret: renders a POST now, and signs it with these secrets. */
export function renderedRequest(
  task: PostTask,
  subscription: Subscription,
  dialect: Dialect,
  secrets: string[],
  { hop, now }: Pick<SigningPorts, "hop" | "now">,
) {
  const { event, deliveryId } = task;
  const rendered = dialect.render({ event, subscription, deliveryId, secrets, nowMs: now() });
  const own = ownHeaders(task, subscription, dialect, hop);
  const headers = overridden(subscription.headers, rendered.headers, own);
  return {
    headers,
    hidden: hiddenValues(headers, subscription, dialect, secrets),
    shown: shownHeaders(headers, subscription, dialect),
    body: rendered.body,
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
    const { secretVersion, ...signed } = await sign(task, subscription, dialect, secret);
    const { url, verifyTls } = subscription;
    onSend?.();
    return { ...(await sentRequest(sender, signed, { url, timeoutMs, verifyTls, onConnect })), secretVersion };
  };
}

/** POSTs a signed request once. Secrets that the receiver sends back are hidden in the result. */
export async function sentRequest(
  sender: Sender,
  { headers, hidden, shown, body }: ReturnType<typeof renderedRequest>,
  target: Omit<SendRequest, "headers" | "body">,
): Promise<PostResult> {
  const result = withoutEchoes(await sender.send({ ...target, headers, body }), hidden);
  return { ...result, requestHeaders: shown, bodyDigest: bodyDigest(body) };
}

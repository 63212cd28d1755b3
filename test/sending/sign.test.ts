import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { rotatedRef } from "../../lib/core/subscription/secret-ref.ts";
import { standard } from "../../lib/dialects/standard.ts";
import type { SendRequest } from "../../lib/sending/sender.ts";
import { signedPost } from "../../lib/sending/sign.ts";
import { sampleEvent, subscriptionOf } from "../support/factories.ts";
import { memorySeals } from "../support/memory/memory-seals.ts";
import { memorySecrets } from "../support/memory/memory-secrets.ts";
import { memoryWorld } from "../support/memory/memory-world.ts";

const OLD = "whsec_plJ3nmyCDGBKInavdOK15jsl";
const NEW = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const START = Date.now();

/** Returns the secrets, old or new, that sign a POST `afterMs` after a rotation with 60 s of grace. */
async function signers(afterMs: number, secret?: string): Promise<string[]> {
  const world = memoryWorld(() => START);
  const secrets = memorySecrets(world);
  const subscription = subscriptionOf();
  const owner = { tenantId: subscription.tenantId, subscriptionId: subscription.id };
  const old = await secrets.store(owner, OLD);
  const ref = rotatedRef(old, await secrets.add(owner, old, NEW), 60, START);
  const posts: SendRequest[] = [];
  const sender = {
    send: async (request: SendRequest) => {
      posts.push(request);
      return { startedAtMs: START, status: 200, timings: { total: 1 }, excerpt: "" };
    },
  };
  const post = signedPost({
    secrets,
    seals: memorySeals(world),
    sender,
    hop: "this-stack",
    now: () => START + afterMs,
  });
  const event = sampleEvent({ tenantId: owner.tenantId });
  await post({ event, deliveryId: "dlv_1", attempt: 1 }, { ...subscription, secret: ref }, standard, 1000, { secret });
  const [request] = posts;
  return [OLD, NEW].filter((one) => {
    try {
      return new Webhook(one).verify(request?.body.toString() ?? "", request?.headers ?? {});
    } catch {
      return false;
    }
  });
}

it.each<[string, number, string | undefined, string[]]>([
  ["with both secrets during the grace period", 59_999, undefined, [OLD, NEW]],
  ["with the new secret alone after the grace period", 60_000, undefined, [NEW]],
  ["with the given secret alone, if one is given", 0, OLD, [OLD]],
])("a POST is signed %s", async (_case, afterMs, secret, expected) => {
  expect(await signers(afterMs, secret)).toEqual(expected);
});

it("a header that is reserved now can't be set by an older subscription, in any spelling", async () => {
  const posts: SendRequest[] = [];
  const send = async (request: SendRequest) => {
    posts.push(request);
    return { startedAtMs: START, status: 200, timings: { total: 1 }, excerpt: "" };
  };
  const secrets = { reveal: async () => [NEW] };
  const post = signedPost({
    secrets,
    seals: memorySeals(memoryWorld(() => START)),
    sender: { send },
    hop: "this-stack",
    now: () => START,
  });
  const event = sampleEvent();
  const headers = { "Posthorn-Hop": "none", "POSTHORN-ATTEMPT": "9", "Webhook-Id": "evt_2", "X-Kept": "1" };
  await post({ event, deliveryId: "dlv_1", attempt: 1 }, subscriptionOf({ headers }), standard, 1000);
  const sent = posts[0]?.headers ?? {};
  const names = Object.keys(sent).map((name) => name.toLowerCase());
  expect(new Set(names).size).toBe(names.length);
  expect(sent).toMatchObject({
    "posthorn-hop": "this-stack",
    "posthorn-attempt": "1",
    "webhook-id": "evt_1",
    "X-Kept": "1",
  });
});

import { expect, onTestFinished } from "vitest";
import { dynamoHealthStore } from "../../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoSubscriptionStore } from "../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { keyRingReader } from "../../../lib/aws/secrets/key-ring.ts";
import { sealedSecrets } from "../../../lib/aws/secrets/sealed-secrets.ts";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import type { Tally } from "../../../lib/core/health/evidence.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { standard } from "../../../lib/dialects/standard.ts";
import { sampleTask, subscriptionAt } from "../../support/contracts/sample-records.ts";
import { startReceiver } from "../../support/receivers/receiver.ts";
import type { Effect } from "./effects.ts";
import { ADMIN, type Changes, RING, type Wires } from "./wired.ts";

/** Lets functions send to a receiver on loopback. */
const LOOPBACK: Changes = { ALLOW_HTTP: "true", ALLOWED_ADDRESSES: "127.0.0.0/8,::1/128" };

interface Options {
  fields?: Partial<Subscription>;
  /** The status that the receiver answers with. */
  status?: number;
  /** The name in the receiver's URL. */
  host?: string;
  remainingMs?: number;
  /** How earlier POSTs went. */
  tally?: Tally;
}

/** The number of requests that the receiver got, and whose they were. */
interface Received {
  requests: number;
  tenantId: string;
  deliveryId: string;
}

/** Functions that send to a receiver, for a subscription whose secret is sealed. */
export function receiving(wires: Wires) {
  async function subscribed({ fields = {}, status = 200, host = "127.0.0.1" }: Options) {
    const receiver = await startReceiver({ answers: { status } });
    onTestFinished(receiver.close);
    const { tenantId, incarnation, key } = await wires.tenant();
    const url = `http://${host}:${receiver.port}/`;
    const base = subscriptionAt(tenantId, Date.now(), { url, ...fields });
    const secrets = sealedSecrets(keyRingReader(async () => RING));
    const owner = { tenantId, subscriptionId: base.id };
    const subscription = { ...base, secret: await secrets.store(owner, standard.generateSecret()) };
    await dynamoSubscriptionStore(wires.table).createSubscription(subscription, incarnation);
    return { receiver, tenantId, key, subscription };
  }

  return {
    /** Delivers an event. */
    async deliver(changes: Changes = {}, options: Options = {}): Promise<Received> {
      const { receiver, tenantId, subscription } = await subscribed(options);
      const { event, ...task } = sampleTask(tenantId);
      const id = deliveryId(event.ulid, subscription.id);
      const { tally } = options;
      if (tally) await dynamoHealthStore(wires.table).count({ tenantId, subscriptionId: subscription.id }, tally);
      const body = encodeTask({ ...task, event, deliveryId: id, subscriptionId: subscription.id });
      await wires.poll("deliver", [body], { ...LOOPBACK, ...changes }, options.remainingMs);
      return { requests: receiver.requests.length, tenantId, deliveryId: id };
    },
    /** Tries a dialect. */
    async testDialect(changes: Changes = {}, options: Options = {}): Promise<Received> {
      const { receiver, tenantId, subscription } = await subscribed(options);
      const domainName = "api.example";
      const asked = { key: ADMIN, domainName, body: { dialect: "standard", url: subscription.url } };
      await wires.http("health", "POST /api/v1/dialects/test", asked, { ...LOOPBACK, ...changes });
      return { requests: receiver.requests.length, tenantId, deliveryId: "" };
    },
    /** Makes a test send. */
    async test(changes: Changes = {}, options: Options = {}): Promise<Received> {
      const { receiver, tenantId, key, subscription } = await subscribed(options);
      const asked = { key, id: subscription.id, body: { type: "a" } };
      await wires.http("signing", "POST /api/v1/subscriptions/{id}/test", asked, { ...LOOPBACK, ...changes });
      return { requests: receiver.requests.length, tenantId, deliveryId: "" };
    },
  };
}

type Send = (wires: Wires, changes: Changes, options?: Options) => Promise<Received>;

/** The effects of the address policy on what a function sends. */
export function addressEffects(send: Send) {
  const reaches = (changes: Changes, requests: number, options?: Options): Effect =>
    async function isReached(wires) {
      expect(await send(wires, {}, options)).toMatchObject({ requests: 1 });
      expect(await send(wires, changes, options)).toMatchObject({ requests });
    };
  return {
    ALLOW_HTTP: reaches({ ALLOW_HTTP: "false" }, 0),
    ALLOWED_ADDRESSES: reaches({ ALLOWED_ADDRESSES: "10.0.0.0/8" }, 0),
    API_HOSTS: reaches({ API_HOSTS: "localhost" }, 0, { host: "localhost" }),
  };
}

import { Metrics } from "@aws-lambda-powertools/metrics";
import { secretsManagerClient, sqsClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoDeliveryReader } from "../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoSubscriptionSwitch } from "../../lib/aws/dynamodb/stores/subscription-switch.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { keyRingReader } from "../../lib/aws/secrets/key-ring.ts";
import { pinnedSecrets } from "../../lib/aws/secrets/pinned-secrets.ts";
import { sealedHeaders } from "../../lib/aws/secrets/sealed-headers.ts";
import { sealedSecrets } from "../../lib/aws/secrets/sealed-secrets.ts";
import { secretValue } from "../../lib/aws/secrets/secret-value.ts";
import { revealByStore } from "../../lib/aws/secrets/secrets-by-store.ts";
import { sqsMessageVisibility } from "../../lib/aws/sqs/visibility.ts";
import { deliverEnv, listIn, numbersIn, readEnv } from "../../lib/contract/env.ts";
import { RECEIVES_PER_ROUND } from "../../lib/core/limits.ts";
import { addressPolicy } from "../../lib/core/subscription/address-policy.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { guardedSender } from "../../lib/sending/guarded-sender.ts";
import { signedPost } from "../../lib/sending/sign.ts";
import { deliverHandler } from "./handler.ts";

const env = readEnv(deliverEnv);
const now = Date.now;
const table = openTable(env, now);
const vault = secretsManagerClient();

const sender = guardedSender({
  policy: addressPolicy({
    allowHttp: env.ALLOW_HTTP === "true",
    allowedAddresses: listIn(env.ALLOWED_ADDRESSES),
    ownHosts: listIn(env.API_HOSTS),
  }),
});
const keyRing = keyRingReader(() => secretValue(vault, env.KEY_RING_SECRET_ID));
const secrets = {
  reveal: revealByStore({ "secrets-manager": pinnedSecrets(vault), sealed: sealedSecrets(keyRing) }),
};
const seals = sealedHeaders(keyRing);

export const handler = deliverHandler({
  reader: dynamoDeliveryReader(table),
  recorder: dynamoDeliveryRecorder(table),
  visibility: sqsMessageVisibility(sqsClient(), env.DELIVERIES_QUEUE_URL),
  switch: dynamoSubscriptionSwitch(table),
  post: signedPost({ secrets, seals, sender, hop: hopOf(env.TABLE_NAME), now }),
  findDialect: dialectOf,
  waits: numbersIn(env.RETRY_WAITS),
  maxTimeoutMs: Number(env.MAX_TIMEOUT_SECONDS) * 1000,
  receivesPerRound: RECEIVES_PER_ROUND,
  now,
  random: Math.random,
  logger: createLogger(),
  metrics: new Metrics(),
});

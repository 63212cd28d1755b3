import { secretsManagerClient } from "../../lib/aws/clients.ts";
import { openTable } from "../../lib/aws/dynamodb/open-table.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoCatalogReader } from "../../lib/aws/dynamodb/stores/catalog-reader.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryRecorder } from "../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoEventWriter } from "../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/stores/subscription-store.ts";
import { createLogger } from "../../lib/aws/logger.ts";
import { secretsManagerAdminKey } from "../../lib/aws/secrets/admin-key.ts";
import { keyRingReader } from "../../lib/aws/secrets/key-ring.ts";
import { pinnedSecrets } from "../../lib/aws/secrets/pinned-secrets.ts";
import { sealedHeaders } from "../../lib/aws/secrets/sealed-headers.ts";
import { sealedSecrets } from "../../lib/aws/secrets/sealed-secrets.ts";
import { secretValue } from "../../lib/aws/secrets/secret-value.ts";
import { revealByStore } from "../../lib/aws/secrets/secrets-by-store.ts";
import { listIn, readEnv, signingEnv } from "../../lib/contract/env.ts";
import { addressPolicy } from "../../lib/core/subscription/address-policy.ts";
import { hopOf } from "../../lib/core/subscription/hop.ts";
import { dialectOrRefusal } from "../../lib/core/subscription/subscription-rules.ts";
import { dialectOf } from "../../lib/dialects/registry.ts";
import { guardedSender } from "../../lib/sending/guarded-sender.ts";
import { signedPost, signedRequest } from "../../lib/sending/sign.ts";
import { signingHandler } from "./handler.ts";

const env = readEnv(signingEnv);
const now = Date.now;
const table = openTable(env, now);
const vault = secretsManagerClient();
const policy = addressPolicy({
  allowHttp: env.ALLOW_HTTP === "true",
  allowedAddresses: listIn(env.ALLOWED_ADDRESSES),
  ownHosts: listIn(env.API_HOSTS),
});
const hop = hopOf(env.TABLE_NAME);
const keyRing = keyRingReader(() => secretValue(vault, env.KEY_RING_SECRET_ID));
const secrets = {
  reveal: revealByStore({ "secrets-manager": pinnedSecrets(vault), sealed: sealedSecrets(keyRing) }),
};
const seals = sealedHeaders(keyRing);

export const handler = signingHandler({
  admission: dynamoAdmissionReader(table),
  adminKeys: secretsManagerAdminKey(vault, env.ADMIN_KEY_SECRET_ID, now),
  subscriptions: dynamoSubscriptionStore(table),
  catalog: dynamoCatalogReader(table),
  events: dynamoEventWriter(table),
  recorder: dynamoDeliveryRecorder(table),
  log: dynamoLogReader(table),
  editor: dynamoDeliveryEditor(table),
  rules: { dialect: dialectOrRefusal(dialectOf, now) },
  sign: signedRequest({ secrets, seals, hop, now }),
  post: signedPost({ secrets, seals, sender: guardedSender({ policy }), hop, now }),
  hop,
  now,
  logger: createLogger(),
});

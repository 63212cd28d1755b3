import { afterAll, beforeAll, describe } from "vitest";
import { dynamoAdmissionReader } from "../../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoCandidateLister } from "../../../../lib/aws/dynamodb/stores/candidate-lister.ts";
import { dynamoCatalogStore } from "../../../../lib/aws/dynamodb/stores/catalog-store.ts";
import { dynamoContentEraser } from "../../../../lib/aws/dynamodb/stores/content-eraser.ts";
import { dynamoDeadLetterDesk } from "../../../../lib/aws/dynamodb/stores/dead-letter-desk.ts";
import { dynamoDeadLetterLog } from "../../../../lib/aws/dynamodb/stores/dead-letter-log.ts";
import { dynamoDeliveryEditor } from "../../../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryReader } from "../../../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoDialectStore } from "../../../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoEventClaims } from "../../../../lib/aws/dynamodb/stores/event-claims.ts";
import { dynamoEventWriter } from "../../../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoFilterProblemWriter } from "../../../../lib/aws/dynamodb/stores/filter-problem-writer.ts";
import { dynamoIdempotencyStore } from "../../../../lib/aws/dynamodb/stores/idempotency-store.ts";
import { dynamoKeyRingJobStore } from "../../../../lib/aws/dynamodb/stores/key-ring-job-store.ts";
import { dynamoLaterMatchWriter } from "../../../../lib/aws/dynamodb/stores/later-match-writer.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoOperatorKeyStore } from "../../../../lib/aws/dynamodb/stores/operator-key-store.ts";
import { dynamoPublicKeyReader } from "../../../../lib/aws/dynamodb/stores/public-key-reader.ts";
import { dynamoRejectedEventDesk } from "../../../../lib/aws/dynamodb/stores/rejected-event-desk.ts";
import { dynamoReplayStore } from "../../../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSealedPartsWriter } from "../../../../lib/aws/dynamodb/stores/sealed-parts-writer.ts";
import { dynamoSecretIntents } from "../../../../lib/aws/dynamodb/stores/secret-intents.ts";
import { dynamoStatusReader } from "../../../../lib/aws/dynamodb/stores/status-reader.ts";
import { dynamoSubscriptionStore } from "../../../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoSubscriptionSwitch } from "../../../../lib/aws/dynamodb/stores/subscription-switch.ts";
import { dynamoTenantRateWriter } from "../../../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoTenantStore } from "../../../../lib/aws/dynamodb/stores/tenant-store.ts";
import { dynamoUnlistedRecipients } from "../../../../lib/aws/dynamodb/stores/unlisted-recipients.ts";
import { logListContract } from "../../../support/contracts/log-list-contract.ts";
import { T0 } from "../../../support/contracts/sample-records.ts";
import { tableContract } from "../../../support/contracts/table-contract.ts";
import type { TablePorts } from "../../../support/contracts/table-ports.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { memoryCatalogStore } from "../../../support/memory/memory-catalog.ts";
import { memoryDeadLetterDesk, memoryDeadLetterLog } from "../../../support/memory/memory-dead-letters.ts";
import {
  memoryDeliveryEditor,
  memoryDeliveryReader,
  memoryDeliveryRecorder,
  memoryStatusReader,
} from "../../../support/memory/memory-deliveries.ts";
import { memoryDialectStore } from "../../../support/memory/memory-dialects.ts";
import { memoryContentEraser } from "../../../support/memory/memory-eraser.ts";
import { memoryAdmissionReader, memoryEventClaims, memoryEventWriter } from "../../../support/memory/memory-events.ts";
import { memoryFilterProblems } from "../../../support/memory/memory-fan-out.ts";
import { memoryIdempotencyStore } from "../../../support/memory/memory-idempotency.ts";
import { memoryKeyRingJobStore, memorySealedPartsWriter } from "../../../support/memory/memory-key-ring.ts";
import { memoryLogReader } from "../../../support/memory/memory-log-reader.ts";
import { memoryOperatorKeyStore } from "../../../support/memory/memory-operator-keys.ts";
import { memoryTenantRateWriter } from "../../../support/memory/memory-rates.ts";
import { memoryUnlistedRecipients } from "../../../support/memory/memory-recipients.ts";
import { memoryRejectedEvents } from "../../../support/memory/memory-rejected-events.ts";
import { memoryLaterMatchWriter, memoryReplayStore } from "../../../support/memory/memory-replays.ts";
import { memorySecretIntents } from "../../../support/memory/memory-secrets.ts";
import {
  memoryCandidateLister,
  memoryPublicKeyReader,
  memorySubscriptionStore,
  memorySubscriptionSwitch,
} from "../../../support/memory/memory-subscriptions.ts";
import { memoryTenantStore } from "../../../support/memory/memory-tenants.ts";
import { memoryWorld } from "../../../support/memory/memory-world.ts";

describe("in memory", () => {
  tableContract(function open(): TablePorts {
    let nowMs = T0;
    const world = memoryWorld(() => nowMs);
    return {
      tenants: memoryTenantStore(world),
      operatorKeys: memoryOperatorKeyStore(world),
      subscriptions: memorySubscriptionStore(world),
      candidates: memoryCandidateLister(world),
      subscriptionSwitch: memorySubscriptionSwitch(world),
      intents: memorySecretIntents(world),
      publicKeys: memoryPublicKeyReader(world),
      admission: memoryAdmissionReader(world),
      catalog: memoryCatalogStore(world),
      dialects: memoryDialectStore(world),
      idempotency: memoryIdempotencyStore(world),
      events: memoryEventWriter(world),
      claims: memoryEventClaims(world),
      deliveries: memoryDeliveryReader(world),
      recorder: memoryDeliveryRecorder(world),
      editor: memoryDeliveryEditor(world),
      replays: memoryReplayStore(world),
      laterMatches: memoryLaterMatchWriter(world),
      rates: memoryTenantRateWriter(world),
      keyRingJobs: memoryKeyRingJobStore(world),
      sealedParts: memorySealedPartsWriter(world),
      deadLetters: memoryDeadLetterLog(world),
      deadLetterDesk: memoryDeadLetterDesk(world),
      rejected: memoryRejectedEvents(world),
      logReader: memoryLogReader(world),
      statuses: memoryStatusReader(world),
      filterProblems: memoryFilterProblems(world),
      eraser: memoryContentEraser(world),
      recipients: memoryUnlistedRecipients(world),
      setNow: (ms) => {
        nowMs = ms;
      },
    };
  });
});

describe("DynamoDB", () => {
  let dynoxide: DynamoDbEmulator;

  beforeAll(async () => {
    dynoxide = await startDynamoDb();
    await createTestTable(dynoxide.client, "posthorn");
  });
  afterAll(() => dynoxide.stop());

  function open(mostRead?: number): TablePorts {
    let nowMs = T0;
    const table = { client: dynoxide.client, name: "posthorn", retentionDays: 30, now: () => nowMs };
    return {
      tenants: dynamoTenantStore(table),
      operatorKeys: dynamoOperatorKeyStore(table),
      subscriptions: dynamoSubscriptionStore(table),
      candidates: dynamoCandidateLister(table),
      subscriptionSwitch: dynamoSubscriptionSwitch(table),
      intents: dynamoSecretIntents(table),
      publicKeys: dynamoPublicKeyReader(table),
      admission: dynamoAdmissionReader(table),
      catalog: dynamoCatalogStore(table),
      dialects: dynamoDialectStore(table),
      idempotency: dynamoIdempotencyStore(table),
      events: dynamoEventWriter(table),
      claims: dynamoEventClaims(table),
      deliveries: dynamoDeliveryReader(table),
      recorder: dynamoDeliveryRecorder(table),
      editor: dynamoDeliveryEditor(table),
      replays: dynamoReplayStore(table),
      laterMatches: dynamoLaterMatchWriter(table),
      rates: dynamoTenantRateWriter(table),
      keyRingJobs: dynamoKeyRingJobStore(table),
      sealedParts: dynamoSealedPartsWriter(table),
      deadLetters: dynamoDeadLetterLog(table),
      deadLetterDesk: dynamoDeadLetterDesk(table),
      rejected: dynamoRejectedEventDesk(table),
      logReader: dynamoLogReader(table, mostRead),
      statuses: dynamoStatusReader(table),
      filterProblems: dynamoFilterProblemWriter(table),
      eraser: dynamoContentEraser(table),
      recipients: dynamoUnlistedRecipients(table),
      setNow: (ms) => {
        nowMs = ms;
      },
    };
  }

  tableContract(open);

  describe("reading few rows a page", () => logListContract(() => open(7)));
});

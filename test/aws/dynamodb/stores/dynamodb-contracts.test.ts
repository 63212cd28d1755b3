import { afterAll, beforeAll, describe } from "vitest";
import { alertListContract } from "../../../support/contracts/alert-contract.ts";
import { allReplaysContract } from "../../../support/contracts/all-replays-contract.ts";
import { auditListContract } from "../../../support/contracts/audit-contract.ts";
import { logListContract } from "../../../support/contracts/log-list-contract.ts";
import { T0 } from "../../../support/contracts/sample-records.ts";
import { tableContract } from "../../../support/contracts/table-contract.ts";
import type { TablePorts } from "../../../support/contracts/table-ports.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../../support/dynamodb-emulator.ts";
import { dynamoPorts } from "../../../support/dynamodb-ports.ts";
import { memoryAlertLister, memoryAlertOutbox, memoryExhaustedDigests } from "../../../support/memory/memory-alerts.ts";
import { memoryAuditLister, memoryAuditLog } from "../../../support/memory/memory-audit.ts";
import { memoryCatalogStore } from "../../../support/memory/memory-catalog.ts";
import { memoryConsoleSessionStore } from "../../../support/memory/memory-console-sessions.ts";
import { memoryDeadLetterDesk, memoryDeadLetterLog } from "../../../support/memory/memory-dead-letters.ts";
import { memoryTenantDeletionStore, memoryTenantEraser } from "../../../support/memory/memory-deletions.ts";
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
import { memoryAlertStates, memorySubscriptionHeads } from "../../../support/memory/memory-heads.ts";
import { memoryHealthStore, memoryTenantHolds } from "../../../support/memory/memory-health.ts";
import { memoryIdempotencyStore } from "../../../support/memory/memory-idempotency.ts";
import { memoryKeyRingJobStore, memorySealedPartsWriter } from "../../../support/memory/memory-key-ring.ts";
import { memoryLaneStore } from "../../../support/memory/memory-lanes.ts";
import { memoryLogReader } from "../../../support/memory/memory-log-reader.ts";
import { memorySubscriptionNames } from "../../../support/memory/memory-names.ts";
import { memoryNetworkLog } from "../../../support/memory/memory-network.ts";
import { memoryOperatorKeyStore } from "../../../support/memory/memory-operator-keys.ts";
import { memoryParkedLister } from "../../../support/memory/memory-parked.ts";
import { memoryPortalBrandingStore } from "../../../support/memory/memory-portal-brandings.ts";
import { memoryPortalSessionStore } from "../../../support/memory/memory-portal-sessions.ts";
import { memoryRateSlots } from "../../../support/memory/memory-rate-slots.ts";
import { memoryTenantRateWriter } from "../../../support/memory/memory-rates.ts";
import { memoryUnlistedRecipients } from "../../../support/memory/memory-recipients.ts";
import { memoryRejectedEvents } from "../../../support/memory/memory-rejected-events.ts";
import { memoryAllReplays, memoryLaterMatchWriter, memoryReplayStore } from "../../../support/memory/memory-replays.ts";
import { memorySecretIntents } from "../../../support/memory/memory-secrets.ts";
import {
  memoryCandidateLister,
  memoryPublicKeyReader,
  memorySubscriptionStore,
  memorySubscriptionSwitch,
} from "../../../support/memory/memory-subscriptions.ts";
import { memoryTallies } from "../../../support/memory/memory-tallies.ts";
import { memoryReplayPlaces, memoryTestPlaces } from "../../../support/memory/memory-tenant-places.ts";
import { memoryTenantFinder, memoryTenantStore } from "../../../support/memory/memory-tenants.ts";
import { memoryThingReader } from "../../../support/memory/memory-things.ts";
import { memoryWorld } from "../../../support/memory/memory-world.ts";

describe("in memory", () => {
  tableContract(function open(): TablePorts {
    let nowMs = T0;
    const world = memoryWorld(() => nowMs);
    return {
      tenants: memoryTenantStore(world),
      tenantFinder: memoryTenantFinder(world),
      deletions: memoryTenantDeletionStore(world),
      tenantEraser: memoryTenantEraser(world),
      tallies: memoryTallies(world),
      operatorKeys: memoryOperatorKeyStore(world),
      sessions: memoryConsoleSessionStore(world),
      portalSessions: memoryPortalSessionStore(world),
      brandings: memoryPortalBrandingStore(world),
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
      health: memoryHealthStore(world),
      heads: memorySubscriptionHeads(world),
      alerts: memoryAlertOutbox(world),
      alertStates: memoryAlertStates(world),
      alertLister: memoryAlertLister(world),
      audit: memoryAuditLog(world),
      auditEntries: memoryAuditLister(world),
      digests: memoryExhaustedDigests(world),
      network: memoryNetworkLog(world),
      lanes: memoryLaneStore(world),
      parked: memoryParkedLister(world),
      rateSlots: memoryRateSlots(world),
      holds: memoryTenantHolds(world),
      replays: memoryReplayStore(world),
      allReplays: memoryAllReplays(world),
      things: memoryThingReader(world),
      names: memorySubscriptionNames(world),
      replayPlaces: memoryReplayPlaces(world),
      testPlaces: memoryTestPlaces(world),
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
      ...dynamoPorts(table, mostRead),
      setNow: (ms) => {
        nowMs = ms;
      },
    };
  }

  tableContract(open);

  describe("reading few rows a page", () => {
    logListContract(() => open(7));
    alertListContract(() => open(7));
    auditListContract(() => open(7));
    allReplaysContract(() => open(7));
  });
});

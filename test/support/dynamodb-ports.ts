import type { LogTable } from "../../lib/aws/dynamodb/rows.ts";
import { dynamoAdmissionReader } from "../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoAlertLister } from "../../lib/aws/dynamodb/stores/alert-lister.ts";
import { dynamoAlertOutbox } from "../../lib/aws/dynamodb/stores/alert-outbox.ts";
import { dynamoAlertStates } from "../../lib/aws/dynamodb/stores/alert-states.ts";
import { dynamoAllReplays } from "../../lib/aws/dynamodb/stores/all-replays.ts";
import { dynamoAuditLister } from "../../lib/aws/dynamodb/stores/audit-lister.ts";
import { dynamoAuditLog } from "../../lib/aws/dynamodb/stores/audit-log.ts";
import { dynamoCandidateLister } from "../../lib/aws/dynamodb/stores/candidate-lister.ts";
import { dynamoCatalogStore } from "../../lib/aws/dynamodb/stores/catalog-store.ts";
import { dynamoConsoleSessionStore } from "../../lib/aws/dynamodb/stores/console-session-store.ts";
import { dynamoContentEraser } from "../../lib/aws/dynamodb/stores/content-eraser.ts";
import { dynamoDeadLetterDesk } from "../../lib/aws/dynamodb/stores/dead-letter-desk.ts";
import { dynamoDeadLetterLog } from "../../lib/aws/dynamodb/stores/dead-letter-log.ts";
import { dynamoDeliveryEditor } from "../../lib/aws/dynamodb/stores/delivery-editor.ts";
import { dynamoDeliveryReader } from "../../lib/aws/dynamodb/stores/delivery-reader.ts";
import { dynamoDeliveryRecorder } from "../../lib/aws/dynamodb/stores/delivery-recorder.ts";
import { dynamoDialectStore } from "../../lib/aws/dynamodb/stores/dialect-store.ts";
import { dynamoEventClaims } from "../../lib/aws/dynamodb/stores/event-claims.ts";
import { dynamoEventWriter } from "../../lib/aws/dynamodb/stores/event-writer.ts";
import { dynamoExhaustedDigests } from "../../lib/aws/dynamodb/stores/exhausted-digests.ts";
import { dynamoFilterProblemWriter } from "../../lib/aws/dynamodb/stores/filter-problem-writer.ts";
import { dynamoHealthStore } from "../../lib/aws/dynamodb/stores/health-store.ts";
import { dynamoIdempotencyStore } from "../../lib/aws/dynamodb/stores/idempotency-store.ts";
import { dynamoKeyRingJobStore } from "../../lib/aws/dynamodb/stores/key-ring-job-store.ts";
import { dynamoLaneStore } from "../../lib/aws/dynamodb/stores/lane-store.ts";
import { dynamoLaterMatchWriter } from "../../lib/aws/dynamodb/stores/later-match-writer.ts";
import { dynamoLogReader } from "../../lib/aws/dynamodb/stores/log-reader.ts";
import { dynamoNetworkLog } from "../../lib/aws/dynamodb/stores/network-log.ts";
import { dynamoOperatorKeyStore } from "../../lib/aws/dynamodb/stores/operator-key-store.ts";
import { dynamoParkedLister } from "../../lib/aws/dynamodb/stores/parked-lister.ts";
import { dynamoPortalBrandingStore } from "../../lib/aws/dynamodb/stores/portal-branding-store.ts";
import { dynamoPortalSessionStore } from "../../lib/aws/dynamodb/stores/portal-session-store.ts";
import { dynamoPublicKeyReader } from "../../lib/aws/dynamodb/stores/public-key-reader.ts";
import { dynamoRateSlots } from "../../lib/aws/dynamodb/stores/rate-slots.ts";
import { dynamoRejectedEventDesk } from "../../lib/aws/dynamodb/stores/rejected-event-desk.ts";
import { dynamoReplayStore } from "../../lib/aws/dynamodb/stores/replay-store.ts";
import { dynamoSealedPartsWriter } from "../../lib/aws/dynamodb/stores/sealed-parts-writer.ts";
import { dynamoSecretIntents } from "../../lib/aws/dynamodb/stores/secret-intents.ts";
import { dynamoStatusReader } from "../../lib/aws/dynamodb/stores/status-reader.ts";
import { dynamoSubscriptionHeads } from "../../lib/aws/dynamodb/stores/subscription-heads.ts";
import { dynamoSubscriptionNames } from "../../lib/aws/dynamodb/stores/subscription-names.ts";
import { dynamoSubscriptionStore } from "../../lib/aws/dynamodb/stores/subscription-store.ts";
import { dynamoSubscriptionSwitch } from "../../lib/aws/dynamodb/stores/subscription-switch.ts";
import { dynamoTallyReader } from "../../lib/aws/dynamodb/stores/tally-reader.ts";
import { dynamoTallyStore } from "../../lib/aws/dynamodb/stores/tally-store.ts";
import { dynamoTenantDeletionStore } from "../../lib/aws/dynamodb/stores/tenant-deletion-store.ts";
import { dynamoTenantEraser } from "../../lib/aws/dynamodb/stores/tenant-eraser.ts";
import { dynamoTenantFinder } from "../../lib/aws/dynamodb/stores/tenant-finder.ts";
import { dynamoTenantHolds } from "../../lib/aws/dynamodb/stores/tenant-holds.ts";
import { dynamoReplayPlaces, dynamoTestPlaces } from "../../lib/aws/dynamodb/stores/tenant-places.ts";
import { dynamoTenantRateWriter } from "../../lib/aws/dynamodb/stores/tenant-rate-writer.ts";
import { dynamoTenantStore } from "../../lib/aws/dynamodb/stores/tenant-store.ts";
import { dynamoThingReader } from "../../lib/aws/dynamodb/stores/thing-reader.ts";
import { dynamoUnlistedRecipients } from "../../lib/aws/dynamodb/stores/unlisted-recipients.ts";
import type { TablePorts } from "./contracts/table-ports.ts";

/**
 * The ports of a table in DynamoDB.
 *
 * @param mostRead the most rows that a page of the log reads
 */
export function dynamoPorts(table: LogTable, mostRead?: number): Omit<TablePorts, "setNow"> {
  return {
    tenants: dynamoTenantStore(table),
    tenantFinder: dynamoTenantFinder(table),
    deletions: dynamoTenantDeletionStore(table),
    tenantEraser: dynamoTenantEraser(table),
    tallies: { ...dynamoTallyStore(table), ...dynamoTallyReader(table) },
    operatorKeys: dynamoOperatorKeyStore(table),
    sessions: dynamoConsoleSessionStore(table),
    portalSessions: dynamoPortalSessionStore(table),
    brandings: dynamoPortalBrandingStore(table),
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
    health: dynamoHealthStore(table),
    heads: dynamoSubscriptionHeads(table),
    alerts: dynamoAlertOutbox(table),
    alertStates: dynamoAlertStates(table),
    alertLister: dynamoAlertLister(table, mostRead),
    audit: dynamoAuditLog(table),
    auditEntries: dynamoAuditLister(table, mostRead),
    digests: dynamoExhaustedDigests(table),
    network: dynamoNetworkLog(table),
    lanes: dynamoLaneStore(table),
    parked: dynamoParkedLister(table),
    rateSlots: dynamoRateSlots(table),
    holds: dynamoTenantHolds(table),
    replays: dynamoReplayStore(table),
    allReplays: dynamoAllReplays(table, mostRead),
    things: dynamoThingReader(table),
    names: dynamoSubscriptionNames(table, mostRead),
    replayPlaces: dynamoReplayPlaces(table),
    testPlaces: dynamoTestPlaces(table),
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
  };
}

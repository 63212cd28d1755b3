import type { AdmissionReader } from "../../../lib/core/admission.ts";
import type { DeliveryEditor, DeliveryReader, DeliveryRecorder } from "../../../lib/core/delivery/delivery-store.ts";
import type { EventClaims, EventWriter } from "../../../lib/core/events.ts";
import type { HealthStore } from "../../../lib/core/health/health-store.ts";
import type { IdempotencyStore } from "../../../lib/core/idempotency.ts";
import type { KeyRingJobStore, SealedPartsWriter } from "../../../lib/core/key-ring/key-ring-ports.ts";
import type { OperatorKeyStore } from "../../../lib/core/keys/operator-keys.ts";
import type { DeadLetterDesk, DeadLetterLog } from "../../../lib/core/log/dead-letters.ts";
import type { ContentEraser } from "../../../lib/core/log/erasing.ts";
import type { FilterProblemWriter } from "../../../lib/core/log/filter-problems.ts";
import type { LogReader } from "../../../lib/core/log/log-reader.ts";
import type { RejectedEventDesk } from "../../../lib/core/log/rejected-events.ts";
import type { StatusReader } from "../../../lib/core/log/status-reader.ts";
import type { UnlistedRecipients } from "../../../lib/core/log/unlisted-recipients.ts";
import type { CandidateLister } from "../../../lib/core/matching/candidates.ts";
import type { CatalogStore } from "../../../lib/core/matching/catalog-store.ts";
import type { LaterMatchWriter, LaterMissWriter } from "../../../lib/core/matching/later-matches.ts";
import type { TenantRateWriter } from "../../../lib/core/rate/tenant-rates.ts";
import type { ReplayStore } from "../../../lib/core/replay/replay-store.ts";
import type { PublicKeyReader } from "../../../lib/core/subscription/public-keys.ts";
import type { SecretIntents } from "../../../lib/core/subscription/secret-intents.ts";
import type { SubscriptionStore, SubscriptionSwitch } from "../../../lib/core/subscription/subscription-store.ts";
import type { TenantDeletionStore, TenantEraser } from "../../../lib/core/tenant-deletion/deletion-ports.ts";
import type { TenantPlaces } from "../../../lib/core/tenant-places.ts";
import type { TenantStore } from "../../../lib/core/tenants.ts";
import type { DialectStore } from "../../../lib/dialects/definition.ts";

/** The ports of one table. They share its rows, and its retention is 30 days. */
export interface TablePorts {
  tenants: TenantStore;
  deletions: TenantDeletionStore;
  tenantEraser: TenantEraser;
  operatorKeys: OperatorKeyStore;
  subscriptions: SubscriptionStore;
  candidates: CandidateLister;
  subscriptionSwitch: SubscriptionSwitch;
  intents: SecretIntents;
  publicKeys: PublicKeyReader;
  admission: AdmissionReader;
  catalog: CatalogStore;
  dialects: DialectStore;
  idempotency: IdempotencyStore;
  events: EventWriter;
  claims: EventClaims;
  deliveries: DeliveryReader;
  recorder: DeliveryRecorder;
  editor: DeliveryEditor;
  health: HealthStore;
  replays: ReplayStore;
  replayPlaces: TenantPlaces;
  testPlaces: TenantPlaces;
  laterMatches: LaterMatchWriter & LaterMissWriter;
  rates: TenantRateWriter;
  keyRingJobs: KeyRingJobStore;
  sealedParts: SealedPartsWriter;
  deadLetters: DeadLetterLog;
  deadLetterDesk: DeadLetterDesk;
  rejected: RejectedEventDesk;
  logReader: LogReader;
  eraser: ContentEraser;
  recipients: UnlistedRecipients;
  statuses: StatusReader;
  filterProblems: FilterProblemWriter;
  /** Sets the current time, which decides whether a row has expired. It starts at `T0`. */
  setNow(ms: number): void;
}

export type OpenTable = () => TablePorts;

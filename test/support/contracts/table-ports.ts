import type { DeadLetterDesk, DeadLetterLog } from "../../../lib/core/dead-letters.ts";
import type { ContentEraser, DeliveryEditor, LogReader, StatusReader } from "../../../lib/core/log-ports.ts";
import type {
  AdmissionReader,
  DeliveryLog,
  DeliveryReader,
  EventWriter,
  SubscriptionSwitch,
} from "../../../lib/core/ports.ts";
import type { LaterMatchWriter, ReplayStore } from "../../../lib/core/replay-ports.ts";
import type {
  CatalogStore,
  DialectStore,
  IdempotencyStore,
  PublicKeyReader,
  SubscriptionStore,
  TenantStore,
} from "../../../lib/core/store-ports.ts";

/** The ports that one table serves, over the same rows, with a retention of 30 days. */
export interface TablePorts {
  tenants: TenantStore;
  subscriptions: SubscriptionStore;
  subscriptionSwitch: SubscriptionSwitch;
  publicKeys: PublicKeyReader;
  admission: AdmissionReader;
  catalog: CatalogStore;
  dialects: DialectStore;
  idempotency: IdempotencyStore;
  events: EventWriter;
  deliveries: DeliveryReader;
  log: DeliveryLog;
  editor: DeliveryEditor;
  replays: ReplayStore;
  laterMatches: LaterMatchWriter;
  deadLetters: DeadLetterLog;
  deadLetterDesk: DeadLetterDesk;
  logReader: LogReader;
  eraser: ContentEraser;
  statuses: StatusReader;
  /** Sets the time by which rows are too old. It is `T0` at first. */
  setNow(ms: number): void;
}

export type OpenTable = () => TablePorts;

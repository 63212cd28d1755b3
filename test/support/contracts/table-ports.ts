import type {
  AdmissionReader,
  CatalogStore,
  DeliveryEditor,
  DeliveryLog,
  DeliveryReader,
  DialectStore,
  EventWriter,
  LogReader,
  SubscriptionStore,
  SubscriptionSwitch,
  TenantStore,
} from "../../../lib/core/ports.ts";

/** The ports that one table serves, over the same rows, with a retention of 30 days. */
export interface TablePorts {
  tenants: TenantStore;
  subscriptions: SubscriptionStore;
  subscriptionSwitch: SubscriptionSwitch;
  admission: AdmissionReader;
  catalog: CatalogStore;
  dialects: DialectStore;
  events: EventWriter;
  deliveries: DeliveryReader;
  log: DeliveryLog;
  editor: DeliveryEditor;
  logReader: LogReader;
  /** Sets the time by which rows are too old. It is `T0` at first. */
  setNow(ms: number): void;
}

export type OpenTable = () => TablePorts;

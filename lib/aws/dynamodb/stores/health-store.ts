import type { HealthStore } from "../../../core/health/health-store.ts";
import type { LogTable } from "../rows.ts";
import { dynamoBulkheads } from "./bulkheads.ts";
import { dynamoHealthCounter } from "./health-counter.ts";
import { dynamoStandingStore } from "./standing-store.ts";

/** Writes the rows of endpoints with trouble. `DeliveryReader` reads them too. */
export const dynamoHealthStore = (table: LogTable): HealthStore => ({
  ...dynamoBulkheads(table),
  ...dynamoHealthCounter(table),
  ...dynamoStandingStore(table),
});

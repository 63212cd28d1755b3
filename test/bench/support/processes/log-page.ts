import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import type { DeliveryFilter } from "../../../../lib/core/log/log-filters.ts";
import type { LogReader } from "../../../../lib/core/log/log-reader.ts";
import type { SubscriptionKey } from "../../../../lib/core/model.ts";
import { testCredentials } from "../../../support/test-credentials.ts";
import { answering, cpuMsOf } from "./answering.ts";

export interface LogPageQuestion {
  endpoint: string;
  table: string;
  key: SubscriptionKey;
  filter: DeliveryFilter;
  after: string | undefined;
  limit: number;
  pages: number;
}

/** Totals over all pages. */
export interface LogPageAnswer {
  cpuMs: number;
  wallMs: number;
}

const readers = new Map<string, LogReader>();

function readerOf({ endpoint, table }: LogPageQuestion): LogReader {
  const client = () => dynamoDbClient({ endpoint, ...testCredentials });
  const reader = readers.get(table) ?? dynamoLogReader({ client: client(), name: table, now: Date.now });
  readers.set(table, reader);
  return reader;
}

/** Reads the same page repeatedly, with the adapter that the log function uses. */
answering(async (question: LogPageQuestion): Promise<LogPageAnswer> => {
  const { key, filter, after, limit, pages } = question;
  const reader = readerOf(question);
  const began = performance.now();
  const cpuMs = await cpuMsOf(async () => {
    for (let n = 0; n < pages; n++) {
      const { items } = await reader.listDeliveries(key, filter, { limit, after });
      if (items.length !== limit) throw new Error(`a page of ${items.length} deliveries`);
    }
  });
  return { cpuMs, wallMs: performance.now() - began };
});

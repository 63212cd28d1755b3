import { dynamoDbClient } from "../../../../lib/aws/clients.ts";
import { dynamoLogReader } from "../../../../lib/aws/dynamodb/stores/log-reader.ts";
import type { DeliveryFilter, EventFilter } from "../../../../lib/core/log/log-filters.ts";
import type { LogReader } from "../../../../lib/core/log/log-reader.ts";
import type { SubscriptionKey } from "../../../../lib/core/model/subscription.ts";
import { refTo } from "../../../support/contracts/sample-records.ts";
import { countReads, type ReadCount } from "../../../support/count-reads.ts";
import { testCredentials } from "../../../support/test-credentials.ts";
import { answering, cpuMsOf } from "./answering.ts";

/** A page of a subscription's deliveries, or of its tenant's events. */
export type PageOf = { deliveries: DeliveryFilter } | { events: EventFilter };

export interface LogPageQuestion {
  endpoint: string;
  table: string;
  key: SubscriptionKey;
  page: PageOf;
  after: string | undefined;
  limit: number;
  pages: number;
}

/** Totals over all pages, except `read`, which one page takes, and `found`, which is the length of the last one. */
export interface LogPageAnswer {
  cpuMs: number;
  wallMs: number;
  read: ReadCount;
  found: number;
}

const clientOf = ({ endpoint }: LogPageQuestion) => dynamoDbClient({ endpoint, ...testCredentials });
const readers = new Map<string, LogReader>();

function readerOf(question: LogPageQuestion): LogReader {
  const { table } = question;
  const reader = readers.get(table) ?? dynamoLogReader({ client: clientOf(question), name: table, now: Date.now });
  readers.set(table, reader);
  return reader;
}

async function readPage(reader: LogReader, { page, key, limit, after }: LogPageQuestion): Promise<number> {
  const request = { limit, after };
  const { items } =
    "events" in page
      ? await reader.listEvents(refTo(key.tenantId), page.events, request)
      : await reader.listDeliveries(key, page.deliveries, request);
  return items.length;
}

async function countOf(question: LogPageQuestion): Promise<ReadCount> {
  const client = clientOf(question);
  const count = countReads(client);
  await readPage(dynamoLogReader({ client, name: question.table, now: Date.now }), question);
  client.destroy();
  return count;
}

/** Reads the same page repeatedly, with the adapter that the log function uses. */
answering(async (question: LogPageQuestion): Promise<LogPageAnswer> => {
  const read = await countOf(question);
  const reader = readerOf(question);
  let found = 0;
  const began = performance.now();
  const cpuMs = await cpuMsOf(async () => {
    for (let n = 0; n < question.pages; n++) found = await readPage(reader, question);
  });
  return { cpuMs, wallMs: performance.now() - began, read, found };
});

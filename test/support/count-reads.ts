import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** What reads took. */
export interface ReadCount {
  /** Rows that DynamoDB looked at, also those that a filter removed. */
  rows: number;
  /** Read units, as DynamoDB counts them itself. */
  units: number;
}

interface Answer {
  ScannedCount?: number;
  Responses?: Record<string, unknown[]>;
  ConsumedCapacity?: { CapacityUnits: number } | { CapacityUnits: number }[];
}

/** Counts all later queries and batch reads of a client. Takes CPU of its own. */
export function countReads(client: DynamoDBDocumentClient): ReadCount {
  const count: ReadCount = { rows: 0, units: 0 };
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);

  requestHandler.handle = async (request, options) => {
    const asked = { ...JSON.parse(request.body), ReturnConsumedCapacity: "TOTAL" };
    request.body = JSON.stringify(asked);
    request.headers["content-length"] = String(Buffer.byteLength(request.body));
    const answer = await handle(request, options);
    const body = await text(answer.response.body);
    add(count, JSON.parse(body));
    answer.response.body = Readable.from([Buffer.from(body)], { objectMode: false });
    return answer;
  };
  return count;
}

function add(count: ReadCount, { ScannedCount, Responses = {}, ConsumedCapacity = [] }: Answer): void {
  count.rows += ScannedCount ?? Object.values(Responses).flat().length;
  count.units += [ConsumedCapacity].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
}

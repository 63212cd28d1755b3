import { listCursor } from "../../lib/aws/dynamodb/driver/list-cursor.ts";
import type { LogTable } from "../../lib/aws/dynamodb/rows.ts";
import { firstUlidAt } from "../../lib/core/ids.ts";
import type { DeliveryFilter } from "../../lib/core/log/log-filters.ts";
import type { Subscription } from "../../lib/core/model.ts";
import { subscriptionAt } from "../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../support/dynamodb-emulator.ts";
import { fill } from "./support/delivery-fill.ts";
import { type AskedProcess, startProcess } from "./support/process.ts";
import type { LogPageAnswer, LogPageQuestion } from "./support/processes/log-page.ts";
import { digits, type Result } from "./support/result.ts";
import { median } from "./support/statistics.ts";

const SIZES = [1_000, 100_000, 1_000_000];
/** Limits the time to fill a log. A log that is not full by then stays smaller. */
const FILL_MS = 240_000;
const LIMIT = 50;
const PAGES = 10;
const ROUNDS = 15;
const WARM_UP_PAGES = 300;
const DAY_MS = 86_400_000;

type Kind = "newest" | "by state" | "by failure" | "in the middle";
const FILTERS: Record<Kind, DeliveryFilter> = {
  newest: {},
  "by state": { states: ["exhausted"] },
  "by failure": { failure: "http-500" },
  "in the middle": {},
};
const KINDS = Object.keys(FILTERS) as Kind[];

/** Milliseconds per page. */
interface Cost {
  cpu: number;
  wall: number;
}

/** A table with `size` deliveries of one subscription. */
interface Log {
  size: number;
  table: LogTable;
  subscription: Subscription;
  sinceMs: number;
}

interface Sized {
  size: number;
  costs: Record<Kind, Cost>;
}

/** The cost of a page of a subscription's deliveries, in a small log and in very large ones. */
export async function logPage(): Promise<Result[]> {
  const dynoxide = await startDynamoDb();
  const reader = startProcess<LogPageQuestion, LogPageAnswer>("log-page.ts");
  try {
    const logs: Log[] = [];
    for (const size of SIZES) logs.push(await filledLog(dynoxide, size));
    return resultsOf(await alternate(reader, await endpointOf(dynoxide), logs));
  } finally {
    await Promise.all([reader.stop(), dynoxide.stop()]);
  }
}

async function filledLog({ client }: DynamoDbEmulator, to: number): Promise<Log> {
  const table: LogTable = { client, name: `posthorn-${to}`, retentionDays: 30, now: Date.now };
  await createTestTable(client, table.name);
  const sinceMs = Date.now() - DAY_MS;
  const subscription = subscriptionAt("acme", sinceMs);
  const size = await fill(table, subscription, { to, sinceMs, deadlineMs: Date.now() + FILL_MS });
  return { size, table, subscription, sinceMs };
}

async function endpointOf({ client }: DynamoDbEmulator): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  return `http://${endpoint?.hostname}:${endpoint?.port}`;
}

/** Alternates between the logs, so that other work on the machine affects all alike. */
async function alternate(
  reader: AskedProcess<LogPageQuestion, LogPageAnswer>,
  endpoint: string,
  logs: Log[],
): Promise<Sized[]> {
  const measured = logs.map(({ size }) => ({ size, answers: new Map<Kind, LogPageAnswer[]>() }));
  for (const log of logs) await reader.ask(questionOf(endpoint, log, "newest", WARM_UP_PAGES));
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of KINDS) {
      for (const [index, log] of logs.entries()) {
        const answer = await reader.ask(questionOf(endpoint, log, kind, PAGES));
        const answers = measured[index]?.answers;
        answers?.set(kind, [...(answers.get(kind) ?? []), answer]);
      }
    }
  }
  return measured.map(({ size, answers }) => ({ size, costs: costsOf(answers) }));
}

function questionOf(endpoint: string, log: Log, kind: Kind, pages: number): LogPageQuestion {
  const { size, table, subscription, sinceMs } = log;
  // A cursor is the ULID of an event. Any ULID of its millisecond will do.
  const middle = listCursor(subscription.id, firstUlidAt(sinceMs + size / 2));
  return {
    endpoint,
    table: table.name,
    key: { tenantId: subscription.tenantId, subscriptionId: subscription.id },
    filter: FILTERS[kind],
    after: kind === "in the middle" ? middle : undefined,
    limit: LIMIT,
    pages,
  };
}

function costsOf(answers: Map<Kind, LogPageAnswer[]>): Record<Kind, Cost> {
  const costOf = (kind: Kind): Cost => ({
    cpu: median((answers.get(kind) ?? []).map(({ cpuMs }) => cpuMs / PAGES)),
    wall: median((answers.get(kind) ?? []).map(({ wallMs }) => wallMs / PAGES)),
  });
  return Object.fromEntries(KINDS.map((kind) => [kind, costOf(kind)])) as Record<Kind, Cost>;
}

function resultsOf(sized: Sized[]): Result[] {
  const sizes = sized.map(({ size }) => size.toLocaleString("en")).join(", ");
  return KINDS.flatMap((kind) =>
    (["cpu", "wall"] as const).map((what): Result => {
      const costs = sized.map(({ costs }) => costs[kind][what]);
      return {
        what: `${what === "cpu" ? "CPU" : "Time"} of a page of ${LIMIT}, ${kind}: largest log over smallest`,
        value: (costs.at(-1) ?? 0) / (costs[0] ?? 1),
        unit: "times",
        bar: { atMost: 1.5 },
        note: `${sizes} deliveries: ${costs.map(digits).join(", ")} ms; medians of ${ROUNDS} rounds`,
      };
    }),
  );
}

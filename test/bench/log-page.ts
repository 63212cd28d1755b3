import { listCursor } from "../../lib/aws/dynamodb/driver/list-cursor.ts";
import { MAX_READ } from "../../lib/aws/dynamodb/driver/merged-page.ts";
import { subscriptionAt } from "../support/contracts/sample-records.ts";
import { startProcess } from "./support/process.ts";
import type { LogPageAnswer, LogPageQuestion, PageOf } from "./support/processes/log-page.ts";
import { digits, type Result } from "./support/result.ts";
import { RARE, REFUND, rowsOf, type SampleLog, ulidOfNth } from "./support/sample-log.ts";
import { median } from "./support/statistics.ts";
import { startFilledDynamoDb } from "./support/table-export.ts";

const SIZES = [1_000, 100_000, 1_000_000];
const LIMIT = 50;
const PAGES = 10;
const ROUNDS = 15;
const WARM_UP_PAGES = 300;
const DAY_MS = 86_400_000;

/** Pages that every log fills. */
const FULL: Record<string, PageOf> = {
  "newest deliveries": { deliveries: {} },
  "deliveries in the middle": { deliveries: {} },
  "failed deliveries": { deliveries: { states: ["exhausted"] } },
  "deliveries with a failure": { deliveries: { failure: "http-500" } },
  "deliveries of a type": { deliveries: { types: [REFUND] } },
  "newest events": { events: {} },
  "events of a type": { events: { type: REFUND } },
};
/** Pages for which only the oldest row of a log counts. They stop before they have read a large log. */
const RARE_ROWS: Record<string, PageOf> = {
  "deliveries with a rare failure": { deliveries: { failure: RARE.failure } },
  "deliveries of a rare type": { deliveries: { types: [RARE.type] } },
  "events of a rare type": { events: { type: RARE.type } },
};

/** The answers about a kind of page, by log. */
type Answers = LogPageAnswer[][];

/** The cost of a page of a log, in a small log and in very large ones. */
export async function logPage(): Promise<Result[]> {
  const logs = SIZES.map(sampleLog);
  const dynoxide = await startFilledDynamoDb(logs.map((log) => ({ name: tableOf(log), rows: rowsOf(log) })));
  const reader = startProcess<LogPageQuestion, LogPageAnswer>("log-page.ts");
  try {
    const { endpoint } = dynoxide;
    const ask = (log: SampleLog, kind: string, pages: number) => reader.ask(questionOf(endpoint, log, kind, pages));
    for (const log of logs) await ask(log, "newest deliveries", WARM_UP_PAGES);
    const full = await alternate(Object.keys(FULL), logs, ROUNDS, (log, kind) => ask(log, kind, PAGES));
    const rare = await alternate(Object.keys(RARE_ROWS), logs, 1, (log, kind) => ask(log, kind, 1));
    return [...[...full].flatMap(fullResults), ...[...rare].map(rareResult)];
  } finally {
    await Promise.all([reader.stop(), dynoxide.stop()]);
  }
}

function sampleLog(size: number): SampleLog {
  const sinceMs = Date.now() - DAY_MS;
  return { size, subscription: subscriptionAt("acme", sinceMs), sinceMs };
}

const tableOf = ({ size }: SampleLog): string => `posthorn-${size}`;

/** Alternates between the logs, so that other work on the machine affects all alike. */
async function alternate(
  kinds: string[],
  logs: SampleLog[],
  rounds: number,
  ask: (log: SampleLog, kind: string) => Promise<LogPageAnswer>,
): Promise<Map<string, Answers>> {
  const answers = new Map(kinds.map((kind): [string, Answers] => [kind, logs.map(() => [])]));
  for (let round = 0; round < rounds; round++) {
    for (const [kind, byLog] of answers) {
      for (const [index, log] of logs.entries()) byLog[index]?.push(await ask(log, kind));
    }
  }
  return answers;
}

function questionOf(endpoint: string, log: SampleLog, kind: string, pages: number): LogPageQuestion {
  const { id: subscriptionId, tenantId } = log.subscription;
  const middle = listCursor(subscriptionId, ulidOfNth(log, log.size / 2));
  return {
    endpoint,
    table: tableOf(log),
    key: { tenantId, subscriptionId },
    page: { ...FULL, ...RARE_ROWS }[kind] ?? { deliveries: {} },
    after: kind === "deliveries in the middle" ? middle : undefined,
    limit: LIMIT,
    pages,
  };
}

const MEASURES: Record<string, (answer: LogPageAnswer) => number> = {
  "ms of CPU": ({ cpuMs }) => cpuMs / PAGES,
  ms: ({ wallMs }) => wallMs / PAGES,
  "read units": ({ read }) => read.units,
};

/** The cost of a full page in the largest log over that in the smallest. */
function fullResults([kind, byLog]: [kind: string, Answers]): Result[] {
  const short = byLog.flat().find(({ found }) => found !== LIMIT);
  if (short) throw new Error(`a page of ${short.found} ${kind}`);
  return Object.entries(MEASURES).map(([unit, measure]): Result => {
    const costs = byLog.map((answers) => median(answers.map(measure)));
    return {
      what: `A page of ${LIMIT} ${kind}, ${unit}`,
      value: (costs.at(-1) ?? 0) / (costs[0] ?? 1),
      unit: "times",
      bar: { atMost: 1.5 },
      note: `${sizes} deliveries: ${costs.map(digits).join(", ")} ${unit}`,
    };
  });
}

/** The most rows that DynamoDB reads for a page that few rows belong to. */
function rareResult([kind, byLog]: [kind: string, Answers]): Result {
  const [rows, units] = (["rows", "units"] as const).map((what) => byLog.map(([answer]) => answer?.read[what] ?? 0));
  return {
    what: `A page of ${kind}, rows read`,
    value: Math.max(...(rows ?? [])),
    unit: "rows",
    bar: { atMost: MAX_READ },
    note: `${sizes} deliveries: ${rows?.join(", ")} rows, ${units?.map(digits).join(", ")} read units`,
  };
}

const sizes = SIZES.map((size) => size.toLocaleString("en")).join(", ");

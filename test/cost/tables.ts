import type { Bill } from "./bill.ts";
import type { Measured } from "./measure.ts";
import { billedMs, typical } from "./meter/function-meter.ts";
import type { Usage } from "./meter/usage.ts";

const LABELS: Record<keyof Bill, string> = {
  apiGateway: "API Gateway",
  lambdaRequests: "Lambda, requests",
  lambdaDuration: "Lambda, duration",
  dynamoDbWrites: "DynamoDB, writes",
  dynamoDbReads: "DynamoDB, reads",
  sqs: "SQS",
  eventBridge: "EventBridge",
  secretsManager: "Secrets Manager",
  logs: "CloudWatch Logs",
  dataTransfer: "Data transfer out",
  total: "Total",
};

/** Dollars per million deliveries: a line for each part, and a column for each case. */
export function billTable(bills: Record<string, Bill>): string {
  const lines = Object.entries(LABELS).map(([part, label]) => [
    label,
    ...Object.values(bills).map((bill) => bill[part as keyof Bill].toFixed(2)),
  ]);
  return aligned([["$ per million deliveries", ...Object.keys(bills)], ...lines]);
}

const COUNTS: [label: string, count: (usage: Usage) => number][] = [
  ["API requests", (usage) => usage.apiRequests],
  ["write units, table", (usage) => usage.tableWriteUnits],
  ["write units, indexes", (usage) => usage.indexWriteUnits],
  ["read units", (usage) => usage.readUnits],
  ["SQS requests", (usage) => usage.queueRequests],
  ["  of them with a message group", (usage) => usage.fairQueueRequests],
  ["  of them empty receives", (usage) => usage.emptyReceives],
  ["bus events", (usage) => usage.busEvents],
  ["secret reads", (usage) => usage.secretReads],
  ["bytes of logs", (usage) => usage.logBytes],
  ["bytes out", (usage) => usage.bytesOut],
];

/** What one delivery uses, in the same columns. */
export function countTable(measured: Record<string, Measured>): string {
  const all = Object.values(measured);
  const lines = COUNTS.map(([label, count]) => [
    label,
    ...all.map(({ usage, deliveries }) => shortened(count(usage) / deliveries)),
  ]);
  return aligned([["per delivery", ...Object.keys(measured)], ...lines]);
}

/** How often each function ran, and how long it typically took. */
export const functionTable = (name: string, { usage, deliveries }: Measured): string =>
  aligned([
    [name, "invocations per delivery", "ms", "CPU ms", "billed ms", "MB"],
    ...Object.entries(usage.invocations).map(([functionName, all]) => [
      functionName,
      shortened(all.length / deliveries),
      shortened(typical(all, ({ durationMs }) => durationMs)),
      shortened(typical(all, ({ cpuMs }) => cpuMs)),
      shortened(typical(all, billedMs)),
      shortened(typical(all, ({ memoryMb }) => memoryMb)),
    ]),
  ]);

const shortened = (value: number): string => String(Number(value.toFixed(value < 10 ? 3 : 0)));

/** The first column is left-aligned, the others are right-aligned. */
function aligned(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cell = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return rows.map((row) => row.map(cell).join("  ").trimEnd()).join("\n");
}

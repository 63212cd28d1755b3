import { Logger } from "@aws-lambda-powertools/logger";
import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import type { SQSBatchResponse } from "aws-lambda";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eraseHandler } from "../../../lambdas/erase/handler.ts";
import { dynamoDbClient } from "../../../lib/aws/clients.ts";
import { keyText } from "../../../lib/aws/dynamodb/driver/table-access.ts";
import { tenantDeletionKey } from "../../../lib/aws/dynamodb/keys/tenant-keys.ts";
import type { LogTable } from "../../../lib/aws/dynamodb/rows.ts";
import { dynamoAdmissionReader } from "../../../lib/aws/dynamodb/stores/admission-reader.ts";
import { dynamoSecretIntents } from "../../../lib/aws/dynamodb/stores/secret-intents.ts";
import { dynamoTenantDeletionStore } from "../../../lib/aws/dynamodb/stores/tenant-deletion-store.ts";
import { dynamoTenantEraser } from "../../../lib/aws/dynamodb/stores/tenant-eraser.ts";
import { dynamoTenantStore } from "../../../lib/aws/dynamodb/stores/tenant-store.ts";
import { newId } from "../../../lib/core/ids.ts";
import { incarnationRows } from "../../support/contracts/incarnation-rows.ts";
import { T0 } from "../../support/contracts/sample-records.ts";
import { createTestTable, type DynamoDbEmulator, startDynamoDb } from "../../support/dynamodb-emulator.ts";
import { dynamoPorts } from "../../support/dynamodb-ports.ts";
import { faultPlan } from "../../support/memory/fault-plan.ts";
import { memoryDeletionQueue } from "../../support/memory/memory-deletions.ts";
import { invocationContext, pollOnce } from "../../support/memory/memory-pipeline.ts";
import { memoryQueue } from "../../support/memory/memory-queue.ts";
import { testCredentials } from "../../support/test-credentials.ts";

let dynoxide: DynamoDbEmulator;

beforeAll(async () => {
  dynoxide = await startDynamoDb();
});
afterAll(() => dynoxide.stop());

/** A function dies at one of its calls, `before` or `after` the call takes effect. */
interface Death {
  atCall: number;
  when: "before" | "after";
}

const MINUTE_MS = 60_000;

/** A function that dies as told, once in each life. After that, none of its calls arrives. */
function mortal(deaths: Death[]) {
  let death: Death | undefined;
  let calls = 0;
  const die = () => {
    throw new Error("the function has died");
  };
  return {
    begin(): void {
      death = deaths.shift();
      calls = 0;
    },
    async call<T>(work: () => Promise<T>): Promise<T> {
      calls++;
      if (death && calls > death.atCall) die();
      if (calls === death?.atCall && death.when === "before") die();
      const answer = await work();
      if (calls === death?.atCall) die();
      return answer;
    },
  };
}

/** A table with what two tenants with the same id have left, and the erasure of the first. */
async function erasing(deaths: Death[]) {
  const name = newId("t", Date.now());
  await createTestTable(dynoxide.client, name);
  let nowMs = T0;
  const table: LogTable = { client: dynoxide.client, name, retentionDays: 30, now: () => nowMs };
  const dump = () => rowsOf(table);
  const first = await incarnationRows(dynamoPorts(table), "acme", T0);
  const before = await dump();
  nowMs = T0 + 10 * MINUTE_MS;
  await incarnationRows(dynamoPorts(table), "acme", nowMs);
  await incarnationRows(dynamoPorts(table), "other", nowMs);
  const all = await dump();
  const kept = new Map([...all].filter(([key]) => !before.has(key)));

  const life = mortal(deaths);
  const client = dynamoDbClient({ endpoint: dynoxide.endpoint, ...testCredentials });
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = ((...given: Parameters<typeof handle>) => life.call(() => handle(...given))) as typeof handle;
  const queue = memoryQueue({ now: () => nowMs, visibilitySeconds: 150 });
  const slices = memoryDeletionQueue(queue, faultPlan());
  const discarded: string[] = [];
  const own = { ...table, client };
  const erase = eraseHandler({
    admission: dynamoAdmissionReader(own),
    adminKeys: { adminKey: () => Promise.reject(new Error("no request comes")) },
    tenants: dynamoTenantStore(own),
    hop: "",
    deletions: dynamoTenantDeletionStore(own),
    eraser: dynamoTenantEraser(own),
    intents: dynamoSecretIntents(own),
    secrets: { discard: ({ subscriptionId }) => life.call(async () => void discarded.push(subscriptionId)) },
    slices: { sendSlice: (slice, delay) => life.call(() => slices.sendSlice(slice, delay)) },
    waitSeconds: 960,
    now: () => nowMs,
    logger: new Logger({ logLevel: "SILENT" }),
  });
  await slices.sendSlice({ deletionId: first.deletion.id, slice: 0 }, 0);
  for (let step = 0; queue.size() > 0; step++) {
    expect(step).toBeLessThan(50);
    nowMs = Math.max(nowMs, queue.nextVisibleAtMs() ?? 0);
    life.begin();
    await pollOnce(queue, async (event) => (await erase(event, invocationContext())) as SQSBatchResponse);
  }
  client.destroy();
  return {
    first,
    kept,
    discarded,
    left: await dump(),
    deletion: await dynamoTenantDeletionStore(table).getDeletion(first.deletion.id),
  };
}

async function rowsOf({ client, name }: LogTable): Promise<Map<string, string>> {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new ScanCommand({ TableName: name, ConsistentRead: true }),
  );
  expect(LastEvaluatedKey).toBeUndefined();
  return new Map(Items.map((row) => [keyText(row), JSON.stringify(row, Object.keys(row).sort())]));
}

const deathPlan = fc.array(
  fc.record({ atCall: fc.integer({ min: 1, max: 60 }), when: fc.constantFrom("before" as const, "after" as const) }),
  { maxLength: 4 },
);

it("a function that dies at any call leaves no row of the tenant, and touches none of another", async () => {
  await fc.assert(
    fc.asyncProperty(deathPlan, async (deaths) => {
      const { first, kept, discarded, left, deletion } = await erasing(deaths);
      left.delete(keyText({ ...tenantDeletionKey(first.deletion.id) }));
      // The operator keeps the entry that says who deleted the tenant.
      const [removal] = [...left].filter(([key, row]) => !kept.has(key) && row.includes('"deleteTenant"'));
      expect(removal?.[0]).toMatch(/^AUDIT#\d/);
      left.delete(String(removal?.[0]));
      expect([...left.keys()].filter((key) => !kept.has(key))).toEqual([]);
      expect([...kept].filter(([key, row]) => left.get(key) !== row).map(([key]) => key)).toEqual([]);
      expect(new Set(discarded)).toEqual(new Set(first.subscriptionIds));
      expect(deletion?.state).toBe("completed");
    }),
    { numRuns: 20, examples: [[[]]] },
  );
}, 120_000);

it("counts what it erases, and begins when no function that knew the tenant runs any more", async () => {
  const { first, deletion } = await erasing([]);
  expect(deletion?.erased).toEqual({ events: 4, deliveries: 7 });
  const waited = Date.parse(deletion?.finishedAt ?? "") - Date.parse(first.deletion.createdAt);
  expect(waited).toBeGreaterThanOrEqual(960_000);
});

import { expect, it } from "vitest";
import { billOf, provisioned } from "./bill.ts";
import { noUsage } from "./meter/usage.ts";

const usage = {
  ...noUsage(),
  apiRequests: 100,
  invocations: { deliver: Array(10).fill({ memoryMb: 1024, durationMs: 200, cpuMs: 0, first: false }) },
  tableWriteUnits: 400,
  indexWriteUnits: 200,
  readUnits: 500,
  queueRequests: 300,
  fairQueueRequests: 100,
  busEvents: 100,
  secretReads: 1,
  logBytes: 100 * 1024,
  bytesOut: 100 * 1024,
};

it("a bill has a price for everything that was counted, per million deliveries", () => {
  expect(billOf(usage, 100)).toEqual({
    total: 8.5743,
    apiGateway: 1,
    lambdaRequests: 0.02,
    lambdaDuration: 0.2667,
    dynamoDbWrites: 3.75,
    dynamoDbReads: 0.625,
    sqs: 1.3,
    eventBridge: 1,
    secretsManager: 0.05,
    logs: 0.4768,
    dataTransfer: 0.0858,
  });
});

it("the total is the sum of the parts", () => {
  const { total, ...parts } = billOf(usage, 77);
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(total, 8);
});

it("a unit of provisioned capacity costs more, the less of it is used", () => {
  expect(provisioned(1).writeUnit * 1_000_000).toBeCloseTo(0.1806, 4);
  expect(provisioned(0.6).writeUnit * 1_000_000).toBeCloseTo(0.3009, 4);
  expect(provisioned(0.6).readUnit * 1_000_000).toBeCloseTo(0.0602, 4);
  expect(billOf(usage, 100, provisioned(0.6)).dynamoDbWrites).toBeCloseTo(6 * 0.3009, 3);
});

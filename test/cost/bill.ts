import { gbSecondsOf } from "./meter/function-meter.ts";
import type { Usage } from "./meter/usage.ts";
import { PRICES } from "./prices.ts";

/** Dollars. */
export interface Bill {
  total: number;
  apiGateway: number;
  lambdaRequests: number;
  lambdaDuration: number;
  dynamoDbWrites: number;
  dynamoDbReads: number;
  sqs: number;
  eventBridge: number;
  secretsManager: number;
  logs: number;
  dataTransfer: number;
}

export interface UnitPrices {
  writeUnit: number;
  readUnit: number;
}

const ON_DEMAND: UnitPrices = PRICES;

/** A unit of capacity does one write or read a second, if all of it is used. */
const UNITS_AN_HOUR = 3_600;

/**
 * The price of a unit with provisioned capacity, of which a share is used. The table and each index have capacity of
 * their own, all at the same price.
 */
export const provisioned = (used: number): UnitPrices => ({
  writeUnit: PRICES.writeCapacityHour / (UNITS_AN_HOUR * used),
  readUnit: PRICES.readCapacityHour / (UNITS_AN_HOUR * used),
});

const MILLION = 1_000_000;

/** What a million deliveries cost, given what some deliveries used. */
export function billOf(usage: Usage, deliveries: number, { writeUnit, readUnit } = ON_DEMAND): Bill {
  const functions = Object.values(usage.invocations);
  const dollars = {
    apiGateway: usage.apiRequests * PRICES.apiRequest,
    lambdaRequests: functions.flat().length * PRICES.invocation,
    lambdaDuration: functions.reduce((sum, all) => sum + gbSecondsOf(all), 0) * PRICES.gbSecond,
    dynamoDbWrites: (usage.tableWriteUnits + usage.indexWriteUnits) * writeUnit,
    dynamoDbReads: usage.readUnits * readUnit,
    sqs: usage.queueRequests * PRICES.queueRequest + usage.fairQueueRequests * PRICES.fairQueueSurcharge,
    eventBridge: usage.busEvents * PRICES.busEvent,
    secretsManager: usage.secretReads * PRICES.secretCall,
    logs: usage.logBytes * PRICES.logByte,
    dataTransfer: usage.bytesOut * PRICES.byteOut,
  };
  const parts = Object.entries(dollars).map(([part, sum]) => [part, rounded((sum * MILLION) / deliveries)] as const);
  const total = rounded(parts.reduce((sum, [, part]) => sum + part, 0));
  return { total, ...(Object.fromEntries(parts) as typeof dollars) };
}

/** To a hundredth of a cent. The total is the sum of rounded parts, so that a reader can add them up. */
const rounded = (dollars: number): number => Math.round(dollars * 10_000) / 10_000;

/** A table's capacity that follows its traffic, in read units and in write units a second. */
export interface ProvisionedCapacity {
  minimum: number;
  maximum: number;
  /** The share of the capacity that should be in use, in percent. */
  target: number;
}

/** What a table can serve at once, in units a second. */
export interface WarmThroughput {
  reads: number;
  writes: number;
}

/**
 * DynamoDB's auto scaling accepts targets from 20 to 90 %
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html).
 */
const LEAST_TARGET = 20;
const HIGHEST_TARGET = 90;

/** Reads `5-4000@60`: minimum, maximum and target. Returns undefined for any other text. */
export function provisionedCapacity(text: string): ProvisionedCapacity | undefined {
  const [, ...numbers] = /^([1-9]\d{0,5})-([1-9]\d{0,5})@(\d\d)$/.exec(text) ?? [];
  const [minimum = 0, maximum = 0, target = 0] = numbers.map(Number);
  const valid = minimum >= 1 && minimum <= maximum && target >= LEAST_TARGET && target <= HIGHEST_TARGET;
  return valid ? { minimum, maximum, target } : undefined;
}

/** Reads `24000,8000`: reads and writes. Returns undefined for any other text. */
export function warmThroughput(text: string): WarmThroughput | undefined {
  const [, reads, writes] = /^([1-9]\d{0,7}),\s*([1-9]\d{0,7})$/.exec(text) ?? [];
  return reads && writes ? { reads: Number(reads), writes: Number(writes) } : undefined;
}

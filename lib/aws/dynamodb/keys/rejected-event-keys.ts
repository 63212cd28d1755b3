import type { RowKey } from "../table.ts";

/**
 * Rejected events have one partition, because a bus with many of them needs its producer fixed. Writes beyond what a
 * partition takes wait in the intake queue.
 */
export const REJECTED_PK = "REJECTED";
export const rejectedKey = (id: string): RowKey => ({ pk: REJECTED_PK, sk: id });

import type { DeletionSlice } from "./tenant-deletion.ts";

/** Encodes a slice as an SQS message body. */
export const encodeDeletionSlice = (slice: DeletionSlice): string => JSON.stringify({ v: 1, ...slice });

/** Decodes a message body. Returns undefined if the body isn't a slice. */
export function decodeDeletionSlice(body: string): DeletionSlice | undefined {
  try {
    const { v, deletionId, slice } = JSON.parse(body);
    return v === 1 && typeof deletionId === "string" && Number.isInteger(slice) ? { deletionId, slice } : undefined;
  } catch {
    return undefined;
  }
}

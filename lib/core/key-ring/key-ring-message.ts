import type { KeyRingSlice } from "./key-ring-job.ts";

/** Encodes a slice as an SQS message body. */
export const encodeKeyRingSlice = (slice: KeyRingSlice): string => JSON.stringify({ v: 1, ...slice });

/** Decodes a message body. Returns undefined if the body isn't a slice. */
export function decodeKeyRingSlice(body: string): KeyRingSlice | undefined {
  try {
    const { v, jobId, slice } = JSON.parse(body);
    return v === 1 && typeof jobId === "string" && Number.isInteger(slice) ? { jobId, slice } : undefined;
  } catch {
    return undefined;
  }
}

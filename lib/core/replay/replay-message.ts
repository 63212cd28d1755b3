import type { ReplaySlice } from "./replay.ts";

/** Encodes a slice as an SQS message body. */
export const encodeSlice = (slice: ReplaySlice): string => JSON.stringify({ v: 1, ...slice });

/** Decodes a message body. Returns undefined if the body isn't a slice. */
export function decodeSlice(body: string): ReplaySlice | undefined {
  try {
    const { v, tenantId, replayId, slice } = JSON.parse(body);
    const known = v === 1 && typeof tenantId === "string" && typeof replayId === "string" && Number.isInteger(slice);
    return known ? { tenantId, replayId, slice } : undefined;
  } catch {
    return undefined;
  }
}

import type { ReplaySlice } from "./replay.ts";

/** A slice as an SQS message body. */
export const encodeSlice = (slice: ReplaySlice): string => JSON.stringify({ v: 1, ...slice });

/** The slice in a message body, or undefined when the body is none. */
export function decodeSlice(body: string): ReplaySlice | undefined {
  try {
    const { v, tenantId, replayId, slice } = JSON.parse(body);
    const known = v === 1 && typeof tenantId === "string" && typeof replayId === "string" && Number.isInteger(slice);
    return known ? { tenantId, replayId, slice } : undefined;
  } catch {
    return undefined;
  }
}

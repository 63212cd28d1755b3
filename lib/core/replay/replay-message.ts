import type { ReplaySlice } from "./replay.ts";

/** Encodes a slice as an SQS message body. */
export const encodeSlice = (slice: ReplaySlice): string => JSON.stringify({ v: 1, ...slice });

/** Decodes a message body. Returns undefined if the body isn't a slice. */
export function decodeSlice(body: string): ReplaySlice | undefined {
  try {
    const { v, tenantId, incarnation, replayId, slice } = JSON.parse(body);
    const areTexts = [tenantId, incarnation, replayId].every((text) => typeof text === "string");
    return v === 1 && areTexts && Number.isInteger(slice) ? { tenantId, incarnation, replayId, slice } : undefined;
  } catch {
    return undefined;
  }
}

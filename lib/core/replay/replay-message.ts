import type { ReplaySlice } from "./replay.ts";

/** Encodes a slice as an SQS message body. */
export const encodeSlice = (slice: ReplaySlice): string => JSON.stringify({ v: 1, ...slice });

/** Decodes a message body. Returns undefined if the body isn't a slice. Earlier releases sent no counts. */
export function decodeSlice(body: string): ReplaySlice | undefined {
  try {
    const { v, tenantId, incarnation, replayId, slice, waits, failures } = JSON.parse(body);
    const areTexts = [tenantId, incarnation, replayId].every((text) => typeof text === "string");
    const areCounts = [waits, failures].every(
      (count) => count === undefined || (Number.isInteger(count) && count >= 0),
    );
    const isSlice = v === 1 && areTexts && Number.isInteger(slice) && areCounts;
    return isSlice ? { tenantId, incarnation, replayId, slice, waits, failures } : undefined;
  } catch {
    return undefined;
  }
}

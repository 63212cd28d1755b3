import { z } from "zod";
import { nestedDeeperThan } from "../../../core/kit/nesting.ts";

export const entryInput = z.object({
  EventBusName: z.string().optional(),
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  /** JSON text. */
  Detail: z.string().optional(),
  /** Epoch seconds. */
  Time: z.number().optional(),
  Resources: z.array(z.string()).default([]),
});

export type PutEntry = z.output<typeof entryInput>;

export interface EntryError {
  ErrorCode: string;
  ErrorMessage: string;
}

/** Returns the reason why an entry is refused. The other entries of the request are not affected. */
export function entryError(entry: PutEntry, hasBus: (name: string) => boolean): EntryError | undefined {
  for (const name of ["Source", "DetailType", "Detail"] as const) {
    if (entry[name]) continue;
    const text = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: "InvalidArgument", ErrorMessage: text };
  }
  if (!isDetail(entry.Detail ?? "")) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  if (entry.Source?.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const bus = entry.EventBusName?.split("/").pop();
  if (bus === undefined || hasBus(bus)) return undefined;
  return { ErrorCode: "InvalidArgument", ErrorMessage: `Event bus ${bus} does not exist.` };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_LEVELS = 1_100;
const MAX_INTEGER = 2n ** 63n - 1n;

/** Is the text a JSON object that EventBridge takes? It refuses integers that don't fit into 64 bits. */
function isDetail(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    if (nestedDeeperThan(MAX_LEVELS, text)) return false;
    JSON.parse(text, refuseHugeInteger);
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function refuseHugeInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source ?? "";
  if (typeof value !== "number" || !/^-?\d+$/.test(source)) return value;
  const integer = BigInt(source);
  if (integer > MAX_INTEGER || integer < -MAX_INTEGER - 1n) throw new Error("the integer needs more than 64 bits");
  return value;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html, "Calculating event entry size" */
export function entrySize({ Time, Source = "", DetailType = "", Detail = "", Resources }: PutEntry): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : 14);
}

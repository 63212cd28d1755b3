import type { DialectDescription, DialectName } from "../../dialects/verify/index.ts";
/** Header values by name in lower case, in the order in which they came. */
export type ReceivedHeaders = Record<string, string[]>;

/** A captured request. `notes` say what is wrong with the capture itself. */
export interface Received {
  headers: ReceivedHeaders;
  body: Buffer;
  notes: string[];
}

/** What a request is checked against. */
export interface Against {
  dialect: DialectName | DialectDescription;
  secrets: string[];
  /** Epoch milliseconds. */
  now(): number;
}

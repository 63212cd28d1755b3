import type { DialectDescription, DialectName } from "../../dialects/verify/index.ts";

/** Header values by lower-case name, in the order of the request. */
export type CapturedHeaders = Record<string, string[]>;

/** A captured request. `notes` name problems of the capture itself. */
export interface CapturedRequest {
  headers: CapturedHeaders;
  body: Buffer;
  notes: string[];
}

/** The dialect, secrets and time to verify a request against. */
export interface Against {
  dialect: DialectName | DialectDescription;
  secrets: string[];
  /** Epoch milliseconds. */
  now(): number;
}

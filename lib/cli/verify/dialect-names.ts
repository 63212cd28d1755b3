import { type DialectSignature, signatures } from "../../dialects/built-in/dialect-table.ts";
import { type DialectName, schemesOf } from "../../dialects/verify/schemes.ts";
import type { CapturedHeaders } from "./captured-request.ts";

/** The name that `verify` takes for each built-in dialect. */
const verifyNames = new Map(
  Object.entries<DialectSignature>(signatures).map(([name, { verifiedAs = name }]) => [
    name,
    verifiedAs as DialectName,
  ]),
);

/** The names that `verify` takes. */
export const dialectNames: readonly DialectName[] = [...new Set(verifyNames.values())];

/** Returns the name that `verify` takes for a built-in dialect, or undefined if no built-in dialect has this name. */
export const verifyNameOf = (dialect: string): DialectName | undefined => verifyNames.get(dialect);

/** Returns the dialects whose signature header a request has. */
export const dialectsOf = (headers: CapturedHeaders): DialectName[] =>
  dialectNames.filter((name) => schemesOf(name).some(({ signatureHeader }) => headers[signatureHeader]));

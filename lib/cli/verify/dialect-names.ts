import { type DialectName, schemesOf } from "../../dialects/verify/dialects.ts";
import type { CapturedHeaders } from "./captured-request.ts";

const NAMES = {
  standard: 0,
  witn: 0,
  watsi: 0,
  outtake: 0,
  github: 0,
  stripe: 0,
  tenant: 0,
  agents: 0,
} satisfies Record<DialectName, 0>;

/** The names of the built-in dialects. */
export const dialectNames = Object.keys(NAMES) as DialectName[];

export const isDialectName = (name: string): name is DialectName => Object.hasOwn(NAMES, name);

/** The built-in dialects whose signature header is in the request. */
export const dialectsOf = (headers: CapturedHeaders): DialectName[] =>
  dialectNames.filter((name) => schemesOf(name).some(({ signatureHeader }) => headers[signatureHeader]));

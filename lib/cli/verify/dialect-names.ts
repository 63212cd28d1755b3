import { type DialectName, schemesOf } from "../../dialects/verify/dialects.ts";
import type { ReceivedHeaders } from "./captured-request.ts";

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

/** The dialects that are verified by name. */
export const dialectNames = Object.keys(NAMES) as DialectName[];

export const isDialectName = (name: string): name is DialectName => Object.hasOwn(NAMES, name);

/** The dialects whose signature header a request has. */
export const dialectsOf = (headers: ReceivedHeaders): DialectName[] =>
  dialectNames.filter((name) => schemesOf(name).some(({ signatureHeader }) => headers[signatureHeader]));

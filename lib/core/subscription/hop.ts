import { hash } from "node:crypto";

/**
 * The header that names the stack that sent a POST. A POST that comes back to the API of the same stack, even through
 * another server, would make an event of an event, without end. RFC 8586 (`CDN-Loop`) describes the same fault.
 */
export const HOP_HEADER = "posthorn-hop";

const HOP_CHARS = 16;

/** The name of a stack in `posthorn-hop`. CloudFormation gives each stack's table a name of its own. */
export const hopOf = (tableName: string): string => hash("sha256", `${HOP_HEADER} ${tableName}`).slice(0, HOP_CHARS);

/** Whether a value of `posthorn-hop`, which may be a list, names the stack. */
export const namesHop = (value: string | undefined, hop: string): boolean =>
  value?.split(",").some((one) => one.trim() === hop) ?? false;

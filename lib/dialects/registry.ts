import type { Dialect } from "./dialect.ts";
import { standard } from "./standard.ts";

const dialects: ReadonlyMap<string, Dialect> = new Map([standard].map((dialect) => [dialect.name, dialect]));

export const DEFAULT_DIALECT = standard.name;

/** The dialect of this name, or undefined. */
export const findDialect = (name: string): Dialect | undefined => dialects.get(name);

import { memoized } from "../core/kit/lru.ts";
import type { Subscription } from "../core/model/subscription.ts";
import { builtInDefinition, builtInNames, isDescribable } from "./built-in-definitions.ts";
import { compileDialect } from "./compile.ts";
import { compileBuiltIn } from "./compile-built-in.ts";
import type { DialectDefinition } from "./definition.ts";
import type { Dialect } from "./dialect.ts";
import { standard } from "./standard.ts";
import { together } from "./together.ts";

const handWritten = new Map([[standard.name, standard]]);

const dialects: ReadonlyMap<string, Dialect> = new Map(
  builtInNames.map((name) => [name, handWritten.get(name) ?? compileBuiltIn(name)]),
);

/** A built-in dialect as the API shows it: its definition, or its name alone if it takes code. */
export type BuiltInDialect = { name: string } | DialectDefinition;

/** The built-in dialects, by name. */
export const builtInDialects: readonly BuiltInDialect[] = builtInNames
  .toSorted()
  .map((name) => (handWritten.has(name) || !isDescribable(name) ? { name } : builtInDefinition(name)));

const KEPT_DEFINITIONS = 1_000;

/** The dialect fields of a subscription. */
export type SubscriptionDialect = Pick<Subscription, "dialect" | "definition" | "alsoIn">;

/** Returns a subscription's dialect: its own definition's, or the built-in one. Undefined if neither exists. */
export function dialectOf({ alsoIn, ...named }: SubscriptionDialect): Dialect | undefined {
  const dialect = oneOf(named);
  const other = alsoIn && oneOf(alsoIn);
  if (!dialect || !alsoIn) return dialect;
  return (
    other && together(dialect, { dialect: other, untilMs: Date.parse(alsoIn.until ?? "") || Number.POSITIVE_INFINITY })
  );
}

const oneOf = ({ dialect, definition }: SubscriptionDialect): Dialect | undefined =>
  definition === undefined ? findDialect(dialect) : compiled(definition);

/** Compiles a definition once for all subscriptions that share its text. */
const compiled = memoized(KEPT_DEFINITIONS, (text): Dialect => compileDialect(JSON.parse(text)));

/** Returns the built-in dialect with this name, or undefined. */
export const findDialect = (name: string): Dialect | undefined => dialects.get(name);

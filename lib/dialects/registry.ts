import { memoized } from "../core/kit/lru.ts";
import type { Subscription } from "../core/model.ts";
import { agents } from "./agents.ts";
import { compileDialect } from "./compile.ts";
import type { DialectDefinition } from "./definition.ts";
import {
  githubDefinition,
  standardEd25519Definition,
  stripeDefinition,
  tenantDefinition,
  watsiDefinition,
} from "./definitions.ts";
import type { Dialect } from "./dialect.ts";
import { outtake } from "./outtake.ts";
import { standard } from "./standard.ts";
import { together } from "./together.ts";
import { witn } from "./witn.ts";

const definitions = [tenantDefinition, watsiDefinition, githubDefinition, stripeDefinition, standardEd25519Definition];
const written = [standard, witn, outtake, agents];

const dialects: ReadonlyMap<string, Dialect> = new Map(
  [...written, ...definitions.map((one) => compileDialect(one))].map((dialect) => [dialect.name, dialect]),
);

/** Our own dialects by name, as data where they are that. */
export const builtInDialects: readonly BuiltInDialect[] = [
  ...written.map(({ name }) => ({ name })),
  ...definitions,
].sort((a, b) => (a.name < b.name ? -1 : 1));

export type BuiltInDialect = { name: string } | DialectDefinition;

const KEPT_CUSTOM = 1_000;

/** The dialect of a subscription: the one that came with it, else one of ours; or undefined. */
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

/** What a subscription says of its dialect. */
export type SubscriptionDialect = Pick<Subscription, "dialect" | "definition" | "alsoIn">;

/** Compiled once for all subscriptions that have the same text. */
const compiled = memoized(KEPT_CUSTOM, (text): Dialect => compileDialect(JSON.parse(text)));

/** The dialect of this name, or undefined. */
export const findDialect = (name: string): Dialect | undefined => dialects.get(name);

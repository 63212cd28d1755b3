import type { DialectDefinition } from "../core/dialect-definition.ts";
import { keepRecent } from "../core/keep.ts";
import type { Subscription } from "../core/model.ts";
import { agents } from "./agents.ts";
import { compileDialect } from "./compile.ts";
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

const defined = [tenantDefinition, watsiDefinition, githubDefinition, stripeDefinition, standardEd25519Definition].map(
  (definition) => compileDialect(definition),
);

const dialects: ReadonlyMap<string, Dialect> = new Map(
  [standard, witn, outtake, agents, ...defined].map((dialect) => [dialect.name, dialect]),
);

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
  definition ? compiled(definition) : findDialect(dialect);

/** What a subscription says of its dialect. */
export type SubscriptionDialect = Pick<Subscription, "dialect" | "definition" | "alsoIn">;

/** Compiled once for all subscriptions that have the same. */
const compiledText = keepRecent(KEPT_CUSTOM, (text): Dialect => compileDialect(JSON.parse(text)));

const compiled = (definition: DialectDefinition): Dialect => compiledText(JSON.stringify(definition));

/** The dialect of this name, or undefined. */
export const findDialect = (name: string): Dialect | undefined => dialects.get(name);

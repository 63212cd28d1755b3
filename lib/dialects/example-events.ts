import { patternMatches } from "../core/matching/event-types.ts";
import type { CatalogEntry } from "../core/model/catalog-entry.ts";
import type { Subscription } from "../core/model/subscription.ts";
import { type Examples, examplesByDialect, genericExamples } from "./built-in/example-data.ts";

/** An event for a test send. `data` is raw JSON text. */
export interface Example {
  type: string;
  data: string;
}

type Target = Pick<Subscription, "dialect" | "events" | "metadata">;

/**
 * Returns an event for a test send to a subscription: the catalog's example, or a built-in one in the shape that the
 * dialect's receivers read. Its type can differ from the requested one. A derived type is sent as the type that it
 * derives from, and `outtake` receivers get the trigger.
 *
 * @param type the type to send; by default, one that the subscription wants to receive
 * @param passes whether an example passes the subscription's filter: the first one that does is taken
 */
export function exampleFor(
  subscription: Target,
  entries: readonly CatalogEntry[],
  type?: string,
  passes: (example: Example) => boolean = () => true,
): Example {
  const known = knownTypes(subscription, entries);
  const wanted = type === undefined ? wantedTypes(subscription.events, known) : [type];
  const examples = wanted.map((one) => exampleOf(subscription, entries, one));
  return examples.find(passes) ?? examples[0] ?? exampleOf(subscription, entries, "test");
}

function exampleOf(subscription: Target, entries: readonly CatalogEntry[], wanted: string): Example {
  const origin = originOf(wanted, entries);
  const builtIn = builtInExample(subscription, wanted);
  // The origin's example may not meet the derived type's condition. A built-in example for the derived type does.
  const fitting = origin && !ownMember(examplesOf(subscription), wanted) ? dataOf(origin, entries) : [];
  const [data = builtIn.data] = [...dataOf(wanted, entries), ...fitting];
  return { type: origin ?? builtIn.type, data };
}

const dataOf = (type: string, entries: readonly CatalogEntry[]): string[] =>
  entries.flatMap((entry) => (entry.kind === "event-type" && entry.name === type ? (entry.example ?? []) : []));

/** Returns the type that a derived type derives from. */
function originOf(type: string, entries: readonly CatalogEntry[]): string | undefined {
  for (const entry of entries) if (entry.kind === "derived-type" && entry.name === type) return entry.from;
  return undefined;
}

/** Returns the types that have an example, the operator's first. */
function knownTypes(subscription: Target, entries: readonly CatalogEntry[]): string[] {
  const written = entries.filter((entry) => entry.kind === "event-type" && entry.example && !entry.deprecated);
  const others = entries.filter((entry) => entry.kind === "derived-type" || !entry.deprecated);
  return [...written, ...Object.keys(examplesOf(subscription)).map((name) => ({ name })), ...others].map(
    ({ name }) => name,
  );
}

/**
 * Returns the types that a subscription wants: those that it names, then the known ones. For a wildcard that no known
 * type matches, makes up a type: `order.test` for `order.*`.
 */
export function wantedTypes(events: readonly string[], known: readonly string[]): string[] {
  const named = events.filter((pattern) => !pattern.endsWith("*"));
  const matching = known.filter((type) => events.some((pattern) => patternMatches(pattern, type)));
  const wanted = [...new Set([...named, ...matching])];
  return wanted.length > 0 ? wanted : events.map((pattern) => `${pattern.slice(0, -1)}test`);
}

/** A type without an example of its own gets the data of the dialect's first example. */
function builtInExample(subscription: Target, type: string): Example {
  const examples = examplesOf(subscription);
  const known = ownMember(examples, type);
  const made = (known ?? Object.values(examples)[0])?.(subscription.metadata);
  return { type: (known && made?.type) ?? type, data: JSON.stringify(made?.data ?? {}) };
}

const examplesOf = ({ dialect }: Target): Examples => ownMember(examplesByDialect, dialect) ?? genericExamples;

/** Types and dialects can have names such as `constructor`, which every object inherits. */
const ownMember = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

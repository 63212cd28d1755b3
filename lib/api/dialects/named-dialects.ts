import { Refusal, refuse } from "../../core/errors.ts";
import type { DialectChoice } from "../../core/subscription/subscription-rules.ts";
import { builtInNames } from "../../dialects/built-in-definitions.ts";
import type { DialectStore } from "../../dialects/dialect-store.ts";
import { dialectOf, findDialect } from "../../dialects/registry.ts";
import { pairProblem } from "../../dialects/together.ts";

type DialectReader = Pick<DialectStore, "getDialect">;

/** The fields that a subscription keeps of a dialect. Throws a 422 `Refusal` for an unknown name. */
export async function namedDialect(
  dialects: DialectReader,
  name: string,
): Promise<Pick<DialectChoice, "dialect" | "definition">> {
  if (findDialect(name)) return { dialect: name };
  const registered = NAME.test(name) ? await dialects.getDialect(name) : undefined;
  if (!registered) throw unknownDialect();
  const { createdAt: _createdAt, ...definition } = registered;
  return { dialect: name, definition: JSON.stringify(definition) };
}

const unknownDialect = (): Refusal =>
  new Refusal(422, `Unknown dialect. Known: ${builtInNames.join(", ")}, and those that the operator registered.`, [
    { path: "/dialect", message: "is not a known dialect" },
  ]);

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

type WantedDialect = { name: string; until?: string | undefined };

/**
 * The fields that a subscription keeps of one or two dialects. The dialect without `until` makes the body. Throws a 422
 * `Refusal` for an unknown name, and for two dialects that can't be used together.
 */
export async function namedDialects(store: DialectReader, wanted: WantedDialect[]): Promise<DialectChoice> {
  const [first, other] = wanted.toSorted((a, b) => Number(a.until !== undefined) - Number(b.until !== undefined));
  if (!first || first.until !== undefined) throw pairRefusal("must have one dialect without `until`");
  const named = await namedDialect(store, first.name);
  if (!other) return named;
  const also = await namedDialect(store, other.name);
  const [a, b] = [dialectOf(named), dialectOf(also)];
  const problem = a && b && pairProblem(a, b);
  if (problem) throw pairRefusal(problem);
  return { ...named, alsoIn: { ...also, until: other.until } };
}

const pairRefusal = (message: string): Refusal =>
  new Refusal(422, "These dialects can't be used together.", [{ path: "/dialects", message }]);

/** The name of a dialect for a kind of signature. `standard` has a dialect for each kind. */
export function dialectNameFor(dialect: string, signature?: "hmac-sha256" | "ed25519"): string {
  if (signature !== "ed25519" || dialect === "standard-ed25519") return dialect;
  if (dialect !== "standard") refuse([{ path: "/signature", message: "can be ed25519 only in the standard dialect" }]);
  return "standard-ed25519";
}

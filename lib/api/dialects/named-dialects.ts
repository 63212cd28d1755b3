import { Refusal } from "../../core/errors.ts";
import type { Subscription } from "../../core/model.ts";
import type { DialectStore } from "../../dialects/definition.ts";
import { dialectOf, findDialect, type SubscriptionDialect } from "../../dialects/registry.ts";
import { pairProblem } from "../../dialects/together.ts";

type Named = Pick<Subscription, "dialect" | "definition">;

type DialectReader = Pick<DialectStore, "getDialect">;

/** What a subscription keeps of the dialect of a name. Refused with 422 when there is none. */
export async function namedDialect(dialects: DialectReader, name: string): Promise<Named> {
  if (findDialect(name)) return { dialect: name };
  const registered = NAME.test(name) ? await dialects.getDialect(name) : undefined;
  if (!registered) throw new Refusal(422, "Unknown dialect.", [{ path: "/dialect", message: "is no dialect" }]);
  const { createdAt: _createdAt, ...definition } = registered;
  return { dialect: name, definition: JSON.stringify(definition) };
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** What a subscription keeps of two dialects, of which the one that stays gives the body. Refused when they clash. */
export async function namedDialects(store: DialectReader, wanted: Wanted[]): Promise<SubscriptionDialect> {
  const [first, other] = wanted.toSorted((a, b) => Number(a.until !== undefined) - Number(b.until !== undefined));
  if (!first || first.until !== undefined) throw pairRefusal("must have one that has no end");
  const named = await namedDialect(store, first.name);
  if (!other) return named;
  const also = await namedDialect(store, other.name);
  const [a, b] = [dialectOf(named), dialectOf(also)];
  const problem = a && b && pairProblem(a, b);
  if (problem) throw pairRefusal(problem);
  return { ...named, alsoIn: { ...also, until: other.until } };
}

type Wanted = { name: string; until?: string | undefined };

const pairRefusal = (message: string): Refusal =>
  new Refusal(422, "These dialects can't be used together.", [{ path: "/dialects", message }]);

/** The dialect's name for signatures of a kind: `standard` has two. */
export function signedWith(dialect: string, signature?: "hmac-sha256" | "ed25519"): string {
  if (signature !== "ed25519" || dialect === "standard-ed25519") return dialect;
  if (dialect === "standard") return "standard-ed25519";
  const errors = [{ path: "/signature", message: "can be ed25519 in the standard dialect only" }];
  throw new Refusal(422, "Some fields are not as they should be.", errors);
}

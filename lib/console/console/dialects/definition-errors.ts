import { ApiProblem } from "../../client/problem.ts";

const PLACE = "/definition";

/**
 * What the API said about a definition, whether it was to be registered or only tried: with pointers that begin in the
 * definition.
 */
export function definitionErrors(tried: unknown, registered: unknown): unknown {
  if (registered instanceof ApiProblem) return registered;
  if (!(tried instanceof ApiProblem)) return undefined;
  const inside = tried.fields.filter(({ path }) => path.startsWith(`${PLACE}/`));
  const errors = inside.map(({ path, message }) => ({ path: path.slice(PLACE.length), message }));
  return new ApiProblem(tried.status, { detail: tried.message, errors });
}

import { ApiProblem } from "../../../client/problem.ts";

const DATA = "/data";

/** What the API said about an event's data, each with its place in the data. */
export function dataErrors(error: unknown): string[] {
  if (!(error instanceof ApiProblem)) return [];
  const inside = error.fields.filter(({ path }) => path === DATA || path.startsWith(`${DATA}/`));
  return inside.map(({ path, message }) => (path === DATA ? message : `${path.slice(DATA.length)}: ${message}`));
}

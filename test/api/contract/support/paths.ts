import type { DocumentedRoute } from "./document.ts";
import { idsFor, type TenantThings, type World } from "./world.ts";

/** The names of an operation's parameters in the path, the query or the header. */
export const parametersOf = ({ operation }: DocumentedRoute, place: "path" | "query" | "header"): string[] =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === place).map(({ name }) => name);

type Path = Record<string, string>;

/** All that the parameters of a path can be: of the first tenant, and of the other. */
export function pathsTo(documented: DocumentedRoute, world: World): { own: Path[]; theirs: Path[] } {
  const ids = parametersOf(documented, "path").map((name) => ({ name, ...idsFor(documented.route, name, world) }));
  return {
    own: combinations(ids.map(({ name, own }) => [name, own])),
    theirs: combinations(ids.map(({ name, theirs }) => [name, theirs])),
  };
}

const combinations = (choices: [string, string[]][]): Path[] =>
  choices.reduce<Path[]>(
    (all, [name, values]) => all.flatMap((path) => values.map((value) => ({ ...path, [name]: value }))),
    [{}],
  );

/** The document's example of an operation's body, as text, about what a tenant has. */
export function exampleOf({ operation }: DocumentedRoute, tenant: TenantThings): string | undefined {
  const example = Object.values(operation.requestBody?.content ?? {})[0]?.example;
  return about(JSON.stringify(example), tenant);
}

const EXAMPLE_SUBSCRIPTION = "sub_01JJYB4S4T0W8E3T8Q2V5Z6N7P";

/** A body in which what the document's examples name is something that a tenant has. */
export const about = (body: string | undefined, { subscriptions, portal }: TenantThings): string | undefined =>
  body
    ?.replaceAll(EXAMPLE_SUBSCRIPTION, subscriptions[0] ?? "")
    .replace("phc_…", portal.code)
    .replace("phr_…", portal.refresh);

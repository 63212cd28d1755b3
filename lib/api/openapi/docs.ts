import type { $ZodType } from "zod/v4/core";
import type { Endpoint, Endpoints } from "../http/endpoint.ts";
import type {
  AnswerDescription,
  BodyDescription,
  DocumentedResource,
  FieldNotes,
  HeaderDescription,
  OperationDescription,
} from "./operation-description.ts";

/**
 * Prose for some endpoints. `tsc` fails when an endpoint, a status, a header or a body has no prose, or when prose
 * describes one that doesn't exist.
 */
export type Docs<R extends Endpoints> = { readonly [Id in keyof R]: EndpointDocs<R[Id]> };

export type EndpointDocs<E extends Endpoint> = {
  summary: string;
  text?: string;
  answers: { readonly [Status in E["answers"][number]]: AnswerDescription };
} & (E extends { query: $ZodType } ? { query: FieldNotes } : { query?: undefined }) &
  (E extends { body: object } ? { body: Omit<BodyDescription, "schema" | "optional"> } : { body?: undefined }) &
  (E extends { headers: readonly (infer Name extends string)[] }
    ? { headers: Readonly<Record<Name, HeaderDescription>> }
    : { headers?: undefined }) &
  (E extends { refusals: readonly (infer Status extends number)[] }
    ? { refusals: { readonly [S in Status]: string } }
    : { refusals?: undefined });

/** Joins endpoints with their prose. The prose sets the order of the operations. */
export function documented<R extends Endpoints>(
  { tag, text }: Pick<DocumentedResource, "tag" | "text">,
  routes: R,
  docs: Docs<R>,
): DocumentedResource {
  const operations = Object.entries<AnyDocs>(docs).flatMap(([id, prose]) => {
    const endpoint: Endpoint | undefined = routes[id];
    return endpoint ? described(id, endpoint, prose) : [];
  });
  return { tag, text, operations: Object.fromEntries(operations) };
}

/** Prose without the type of its endpoint. */
type AnyDocs = Pick<OperationDescription, "summary" | "text" | "answers" | "refusals" | "headers"> & {
  query?: FieldNotes;
  body?: Omit<BodyDescription, "schema" | "optional">;
};

function described(id: string, endpoint: Endpoint, prose: AnyDocs): [route: string, OperationDescription][] {
  const { route, aliases = {}, access, capabilities, onceOnly, query, body } = endpoint;
  const operation: OperationDescription = {
    ...prose,
    id,
    access,
    ...(capabilities && { capabilities }),
    ...(onceOnly && { onceOnly }),
    query: query && { schema: query, notes: prose.query },
    body: body && prose.body && { ...prose.body, schema: body.schema, optional: body.optional },
  };
  const others = Object.entries(aliases).map(([alias, other]): [string, OperationDescription] => [
    other,
    {
      ...operation,
      id: alias,
      summary: `${operation.summary} (alias)`,
      text: `The same as \`${route}\`, under another name.`,
    },
  ]);
  return [[route, operation], ...others];
}

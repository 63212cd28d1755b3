import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Refusal } from "../../core/errors.ts";
import { EVENT_TYPE } from "../../core/matching/event-types.ts";
import { PLAIN } from "./admitted-request.ts";
import type { Access } from "./endpoint.ts";
import { NOT_FOUND, notFound } from "./refusals.ts";

type Request = Pick<APIGatewayProxyEventV2, "routeKey" | "pathParameters" | "queryStringParameters">;

/** Runs the rest of a request. A 404 `Refusal` without a message of its own says what the request names. */
export async function namingTheMissing<T>(request: Request, access: Access, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404 || error.message !== NOT_FOUND) throw error;
    throw notFound(missingText(request, access));
  }
}

/** `No subscription sub_… in this tenant.` Says `with this ID` for an id that isn't repeated in the answer. */
function missingText(request: Request, access: Access): string {
  const named = [...namedInPath(request), ...namedInQuery(request)];
  if (named.length === 0) return NOT_FOUND;
  const things = named
    .toReversed()
    .join(" of ")
    .replace(/ of (?=\w+ with this )/g, " of a ");
  return `No ${things}${OF_TENANTS.has(access) ? " in this tenant" : ""}.${slashHint(request)}`;
}

const OF_TENANTS: ReadonlySet<Access> = new Set(["reads", "changes", "produces"]);

const namedInPath = ({ routeKey, pathParameters = {} }: Request): string[] =>
  [...routeKey.matchAll(/([\w-]+)\/\{(\w+)\}/g)].map(([, segment = "", name = ""]) => {
    const text = pathParameters[name] ?? "";
    return thing(segment, PLAIN.test(text) ? text : undefined);
  });

/** Only the catalog has names in the query string. */
const namedInQuery = ({ routeKey, queryStringParameters }: Request): string[] => {
  const name = queryStringParameters?.name ?? "";
  const [, segment = ""] = /\/([\w-]+-types)$/.exec(routeKey) ?? [];
  return segment && EVENT_TYPE.test(name) ? [thing(segment, name)] : [];
};

/** A delivery's id is never repeated, because it contains its event's id. */
function thing(segment: string, id: string | undefined): string {
  if (id !== undefined && segment !== "deliveries") return `${nounOf(segment)} ${id}`;
  return `${nounOf(segment)} with this ${segment.endsWith("-types") ? "name" : "ID"}`;
}

const slashHint = ({ routeKey, pathParameters }: Request): string =>
  /-types\/\{id\}$/.test(routeKey) && pathParameters?.id?.includes("/")
    ? " Send a name with a slash in the query string: `?name=`."
    : "";

/** `event-types` gives `event type`, and `deliveries` gives `delivery`. */
const nounOf = (segment: string): string =>
  NOUNS[segment] ?? segment.replace(/ies$/, "y").replace(/s$/, "").replaceAll("-", " ");

const NOUNS: Record<string, string> = {
  webhooks: "subscription",
  "public-keys": "public keys of subscription",
  "api-keys": "API key",
};

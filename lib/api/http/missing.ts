import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { Refusal } from "../../core/errors.ts";
import { PLAIN } from "./admitted-request.ts";
import type { Access } from "./endpoint.ts";
import { NOT_FOUND, notFound } from "./refusals.ts";

type Request = Pick<APIGatewayProxyEventV2, "routeKey" | "pathParameters">;

/** Runs the rest of a request. A 404 `Refusal` without a message of its own says what the path names. */
export async function namingTheMissing<T>(request: Request, access: Access, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 404 || error.message !== NOT_FOUND) throw error;
    throw notFound(missingText(request, access));
  }
}

/** `No subscription sub_… in this tenant.` A delivery's id is left out, because it contains its event's id. */
function missingText({ routeKey, pathParameters = {} }: Request, access: Access): string {
  const named = [...routeKey.matchAll(/([\w-]+)\/\{(\w+)\}/g)].map(([, segment = "", name = ""]) =>
    segment === "deliveries" ? "delivery with this ID" : `${nounOf(segment)} ${pathParameters[name]}`,
  );
  if (named.length === 0 || !Object.values(pathParameters).every((text) => text && PLAIN.test(text))) return NOT_FOUND;
  return `No ${named.toReversed().join(" of ")}${OF_TENANTS.has(access) ? " in this tenant" : ""}.`;
}

const OF_TENANTS: ReadonlySet<Access> = new Set(["reads", "changes", "produces"]);

/** `event-types` gives `event type`, and `deliveries` gives `delivery`. */
const nounOf = (segment: string): string =>
  NOUNS[segment] ?? segment.replace(/ies$/, "y").replace(/s$/, "").replaceAll("-", " ");

const NOUNS: Record<string, string> = {
  webhooks: "subscription",
  "public-keys": "public keys of subscription",
  "api-keys": "API key",
};

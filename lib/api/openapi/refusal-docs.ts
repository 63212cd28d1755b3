import { ROLES } from "../http/endpoint.ts";
import { type OperationDescription, partsOf } from "./operation-description.ts";

/** The reasons for the statuses that many operations share. */
export const REFUSALS = {
  400: "The body isn't valid JSON, or isn't UTF-8.",
  401: "The `authorization` header has no valid key.",
  403: "The key is valid, but its role or owner doesn't allow the request: `detail` says which key does.",
  404: "Not found, or it belongs to another tenant. Also when no tenant has the ID in `posthorn-tenant`.",
  422: "Fields, headers or query parameters are invalid: `errors` names them.",
  429: "Too many requests. Try again in a moment.",
  503: "Posthorn is temporarily unavailable. Try again in a moment.",
} as const;

/** Statuses that API Gateway sends as well, if the request reached no function. */
export const BY_GATEWAY: ReadonlySet<number> = new Set([429, 503]);

/** The problem statuses that follow from an operation's access, parameters and body. */
export function refusalsOf(route: string, { access, query, body }: OperationDescription): number[] {
  const { parameters } = partsOf(route);
  return [
    ...(body ? [400] : []),
    ...(access === "none" || access === "consolePage" ? [] : [401, 403]),
    // The header `posthorn-tenant` may name no tenant.
    ...(parameters.length > 0 || access in ROLES ? [404] : []),
    ...(body || query ? [422] : []),
    429,
    503,
  ];
}

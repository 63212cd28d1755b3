import { type OperationDescription, partsOf } from "./operation.ts";

/** When each of the statuses comes that many operations have. */
export const REFUSALS = {
  400: "The body is not valid JSON.",
  401: "There is no valid key in the `authorization` header.",
  403: "The key is valid, but its role does not allow this.",
  404: "There is no such thing, or it is another tenant's.",
  422: "Fields, headers or query parameters are not as they should be: `errors` names them.",
  429: "Too many requests: try again in a moment.",
  503: "Something behind the API is throttled or down: try again in a moment.",
} as const;

/** Those that API Gateway gives too, when it did not come to a function of ours. */
export const BY_GATEWAY: ReadonlySet<number> = new Set([429, 503]);

/** The statuses with a problem that follow from what an operation takes. */
export function refusalsOf(route: string, { access, query, body }: OperationDescription): number[] {
  const { parameters } = partsOf(route);
  return [
    ...(body ? [400] : []),
    ...(access === "none" ? [] : [401, 403]),
    ...(parameters.length > 0 ? [404] : []),
    ...(body || query ? [422] : []),
    429,
    503,
  ];
}

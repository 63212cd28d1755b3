/** A route key such as `GET /api/v1/events/{id}`, `ANY /{proxy+}` or `$default`, and its target. */
export interface GatewayRoute<T> {
  key: string;
  target: T;
}

export interface RouteMatch<T> {
  route: GatewayRoute<T>;
  /** Decoded, by variable name. */
  pathParameters: Record<string, string>;
}

export type Router<T> = (method: string, segments: readonly string[]) => RouteMatch<T> | undefined;

interface Pattern<T> {
  route: GatewayRoute<T>;
  method: string;
  segments: string[];
}

/**
 * Creates a router that finds the most specific route
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html). A full match comes
 * before a greedy path variable, which comes before `$default`. A literal segment comes before a variable, and a method
 * before `ANY`. The router takes the decoded segments of the path.
 */
export function createRouter<T>(routes: GatewayRoute<T>[]): Router<T> {
  const fallback = routes.find(({ key }) => key === "$default");
  const patterns = routes.filter((route) => route !== fallback).map(patternOf);
  patterns.sort((left, right) => (specificity(left) < specificity(right) ? -1 : 1));

  return function match(method, segments) {
    for (const pattern of patterns) {
      if (pattern.method !== "ANY" && pattern.method !== method) continue;
      const pathParameters = parametersOf(pattern.segments, segments);
      if (pathParameters) return { route: pattern.route, pathParameters };
    }
    return fallback && { route: fallback, pathParameters: {} };
  };
}

function patternOf<T>(route: GatewayRoute<T>): Pattern<T> {
  const match = /^([A-Z]+) \/(.*)$/.exec(route.key);
  if (!match?.[1]) throw new Error(`not a route key: ${route.key}`);
  return { route, method: match[1], segments: (match[2] ?? "").split("/") };
}

/** A sort key that puts more specific patterns first: by segment, then by method. */
function specificity({ segments, method }: Pattern<unknown>): string {
  const rank = (segment: string): string => (isGreedy(segment) ? "2" : isVariable(segment) ? "1" : "0");
  return `${segments.some(isGreedy) ? "1" : "0"}${segments.map(rank).join("")}${method === "ANY" ? "~" : ""}`;
}

const isVariable = (segment: string): boolean => /^\{[^}]+\}$/.test(segment);
const isGreedy = (segment: string): boolean => /^\{[^}]+\+\}$/.test(segment);

function parametersOf(pattern: string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = segments[index];
    if (value === undefined) return undefined;
    if (isGreedy(part)) return { ...parameters, [part.slice(1, -2)]: segments.slice(index).join("/") };
    if (isVariable(part) && value !== "") parameters[part.slice(1, -1)] = value;
    else if (part !== value) return undefined;
  }
  return segments.length === pattern.length ? parameters : undefined;
}

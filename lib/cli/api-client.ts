import { CliError, failed } from "./errors.ts";
import { problemLines } from "./output/problem.ts";
import type { ApiTarget } from "./target.ts";

/** An HTTP API of API Gateway waits at most 30 s for a function. The client waits a little longer. */
const TIMEOUT_MS = 35_000;

export interface RequestParts {
  /** Values for the placeholders in the route, such as `{id}`. */
  params?: Record<string, string | number>;
  /** Lists are joined with commas. Undefined values are left out. */
  query?: Record<string, string | number | string[] | undefined>;
  /** JSON text. */
  body?: string | undefined;
  headers?: Record<string, string | undefined>;
}

export interface CallAnswer {
  text: string;
  headers: Headers;
}

/** Calls a route, such as `GET /api/v1/events/{id}`. */
export type Api = (route: string, request?: RequestParts) => Promise<CallAnswer>;

/**
 * Creates a client of the API. A call rejects with a `CliError`: exit code 1 when the API rejects the request, 3 when
 * the API is unreachable.
 */
export function apiClient({ url, key, tenant, from }: ApiTarget, fetchIt: typeof fetch): Api {
  return async function call(route, { params, query, body, headers } = {}) {
    const [method = "", path = ""] = route.split(" ");
    const address = `${url}${pathOf(path, params)}${queryOf(query)}`;
    const sent = {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(tenant !== undefined && { [TENANT_HEADER]: tenant }),
      ...(body !== undefined && JSON_TYPE),
      ...defined(headers),
    };
    const response = await reach(url, () =>
      fetchIt(address, { method, headers: sent, body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) }),
    );
    const text = await reach(url, () => response.text());
    if (!response.ok) throw rejection(response, text, from);
    rejectWebPage(response, address);
    return { text, headers: response.headers };
  };
}

/** Names the tenant that an operator's key acts for. */
export const TENANT_HEADER = "posthorn-tenant";

const JSON_TYPE = { "content-type": "application/json" };

/** A placeholder without a value stays in the path, and no route matches it. */
const pathOf = (path: string, params: RequestParts["params"] = {}): string =>
  path.replace(/\{(\w+)\}/g, (whole, name: string) => encodeURIComponent(params[name] ?? whole));

function queryOf(query: RequestParts["query"] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(",") : String(value)]],
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

const defined = (headers: RequestParts["headers"] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

async function reach<T>(url: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new CliError(3, `cannot reach ${url}: ${reasonOf(error)}`, ["Check the URL and that the API is running."]);
  }
}

interface Cause {
  code?: string;
  message?: string;
}

/**
 * The reason for a failed request. The error of `fetch` says only "fetch failed", and its cause has the reason. For a
 * host with several addresses, the cause contains one error for each address.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no response within ${TIMEOUT_MS / 1000} s`;
  const { cause = error as Cause } = error as { cause?: Cause };
  return (cause?.code && REASONS[cause.code]) || cause?.message || cause?.code || error.message;
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: "connection refused",
  ENOTFOUND: "host not found",
  EAI_AGAIN: "DNS lookup failed",
  ECONNRESET: "connection reset",
};

function rejection(response: Response, text: string, from: string): CliError {
  const { title, lines } = problemLines(response.status, text);
  const came = response.status === 401 ? [`The key came from ${from}.`] : [];
  const unnamed = text.includes(`/headers/${TENANT_HEADER}`)
    ? ["Name the tenant with --tenant or POSTHORN_TENANT."]
    : [];
  return new CliError(1, title, [...lines, ...came, ...unnamed], text);
}

/** A web page means that the URL belongs to another server, such as a console. */
function rejectWebPage(response: Response, address: string): void {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/html")) return;
  throw failed(`${address} returned a web page`, "Set --url to the URL of a Posthorn API.");
}

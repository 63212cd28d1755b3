import { CliError, failed } from "./errors.ts";
import { problemLines } from "./output/problem.ts";
import type { Target } from "./target.ts";

/** A little over what API Gateway waits for a function. */
const PATIENCE_MS = 35_000;

export interface ApiRequest {
  /** What stands for `{id}` in the route. */
  params?: Record<string, string | number>;
  /** Lists are joined with commas; what is undefined is left out. */
  query?: Record<string, string | number | string[] | undefined>;
  /** JSON text. */
  body?: string | undefined;
  headers?: Record<string, string | undefined>;
}

export interface Answer {
  text: string;
  headers: Headers;
}

/** Makes a request by its route, such as `GET /api/v1/events/{id}`. */
export type Api = (route: string, request?: ApiRequest) => Promise<Answer>;

/** A client of the API. Rejects with a `CliError`: 1 when it refuses, 3 when it cannot be reached. */
export function apiClient({ url, key, from }: Target, fetchIt: typeof fetch): Api {
  return async function call(route, { params, query, body, headers } = {}) {
    const [method = "", path = ""] = route.split(" ");
    const address = `${url}${pathOf(path, params)}${queryOf(query)}`;
    const sent = {
      ...(key && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && JSON_TYPE),
      ...defined(headers),
    };
    const response = await reach(url, () =>
      fetchIt(address, { method, headers: sent, body, redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) }),
    );
    const text = await reach(url, () => response.text());
    if (!response.ok) throw refusal(response, text, from);
    refuseStrangers(response, address);
    return { text, headers: response.headers };
  };
}

const JSON_TYPE = { "content-type": "application/json" };

/** Unknown names stay as they are, which no route matches. */
const pathOf = (path: string, params: ApiRequest["params"] = {}): string =>
  path.replace(/\{(\w+)\}/g, (whole, name: string) => encodeURIComponent(params[name] ?? whole));

function queryOf(query: ApiRequest["query"] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(",") : String(value)]],
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
}

const defined = (headers: ApiRequest["headers"] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

async function reach<T>(url: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new CliError(3, `cannot reach ${url}: ${reasonOf(error)}`);
  }
}

interface Cause {
  code?: string;
  message?: string;
}

/** fetch says "fetch failed"; what failed is its cause, or a list of causes, one for each address. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${PATIENCE_MS / 1000} s`;
  const { cause = error as Cause } = error as { cause?: Cause };
  return (cause?.code && REASONS[cause.code]) || cause?.message || cause?.code || error.message;
}

const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the host name could not be resolved",
  ECONNRESET: "the connection broke",
};

function refusal(response: Response, text: string, from: string): CliError {
  const { title, lines } = problemLines(response.status, text);
  const hint = response.status === 401 ? [`The key came from ${from}.`] : [];
  return new CliError(1, title, [...lines, ...hint], text);
}

/** Something answers at the URL, but it is not the API: a console's page, for instance. */
function refuseStrangers(response: Response, address: string): void {
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("text/html")) return;
  throw failed(`${address} answered with a web page`, "Is --url the URL of a Posthorn API?");
}

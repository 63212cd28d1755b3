import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./api.d.ts";
import { ApiProblem, problemOf } from "./problem.ts";

export type Fetch = (request: Request) => Promise<Response>;

/** A client of the API at the page's own host, with the types of the OpenAPI document. */
export type ApiClient = Client<paths>;

export const createApi = (fetch: Fetch): ApiClient => createClient<paths>({ baseUrl: window.location.origin, fetch });

/** Sends a request. Throws an `ApiProblem` with status 0 if the server can't be reached. */
export async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiProblem(0, {}, cause);
  }
}

export interface Answered<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful answer. Throws an `ApiProblem` for any other. */
export function bodyIn<T>({ data, error, response }: Answered<T>): T {
  if (!response.ok) throw new ApiProblem(response.status, problemOf(error));
  return data as T;
}

/** The body of the answer to come. Rejects with an `ApiProblem` unless it is successful. */
export const answered = async <T>(answer: Promise<Answered<T>>): Promise<T> => bodyIn(await answer);

import type { components } from "../../client/api.d.ts";
import { answered, createApi, type Fetch, reach } from "../../client/api-client.ts";

/** Who is signed in, and until when. */
export type ConsoleView = components["schemas"]["ConsoleSession"];

/** A key, or the code of a one-time link. */
export type Credentials = components["schemas"]["ConsoleSignIn"];

/** Sends a request of the console. Pages of other origins can't send its header. The browser adds the cookie. */
export const fetchForConsole: Fetch = (request) => {
  request.headers.set("posthorn-console", "1");
  return reach(request);
};

const api = createApi(fetchForConsole);

/** Reads the session, which also moves its idle limit. Throws an `ApiProblem` with status 401 if there is none. */
export const readSession = (): Promise<ConsoleView> => answered(api.GET("/api/v1/console/session"));

/** Signs in. The answer sets the session's cookie, which scripts can't read. */
export const requestSignIn = (body: Credentials): Promise<ConsoleView> =>
  answered(api.POST("/api/v1/console/sign-in", { body }));

export const requestSignOut = (): Promise<void> => answered<void>(api.POST("/api/v1/console/sign-out"));

/** The ways to sign in besides a key. */
export const readSignInOptions = () => answered(api.GET("/api/v1/console/sign-in-options"));

/** Where a person signs in with the identity provider, and then comes back to a path of the console. */
export const oidcStart = (path: string): string => `/api/v1/console/oidc/start?${new URLSearchParams({ next: path })}`;

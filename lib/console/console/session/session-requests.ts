import { reach } from "../../client/api-client.ts";
import { problemIn } from "../../client/problem.ts";

type ConsoleViewRole = "viewer" | "operator" | "admin";

/** Who is signed in, and until when. */
export interface ConsoleView {
  actor: string;
  role: ConsoleViewRole;
  expiresAt: string;
  /** The session ends earlier, if it isn't used until then. */
  idleExpiresAt: string;
}

/** A key, or the code of a one-time link. */
export type Credentials = { key: string } | { code: string };

/** Every request of the console has this header. Pages of other origins can't send it. */
export const CONSOLE_HEADERS = { "posthorn-console": "1" };

const API = "/api/v1/console";

/** Reads the session, which also moves its idle limit. Throws an `ApiProblem` with status 401 if there is none. */
export const readSession = (): Promise<ConsoleView> => json("GET", "session");

/** Signs in. The answer sets the session's cookie, which scripts can't read. */
export const requestSignIn = (credentials: Credentials): Promise<ConsoleView> => json("POST", "sign-in", credentials);

export const requestSignOut = async (): Promise<void> => void (await sent("POST", "sign-out"));

export const readSignInOptions = (): Promise<{ oidc: boolean }> => json("GET", "sign-in-options");

/** Where a person signs in with the identity provider, and then comes back to a path of the console. */
export const oidcStart = (path: string): string => `${API}/oidc/start?${new URLSearchParams({ next: path })}`;

const json = async <T>(method: string, path: string, body?: object): Promise<T> =>
  (await sent(method, path, body)).json() as Promise<T>;

async function sent(method: string, path: string, body?: object): Promise<Response> {
  const url = new URL(`${API}/${path}`, window.location.origin);
  const headers = { ...CONSOLE_HEADERS, ...(body && { "content-type": "application/json" }) };
  const response = await reach(new Request(url, { method, headers, ...(body && { body: JSON.stringify(body) }) }));
  if (!response.ok) throw await problemIn(response);
  return response;
}

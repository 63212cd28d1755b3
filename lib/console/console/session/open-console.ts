import { type ApiClient, createApi, type Fetch } from "../../client/api-client.ts";
import { takeFragment } from "../../client/fragment.ts";
import { type Observable, observable } from "../../client/observable.ts";
import { isUnauthorized } from "../../client/problem.ts";
import {
  type ConsoleView,
  type Credentials,
  fetchForConsole,
  readSession,
  requestSignIn,
  requestSignOut,
} from "./session-requests.ts";

/** Why somebody has to sign in. */
export type SignInReason =
  | { because: "new" }
  /** The session ended while the page was open. */
  | { because: "over" }
  /** A one-time link that was used before, or is too old. */
  | { because: "link-used" }
  /** What the identity provider, or the API about it, said. */
  | { because: "oidc"; error: string };

export type ConsoleState =
  | { is: "opening" }
  | { is: "signed-in"; session: ConsoleView }
  | { is: "signed-out"; reason: SignInReason }
  | { is: "failed"; error: unknown; again(): void };

export interface OpenConsole {
  state: Observable<ConsoleState>;
  api: ApiClient;
  /** The API for requests about a tenant. */
  apiFor(tenantId: string): ApiClient;
  /** Rejects with an `ApiProblem`. */
  signIn(credentials: Credentials): Promise<void>;
  signOut(): Promise<void>;
  /** Reads the session again, which moves its idle limit. */
  touch(): Promise<void>;
  /** Finds out whether the session is over, without moving its idle limit. */
  check(): Promise<void>;
}

/** Opens the console with the code in the address, or goes on with the session of the browser's cookie. */
export function openConsole(): OpenConsole {
  const state = observable<ConsoleState>({ is: "opening" });
  const signedIn = (session: ConsoleView) => state.set({ is: "signed-in", session });
  const signedOut = (reason: SignInReason) => state.set({ is: "signed-out", reason });
  const isOver = () => signedOut({ because: "over" });

  async function start(read: () => Promise<ConsoleView>, unless: SignInReason): Promise<void> {
    state.set({ is: "opening" });
    try {
      signedIn(await read());
    } catch (error) {
      if (isUnauthorized(error)) signedOut(unless);
      else state.set({ is: "failed", error, again: () => void start(read, unless) });
    }
  }

  async function touch(): Promise<void> {
    try {
      signedIn(await readSession());
    } catch (error) {
      if (isUnauthorized(error)) isOver();
    }
  }

  const fetchIt = watchedFetch(isOver);
  const api = createApi(fetchIt);

  async function check(): Promise<void> {
    await api.GET("/api/v1/tenants", { params: { query: { limit: 1 } } }).catch(() => undefined);
  }

  const fragment = takeFragment();
  const code = fragment.get("code");
  const error = fragment.get("error");
  if (error) signedOut({ because: "oidc", error });
  else if (code) void start(() => requestSignIn({ code }), { because: "link-used" });
  else void start(readSession, { because: "new" });

  return {
    state,
    api,
    apiFor: (tenantId) => createApi(forTenant(tenantId, fetchIt)),
    touch,
    check,
    signIn: async (credentials) => signedIn(await requestSignIn(credentials)),
    async signOut() {
      await requestSignOut();
      signedOut({ because: "new" });
    },
  };
}

/** Names the tenant that a request is about. */
function forTenant(tenantId: string, fetchIt: Fetch): Fetch {
  return (request) => {
    request.headers.set("posthorn-tenant", tenantId);
    return fetchIt(request);
  };
}

/** Notices when the session is over. */
function watchedFetch(onUnauthorized: () => void): Fetch {
  return async function fetchWithSession(request) {
    const answer = await fetchForConsole(request);
    if (answer.status === 401) onUnauthorized();
    return answer;
  };
}

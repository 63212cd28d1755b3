import { type Fetch, reach } from "../../client/api-client.ts";
import { ApiProblem, isUnauthorized } from "../../client/problem.ts";
import type { PortalTokens } from "./portal-tokens.ts";
import { refreshTokens } from "./token-requests.ts";

/** An access token that ends within this time is replaced before it is used. */
const EARLY_MS = 30_000;

interface TokenPlace {
  /** Undefined without a session. */
  current(): PortalTokens | undefined;
  go(tokens: PortalTokens): void;
  /** Ends the session. */
  end(): void;
}

/**
 * Sends requests with the access token. Replaces the token shortly before its end, or when the API refuses it. Requests
 * that need a new token at the same time share one refresh: a refresh token works once.
 */
export function authorizedFetch({ current, go, end }: TokenPlace): Fetch {
  let refreshing: Promise<PortalTokens> | undefined;

  function refreshed({ refreshToken }: PortalTokens): Promise<PortalTokens> {
    refreshing ??= refreshTokens(refreshToken)
      .then(keep, giveUp)
      .finally(() => {
        refreshing = undefined;
      });
    return refreshing;
  }

  function keep(tokens: PortalTokens): PortalTokens {
    go(tokens);
    return tokens;
  }

  function giveUp(error: unknown): never {
    if (isUnauthorized(error)) end();
    throw error;
  }

  return async function fetchAuthorized(request) {
    const tokens = current();
    if (!tokens) throw new ApiProblem(401, {});
    const usable = tokens.accessEndsAtMs - EARLY_MS > Date.now() ? tokens : await refreshed(tokens);
    const answer = await reach(withToken(request, usable));
    if (answer.status !== 401) return answer;
    const newest = current();
    // Another request may have refreshed in the meantime.
    const next = newest && newest !== usable ? newest : await refreshed(usable);
    const second = await reach(withToken(request, next));
    if (second.status === 401) end();
    return second;
  };
}

/** A copy, so that the request can be sent again. */
function withToken(request: Request, { accessToken }: PortalTokens): Request {
  const copy = request.clone();
  copy.headers.set("authorization", `Bearer ${accessToken}`);
  return copy;
}

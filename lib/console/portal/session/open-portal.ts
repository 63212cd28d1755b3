import { type ApiClient, createApi } from "../../client/api-client.ts";
import { takeFragment } from "../../client/fragment.ts";
import { innerPath } from "../../client/inner-path.ts";
import { type Observable, observable } from "../../client/observable.ts";
import { isUnauthorized } from "../../client/problem.ts";
import type { Appearance } from "../appearance.ts";
import { authorizedFetch } from "./authorized-fetch.ts";
import { keptTokens, type PortalTokens, type PortalView } from "./portal-tokens.ts";
import { shareTokens } from "./shared-tokens.ts";
import { exchangeCode } from "./token-requests.ts";

export type PortalState =
  | { is: "opening" }
  | { is: "open"; session: PortalView }
  /** The page was opened without a link. */
  | { is: "without-link" }
  /** The link was used before, or is too old. */
  | { is: "link-used" }
  /** The link's code could not be exchanged for now. */
  | { is: "failed"; error: unknown; again(): void }
  /** The session ended, or was revoked. */
  | { is: "over"; refreshUrl?: string | undefined };

export interface Portal {
  state: Observable<PortalState>;
  api: ApiClient;
  appearance: Appearance;
}

/** Opens the portal with the code in the address, or goes on with the tab's tokens. */
export function openPortal(appearance: Appearance): Portal {
  const state = observable<PortalState>({ is: "opening" });
  const tokens = tokenHolder(state, appearance);
  const code = takeFragment().get("code");
  const kept = keptTokens.read();
  if (code) void exchange(code, state, tokens.begin);
  else if (kept) tokens.go(kept);
  else state.set({ is: "without-link" });
  return { state, api: createApi(authorizedFetch(tokens)), appearance };
}

/** The tokens in memory and in the tab's storage, and the state that follows from them. */
function tokenHolder(state: Observable<PortalState>, appearance: Appearance) {
  let tokens: PortalTokens | undefined;
  const tellTabs = shareTokens((others) => {
    // By the API's clock to the millisecond: by this browser's, two renewals in a second may be in any order.
    const newer = others.session.id === tokens?.session.id && others.expiresAt > tokens.expiresAt;
    if (newer) tokens = keep(others);
  });
  function keep(next: PortalTokens): PortalTokens {
    keptTokens.write(next);
    return next;
  }
  function go(next: PortalTokens): void {
    tokens = keep(next);
    tellTabs(next);
    appearance.ofSession(next.session);
    state.set({ is: "open", session: next.session });
  }
  function begin(first: PortalTokens): void {
    const next = innerPath(first.session.next);
    // The app's router reads the address when it renders for the first time.
    if (next) window.history.replaceState(null, "", `/portal${next}`);
    go(first);
  }
  function end(): void {
    const refreshUrl = tokens?.session.refreshUrl;
    tokens = undefined;
    keptTokens.clear();
    state.set({ is: "over", refreshUrl });
  }
  return { current: () => tokens, go, begin, end };
}

async function exchange(
  code: string,
  state: Observable<PortalState>,
  begin: (tokens: PortalTokens) => void,
): Promise<void> {
  state.set({ is: "opening" });
  try {
    begin(await exchangeCode(code));
  } catch (error) {
    if (isUnauthorized(error)) state.set({ is: "link-used" });
    else state.set({ is: "failed", error, again: () => void exchange(code, state, begin) });
  }
}

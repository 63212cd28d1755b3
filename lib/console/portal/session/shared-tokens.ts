import type { PortalTokens } from "./portal-tokens.ts";

/**
 * Tabs of one session tell one another of new tokens. A duplicated tab begins with the same refresh token, and the API
 * ends a session when a refresh token comes back that was replaced a while ago.
 *
 * @param adopt takes the tokens of another tab
 * @returns a function that tells the other tabs
 */
export function shareTokens(adopt: (tokens: PortalTokens) => void): (tokens: PortalTokens) => void {
  const channel = openChannel();
  if (channel) channel.onmessage = ({ data }: MessageEvent<PortalTokens>) => adopt(data);
  return (tokens) => channel?.postMessage(tokens);
}

/** Browsers that refuse storage to a page may refuse this too. Then tabs can't have been duplicated with their tokens. */
function openChannel(): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel("posthorn.portal");
  } catch {
    return undefined;
  }
}

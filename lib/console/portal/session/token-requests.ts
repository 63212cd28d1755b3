import { reach } from "../../client/api-client.ts";
import { problemIn } from "../../client/problem.ts";
import { type IssuedTokens, type PortalTokens, timed } from "./portal-tokens.ts";

/** Exchanges the code of a link. A code works once. */
export const exchangeCode = (code: string): Promise<PortalTokens> => tokensFrom("/api/v1/portal/exchange", { code });

/** Exchanges a refresh token for the next pair of tokens. */
export const refreshTokens = (refreshToken: string): Promise<PortalTokens> =>
  tokensFrom("/api/v1/portal/refresh", { refreshToken });

async function tokensFrom(path: string, body: object): Promise<PortalTokens> {
  const url = new URL(path, window.location.origin);
  const headers = { "content-type": "application/json" };
  const response = await reach(new Request(url, { method: "POST", headers, body: JSON.stringify(body) }));
  if (!response.ok) throw await problemIn(response);
  return timed((await response.json()) as IssuedTokens, response.headers.get("date"), Date.now());
}

import { type Answered, bodyIn, createApi, reach } from "../../client/api-client.ts";
import { type IssuedTokens, type PortalTokens, timed } from "./portal-tokens.ts";

const api = createApi(reach);

/** Exchanges the code of a link. A code works once. */
export const exchangeCode = async (code: string): Promise<PortalTokens> =>
  tokensIn(await api.POST("/api/v1/portal/exchange", { body: { code } }));

/** Exchanges a refresh token for the next pair of tokens. */
export const refreshTokens = async (refreshToken: string): Promise<PortalTokens> =>
  tokensIn(await api.POST("/api/v1/portal/refresh", { body: { refreshToken } }));

const tokensIn = (answer: Answered<IssuedTokens>): PortalTokens =>
  timed(bodyIn(answer), answer.response.headers.get("date"), Date.now());

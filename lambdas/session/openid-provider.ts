import {
  AuthorizationResponseError,
  type AuthorizationServer,
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  calculatePKCECodeChallenge,
  discoveryRequest,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processUserInfoResponse,
  userInfoRequest,
  validateApplicationLevelSignature,
  validateAuthResponse,
} from "oauth4webapi";
import type { Clock } from "../../lib/core/clock.ts";
import { type Claims, type IdentityProvider, SignInFailure } from "../../lib/core/console/identity-provider.ts";
import { keptBriefly } from "../../lib/core/kit/kept-briefly.ts";

export interface OpenIdSettings {
  /** The issuer's URL, exactly as the provider spells it. Its metadata is below it. */
  issuer: string;
  clientId: string;
  /** Reads the client's secret. Absent for a client without one. */
  clientSecret?: (() => Promise<string>) | undefined;
  scopes: readonly string[];
  /** The claim that has the role. If the ID token lacks it, the provider is asked for it. */
  roleClaim: string;
  now: Clock;
}

const HOUR_MS = 3_600_000;
const FAILURE_MS = 5_000;
/** API Gateway waits 30 s, and a sign-in makes up to five calls. */
const CALL_MS = 5_000;

/**
 * An OpenID provider, by the code flow with PKCE (https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth).
 * The library checks the issuer in the answer (RFC 9207), and the ID token's issuer, audience, times and nonce.
 */
export function openIdProvider(settings: OpenIdSettings): IdentityProvider {
  const { issuer, clientId, scopes, roleClaim, now } = settings;
  const client: Client = { client_id: clientId };
  // Only a provider on this machine may be reached without TLS: see the stack option.
  const how = {
    signal: () => AbortSignal.timeout(CALL_MS),
    [allowInsecureRequests]: new URL(issuer).protocol === "http:",
  };
  const metadata = keptBriefly(discover, { keepMs: HOUR_MS, failureMs: FAILURE_MS, now });
  return { signInUrl, claimsOf };

  async function discover(): Promise<AuthorizationServer> {
    const url = new URL(issuer);
    return processDiscoveryResponse(url, await discoveryRequest(url, how));
  }

  async function signInUrl({ state, nonce, verifier }: Pending, returnTo: string): Promise<string> {
    const { authorization_endpoint } = await orFailure(() => metadata.value());
    if (!authorization_endpoint) throw new SignInFailure("failed");
    const url = new URL(authorization_endpoint);
    const asked = {
      client_id: clientId,
      response_type: "code",
      redirect_uri: returnTo,
      scope: scopes.join(" "),
      state,
      nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
    return url.href;
  }

  async function claimsOf(query: URLSearchParams, pending: Pending, returnTo: string): Promise<Claims> {
    return orFailure(() => exchange(query, pending, returnTo));
  }

  async function exchange(query: URLSearchParams, { state, nonce, verifier }: Pending, returnTo: string) {
    const server = await metadata.value();
    const answer = validateAuthResponse(server, client, query, state);
    const auth = await clientAuth(server);
    const response = await authorizationCodeGrantRequest(server, client, auth, answer, returnTo, verifier, how);
    const expected = { expectedNonce: nonce, requireIdToken: true };
    const tokens = await processAuthorizationCodeResponse(server, client, response, expected);
    await validateApplicationLevelSignature(server, response, how);
    const claims = getValidatedIdTokenClaims(tokens);
    if (!claims) throw new SignInFailure("failed");
    return roleClaim in claims ? claims : { ...(await userInfo(server, tokens.access_token, claims.sub)), ...claims };
  }

  /** Some providers leave claims out of the ID token if there is an access token to ask for them. */
  async function userInfo(server: AuthorizationServer, accessToken: string, subject: string): Promise<Claims> {
    if (!server.userinfo_endpoint) return { sub: subject };
    return processUserInfoResponse(server, client, subject, await userInfoRequest(server, client, accessToken, how));
  }

  /** `client_secret_basic` is the default: https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
  async function clientAuth({
    token_endpoint_auth_methods_supported: methods,
  }: AuthorizationServer): Promise<ClientAuth> {
    if (!settings.clientSecret) return None();
    const secret = await settings.clientSecret();
    const basic = methods?.includes("client_secret_basic") ?? true;
    return basic ? ClientSecretBasic(secret) : ClientSecretPost(secret);
  }
}

type Pending = Parameters<IdentityProvider["signInUrl"]>[0];

async function orFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInFailure) throw error;
    const denied = error instanceof AuthorizationResponseError && error.error === "access_denied";
    throw new SignInFailure(denied ? "access_denied" : "failed", error);
  }
}

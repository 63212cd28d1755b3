import {
  type IdentityProvider,
  isConsolePath,
  newPendingSignIn,
  PENDING_SECONDS,
  type PendingSignIn,
  pendingIn,
  pendingText,
  personIn,
  type RoleRules,
  SignInFailure,
} from "../../core/console/identity-provider.ts";
import { type ApiAnswer, jsonAnswer } from "../http/answers.ts";
import type { ConsoleRequest } from "../http/console-request.ts";
import type { Operations } from "../http/endpoint.ts";
import { notFound } from "../http/refusals.ts";
import type { oidcRoutes } from "./oidc-routes.ts";
import { sessionCookie } from "./session-cookie.ts";
import { type SignInPorts, signIn } from "./sign-in.ts";

export interface OidcPorts extends SignInPorts {
  /** Undefined if people sign in with keys only. */
  oidc?: { provider: IdentityProvider; rules: RoleRules } | undefined;
  logger: { warn(message: string, error: Error): void };
}

/** The cookie of a sign-in that has begun. The browser comes back by a redirect of another site: `Strict` would not do. */
const PENDING = { name: "posthorn-oidc", sameSite: "Lax" } as const;

/** The sign-in with the operator's identity provider. */
export function oidcOperations({ oidc, logger, ...ports }: OidcPorts): Operations<typeof oidcRoutes> {
  const by = signIn(ports);
  const { now } = ports;

  return {
    readSignInOptions: async ({ console: page }) => {
      if (!page) throw notFound();
      return jsonAnswer(200, { oidc: oidc !== undefined });
    },

    startOidcSignIn: async ({ console: page, query: { next } }) => {
      if (!page || !oidc) throw notFound();
      const pending = newPendingSignIn(next, now());
      return orBack(page, async () => {
        const url = await oidc.provider.signInUrl(pending, returnTo(page));
        const cookie = page.setCookie(pendingText(pending), { ...PENDING, maxAgeSeconds: PENDING_SECONDS });
        return redirect(url, [cookie]);
      });
    },

    /**
     * The answer sets the session's cookie. Browsers may not send a `Strict` cookie with the request that follows this
     * redirect, because another site began the chain. That request gets the page, which needs no cookie. The page's own
     * requests have it.
     */
    finishOidcSignIn: async ({ console: page, query }) => {
      if (!page || !oidc) throw notFound();
      return orBack(page, async () => {
        const pending = pendingIn(page.cookie(PENDING.name), query.state, now());
        const claims = await oidc.provider.claimsOf(paramsOf(query), pending, returnTo(page));
        const { token } = await by.asPerson(personIn(claims, oidc.rules));
        return redirect(nextOf(pending), [...sessionCookie(page, token), noPending(page)]);
      });
    },
  };

  /** Leads back to the console's sign-in, which says why it failed. */
  async function orBack(page: ConsoleRequest, work: () => Promise<ApiAnswer<302>>): Promise<ApiAnswer<302>> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof SignInFailure)) throw error;
      if (error.cause instanceof Error) logger.warn("the identity provider signed nobody in", error.cause);
      return redirect(`/console/#error=${error.code}`, [noPending(page)]);
    }
  }
}

const returnTo = ({ origin }: ConsoleRequest): string => `${origin}/api/v1/console/oidc/return`;

const noPending = (page: ConsoleRequest): string => page.setCookie("", { ...PENDING, maxAgeSeconds: 0 });

/** The path comes from a cookie, and is checked again. */
const nextOf = ({ next }: PendingSignIn): string => (isConsolePath(next) ? next : "/console/");

const paramsOf = (query: Readonly<Record<string, unknown>>): URLSearchParams =>
  new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));

const redirect = (location: string, cookies: string[]): ApiAnswer<302> => ({
  statusCode: 302,
  headers: { location, "cache-control": "no-store", "referrer-policy": "no-referrer" },
  cookies,
  body: "",
});

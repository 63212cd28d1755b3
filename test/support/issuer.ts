import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Configuration, interactionPolicy, Provider } from "oidc-provider";

/** What a person does at the provider: signs in with these claims, or says no. */
export type AtIssuer = { claims: Record<string, unknown> & { sub: string } } | { denies: true };

export interface Issuer {
  url: string;
  /** Registers the client, with a secret or without. */
  register(redirectUri: string, secret?: string): void;
  /** What the next person does. */
  next: AtIssuer;
  /** The provider leaves all claims but `sub` out of the ID token. */
  thin: boolean;
  /**
   * Plays a person's browser, from the URL that leads to the provider to the one that leads back. Resolves with the
   * latter.
   */
  visit(url: string): Promise<URL>;
  stop(): Promise<void>;
}

export const CLIENT_ID = "posthorn-console";

/** A real OpenID provider on this machine, whose people need no form to sign in. */
export async function startIssuer(): Promise<Issuer> {
  let handle = async (_request: IncomingMessage, response: ServerResponse) => void response.writeHead(503).end();
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const issuer: Issuer = {
    url,
    next: { claims: { sub: "nobody" } },
    thin: false,
    register(redirectUri, secret) {
      const provider = new Provider(url, configuration(issuer, redirectUri, secret));
      const answer = provider.callback();
      handle = async (request, response) => {
        if (!request.url?.startsWith("/interaction/")) return void answer(request, response);
        const { next } = issuer;
        const result = "claims" in next ? { login: { accountId: next.claims.sub } } : { error: "access_denied" };
        await provider.interactionFinished(request, response, result);
      };
    },
    visit: (from) => visited(url, from),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

function configuration(issuer: Issuer, redirectUri: string, secret: string | undefined): Configuration {
  const method = secret === undefined ? "none" : "client_secret_basic";
  const policy = interactionPolicy.base();
  // The operator of a provider consents for its people.
  policy.remove("consent");
  const client = { client_id: CLIENT_ID, redirect_uris: [redirectUri], token_endpoint_auth_method: method } as const;
  return {
    clients: [
      {
        ...client,
        application_type: redirectUri.startsWith("https:") ? "web" : "native",
        ...(secret !== undefined && { client_secret: secret }),
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], groups: ["groups"] },
    conformIdTokenClaims: issuer.thin,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}`, policy },
    cookies: { keys: ["a-key-of-the-tests"] },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ("claims" in issuer.next ? issuer.next.claims : { sub }),
    }),
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid email groups");
      await grant.save();
      return grant;
    },
  };
}

/** Follows the redirects of the provider, with its cookies. */
async function visited(issuerUrl: string, from: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(from);
  for (let hops = 0; at.origin === issuerUrl; hops++) {
    if (hops > 9) throw new Error(`the provider redirects without end: ${at}`);
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const text of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get("location");
    if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    at = new URL(location, at);
  }
  return at;
}

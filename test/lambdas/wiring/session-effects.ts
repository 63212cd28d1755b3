import { expect, onTestFinished } from "vitest";
import { httpRequest } from "../../support/http-request.ts";
import { type AtIssuer, CLIENT_ID, type Issuer, startIssuer } from "../../support/issuer.ts";
import type { Effects } from "./effects.ts";
import { VALUES } from "./environments.ts";
import { ADMIN, type Changes, RING, type Wires } from "./wired.ts";

const LINK = "POST /api/v1/console/links";
const SIGN_IN = "POST /api/v1/console/sign-in";
const AT_CONSOLE = { atConsole: true, headers: { "posthorn-console": "1", "sec-fetch-site": "same-origin" } };
const domainName = "console.example";
const RETURN_URL = `https://${domainName}/api/v1/console/oidc/return`;

interface Redirect {
  statusCode: number;
  headers: { location: string };
  cookies: string[];
}

/** A provider, and the variables that name it. */
async function provider(secret?: string): Promise<{ issuer: Issuer; variables: Changes }> {
  const issuer = await startIssuer();
  onTestFinished(issuer.stop);
  issuer.register(RETURN_URL, secret);
  const named = { OIDC_ISSUER: issuer.url, OIDC_CLIENT_ID: CLIENT_ID, OIDC_SCOPES: "openid,email,groups" };
  return { issuer, variables: { ...named, OIDC_VIEWERS: "staff", OIDC_OPERATORS: "on-call" } };
}

const start = ({ invoke }: Wires, variables: Changes): Promise<Redirect> =>
  invoke(
    "session",
    httpRequest({ route: "GET /api/v1/console/oidc/start", atConsole: true, domainName }),
    variables,
  ) as Promise<Redirect>;

/** Where a sign-in with these claims leads. */
async function signIn(wires: Wires, issuer: Issuer, variables: Changes, claims: object): Promise<string> {
  issuer.next = { claims: { sub: "u-1", ...claims } } as AtIssuer;
  const started = await start(wires, variables);
  const back = await issuer.visit(started.headers.location);
  const cookies = started.cookies.map((text) => text.split(";")[0] ?? "");
  const query = Object.fromEntries(back.searchParams);
  const route = "GET /api/v1/console/oidc/return";
  const request = httpRequest({ route, atConsole: true, domainName, cookies, query });
  return ((await wires.invoke("session", request, variables)) as Redirect).headers.location;
}

const NO_ROLE = "/console/#error=no-role";

export const sessionEffects: Effects["session"] = {
  async TABLE_NAME({ http, newTable }) {
    const other = await newTable();
    const { url } = JSON.parse((await http("session", LINK, { key: ADMIN })).body);
    const asked = { ...AT_CONSOLE, body: { code: url.split("code=")[1] } };
    expect((await http("session", SIGN_IN, asked, { TABLE_NAME: other })).status).toBe(401);
    expect((await http("session", SIGN_IN, asked)).status).toBe(200);
  },
  async ADMIN_KEY_SECRET_ID({ http, called }) {
    expect((await http("session", SIGN_IN, { ...AT_CONSOLE, body: { key: ADMIN } })).status).toBe(200);
    expect(called("GetSecretValue", "SecretId")).toEqual([VALUES.ADMIN_KEY_SECRET_ID]);
    expect((await http("session", SIGN_IN, { ...AT_CONSOLE, body: { key: "another-key" } })).status).toBe(401);
  },
  /** The link's own row goes after an hour. Its audit entry is kept for this time. */
  async RETENTION_DAYS({ http, keptDays }) {
    const { body } = await http("session", LINK, { key: ADMIN }, { RETENTION_DAYS: "3" });
    const [, id = ""] = /code=phs_(admin-s[0-9a-f]+)_/.exec(body) ?? [];
    expect((await keptDays(id)).toSorted()).toEqual([0, 3]);
  },
  async CONSOLE_URL({ http }) {
    const { url } = JSON.parse((await http("session", LINK, { key: ADMIN })).body);
    expect(url).toMatch(/^https:\/\/the-console\.example\/console\/#code=phs_/);
  },
  async OIDC_ISSUER(wires) {
    const { issuer, variables } = await provider();
    expect((await start(wires, variables)).headers.location).toMatch(new RegExp(`^${issuer.url}/auth\\?`));
    expect((await start(wires, { ...variables, OIDC_ISSUER: "" })).statusCode).toBe(404);
  },
  async OIDC_CLIENT_ID(wires) {
    const { variables } = await provider();
    const { location } = (await start(wires, { ...variables, OIDC_CLIENT_ID: "the-client" })).headers;
    expect(new URL(location).searchParams.get("client_id")).toBe("the-client");
  },
  async OIDC_SCOPES(wires) {
    const { variables } = await provider();
    const { location } = (await start(wires, { ...variables, OIDC_SCOPES: "openid,roles" })).headers;
    expect(new URL(location).searchParams.get("scope")).toBe("openid roles");
  },
  /** The client's secret is the text of the key ring's secret here, because it is a secret that exists. */
  async OIDC_CLIENT_SECRET_ID(wires) {
    const { issuer, variables } = await provider(RING);
    const withSecret = { ...variables, OIDC_CLIENT_SECRET_ID: VALUES.KEY_RING_SECRET_ID };
    expect(await signIn(wires, issuer, withSecret, { groups: ["staff"] })).toBe("/console/");
    expect(wires.called("GetSecretValue", "SecretId")).toEqual([VALUES.KEY_RING_SECRET_ID]);
    expect(await signIn(wires, issuer, variables, { groups: ["staff"] })).toBe("/console/#error=failed");
  },
  async OIDC_ROLE_CLAIM(wires) {
    const { issuer, variables } = await provider();
    const byEmail = { ...variables, OIDC_ROLE_CLAIM: "email", OIDC_VIEWERS: "jane@example.com" };
    const claims = { email: "jane@example.com", groups: ["jane@example.com"] };
    expect(await signIn(wires, issuer, byEmail, { ...claims, email_verified: true })).toBe("/console/");
    expect(await signIn(wires, issuer, byEmail, { ...claims, email_verified: false })).toBe(NO_ROLE);
    expect(await signIn(wires, issuer, byEmail, { groups: ["jane@example.com"] })).toBe(NO_ROLE);
  },
  async OIDC_VIEWERS(wires) {
    const { issuer, variables } = await provider();
    expect(await signIn(wires, issuer, variables, { groups: ["staff"] })).toBe("/console/");
    expect(await signIn(wires, issuer, { ...variables, OIDC_VIEWERS: "" }, { groups: ["staff"] })).toBe(NO_ROLE);
  },
  async OIDC_OPERATORS(wires) {
    const { issuer, variables } = await provider();
    expect(await signIn(wires, issuer, variables, { groups: ["on-call"] })).toBe("/console/");
    expect(await signIn(wires, issuer, { ...variables, OIDC_OPERATORS: "" }, { groups: ["on-call"] })).toBe(NO_ROLE);
  },
};

import { CreateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startTwin } from "../../lib/local/twin.ts";
import { CLIENT_ID, type Issuer, startIssuer } from "../support/issuer.ts";
import { secretsManagerClient } from "../support/secrets-manager-client.ts";
import { operate } from "./support/api.ts";
import { type Browser, type BrowserAnswer, newBrowser } from "./support/browser.ts";
import { operatorConfig } from "./support/operator-clients.ts";
import { useTemporaryFolder } from "./support/temporary-folder.ts";
import { type FileTwin, QUICK } from "./support/twin.ts";

const dataDir = useTemporaryFolder();
const twin = {} as FileTwin;
const warnings: string[] = [];
let issuer: Issuer;

/** A navigation, which another site may have begun. */
const NAVIGATION = { "posthorn-console": undefined, "sec-fetch-site": "cross-site" };
const JANE = { sub: "u-1", email: "jane@example.com", email_verified: true };

async function start(context: Record<string, string> = {}): Promise<void> {
  const oidc = {
    oidcIssuer: issuer.url,
    oidcClientId: CLIENT_ID,
    oidcScopes: "openid,email,groups",
    oidcViewers: "staff",
    oidcOperators: "on-call,admins",
  };
  const warn = (line: string) => void warnings.push(line);
  Object.assign(twin, await startTwin({ dataDir, port: 0, warn, context: { ...QUICK, ...oidc, ...context } }));
  issuer.register(returnUrl());
}

const returnUrl = () => `${twin.console}/api/v1/console/oidc/return`;

beforeAll(async () => {
  issuer = await startIssuer();
  await start();
});
beforeEach(() => {
  issuer.next = { claims: { ...JANE, groups: ["staff"] } };
});
afterAll(async () => {
  await twin.stop?.();
  await issuer.stop();
});

const begin = async (browser: Browser, query = ""): Promise<string> => {
  const answer = await browser.fetch("GET", `/console/oidc/start${query}`, { headers: NAVIGATION });
  expect([answer.status, answer.text]).toEqual([302, ""]);
  return answer.headers.get("location") ?? "";
};

const comeBack = (browser: Browser, url: URL): Promise<BrowserAnswer> =>
  browser.fetch("GET", `/console/oidc/return${url.search}`, { headers: NAVIGATION });

async function signedIn(browser: Browser, query = ""): Promise<string | null> {
  const answer = await comeBack(browser, await issuer.visit(await begin(browser, query)));
  expect(answer.status).toBe(302);
  return answer.headers.get("location");
}

describe("a person whom the identity provider knows", () => {
  it.each([
    [["staff"], "viewer", 403],
    [["staff", "on-call"], "operator", 201],
    ["admins", "operator", 201],
  ])("in the groups %j is a %s", async (groups, role, status) => {
    issuer.next = { claims: { ...JANE, groups } };
    const browser = newBrowser(twin);
    expect(await signedIn(browser)).toBe("/console/");
    expect([...browser.cookies.keys()]).toEqual(["posthorn"]);
    const session = await browser.fetch("GET", "/console/session");
    expect(session.body).toMatchObject({ actor: "jane@example.com", role });
    const body = { id: `t-${Math.random().toString(36).slice(2, 10)}`, name: "n" };
    expect((await browser.fetch("POST", "/tenants", { body })).status).toBe(status);
    expect((await browser.fetch("GET", "/operator-keys")).status).toBe(403);
  });

  it("gets a cookie that other sites don't send, and is led to the page that was asked for", async () => {
    const browser = newBrowser(twin);
    const at = await issuer.visit(await begin(browser, "?next=/console/tenants/acme?tab%3Dlog"));
    const answer = await comeBack(browser, at);
    expect(answer.headers.get("location")).toBe("/console/tenants/acme?tab=log");
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^posthorn=phos_oidc-s\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/),
      "posthorn-oidc=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax",
    ]);
  });

  it("is named in the audit log, and is found by the address", async () => {
    issuer.next = { claims: { ...JANE, groups: ["admins"] } };
    const browser = newBrowser(twin);
    await signedIn(browser);
    await browser.fetch("POST", "/tenants", { body: { id: "of-jane", name: "n" } });
    const path = `/audit?resourceId=of-jane&actor=${encodeURIComponent("person:jane@example.com")}`;
    const [entry] = (await operate<{ data: object[] }>(twin, "GET", path)).data;
    const actor = { kind: "person", subject: "u-1", email: "jane@example.com", sessionId: expect.any(String) };
    expect(entry).toMatchObject({ action: "createTenant", actor });
  });

  it("may have claims that only the provider's user info tells", async () => {
    issuer.thin = true;
    issuer.register(returnUrl());
    try {
      const browser = newBrowser(twin);
      expect(await signedIn(browser)).toBe("/console/");
      expect((await browser.fetch("GET", "/console/session")).body).toMatchObject({ role: "viewer" });
    } finally {
      issuer.thin = false;
      issuer.register(returnUrl());
    }
  });
});

describe("nobody is signed in", () => {
  const refusedWith = async (code: string, attempt: (browser: Browser) => Promise<BrowserAnswer>) => {
    const browser = newBrowser(twin);
    const answer = await attempt(browser);
    expect([answer.status, answer.headers.get("location")]).toEqual([302, `/console/#error=${code}`]);
    expect(browser.cookies.size).toBe(0);
    expect((await browser.fetch("GET", "/console/session")).status).toBe(401);
  };

  it.each([[{ groups: ["cleaning"] }], [{ groups: [] }], [{}], [{ groups: { on: "call" } }]])(
    "with the claims %j",
    async (claims) => {
      issuer.next = { claims: { ...JANE, ...claims } };
      await refusedWith("no-role", async (browser) => comeBack(browser, await issuer.visit(await begin(browser))));
    },
  );

  it("who says no", async () => {
    issuer.next = { denies: true };
    await refusedWith("access_denied", async (browser) => comeBack(browser, await issuer.visit(await begin(browser))));
  });

  it("with an answer that belongs to another browser, or to none", async () => {
    const stranger = newBrowser(twin);
    const theirs = await issuer.visit(await begin(stranger));
    await refusedWith("expired", (browser) => comeBack(browser, theirs));
    await refusedWith("expired", async (browser) => {
      await begin(browser);
      return comeBack(browser, theirs);
    });
    await refusedWith("expired", (browser) => comeBack(browser, new URL(returnUrl())));
  });

  it("with a sign-in that began too long ago", async () => {
    await refusedWith("expired", async (browser) => {
      const back = await issuer.visit(await begin(browser));
      const pending = JSON.parse(Buffer.from(browser.cookies.get("posthorn-oidc") ?? "", "base64url").toString());
      expect(pending.untilMs - Date.now()).toBeGreaterThan(590_000);
      const late = JSON.stringify({ ...pending, untilMs: Date.now() });
      browser.cookies.set("posthorn-oidc", Buffer.from(late).toString("base64url"));
      return comeBack(browser, back);
    });
  });

  it("with a code that was used before", async () => {
    await refusedWith("failed", async (browser) => {
      const back = await issuer.visit(await begin(browser));
      const pending = browser.cookies.get("posthorn-oidc") ?? "";
      await comeBack(browser, back);
      browser.cookies.clear();
      browser.cookies.set("posthorn-oidc", pending);
      return comeBack(browser, back);
    });
  });

  it.each(["iss", "verifier", "nonce"])("with another %s", async (what) => {
    await refusedWith("failed", async (browser) => {
      const back = await issuer.visit(await begin(browser));
      const pending = JSON.parse(Buffer.from(browser.cookies.get("posthorn-oidc") ?? "", "base64url").toString());
      if (what === "iss") back.searchParams.set("iss", "https://evil.example");
      else pending[what] = "x".repeat(43);
      browser.cookies.set("posthorn-oidc", Buffer.from(JSON.stringify(pending)).toString("base64url"));
      return comeBack(browser, back);
    });
  });
});

it.each([
  "https://evil.example/",
  "//evil.example",
  "/console/../api",
  "/console/%2e%2e/x",
  "/consolevil",
  "/console/#x",
])("the path %s is refused", async (next) => {
  const query = new URLSearchParams({ next });
  const answer = await newBrowser(twin).fetch("GET", `/console/oidc/start?${query}`, { headers: NAVIGATION });
  expect([answer.status, answer.body.errors[0].path]).toEqual([422, "/next"]);
});

it("only the console host offers the provider", async () => {
  const browser = newBrowser(twin);
  expect((await browser.fetch("GET", "/console/sign-in-options")).body).toEqual({ oidc: true });
  for (const path of ["/console/sign-in-options", "/console/oidc/start", "/console/oidc/return?code=c&state=s"]) {
    expect((await browser.fetch("GET", path, { host: "api", headers: NAVIGATION })).status).toBe(404);
  }
});

it("a client with a secret proves it", async () => {
  const client = secretsManagerClient(operatorConfig(twin));
  const secret = "the secret of the client, with : and %";
  const { ARN = "" } = await client.send(new CreateSecretCommand({ Name: "oidc-client", SecretString: secret }));
  await twin.stop();
  await start({ oidcClientSecretArn: ARN });
  issuer.register(returnUrl(), secret);
  expect(await signedIn(newBrowser(twin))).toBe("/console/");
  issuer.register(returnUrl(), "another secret");
  expect(await signedIn(newBrowser(twin))).toBe("/console/#error=failed");
});

it("a provider that is down leaves keys and links", async () => {
  await twin.stop();
  await start();
  await issuer.stop();
  const browser = newBrowser(twin);
  expect(await begin(browser)).toBe("/console/#error=failed");
  const answer = await browser.fetch("POST", "/console/sign-in", { body: { key: twin.adminKey } });
  expect(answer.status).toBe(200);
});

import { afterEach, describe, expect, it, vi } from "vitest";
import { servedBy } from "../../../lib/api/functions.ts";
import { type Endpoint, type Endpoints, routesTo } from "../../../lib/api/http/endpoint.ts";
import { apiHosts } from "../../../lib/api/http/loops.ts";
import { addressPolicy } from "../../../lib/core/subscription/address-policy.ts";
import { guardedSender } from "../../../lib/sending/guarded-sender.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { HOP } from "../../support/memory/memory-pipeline.ts";
import { portalTokens } from "../../support/portal-token.ts";

const CUSTOM = "hooks.acme.example";
const DEFAULT = "api.execute-api.eu-west-1.amazonaws.com";
const events = ["*"];
const OWN = [{ path: "/url", message: "must not point to Posthorn's own API" }];

afterEach(() => vi.unstubAllEnvs());

async function reached(domainName = CUSTOM) {
  vi.stubEnv("AWS_REGION", "eu-west-1");
  const api = await memoryApiWithTenant();
  const { call, key } = api;
  const subscribe = (url: string) =>
    call("POST /api/v1/subscriptions", { key, domainName, body: { url, events, dialect: "github" } });
  return { ...api, domainName, subscribe };
}

const SPELLINGS = [
  ["the name that the request was sent to", `https://${CUSTOM}/api/v1/events`],
  ["in capitals", `https://${CUSTOM.toUpperCase()}/api/v1/events`],
  ["with the default port", `https://${CUSTOM}:443/`],
  ["with another port", `https://${CUSTOM}:8443/`],
  ["the API's default name, behind a custom one", `https://${DEFAULT}/api/v1/events`],
  ["with a padded port", `https://${CUSTOM}:00443/`],
  ["with percent-encoded letters", "https://%68ooks.%61cme.example/"],
  ["with percent-encoded capitals and dots", "https://%48ooks%2Eacme%2eexample/"],
  ["with back slashes", `https:\\\\${CUSTOM}\\api\\v1\\events`],
  ["without slashes", `https:${CUSTOM}`],
  ["with ideographic dots", `https://${CUSTOM.replaceAll(".", "。")}/`],
  ["with a query", `https://${CUSTOM}?a=b`],
  ["with an empty user name", `https://@${CUSTOM}/`],
  ["the default name in full-width letters", `https://ａｐｉ.execute-api.eu-west-1.amazonaws.com/`],
] as const;

describe("a subscription to the API itself", () => {
  it.each(SPELLINGS)("is rejected: %s", async (_case, url) => {
    const { subscribe, world } = await reached();
    const { status, body } = await subscribe(url);
    expect([status, body.errors, world.subscriptions.values()]).toEqual([422, OWN, []]);
  });

  it.each([
    ["another API in the region", "https://other.execute-api.eu-west-1.amazonaws.com/"],
    ["an API with this id in another region", "https://api.execute-api.us-east-1.amazonaws.com/"],
    ["a name below", `https://a.${CUSTOM}/`],
    ["a name above", "https://acme.example/"],
    ["a name that begins alike", `https://${CUSTOM}.evil.example/`],
    ["an address that API Gateway's customers share", "https://52.1.2.3/"],
  ])("is not meant by %s", async (_case, url) => {
    const { subscribe } = await reached();
    expect((await subscribe(url)).status).toBe(201);
  });

  it.each([
    ["with a dot at its end", `https://${CUSTOM}./`, /a dot at its end/],
    ["with a user name", `https://me@${CUSTOM}/`, /user name/],
    ["with a soft hyphen", "https://ho\u00adoks.acme.example/", /own API/],
    ["with a zero-width space", "https://hooks.acme\u200b.example/", /own API/],
    ["with a tab", "https://hooks.\tacme.example/", /own API/],
  ])("is rejected for this reason or another: %s", async (_case, url, message) => {
    const { subscribe } = await reached();
    const { status, body } = await subscribe(url);
    expect([status, body.errors]).toEqual([422, [{ path: "/url", message: expect.stringMatching(message) }]]);
  });

  it.each(SPELLINGS)("can't be made by a change of the URL: %s", async (_case, url) => {
    const { subscribe, call, key, domainName, world } = await reached();
    const { id } = (await subscribe("https://receiver.example/")).body;
    const { status, body } = await call("PATCH /api/v1/subscriptions/{id}", { key, id, domainName, body: { url } });
    expect([status, body.errors, world.subscriptions.values()[0]?.url]).toEqual([
      422,
      OWN,
      "https://receiver.example/",
    ]);
  });

  it.each(SPELLINGS)("gets no test of a dialect: %s", async (_case, url) => {
    const { call, domainName } = await reached();
    const body = { dialect: "standard", url };
    const answer = await call("POST /api/v1/dialects/test", { key: ADMIN, domainName, body });
    expect([answer.status, answer.body.errors]).toEqual([422, OWN]);
  });

  it("is recognized by an international name", async () => {
    const { subscribe } = await reached("hooks.xn--bcher-kva.example");
    for (const host of ["hooks.bücher.example", "HOOKS.BÜCHER.EXAMPLE", "hooks.b%C3%BCcher.example"]) {
      expect((await subscribe(`https://${host}/`)).body.errors).toEqual(OWN);
    }
  });

  it("is not POSTed to at a custom name, even if it was made before the name was the API's", async () => {
    const policy = addressPolicy({ allowHttp: false, allowedAddresses: [], ownHosts: [CUSTOM] });
    const sender = guardedSender({ policy, lookup: () => expect.unreachable() });
    for (const [_case, url] of SPELLINGS.filter(([, text]) => !text.includes("execute-api"))) {
      const request = { url, headers: {}, body: Buffer.from("{}"), timeoutMs: 1000, verifyTls: true };
      expect((await sender.send(request)).failure, url).toBe("blocked-address");
    }
    await sender.close();
  });

  it("is told by host and port where the API is not on the default port, as in the twin", async () => {
    const { subscribe } = await reached("twin.example:4000");
    expect((await subscribe("https://twin.example:4000/api/v1/events")).status).toBe(422);
    expect((await subscribe("https://twin.example:4001/hook")).status).toBe(201);
  });
});

it("China's regions have another suffix", () => {
  expect(apiHosts({ apiId: "abc", domainName: "x.example" }, "cn-north-1")).toContain(
    "abc.execute-api.cn-north-1.amazonaws.com.cn",
  );
});

describe("a request that this stack sent itself", () => {
  const ROUTES = [
    ["POST /api/v1/events", { type: "a", data: {} }],
    ["POST /api/v1/subscriptions/{id}/test", {}],
    ["POST /api/v1/subscriptions", { url: "https://receiver.example/", events }],
    ["POST /api/v1/replays", { subscriptionId: "sub_1", since: "2026-01-01T00:00:00Z" }],
  ] as const;

  const OWN_PAGE = { "posthorn-console": "1", "sec-fetch-site": "same-origin" };
  const ALL = Object.entries(servedBy)
    .filter(([name]) => name !== "docs")
    .flatMap(([, lists]) => lists.flatMap((routes: Endpoints): Endpoint[] => Object.values(routes)))
    .flatMap((endpoint) => routesTo(endpoint).map((route) => [route, endpoint.access] as const));

  it.each(ROUTES)("%s is rejected, and nothing is done", async (route, body) => {
    const posts: SendRequest[] = [];
    const send = async (request: SendRequest) => {
      posts.push(request);
      return { startedAtMs: 0, status: 200, timings: { total: 1 }, excerpt: "" };
    };
    const { call, key, world, deliveries } = await memoryApiWithTenant("manage", { sender: { send } });
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: ROUTES[2][1] })).body;
    for (const hop of [HOP, `other, ${HOP}`]) {
      const answer = await call(route, { key, id, body, headers: { "posthorn-hop": hop } });
      expect([answer.status, answer.body.errors?.[0].path]).toEqual([422, "/headers/posthorn-hop"]);
    }
    expect([world.events.values(), world.subscriptions.values().length, deliveries.size(), posts]).toEqual([
      [],
      1,
      0,
      [],
    ]);
  });

  it.each(ALL)("%s is rejected", async (route, access) => {
    const { call, key } = await memoryApiWithTenant();
    const headers = { "posthorn-hop": HOP };
    const token = (await portalTokens(call, key, {})).accessToken;
    const right = access === "portal" ? token : /^(admin$|operator)/.test(access) ? ADMIN : key;
    const id = access.startsWith("tenantOrOperator") ? "acme" : "x";
    const fields = access.startsWith("console") ? await fromConsole(call) : { key: right, id, body: {} };
    const answer = await call(route, { ...fields, headers: { ...OWN_PAGE, ...headers } });
    expect([answer.status, answer.body.errors?.[0].path]).toEqual([422, "/headers/posthorn-hop"]);
  });

  async function fromConsole(call: Awaited<ReturnType<typeof memoryApiWithTenant>>["call"]) {
    const signIn = { atConsole: true, headers: OWN_PAGE, body: { key: ADMIN } };
    const { cookies } = await call("POST /api/v1/console/sign-in", signIn);
    return { atConsole: true, cookies: cookies.map((text) => text.split(";")[0] ?? "") };
  }

  it("is rejected with the admin key too", async () => {
    const { call } = await memoryApiWithTenant();
    const request = { key: ADMIN, body: { name: "A" }, headers: { "posthorn-hop": HOP } };
    expect((await call("POST /api/v1/tenants", request)).status).toBe(422);
  });

  it("is not one that another stack sent", async () => {
    const { call, key } = await memoryApiWithTenant();
    const request = { key, body: { type: "a", data: {} }, headers: { "posthorn-hop": "fedcba9876543210" } };
    expect((await call("POST /api/v1/events", request)).status).toBe(202);
  });

  it("needs a valid key before it learns anything", async () => {
    const { call } = await memoryApiWithTenant();
    const request = { key: "ph_x", body: { type: "a", data: {} }, headers: { "posthorn-hop": HOP } };
    expect((await call("POST /api/v1/events", request)).status).toBe(401);
  });
});

import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { RequestTooLarge } from "../../../lib/local/functions/function-error.ts";
import { accessLogLine } from "../../../lib/local/http-api/access-log.ts";
import { createHttpApi, type HttpApiSpec } from "../../../lib/local/http-api/http-api.ts";
import { type HttpServer, startHttpServer } from "../../../lib/local/http-api/http-server.ts";
import { createThrottle } from "../../../lib/local/http-api/throttle.ts";

const servers: HttpServer[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop(0))));

interface Event {
  [key: string]: unknown;
  headers: Record<string, string>;
}

const ROUTES = ["POST /api/v1/events", "GET /api/v1/events/{id}", "HEAD /api/v1/events/{id}"];

async function setup(
  invoke: (event: unknown) => Promise<unknown>,
  changes: Partial<HttpApiSpec> & { timeoutMs?: number } = {},
) {
  const { timeoutMs = 5_000, ...rest } = changes;
  const server = await startHttpServer(0);
  servers.push(server);
  const lines: string[] = [];
  const routes = ROUTES.map((key) => ({ key, target: { invoke, timeoutMs } }));
  const log: HttpApiSpec["log"] = (values) =>
    lines.push(accessLogLine('{"s":"$context.status","p":"$context.path","x":"$context.unknown"}', values));
  server.serve(createHttpApi({ apiId: "api1", accountId: "000000000000", routes, throttle: undefined, log, ...rest }));
  return { url: server.url, lines };
}

/** Starts an API that answers with the event that its function received. */
async function echo(): Promise<{ url: string }> {
  return setup(async (event) => JSON.parse(JSON.stringify(event)) as unknown);
}

/** Sends a request without `fetch`, which would normalize the target. */
function rawRequest(
  url: string,
  path: string,
  headers: Record<string, string | string[]> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { path, headers, agent: false }, async (response) => {
      let body = "";
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode ?? 0, body });
    });
    sent.on("error", reject).end();
  });
}

describe("the event", () => {
  test("has payload format 2.0", async () => {
    const { url } = await echo();
    const response = await fetch(`${url}/api/v1/events?a=1&a=2&b=x%20y&c`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Custom": "v", "User-Agent": "me" },
      body: '{"n":1.0}',
    });
    expect(response.headers.get("content-type")).toBe("application/json");
    const event = (await response.json()) as Event;
    expect(event).toMatchObject({
      version: "2.0",
      routeKey: "POST /api/v1/events",
      rawPath: "/api/v1/events",
      rawQueryString: "a=1&a=2&b=x%20y&c",
      queryStringParameters: { a: "1,2", b: "x y", c: "" },
      headers: {
        "content-type": "application/json",
        "x-custom": "v",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        host: url.slice("http://".length),
      },
      requestContext: {
        accountId: "000000000000",
        apiId: "api1",
        domainName: url.slice("http://".length),
        http: { method: "POST", path: "/api/v1/events", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "me" },
        routeKey: "POST /api/v1/events",
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
        requestId: response.headers.get("apigw-requestid"),
      },
      body: '{"n":1.0}',
      isBase64Encoded: false,
    });
    expect(Object.keys(event)).not.toContain("pathParameters");
    expect(Object.keys(event)).not.toContain("cookies");
    expect(Object.keys(event)).not.toContain("stageVariables");
  });

  test("has the stage's variables, whatever the client sends", async () => {
    const { url } = await setup(async (event) => event, { stageVariables: { host: "console" } });
    const { body } = await rawRequest(url, "/api/v1/events/e", { stageVariables: "host=api" });
    expect(JSON.parse(body)).toMatchObject({ stageVariables: { host: "console" } });
  });

  test("has a decoded path and decoded path parameters, and no body if the request has none", async () => {
    const { url } = await echo();
    const event = (await (await fetch(`${url}/api/v1/events/a%20b%2Fc`)).json()) as Event;
    expect(event).toMatchObject({
      rawPath: "/api/v1/events/a b/c",
      pathParameters: { id: "a b/c" },
      rawQueryString: "",
    });
    expect(event).toMatchObject({ isBase64Encoded: false });
    for (const absent of ["body", "queryStringParameters"]) expect(Object.keys(event)).not.toContain(absent);
  });

  test("joins repeated headers with commas, and lists cookies separately", async () => {
    const { url } = await echo();
    const { body } = await rawRequest(url, "/api/v1/events/e", { "x-many": ["a", "b"], cookie: "k=v; l=w" });
    const event = JSON.parse(body) as Event;
    expect(event.headers["x-many"]).toBe("a,b");
    expect(event.cookies).toEqual(["k=v", "l=w"]);
    expect(event.headers.cookie).toBeUndefined();
  });

  test.each([
    ["application/json; charset=utf-8", false],
    ["text/plain", false],
    ["application/problem+json", false],
    ["application/x-www-form-urlencoded", true],
    ["application/octet-stream", true],
    ["application/jsonx", true],
  ])("a body of type %s is base64: %s", async (type, encoded) => {
    const { url } = await echo();
    const response = await fetch(`${url}/api/v1/events`, {
      method: "POST",
      headers: { "content-type": type },
      body: "é=1",
    });
    const event = (await response.json()) as Event;
    expect(event.isBase64Encoded).toBe(encoded);
    expect(Buffer.from(String(event.body), encoded ? "base64" : "utf8").toString()).toBe("é=1");
  });
});

describe("the answer", () => {
  const cases: [
    name: string,
    returned: unknown,
    status: number,
    body: string,
    headers: Record<string, string | null>,
  ][] = [
    [
      "as the function says",
      { statusCode: 202, headers: { "Content-Type": "a/b", "X-N": 5 }, body: "ok" },
      202,
      "ok",
      { "content-type": "a/b", "x-n": "5" },
    ],
    ["no body", { statusCode: 204 }, 204, "", {}],
    [
      "base64",
      { statusCode: 200, body: "aMOp", isBase64Encoded: true },
      200,
      "hé",
      { "content-type": "text/plain;charset=UTF-8" },
    ],
    ["cookies", { statusCode: 200, cookies: ["a=1", "b=2"] }, 200, "", { "set-cookie": "a=1, b=2" }],
    ["no status", { hello: 1 }, 200, '{"hello":1}', { "content-type": "application/json" }],
    ["a string", "hello", 200, '"hello"', { "content-type": "application/json" }],
    ["nothing", null, 200, "null", { "content-type": "application/json" }],
    ["an invalid status", { statusCode: "many" }, 500, '{"message":"Internal Server Error"}', {}],
    [
      "a body that is not a string",
      { statusCode: 200, body: { a: 1 } },
      500,
      '{"message":"Internal Server Error"}',
      {},
    ],
    ["an invalid header", { statusCode: 200, headers: { "a b": "c" } }, 500, '{"message":"Internal Server Error"}', {}],
  ];
  test.each(cases)("%s", async (_name, returned, status, body, headers) => {
    const { url } = await setup(async () => returned);
    const response = await fetch(`${url}/api/v1/events/e`);
    expect([response.status, await response.text()]).toEqual([status, body]);
    for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name)).toBe(value);
  });

  test("a failed function is a 500 without the error", async () => {
    const { url, lines } = await setup(() => Promise.reject(new Error("secret")));
    const response = await fetch(`${url}/api/v1/events/e`);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(lines).toEqual(['{"s":"500","p":"/api/v1/events/e","x":"-"}\n']);
  });

  test("a function that exceeds its integration's timeout is a 503", async () => {
    const { url } = await setup(() => new Promise(() => undefined), { timeoutMs: 20 });
    const response = await fetch(`${url}/api/v1/events/e`);
    expect([response.status, await response.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  test("an event that Lambda would not accept is a 413", async () => {
    const { url } = await setup(() => Promise.reject(new RequestTooLarge("big")));
    expect((await fetch(`${url}/api/v1/events/e`)).status).toBe(413);
  });

  test("a body above 10 MB is a 413 and reaches no function", async () => {
    let invoked = false;
    const { url } = await setup(async () => {
      invoked = true;
    });
    const response = await fetch(`${url}/api/v1/events`, { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) });
    expect([response.status, await response.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
    expect(invoked).toBe(false);
  });

  test.each([
    ["/nowhere", 404, "Not Found"],
    ["/api/v1/events", 404, "Not Found"],
    ["/api/v1/events/%zz", 400, "Bad Request"],
    ["/%", 400, "Bad Request"],
    ["*", 400, "Bad Request"],
  ])("GET %s is a %i", async (path, status, message) => {
    const { url } = await echo();
    expect(await rawRequest(url, path)).toEqual({ status, body: JSON.stringify({ message }) });
  });

  test("HEAD has no body", async () => {
    const { url } = await setup(async () => ({ statusCode: 200, body: "four" }));
    const response = await fetch(`${url}/api/v1/events/e`, { method: "HEAD" });
    expect([response.status, response.headers.get("content-length")]).toEqual([200, "4"]);
  });
});

test("requests beyond the burst are throttled", async () => {
  const { url } = await setup(async () => null, { throttle: { rate: 0.001, burst: 2 } });
  const statuses = [];
  for (let sent = 0; sent < 3; sent++) statuses.push((await fetch(`${url}/api/v1/events/e`)).status);
  expect(statuses).toEqual([200, 200, 429]);
});

test("a route with a throttle of its own has its own burst, and the others keep theirs", async () => {
  const few = { rate: 0.001, burst: 2 };
  const routeThrottles = new Map([["POST /api/v1/events", few]]);
  const { url } = await setup(async () => null, { throttle: few, routeThrottles });
  const statuses = { own: [] as number[], common: [] as number[] };
  for (let sent = 0; sent < 3; sent++) {
    statuses.common.push((await fetch(`${url}/api/v1/events/e`)).status);
    statuses.own.push((await fetch(`${url}/api/v1/events`, { method: "POST" })).status);
  }
  expect(statuses).toEqual({ own: [200, 200, 429], common: [200, 200, 429] });
});

test("the throttle's tokens come back at its rate, up to the burst", () => {
  let nowMs = 0;
  const mayPass = createThrottle({ rate: 2, burst: 3 }, () => nowMs);
  const passing = () => Array.from({ length: 5 }, mayPass).filter(Boolean).length;
  expect(passing()).toBe(3);
  nowMs += 1000;
  expect(passing()).toBe(2);
  nowMs += 60_000;
  expect(passing()).toBe(3);
});

test("the server answers 503 without an API, and does not answer after its stop", async () => {
  const server = await startHttpServer(0);
  expect((await fetch(server.url)).status).toBe(503);
  await server.stop(0);
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
});

test("a port in use is reported in one line", async () => {
  const server = await startHttpServer(0);
  servers.push(server);
  const port = Number(new URL(server.url).port);
  await expect(startHttpServer(port)).rejects.toMatchObject({
    name: "CannotStart",
    message: `port ${port} is in use: choose another one with --port, or a free one with --port 0`,
  });
  await expect(startHttpServer(port, "--console-port")).rejects.toThrow("or a free one with --console-port 0");
});

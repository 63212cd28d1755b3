import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { USER_AGENT } from "../../lib/sending/user-agent.ts";
import { startReceiver } from "../support/receivers/receiver.ts";
import { disposed, lookupOf, post, testSender } from "../support/receivers/sending.ts";

describe("a POST", () => {
  it("carries the exact bytes and headers, and the sender's own headers", async () => {
    const receiver = disposed(await startReceiver());
    const body = Buffer.from('{"n":12345678901234567890,"s":"\\u00e9é"}');
    const headers = { "content-type": "application/json", "webhook-id": "evt_1" };
    const result = await post(testSender(), `${receiver.url}/hook?x=%20y&z`, { headers, body });
    expect(result).toMatchObject({ status: 200, excerpt: "" });
    expect(result.failure).toBeUndefined();
    const [request] = receiver.requests;
    expect(request).toMatchObject({ method: "POST", path: "/hook?x=%20y&z", body });
    expect(request?.headers).toMatchObject({
      ...headers,
      host: `127.0.0.1:${receiver.port}`,
      "content-length": String(body.length),
      "accept-encoding": "identity",
      "user-agent": USER_AGENT,
    });
  });

  it("accepts a large body and a caller's own user agent", async () => {
    const receiver = disposed(await startReceiver());
    const body = Buffer.alloc(256 * 1024, "é");
    await post(testSender(), receiver.url, { headers: { "User-Agent": "Acme/1" }, body });
    expect(receiver.requests[0]?.body.equals(body)).toBe(true);
    expect(receiver.requests[0]?.headers["user-agent"]).toBe("Acme/1");
  });

  it("sends the version of the package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(USER_AGENT).toBe(`Posthorn/${version}`);
  });
});

describe("an answer", () => {
  it("gives its status, Retry-After and the start of its body", async () => {
    const receiver = disposed(await startReceiver());
    receiver.script({ status: 503, headers: { "retry-after": "120" }, body: `busy ${"é".repeat(5000)}` });
    const result = await post(testSender(), receiver.url);
    expect(result).toMatchObject({ status: 503, retryAfter: "120" });
    expect(result.excerpt).toBe(`busy ${"é".repeat(509)}`);
  });

  it("that redirects is final: the redirect is not followed", async () => {
    const inside = disposed(await startReceiver());
    const receiver = disposed(await startReceiver());
    for (const status of [301, 302, 303, 307, 308]) {
      receiver.script({ status, headers: { location: `${inside.url}/latest/meta-data/` } });
      expect(await post(testSender(), receiver.url)).toMatchObject({ status });
    }
    expect(receiver.requests).toHaveLength(5);
    expect(inside.connections()).toBe(0);
  });
});

describe("timings", () => {
  it("cover the phases that happened", async () => {
    const receiver = disposed(await startReceiver({ answers: { afterMs: 30 } }));
    const sender = testSender({ lookup: lookupOf({ "receiver.test": [["127.0.0.1"]] }) });
    const url = `http://receiver.test:${receiver.port}/`;
    const first = await post(sender, url);
    expect(Object.keys(first.timings)).toEqual(["dns", "connect", "firstByte", "total"]);
    expect(first.timings.firstByte).toBeGreaterThanOrEqual(25);
    expect(first.timings.total).toBeGreaterThanOrEqual(first.timings.firstByte ?? Number.NaN);
    const second = await post(sender, url);
    expect(Object.keys(second.timings)).toEqual(["firstByte", "total"]);
  });

  it("begin at the clock's time", async () => {
    const receiver = disposed(await startReceiver());
    expect((await post(testSender({ now: () => 1234 }), receiver.url)).startedAtMs).toBe(1234);
  });
});

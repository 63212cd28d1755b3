import { describe, expect, it, test } from "vitest";
import { customHeaderProblem, customHeadersProblem } from "../../../lib/core/subscription/custom-headers.ts";

const own = ["content-type", "webhook-id", "webhook-signature"];

describe("customHeaderProblem", () => {
  test.each<[string, string, string, RegExp]>([
    ["empty name", "", "a", /not a header name/],
    ["space in name", "x a", "a", /not a header name/],
    ["colon in name", "x:", "a", /not a header name/],
    ["line feed in name", "x\n", "a", /not a header name/],
    ["non-ASCII name", "x-ä", "a", /not a header name/],
    ["line break", "x-a", "a\r\nx-b: c", /printable/],
    ["line feed", "x-a", "a\n", /printable/],
    ["null", "x-a", "\0", /printable/],
    ["delete", "x-a", "\x7f", /printable/],
    ["non-ASCII value", "x-a", "ä", /printable/],
    ["the dialect's own", "Webhook-Id", "a", /dialect/],
    ["the dialect's own, reserved too", "Content-Type", "a", /dialect/],
    ["host", "Host", "a", /may not/],
    ["connection", "connection", "close", /may not/],
    ["length", "Content-Length", "0", /may not/],
    ["encoding", "content-encoding", "gzip", /may not/],
    ["transfer encoding", "Transfer-Encoding", "chunked", /may not/],
    ["te", "TE", "trailers", /may not/],
    ["trailer", "trailer", "x", /may not/],
    ["upgrade", "upgrade", "h2c", /may not/],
    ["expect", "expect", "100-continue", /may not/],
    ["cookie", "Cookie", "a=b", /may not/],
    ["keep-alive", "keep-alive", "timeout=5", /may not/],
    ["proxy", "Proxy-Authorization", "a", /may not/],
    ["the hop header", "Posthorn-Hop", "a", /set by Posthorn/],
    ["accept-encoding", "accept-encoding", "gzip", /may not/],
  ])("rejects %s", (_name, name, value, problem) => {
    expect(customHeaderProblem(name, value, own)).toMatch(problem);
  });

  test.each([
    ["Authorization", "Bearer abc"],
    ["X-Api-Key", "a b\tc"],
    ["User-Agent", "Acme/1"],
    ["x-empty", ""],
  ])("accepts %s", (name, value) => {
    expect(customHeaderProblem(name, value, own)).toBeUndefined();
  });
});

describe("customHeadersProblem", () => {
  it("names each invalid header", () => {
    const problems = customHeadersProblem({ "x-a": "1", host: "h", "x-b": "\n" }, own);
    expect(problems.map(({ name }) => name)).toEqual(["host", "x-b"]);
  });

  it("rejects a name that is repeated in another case", () => {
    expect(customHeadersProblem({ "X-A": "1", "x-a": "2" }, own)).toEqual([{ name: "x-a", message: "repeats X-A" }]);
  });

  it("accepts 50 headers and rejects 51", () => {
    const of = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`x-${n}`, "v"]));
    expect(customHeadersProblem(of(50), own)).toEqual([]);
    expect(customHeadersProblem(of(51), own)).toEqual([{ name: "", message: "must not be more than 50 headers" }]);
  });

  it("accepts 8 KiB and rejects one byte more", () => {
    const room = 8192 - "x-a: \r\n".length;
    expect(customHeadersProblem({ "x-a": "v".repeat(room) }, own)).toEqual([]);
    expect(customHeadersProblem({ "x-a": "v".repeat(room + 1) }, own)).toHaveLength(1);
  });
});

import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bodyOf, isoTime, jsonOf, pairs, secretOf } from "../../lib/cli/input.ts";

const NOW = Date.parse("2026-01-31T12:00:00Z");
const io = (stdin = "") => ({ stdin: Readable.from([Buffer.from(stdin)]), cwd: process.cwd() });

describe("a time", () => {
  it.each([
    ["90s", "2026-01-31T11:58:30.000Z"],
    ["1.5h", "2026-01-31T10:30:00.000Z"],
    ["2d", "2026-01-29T12:00:00.000Z"],
    ["1w", "2026-01-24T12:00:00.000Z"],
    ["2026-01-30", "2026-01-30T00:00:00.000Z"],
    ["2026-01-30T10:00", "2026-01-30T10:00:00.000Z"],
    ["2026-01-30 10:00:00Z", "2026-01-30T10:00:00.000Z"],
    ["2026-01-30T10:00:00+02:00", "2026-01-30T08:00:00.000Z"],
  ])("%s", (text, expected) => expect(isoTime(text, "--since", NOW)).toBe(expected));

  it.each(["yesterday", "2x", "h", "31.01.2026 10:00"])("%s is invalid", (text) => {
    expect(() => isoTime(text, "--since", NOW)).toThrow("--since must be an age such as 2h");
  });
});

describe("a body", () => {
  it("keeps its raw text", async () => {
    const text = '{"data": 12345678901234567890}';
    expect(await bodyOf(text, {}, io())).toBe(text);
    expect(await bodyOf("-", {}, io(text))).toBe(text);
    expect(JSON.parse(await bodyOf("@package.json", {}, io())).name).toBe("posthorn");
  });

  it("is overridden by options, and keeps the raw text of the other fields", async () => {
    const body = await bodyOf('{"a":1.10,"b":12345678901234567890,"c":1}', { c: "x", d: [1], e: undefined }, io());
    expect(body).toBe('{"a":1.10,"b":12345678901234567890,"c":"x","d":[1]}');
  });

  it("must be readable, valid JSON, and an object when options override it", async () => {
    await expect(jsonOf("{bad", "--data", io())).rejects.toThrow("--data is not valid JSON");
    await expect(bodyOf("[1]", { a: 1 }, io())).rejects.toThrow("--data must be a JSON object");
    await expect(bodyOf("@/no/such/file", {}, io())).rejects.toThrow("cannot read /no/such/file: ENOENT");
  });

  it("contains the fields of both parts (property)", async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(object, object, async (base, over) => {
        const body = JSON.parse(await bodyOf(JSON.stringify(base), over, io()));
        const expected = Object.fromEntries([...Object.entries(base), ...Object.entries(over)]);
        expect(body).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });
});

it("a secret from a file or a pipe loses the newline at its end", async () => {
  expect(await secretOf("-", io("s3cret\n"))).toBe("s3cret");
  expect(await secretOf("s3cret", io())).toBe("s3cret");
  expect(await secretOf(undefined, io())).toBeUndefined();
});

it("pairs have a colon or an equals sign", () => {
  expect(pairs(["x-a: 1: 2", "plan=gold", "empty:"], "--header")).toEqual({ "x-a": "1: 2", plan: "gold", empty: "" });
  expect(() => pairs(["nothing"], "--header")).toThrow('--header must be "name: value", not "nothing"');
});

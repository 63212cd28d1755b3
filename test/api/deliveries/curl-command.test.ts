import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CurlRequest, curlCommand } from "../../../lib/api/deliveries/curl-command.ts";

const request: CurlRequest = { url: "https://a.example/", headers: {}, body: "{}", verifyTls: true };

describe("a curl command", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "posthorn-curl-"));
    // Stands for curl: says what it was called with, and then what it reads.
    writeFileSync(join(folder, "curl"), `#!/bin/sh\nprintf '%s\\0' "$@"\ncat\n`);
    chmodSync(join(folder, "curl"), 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What `curl` gets when the shell runs the command: its arguments, and at the end its standard input. */
  function given(fields: Partial<CurlRequest>): string[] {
    const command = curlCommand({ ...request, ...fields });
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    return execFileSync("sh", { input: command, env, maxBuffer: 8 << 20 })
      .toString()
      .split("\0");
  }

  const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((n) => String.fromCharCode(n)) });
  const body = fc.oneof(
    fc.json(),
    fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
  );

  it("passes any body and any headers to curl unchanged", () => {
    const check = (text: string, value: string) => {
      const args = given({ body: text, headers: { "X-It's": value, "content-type": "a/b" } });
      expect(args.at(args.indexOf("--data-raw") + 1)).toBe(Buffer.from(text).toString());
      expect(args).toContain(value.trim() === "" ? "X-It's;" : `X-It's: ${value}`);
      expect(args).toContain("content-type: a/b");
    };
    fc.assert(fc.property(body, printable, check), { numRuns: 60 });
  });

  it.each(["'", "''\\''", '$(exit 1)`x`"\\\n!$HOME', "@file", "-d", "\u2028\ud83d\ude00\ufffe"])(
    "has %j as body",
    (text) => {
      const args = given({ body: text });
      expect(args.at(args.indexOf("--data-raw") + 1)).toBe(text);
    },
  );

  it("passes a body that is too long for an argument", () => {
    const long = JSON.stringify("it's %s \\n\u00e9".repeat(20_000));
    const args = given({ body: long });
    expect(args.slice(-3)).toEqual(["--data-binary", "@-", long]);
  });

  it.each([
    ["https://a.example/h?x=[1]&y={2}#part", "https://a.example/h?x=[1]&y={2}"],
    ["https://ü.example/é'", "https://xn--tda.example/%C3%A9'"],
  ])("calls %s like the sender does", (url, called) => {
    const args = given({ url });
    expect(args.slice(0, 5)).toEqual(["-i", "-g", "-X", "POST", called]);
  });

  it("verifies certificates, unless the subscription doesn't", () => {
    expect(given({})).not.toContain("-k");
    expect(given({ verifyTls: false })).toContain("-k");
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileSystem } from "aws-cdk-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundles, bundleFunctions, functionNames } from "../../lib/infra/bundle.ts";

/** Those that read expressions and JSON Schemas carry what it takes, 105 kB. */
const LARGEST_BYTES: Partial<Record<string, number>> = { api: 600_000 };
const largest = (name: string): number => LARGEST_BYTES[name] ?? 450_000;

describe("the bundles", () => {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-bundles-"));
  let bundles: Bundles;
  let again: Bundles;

  beforeAll(async () => {
    bundles = await bundleFunctions(join(folder, "one"));
    again = await bundleFunctions(join(folder, "another", "place"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  describe.each(functionNames)("%s", (name) => {
    it("holds the code and its map, nothing else", () => {
      expect(readdirSync(bundles[name]).sort()).toEqual(["index.mjs", "index.mjs.map"]);
    });

    it(`is below ${largest(name) / 1000} kB`, () => {
      expect(statSync(join(bundles[name], "index.mjs")).size).toBeLessThan(largest(name));
    });

    it("comes out the same wherever it is put", () => {
      expect(FileSystem.fingerprint(again[name])).toBe(FileSystem.fingerprint(bundles[name]));
    });

    it("maps to sources by relative paths, without their text", () => {
      const map = JSON.parse(readFileSync(join(bundles[name], "index.mjs.map"), "utf8"));
      expect(map.sources).toContain(`../../lambdas/${name}/index.ts`);
      expect(map.sourcesContent).toBeUndefined();
    });

    it("looks for credentials in the environment alone", () => {
      const code = readFileSync(join(bundles[name], "index.mjs"), "utf8");
      expect(code).toContain("AWS_ACCESS_KEY_ID");
      expect(code).not.toContain("AWS_CONTAINER_CREDENTIALS");
      expect(code).not.toContain("sso_start_url");
    });
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileSystem } from "aws-cdk-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundles, bundleFunctions, bundleNames } from "../../lib/infra/bundle.ts";

const LARGEST_BYTES = 450_000;

describe("the bundles", () => {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-bundles-"));
  let bundles: Bundles;
  let again: Bundles;

  beforeAll(async () => {
    bundles = await bundleFunctions(join(folder, "one"));
    again = await bundleFunctions(join(folder, "another", "place"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  describe.each(bundleNames)("%s", (name) => {
    it("holds only the code, its map and the files that it serves", () => {
      const served = { docs: ["docs.html", "openapi.json"], console: ["console", "portal"] }[name as string] ?? [];
      expect(readdirSync(bundles[name]).sort()).toEqual([...served, "index.mjs", "index.mjs.map"].sort());
    });

    it(`is below ${LARGEST_BYTES / 1000} kB`, () => {
      expect(statSync(join(bundles[name], "index.mjs")).size).toBeLessThan(LARGEST_BYTES);
    });

    it("is the same in every output folder", () => {
      expect(FileSystem.fingerprint(again[name])).toBe(FileSystem.fingerprint(bundles[name]));
    });

    it("maps to sources by relative paths, without their content", () => {
      const map = JSON.parse(readFileSync(join(bundles[name], "index.mjs.map"), "utf8"));
      expect(map.sources).toContain(`../../lambdas/${name}/index.ts`);
      expect(map.sourcesContent).toBeUndefined();
    });

    it("does not contain the description of the API", () => {
      const { sources }: { sources: string[] } = JSON.parse(readFileSync(join(bundles[name], "index.mjs.map"), "utf8"));
      const described = sources.filter((source) => /\/api\/(openapi\/|.*-docs\.ts$)/.test(source));
      expect(described.filter((source) => !/\/(files|page\/style)\.ts$/.test(source))).toEqual([]);
    });

    it("looks for credentials only in the environment", () => {
      const code = readFileSync(join(bundles[name], "index.mjs"), "utf8");
      // Functions that serve files call no AWS service.
      expect(code.includes("AWS_ACCESS_KEY_ID")).toBe(name !== "docs" && name !== "console");
      expect(code).not.toContain("AWS_CONTAINER_CREDENTIALS");
      expect(code).not.toContain("sso_start_url");
    });

    it("asks no metadata service for its Region", () => {
      expect(readFileSync(join(bundles[name], "index.mjs"), "utf8")).not.toContain("169.254.169.254");
    });
  });
});

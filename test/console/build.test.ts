import { execFile } from "node:child_process";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { pageNames } from "../../lib/contract/pages.ts";
import { builtPage } from "../../lib/infra/built-pages.ts";
import { projectRoot } from "../../lib/infra/bundle.ts";
import { temporaryFolder } from "../local/support/temporary-folder.ts";

/** What a browser must load before it shows anything, compressed. */
const LARGEST_FIRST_LOAD = 150_000;

/** A Lambda function answers at most 6 MB, and base64 adds a third. */
const LARGEST_FILE = 4_000_000;

describe.each(pageNames)("the build of the %s", (name) => {
  const folder = builtPage(name);
  const html = readFileSync(join(folder, "index.html"), "utf8");
  const loaded = [...html.matchAll(/ (?:src|href)="([^"]+)"/g)].map(([, url = ""]) => url);
  const files = globSync("**/*.*", { cwd: folder });

  it("is the build of these sources: otherwise, run `npm run build:pages`", async () => {
    const outDir = temporaryFolder();
    const args = [join(projectRoot, "node_modules/vite/bin/vite.js"), "build", "--mode", name, "--outDir", outDir];
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_ENV: "production" } });
    // The names of all other files change with their content.
    expect(html).toBe(readFileSync(join(outDir, "index.html"), "utf8"));
  });

  it(`loads at most ${LARGEST_FIRST_LOAD / 1000} kB first`, () => {
    expect(loaded.length).toBeGreaterThanOrEqual(3);
    const paths = loaded.map((url) => join(folder, url.slice(`/${name}/`.length)));
    const bytes = [join(folder, "index.html"), ...paths].map((path) => statSync(`${path}.gz`).size);
    expect(bytes.reduce((sum, one) => sum + one)).toBeGreaterThan(10_000);
    expect(bytes.reduce((sum, one) => sum + one)).toBeLessThan(LARGEST_FIRST_LOAD);
  });

  it("loads its own files only", () => {
    for (const url of loaded) expect(url).toMatch(new RegExp(`^/${name}/assets/[\\w.-]+$`));
  });

  it("has no inline script or style, which its policy forbids", () => {
    expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=/);
  });

  it("names no other host, except in notices and in names of namespaces", () => {
    const sources = files.filter((path) => /\.(html|js|css|svg)$/.test(path));
    expect(sources.length).toBeGreaterThanOrEqual(4);
    const hosts = sources.flatMap((path) =>
      [...readFileSync(join(folder, path), "utf8").matchAll(/https?:\/\/[\w.-]+/g)].map(([url]) => url),
    );
    expect([...new Set(hosts)].filter((url) => !KNOWN.includes(url))).toEqual([]);
  });

  it("has files that a function can answer with", () => {
    for (const path of files) expect(statSync(join(folder, path)).size, path).toBeLessThan(LARGEST_FILE);
  });

  it("has the licence of each library in it", () => {
    const notices = readFileSync(join(folder, "licenses.md"), "utf8");
    for (const library of ["react-dom", "@tanstack/react-query", "openapi-fetch", "wouter", "@lingui/core"]) {
      expect(notices).toContain(`## ${library} - `);
    }
    expect(notices).not.toMatch(/^## .*(GPL|SSPL|BUSL)/m);
    for (const path of files) {
      const worker = /([a-z]+-worker)-[\w-]+\.js$/.exec(path)?.[1];
      if (worker === undefined) continue;
      const own = readFileSync(join(folder, `${worker}-licenses.md`), "utf8");
      expect(own, worker).toMatch(WORKERS[worker] ?? /no such worker/);
      expect(own).not.toMatch(/^## .*(GPL|SSPL|BUSL)/m);
    }
  });
});

/** The library that each worker has in it. */
const WORKERS: Record<string, RegExp> = {
  "filter-worker": /^## @marcbachmann\/cel-js - [\d.]+ \(MIT\)$/m,
  "openapi-worker": /^## yaml - [\d.]+ \(ISC\)$/m,
  "schema-worker": /^## @cfworker\/json-schema - [\d.]+ \(MIT\)$/m,
};

/** Namespaces, pages that names and messages of libraries (React, Lingui, cfworker) have, the base of `innerPath`, and an example. Nothing loads them. */
const KNOWN = [
  "http://www.w3.org",
  "https://react.dev",
  "https://lingui.dev",
  "https://github.com",
  "https://inner.invalid",
  "https://example.com",
];

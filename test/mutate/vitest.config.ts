import { defineConfig } from "vitest/config";

/**
 * These tests bring the twin up, synthesize the app or start processes. They are slow: a mutant that only they notice
 * counts as a survivor.
 */
const SLOW = [
  "test/{local,infra,cost,isolation,mutate}/**",
  "test/api/contract/{fuzz,twin}.test.ts",
  "test/cli/{process,twin}.test.ts",
];

/** These tests are about no single function, or can't be loaded from the copy. */
const LEFT_OUT = [
  "test/{architecture,docs}.test.ts",
  "test/api/openapi/typescript/**",
  "test/aws/kit/signature.test.ts",
];

const coverage = process.env.MUTATE_COVERAGE;

export default defineConfig({
  test: {
    root: process.cwd(),
    include: ["test/**/*.test.ts"],
    exclude: [...SLOW, ...LEFT_OUT],
    pool: "forks",
    maxWorkers: 1,
    isolate: coverage !== undefined,
    cache: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { POWERTOOLS_METRICS_DISABLED: "true", SIMULATIONS: "100" },
    setupFiles: coverage === undefined ? [] : ["test/mutate/record-coverage.ts"],
    // Node loads the sources itself: that is faster, and what V8 says about their characters is true of the files.
    experimental: { viteModuleRunner: false },
  },
});

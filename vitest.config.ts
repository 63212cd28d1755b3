import { defineConfig } from "vitest/config";
import { CountReporter } from "./test/support/count-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    // Pages in a browser take a while on a machine that is busy.
    expect: { poll: { timeout: 20_000 } },
    env: { POWERTOOLS_METRICS_DISABLED: "true" },
    reporters: ["default", new CountReporter()],
  },
});

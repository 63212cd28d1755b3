import { expect, it, vi } from "vitest";
import { createLogger } from "../../lib/aws/logger.ts";

it("a logger keeps to the stack's level, whatever Lambda's own level is", () => {
  vi.stubEnv("AWS_LAMBDA_LOG_LEVEL", "INFO");
  for (const level of ["DEBUG", "INFO", "WARN", "ERROR"]) {
    vi.stubEnv("POWERTOOLS_LOG_LEVEL", level);
    expect(createLogger().getLevelName()).toBe(level);
  }
  vi.unstubAllEnvs();
});

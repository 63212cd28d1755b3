import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";
import type { RanInTest } from "./coverage.ts";

/** Writes which characters of which files a test file ran. Each test file has a process of its own. */
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

afterAll(async () => {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const ours = result.filter(({ url }) => /^file:(?!.*\/node_modules\/).*\/(lib|lambdas)\//.test(url));
  const ran: RanInTest = {
    test: relative(process.cwd(), expect.getState().testPath ?? ""),
    files: Object.fromEntries(
      ours.map(({ url, functions }) => [
        relative(process.cwd(), fileURLToPath(url)),
        functions.flatMap(({ ranges }) => ranges.map((range) => [range.startOffset, range.endOffset, range.count])),
      ]),
    ),
  };
  writeFileSync(`${process.env.MUTATE_COVERAGE}/${randomUUID()}.json`, JSON.stringify(ran));
});

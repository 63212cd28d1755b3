import { bundleCosts } from "./bundles.ts";
import { consolePages } from "./console.ts";
import { deliverCpu } from "./deliver-cpu.ts";
import { deliverMemory } from "./deliver-memory.ts";
import { dialectCpu } from "./dialect-cpu.ts";
import { ingestCpu } from "./ingest-cpu.ts";
import { ingestMemory } from "./ingest-memory.ts";
import { logPage } from "./log-page.ts";
import { matchingCpu } from "./matching-cpu.ts";
import { portal } from "./portal.ts";
import { replayCpu } from "./replay.ts";
import type { Measurement } from "./support/result.ts";
import { runMeasurements } from "./support/run-measurements.ts";
import { twinFlow } from "./twin-flow.ts";
import { twinStart } from "./twin-start.ts";

const MEASUREMENTS: Measurement[] = [
  { name: "deliver-cpu", measure: deliverCpu },
  { name: "ingest-cpu", measure: ingestCpu },
  { name: "matching-cpu", measure: matchingCpu },
  { name: "dialect-cpu", measure: dialectCpu },
  { name: "log-page", measure: logPage },
  { name: "replay", measure: replayCpu },
  { name: "deliver-memory", measure: deliverMemory },
  { name: "ingest-memory", measure: ingestMemory },
  { name: "bundles", measure: bundleCosts },
  { name: "twin-start", measure: twinStart },
  { name: "twin-flow", measure: twinFlow },
  { name: "portal", measure: portal },
  { name: "console", measure: consolePages },
];

await runMeasurements(MEASUREMENTS, "bench.json");

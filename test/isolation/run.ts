import { isMet, type Measurement } from "../bench/support/result.ts";
import { runMeasurements } from "../bench/support/run-measurements.ts";
import { besideBurst } from "./burst.ts";
import { besideFewFailures } from "./flaky-endpoint.ts";
import { besideHangingEndpoint } from "./hanging-endpoint.ts";
import { inFlightOfDeadEndpoint } from "./in-flight.ts";
import { besideManyDeadEndpoints, besideManyHangingEndpoints } from "./many-endpoints.ts";
import { afterNetworkOutage } from "./network-outage.ts";
import { besideOrderedLane } from "./ordered.ts";
import { afterOutage } from "./outage.ts";
import { patientDeliveries } from "./patient-deliveries.ts";
import { besideQueuedEvents } from "./queued-events.ts";
import { besideReplays } from "./replays.ts";
import { twinMemory } from "./twin-memory.ts";

const CASES: Measurement[] = [
  { name: "hanging", measure: () => besideHangingEndpoint({ perSecond: 5, timeoutSeconds: 30, seconds: 60 }) },
  { name: "hanging-long", measure: () => besideHangingEndpoint({ perSecond: 1, timeoutSeconds: 300, seconds: 180 }) },
  { name: "queued", measure: besideQueuedEvents },
  { name: "patient", measure: patientDeliveries },
  { name: "many", measure: besideManyHangingEndpoints },
  { name: "burst", measure: besideBurst },
  { name: "ordered", measure: besideOrderedLane },
  { name: "replays", measure: besideReplays },
  { name: "memory", measure: twinMemory },
  { name: "in-flight", measure: inFlightOfDeadEndpoint },
  { name: "outage", measure: afterOutage },
  { name: "many-dead", measure: besideManyDeadEndpoints },
  { name: "flaky", measure: besideFewFailures },
  { name: "network", measure: afterNetworkOutage },
];

const results = await runMeasurements(CASES, "isolation.json");
if (results.some((result) => isMet(result) === false)) process.exitCode = 1;

import type { ReactNode } from "react";
import { EndpointCharts } from "./charts/endpoint-charts.tsx";
import { EndpointFrame } from "./endpoint-frame.tsx";
import { EndpointProblems } from "./endpoint-problems.tsx";
import { EndpointSettings } from "./endpoint-settings.tsx";
import { EndpointHealth } from "./health/endpoint-health.tsx";
import { Undelivered } from "./undelivered.tsx";

/** One endpoint: its health, what wasn't delivered, what happened lately, and its settings. */
export const EndpointPage = ({ id }: { id: string }): ReactNode => (
  <EndpointFrame id={id}>
    {(endpoint) => (
      <>
        <EndpointProblems endpoint={endpoint} />
        {!endpoint.pull && <EndpointHealth endpoint={endpoint} />}
        {!endpoint.pull && <Undelivered id={id} />}
        <EndpointCharts id={id} />
        <EndpointSettings endpoint={endpoint} />
      </>
    )}
  </EndpointFrame>
);

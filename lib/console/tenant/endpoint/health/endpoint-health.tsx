import type { ReactNode } from "react";
import { QueryContent } from "../../../components/query-content.tsx";
import { Section } from "../../../components/section.tsx";
import { text } from "../../../texts/texts.ts";
import type { WebhookEndpoint } from "../use-endpoint.ts";
import { HealthActs } from "./health-acts.tsx";
import { HealthFacts } from "./health-facts.tsx";
import { HealthHistory } from "./health-history.tsx";
import { useHealth } from "./use-health.ts";

/** Whether an endpoint works, why not, what Posthorn does next, and what can be done. */
export function EndpointHealth({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const query = useHealth(endpoint.id);
  const { data } = query;
  return (
    <Section title={text("endpoint.health")} actions={data && <HealthActs endpoint={endpoint} health={data} />}>
      <QueryContent query={query}>
        {(health) => (
          <>
            <HealthFacts endpoint={endpoint} health={health} />
            <HealthHistory transitions={health.transitions} />
          </>
        )}
      </QueryContent>
    </Section>
  );
}

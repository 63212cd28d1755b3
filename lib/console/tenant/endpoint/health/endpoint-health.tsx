import type { ReactNode } from "react";
import { Failure } from "../../../components/failure.tsx";
import { Section } from "../../../components/section.tsx";
import { Loading } from "../../../components/states.tsx";
import { text } from "../../../texts/texts.ts";
import type { WebhookEndpoint } from "../use-endpoint.ts";
import { HealthActs } from "./health-acts.tsx";
import { HealthFacts } from "./health-facts.tsx";
import { HealthHistory } from "./health-history.tsx";
import { useHealth } from "./use-health.ts";

/** Whether an endpoint works, why not, what Posthorn does next, and what can be done. */
export function EndpointHealth({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { data, error, refetch } = useHealth(endpoint.id);
  return (
    <Section title={text("endpoint.health")} actions={data && <HealthActs endpoint={endpoint} health={data} />}>
      {data && (
        <>
          <HealthFacts endpoint={endpoint} health={data} />
          <HealthHistory transitions={data.transitions} />
        </>
      )}
      {error && !data && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </Section>
  );
}

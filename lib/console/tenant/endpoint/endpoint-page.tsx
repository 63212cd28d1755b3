import type { ReactNode } from "react";
import { CopyButton } from "../../components/copy-button.tsx";
import { Fact, Facts } from "../../components/facts.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { Moment } from "../../components/moment.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { EndpointFrame } from "./endpoint-frame.tsx";
import type { WebhookEndpoint } from "./use-endpoint.ts";

/** One endpoint. */
export const EndpointPage = ({ id }: { id: string }): ReactNode => (
  <EndpointFrame id={id}>{(endpoint) => <EndpointFacts endpoint={endpoint} />}</EndpointFrame>
);

function EndpointFacts({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { id, url, description, events, health, createdAt, lastTriggeredAt } = endpoint;
  const since = health?.since && text("endpoint.healthSince", { since: momentText(health.since) });
  return (
    <Facts>
      <Fact name={text("endpoint.health")}>
        <HealthBadge {...endpoint} /> <span className="soft">{since}</span>
      </Fact>
      <Fact name={text("endpoint.url")}>{url ? <Foreign>{url}</Foreign> : text("endpoints.pull")}</Fact>
      <Fact name={text("endpoint.description")}>{description && <Foreign>{description}</Foreign>}</Fact>
      <Fact name={text("endpoint.events")}>
        <Foreign>{events.join(", ")}</Foreign>
      </Fact>
      <Fact name={text("endpoint.lastAttempt")}>
        {lastTriggeredAt ? <Moment at={lastTriggeredAt} /> : text("endpoint.never")}
      </Fact>
      <Fact name={text("endpoint.created")}>
        <Moment at={createdAt} />
      </Fact>
      <Fact name={text("endpoint.id")}>
        <code>{id}</code> <CopyButton value={id} what={text("endpoint.copyId")} />
      </Fact>
    </Facts>
  );
}

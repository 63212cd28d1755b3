import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { Fact, Facts } from "../../components/facts.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { Loading } from "../../components/states.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { usePortalApi } from "../portal-context.ts";

type Subscription = components["schemas"]["Subscription"];

/** One endpoint. */
export function EndpointPage({ id }: { id: string }): ReactNode {
  const api = usePortalApi();
  const { data, error, refetch } = useQuery({
    queryKey: ["endpoint", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/subscriptions/{id}", { params: { path: { id } }, signal })),
  });
  const title = data?.name ?? data?.url ?? id;
  return (
    <PageFrame
      title={<Foreign>{title}</Foreign>}
      documentTitle={`${plainText(title)} · ${text("portal.title")}`}
      summary={<Link href="/">{text("endpoints.title")}</Link>}
    >
      {data && <EndpointFacts endpoint={data} />}
      {error && <Failure error={error} again={() => void refetch()} />}
      {!data && !error && <Loading />}
    </PageFrame>
  );
}

function EndpointFacts({ endpoint }: { endpoint: Subscription }): ReactNode {
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
        {lastTriggeredAt ? momentText(lastTriggeredAt) : text("endpoint.never")}
      </Fact>
      <Fact name={text("endpoint.created")}>{momentText(createdAt)}</Fact>
      <Fact name={text("endpoint.id")}>
        <code>{id}</code>
      </Fact>
    </Facts>
  );
}

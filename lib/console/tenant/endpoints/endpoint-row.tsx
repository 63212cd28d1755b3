import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { Moment } from "../../components/moment.tsx";
import { percentText, text } from "../../texts/texts.ts";
import { ActiveSwitch } from "../endpoint/active-switch.tsx";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { endpointPath } from "../paths.ts";
import { useTenant } from "../tenant-context.ts";
import { DayActivity } from "./day-activity.tsx";

/** An endpoint in the list. The whole row leads to the endpoint, except for its switch. */
export function EndpointRow({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { can } = useTenant();
  const { id, name, url, pull } = endpoint;
  const place = url ? <Foreign>{url}</Foreign> : text("endpoints.pull");
  return (
    <div className="row endpoint-row">
      <Link href={endpointPath(id)} className="row-text row-link">
        <span className="row-title">{name ? <Foreign>{name}</Foreign> : place}</span>
        <span className="small soft">{name ? place : id}</span>
      </Link>
      <span className="row-wide">{!pull && <DayActivity id={id} />}</span>
      <span className="row-wide small soft endpoint-rate">
        <SuccessRate endpoint={endpoint} />
      </span>
      <span className="row-wide small soft endpoint-last">
        <LastTriggered endpoint={endpoint} />
      </span>
      <span className="endpoint-health">
        <HealthBadge {...endpoint} />
      </span>
      {can("manage") && <ActiveSwitch endpoint={endpoint} />}
    </div>
  );
}

function SuccessRate({ endpoint: { successRate24h } }: { endpoint: WebhookEndpoint }): ReactNode {
  if (successRate24h === undefined) return null;
  return text("endpoints.rate", { rate: percentText(successRate24h) });
}

function LastTriggered({ endpoint: { lastTriggeredAt, pull } }: { endpoint: WebhookEndpoint }): ReactNode {
  if (pull) return null;
  if (!lastTriggeredAt) return text("endpoints.neverTriggered");
  return (
    <>
      <span className="hidden-text">{text("endpoint.lastAttempt")} </span>
      <Moment at={lastTriggeredAt} />
    </>
  );
}

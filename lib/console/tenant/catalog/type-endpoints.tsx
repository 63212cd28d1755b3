import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { text } from "../../texts/texts.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { endpointPath } from "../paths.ts";

/** So many endpoints are listed. */
const MOST = 20;

/** Which endpoints ask for a type. */
export function TypeEndpoints({ endpoints }: { endpoints: readonly WebhookEndpoint[] }): ReactNode {
  if (endpoints.length === 0) return <p className="soft">{text("catalog.noEndpoints")}</p>;
  return (
    <ul className="links type-endpoints card">
      {endpoints.slice(0, MOST).map((endpoint) => (
        <li key={endpoint.id}>
          <Link href={endpointPath(endpoint.id)}>
            <Foreign>{endpointName(endpoint)}</Foreign>
          </Link>
          {endpoint.filter !== undefined && <span className="small soft">{text("catalog.filtered")}</span>}
          <HealthBadge {...endpoint} />
        </li>
      ))}
      {endpoints.length > MOST && (
        <li className="soft">{text("catalog.moreEndpoints", { count: endpoints.length - MOST })}</li>
      )}
    </ul>
  );
}

import "./overview.css";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { RowText } from "../../components/row-text.tsx";
import { endpointName } from "../../tenant/endpoint/endpoint-name.ts";
import { endpointPath } from "../../tenant/paths.ts";
import { momentText, text } from "../../texts/texts.ts";
import { tenantPath } from "../console-paths.ts";
import type { EndpointInTrouble } from "./use-overview.ts";

interface TroubleRowProps {
  endpoint: EndpointInTrouble;
  /** What the endpoint's name stands for: its tenant, or its URL. */
  children: ReactNode;
}

/** An endpoint in trouble. It leads to the endpoint's page. */
export function TroubleRow({ endpoint, children }: TroubleRowProps): ReactNode {
  const { tenantId, subscriptionId, name, url, state, since, why, failure } = endpoint;
  return (
    <Link href={tenantPath(tenantId, endpointPath(subscriptionId))} className="row trouble-row">
      <RowText title={<Foreign>{endpointName({ id: subscriptionId, name, url })}</Foreign>}>{children}</RowText>
      <span className="row-wide small soft">
        <Foreign>{[why, failure].filter(Boolean).join(" · ")}</Foreign>
      </span>
      <span className="row-wide small soft">{since && text("overview.since", { since: momentText(since) })}</span>
      <span className="row-end">
        <HealthBadge active={state !== "off"} health={state === "off" ? undefined : { state }} />
      </span>
    </Link>
  );
}

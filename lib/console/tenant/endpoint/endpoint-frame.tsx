import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import type { SameAs } from "../../components/site.ts";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/texts.ts";
import { sameAsEndpoint } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { endpointName } from "./endpoint-name.ts";
import { endpointTabs } from "./endpoint-tabs.ts";
import { useEndpoint, type WebhookEndpoint } from "./use-endpoint.ts";

interface EndpointFrameProps {
  id: string;
  /** For the browser's tab. The endpoint's name comes after it. */
  title?: string;
  /** By default, how to read the endpoint. */
  sameAs?: SameAs | undefined;
  /** Beside the endpoint's name. */
  actions?(endpoint: WebhookEndpoint): ReactNode;
  children(endpoint: WebhookEndpoint): ReactNode;
}

/** A page about one endpoint: its name, its tabs, and what the page shows of it. */
export function EndpointFrame({ id, title, sameAs = sameAsEndpoint(id), ...parts }: EndpointFrameProps): ReactNode {
  const { actions, children } = parts;
  const { can } = useTenant();
  const query = useEndpoint(id);
  const { data } = query;
  const name = data ? endpointName(data) : id;
  const documentTitle = [title, plainText(name)].filter(Boolean).join(" · ");
  return (
    <PageFrame
      title={<Foreign>{name}</Foreign>}
      documentTitle={documentTitle}
      summary={
        <>
          <Link href="/endpoints">{text("endpoints.title")}</Link> {data && <HealthBadge {...data} />}
        </>
      }
      actions={data && actions?.(data)}
      sameAs={sameAs}
    >
      <Tabs label={text("endpoint.tabs")} tabs={endpointTabs(id, can)} />
      <QueryContent query={query}>{children}</QueryContent>
    </PageFrame>
  );
}

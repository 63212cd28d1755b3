import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { usePages } from "../../client/use-pages.ts";
import { PageList } from "../../components/page-list.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import type { WebhookEndpoint } from "../../tenant/endpoint/use-endpoint.ts";
import { EndpointRow } from "../../tenant/endpoints/endpoint-row.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";

const TROUBLE = { health: "failing,slow,recovering,paused", active: "true" } as const;

/** The tenant's endpoints that don't get their events as they come in. */
export function TenantTrouble(): ReactNode {
  const { api } = useTenant();
  const pages = usePages<WebhookEndpoint>({
    key: ["endpoints", TROUBLE],
    read: (page, signal) =>
      answered(api.GET("/api/v1/subscriptions", { params: { query: { ...TROUBLE, ...page } }, signal })),
    everyMs: pollEvery(false),
  });
  const title = text("overview.trouble");
  return (
    <Section title={title} actions={<Link href="/endpoints">{text("endpoints.health.all")}</Link>}>
      <PageList
        label={title}
        pages={pages}
        keyOf={({ id }) => id}
        row={(endpoint) => <EndpointRow endpoint={endpoint} />}
        nothing={<Nothing title={text("overview.calm")} />}
      />
    </Section>
  );
}

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "wouter";
import { answered } from "../../client/api-client.ts";
import { pollEvery } from "../../client/live.ts";
import { Foreign } from "../../components/foreign.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { TroubleRow } from "../overview/trouble-row.tsx";
import type { Overview } from "../overview/use-overview.ts";

/** The tenant's endpoints that don't get their events as they come in, and those that Posthorn switched off. */
export const TenantTrouble = ({ id }: { id: string }): ReactNode => (
  <Section title={text("overview.trouble")} actions={<Link href="/endpoints">{text("endpoints.health.all")}</Link>}>
    <QueryContent query={useTenantTrouble(id)}>{(found) => <Found {...found} />}</QueryContent>
  </Section>
);

/** It is read again after changes of endpoints, as their list is. */
function useTenantTrouble(tenantId: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: ["endpoints", "trouble", tenantId],
    queryFn: async ({ signal }) => {
      const params = { query: { tenantId, resolution: "hour" } } as const;
      return (await answered(api.GET("/api/v1/overview", { params, signal }))).endpoints;
    },
    refetchInterval: pollEvery(false),
  });
}

const Found = ({ data, complete }: Overview["endpoints"]): ReactNode => (
  <>
    {data.length > 0 && (
      <ul className="list plain">
        {data.map((endpoint) => (
          <li key={endpoint.subscriptionId}>
            <TroubleRow endpoint={endpoint}>
              <Foreign>{endpoint.url || text("endpoints.pull")}</Foreign>
            </TroubleRow>
          </li>
        ))}
      </ul>
    )}
    {data.length === 0 && <Nothing title={text(complete ? "overview.calm" : "overview.unknown")} />}
    {!complete && <p className="small soft">{text("tenant.troublePart")}</p>}
  </>
);

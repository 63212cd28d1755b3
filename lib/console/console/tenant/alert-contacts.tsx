import type { ReactNode } from "react";
import { Link } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { type LoadedPages, usePages } from "../../client/use-pages.ts";
import { Fact, Facts } from "../../components/facts.tsx";
import { Failure } from "../../components/failure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { HealthBadge } from "../../components/health-badge.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { Section } from "../../components/section.tsx";
import { endpointName } from "../../tenant/endpoint/endpoint-name.ts";
import { endpointPath } from "../../tenant/paths.ts";
import { useTenant } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import { optionIn, useSettings } from "../settings/use-settings.ts";

type Endpoint = components["schemas"]["Subscription"];

/** Who hears of problems with the tenant's endpoints: the operator, and the tenant's own endpoints for alerts. */
export const AlertContacts = (): ReactNode => (
  <Section title={text("contacts.title")}>
    <Facts>
      <Fact name={text("contacts.operator")}>
        <OperatorsContact />
      </Fact>
      <Fact name={text("contacts.tenant")}>
        <AlertEndpoints />
      </Fact>
    </Facts>
  </Section>
);

/** The address or the topic is the stack's, for all tenants. */
function OperatorsContact(): ReactNode {
  return (
    <>
      <QueryContent query={useSettings()}>
        {(settings) => (
          <Foreign>
            {optionIn(settings, "alarmEmail") ?? optionIn(settings, "alarmTopicArn") ?? text("contacts.nobody")}
          </Foreign>
        )}
      </QueryContent>
      <p className="small soft">
        {text("contacts.operatorHelp")} <Link href={consolePath("/settings")}>{text("limits.settings")}</Link>
      </p>
    </>
  );
}

/** The endpoints that get `posthorn.*` events. The API can't filter by type, so they are looked for page by page. */
function AlertEndpoints(): ReactNode {
  const { api } = useTenant();
  const pages = usePages<Endpoint>({
    key: ["alert-endpoints"],
    read: (page, signal) =>
      answered(api.GET("/api/v1/subscriptions", { params: { query: { ...page, limit: 250 } }, signal })),
  });
  if (pages.error) return <Failure error={pages.error} again={pages.again} />;
  if (pages.loading && pages.items.length === 0) return text("state.loading");
  const found = pages.items.filter(({ events }) => events.some((event) => event.startsWith("posthorn.")));
  return (
    <>
      {found.length > 0 && (
        <ul className="links">
          {found.map((endpoint) => (
            <li key={endpoint.id}>
              <Link href={endpointPath(endpoint.id)}>
                <Foreign>{endpointName(endpoint)}</Foreign>
              </Link>
              <HealthBadge {...endpoint} />
            </li>
          ))}
        </ul>
      )}
      <p className={found.length > 0 ? "small soft" : undefined}>
        {found.length > 0 ? text("contacts.some") : text("contacts.none")}
      </p>
      <LookFurther pages={pages} />
    </>
  );
}

const LookFurther = ({ pages: { items, complete, loading, more } }: { pages: LoadedPages<Endpoint> }): ReactNode =>
  !complete && (
    <p className="small soft">
      {text("contacts.lookedAt", { count: items.length })}{" "}
      <button type="button" className="button small" disabled={loading} onClick={more}>
        {text("contacts.further")}
      </button>
    </p>
  );

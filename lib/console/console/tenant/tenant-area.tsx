import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { Link, Route, Switch, useRoute } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { OwnQueries } from "../../components/own-queries.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { SiteContext } from "../../components/site.ts";
import { Loading } from "../../components/states.tsx";
import { TenantContext } from "../../tenant/tenant-context.ts";
import { TenantNav } from "../../tenant/tenant-nav.tsx";
import { TenantPages } from "../../tenant/tenant-pages.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { consolePath } from "../console-paths.ts";
import { operatorsView } from "./operators-view.ts";
import { TenantPage } from "./tenant-page.tsx";
import { useConsoleSite } from "./use-console-site.ts";

type Tenant = components["schemas"]["Tenant"];

/** All pages of one tenant: those of its portal, and those that only the operator sees. */
export const TenantArea = ({ id }: { id: string }): ReactNode => (
  <OwnQueries>
    <ReadTenant id={id} />
  </OwnQueries>
);

function ReadTenant({ id }: { id: string }): ReactNode {
  const { api } = useConsole();
  const { data, error, refetch } = useQuery({
    queryKey: ["tenant", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tenants/{id}", { params: { path: { id } }, signal })),
  });
  if (data) return <PagesOfTenant tenant={data} />;
  if (!error) return <Loading />;
  return (
    <PageFrame
      title={<Foreign>{id}</Foreign>}
      documentTitle={plainText(id)}
      summary={<Link href={consolePath("/tenants")}>{text("tenants.title")}</Link>}
    >
      <Failure error={error} again={() => void refetch()} />
    </PageFrame>
  );
}

function PagesOfTenant({ tenant }: { tenant: Tenant }): ReactNode {
  const { apiFor, mayChange } = useConsole();
  const view = useMemo(() => operatorsView(tenant.id, apiFor, mayChange), [tenant.id, apiFor, mayChange]);
  return (
    <TenantContext value={view}>
      <SiteContext value={useConsoleSite(tenant)}>
        <TenantBar tenant={tenant} />
        <Switch>
          <Route path="/">
            <TenantPage tenant={tenant} />
          </Route>
          <Route>
            <TenantPages />
          </Route>
        </Switch>
      </SiteContext>
    </TenantContext>
  );
}

/** Whose pages these are, and what they are. */
function TenantBar({ tenant: { id, name } }: { tenant: Tenant }): ReactNode {
  const [atStart] = useRoute("/");
  return (
    <div className="tenant-bar">
      <nav className="crumbs" aria-label={text("tenant.crumbs")}>
        <Link href={consolePath("/tenants")}>{text("tenants.title")}</Link> /{" "}
        <Link href="/" aria-current={atStart ? "page" : undefined}>
          <Foreign>{name || id}</Foreign>
        </Link>
      </nav>
      <TenantNav label={text("tenant.nav")} />
    </div>
  );
}

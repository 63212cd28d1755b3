import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { Link, Route, Switch } from "wouter";
import { answered } from "../../client/api-client.ts";
import { Failure } from "../../components/failure.tsx";
import { Foreign, plainText } from "../../components/foreign.tsx";
import { loaded } from "../../components/loaded.tsx";
import { OwnQueries } from "../../components/own-queries.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { SiteContext } from "../../components/site.ts";
import { Loading } from "../../components/states.tsx";
import { TenantContext } from "../../tenant/tenant-context.ts";
import { TenantPages } from "../../tenant/tenant-pages.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { consolePath } from "../console-paths.ts";
import type { KnownTenant } from "../tenants/tenant-requests.ts";
import { operatorsView } from "./operators-view.ts";
import { TenantBar } from "./tenant-bar.tsx";
import { TenantPage } from "./tenant-page.tsx";
import { useConsoleSite } from "./use-console-site.ts";

const TenantKeysPage = loaded(() => import("./tenant-keys-page.tsx"), "TenantKeysPage");
const TenantPortalPage = loaded(() => import("./tenant-portal-page.tsx"), "TenantPortalPage");
const TenantSettingsPage = loaded(() => import("./tenant-settings-page.tsx"), "TenantSettingsPage");

/** All pages of one tenant: those of its portal, and those that only the operator sees. */
export function TenantArea({ id }: { id: string }): ReactNode {
  const queries = useQueryClient();
  const readListAgain = () => void queries.invalidateQueries({ queryKey: ["tenants"] });
  return (
    <OwnQueries>
      <ReadTenant id={id} onListChanged={readListAgain} />
    </OwnQueries>
  );
}

interface ReadTenantProps {
  id: string;
  /** Called when the list of tenants has to be read again. */
  onListChanged(): void;
}

function ReadTenant({ id, onListChanged }: ReadTenantProps): ReactNode {
  const { api } = useConsole();
  const { data, error, refetch } = useQuery({
    queryKey: ["tenant", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tenants/{id}", { params: { path: { id } }, signal })),
  });
  if (data) return <PagesOfTenant tenant={data} onListChanged={onListChanged} />;
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

interface OwnPagesProps {
  tenant: KnownTenant;
  onListChanged(): void;
}

function PagesOfTenant({ tenant, onListChanged }: OwnPagesProps): ReactNode {
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
          <Route path="/keys">
            <TenantKeysPage tenantId={tenant.id} />
          </Route>
          <Route path="/portal">
            <TenantPortalPage tenantId={tenant.id} />
          </Route>
          <Route path="/settings">
            <TenantSettingsPage tenant={tenant} onListChanged={onListChanged} />
          </Route>
          <Route>
            <TenantPages />
          </Route>
        </Switch>
      </SiteContext>
    </TenantContext>
  );
}

import { type ReactNode, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { loaded } from "../components/loaded.ts";
import { NoSuchPage } from "../components/page-frame.tsx";
import { PageGuard } from "../components/page-guard.tsx";
import { Loading } from "../components/states.tsx";

const TenantsPage = loaded(async () => (await import("./tenants/tenants-page.tsx")).TenantsPage);
const TenantArea = loaded(async () => (await import("./tenant/tenant-area.tsx")).TenantArea);

/** The pages of the console. One that breaks leaves the others as they are. */
export function ConsolePages(): ReactNode {
  const [path] = useLocation();
  return (
    <PageGuard key={areaOf(path)}>
      <Suspense fallback={<Loading />}>
        <Switch>
          <Route path="/">
            <Redirect to="/tenants" replace />
          </Route>
          <Route path="/tenants">
            <TenantsPage />
          </Route>
          <Route path="/tenants/:id" nest>
            {({ id }) => <TenantArea key={id} id={id} />}
          </Route>
          <Route>
            <NoSuchPage />
          </Route>
        </Switch>
      </Suspense>
    </PageGuard>
  );
}

/** The pages of a tenant share what was read of it. */
const areaOf = (path: string): string => /^\/tenants\/[^/]+/.exec(path)?.[0] ?? path;

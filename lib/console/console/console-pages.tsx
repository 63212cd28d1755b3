import type { ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { loaded } from "../components/loaded.tsx";
import { NoSuchPage } from "../components/page-frame.tsx";
import { PageGuard } from "../components/page-guard.tsx";
import { CATALOG, DERIVED_TYPES, IMPORT, NEW_DERIVED_TYPE, NEW_TYPE } from "./catalog/catalog-paths.ts";
import { useConsole } from "./console-context.ts";
import { NEW_DIALECT } from "./dialects/dialect-path.ts";

const OverviewPage = loaded(async () => (await import("./overview/overview-page.tsx")).OverviewPage);
const AlertsPage = loaded(async () => (await import("./alerts/alerts-page.tsx")).AlertsPage);
const AuditPage = loaded(async () => (await import("./audit/audit-page.tsx")).AuditPage);
const TenantsPage = loaded(async () => (await import("./tenants/tenants-page.tsx")).TenantsPage);
const FindPage = loaded(async () => (await import("./events/find-page.tsx")).FindPage);
const ReplaysPage = loaded(async () => (await import("./replays/replays-page.tsx")).ReplaysPage);
const DeadLettersPage = loaded(async () => (await import("./dead-letters/dead-letters-page.tsx")).DeadLettersPage);
const RejectedEventsPage = loaded(
  async () => (await import("./dead-letters/rejected-events-page.tsx")).RejectedEventsPage,
);
const RejectedEventPage = loaded(
  async () => (await import("./dead-letters/rejected-event-page.tsx")).RejectedEventPage,
);
const NewTenantPage = loaded(async () => (await import("./tenants/new-tenant-page.tsx")).NewTenantPage);
const SettingsPage = loaded(async () => (await import("./settings/settings-page.tsx")).SettingsPage);
const OperatorKeysPage = loaded(async () => (await import("./settings/operator-keys-page.tsx")).OperatorKeysPage);
const PortalLookPage = loaded(async () => (await import("./settings/portal-look-page.tsx")).PortalLookPage);
const KeyRingPage = loaded(async () => (await import("./settings/key-ring-page.tsx")).KeyRingPage);
const DeletionsPage = loaded(async () => (await import("./deletions/deletions-page.tsx")).DeletionsPage);
const DeletionPage = loaded(async () => (await import("./deletions/deletion-page.tsx")).DeletionPage);
const TenantArea = loaded(async () => (await import("./tenant/tenant-area.tsx")).TenantArea);

const DialectsPage = loaded(async () => (await import("./dialects/dialects-page.tsx")).DialectsPage);
const DialectPage = loaded(async () => (await import("./dialects/dialect-page.tsx")).DialectPage);
const NewDialectPage = loaded(async () => (await import("./dialects/new-dialect-page.tsx")).NewDialectPage);
const CatalogPage = loaded(async () => (await import("./catalog/catalog-page.tsx")).CatalogPage);
const TypePage = loaded(async () => (await import("./catalog/type-page.tsx")).TypePage);
const NewTypePage = loaded(async () => (await import("./catalog/new-type-page.tsx")).NewTypePage);
const DerivedTypesPage = loaded(async () => (await import("./catalog/derived-types-page.tsx")).DerivedTypesPage);
const DerivedTypePage = loaded(async () => (await import("./catalog/derived-type-page.tsx")).DerivedTypePage);
const ImportPage = loaded(async () => (await import("./catalog/import/import-page.tsx")).ImportPage);
const NewDerivedTypePage = loaded(async () => (await import("./catalog/new-derived-type-page.tsx")).NewDerivedTypePage);

/** The pages of the console. One that breaks leaves the others as they are. */
export function ConsolePages(): ReactNode {
  const { mayChange, isAdmin } = useConsole();
  const [path] = useLocation();
  return (
    <PageGuard key={areaOf(path)}>
      <Switch>
        <Route path="/">
          <OverviewPage />
        </Route>
        <Route path="/alerts">
          <AlertsPage />
        </Route>
        <Route path="/audit">
          <AuditPage />
        </Route>
        <Route path="/tenants">
          <TenantsPage />
        </Route>
        {mayChange && (
          <Route path="/new-tenant">
            <NewTenantPage />
          </Route>
        )}
        <Route path="/settings">
          <SettingsPage />
        </Route>
        {isAdmin && (
          <Route path="/settings/operator-keys">
            <OperatorKeysPage />
          </Route>
        )}
        <Route path="/settings/portal">
          <PortalLookPage />
        </Route>
        <Route path="/settings/key-ring">
          <KeyRingPage />
        </Route>
        <Route path="/tenant-deletions">
          <DeletionsPage />
        </Route>
        <Route path="/tenant-deletions/:id">{({ id }) => <DeletionPage key={id} id={id} />}</Route>
        <Route path="/tenants/:id" nest>
          {({ id }) => <TenantArea key={id} id={id} />}
        </Route>
        <Route path="/events">
          <FindPage />
        </Route>
        <Route path="/replays">
          <ReplaysPage />
        </Route>
        <Route path="/dead-letters">
          <DeadLettersPage />
        </Route>
        <Route path="/dead-letters/bus">
          <RejectedEventsPage />
        </Route>
        <Route path="/dead-letters/bus/:id">{({ id }) => <RejectedEventPage key={id} id={id} />}</Route>
        <Route path={CATALOG}>
          <CatalogPage />
        </Route>
        <Route path={NEW_TYPE}>
          <NewTypePage />
        </Route>
        <Route path="/catalog/types/:name">{({ name }) => <TypePage key={name} parameter={name} />}</Route>
        <Route path={DERIVED_TYPES}>
          <DerivedTypesPage />
        </Route>
        <Route path={IMPORT}>
          <ImportPage />
        </Route>
        <Route path={NEW_DERIVED_TYPE}>
          <NewDerivedTypePage />
        </Route>
        <Route path="/catalog/derived/:name">{({ name }) => <DerivedTypePage key={name} parameter={name} />}</Route>
        <Route path="/dialects">
          <DialectsPage />
        </Route>
        <Route path={NEW_DIALECT}>
          <NewDialectPage />
        </Route>
        <Route path="/dialects/:name">{({ name }) => <DialectPage key={name} name={name} />}</Route>
        <Route>
          <NoSuchPage />
        </Route>
      </Switch>
    </PageGuard>
  );
}

/** The pages of a tenant share what was read of it. */
const areaOf = (path: string): string => /^\/tenants\/[^/]+/.exec(path)?.[0] ?? path;

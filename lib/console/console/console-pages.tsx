import type { ReactNode } from "react";
import { Route, Switch, useLocation } from "wouter";
import { loaded } from "../components/loaded.tsx";
import { NoSuchPage } from "../components/page-frame.tsx";
import { PageGuard } from "../components/page-guard.tsx";
import { typeNameIn } from "../tenant/catalog/type-name-in.ts";
import { CATALOG, DERIVED_TYPES, IMPORT, NEW_DERIVED_TYPE, NEW_TYPE } from "./catalog/catalog-paths.ts";
import { useConsole } from "./console-context.ts";
import { NEW_DIALECT } from "./dialects/dialect-path.ts";

const OverviewPage = loaded(() => import("./overview/overview-page.tsx"), "OverviewPage");
const AlertsPage = loaded(() => import("./alerts/alerts-page.tsx"), "AlertsPage");
const AuditPage = loaded(() => import("./audit/audit-page.tsx"), "AuditPage");

const TenantsPage = loaded(() => import("./tenants/tenants-page.tsx"), "TenantsPage");
const NewTenantPage = loaded(() => import("./tenants/new-tenant-page.tsx"), "NewTenantPage");
const TenantArea = loaded(() => import("./tenant/tenant-area.tsx"), "TenantArea");
const DeletionsPage = loaded(() => import("./deletions/deletions-page.tsx"), "DeletionsPage");
const DeletionPage = loaded(() => import("./deletions/deletion-page.tsx"), "DeletionPage");

const FindPage = loaded(() => import("./events/find-page.tsx"), "FindPage");
const ReplaysPage = loaded(() => import("./replays/replays-page.tsx"), "ReplaysPage");
const DeadLettersPage = loaded(() => import("./dead-letters/dead-letters-page.tsx"), "DeadLettersPage");
const RejectedEventsPage = loaded(() => import("./dead-letters/rejected-events-page.tsx"), "RejectedEventsPage");
const RejectedEventPage = loaded(() => import("./dead-letters/rejected-event-page.tsx"), "RejectedEventPage");

const CatalogPage = loaded(() => import("./catalog/catalog-page.tsx"), "CatalogPage");
const TypePage = loaded(() => import("./catalog/type-page.tsx"), "TypePage");
const DerivedTypesPage = loaded(() => import("./catalog/derived-types-page.tsx"), "DerivedTypesPage");
const DerivedTypePage = loaded(() => import("./catalog/derived-type-page.tsx"), "DerivedTypePage");
const NewTypePage = loaded(() => import("./catalog/new-type-page.tsx"), "NewTypePage");
const NewDerivedTypePage = loaded(() => import("./catalog/new-derived-type-page.tsx"), "NewDerivedTypePage");
const ImportPage = loaded(() => import("./catalog/import/import-page.tsx"), "ImportPage");

const DialectsPage = loaded(() => import("./dialects/dialects-page.tsx"), "DialectsPage");
const NewDialectPage = loaded(() => import("./dialects/new-dialect-page.tsx"), "NewDialectPage");
const DialectPage = loaded(() => import("./dialects/dialect-page.tsx"), "DialectPage");

const SettingsPage = loaded(() => import("./settings/settings-page.tsx"), "SettingsPage");
const OperatorKeysPage = loaded(() => import("./settings/operator-keys-page.tsx"), "OperatorKeysPage");
const PortalLookPage = loaded(() => import("./settings/portal-look-page.tsx"), "PortalLookPage");
const KeyRingPage = loaded(() => import("./settings/key-ring-page.tsx"), "KeyRingPage");

/** The pages of the console. One that breaks leaves the others as they are. */
export function ConsolePages(): ReactNode {
  const { mayChange, isAdmin } = useConsole();
  const [path] = useLocation();
  return (
    <PageGuard key={areaOf(path)}>
      <Switch>
        <Route path="/" component={OverviewPage} />
        <Route path="/alerts" component={AlertsPage} />
        <Route path="/audit" component={AuditPage} />

        <Route path="/tenants" component={TenantsPage} />
        {mayChange && <Route path="/new-tenant" component={NewTenantPage} />}
        <Route path="/tenants/:id" nest>
          {({ id }) => <TenantArea key={id} id={id} />}
        </Route>
        <Route path="/tenant-deletions" component={DeletionsPage} />
        <Route path="/tenant-deletions/:id">{({ id }) => <DeletionPage key={id} id={id} />}</Route>

        <Route path="/events" component={FindPage} />
        <Route path="/replays" component={ReplaysPage} />
        <Route path="/dead-letters" component={DeadLettersPage} />
        <Route path="/dead-letters/bus" component={RejectedEventsPage} />
        <Route path="/dead-letters/bus/:id">{({ id }) => <RejectedEventPage key={id} id={id} />}</Route>

        <Route path={CATALOG} component={CatalogPage} />
        <Route path="/catalog/types/:name">{({ name }) => <TypePage key={name} name={typeNameIn(name)} />}</Route>
        <Route path={DERIVED_TYPES} component={DerivedTypesPage} />
        <Route path="/catalog/derived/:name">
          {({ name }) => <DerivedTypePage key={name} name={typeNameIn(name)} />}
        </Route>
        {mayChange && <Route path={NEW_TYPE} component={NewTypePage} />}
        {mayChange && <Route path={NEW_DERIVED_TYPE} component={NewDerivedTypePage} />}
        {mayChange && <Route path={IMPORT} component={ImportPage} />}

        <Route path="/dialects" component={DialectsPage} />
        {mayChange && <Route path={NEW_DIALECT} component={NewDialectPage} />}
        <Route path="/dialects/:name">{({ name }) => <DialectPage key={name} name={name} />}</Route>

        <Route path="/settings" component={SettingsPage} />
        {isAdmin && <Route path="/settings/operator-keys" component={OperatorKeysPage} />}
        <Route path="/settings/portal" component={PortalLookPage} />
        <Route path="/settings/key-ring" component={KeyRingPage} />
        <Route component={NoSuchPage} />
      </Switch>
    </PageGuard>
  );
}

/** The pages of a tenant share what was read of it. */
const areaOf = (path: string): string => /^\/tenants\/[^/]+/.exec(path)?.[0] ?? path;

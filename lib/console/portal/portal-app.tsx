import type { ReactNode } from "react";
import { useObserved } from "../client/observable.ts";
import { OwnQueries } from "../components/own-queries.tsx";
import { SkipLink } from "../components/page-frame.tsx";
import { SiteContext } from "../components/site.ts";
import { TenantContext, type TenantView } from "../tenant/tenant-context.ts";
import { TenantPages } from "../tenant/tenant-pages.tsx";
import { text } from "../texts/texts.ts";
import { ClosedPortal } from "./closed-portal.tsx";
import { PortalBar } from "./portal-bar.tsx";
import type { Portal } from "./session/open-portal.ts";
import type { PortalView } from "./session/portal-tokens.ts";

/** The portal: a customer's own view of their webhooks. */
export function PortalApp({ portal }: { portal: Portal }): ReactNode {
  const state = useObserved(portal.state);
  if (state.is !== "open") return <ClosedPortal state={state} />;
  return (
    <OwnQueries>
      <SiteContext value={{ title: text("portal.title") }}>
        <TenantContext value={tenantOf(portal, state.session)}>
          <SkipLink />
          <PortalBar session={state.session} appearance={portal.appearance} />
          <TenantPages />
        </TenantContext>
      </SiteContext>
    </OwnQueries>
  );
}

const tenantOf = ({ api }: Portal, { tenantId, capabilities }: PortalView): TenantView => ({
  tenantId,
  api,
  can: (capability) => capabilities.includes(capability),
});

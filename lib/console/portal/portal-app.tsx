import type { ReactNode } from "react";
import { Link } from "wouter";
import { useObserved } from "../client/observable.ts";
import { Foreign } from "../components/foreign.tsx";
import { OwnQueries } from "../components/own-queries.tsx";
import { SkipLink } from "../components/page-frame.tsx";
import { TenantContext, type TenantView } from "../tenant/tenant-context.ts";
import { TenantNav } from "../tenant/tenant-nav.tsx";
import { TenantPages } from "../tenant/tenant-pages.tsx";
import { text } from "../texts/texts.ts";
import { ClosedPortal } from "./closed-portal.tsx";
import type { Portal } from "./session/open-portal.ts";
import type { PortalView } from "./session/portal-tokens.ts";

/** The portal: a customer's own view of their webhooks. */
export function PortalApp({ portal }: { portal: Portal }): ReactNode {
  const state = useObserved(portal.state);
  if (state.is !== "open") return <ClosedPortal state={state} />;
  return (
    <OwnQueries>
      <TenantContext value={tenantOf(portal, state.session)}>
        <SkipLink />
        <PortalBar session={state.session} />
        <TenantPages />
      </TenantContext>
    </OwnQueries>
  );
}

const tenantOf = ({ api }: Portal, { tenantId, capabilities }: PortalView): TenantView => ({
  tenantId,
  api,
  can: (capability) => capabilities.includes(capability),
});

const PortalBar = ({ session: { tenantId, actor } }: { session: PortalView }): ReactNode => (
  <header className="bar">
    <div className="bar-inner">
      <Link href="/" className="brand">
        {text("portal.title")}
      </Link>
      <TenantNav />
      <span className="bar-end soft">
        <Foreign>{tenantId}</Foreign>
        {actor && (
          <>
            {" · "}
            <span className="hidden-text">{text("portal.actor")} </span>
            <Foreign>{actor}</Foreign>
          </>
        )}
      </span>
    </div>
  </header>
);

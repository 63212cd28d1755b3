import type { ReactNode } from "react";
import { PageFrame } from "../../components/page-frame.tsx";
import { Section } from "../../components/section.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { EndSessions } from "../portal-desk/end-sessions.tsx";
import { tenantsLook } from "../portal-desk/look-desk.ts";
import { PortalLink } from "../portal-desk/portal-link.tsx";
import { LookOfPortal } from "../portal-desk/portal-look.tsx";

/** The portal of a tenant: links to it, its sessions, and how it looks. */
export function TenantPortalPage({ tenantId }: { tenantId: string }): ReactNode {
  const { api, mayChange } = useConsole();
  const look = tenantsLook(api, tenantId);
  const title = text("tenantPortal.title");
  return (
    <PageFrame title={title} sameAs={look.sameAs.read}>
      {mayChange && <PortalLink tenantId={tenantId} />}
      {mayChange && <EndSessions tenantId={tenantId} />}
      <Section title={text("portalLook.title")}>
        <p className="soft">{text("portalLook.ofTenant")}</p>
        <LookOfPortal desk={look} />
      </Section>
    </PageFrame>
  );
}

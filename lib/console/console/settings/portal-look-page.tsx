import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { operatorsLook } from "../portal-desk/look-desk.ts";
import { LookOfPortal } from "../portal-desk/portal-look.tsx";
import { SettingsFrame } from "./settings-frame.tsx";

/** How the portal looks to tenants that have nothing of their own. */
export function PortalLookPage(): ReactNode {
  const { api } = useConsole();
  const desk = operatorsLook(api);
  return (
    <SettingsFrame title={text("tenantPortal.title")} sameAs={desk.sameAs.read}>
      <p className="soft">{text("portalLook.ofAll")}</p>
      <LookOfPortal desk={desk} />
    </SettingsFrame>
  );
}

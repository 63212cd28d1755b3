import type { ReactNode } from "react";
import { PageFrame } from "../../components/page-frame.tsx";
import type { SameAs } from "../../components/site.ts";
import { Tabs } from "../../components/tabs.tsx";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";

interface SettingsFrameProps {
  /** The page's name, as its tab says it. */
  title: string;
  sameAs: SameAs;
  children: ReactNode;
}

/** A page of the settings, with the way to the others. */
export function SettingsFrame({ title, sameAs, children }: SettingsFrameProps): ReactNode {
  const { isAdmin } = useConsole();
  const tabs = [
    { href: "/settings", title: text("settings.stack") },
    ...(isAdmin ? [{ href: "/settings/operator-keys", title: text("operatorKeys.title") }] : []),
    { href: "/settings/portal", title: text("tenantPortal.title") },
    { href: "/settings/key-ring", title: text("keyRing.title") },
  ];
  return (
    <PageFrame title={text("settings.title")} documentTitle={title} sameAs={sameAs}>
      <Tabs label={text("settings.title")} tabs={tabs} />
      {children}
    </PageFrame>
  );
}

import type { ReactNode } from "react";
import { Link, useLocation, useRoute } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { TenantNav } from "../../tenant/tenant-nav.tsx";
import { text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import type { KnownTenant } from "../tenants/tenant-requests.ts";

/** Whose pages these are, and what they are. */
export function TenantBar({ tenant: { id, name } }: { tenant: KnownTenant }): ReactNode {
  const [atStart] = useRoute("/");
  return (
    <div className="tenant-bar">
      <nav className="crumbs" aria-label={text("tenant.crumbs")}>
        <Link href={consolePath("/tenants")}>{text("tenants.title")}</Link> /{" "}
        <Link href="/" aria-current={atStart ? "page" : undefined}>
          <Foreign>{name || id}</Foreign>
        </Link>
      </nav>
      <TenantNav label={text("tenant.nav")}>
        <OwnNav />
      </TenantNav>
    </div>
  );
}

const OWN_PAGES = [
  ["/keys", "keys.title"],
  ["/portal", "tenantPortal.title"],
  ["/settings", "tenantSettings.title"],
] as const;

/** The pages that the tenant itself doesn't have. */
function OwnNav(): ReactNode {
  const [path] = useLocation();
  return OWN_PAGES.map(([href, title]) => (
    <Link key={href} href={href} aria-current={path === href ? "page" : undefined}>
      {text(title)}
    </Link>
  ));
}

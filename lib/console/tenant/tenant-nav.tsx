import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { text } from "../texts/texts.ts";
import { useTenant } from "./tenant-context.ts";

/** Leads to the tenant's pages, for those who may see them. */
export function TenantNav(): ReactNode {
  const { can } = useTenant();
  const [atStart] = useRoute("/");
  const [inEndpoints] = useRoute("/endpoints/*?");
  const [inEvents] = useRoute("/events/*?");
  const [inTypes] = useRoute("/event-types/*?");
  if (!can("view")) return null;
  return (
    <nav aria-label={text("nav.label")}>
      <Link href="/" aria-current={atStart || inEndpoints ? "page" : undefined}>
        {text("endpoints.title")}
      </Link>
      <Link href="/events" aria-current={inEvents ? "page" : undefined}>
        {text("events.title")}
      </Link>
      <Link href="/event-types" aria-current={inTypes ? "page" : undefined}>
        {text("catalog.title")}
      </Link>
    </nav>
  );
}

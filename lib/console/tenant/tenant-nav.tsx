import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { text } from "../texts/texts.ts";

/** Leads to the tenant's pages. */
export function TenantNav(): ReactNode {
  const [atStart] = useRoute("/");
  const [inEndpoints] = useRoute("/endpoints/*?");
  const [inEvents] = useRoute("/events/*?");
  const [inTypes] = useRoute("/event-types/*?");
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

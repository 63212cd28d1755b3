import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";
import { text } from "../texts/texts.ts";
import { useTenant } from "./tenant-context.ts";

interface TenantNavProps {
  label: string;
  /** Further pages, after the shared ones. */
  children?: ReactNode;
}

/** Leads to the tenant's pages, for those who may see them. */
export function TenantNav({ label, children }: TenantNavProps): ReactNode {
  const { can, operator } = useTenant();
  const [isRoot] = useRoute("/");
  // The console has a page of its own there.
  const isFirst = isRoot && !operator;
  const [inEndpoints] = useRoute("/endpoints/*?");
  const [inDeliveries] = useRoute("/deliveries/*?");
  const [inEvents] = useRoute("/events/*?");
  const [inSend] = useRoute("/send-event");
  const [inTypes] = useRoute("/event-types/*?");
  if (!can("view")) return null;
  return (
    <nav aria-label={label}>
      <Link href="/endpoints" aria-current={isFirst || inEndpoints || inDeliveries ? "page" : undefined}>
        {text("endpoints.title")}
      </Link>
      <Link href="/events" aria-current={inEvents || inSend ? "page" : undefined}>
        {text("events.title")}
      </Link>
      <Link href="/event-types" aria-current={inTypes ? "page" : undefined}>
        {text("catalog.title")}
      </Link>
      {children}
    </nav>
  );
}

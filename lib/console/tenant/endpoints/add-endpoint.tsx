import type { ReactNode } from "react";
import { Link } from "wouter";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";

/** Leads to the form for a new endpoint, for those who may add one. */
export function AddEndpoint(): ReactNode {
  const { can } = useTenant();
  return (
    can("manage") && (
      <Link href="/endpoints/new" className="button main">
        {text("endpoints.add")}
      </Link>
    )
  );
}

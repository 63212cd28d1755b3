import type { ReactNode } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { text } from "../texts/texts.ts";

/** Leads to the same list without filters. Shown if there is any filter in the address. */
export function ClearFilters(): ReactNode {
  const [path] = useLocation();
  if (useSearch() === "") return null;
  return (
    <Link href={path} className="filter-clear small">
      {text("filters.clear")}
    </Link>
  );
}

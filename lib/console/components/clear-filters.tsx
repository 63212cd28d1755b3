import type { MouseEvent, ReactNode } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { text } from "../texts/texts.ts";

/** Leads to the same list without filters, and to the bar's first one. Shown if there is any filter in the address. */
export function ClearFilters(): ReactNode {
  const [path] = useLocation();
  if (useSearch() === "") return null;
  return (
    <Link href={path} className="filter-clear small" onClick={focusFirstFilter}>
      {text("filters.clear")}
    </Link>
  );
}

/** The link is gone without filters. */
const focusFirstFilter = ({ currentTarget }: MouseEvent<HTMLAnchorElement>): void =>
  currentTarget.closest(".filter-bar")?.querySelector<HTMLElement>("input, select")?.focus();

import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";

export interface Tab {
  href: string;
  title: string;
}

/** Leads to the pages that belong together. Each has an address of its own. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): ReactNode {
  const [path] = useLocation();
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ href, title }) => (
        <Link key={href} href={href} className="tab" aria-current={path === href ? "page" : undefined}>
          {title}
        </Link>
      ))}
    </nav>
  );
}

import { type ReactNode, useEffect, useRef } from "react";
import { Link, useLocation } from "wouter";
import { type TextId, text } from "../texts/texts.ts";

export interface ConsoleArea {
  path: string;
  title: TextId;
  /** It begins a group of areas. */
  first?: boolean;
}

/** What the console has, in the order in which operators need it. */
export const AREAS: readonly ConsoleArea[] = [
  { path: "/", title: "overview.title" },
  { path: "/alerts", title: "alerts.title" },
  { path: "/tenants", title: "tenants.title", first: true },
  { path: "/events", title: "events.title" },
  { path: "/replays", title: "replays.title" },
  { path: "/dead-letters", title: "deadLetters.title" },
  { path: "/catalog", title: "types.title", first: true },
  { path: "/dialects", title: "dialects.title" },
  { path: "/audit", title: "audit.title", first: true },
  { path: "/settings", title: "settings.title" },
];

/** Leads to the areas of the console: a column, or a menu where there is no room for one. */
export function ConsoleNav({ id }: { id: string }): ReactNode {
  const [path] = useLocation();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each page that is opened closes the menu
  useEffect(() => nav.current?.hidePopover(), [path]);
  return (
    <nav ref={nav} id={id} popover="auto" className="areas" aria-label={text("console.nav")}>
      {AREAS.map((area) => (
        <Link
          key={area.path}
          href={area.path}
          className={area.first ? "first" : undefined}
          aria-current={isIn(area.path, path) ? "page" : undefined}
        >
          {text(area.title)}
        </Link>
      ))}
    </nav>
  );
}

const isIn = (area: string, path: string): boolean =>
  path === area ||
  path.startsWith(`${area}/`) ||
  (area === "/tenants" && /^\/(new-tenant|tenant-deletions)\b/.test(path));

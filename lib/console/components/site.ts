import { createContext, type ReactNode } from "react";
import type { ListFilters, SameRequest } from "./same-request.ts";

/** A request to the API, and the command that makes it. */
export interface SameAs {
  /** The words after `posthorn`, such as `["tenants", "list"]`. Absent if there is no such command. */
  command?: readonly string[];
  request: SameRequest;
}

/** How to read a list with the filters of a page. The options of its command are named like the API's filters. */
export function listSameAs(command: readonly string[], path: string, filters: ListFilters = {}): SameAs {
  const chosen = Object.entries(filters).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return {
    command: [...command, ...chosen.flatMap(([name, value]) => [optionOf(name), value])],
    request: { method: "GET", path, query: Object.fromEntries(chosen) },
  };
}

/** `subscriptionId` is `--subscription`. */
const optionOf = (name: string): string =>
  `--${name.replace(/Id$/, "").replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;

/** The app whose pages are shown. */
export interface Site {
  /** For the browser's tab and its history, after the name of the page. */
  title: string;
  /** Shows how to do the same without the page, to those who use the API themselves. */
  sameAs?(sameAs: SameAs): ReactNode;
}

export const SiteContext = createContext<Site>({ title: "" });

import { createContext, type ReactNode } from "react";

/** A request to the API, and the command that makes it. */
export interface SameAs {
  /** The words after `posthorn`, such as `["tenants", "list"]`. Absent if there is no such command. */
  command?: readonly string[];
  request: SameRequest;
}

export interface SameRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The path from `/api/v1` on, with escaped ids. */
  path: string;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
}

/** The app whose pages are shown. */
export interface Site {
  /** For the browser's tab and its history, after the name of the page. */
  title: string;
  /** Shows how to do without the page what it does. Only those who use the API themselves see it. */
  sameAs?(sameAs: SameAs): ReactNode;
}

export const SiteContext = createContext<Site>({ title: "" });

import { LONGEST_SESSION_MS } from "../../core/console/console-session.ts";
import type { ConsoleRequest } from "../http/console-request.ts";

type Cookies = Pick<ConsoleRequest, "setCookie">;

/** The cookie of a session that has just started. */
export const sessionCookie = (page: Cookies | undefined, token: string): string[] =>
  page ? [page.setCookie(token, { maxAgeSeconds: LONGEST_SESSION_MS / 1000 })] : [];

export const noSessionCookie = (page: Cookies | undefined): string[] =>
  page ? [page.setCookie("", { maxAgeSeconds: 0 })] : [];

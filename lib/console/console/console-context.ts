import { createContext, useContext } from "react";
import type { ApiClient } from "../client/api-client.ts";
import type { ConsoleView } from "./session/session-requests.ts";

/** The console as its user may use it. Pages don't offer what the API would refuse. */
export interface ConsoleUse {
  /** The API, with the console's session. */
  api: ApiClient;
  /** The API for requests about a tenant. */
  apiFor(tenantId: string): ApiClient;
  session: ConsoleView;
  /** Viewers only read. */
  mayChange: boolean;
  /** Only the admin manages operator keys and the key ring. */
  isAdmin: boolean;
}

export const ConsoleContext = createContext<ConsoleUse | undefined>(undefined);

/** The console of the user who is signed in. */
export function useConsole(): ConsoleUse {
  const use = useContext(ConsoleContext);
  if (!use) throw new Error("nobody is signed in");
  return use;
}

import { createContext, useContext } from "react";
import type { ApiClient } from "../client/api-client.ts";

export const PortalContext = createContext<ApiClient | undefined>(undefined);

/** The API, with the portal's tokens. */
export function usePortalApi(): ApiClient {
  const api = useContext(PortalContext);
  if (!api) throw new Error("the portal is not open");
  return api;
}

import { createContext, useContext } from "react";
import type { ApiClient } from "../client/api-client.ts";

export const ConsoleContext = createContext<ApiClient | undefined>(undefined);

/** The API, with the console's session. */
export function useConsoleApi(): ApiClient {
  const api = useContext(ConsoleContext);
  if (!api) throw new Error("nobody is signed in");
  return api;
}

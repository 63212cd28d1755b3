import { QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { createQueryClient } from "../client/query-client.ts";

/** Keeps what its children read from the API until they leave the page: nothing of one session shows in the next. */
export function OwnQueries({ children }: { children: ReactNode }): ReactNode {
  const [queries] = useState(createQueryClient);
  return <QueryClientProvider client={queries}>{children}</QueryClientProvider>;
}

import { QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";

const RETRIES = 2;

/** Whether to try again. A refused request is refused again. One that failed in the network or the server may pass. */
export const mayPassLater = (error: unknown): boolean =>
  !(error instanceof ApiProblem) || error.status === 0 || error.status === 429 || error.status >= 500;

/** Keeps what the API answered, for as long as the page is open. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: (failures, error) => failures < RETRIES && mayPassLater(error) },
    },
  });

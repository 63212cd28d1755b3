import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";

export interface GeneratedSecret {
  /** Undefined until it is there. */
  secret: string | undefined;
  error: Error | null;
  /** Generates another one. */
  again(): void;
}

/**
 * A new secret in the form of a dialect. The API stores it only when it is sent back. It is forgotten with the page.
 *
 * @param dialect its name; empty for the dialect of new endpoints
 */
export function useGeneratedSecret(dialect: string, wanted: boolean): GeneratedSecret {
  const { api } = useTenant();
  const page = useId();
  const { data, error, refetch } = useQuery({
    queryKey: ["generated-secret", page, dialect],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    enabled: wanted,
    queryFn: ({ signal }) =>
      answered(api.POST("/api/v1/secrets/generate", { body: dialect === "" ? {} : { dialect }, signal })),
  });
  return { secret: wanted ? data?.secret : undefined, error, again: () => void refetch() };
}

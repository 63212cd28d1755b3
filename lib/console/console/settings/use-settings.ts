import { useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";

export type ShownSettings = components["schemas"]["StackSettings"];

/** The stack as it was deployed. */
export function useSettings() {
  const { api } = useConsole();
  return useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/settings", { signal })),
  });
}

/** The value of an option, or undefined if there is none. */
export const optionIn = ({ options }: ShownSettings, wanted: string): string | undefined =>
  options.find(({ name }) => name === wanted)?.value || undefined;

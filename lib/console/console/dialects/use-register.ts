import { useMutation } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";
import type { KnownDialect } from "./definition-fields.ts";
import { useForgetDialects } from "./use-dialect-list.ts";

/** Registers a dialect, for ever. The body is JSON text, so that it stays as it was typed. */
export function useRegister(onDone: (name: string) => void, onError: () => void) {
  const { api } = useConsole();
  const forget = useForgetDialects();
  return useMutation({
    mutationFn: (definition: string) => {
      const body: components["schemas"]["DialectFields"] = JSON.parse(definition);
      return answered(api.POST("/api/v1/dialects", { body, bodySerializer: () => definition }));
    },
    onSuccess: async ({ name }: KnownDialect) => {
      await forget();
      onDone(name);
    },
    onError,
  });
}

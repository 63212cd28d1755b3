import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { type ApiClient, answered } from "../../client/api-client.ts";
import { mayPassLater } from "../../client/query-client.ts";
import type { SameAs } from "../../components/site.ts";
import { useConsole } from "../console-context.ts";

/** What a dialect sends, and what came of it. */
export type DialectTest = components["schemas"]["DialectTest"];

/** A dialect and what to send in it. */
export interface TestedDialect {
  /** Its name, or its definition as JSON text. */
  dialect: { name: string } | { definition: string };
  type: string;
  /** JSON text, which is sent as it is. Empty: an example. */
  data: string;
  /** Empty: a generated one. */
  secret: string;
}

/** The request's body. Parsing the data would change numbers that a double can't hold. */
function dialectTestBody({ dialect, type, data, secret }: TestedDialect, url = ""): string {
  const chosen = "name" in dialect ? `"dialect":${JSON.stringify(dialect.name)}` : `"definition":${dialect.definition}`;
  const members = Object.entries({ type, secret, url }).filter(([, value]) => value !== "");
  const texts = members.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return `{${[chosen, ...texts, ...(data.trim() === "" ? [] : [`"data":${data}`])].join(",")}}`;
}

/** How to try a dialect without the page. */
export function sameAsDialectTest(tested: TestedDialect, url: string): SameAs {
  const { dialect, type, data, secret } = tested;
  const options = Object.entries({ type, data: data.trim(), secret, to: url }).flatMap(([name, value]) =>
    // A secret may begin with a hyphen.
    value === "" ? [] : [`--${name}=${value}`],
  );
  const chosen = "name" in dialect ? [dialect.name] : ["--definition", dialect.definition];
  return {
    command: ["dialects", "test", ...chosen, ...options],
    request: { method: "POST", path: "/api/v1/dialects/test", body: dialectTestBody(tested, url) },
  };
}

const testDialect = (api: ApiClient, body: string, signal?: AbortSignal): Promise<DialectTest> =>
  answered(api.POST("/api/v1/dialects/test", { body: {}, bodySerializer: () => body, ...(signal && { signal }) }));

/** The POST that a dialect makes. The one before stays until the next is there. */
export function useRenderedPost(tested: TestedDialect | undefined) {
  const { api } = useConsole();
  const body = tested && dialectTestBody(tested);
  return useQuery({
    queryKey: ["dialect-test", body],
    enabled: body !== undefined,
    queryFn: ({ signal }) => testDialect(api, body ?? "", signal),
    placeholderData: keepPreviousData,
    retry: (failures, error) => failures < 2 && mayPassLater(error),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

/** Sends the POST of a dialect to a URL. It answers when the receiver has answered. */
export function useTryOut() {
  const { api } = useConsole();
  return useMutation({
    mutationFn: ({ tested, url }: { tested: TestedDialect; url: string }) =>
      testDialect(api, dialectTestBody(tested, url)),
  });
}

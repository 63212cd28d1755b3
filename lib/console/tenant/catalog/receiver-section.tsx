import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { builtInReceiverDialect } from "../../../dialects/receivers/receiver-code.ts";
import type { ReceiverDialect } from "../../../dialects/receivers/receiver-scheme.ts";
import { type ApiClient, answered } from "../../client/api-client.ts";
import { plainText } from "../../components/foreign.tsx";
import { ChoiceField } from "../../components/form/choice-field.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { endpointName } from "../endpoint/endpoint-name.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTenant } from "../tenant-context.ts";
import { ReceiverSource } from "./receiver-source.tsx";

/** The format of endpoints that choose no other. */
const DEFAULT = "standard";

/** A receiver's code for the format of an endpoint, in a language of the reader's choice. */
export function ReceiverSection({ endpoints }: { endpoints: readonly WebhookEndpoint[] }): ReactNode {
  const [chosen, setChosen] = useState<string>();
  const formats = formatsOf(endpoints);
  const name = chosen ?? formats[0]?.[0] ?? DEFAULT;
  const dialect = useReceiverDialect(name);
  return (
    <>
      <p className="soft">{text("receiver.text")}</p>
      <ReceiverSource name={name} dialect={dialect.data}>
        <ChoiceField label={text("receiver.format")} value={name} choices={formats} onChange={setChosen} />
      </ReceiverSource>
      <QueryContent query={dialect} />
    </>
  );
}

/** The formats of the endpoints, each with the first endpoints that have it, and the default format. */
function formatsOf(endpoints: readonly WebhookEndpoint[]): [value: string, title: string][] {
  const users = new Map<string, string[]>();
  for (const endpoint of endpoints) {
    users.set(endpoint.dialect, [...(users.get(endpoint.dialect) ?? []), endpointName(endpoint)]);
  }
  if (!users.has(DEFAULT)) users.set(DEFAULT, []);
  return [...users].map(([dialect, [first, ...others]]) => {
    if (first === undefined) return [dialect, dialect];
    const endpoint = plainText(first).slice(0, 60);
    return [dialect, text("receiver.formatOf", { dialect, endpoint, others: others.length })];
  });
}

function useReceiverDialect(name: string) {
  const { api } = useTenant();
  return useQuery({
    queryKey: ["dialect", name],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => builtInReceiverDialect(name) ?? customDialect(api, name, signal),
  });
}

/** An operator's own dialect has all that a receiver needs to know. */
const customDialect = async (api: ApiClient, name: string, signal: AbortSignal): Promise<ReceiverDialect> =>
  (await answered(api.GET("/api/v1/dialects/{id}", { params: { path: { id: name } }, signal }))) as ReceiverDialect;

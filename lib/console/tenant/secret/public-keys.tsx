import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";

export const endpointKeysKey = (id: string) => ["public-keys", id] as const;

/** The keys that verify signatures. They aren't secret. */
export function PublicKeys({ id }: { id: string }): ReactNode {
  const { api } = useTenant();
  const query = useQuery({
    queryKey: endpointKeysKey(id),
    queryFn: ({ signal }) => answered(api.GET("/api/v1/public-keys/{id}", { params: { path: { id } }, signal })),
  });
  return (
    <section className="card form" aria-label={text("secret.publicKeys")}>
      <h2>{text("secret.publicKeys")}</h2>
      <p className="small soft">{text("secret.publicKeysHelp")}</p>
      <QueryContent query={query}>
        {({ publicKeys }) =>
          publicKeys.map((key, index) => (
            <CodeBlock key={key} label={text(index === 0 ? "secret.publicKey" : "secret.previousKey")} code={key} />
          ))
        }
      </QueryContent>
    </section>
  );
}

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { answered } from "../../client/api-client.ts";
import { indentedJson } from "../../client/indented-json.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { HeaderList } from "../../components/header-list.tsx";
import { QueryContent } from "../../components/query-content.tsx";
import { text } from "../../texts/texts.ts";
import { useTenant } from "../tenant-context.ts";
import type { DeliveryAttempt } from "./delivery-types.ts";

interface AttemptOfProps {
  attempt: DeliveryAttempt;
  deliveryId: string;
}

/** What was sent: the headers, and the body once it is read. */
export const AttemptRequest = ({ attempt, deliveryId }: AttemptOfProps): ReactNode => (
  <>
    <HeaderList label={text("attempt.requestHeaders")} headers={attempt.requestHeaders ?? {}} />
    <SentBody attempt={attempt} deliveryId={deliveryId} />
  </>
);

/** What was sent, where the body is known. */
export const SentRequest = ({ attempt, body }: { attempt: DeliveryAttempt; body: string }): ReactNode => (
  <>
    <HeaderList label={text("attempt.requestHeaders")} headers={attempt.requestHeaders ?? {}} />
    <CodeBlock label={text("attempt.requestBody")} code={indentedJson(body)} copied={body} />
  </>
);

function SentBody({ attempt: { number }, deliveryId }: AttemptOfProps): ReactNode {
  const { api } = useTenant();
  const query = useQuery({
    queryKey: ["attempt-request", deliveryId, number],
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/deliveries/{id}/attempts/{number}/request", {
          params: { path: { id: deliveryId, number } },
          signal,
        }),
      ),
  });
  return (
    <QueryContent query={query}>
      {({ asSent, body }) => (
        <>
          {!asSent && <p className="notice">{text("attempt.notAsSent")}</p>}
          <CodeBlock label={text("attempt.requestBody")} code={indentedJson(body)} copied={body} />
        </>
      )}
    </QueryContent>
  );
}

/** A command that sends the request again. */
export function AttemptCurl({ attempt: { number }, deliveryId }: AttemptOfProps): ReactNode {
  const { api } = useTenant();
  const query = useQuery({
    queryKey: ["attempt-curl", deliveryId, number],
    queryFn: ({ signal }) =>
      answered(
        api.GET("/api/v1/deliveries/{id}/attempts/{number}/curl", {
          params: { path: { id: deliveryId, number } },
          parseAs: "text",
          signal,
        }),
      ),
  });
  return (
    <QueryContent query={query}>
      {(command) => (
        <>
          <p className="small soft">{text("attempt.curlText")}</p>
          <CodeBlock label={text("attempt.curl")} code={command} />
        </>
      )}
    </QueryContent>
  );
}

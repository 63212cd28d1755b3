import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { ApiProblem } from "../../client/problem.ts";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { text } from "../../texts/texts.ts";
import { endpointKey, type WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { endpointPath } from "../paths.ts";
import { sameAsEndpointChange } from "../same-as.ts";
import { useTenant } from "../tenant-context.ts";
import { DeleteEndpoint } from "./delete-endpoint.tsx";
import { endpointChange } from "./endpoint-bodies.ts";
import { fieldsOf } from "./endpoint-fields.ts";
import { EndpointForm } from "./endpoint-form.tsx";

interface EditedEndpointProps {
  endpoint: WebhookEndpoint;
  /** Names the state that the form began with. */
  etag: string;
  /** Starts again with the endpoint as it is now. */
  reload(): void;
}

/** The form of an endpoint that exists. */
export function EditedEndpoint({ endpoint, etag, reload }: EditedEndpointProps): ReactNode {
  const [before] = useState(() => fieldsOf(endpoint));
  const [fields, setFields] = useState(before);
  const change = endpointChange(before, fields);
  const changed = Object.keys(change).length > 0;
  const { question, leave } = useLeaveWarning(changed);
  const home = endpointPath(endpoint.id);
  const [, navigate] = useLocation();
  const done = () => {
    leave();
    navigate(home);
  };
  const save = useSave(endpoint.id, done);
  const conflict = save.error instanceof ApiProblem && save.error.status === 412;
  return (
    <>
      <EndpointForm
        fields={fields}
        change={(changes) => setFields((now) => ({ ...now, ...changes }))}
        error={conflict ? undefined : save.error}
        exists
        cancelHref={home}
        submit={text(save.isPending ? "form.edit.busy" : "form.edit.submit")}
        busy={save.isPending}
        sameAs={changed ? sameAsEndpointChange(endpoint.id, change) : undefined}
        onSubmit={() => (changed ? save.mutate({ change, etag }) : done())}
      >
        {conflict && <Conflict onReload={reload} onSaveAnyway={() => save.mutate({ change, etag: "*" })} />}
      </EndpointForm>
      <DeleteEndpoint endpoint={endpoint} leave={leave} />
      {question}
    </>
  );
}

interface Save {
  change: components["schemas"]["SubscriptionChange"];
  etag: string;
}

function useSave(id: string, done: () => void) {
  const { api } = useTenant();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ change, etag }: Save) => {
      const params = { path: { id }, header: { "if-match": etag } };
      return answered(api.PATCH("/api/v1/subscriptions/{id}", { params, body: change }));
    },
    onSuccess: async () => {
      void queries.invalidateQueries({ queryKey: ["endpoints"] });
      await queries.invalidateQueries({ queryKey: endpointKey(id) });
      done();
    },
  });
}

/** Somebody else has changed the endpoint since the form was opened. */
const Conflict = ({ onReload, onSaveAnyway }: { onReload(): void; onSaveAnyway(): void }): ReactNode => (
  <div className="notice bad" role="alert">
    <p>{text("form.conflict.text")}</p>
    <div className="buttons">
      <button type="button" className="button small" onClick={onReload}>
        {text("form.conflict.reload")}
      </button>
      <button type="button" className="button small" onClick={onSaveAnyway}>
        {text("form.conflict.save")}
      </button>
    </div>
  </div>
);

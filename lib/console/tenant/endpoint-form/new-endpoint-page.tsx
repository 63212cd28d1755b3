import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { answered } from "../../client/api-client.ts";
import { errorsAt } from "../../components/form/field.tsx";
import { useLeaveWarning } from "../../components/form/use-leave-warning.tsx";
import { PageFrame } from "../../components/page-frame.tsx";
import { text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import { sameAsNewEndpoint } from "../same-as.ts";
import { SecretChoice, secretIn } from "../secret/secret-choice.tsx";
import { useGeneratedSecret } from "../secret/use-generated-secret.ts";
import { useTenant } from "../tenant-context.ts";
import { newEndpointBody } from "./endpoint-bodies.ts";
import { type EndpointFields, NEW_ENDPOINT } from "./endpoint-fields.ts";
import { EndpointForm } from "./endpoint-form.tsx";

const TYPED_NOTHING = { own: false, typed: "" };

/** Creates an endpoint. The address may name its first event types: `?type=invoice.paid`. */
export function NewEndpointPage(): ReactNode {
  const { can } = useTenant();
  const [address] = useSearchParams();
  const [untouched] = useState<EndpointFields>(() => ({ ...NEW_ENDPOINT, events: address.getAll("type") }));
  const [fields, setFields] = useState(untouched);
  const [chosen, setChosen] = useState(TYPED_NOTHING);
  const generated = useGeneratedSecret(fields.dialect, can("manageSecret"));
  const { question, leave } = useLeaveWarning(fields !== untouched || chosen !== TYPED_NOTHING);
  const create = useCreateEndpoint(leave);
  const submit = () => create.mutate(newEndpointBody(fields, secretIn(chosen, generated)));
  const title = text("form.new.title");
  return (
    <PageFrame title={title} summary={text("form.new.text")}>
      <EndpointForm
        fields={fields}
        change={(changes) => setFields((before) => ({ ...before, ...changes }))}
        error={create.error}
        exists={false}
        cancelHref="/endpoints"
        submit={text(create.isPending ? "form.new.busy" : "form.new.submit")}
        busy={create.isPending}
        onSubmit={submit}
        sameAs={sameAsNewEndpoint(newEndpointBody(fields, undefined))}
      >
        {can("manageSecret") && (
          <section className="card form" aria-label={text("form.secret.title")}>
            <h2>{text("form.secret.title")}</h2>
            <p className="small soft">{text("form.secret.help")}</p>
            <SecretChoice
              generated={generated}
              value={chosen}
              onChange={setChosen}
              errors={errorsAt(create.error, "/secret")}
            />
          </section>
        )}
      </EndpointForm>
      {question}
    </PageFrame>
  );
}

/** Afterwards, the endpoint's own page is open. */
function useCreateEndpoint(leave: () => void) {
  const { api } = useTenant();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return useMutation({
    mutationFn: (body: ReturnType<typeof newEndpointBody>) => answered(api.POST("/api/v1/subscriptions", { body })),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ["endpoints"] });
      leave();
      navigate(endpointPath(id));
    },
  });
}

import { type FormEvent, type ReactNode, useState } from "react";
import { indentedJson } from "../../client/indented-json.ts";
import { jsonProblemIn } from "../../components/editor/json-problem-in.ts";
import type { TextProblem } from "../../components/editor/text-editor.tsx";
import { ActFailure } from "../../components/failure.tsx";
import { errorsAt, Field } from "../../components/form/field.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
import { text } from "../../texts/texts.ts";
import type { WebhookEndpoint } from "../endpoint/use-endpoint.ts";
import { useTypeChoices } from "../endpoint-form/types/use-type-choices.ts";
import { sameAsTest } from "../same-as.ts";
import { TestResult } from "./test-result.tsx";
import { type TestSignature, TestSignatureField } from "./test-signature-field.tsx";
import { testTypes } from "./test-types.ts";
import { TypeSelect } from "./type-select.tsx";
import { useTestSend } from "./use-test-send.ts";

/** Chooses the type, the data and the signature of a test. */
export function TestForm({ endpoint }: { endpoint: WebhookEndpoint }): ReactNode {
  const { data: choices = [] } = useTypeChoices();
  const types = testTypes(endpoint.events, choices);
  const [picked, setPicked] = useState<string>();
  const type = picked ?? types.wanted[0] ?? "";
  const [typed, setTyped] = useState<{ type: string; data: string }>();
  const example = indentedJson(choices.find(({ name }) => name === type)?.exampleText ?? "");
  const data = typed?.type === type ? typed.data : example;
  const [signature, setSignature] = useState<TestSignature>({ own: false, secret: undefined });
  const [notJson, setNotJson] = useState<TextProblem>();
  const send = useTestSend(endpoint.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = jsonProblemIn(data);
    setNotJson(problem);
    if (problem || send.isPending) return;
    send.mutate({ type, data: data === example ? "" : data, secret: signature.own ? signature.secret : undefined });
  };
  const dataErrors = notJson ? [text("json.problem", { message: notJson.message })] : errorsAt(send.error, "/data");
  return (
    <form className="form wide" onSubmit={submit}>
      <section className="card form">
        <TypeSelect types={types} value={type} onChange={setPicked} errors={errorsAt(send.error, "/type")} />
        <Field label={text("test.data.label")} help={text("test.data.help")} errors={dataErrors}>
          {(input) => (
            <textarea
              {...input}
              className="input mono"
              rows={Math.min(18, Math.max(6, data.split("\n").length + 1))}
              spellCheck={false}
              value={data}
              onChange={({ target }) => setTyped({ type, data: target.value })}
            />
          )}
        </Field>
        <TestSignatureField value={signature} onChange={setSignature} errors={errorsAt(send.error, "/secret")} />
        <div className="buttons">
          <button type="submit" className="button main" disabled={send.isPending}>
            {text(send.isPending ? "test.busy" : "test.submit")}
          </button>
          <SameAsHere {...sameAsTest(endpoint.id, type, data === example ? "" : data)} />
        </div>
      </section>
      <ActFailure error={send.error} exceptFields />
      {send.data && (
        <section className="form">
          <h2>{text("test.result")}</h2>
          <TestResult test={send.data} />
        </section>
      )}
    </form>
  );
}

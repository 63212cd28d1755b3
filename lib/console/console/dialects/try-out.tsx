import { type FormEvent, type ReactNode, useMemo, useState } from "react";
import { invalidFieldsAt } from "../../client/problem.ts";
import { ActFailure } from "../../components/failure.tsx";
import { TextField } from "../../components/form/text-field.tsx";
import { SameAsHere } from "../../components/same-as-here.tsx";
import { AttemptView } from "../../tenant/delivery/attempt-view.tsx";
import { TenantContext, type TenantView } from "../../tenant/tenant-context.ts";
import { text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { type DialectTest, sameAsDialectTest, type TestedDialect, useTryOut } from "./use-dialect-test.ts";

/** Sends the POST of a dialect to a receiver, and shows what came of it. */
export function TryOut({ tested }: { tested: TestedDialect | undefined }): ReactNode {
  const [url, setUrl] = useState("");
  const { mutate, data, error, isPending } = useTryOut();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tested && !isPending) mutate({ tested, url });
  };
  return (
    <form className="form" onSubmit={submit}>
      <p className="soft">{text("tryOut.text")}</p>
      <TextField
        label={text("tryOut.url")}
        code
        placeholder={text("form.url.example")}
        value={url}
        onChange={setUrl}
        error={error}
        pointer="/url"
      />
      <div className="buttons">
        <button type="submit" className="button main" disabled={isPending || !tested || url === ""}>
          {text(isPending ? "tryOut.busy" : "tryOut.submit")}
        </button>
        {tested && <SameAsHere {...sameAsDialectTest(tested, url)} />}
      </div>
      <ActFailure error={hasUrlError(error) ? undefined : error} />
      {data?.attempt && !isPending && <Result attempt={data.attempt} body={data.request.body} />}
    </form>
  );
}

function Result({ attempt, body }: { attempt: NonNullable<DialectTest["attempt"]>; body: string }): ReactNode {
  const { api } = useConsole();
  // No tenant has this attempt, and nothing of it is kept.
  const view = useMemo<TenantView>(() => ({ tenantId: "", api, can: () => true }), [api]);
  return (
    <TenantContext value={view}>
      <p className={`notice ${attempt.failure ? "bad" : "good"}`} role="status">
        {text(attempt.failure ? "tryOut.failed" : "tryOut.passed")}
      </p>
      <AttemptView attempt={attempt} body={body} />
    </TenantContext>
  );
}

const hasUrlError = (error: unknown): boolean => invalidFieldsAt(error, "/url").length > 0;

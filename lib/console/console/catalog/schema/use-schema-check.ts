import { useEffect, useState } from "react";
import type { SchemaProblem } from "../../../../core/kit/json-schema-errors.ts";
import { runWorker } from "../../../client/worker-answers.ts";
import type { CheckedValue, SchemaMessage, SchemaRequest } from "./schema-messages.ts";

/** What is known about a schema and some values. */
export interface SchemaCheckState {
  /** `stopped`: a value took too long, and those after it were not checked. */
  state: "running" | "done" | "stopped" | "broken";
  /** What is wrong with the schema itself. */
  form: readonly SchemaProblem[];
  /** One for each value, in order. */
  values: readonly CheckedValue[];
}

/** How long somebody must stop typing before the schema is checked. */
const PAUSE_MS = 300;

/** The server gives a check 200 ms. A value that takes much longer here takes too long there. */
const LIMIT_MS = 2_000;

const RUNNING: SchemaCheckState = { state: "running", form: [], values: [] };
const NOTHING: SchemaCheckState = { state: "done", form: [], values: [] };

/**
 * Checks a schema and values whenever they change, with the server's own validator. An empty schema allows everything.
 *
 * @param schema JSON text. Undefined while it isn't JSON: what was known stays
 * @param values JSON texts
 */
export function useSchemaCheck(schema: string | undefined, values: readonly string[]): SchemaCheckState {
  const [check, setCheck] = useState<SchemaCheckState>(NOTHING);
  useEffect(() => {
    if (schema === undefined) return;
    if (schema.trim() === "") {
      setCheck({ ...NOTHING, values: values.map(() => ({ problems: [], tookMs: 0 })) });
      return;
    }
    let stop = () => {};
    const timer = setTimeout(() => {
      setCheck((before) => ({ ...before, state: "running" }));
      stop = follow({ schema, values }, setCheck);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [schema, values]);
  return check;
}

function follow(request: SchemaRequest, show: (check: SchemaCheckState) => void): () => void {
  const count = request.values.length;
  let known = RUNNING;
  const go = (change: Partial<SchemaCheckState>) => {
    known = { ...known, ...change };
    // One rendering for all results that come at once.
    if (known.state !== "running") show(known);
  };
  return runWorker<SchemaMessage>({
    worker: new Worker(new URL("./schema-worker.ts", import.meta.url), { type: "module" }),
    request,
    limitMs: LIMIT_MS,
    isLast: (message, answers) => answers > count || ("form" in message && message.form.length > 0),
    onMessage(message) {
      if ("form" in message) {
        go({ form: message.form, ...((message.form.length > 0 || count === 0) && { state: "done" }) });
        return;
      }
      const values = [...known.values, message];
      go({ values, ...(values.length === count && { state: "done" }) });
    },
    onTooSlow: () => go({ state: "stopped" }),
    onBroken: () => go({ state: "broken" }),
  });
}

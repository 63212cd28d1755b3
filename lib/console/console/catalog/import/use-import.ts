import { useState } from "react";
import { runEach } from "../../../client/run-each.ts";
import { useConsole } from "../../console-context.ts";
import { sendEntry } from "../entry-requests.ts";
import { useForgetCatalog } from "../use-console-catalog.ts";
import type { PlannedType } from "./import-plan.ts";

/** What became of an import so far. */
export interface ImportProgress {
  running: boolean;
  total: number;
  /** The types that were created or changed. */
  done: ReadonlySet<string>;
  /** Why others were not, by name. */
  failed: ReadonlyMap<string, unknown>;
}

const NOTHING: ImportProgress = { running: false, total: 0, done: new Set(), failed: new Map() };

/** Creates and changes types, a few at a time, and goes on when one fails. */
export function useImport() {
  const { api } = useConsole();
  const forget = useForgetCatalog();
  const [progress, setProgress] = useState(NOTHING);

  async function run(planned: readonly PlannedType[]): Promise<void> {
    const changes = new Map(planned.flatMap(({ name, change }) => (change ? [[name, change] as const] : [])));
    let now: ImportProgress = { ...NOTHING, running: true, total: changes.size };
    setProgress(now);
    const act = async (name: string) => {
      const change = changes.get(name);
      if (change) await sendEntry(api, "event-types", change());
    };
    await runEach([...changes.keys()], act, ({ id, error }) => {
      now =
        error === undefined
          ? { ...now, done: new Set([...now.done, id]) }
          : { ...now, failed: new Map([...now.failed, [id, error]]) };
      setProgress(now);
    });
    await forget();
    setProgress({ ...now, running: false });
  }

  return { progress, run, reset: () => setProgress(NOTHING) };
}

import { afterAll, beforeAll, onTestFinished } from "vitest";
import { startTwin, type Twin, type TwinOptions } from "../../../lib/local/twin.ts";
import { temporaryFolder, useTemporaryFolder } from "./temporary-folder.ts";

/** Stack options for quick retries, and for a short visibility timeout: a killed twin's messages come back soon. */
export const QUICK = { retryWaits: "1,1,1", maxTimeoutSeconds: "1" };

/** The twin of a test file. The fields of `Twin` are set once it has started. */
export interface FileTwin extends Twin {
  dataDir: string;
  /** The problems so far, one line each. */
  warnings: string[];
  /** Starts the twin again in its folder, with more stack options. */
  start(context?: TwinOptions["context"]): Promise<void>;
}

/** Starts a twin before the tests of a file, and stops it after them. */
export function useTwin(options: Partial<TwinOptions> = {}): FileTwin {
  const { dataDir = useTemporaryFolder(), context, print } = options;
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line);
  const twin = {
    dataDir,
    warnings,
    async start(more) {
      const given = { warn, ...(print && { print }), context: { ...QUICK, ...context, ...more } };
      Object.assign(twin, await startTwin({ dataDir, port: 0, ...given }));
    },
  } as FileTwin;
  beforeAll(() => twin.start());
  afterAll(() => twin.stop?.());
  return twin;
}

/** Starts a twin for one test, and stops it after the test. */
export async function twinForTest(options: Partial<TwinOptions> = {}): Promise<Twin> {
  const { dataDir = temporaryFolder(), port = 0, warn = () => undefined, context, amend, limits } = options;
  const more = { ...(amend && { amend }), ...(limits && { limits }) };
  const twin = await startTwin({ dataDir, port, warn, context: { ...QUICK, ...context }, ...more });
  onTestFinished(twin.stop);
  return twin;
}

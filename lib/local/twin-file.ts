import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** What other programs need to talk to a running twin. */
export interface TwinFile {
  /** URL of the HTTP API. */
  api: string;
  /** URL of the console host. */
  console: string;
  adminKey: string;
  tenantId: string;
  apiKey: string;
  /** URL of the AWS services, for `AWS_ENDPOINT_URL` or `--endpoint-url`. */
  aws: string;
  /** Name of the event bus. */
  bus: string;
  region: string;
}

/** Writes the file atomically. Only its owner can read it, because it holds keys. */
export function writeTwinFile(path: string, twin: TwinFile): void {
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(twin, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

/** Reads what an earlier start wrote. Returns an empty object when there is no readable file. */
export function readTwinFile(path: string): Partial<TwinFile> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Partial<TwinFile>;
  } catch {
    return {};
  }
}

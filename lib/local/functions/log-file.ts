import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";

export interface LogFile {
  write(chunk: Buffer | string): void;
  close(): Promise<void>;
}

/** Appends to `<directory>/<name>.log`. */
export function openLogFile(directory: string, name: string): LogFile {
  mkdirSync(directory, { recursive: true });
  const stream = createWriteStream(join(directory, `${name}.log`), { flags: "a" });
  return {
    write: (chunk) => void stream.write(chunk),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

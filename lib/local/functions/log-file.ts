import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";

export interface LogFile {
  write(chunk: Buffer | string): void;
  close(): Promise<void>;
}

/**
 * Appends to `<directory>/<name>.log`.
 *
 * @param failed called when the file can't be written
 */
export function openLogFile(directory: string, name: string, failed: (error: Error) => void): LogFile {
  mkdirSync(directory, { recursive: true });
  const stream = createWriteStream(join(directory, `${name}.log`), { flags: "a" });
  stream.on("error", failed);
  return {
    write: (chunk) => void stream.write(chunk),
    close: () => new Promise((resolve) => (stream.destroyed ? resolve() : stream.end(() => resolve()))),
  };
}

import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";

export interface LogFile {
  write(chunk: Buffer | string): void;
  close(): Promise<void>;
}

/**
 * The first line is written at once, and the lines that follow within this time are written together. Each write to a
 * file wakes a thread, which costs more than the write.
 */
const GATHER_MS = 100;

/**
 * Appends to `<directory>/<name>.log`.
 *
 * @param failed called when the file can't be written
 */
export function openLogFile(directory: string, name: string, failed: (error: Error) => void): LogFile {
  mkdirSync(directory, { recursive: true });
  const stream = createWriteStream(join(directory, `${name}.log`), { flags: "a" });
  stream.on("error", failed);
  let timer: NodeJS.Timeout | undefined;

  function gather(): void {
    stream.cork();
    timer = setTimeout(flush, GATHER_MS);
  }

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    stream.uncork();
  }

  return {
    write(chunk) {
      stream.write(chunk);
      if (!timer) gather();
    },
    close() {
      flush();
      return new Promise((resolve) => (stream.destroyed ? resolve() : stream.end(() => resolve())));
    },
  };
}

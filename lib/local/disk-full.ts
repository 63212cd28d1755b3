import type { Backend } from "./aws/backend.ts";

/** What to tell the user. A twin without room can't go on, but it has acknowledged only what it has stored. */
export const DISK_FULL =
  "the disk is full: the twin can't go on. Nothing that it accepted is lost. Make room, then start it again";

/** The texts of SQLite (https://www.sqlite.org/rescode.html#full) and of the system call's errors. */
const DISK_FULL_TEXT = /database or disk is full|ENOSPC|no space left on device|EDQUOT|disk quota exceeded/i;

/** Tells whether an error, its cause or a message says that the disk is full. */
export function isDiskFull(problem: unknown): boolean {
  if (!(problem instanceof Error)) return DISK_FULL_TEXT.test(String(problem));
  const { message, code, cause } = problem as NodeJS.ErrnoException;
  return DISK_FULL_TEXT.test(`${code} ${message}`) || (cause !== undefined && isDiskFull(cause));
}

/** Calls `onFull` when a service can't store anything more. DynamoDB says so in its answer, the others throw. */
export function watchDisk(backend: Backend, onFull: () => void): Backend {
  return async function watched(request) {
    try {
      const answer = await backend(request);
      if (answer.status >= 500 && isDiskFull(answer.body)) onFull();
      return answer;
    } catch (error) {
      if (isDiskFull(error)) onFull();
      throw error;
    }
  };
}

import type { CallPort } from "./direct-requests.ts";
import { asNow, currentSandbox } from "./sandbox-context.ts";
import type { AwsAnswer, WorkerMessage } from "./worker-messages.ts";

/** The thread's end of its calls to AWS. `answered` takes the messages that come back. */
export function createCallPort(post: (message: WorkerMessage) => void): CallPort & {
  answered(id: number, answer: AwsAnswer): void;
} {
  const waiting = new Map<number, (answer: AwsAnswer) => void>();
  let calls = 0;

  return {
    call(call, answered) {
      const id = calls++;
      const { id: sandbox = 0, ended } = currentSandbox() ?? {};
      // Nobody answers the code of a sandbox that has ended.
      if (ended) return () => undefined;
      waiting.set(id, asNow(answered));
      post({ type: "call", sandbox, id, call });
      return function giveUp() {
        if (waiting.delete(id)) post({ type: "give-up", sandbox, id });
      };
    },
    answered(id, answer) {
      const answered = waiting.get(id);
      waiting.delete(id);
      answered?.(answer);
    },
  };
}

import type { CallPort } from "./direct-requests.ts";
import type { AwsAnswer, WorkerMessage } from "./worker-messages.ts";

/** The worker's end of its calls to AWS. `answered` takes the messages that come back. */
export function createCallPort(post: (message: WorkerMessage) => void): CallPort & {
  answered(id: number, answer: AwsAnswer): void;
} {
  const waiting = new Map<number, (answer: AwsAnswer) => void>();
  let calls = 0;

  return {
    call(call, answered) {
      const id = calls++;
      waiting.set(id, answered);
      post({ type: "call", id, call });
      return function giveUp() {
        if (waiting.delete(id)) post({ type: "give-up", id });
      };
    },
    answered(id, answer) {
      const answered = waiting.get(id);
      waiting.delete(id);
      answered?.(answer);
    },
  };
}

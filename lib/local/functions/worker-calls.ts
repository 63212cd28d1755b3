import type { AnswerCall } from "../aws/aws-calls.ts";
import type { AwsCallMessage, GiveUpMessage, HostMessage } from "./worker-messages.ts";

/** The calls to AWS of one worker. */
export interface WorkerCalls {
  receive(message: AwsCallMessage | GiveUpMessage): void;
  /** Called at the start of an invocation. */
  began(): void;
  /** The time since the invocation began or its last call was answered. 0 while a call is under way. */
  quietMs(): number;
  /** Gives up all calls, because the worker has ended. */
  stop(): void;
}

/** Answers the calls to AWS of a worker. */
export function createWorkerCalls(answerCall: AnswerCall, post: (message: HostMessage) => void): WorkerCalls {
  const underWay = new Map<number, AbortController>();
  let quietSinceMs = performance.now();

  function began(): void {
    quietSinceMs = performance.now();
  }

  async function answer({ id, call }: AwsCallMessage): Promise<void> {
    const gone = new AbortController();
    underWay.set(id, gone);
    const answer = await answerCall({ ...call, signal: gone.signal });
    if (!underWay.delete(id)) return;
    quietSinceMs = performance.now();
    post({ type: "called", id, answer });
  }

  function giveUp(id: number): void {
    const gone = underWay.get(id);
    underWay.delete(id);
    gone?.abort();
  }

  return {
    receive: (message) => (message.type === "call" ? void answer(message) : giveUp(message.id)),
    began,
    quietMs: () => (underWay.size > 0 ? 0 : performance.now() - quietSinceMs),
    stop: () => [...underWay.keys()].forEach(giveUp),
  };
}

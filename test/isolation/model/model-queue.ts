import { groupShares } from "../../../lib/local/aws/sqs/group-shares.ts";
import { AWS_LIMITS } from "../../../lib/local/aws-limits.ts";

export interface ModelMessage {
  group: string;
  sentAtSeconds: number;
  /** The POSTs that were made so far. */
  attempts: number;
}

/** A fair queue. */
export interface ModelQueue {
  send(message: ModelMessage): void;
  waiting(): boolean;
  /** Hands out up to ten messages. They are in flight until they are `handled`. */
  receive(): ModelMessage[];
  handled(messages: ModelMessage[]): void;
}

const BATCH = 10;

/** Hands out the oldest message of the quietest groups first. The twin decides which groups are noisy. */
export function createModelQueue(nowSeconds: () => number): ModelQueue {
  const groups = new Map<string, ModelMessage[]>();
  const inFlight = new Map<string, number>();
  const count = () => [...inFlight].map(([group, messages]) => ({ group, messages }));
  const shares = groupShares(count, AWS_LIMITS.noisyInFlight, () => nowSeconds() * 1000);

  const add = (group: string, messages: number) => inFlight.set(group, (inFlight.get(group) ?? 0) + messages);
  const waiting = () => [...groups.values()].some((messages) => messages.length > 0);

  function next(): ModelMessage | undefined {
    const noisy = shares.noisy();
    const order = (group: string) => noisy.get(group) ?? -1;
    const firsts = [...groups.values()].flatMap(([first]) => (first ? [first] : []));
    const [chosen] = firsts.sort((a, b) => order(a.group) - order(b.group) || a.sentAtSeconds - b.sentAtSeconds);
    return chosen && groups.get(chosen.group)?.shift();
  }

  function handOut(): ModelMessage[] {
    const message = next();
    if (!message) return [];
    add(message.group, 1);
    shares.handedOut(message.group);
    return [message];
  }

  return {
    send(message) {
      const known = groups.get(message.group);
      if (known) known.push(message);
      else groups.set(message.group, [message]);
    },
    waiting,
    receive: () => Array.from({ length: BATCH }, handOut).flat(),
    handled(messages) {
      for (const { group } of messages) add(group, -1);
    },
  };
}

/** How many messages of a group are in flight. A message without a group is a group of its own. */
export interface GroupInFlight {
  group: string | null;
  messages: number;
}

/** What the message groups of one queue take of its consumers' capacity. */
export interface GroupShares {
  /** The number of messages in flight. */
  inFlight(): number;
  /** The noisy groups, with their messages in flight. */
  noisy(): Map<string, number>;
  /** Tells that a message of this group was handed out. */
  handedOut(group: string | null): void;
}

/** A larger share makes a group noisy. */
const NOISY_SHARE = 0.1;
/** AWS names no time for "recent". */
const RECENT_MS = 60_000;
/** AWS calls its thresholds approximate. Counting at each receive would cost too much. */
const SAMPLE_MS = 50;
/** Counting takes long when many messages are in flight. It then takes no more than a twentieth of the time. */
const PAUSE = 20;
const LONGEST_SAMPLE_MS = 1_000;

/**
 * Finds the noisy groups of a queue: those with more than a tenth of all messages in flight, and those with more than a
 * tenth of the recent processing time
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html). Processing
 * time is the time that messages are in flight. A message that waits for its visibility timeout is in flight too.
 *
 * @param count counts the messages in flight by group.
 * @param leastInFlight a group with fewer messages in flight is not noisy because of their share.
 */
export function groupShares(count: () => GroupInFlight[], leastInFlight: number, now: () => number): GroupShares {
  let sampledMs = Number.NEGATIVE_INFINITY;
  let sampleMs = SAMPLE_MS;
  let inFlight = new Map<string | null, number>();
  let recentMs = new Map<string | null, number>();

  function sample(): void {
    const elapsedMs = Math.max(0, now() - sampledMs);
    // A clock that was set back begins a new interval.
    if (elapsedMs < sampleMs && now() >= sampledMs) return;
    const startedAt = performance.now();
    const counted = new Map(count().map(({ group, messages }) => [group, messages]));
    sampleMs = Math.min(LONGEST_SAMPLE_MS, Math.max(SAMPLE_MS, (performance.now() - startedAt) * PAUSE));
    const kept = Math.exp(-elapsedMs / RECENT_MS);
    const groups = new Set([...recentMs.keys(), ...counted.keys()]);
    recentMs = new Map(
      [...groups].flatMap((group): [string | null, number][] => {
        // Between two samples, only as many messages were surely in flight as there are in both.
        const both = Math.min(inFlight.get(group) ?? 0, counted.get(group) ?? 0);
        const ms = (recentMs.get(group) ?? 0) * kept + (both > 0 ? both * elapsedMs : 0);
        return ms >= 1 ? [[group, ms]] : [];
      }),
    );
    inFlight = counted;
    sampledMs = now();
  }

  function noisy(): Map<string, number> {
    sample();
    const [allInFlight, allMs] = [sum(inFlight), sum(recentMs)];
    const groups = new Set([...inFlight.keys(), ...recentMs.keys()]);
    const isNoisy = (group: string | null): group is string => {
      const messages = inFlight.get(group) ?? 0;
      const manyInFlight = messages >= leastInFlight && messages > NOISY_SHARE * allInFlight;
      return group !== null && (manyInFlight || (recentMs.get(group) ?? 0) > NOISY_SHARE * allMs);
    };
    return new Map([...groups].filter(isNoisy).map((group) => [group, inFlight.get(group) ?? 0]));
  }

  return {
    inFlight() {
      sample();
      return sum(inFlight);
    },
    noisy,
    handedOut: (group) => void inFlight.set(group, (inFlight.get(group) ?? 0) + 1),
  };
}

const sum = (numbers: Map<unknown, number>): number => [...numbers.values()].reduce((all, one) => all + one, 0);

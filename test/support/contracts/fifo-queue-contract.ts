import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FifoQueue, GroupMessage } from "../../../lib/core/ordered/fifo-queue.ts";

interface FifoQueuePorts {
  queue: FifoQueue;
  /** Receives and deletes all messages, group by group if need be. */
  drain(): Promise<GroupMessage[]>;
}

/** Opens a new, empty queue, which doesn't take messages whose body begins with `refused`. */
export type OpenFifoQueue = () => Promise<FifoQueuePorts>;

const message = (text: string): GroupMessage => ({ group: text.slice(0, 1), body: text });
const refused = (group: string): GroupMessage => ({ group, body: `refused ${group}` });

const byGroup = (messages: readonly GroupMessage[]): Record<string, string[]> => {
  const groups = Map.groupBy(messages, ({ group }) => group);
  return Object.fromEntries([...groups].map(([group, all]) => [group, all.map(({ body }) => body)]));
};

export function fifoQueueContract(open: OpenFifoQueue): void {
  describe("FifoQueue", () => {
    it("queues messages in the order of their groups", async () => {
      const { queue, drain } = await open();
      const messages = Array.from({ length: 36 }, (_, n) => message(`${"abc".charAt((n * n) % 3)}${n}`));
      expect(await queue.sendInOrder(messages)).toEqual(messages.map(() => undefined));
      expect(byGroup(await drain())).toEqual(byGroup(messages));
    });

    it("queues many groups, and equal bodies", async () => {
      const { queue, drain } = await open();
      const messages = Array.from({ length: 50 }, (_, n) => ({ group: `g${n % 25}`, body: "same" }));
      await queue.sendInOrder(messages);
      expect(byGroup(await drain())).toEqual(byGroup(messages));
    });

    it("queues the messages of a later call after those of an earlier one", async () => {
      const { queue, drain } = await open();
      await queue.sendInOrder(["a1", "b1"].map(message));
      await queue.sendInOrder(["b2", "a2"].map(message));
      expect(byGroup(await drain())).toEqual({ a: ["a1", "a2"], b: ["b1", "b2"] });
    });

    it("does nothing for no messages", async () => {
      const { queue, drain } = await open();
      expect(await queue.sendInOrder([])).toEqual([]);
      expect(await drain()).toEqual([]);
    });

    it("sends no message of a group after one that failed, and all of the other groups", async () => {
      const { queue, drain } = await open();
      const messages = [message("a1"), message("b1"), refused("a"), message("a2"), message("b2"), message("a3")];
      const faults = await queue.sendInOrder(messages);
      expect(faults.map((fault) => fault?.name)).toEqual([
        undefined,
        undefined,
        "PipelineFault",
        "PipelineFault",
        undefined,
        "PipelineFault",
      ]);
      expect(byGroup(await drain())).toEqual({ a: ["a1"], b: ["b1", "b2"] });
    });

    it("queues the messages before the first failure of each group, and no others", async () => {
      const text = fc.tuple(fc.constantFrom("a", "b", "c"), fc.boolean());
      const run = async (texts: [string, boolean][]) => {
        const { queue, drain } = await open();
        const messages = texts.map(([group, bad], n) => (bad ? refused(group) : message(`${group}${n}`)));
        const faults = await queue.sendInOrder(messages);
        const isSent = ({ group }: GroupMessage, at: number) =>
          !messages.slice(0, at + 1).some((each) => each.group === group && each.body.startsWith("refused"));
        expect(faults.map((fault) => !fault)).toEqual(messages.map(isSent));
        expect(byGroup(await drain())).toEqual(byGroup(messages.filter(isSent)));
      };
      await fc.assert(fc.asyncProperty(fc.array(text, { maxLength: 12 }), run), { numRuns: 6 });
    });
  });
}

import { expect, it } from "vitest";
import { encodeTask } from "../../../lib/core/delivery/task.ts";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import { capturingLogger } from "../../support/capturing.ts";
import { pollOnce } from "../../support/memory/memory-pipeline.ts";
import { AT, pipelineAt, rowOf, taskOf } from "./letters.ts";

/** Settles letters. Resolves with the lines about them, and the id of each letter's message. */
async function settled(letters: [DeliveryTask | string, Delivery?][], fail?: "loadContext" | "readLetters") {
  const logger = capturingLogger();
  const { world, deadLetters, settle } = pipelineAt(() => Date.parse(AT), logger);
  const messageIds = letters.map(([task, row]) => {
    if (row) world.deliveries.put(row.id, row);
    return deadLetters.send(typeof task === "string" ? task : encodeTask(task));
  });
  if (fail) world.faults.failNext(fail, { when: "before" });
  await pollOnce(deadLetters, settle);
  return { lines: logger.lines, messageIds, again: () => pollOnce(deadLetters, settle) };
}

const STUCK = "a message is stuck in the dead-letter queue: the cause must be fixed";

it("a stuck letter takes a line that names its message and its delivery", async () => {
  const task = taskOf({ idleRounds: 2 });
  const { lines, messageIds } = await settled([[task]]);
  const facts = { messageId: messageIds[0], deliveryId: task.deliveryId };
  expect(lines).toEqual([{ level: "ERROR", message: STUCK, ...facts }]);
});

it("an unreadable letter takes a line that names its message, without its body", async () => {
  const { lines, messageIds } = await settled([["not a task"]]);
  expect(lines).toEqual([{ level: "ERROR", message: STUCK, messageId: messageIds[0] }]);
});

it("exhausted deliveries take a line at DEBUG", async () => {
  const { lines } = await settled([[taskOf(), rowOf("exhausted")]]);
  expect(lines).toEqual([{ level: "DEBUG", message: "exhausted", deliveryIds: [taskOf().deliveryId] }]);
});

it.each(["loadContext", "readLetters"] as const)("a failure in %s takes a line with its cause", async (call) => {
  const { lines } = await settled([[taskOf({ idleRounds: 2 })]], call);
  const error = expect.objectContaining({ name: "PipelineFault", message: expect.any(String) });
  expect(lines).toEqual([{ level: "ERROR", message: "dead letters put off", error }]);
});

it("a letter that gets another round takes no line", async () => {
  expect((await settled([[taskOf(), rowOf("retrying")]])).lines).toEqual([]);
});

import { expect, it } from "vitest";
import { copyOf, replacementOf } from "../../../lib/core/delivery/resending.ts";
import { MAX_IDLE_ROUNDS } from "../../../lib/core/limits.ts";
import { sampleTask } from "../../support/contracts/sample-records.ts";

it("a copy of a message that replaced another one counts as sent for the first time", () => {
  const replacement = replacementOf(sampleTask("acme"), 3);
  expect(replacement).toMatchObject({ round: 0, idleRounds: MAX_IDLE_ROUNDS - 1, sentAgain: 3 });
  const copy = copyOf(replacement);
  expect(copy).toMatchObject({ round: 0, idleRounds: MAX_IDLE_ROUNDS - 1, copy: true });
  expect(copy.sentAgain).toBeUndefined();
});

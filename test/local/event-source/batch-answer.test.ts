import { expect, test } from "vitest";
import { failedMessageIds } from "../../../lib/local/event-source/batch-answer.ts";

const failure = (itemIdentifier: unknown) => ({ batchItemFailures: [{ itemIdentifier }] });

// AWS lists these conditions of success and failure:
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
const cases: [name: string, answer: unknown, failed: string[]][] = [
  ["null", null, []],
  ["an empty answer", {}, []],
  ["no list", { batchItemFailures: null }, []],
  ["an empty list", { batchItemFailures: [] }, []],
  ["an answer without the list", { statusCode: 200 }, []],
  ["one", failure("b"), ["b"]],
  ["several", { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "c" }] }, ["a", "c"]],
  ["one twice", { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "a" }] }, ["a"]],
  ["an unknown id", failure("x"), ["a", "b", "c"]],
  [
    "a known and an unknown id",
    { batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "x" }] },
    ["a", "b", "c"],
  ],
  ["an empty id", failure(""), ["a", "b", "c"]],
  ["a null id", failure(null), ["a", "b", "c"]],
  ["a wrong key", { batchItemFailures: [{ id: "a" }] }, ["a", "b", "c"]],
  ["a null item", { batchItemFailures: [null] }, ["a", "b", "c"]],
  ["a list of strings", { batchItemFailures: ["a"] }, ["a", "b", "c"]],
  ["a string instead of a list", { batchItemFailures: "a" }, ["a", "b", "c"]],
  ["a string", "ok", ["a", "b", "c"]],
  ["an array", ["a"], ["a", "b", "c"]],
];

test.each(cases)("%s", (_name, answer, failed) => {
  expect([...failedMessageIds(answer, ["a", "b", "c"])]).toEqual(failed);
});

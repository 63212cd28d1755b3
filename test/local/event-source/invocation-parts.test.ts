import { expect, test } from "vitest";
import { invocationParts } from "../../../lib/local/event-source/invocation-parts.ts";

const partsOf = (sizes: number[]) => invocationParts(sizes, (size) => size, 10);

test.each([
  ["as many as the limit allows", [5, 5, 1], [[5, 5], [1]]],
  ["all of them, when they fit", [1, 2, 3], [[1, 2, 3]]],
  ["one above the limit, alone", [1, 11, 9, 1], [[1], [11], [9, 1]]],
  ["the first one, although it is above the limit", [11], [[11]]],
  ["none", [], []],
])("an invocation gets %s", (_which, sizes, parts) => expect(partsOf(sizes)).toEqual(parts));

import { expect, it } from "vitest";
import { shelf } from "./shelf.ts";
import { shuffledMap, shuffleOf } from "./shuffle.ts";

const NUMBERS = Array.from({ length: 20 }, (_, n) => n);

it("a shuffle keeps every item, in an order that repeats with its seed", () => {
  const orders = [1, 1, 2].map((seed) => shuffleOf(seed)(NUMBERS));
  expect(orders.map((order) => order.toSorted((a, b) => a - b))).toEqual([NUMBERS, NUMBERS, NUMBERS]);
  expect(orders[0]).toEqual(orders[1]);
  expect(new Set([NUMBERS, orders[0], orders[2]].map(String)).size).toBe(3);
});

it("each call has an order of its own, so that two pages of one list differ", () => {
  const rows = shelf<number>(() => 0, shuffleOf());
  for (const n of NUMBERS) rows.put(String(n), n);
  expect(rows.values()).not.toEqual(rows.values());
});

it("a shuffled map has the same entries", () => {
  const entries = NUMBERS.map((n) => [n, `${n}`] as const);
  const map = shuffledMap(shuffleOf(), entries);
  expect(map).toEqual(new Map(entries));
  expect([...map.keys()]).not.toEqual(NUMBERS);
});

import { describe, expect, it } from "vitest";
import { eventIn, eventRows } from "../../../lib/aws/dynamodb/event-rows.ts";
import { eventOf, refTo, subscriptionIdsOf } from "../../support/contracts/sample-records.ts";

const RETENTION = { retentionDays: 30 };

describe("the rows of an event", () => {
  it("are one, while data and matches are small", () => {
    const { data, lists } = eventRows(RETENTION, eventOf("acme", { subscriptionIds: subscriptionIdsOf(32) }));
    expect([data, lists]).toEqual([[], []]);
  });

  it("have the data apart when it is large, so that lists don't read it", () => {
    const data = JSON.stringify(Array.from({ length: 400 }, () => Math.random()));
    const rows = eventRows(RETENTION, eventOf("acme", { data }));
    expect([rows.data.length, rows.lists, rows.row.data]).toEqual([1, [], undefined]);
  });

  it("take 16 bytes for each of ten thousand matches", () => {
    const { lists } = eventRows(RETENTION, eventOf("acme", { subscriptionIds: subscriptionIdsOf(10_000) }));
    expect(lists.map(({ ids }) => (ids as Uint8Array).length)).toEqual([160_000]);
  });

  it("of an earlier form, with the data as a string, are read too", () => {
    const event = eventOf("acme");
    const { row } = eventRows(RETENTION, event);
    expect(eventIn(refTo("acme"), { ...row, data: event.data }, [])).toEqual(event);
  });
});

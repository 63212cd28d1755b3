import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodePage, type FanOutPage, pageEncoder, pagesOf } from "../../../lib/core/fan-out/page.ts";
import { sampleEvent } from "../../support/factories.ts";

const event = sampleEvent();
const page: FanOutPage = { event, incarnation: "ABCDEFGH", subscriptionIds: ["sub_1"] };

describe("a page", () => {
  it("survives its message, whatever the data is", () => {
    const pages = fc.record({
      event: fc.record({ data: fc.json({ stringUnit: "binary" }) }).map(({ data }) => ({ ...event, data })),
      incarnation: fc.constant("ABCDEFGH"),
      subscriptionIds: fc.array(fc.string({ minLength: 1 }), { minLength: 1 }),
    });
    const check = (one: FanOutPage, undecided: boolean) => {
      const sent = undecided ? { ...one, undecided: true as const } : one;
      expect(decodePage(pageEncoder()(sent))).toEqual(sent);
    };
    fc.assert(fc.property(pages, fc.boolean(), check));
  });

  it.each([
    ["no line feed", "{}"],
    ["no JSON", "x\n{}"],
    ["null", "null\n{}"],
    ["no ids", pageEncoder()({ ...page, subscriptionIds: [1] as never })],
    ["no incarnation", pageEncoder()({ ...page, incarnation: "" })],
    ["no event", pageEncoder()({ ...page, event: { ...event, id: "" } })],
    ["another version", pageEncoder()(page).replace('"v":1', '"v":2')],
  ])("is not a message with %s", (_case, body) => {
    expect(decodePage(body)).toBeUndefined();
  });
});

describe("pages", () => {
  it("have each subscription once, in order, and never more than their size", () => {
    const check = (subscriptionIds: string[], size: number) => {
      const pages = [...pagesOf({ ...page, subscriptionIds }, size)];
      expect(pages.flatMap((one) => one.subscriptionIds)).toEqual(subscriptionIds);
      for (const one of pages) expect([0, 1]).toContain(Math.ceil(one.subscriptionIds.length / size));
    };
    fc.assert(fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 7 }), check));
  });
});
